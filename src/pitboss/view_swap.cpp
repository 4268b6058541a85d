#include "pitboss/view_swap.hpp"

#include <fmt/format.h>

#include "base/secret.hpp"

namespace pf::pitboss {
namespace {

// $1 rule_id. The newest first.
constexpr sql::Literal relations_of_rule =
    "SELECT relation, view, version FROM pattern_factory.views WHERE rule_id = $1 ORDER BY version DESC";

constexpr sql::Literal lock_rule = "SELECT version FROM pattern_factory.rules WHERE rule_id = $1 FOR UPDATE";

constexpr sql::Literal delete_former = "DELETE FROM pattern_factory.views WHERE rule_id = $1 AND version < $2::integer";

constexpr sql::Literal place_relation =
    "UPDATE pattern_factory.views SET relation = $3 WHERE rule_id = $1 AND version = $2::integer";

constexpr sql::Literal unsettled =
    "SELECT rule_id FROM pattern_factory.views GROUP BY rule_id HAVING count(*) > 1 OR bool_or(relation <> view) LIMIT "
    "100";

}  // namespace

std::string pending_relation(std::string_view view, int version) {
    return fmt::format("pending_{}_v{}", sha256_hex(view).substr(0, 16), version);
}

namespace {

// Nobody finds them any more; who still reads one keeps it until the next time.
Task<> drop_former(pg::Connection& connection, std::string rule_id, std::string version,
                   std::vector<std::string> relations, Deadline deadline) {
    std::vector<pg::Query> drop;
    drop.push_back({"BEGIN"});
    drop.push_back({"SET LOCAL lock_timeout = '200ms'"});
    for (const auto& relation : relations)
        drop.push_back({sql::Statement("DROP MATERIALIZED VIEW IF EXISTS ").name("rule_views", relation)});
    drop.push_back({delete_former, {std::move(rule_id), std::move(version)}});
    drop.push_back({"COMMIT"});
    const auto dropped = co_await connection.pipeline(std::move(drop), deadline);
    if (!dropped && !connection.broken()) co_await connection.query(sql::Literal("ROLLBACK"), {}, deadline);
}

}  // namespace

Task<std::string> swap_view(pg::Connection& connection, std::string rule_id, Deadline deadline) {
    std::vector<pg::Query> lock;
    lock.push_back({"BEGIN"});
    lock.push_back({"SET LOCAL lock_timeout = '200ms'"});
    // Readers wait while the names change, and must not wait for the disk too. What a crash of the machine takes back
    // is done again, both names in one.
    lock.push_back({"SET LOCAL synchronous_commit = off"});
    lock.push_back({lock_rule, {rule_id}});
    lock.push_back({relations_of_rule, {rule_id}});
    auto locked = co_await connection.pipeline(std::move(lock), deadline);
    if (!locked || locked->back().empty()) {
        co_await connection.query(sql::Literal("ROLLBACK"), {}, deadline);
        co_return std::string();
    }
    const pg::Rows& relations = locked->back();
    const std::string newest(relations.text(0, 0)), view(relations.text(0, 1)), version(relations.text(0, 2));

    std::vector<pg::Query> swap;
    std::vector<std::string> former;
    const auto move = [&](std::string_view from, const std::string& to, std::string_view of_version) {
        swap.push_back(
            {sql::Statement("ALTER MATERIALIZED VIEW ").name("rule_views", from).literal(" RENAME TO ").name(to)});
        swap.push_back({place_relation, {rule_id, std::string(of_version), to}});
    };
    for (int i = 1; i < relations.size(); ++i) {
        former.emplace_back(relations.text(i, 0));
        if (former.back() != view) continue;
        former.back() = pending_relation(view, static_cast<int>(relations.integer(i, 2)));
        move(view, former.back(), relations.text(i, 2));
    }
    if (newest != view) move(newest, view, version);
    swap.push_back({"COMMIT"});
    auto swapped = co_await connection.pipeline(std::move(swap), deadline);
    if (!swapped) {
        if (!connection.broken()) co_await connection.query(sql::Literal("ROLLBACK"), {}, deadline);
        co_return newest;
    }
    if (!former.empty()) co_await drop_former(connection, std::move(rule_id), version, std::move(former), deadline);
    co_return view;
}

Task<Result<std::vector<std::string>>> unsettled_rules(pg::Connection& connection, Deadline deadline) {
    auto rows = co_await connection.query(unsettled, {}, deadline);
    if (!rows) co_return rows.error();
    std::vector<std::string> rule_ids;
    for (int i = 0; i < rows->size(); ++i) rule_ids.emplace_back(rows->text(i, 0));
    co_return rule_ids;
}

}  // namespace pf::pitboss
