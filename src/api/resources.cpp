#include "api/resources.hpp"

#include <fmt/format.h>

#include <cmath>
#include <tuple>

#include "api/cells.hpp"
#include "api/error_fields.hpp"
#include "api/json_fields.hpp"
#include "api/json_writer.hpp"
#include "api/said_words.hpp"
#include "base/ascii.hpp"

namespace pf::api {
namespace {

constexpr std::size_t max_name_bytes = 4 * 200;            // 200 characters
constexpr std::size_t max_description_bytes = 4 * 10'000;  // 10,000 characters

double rounded(double value) { return std::round(value * 1000) / 1000; }

// {"<name>":[…]}, and where the next part begins
template <class Element, class Write>
std::string list(std::string_view name, const pitboss::Part<Element>& part, Write write) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key(name).begin_array();
    for (const auto& element : part.elements) write(json, element);
    json.end_array();
    if (!part.next.empty()) json.member("next", part.next);
    json.end_object();
    return out;
}

void write_makers(JsonWriter& json, const pitboss::Makers& makers) {
    json.member("made_by", makers.made_by).member("changed_by", makers.changed_by);
}

void write_rule_members(JsonWriter& json, const pitboss::RegisteredRule& rule) {
    json.member("rule_id", rule.rule_id).member("rule", rule.rule).member("sentence", rule.sentence);
    json.member("sql", rule.sql).member("reading", rule.reading).member("generator", rule.generator);
    json.member("view", rule.view).key("confidence").number(rounded(rule.confidence));
    json.member("version", std::int64_t{rule.version}).member("rows", rule.rows);
    json.key("total_ms").number(rounded(rule.total_ms));
    json.member("created_at", rule.created_at).member("last_run_at", rule.last_run_at);
    json.member("title", rule.title).member("note", rule.note).key("starred").boolean(rule.starred);
    json.member("folder", rule.folder).member("parent", rule.parent).key("draft").boolean(rule.draft);
    write_makers(json, rule.makers);
}

void write_predefined(JsonWriter& json, const pitboss::PredefinedRuleInfo& rule) {
    json.begin_object().member("code", rule.code).member("sentence", rule.sentence);
    json.member("description", rule.description).end_object();
}

void write_row_count(JsonWriter& json, const std::optional<std::int64_t>& rows) {
    json.key("rows");
    if (rows)
        json.number(*rows);
    else
        json.null();
}

void write_version(JsonWriter& json, const pitboss::RuleVersion& version) {
    json.begin_object().member("version", std::int64_t{version.version}).member("sentence", version.sentence);
    json.member("sql", version.sql).member("reading", version.reading).member("generator", version.generator);
    json.key("confidence").number(rounded(version.confidence));
    write_row_count(json, version.rows);
    json.key("total_ms");
    if (version.total_ms)
        json.number(rounded(*version.total_ms));
    else
        json.null();
    json.member("created_at", version.created_at).member("made_by", version.made_by).end_object();
}

void write_pattern(JsonWriter& json, const pitboss::Pattern& pattern) {
    json.begin_object().member("id", pattern.id).member("name", pattern.name).member("kind", pattern.kind);
    json.member("description", pattern.description);
    json.member("created_at", pattern.created_at).member("updated_at", pattern.updated_at).end_object();
}

void write_strings(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
    json.key(name).begin_array();
    for (const auto& text : texts) json.string(text);
    json.end_array();
}

void write_reference(JsonWriter& json, const pitboss::Reference& reference) {
    json.begin_object().member("column", static_cast<std::int64_t>(reference.column));
    json.member("table", reference.table).member("key", reference.key).key("names").begin_object();
    for (const auto& [key, name] : reference.names) json.member(key, name);
    json.end_object().end_object();
}

}  // namespace

std::string encode_rules(const pitboss::Part<pitboss::RegisteredRule>& rules) {
    return list("rules", rules, [](JsonWriter& json, const pitboss::RegisteredRule& rule) {
        json.begin_object();
        write_rule_members(json, rule);
        json.end_object();
    });
}

std::string encode_rule(const pitboss::RegisteredRule& rule) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    write_rule_members(json, rule);
    json.key("versions").begin_array();
    for (const auto& version : rule.versions) write_version(json, version);
    json.end_array().end_object();
    return out;
}

