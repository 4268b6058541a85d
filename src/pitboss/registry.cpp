#include "pitboss/registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/this_coro.hpp>

#include "base/log.hpp"
#include "model/snapshot.hpp"
#include "pg/errors.hpp"
#include "pg/pool.hpp"
#include "pitboss/view_swap.hpp"
#include "tools/register_view.hpp"

namespace pf::pitboss {
namespace {

#define PF_UTC(column) "to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
#define PF_RULE_COLUMNS \
    "r.rule_id, r.name, r.sentence, n.sql, n.reading, n.generator, v.view, n.confidence, r.version, v.row_count, "       \
    "(v.timings->>'total')::double precision, " PF_UTC("r.created_at") ", " PF_UTC("r.last_run_at")                      \
    ", r.title, r.note, r.starred, r.folder, coalesce(r.parent, ''), r.draft, r.made_by, r.changed_by, "                 \
    "(extract(epoch FROM r.last_run_at) * 1000000)::bigint || ' ' || r.rule_id "                                        \
    "FROM pattern_factory.rules r JOIN pattern_factory.rule_versions n USING (rule_id, version) "                       \
    "JOIN pattern_factory.views v USING (rule_id, version) "

// $1 microseconds since 1970 and $2 rule_id of the last one before, '' and '' from the beginning; $3 at most.
constexpr sql::Literal list_rules =
    "SELECT " PF_RULE_COLUMNS
    "WHERE $1 = '' OR (extract(epoch FROM r.last_run_at) * 1000000)::bigint < nullif($1, '')::bigint OR "
    "((extract(epoch FROM r.last_run_at) * 1000000)::bigint = nullif($1, '')::bigint AND r.rule_id > $2) "
    "ORDER BY r.last_run_at DESC, r.rule_id LIMIT $3::bigint";
constexpr sql::Literal find_rule = "SELECT " PF_RULE_COLUMNS "WHERE r.rule_id = $1";
constexpr sql::Literal list_versions =
    "SELECT version, sentence, sql, reading, generator, confidence, row_count, total_ms, " PF_UTC(
        "created_at") ", made_by FROM pattern_factory.rule_versions WHERE rule_id = $1 ORDER BY version DESC LIMIT "
                      "1000";
constexpr sql::Literal relations_of_rule = "SELECT relation, view FROM pattern_factory.views WHERE rule_id = $1";
// $1 rule_id, $2 title, $3 note, $4 starred, $5 folder, $6 draft; NULL: as it is. $7 who changes it.
constexpr sql::Literal change_words =
    "UPDATE pattern_factory.rules SET title = coalesce($2, title), note = coalesce($3, note), "
    "starred = coalesce($4::boolean, starred), folder = coalesce($5, folder), draft = coalesce($6::boolean, draft), "
    "changed_by = coalesce(nullif($7, ''), changed_by) WHERE rule_id = $1";
constexpr sql::Literal old_drafts =
    "SELECT rule_id FROM (SELECT rule_id, last_run_at, row_number() OVER (ORDER BY last_run_at DESC, rule_id) AS place "
    "FROM pattern_factory.rules WHERE draft) d WHERE last_run_at < now() - interval '7 days' OR "
    "(place > 20 AND last_run_at < now() - interval '1 hour') LIMIT 100";

constexpr sql::Literal lock_rule = "SELECT 1 FROM pattern_factory.rules WHERE rule_id = $1 FOR UPDATE";
// Somebody may have kept or run it since it was found.
constexpr sql::Literal lock_old_draft =
    "SELECT 1 FROM pattern_factory.rules WHERE rule_id = $1 AND draft AND last_run_at < now() - interval '1 hour' "
    "FOR UPDATE";

constexpr sql::Literal own_name = "SELECT 1 FROM pattern_factory.view_names WHERE name = $1 AND rule_id = $2";
constexpr sql::Literal move_view =
    "UPDATE pattern_factory.views SET view = $2, relation = $2 WHERE rule_id = $1 AND relation = $3";
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
    rule.title = rows.text(i, 13);
    rule.note = rows.text(i, 14);
    rule.starred = rows.text(i, 15) == "t";
    rule.folder = rows.text(i, 16);
    rule.parent = rows.text(i, 17);
    rule.draft = rows.text(i, 18) == "t";
    rule.makers = {std::string(rows.text(i, 19)), std::string(rows.text(i, 20))};
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
    version.made_by = rows.text(i, 9);
    return version;
}

Error no_such_rule(const std::string& rule_id) {
    return make_error(ErrorKind::not_found, fmt::format("There is no rule \"{}\".", rule_id.substr(0, 100)),
                      "GET /api/rules lists the rules there are.");
}

Error is_being_read(Error error) {
    error.message = "The rule's view is being read at the moment.";
    error.hint = "Try again when its reader is done.";
    return error;
}

// Who gives it a name, a star or a place means to find it again.
bool is_kept_by(const RuleChange& change) {
    const auto says = [](const std::optional<std::string>& text) { return text && !text->empty(); };
    return says(change.title) || says(change.note) || says(change.folder) || says(change.view) ||
           change.starred.value_or(false);
}

// A name of its own, an earlier one too, or the nearest that no other view has or had.
Task<Result<void>> rename_view(pg::Connection& connection, const RegisteredRule& rule, std::string wish,
                               Deadline deadline) {
    if (wish.starts_with("rule_")) wish.erase(0, 5);
    auto stem = sql::view_stem(wish);
    wish = stem.substr(0, stem.size() - 1);
    const auto relation = co_await swap_view(connection, rule.rule_id, deadline);
    if (relation != rule.view) co_return is_being_read(make_error(ErrorKind::unavailable, ""));
    if (relation == wish) co_return Result<void>();
    std::vector<pg::Query> look;
    look.push_back({own_name, {wish, rule.rule_id}});
    look.push_back(tools::name_of_view("", std::move(stem), wish));
    auto looked = co_await connection.pipeline(std::move(look), deadline);
    if (!looked) co_return looked.error();
    const bool own = !(*looked)[0].empty();
    const auto name = own ? wish : std::string((*looked)[1].text(0, 0));
    std::vector<pg::Query> move;
    move.push_back({"BEGIN"});
    move.push_back({"SET LOCAL lock_timeout = '200ms'"});
    if (!own) move.push_back(tools::claim_view_name(name, rule.rule_id));
    move.push_back({move_view, {rule.rule_id, name, relation}});
    move.push_back(
        {sql::Statement("ALTER MATERIALIZED VIEW ").name("rule_views", relation).literal(" RENAME TO ").name(name)});
    move.push_back({sql::Statement("NOTIFY ")
                        .name(tools::events_channel)
                        .literal(", ")
                        .value(tools::view_event(name, rule.rule))});
    move.push_back({"COMMIT"});
    auto moved = co_await connection.pipeline(std::move(move), deadline);
    if (moved) co_return Result<void>();
    Error error = moved.error();
    if (connection.last_sqlstate() == pg::lock_not_available) error = is_being_read(std::move(error));
    if (!connection.broken()) co_await connection.query(sql::Literal("ROLLBACK"), {}, deadline);
    co_return error;
}

// `lock` finds the rule, if it is one that may go, and keeps it from others.
Task<Result<void>> remove_rule(Services& services, std::string rule_id, sql::Literal lock, Deadline deadline) {
    auto lease = co_await services.build->acquire(deadline);  // the views are the build role's
    if (!lease) co_return lease.error();
    std::vector<pg::Query> begin;
    begin.push_back({"BEGIN"});
    begin.push_back({lock, {rule_id}});
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
        if ((**lease).last_sqlstate() == pg::lock_not_available) error = is_being_read(std::move(error));
        co_return error;
    }
    co_return Result<void>();
}

}  // namespace

