// The supervisor runs a rule: sentence in, registered view out. process_rule_request reads as the steps of
// docs/architecture.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/request_context.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "pitboss/clarification.hpp"
#include "pitboss/known_rules.hpp"
#include "pitboss/result_rows.hpp"
#include "pitboss/said_words.hpp"
#include "pitboss/services.hpp"
#include "pitboss/turns.hpp"
#include "pitboss/view_numbers.hpp"
#include "pitboss/view_space.hpp"
#include "tools/engine.hpp"
#include "tools/model_author.hpp"

namespace pf::pitboss {

struct RuleRequest {
    std::string rule_code;   // a sentence, or the code of a predefined rule
    std::string rule_id;     // the client's own id, at most 200 bytes; empty: the supervisor makes one
    int reading = 0;         // which reading of an ambiguous sentence (Clarification::readings[i].n); 0: none chosen
    std::string after = {};  // the rule before it in a conversation, which it may change: "and in France?"; empty: none
    std::optional<tools::Engine> generator = {};  // whose answer; nothing: as the server is set
    std::string sql = {};   // that a person wrote for the sentence: it is the answer; empty: the engines are asked
    std::string from = {};  // id of the rule that it goes on from; empty: of `after`, when the sentence changes that
    bool ask_left_out = false;  // a reading that leaves words of the sentence out is a question
};

struct Timings {  // milliseconds
    double generate = 0, check = 0, materialise = 0, register_ = 0, total = 0;
};

struct RuleOutcome {
    std::string rule_id;        // as in the request
    std::string registered_as;  // the id it has in the registry: another rule's when that has the same sentence
    std::string rule;           // snake case name of the sentence
    std::string sentence;       // what a sentence that changes the one before it became; empty: it stood by itself
    std::string view;           // name in schema rule_views
    std::int64_t rows = 0;
    std::vector<ResultColumn> columns;
    std::vector<Cells> preview;  // the first 20 rows at most
    std::string sql;
    std::string reading;
    std::string generator;  // as of tools::GeneratedSql
    double confidence = 0;
    bool kept = false;                         // as a person chose, or a model wrote, when the sentence was run before
    std::optional<tools::ModelUse> model_use;  // of a model that was asked for it now
    int version = 1;
    Timings timings;
    std::vector<SaidWord> words = {};  // placed in `sentence`, or in the rule code where that is empty
};

using RuleAnswer = std::variant<RuleOutcome, Clarification>;

class Supervisor {
 public:
    explicit Supervisor(Services& services);

    // All there or not at all: on an error, a crash or a cancellation nothing of the rule is left behind.
    Task<Result<RuleAnswer>> process_rule_request(RuleRequest request, RequestContext context);

    // The name the rule of this request has or would have; for messages about it. Any bytes.
    [[nodiscard]] std::string rule_name(std::string_view rule_code) const;

    // Gives views whose last version is gone their final name (after a restart, or after a long reader). Called from
    // time to time.
    Task<> settle_views(Deadline deadline);

    // How much space all views take, for their bound. Called from time to time.
    Task<> measure_views(Deadline deadline);

 private:
    Services& services_;
    Turns sentences_;  // taken in this order, so that no two requests wait for each other
    Turns rule_ids_;
    KnownRules known_;
    ViewNumbers numbers_;
    ViewSpace space_;
    std::size_t in_flight_ = 0;
};

}  // namespace pf::pitboss
