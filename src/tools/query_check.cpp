#include "tools/query_check.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <set>

#include "pg/errors.hpp"
#include "sql/identifier.hpp"

namespace pf::tools {
namespace {

// "name", "name" → "name", "name_2"; PostgreSQL's "?column?" → "column". At most 63 bytes each.
std::vector<QueryColumn> columns_of(const pg::Rows& rows) {
    std::vector<QueryColumn> columns;
    std::set<std::string> taken;
    for (int i = 0; i < rows.columns(); ++i) {
        std::string base(rows.name(i));
        if (base.empty() || base == "?column?") base = "column";
        std::string name = base;
        for (int n = 2; !taken.insert(name).second; ++n) {
            const std::string suffix = fmt::format("_{}", n);
            std::string head = base.substr(0, sql::max_identifier_bytes - suffix.size());
            while (head.size() < base.size() && !head.empty() &&
                   (static_cast<unsigned char>(base[head.size()]) & 0xC0) == 0x80)
                head.pop_back();  // not in the middle of a UTF-8 character
            name = head + suffix;
        }
        columns.push_back({std::move(name), rows.origin(i)});
    }
    return columns;
}

}  // namespace

Task<Result<QueryPlan>> check_query(pg::Connection& connection, const sql::GuardedSql& query, double max_cost,
                                    Deadline deadline) {
    std::vector<pg::Query> queries;
    queries.push_back({"BEGIN READ ONLY"});
    queries.push_back({sql::Statement("EXPLAIN (FORMAT JSON) ").guarded(query)});
    queries.push_back({sql::Statement("SELECT * FROM (").guarded(query).literal(") AS q LIMIT 0")});
    queries.push_back({"ROLLBACK"});
    auto done = co_await connection.pipeline(std::move(queries), deadline);
    if (!done) co_return co_await name_lock(connection, query, done.error(), deadline);

    QueryPlan plan;
    boost::system::error_code failed;
    const auto explained = boost::json::parse(std::string_view((*done)[1].text(0, 0)), failed);
    const auto* root = failed ? nullptr : explained.if_array();
    const auto* object = root && !root->empty() ? (*root)[0].if_object() : nullptr;
    const auto* node = object ? object->if_contains("Plan") : nullptr;
    if (!node || !node->is_object())
        co_return make_error(ErrorKind::internal, "The database's plan of this query could not be read.");
    plan.cost = node->at("Total Cost").to_number<double>();
    plan.rows = node->at("Plan Rows").to_number<double>();
    plan.columns = columns_of((*done)[2]);
    if (plan.columns.empty()) co_return make_error(ErrorKind::forbidden_sql, "This query has no columns.");
    if (plan.cost > max_cost)
        co_return make_error(
            ErrorKind::forbidden_sql,
            fmt::format("This query is too expensive: the database estimates a cost of {:.0f}, the limit is {:.0f}.",
                        plan.cost, max_cost),
            "Ask for less: a condition, fewer tables, or a shorter time.");
    co_return plan;
}

namespace {

// `of_row`: an expression over a row q of the query.
Task<Result<RowsDigest>> digest(pg::Connection& connection, const sql::GuardedSql& query, sql::Literal of_row,
                                std::int64_t cap, Deadline deadline) {
    std::vector<pg::Query> queries;
    queries.push_back({"BEGIN READ ONLY"});
    queries.push_back({sql::Statement("SELECT count(*), coalesce(sum(hashtextextended(")
                           .literal(of_row)
                           .literal(", 0)::numeric), 0) FROM (SELECT * FROM (")
                           .guarded(query)
                           .literal(") AS q LIMIT ")
                           .number(cap)
                           .literal(") AS q")});
    queries.push_back({"ROLLBACK"});
    auto done = co_await connection.pipeline(std::move(queries), deadline);
    if (!done) co_return co_await name_lock(connection, query, done.error(), deadline);
    co_return RowsDigest{(*done)[1].integer(0, 0), std::string((*done)[1].text(0, 1))};
}

// The row's values in an order of their own. Numbers are those of JSON: 5.0 is 5, NaN a text.
constexpr sql::Literal values_of_row =
    "array_to_string(ARRAY(SELECT CASE json_typeof(value) WHEN 'number' "
    "THEN trim_scale(round((value #>> '{}')::numeric, 6))::text ELSE value #>> '{}' END AS one "
    "FROM json_each(row_to_json(q)) ORDER BY one), chr(1), chr(2))";

}  // namespace

Task<Result<RowsDigest>> digest_rows(pg::Connection& connection, const sql::GuardedSql& query, std::int64_t cap,
                                     Deadline deadline) {
    return digest(connection, query, "q::text", cap, deadline);
}

Task<Result<RowsDigest>> digest_values(pg::Connection& connection, const sql::GuardedSql& query, std::int64_t cap,
                                       Deadline deadline) {
    return digest(connection, query, values_of_row, cap, deadline);
}

Task<Result<pg::Rows>> first_rows(pg::Connection& connection, const sql::GuardedSql& query,
                                  std::vector<sql::GuardedSql> others, std::int64_t most, std::int64_t cap,
                                  Deadline deadline) {
    sql::Statement select("SELECT * FROM (SELECT * FROM (");
    select.guarded(query).literal(") AS q LIMIT ").number(cap).literal(") AS q WHERE true");
    for (const auto& other : others)
        select.literal(" AND hashtextextended(")
            .literal(values_of_row)
            .literal(", 0) NOT IN (SELECT hashtextextended(")
            .literal(values_of_row)
            .literal(", 0) FROM (SELECT * FROM (")
            .guarded(other)
            .literal(") AS q LIMIT ")
            .number(cap)
            .literal(") AS q)");
    select.literal(" LIMIT ").number(most);
    std::vector<pg::Query> queries;
    queries.push_back({"BEGIN READ ONLY"});
    queries.push_back({std::move(select)});
    queries.push_back({"ROLLBACK"});
    auto done = co_await connection.pipeline(std::move(queries), deadline);
    if (!done) co_return done.error();
    co_return std::move((*done)[1]);
}

Task<Error> name_lock(pg::Connection& connection, const sql::GuardedSql& query, Error failure, Deadline deadline) {
    if (connection.last_sqlstate() != pg::lock_not_available) co_return failure;
    std::vector<std::string> locked;
    for (const auto& relation : query.relations()) {
        if (connection.in_transaction()) co_await connection.query(sql::Literal("ROLLBACK"), {}, deadline);
        if (connection.broken()) break;
        const auto dot = relation.find('.');
        const std::string schema = relation.substr(0, dot), name = relation.substr(dot + 1);
        std::vector<pg::Query> probe;
        probe.push_back({"BEGIN READ ONLY"});
        probe.push_back({"SET LOCAL lock_timeout = '10ms'"});
        probe.push_back({sql::Statement("SELECT FROM ").name(schema, name).literal(" LIMIT 0")});
        probe.push_back({"ROLLBACK"});
        const auto read = co_await connection.pipeline(std::move(probe), deadline);
        if (!read && connection.last_sqlstate() == pg::lock_not_available)
            locked.push_back(schema == "public" ? name : relation);
    }
    co_return locked.empty() ? failure : pg::locked_error(locked);
}

}  // namespace pf::tools