Registry::Registry(Services& services) : services_(services) {}

Task<Result<Part<RegisteredRule>>> Registry::rules(PartRequest part, Deadline deadline) {
    if (auto place = number_and_name(part.after); !place) co_return place.error();
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    auto [time, rule_id] = halves_of(part.after);
    auto rows = co_await (**lease).query(
        list_rules, {std::move(time), std::move(rule_id), std::to_string(part.limit + 1)}, deadline);
    if (!rows) co_return rows.error();
    Part<RegisteredRule> rules;
    const int count = static_cast<int>(std::min<std::int64_t>(rows->size(), part.limit));
    for (int i = 0; i < count; ++i) rules.elements.push_back(rule_of(*rows, i));
    if (count < rows->size()) rules.next = rows->text(count - 1, 21);
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

Task<Result<RegisteredRule>> Registry::change(std::string rule_id, RuleChange change, std::string by,
                                              Deadline deadline) {
    auto known = co_await rule(rule_id, deadline);
    if (!known) co_return known.error();
    if (known->draft && !change.draft && is_kept_by(change)) change.draft = false;
    if (change.view) {
        auto lease = co_await services_.build->acquire(deadline);  // the views are the build role's
        if (!lease) co_return lease.error();
        auto renamed = co_await rename_view(**lease, *known, std::move(*change.view), deadline);
        if (!renamed) co_return renamed.error();
    }
    if (!change.title && !change.note && !change.folder && !change.view) by.clear();  // nor a star nor Keep changes it
    if (change.title || change.note || change.starred || change.folder || change.draft || !by.empty()) {
        auto lease = co_await services_.app->acquire(deadline);
        if (!lease) co_return lease.error();
        const auto flag = [](std::optional<bool> set) -> pg::Param {
            if (!set) return std::nullopt;
            return *set ? "t" : "f";
        };
        std::vector<pg::Query> queries;
        queries.push_back({change_words,
                           {rule_id, std::move(change.title), std::move(change.note), flag(change.starred),
                            std::move(change.folder), flag(change.draft), std::move(by)}});
        queries.push_back({sql::Statement("NOTIFY ")
                               .name(tools::events_channel)
                               .literal(", ")
                               .value(tools::view_event(known->view, known->rule))});
        auto changed = co_await (**lease).pipeline(std::move(queries), deadline);
        if (!changed) co_return changed.error();
    }
    co_return co_await rule(std::move(rule_id), deadline);
}

Task<Result<void>> Registry::remove(std::string rule_id, Deadline deadline) {
    if (rule_id.find('\0') != std::string::npos) co_return no_such_rule("");
    co_return co_await remove_rule(services_, std::move(rule_id), lock_rule, deadline);
}

Task<std::vector<std::string>> Registry::remove_old_drafts(Deadline deadline) {
    co_await asio::this_coro::throw_if_cancelled(false);
    std::vector<std::string> old;
    std::vector<std::string> gone;
    {
        auto lease = co_await services_.app->acquire(deadline);
        if (!lease) co_return gone;
        const auto found = co_await (**lease).query(old_drafts, {}, deadline);
        if (!found) co_return gone;
        for (int i = 0; i < found->size(); ++i) old.emplace_back(found->text(i, 0));
    }
    for (auto& rule_id : old) {
        const auto removed = co_await remove_rule(services_, rule_id, lock_old_draft, deadline);
        if (!removed) {
            // Kept or run meanwhile; what cannot go now is tried the next time.
            if (removed.error().kind != ErrorKind::not_found)
                log::warn("the draft \"{}\" was not removed: {}", rule_id, removed.error().message);
            continue;
        }
        log::info("the draft \"{}\" was not kept and is gone", rule_id);
        gone.push_back(std::move(rule_id));
    }
    co_return gone;
}

}  // namespace pf::pitboss
