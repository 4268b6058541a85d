#include "pitboss/registry.hpp"

#include <fmt/format.h>

#include "model/snapshot.hpp"
#include "pg/errors.hpp"
#include "pg/pool.hpp"
#include "tools/register_view.hpp"

namespace pf::pitboss {
namespace {

#define PF_UTC(column) "to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
#define PF_RULE_COLUMNS \
    "r.rule_id, r.name, r.sentence, n.sql, n.reading, n.generator, v.view, n.confidence, r.version, v.row_count, "       \
    "(v.timings->>'total')::double precision, " PF_UTC("r.created_at") ", " PF_UTC("r.last_run_at")                      \
    " FROM pattern_factory.rules r JOIN pattern_factory.rule_versions n USING (rule_id, version) "                       \
    "JOIN pattern_factory.views v USING (rule_id, version) "

constexpr sql::Literal list_rules = "SELECT " PF_RULE_COLUMNS "ORDER BY r.last_run_at DESC, r.rule_id LIMIT 10000";
constexpr sql::Literal find_rule = "SELECT " PF_RULE_COLUMNS "WHERE r.rule_id = $1";
constexpr sql::Literal list_versions =
    "SELECT version, sentence, sql, reading, generator, confidence, row_count, total_ms, " PF_UTC(
        "created_at") " FROM pattern_factory.rule_versions WHERE rule_id = $1 ORDER BY version DESC LIMIT 1000";
constexpr sql::Literal relations_of_rule = "SELECT relation, view FROM pattern_factory.views WHERE rule_id = $1";
constexpr sql::Literal delete_rule = "DELETE FROM pattern_factory.rules WHERE rule_id = $1";

#undef PF_RULE_COLUMNS
#undef PF_UTC

RegisteredRule rule_of(const pg::Rows& rows, int i) {
    RegisteredRule rule;
    rule.rule_id = rows.text(i, 0);
    rule.rule = rows.text(i, 1);
    rule.sentence = rows.text(i, 2);
    rule.sql = rows.text(i, 3);
    rule.reading = rows.text(i, 4);
    rule.generator = rows.text(i, 5);
    rule.view = rows.text(i, 6);
    rule.confidence = rows.number(i, 7);
    rule.version = static_cast<int>(rows.integer(i, 8));
    rule.rows = rows.integer(i, 9);
    rule.total_ms = rows.number(i, 10);
    rule.created_at = rows.text(i, 11);
    rule.last_run_at = rows.text(i, 12);
    return rule;
}

RuleVersion version_of(const pg::Rows& rows, int i) {
    RuleVersion version;
    version.version = static_cast<int>(rows.integer(i, 0));
    version.sentence = rows.text(i, 1);
    version.sql = rows.text(i, 2);
    version.reading = rows.text(i, 3);
    version.generator = rows.text(i, 4);
    version.confidence = rows.number(i, 5);
    if (!rows.is_null(i, 6)) version.rows = rows.integer(i, 6);
    if (!rows.is_null(i, 7)) version.total_ms = rows.number(i, 7);
    version.created_at = rows.text(i, 8);
    return version;
}

Error no_such_rule(const std::string& rule_id) {
    return make_error(ErrorKind::not_found, fmt::format("There is no rule \"{}\".", rule_id.substr(0, 100)),
                      "GET /api/rules lists the rules there are.");
}

}  // namespace

Registry::Registry(Services& services) : services_(services) {}

Task<Result<std::vector<RegisteredRule>>> Registry::rules(Deadline deadline) {
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    auto rows = co_await (**lease).query(list_rules, {}, deadline);
    if (!rows) co_return rows.error();
    std::vector<RegisteredRule> rules;
    for (int i = 0; i < rows->size(); ++i) rules.push_back(rule_of(*rows, i));
    co_return rules;
}

std::vector<PredefinedRuleInfo> Registry::predefined() const {
    std::vector<PredefinedRuleInfo> rules;
    for (const auto& rule : services_.snapshot()->ontology.rules)
        rules.push_back({rule.code, rule.sentence, rule.description});
    return rules;
}

Task<Result<RegisteredRule>> Registry::rule(std::string rule_id, Deadline deadline) {
    if (rule_id.find('\0') != std::string::npos) co_return no_such_rule("");
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    std::vector<pg::Query> queries;
    queries.push_back({find_rule, {rule_id}});
    queries.push_back({list_versions, {rule_id}});
    auto read = co_await (**lease).pipeline(std::move(queries), deadline);
    if (!read) co_return read.error();
    if ((*read)[0].empty()) co_return no_such_rule(rule_id);
    auto rule = rule_of((*read)[0], 0);
    const pg::Rows& versions = (*read)[1];
    for (int i = 0; i < versions.size(); ++i) rule.versions.push_back(version_of(versions, i));
    co_return rule;
}

Task<Result<void>> Registry::remove(std::string rule_id, Deadline deadline) {
    if (rule_id.find('\0') != std::string::npos) co_return no_such_rule("");
    auto lease = co_await services_.build->acquire(deadline);  // the views are the build role's
    if (!lease) co_return lease.error();
    std::vector<pg::Query> begin;
    begin.push_back({"BEGIN"});
    begin.push_back({"SELECT 1 FROM pattern_factory.rules WHERE rule_id = $1 FOR UPDATE", {rule_id}});
    begin.push_back({relations_of_rule, {rule_id}});
    auto found = co_await (**lease).pipeline(std::move(begin), deadline);
    if (!found) co_return found.error();
    if ((*found)[1].empty()) {
        co_await (**lease).query(sql::Literal("ROLLBACK"), {}, deadline);
        co_return no_such_rule(rule_id);
    }
    const pg::Rows& relations = (*found)[2];
    std::vector<pg::Query> drop;
    for (int i = 0; i < relations.size(); ++i)
        drop.push_back({sql::Statement("DROP MATERIALIZED VIEW IF EXISTS ").name("rule_views", relations.text(i, 0))});
    drop.push_back({delete_rule, {rule_id}});
    drop.push_back({sql::Statement("NOTIFY ")
                        .name(tools::events_channel)
                        .literal(", ")
                        .value(tools::view_event(relations.text(0, 1), ""))});
    drop.push_back({"COMMIT"});
    auto dropped = co_await (**lease).pipeline(std::move(drop), deadline);
    if (!dropped) {
        Error error = dropped.error();
        if ((**lease).last_sqlstate() == pg::lock_not_available) {
            error.message = "The rule's view is being read at the moment.";
            error.hint = "Try again when its reader is done.";
        }
        co_return error;
    }
    co_return Result<void>();
}

}  // namespace pf::pitboss
