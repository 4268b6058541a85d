// A page request → the SQL that answers it: sort, filter and conditions over the columns of one relation.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "pg/connection.hpp"  // sql::Statement is part of its interface
#include "pitboss/results.hpp"

namespace pf::pitboss {

struct Relation {
    std::string schema, name;
    std::vector<ResultColumn> columns;
    std::vector<std::string> tie_breaker;  // columns that make an order total; empty with has_ctid: the row's place
    bool has_ctid = true;                  // a view has none
};

// The columns of `relation`, or an error that names them. `parameter` begins its message.
[[nodiscard]] Result<const ResultColumn*> column_of(const Relation& relation, const std::string& name,
                                                    std::string_view parameter);

// PostgreSQL's array syntax: {"a","b"}.
[[nodiscard]] std::string array_literal(const std::vector<std::string>& elements);

// The request with what lies within in it. Errors are invalid_request: what it names is not there, or not for its
// reader.
[[nodiscard]] Result<PageRequest> bounded(const Relation& relation, PageRequest request);

// Those that the request may see.
[[nodiscard]] std::vector<ResultColumn> shown_columns(const Relation& relation, const PageRequest& request);

// " WHERE …" for the conditions and the filter; empty without any.
[[nodiscard]] Result<sql::Statement> where_clause(const Relation& relation, const PageRequest& request);

// limit and offset within their bounds.
[[nodiscard]] Result<void> check_window(const PageRequest& request);

struct PageQueries {
    sql::Statement rows;
    sql::Statement count;
};

// Errors are invalid_request: an unknown column or operator (naming the columns there are), limits out of range.
[[nodiscard]] Result<PageQueries> page_queries(const Relation& relation, const PageRequest& request);

// COPY … TO STDOUT as CSV with a header, all matching rows. See Results::view_csv for `defuse`.
[[nodiscard]] Result<sql::Statement> csv_query(const Relation& relation, const PageRequest& request, bool defuse);

}  // namespace pf::pitboss
