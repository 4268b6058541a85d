#include "tools/register_rule.hpp"

#include <fmt/format.h>

namespace pf::tools {
namespace {

// $1 rule_id, $2 name, $3 sentence, $4 sentence_key, $5 and $6 id or else key of the parent, $7 draft, $8 who asks,
// $9 whether they decided what it means. Not `excluded.name`: the build role may not read other rules' sentences, and
// PostgreSQL takes that for reading.
constexpr sql::Literal claim =
    "INSERT INTO pattern_factory.rules AS r (rule_id, name, sentence, sentence_key, parent, draft, made_by) "
    "VALUES (coalesce((SELECT rule_id FROM pattern_factory.rules WHERE sentence_key = $4), $1), $2, $3, $4, "
    "coalesce((SELECT rule_id FROM pattern_factory.rules WHERE rule_id = $5), "
    "(SELECT rule_id FROM pattern_factory.rules WHERE sentence_key = $6)), $7::boolean, $8) "
    "ON CONFLICT (rule_id) DO UPDATE SET name = $2, sentence = $3, sentence_key = $4, version = r.version + 1, "
    "last_run_at = now(), changed_by = CASE WHEN r.sentence_key = $4 AND NOT $9::boolean THEN r.changed_by "
    "ELSE coalesce(nullif($8, ''), r.changed_by) END "
    "RETURNING rule_id, version";

constexpr sql::Literal set_draft = "UPDATE pattern_factory.rules SET draft = $2::boolean WHERE rule_id = $1";

constexpr sql::Literal insert_version =
    "INSERT INTO pattern_factory.rule_versions (rule_id, version, sentence, sql, reading, generator, confidence, "
    "row_count, total_ms, meaning_key, model, chosen, made_by) "
    "VALUES ($1, $2::integer, $3, $4, $5, $6, $7::double precision, $8::bigint, $9::double precision, $10, $11, "
    "$12::boolean, $13)";

}  // namespace

pg::Query claim_rule(std::string rule_id, std::string sentence, std::string sentence_key, std::string name,
                     RuleParent parent, bool draft, const RuleMaker& maker) {
    return pg::Query::kept(claim, {std::move(rule_id), std::move(name), std::move(sentence), std::move(sentence_key),
                                   std::move(parent.rule_id), std::move(parent.sentence_key),
                                   std::string(draft ? "t" : "f"), maker.name, std::string(maker.decided ? "t" : "f")});
}

std::optional<pg::Query> settle_draft(const RuleRow& rule, bool unsure, std::int64_t rows) {
    const bool is_new = rule.version == 1;
    if (is_new && !unsure && rows == 0) return pg::Query{set_draft, {rule.rule_id, "t"}};
    if (!is_new && !unsure && rows > 0) return pg::Query{set_draft, {rule.rule_id, "f"}};
    return std::nullopt;
}

RuleRow claimed_rule(const pg::Rows& answer) {
    return {std::string(answer.text(0, 0)), static_cast<int>(answer.integer(0, 1))};
}

pg::Query register_version(const RuleRow& rule, VersionRow version) {
    return pg::Query::kept(
        insert_version,
        {rule.rule_id, std::to_string(rule.version), std::move(version.sentence), std::move(version.sql),
         std::move(version.reading), std::string(version.generator), fmt::format("{}", version.confidence),
         std::to_string(version.rows), fmt::format("{}", version.total_ms), std::move(version.meaning_key),
         std::move(version.model), std::string(version.chosen ? "t" : "f"), std::move(version.made_by)});
}

}  // namespace pf::tools
