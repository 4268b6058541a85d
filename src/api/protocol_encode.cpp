#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "api/cells.hpp"
#include "api/error_fields.hpp"
#include "api/json_writer.hpp"
#include "api/protocol.hpp"
#include "api/said_words.hpp"

namespace pf::api {
namespace {

constexpr std::string_view server_name = "pattern-factory";

// Microseconds are all a clock tells; more digits are noise.
double rounded(double value) { return std::round(value * 1000) / 1000; }

void write_timings(JsonWriter& json, const pitboss::Timings& timings) {
    json.begin_object();
    json.key("generate").number(rounded(timings.generate));
    json.key("check").number(rounded(timings.check));
    json.key("materialise").number(rounded(timings.materialise));
    json.key("register").number(rounded(timings.register_));
    json.key("total").number(rounded(timings.total));
    json.end_object();
}

void write_seq(JsonWriter& json, std::int64_t seq) {
    if (seq > 0) json.member("seq", seq);
}

// As many rows as fit: a frame must pass the connection's queue, however wide the rows are.
std::span<const pitboss::Cells> those_that_fit(const std::vector<pitboss::Cells>& all, std::size_t cell_characters,
                                               std::size_t max_bytes) {
    std::size_t bytes = 0, rows = 0;
    for (const auto& row : all) {
        for (const auto& cell : row) bytes += cell ? std::min(cell->size(), 4 * cell_characters) : 0;
        if (bytes > max_bytes) break;
        ++rows;
    }
    return std::span(all).first(rows);
}

// Left out where not even its first row fits.
void write_sample(JsonWriter& json, const pitboss::Sample& sample) {
    const auto rows = those_that_fit(sample.rows, max_sample_characters, max_sample_bytes);
    if (rows.empty()) return;
    json.key("sample").begin_object().key("columns");
    write_columns(json, sample.columns);
    json.key("rows");
    write_rows(json, sample.columns, rows, max_sample_characters);
    json.key("only").boolean(sample.only);
    json.end_object();
}

std::string summary(const pitboss::RuleOutcome& outcome) {
    return fmt::format("Rule {} → {} {} → {}", outcome.rule, outcome.rows, outcome.rows == 1 ? "row" : "rows",
                       outcome.view);
}

}  // namespace

std::string encode_hello(const pitboss::ServerInfo& info, std::string_view session, std::int64_t last_event,
                         const Caller& caller) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("type", "hello").member("server", server_name);
    json.member("version", info.version).member("session", session);
    json.key("generators").begin_array();
    for (const auto& generator : info.generators) json.string(generator);
    json.end_array().member("last_event", last_event);
    json.key("user").begin_object().member("name", caller.name).member("role", to_string(caller.role));
    json.end_object().end_object();
    return out;
}

std::string encode_progress(std::string_view rule_id, const Progress& progress) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("type", "rule_progress").member("rule_id", rule_id);
    json.member("stage", to_string(progress.stage));
    json.member("elapsed_ms", static_cast<std::int64_t>(progress.elapsed.count()));
    if (!progress.readings.empty()) {
        json.key("readings").begin_array();
        for (const auto& offered : progress.readings)
            json.begin_object().member("n", std::int64_t{offered.n}).member("reading", offered.reading).end_object();
        json.end_array();
    }
    if (progress.received > 0) json.member("received_bytes", static_cast<std::int64_t>(progress.received));
    json.end_object();
    return out;
}

