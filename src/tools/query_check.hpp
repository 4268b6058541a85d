// Phase 1 of running a query (docs/security.md, "Roles"): would the database run it, at what cost, with which columns?
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/connection.hpp"
#include "sql/guarded_sql.hpp"

namespace pf::tools {

struct QueryColumn {
    std::string name;  // made unique: "name", "name_2"
    pg::Rows::Origin origin = {};
};

struct QueryPlan {
    double cost = 0;                   // EXPLAIN's total cost
    double rows = 0;                   // the planner's estimate
    std::vector<QueryColumn> columns;  // of the result
};

// One round trip in a read-only transaction on a connection of the rule role. Errors: forbidden_sql above `max_cost`,
// or what PostgreSQL says of the query.
Task<Result<QueryPlan>> check_query(pg::Connection& connection, const sql::GuardedSql& query, double max_cost,
                                    Deadline deadline);

// What a query returns, small enough to compare: queries with equal digests return the same rows, order aside.
struct RowsDigest {
    std::int64_t rows = 0;  // at most the cap
    std::string hash;
    friend bool operator==(const RowsDigest&, const RowsDigest&) = default;
};

// Runs the query read-only and reads at most `cap` of its rows. For the choices of an ambiguous sentence.
Task<Result<RowsDigest>> digest_rows(pg::Connection& connection, const sql::GuardedSql& query, std::int64_t cap,
                                     Deadline deadline);

// … whose equality also takes no account of the order of columns, of names, and of digits behind the sixth: of two
// queries that somebody else wrote each. One that returns more than the cap is only told by its first rows.
Task<Result<RowsDigest>> digest_values(pg::Connection& connection, const sql::GuardedSql& query, std::int64_t cap,
                                       Deadline deadline);

// The first rows of a query, `most` of them. With `others`: of those that none of these returns, told apart as
// digest_values() does; at most `cap` rows of each are compared, so `others` must return fewer. Read-only, one round
// trip.
Task<Result<pg::Rows>> first_rows(pg::Connection& connection, const sql::GuardedSql& query,
                                  std::vector<sql::GuardedSql> others, std::int64_t most, std::int64_t cap,
                                  Deadline deadline);

// `failure` of a statement with this query on this connection; when it was a lock that did not come free in time, the
// error names the tables that are still locked. For that it rolls back and asks each table, 10 ms at most.
Task<Error> name_lock(pg::Connection& connection, const sql::GuardedSql& query, Error failure, Deadline deadline);

}  // namespace pf::tools
