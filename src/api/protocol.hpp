// The frames of /ws: client frames are decoded, server frames encoded (docs/protocol.md, golden frames in
// tests/frames).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/access.hpp"
#include "api/timestamp.hpp"
#include "base/request_context.hpp"
#include "base/result.hpp"
#include "pitboss/supervisor.hpp"

namespace pf::api {

inline constexpr std::size_t max_rule_code_bytes = 16 * 1024;
inline constexpr std::size_t max_rule_id_bytes = 200;
inline constexpr std::size_t max_session_bytes = 64;
inline constexpr std::size_t max_preview_characters = 2'000;  // of a cell
inline constexpr std::size_t max_preview_bytes = 256 * 1024;  // of all rows; the last ones are left out beyond it
inline constexpr std::size_t max_sample_characters = 200;     // of a cell of a question's rows
inline constexpr std::size_t max_sample_bytes = 16 * 1024;    // of all of a reading's
inline constexpr int max_reading = 100;

struct RunRule {
    std::string rule_code;
    std::string rule_id;     // empty: left out
    int reading = 0;         // POST /api/rules only: which reading of an ambiguous sentence; 0: none chosen
    std::string after = {};  // the sentence before it in a conversation, which it may change; empty: left out
    std::optional<tools::Engine> generator = {};  // whose answer; nothing: left out
    std::string sql = {};                         // what a person takes for the sentence's answer; empty: left out
    std::string from = {};                        // rule_id of the rule that it goes on from; empty: left out
    bool ask_left_out = false;                    // as of pitboss::RuleRequest
};
struct CancelRule {
    std::string rule_id;
};
struct ChooseReading {
    std::string rule_id;
    int n = 0;
};
struct Resume {
    std::int64_t after = 0;
    std::string session;
};

// Why a frame was refused: an error of kind invalid_request that names the field, and the frame's rule_id when it had
// one.
struct BadFrame {
    Error error;
    std::string rule_id;
};

using ClientFrame = std::variant<RunRule, CancelRule, ChooseReading, Resume, BadFrame>;

// In the order of ClientFrame.
inline constexpr std::array<std::string_view, std::variant_size_v<ClientFrame> - 1> client_frame_types = {
    "run_rule", "cancel_rule", "choose_reading", "resume"};

[[nodiscard]] std::string_view type_of(const ClientFrame& frame);  // empty: of a bad one

[[nodiscard]] ClientFrame decode_client_frame(std::string_view text);

// The body of POST /api/rules: a run_rule frame whose `type` may be left out.
[[nodiscard]] std::variant<RunRule, BadFrame> decode_rule_request(std::string_view text);

// A view was made, replaced or, when `rule` is empty, dropped.
struct ViewChange {
    std::string view, rule;
};

// Encoders write one compact JSON object. `seq` is the answer's number; 0 leaves it out.
[[nodiscard]] std::string encode_hello(const pitboss::ServerInfo& info, std::string_view session,
                                       std::int64_t last_event, const Caller& caller);
[[nodiscard]] std::string encode_progress(std::string_view rule_id, const Progress& progress);
[[nodiscard]] std::string encode_result(const pitboss::RuleOutcome& outcome, SystemTime now, std::int64_t seq = 0);
[[nodiscard]] std::string encode_clarify(const pitboss::Clarification& clarification, std::string_view rule,
                                         SystemTime now, std::int64_t seq = 0);
[[nodiscard]] std::string encode_error(const Error& error, std::string_view rule, std::string_view rule_id,
                                       SystemTime now, std::int64_t seq = 0);
// An error of kind `forbidden`.
[[nodiscard]] std::string encode_denial(const Denial& denial, std::string_view rule_id, SystemTime now);
// `changes` holds at least one, newest last.
[[nodiscard]] std::string encode_views_refresh(const std::vector<ViewChange>& changes, bool more = false);
[[nodiscard]] std::string encode_boards_refresh(std::string_view board);
[[nodiscard]] std::string encode_session_resumed(std::string_view session, std::size_t sent,
                                                 const std::vector<std::string>& running);

}  // namespace pf::api