std::string encode_result(const pitboss::RuleOutcome& outcome, SystemTime now, std::int64_t seq) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("type", "rule_result");
    json.member("message", summary(outcome)).member("timestamp", utc_timestamp(now));
    json.member("rule_id", outcome.rule_id);
    json.member("registered_as", outcome.registered_as.empty() ? outcome.rule_id : outcome.registered_as);
    json.member("rule", outcome.rule).member("view", outcome.view);
    if (!outcome.sentence.empty()) json.member("sentence", outcome.sentence);
    json.member("rows", outcome.rows);
    json.key("columns");
    write_columns(json, outcome.columns);
    json.key("preview");
    write_rows(json, outcome.columns, those_that_fit(outcome.preview, max_preview_characters, max_preview_bytes),
               max_preview_characters);
    json.member("sql", outcome.sql).member("reading", outcome.reading).member("generator", outcome.generator);
    json.key("confidence").number(rounded(outcome.confidence));
    write_said_words(json, outcome.words);
    if (outcome.kept) json.key("kept").boolean(true);
    if (outcome.model_use) {
        const auto& use = *outcome.model_use;
        json.key("model").begin_object();
        json.member("name", use.name).member("calls", std::int64_t{use.calls});
        json.member("tokens", std::int64_t{use.usage.prompt_tokens} + use.usage.completion_tokens);
        json.key("cost").number(use.usage.cost);
        json.member("took_ms", std::int64_t{use.took.count()}).end_object();
    }
    json.member("version", std::int64_t{outcome.version});
    json.key("timings_ms");
    write_timings(json, outcome.timings);
    write_seq(json, seq);
    json.end_object();
    return out;
}

std::string encode_clarify(const pitboss::Clarification& clarification, std::string_view rule, SystemTime now,
                           std::int64_t seq) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("type", "clarify").member("rule_id", clarification.rule_id).member("rule", rule);
    if (!clarification.sentence.empty()) json.member("sentence", clarification.sentence);
    json.member("question", clarification.question);
    json.key("readings").begin_array();
    for (const auto& choice : clarification.readings) {
        json.begin_object().member("n", std::int64_t{choice.n}).member("reading", choice.reading).key("rows");
        if (choice.rows)
            json.number(*choice.rows);
        else
            json.null();
        write_said_words(json, choice.words);
        if (choice.sample) write_sample(json, *choice.sample);
        json.end_object();
    }
    json.end_array().member("timestamp", utc_timestamp(now));
    write_seq(json, seq);
    json.end_object();
    return out;
}

std::string encode_error(const Error& error, std::string_view rule, std::string_view rule_id, SystemTime now,
                         std::int64_t seq) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("type", "error").member("rule", rule).member("message", error.message);
    json.member("timestamp", utc_timestamp(now));
    if (!rule_id.empty()) json.member("rule_id", rule_id);
    json.member("kind", to_string(error.kind));
    if (!error.hint.empty()) json.member("hint", error.hint);
    write_unknown_words(json, error.unknown);
    write_seq(json, seq);
    json.end_object();
    return out;
}

std::string encode_denial(const Denial& denial, std::string_view rule_id, SystemTime now) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("type", "error").member("rule", "").member("message", denial.message);
    json.member("timestamp", utc_timestamp(now));
    if (!rule_id.empty()) json.member("rule_id", rule_id);
    json.member("kind", "forbidden").member("hint", denial.hint).member("role_needed", to_string(denial.needed));
    json.end_object();
    return out;
}

std::string encode_views_refresh(const std::vector<ViewChange>& changes, bool more) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("type", "event").member("event", "views:refresh").key("payload").begin_object();
    json.member("view", changes.back().view).member("rule", changes.back().rule);
    if (changes.size() > 1) {
        json.key("views").begin_array();
        for (const auto& change : changes)
            json.begin_object().member("view", change.view).member("rule", change.rule).end_object();
        json.end_array();
    }
    if (more) json.key("more").boolean(true);
    json.end_object().end_object();
    return out;
}

std::string encode_boards_refresh(std::string_view board) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("type", "event").member("event", "boards:refresh").key("payload");
    json.begin_object().member("board", board).end_object().end_object();
    return out;
}

std::string encode_session_resumed(std::string_view session, std::size_t sent,
                                   const std::vector<std::string>& running) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("type", "event").member("event", "session:resumed").key("payload");
    json.begin_object().member("session", session).member("sent", static_cast<std::int64_t>(sent));
    json.key("running").begin_array();
    for (const auto& rule_id : running) json.string(rule_id);
    json.end_array().end_object().end_object();
    return out;
}

}  // namespace pf::api