std::string encode_predefined(const std::vector<pitboss::PredefinedRuleInfo>& rules) {
    return list("rules", pitboss::Part<pitboss::PredefinedRuleInfo>{rules, {}}, write_predefined);
}

std::string encode_views(const pitboss::Part<pitboss::RelationInfo>& views) {
    return list("views", views, [](JsonWriter& json, const pitboss::RelationInfo& view) {
        json.begin_object().member("name", view.name).member("description", view.description);
        json.member("rule", view.rule).member("rule_id", view.rule_id);
        write_row_count(json, view.rows);
        json.member("created_at", view.created_at).member("title", view.title).member("note", view.note);
        json.key("starred").boolean(view.starred).member("folder", view.folder).member("parent", view.parent);
        json.key("draft").boolean(view.draft);
        write_strings(json, "aliases", view.aliases);
        write_makers(json, view.makers);
        json.end_object();
    });
}

std::string encode_tables(const pitboss::Part<pitboss::RelationInfo>& tables) {
    return list("tables", tables, [](JsonWriter& json, const pitboss::RelationInfo& table) {
        json.begin_object().member("name", table.name).member("description", table.description);
        write_row_count(json, table.rows);
        json.key("columns");
        write_columns(json, table.columns);
        json.end_object();
    });
}

std::string encode_page(const pitboss::Page& page) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("columns");
    write_columns(json, page.columns);
    json.key("rows");
    write_rows(json, page.columns, page.rows);
    if (!page.cut.empty()) {
        json.key("cut").begin_array();
        for (const auto& cut : page.cut)
            json.begin_object()
                .member("row", cut.row)
                .member("column", cut.column)
                .member("bytes", cut.bytes)
                .end_object();
        json.end_array();
    }
    if (!page.references.empty()) {
        json.key("references").begin_array();
        for (const auto& reference : page.references) write_reference(json, reference);
        json.end_array();
    }
    json.member("total", page.total).key("elapsed_ms").number(rounded(page.elapsed_ms)).end_object();
    return out;
}

std::string encode_patterns(const pitboss::Part<pitboss::Pattern>& patterns) {
    return list("patterns", patterns, write_pattern);
}

std::string encode_pattern(const pitboss::Pattern& pattern) {
    std::string out;
    JsonWriter json(out);
    write_pattern(json, pattern);
    return out;
}

std::string encode_reading(const pitboss::SentenceReading& reading) {
    const pitboss::SentenceReading::Choice none;
    const auto& best = reading.readings.empty() ? none : reading.readings.front();
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("status", reading.status).member("rule", reading.rule);
    if (!reading.sentence.empty()) json.member("sentence", reading.sentence);
    json.member("reading", best.reading).member("sql", best.sql).key("rows_estimate");
    if (reading.rows_estimate)
        json.number(*reading.rows_estimate);
    else
        json.null();
    json.key("readings").begin_array();
    std::int64_t n = 0;
    for (const auto& choice : reading.readings) {
        json.begin_object().member("n", ++n).member("reading", choice.reading).member("sql", choice.sql);
        json.key("confidence").number(rounded(choice.confidence));
        write_said_words(json, choice.words);
        json.end_object();
    }
    json.end_array().key("unknown").begin_array();
    for (const auto& word : reading.unknown) write_unknown_word(json, word);
    json.end_array().member("message", reading.message).member("hint", reading.hint);
    json.key("elapsed_ms").number(rounded(reading.elapsed_ms)).end_object();
    return out;
}

std::string encode_parts(const pitboss::SentenceParts& parts) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("reading", parts.reading).key("parts").begin_array();
    for (const auto& part : parts.parts) {
        json.begin_object().member("kind", part.kind).member("label", part.label).member("table", part.table);
        json.member("column", part.column).member("without", part.without);
        json.member("offset", static_cast<std::int64_t>(part.offset));
        json.member("length", static_cast<std::int64_t>(part.length)).end_object();
    }
    json.end_array().end_object();
    return out;
}

