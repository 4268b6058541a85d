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

constexpr sql::Literal rename_relation =
    "UPDATE pattern_factory.views SET relation = view WHERE rule_id = $1 AND version = $2::integer";

constexpr sql::Literal unsettled =
    "SELECT rule_id FROM pattern_factory.views GROUP BY rule_id HAVING count(*) > 1 OR bool_or(relation <> view) LIMIT "
    "100";

}  // namespace

std::string pending_relation(std::string_view view, int version) {
    return fmt::format("pending_{}_v{}", sha256_hex(view).substr(0, 16), version);
}

Task<std::string> swap_view(pg::Connection& connection, std::string rule_id, Deadline deadline) {
    std::vector<pg::Query> lock;
    lock.push_back({"BEGIN"});
    lock.push_back({"SET LOCAL lock_timeout = '200ms'"});
    lock.push_back({lock_rule, {rule_id}});
    lock.push_back({relations_of_rule, {rule_id}});
    auto locked = co_await connection.pipeline(std::move(lock), deadline);
    if (!locked || (*locked)[3].empty()) {
        co_await connection.query(sql::Literal("ROLLBACK"), {}, deadline);
        co_return std::string();
    }
    const pg::Rows& relations = (*locked)[3];
    const std::string newest(relations.text(0, 0)), view(relations.text(0, 1)), version(relations.text(0, 2));

    std::vector<pg::Query> swap;
    for (int i = 1; i < relations.size(); ++i)
        swap.push_back({sql::Statement("DROP MATERIALIZED VIEW IF EXISTS ").name("rule_views", relations.text(i, 0))});
    swap.push_back({delete_former, {rule_id, version}});
    if (newest != view) {
        swap.push_back(
            {sql::Statement("ALTER MATERIALIZED VIEW ").name("rule_views", newest).literal(" RENAME TO ").name(view)});
        swap.push_back({rename_relation, {rule_id, version}});
    }
    swap.push_back({"COMMIT"});
    auto swapped = co_await connection.pipeline(std::move(swap), deadline);
    if (swapped) co_return view;
    if (!connection.broken()) co_await connection.query(sql::Literal("ROLLBACK"), {}, deadline);
    co_return newest;
}

Task<Result<std::vector<std::string>>> unsettled_rules(pg::Connection& connection, Deadline deadline) {
    auto rows = co_await connection.query(unsettled, {}, deadline);
    if (!rows) co_return rows.error();
    std::vector<std::string> rule_ids;
    for (int i = 0; i < rows->size(); ++i) rule_ids.emplace_back(rows->text(i, 0));
    co_return rule_ids;
}

}  // namespace pf::pitboss
