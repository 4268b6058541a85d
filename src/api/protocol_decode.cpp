#include <fmt/format.h>

#include <algorithm>

#include "api/json_fields.hpp"
#include "api/protocol.hpp"

namespace pf::api {
namespace {

namespace json = boost::json;

constexpr std::string_view known_types = "known are run_rule, cancel_rule, choose_reading and resume.";

Error invalid(std::string message, std::string hint = {}) {
    return make_error(ErrorKind::invalid_request, std::move(message), std::move(hint));
}

Result<std::int64_t> reading_field(const json::object& frame, std::string_view field) {
    return whole_field(frame, field, 1, max_reading, fmt::format(" from 1 to {}.", max_reading));
}

Result<std::string> rule_code_field(const json::object& frame) {
    auto code = text_field(frame, "rule_code", max_rule_code_bytes);
    if (code && code->find_first_not_of(" \t\r\n") == std::string::npos)
        return invalid("rule_code is empty.", "Write a sentence, for example: Find all patterns");
    return code;
}

Result<std::string> rule_id_field(const json::object& frame, std::string_view field = "rule_id") {
    auto id = text_field(frame, field, max_rule_id_bytes);
    if (!id) return id;
    if (id->empty()) return invalid(fmt::format("{} is empty.", field));
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (std::any_of(id->begin(), id->end(), is_control))
        return invalid(fmt::format("{} holds a control character.", field));
    return id;
}

Result<RunRule> run_rule(const json::object& frame) {
    RunRule run;
    auto code = rule_code_field(frame);
    if (!code) return code.error();
    run.rule_code = std::move(*code);
    if (find_field(frame, "rule_id")) {
        auto id = rule_id_field(frame);
        if (!id) return id.error();
        run.rule_id = std::move(*id);
    }
    if (find_field(frame, "after")) {
        auto after = text_field(frame, "after", max_rule_code_bytes);
        if (!after) return after.error();
        run.after = std::move(*after);
    }
    if (find_field(frame, "generator")) {
        auto name = text_field(frame, "generator", max_rule_id_bytes);
        if (!name) return name.error();
        run.generator = tools::engine_named(*name);
        if (!run.generator) return invalid("generator is none of auto, compiler, model and both.");
    }
    if (find_field(frame, "sql")) {
        auto sql = text_field(frame, "sql", max_rule_code_bytes);
        if (!sql) return sql.error();
        if (sql->find_first_not_of(" \t\r\n") == std::string::npos) return invalid("sql is empty.");
        run.sql = std::move(*sql);
    }
    if (find_field(frame, "from")) {
        auto from = rule_id_field(frame, "from");
        if (!from) return from.error();
        run.from = std::move(*from);
    }
    if (const auto* ask = find_field(frame, "ask_left_out")) {
        if (!ask->is_bool()) return invalid("ask_left_out must be true or false.");
        run.ask_left_out = ask->get_bool();
    }
    return run;
}

Result<CancelRule> cancel_rule(const json::object& frame) {
    auto id = rule_id_field(frame);
    if (!id) return id.error();
    return CancelRule{std::move(*id)};
}

Result<ChooseReading> choose_reading(const json::object& frame) {
    auto id = rule_id_field(frame);
    if (!id) return id.error();
    const auto n = reading_field(frame, "n");
    if (!n) return n.error();
    return ChooseReading{std::move(*id), static_cast<int>(*n)};
}

Result<Resume> resume(const json::object& frame) {
    const auto after = whole_field(frame, "after", 0, std::int64_t{1} << 53, ", 0 or more.");
    if (!after) return after.error();
    auto session = text_field(frame, "session", max_session_bytes);
    if (!session) return session.error();
    return Resume{*after, std::move(*session)};
}

// What a refusal may echo, so that the client knows which of its rules was refused.
std::string rule_id_to_echo(const json::object& frame) {
    const json::value* id = find_field(frame, "rule_id");
    if (!id || !id->is_string() || id->get_string().size() > max_rule_id_bytes) return {};
    return std::string(id->get_string());
}

template <class Frame>
ClientFrame frame_or_refusal(Result<Frame> decoded, const json::object& frame) {
    if (!decoded) return BadFrame{std::move(decoded).error(), rule_id_to_echo(frame)};
    return std::move(*decoded);
}

}  // namespace

std::string_view type_of(const ClientFrame& frame) {
    return frame.index() < client_frame_types.size() ? client_frame_types[frame.index()] : std::string_view();
}

ClientFrame decode_client_frame(std::string_view text) {
    const auto frame = parse_json_object(text, "The frame");
    if (!frame) return BadFrame{frame.error(), {}};
    const json::value* type = find_field(*frame, "type");
    const auto refuse = [&](std::string message) {
        return BadFrame{invalid(std::move(message)), rule_id_to_echo(*frame)};
    };
    if (!type) return refuse(fmt::format("type is missing; {}", known_types));
    if (!type->is_string()) return refuse(fmt::format("type must be a string; {}", known_types));
    const std::string_view name = type->get_string();
    if (name == "run_rule") return frame_or_refusal(run_rule(*frame), *frame);
    if (name == "cancel_rule") return frame_or_refusal(cancel_rule(*frame), *frame);
    if (name == "choose_reading") return frame_or_refusal(choose_reading(*frame), *frame);
    if (name == "resume") return frame_or_refusal(resume(*frame), *frame);
    const std::string_view shown = name.size() > 40 ? std::string_view("(overlong)") : name;
    return refuse(fmt::format("type \"{}\" is unknown; {}", shown, known_types));
}

std::variant<RunRule, BadFrame> decode_rule_request(std::string_view text) {
    const auto frame = parse_json_object(text, "The body");
    if (!frame) return BadFrame{frame.error(), {}};
    const auto refuse = [&](Error error) { return BadFrame{std::move(error), rule_id_to_echo(*frame)}; };
    const json::value* type = find_field(*frame, "type");
    if (type && (!type->is_string() || type->get_string() != "run_rule"))
        return refuse(invalid("type must be run_rule here, or be left out."));
    auto run = run_rule(*frame);
    if (!run) return refuse(std::move(run).error());
    if (find_field(*frame, "reading")) {
        const auto reading = reading_field(*frame, "reading");
        if (!reading) return refuse(reading.error());
        run->reading = static_cast<int>(*reading);
    }
    return std::move(*run);
}

}  // namespace pf::api