std::string encode_vocabulary(const pitboss::Vocabulary& vocabulary) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("rules").begin_array();
    for (const auto& rule : vocabulary.rules) write_predefined(json, rule);
    json.end_array().key("tables").begin_array();
    for (const auto& table : vocabulary.tables) {
        json.begin_object().member("name", table.name).member("description", table.description).key("columns");
        write_columns(json, table.columns);
        json.end_object();
    }
    json.end_array().key("values").begin_array();
    for (const auto& value : vocabulary.values)
        json.begin_object()
            .member("table", value.table)
            .member("column", value.column)
            .member("value", value.value)
            .end_object();
    json.end_array().end_object();
    return out;
}

std::string encode_server(const pitboss::ServerInfo& info, const pitboss::Readiness& readiness, bool wants_token,
                          const Caller& caller, SystemTime now) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("server", "pattern-factory").member("version", info.version);
    json.member("database", info.database).member("model", info.model);
    write_strings(json, "generators", info.generators);
    json.key("ready").boolean(readiness.ready).member("reason", readiness.reason);
    write_strings(json, "warnings", readiness.warnings);
    json.key("wants_token").boolean(wants_token);
    json.key("user").begin_object().member("name", caller.name).member("role", to_string(caller.role)).end_object();
    json.member("timestamp", utc_timestamp(now)).end_object();
    return out;
}

std::string encode_model(const pitboss::ModelState& state, SystemTime now, const Result<pitboss::ModelAnswer>* check) {
    std::string out;
    JsonWriter json(out);
    const auto number_or_null = [&json](std::string_view name, auto value, bool there) {
        json.key(name);
        if (there)
            json.number(value);
        else
            json.null();
    };
    json.begin_object().key("configured").boolean(state.configured);
    json.member("model", state.name).member("address", state.address).key("key").boolean(state.key);
    json.member("breaker", state.breaker).key("failing_since");
    if (state.failing_since)
        json.string(utc_timestamp(*state.failing_since));
    else
        json.null();
    json.member("last_failure", state.last_failure).member("left_out", state.left_out);
    write_strings(json, "sends", state.sends);
    json.member("calling", static_cast<std::int64_t>(state.calling));
    json.member("waiting", static_cast<std::int64_t>(state.waiting));
    number_or_null("last_ms", std::int64_t{state.last_took.value_or(std::chrono::milliseconds(0)).count()},
                   state.last_took.has_value());
    json.key("today").begin_object();
    json.member("tokens", state.today.prompt_tokens + state.today.completion_tokens);
    json.key("cost").number(state.today.cost).end_object();
    json.key("budget").begin_object();
    number_or_null("tokens", state.daily_tokens, state.daily_tokens > 0);
    number_or_null("cost", state.daily_cost, state.daily_cost > 0);
    json.end_object();
    if (check) {
        json.key("check").begin_object().key("ok").boolean(check->has_value());
        if (*check)
            json.member("ms", std::int64_t{(*check)->took.count()})
                .member("calls", std::int64_t{(*check)->calls})
                .member("tokens", std::int64_t{(*check)->tokens});
        else
            json.member("kind", to_string(check->error().kind))
                .member("message", check->error().message)
                .member("hint", check->error().hint);
        json.end_object();
    }
    json.member("timestamp", utc_timestamp(now)).end_object();
    return out;
}

std::string encode_status(const pitboss::ServerInfo& info, SystemTime now) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("status", "ok").member("message", "Pattern Factory is running.");
    json.member("version", info.version).member("timestamp", utc_timestamp(now)).end_object();
    return out;
}

namespace {

JsonWriter& write_definition(JsonWriter& json, const model::Definition& definition) {
    json.begin_object().member("kind", pitboss::kind_of(definition)).member("name", definition.name);
    json.member("is", definition.is).member("date", definition.date).key("synonyms").begin_array();
    for (const auto& synonym : definition.synonyms) json.string(synonym);
    json.end_array().member("description", definition.description).member("where", definition.where);
    return json.key("kept").boolean(definition.where == pitboss::kept_place);
}

}  // namespace

std::string encode_definitions(const std::vector<model::Definition>& definitions,
                               const std::vector<std::string>& refused, const std::vector<pitboss::WordCount>& unknown,
                               const std::map<std::string, pitboss::Makers>& makers) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("definitions").begin_array();
    for (const auto& definition : definitions) {
        write_definition(json, definition);
        const auto found = makers.find(lower(definition.name));
        write_makers(json, found == makers.end() ? pitboss::Makers() : found->second);
        json.end_object();
    }
    json.end_array().key("refused").begin_array();
    for (const auto& entry : refused) json.string(entry);
    json.end_array().key("unknown").begin_array();
    for (const auto& [word, times] : unknown)
        json.begin_object().member("word", word).member("times", times).end_object();
    json.end_array().end_object();
    return out;
}

std::string encode_definition(const model::Definition& definition) {
    std::string out;
    JsonWriter json(out);
    write_definition(json, definition).end_object();
    return out;
}

std::string encode_audit(const pitboss::Part<pitboss::AuditEntry>& entries) {
    return list("entries", entries, [](JsonWriter& json, const pitboss::AuditEntry& entry) {
        json.begin_object().member("at", entry.at).member("who", entry.who).member("token", entry.token);
        json.member("what", entry.what).member("about", entry.about).member("outcome", entry.outcome).end_object();
    });
}

std::string encode_candidates(const std::vector<pitboss::DefinitionCandidate>& candidates) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("candidates").begin_array();
    for (const auto& candidate : candidates)
        write_definition(json, candidate.definition).member("says", candidate.says).end_object();
    json.end_array().end_object();
    return out;
}

Result<model::Definition> decode_definition(std::string_view body) {
    const auto object = parse_json_object(body, "The body");
    if (!object) return object.error();
    model::Definition definition;
    auto kind = text_field(*object, "kind", max_name_bytes);
    if (!kind) return kind.error();
    if (!pitboss::set_kind(definition, *kind))
        return make_error(ErrorKind::invalid_request, "kind must be metric, dimension, filter or synonym.");
    for (const auto& [field, text] : {std::pair{"name", &definition.name}, {"is", &definition.is}}) {
        auto read = text_field(*object, field, max_description_bytes);
        if (!read) return read.error();
        *text = std::move(*read);
    }
    for (const auto& [field, text] : {std::pair{"date", &definition.date}, {"description", &definition.description}}) {
        if (!find_field(*object, field)) continue;
        auto read = text_field(*object, field, max_description_bytes);
        if (!read) return read.error();
        *text = std::move(*read);
    }
    return definition;
}

Result<pitboss::RuleChange> decode_rule_change(std::string_view body) {
    const auto object = parse_json_object(body, "The body");
    if (!object) return object.error();
    pitboss::RuleChange change;
    for (const auto& [field, text, most] : {std::tuple{"title", &change.title, std::size_t{400}},
                                            {"note", &change.note, std::size_t{4000}},
                                            {"folder", &change.folder, std::size_t{400}},
                                            {"view", &change.view, std::size_t{400}}}) {
        if (!find_field(*object, field)) continue;
        auto read = text_field(*object, field, most);
        if (!read) return read.error();
        *text = std::move(*read);
    }
    if (change.view && change.view->find_first_not_of(" _") == std::string::npos)
        return make_error(ErrorKind::invalid_request, "view must have a letter or a digit.");
    for (const auto& [field, flag] : {std::pair{"starred", &change.starred}, {"draft", &change.draft}}) {
        const auto* value = find_field(*object, field);
        if (!value) continue;
        if (!value->is_bool())
            return make_error(ErrorKind::invalid_request, fmt::format("{} must be true or false.", field));
        *flag = value->as_bool();
    }
    return change;
}

Result<pitboss::Pattern> decode_pattern(std::string_view body) {
    const auto object = parse_json_object(body, "The body");
    if (!object) return object.error();
    pitboss::Pattern pattern;
    auto name = text_field(*object, "name", max_name_bytes);
    if (!name) return name.error();
    auto kind = text_field(*object, "kind", max_name_bytes);
    if (!kind) return kind.error();
    pattern.name = std::move(*name);
    pattern.kind = std::move(*kind);
    if (find_field(*object, "description")) {
        auto description = text_field(*object, "description", max_description_bytes);
        if (!description) return description.error();
        pattern.description = std::move(*description);
    }
    return pattern;
}

}  // namespace pf::api
