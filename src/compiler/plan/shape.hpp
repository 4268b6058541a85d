// What the ranking and the conventions see of a query: its parts as views (view.hpp), subqueries and the other side of
// a set operation included. Way in: shape_of().
#pragma once

#include <memory>
#include <vector>

#include "compiler/plan/view.hpp"

namespace pf::compiler::plan {

struct Shape;

struct ConditionShape : ConditionView {
    std::shared_ptr<const Shape> inside;  // of the subquery
};

struct OrderShape {
    TermView term;
    bool descending = false;
};

struct Shape {
    std::vector<TermView> select;
    bool distinct = false;
    std::vector<FromEntry> from;
    std::vector<ConditionShape> where;
    std::vector<ConditionShape> filter;  // of a share
    std::vector<TermView> group;
    std::vector<ConditionShape> having;
    std::vector<OrderShape> order;
    std::int64_t limit = 0;  // 0: all rows
    std::int64_t offset = 0;
    bool windowed = false;  // takes its rows from a derived table that ranks them
    SetOperation operation = SetOperation::none;
    std::shared_ptr<const Shape> right;
    bool count_rows = false;  // the number of rows of what this is the shape of
};

// SELECT count(*) FROM (SELECT …): nothing else of the inner query is asked for.
[[nodiscard]] bool counts_rows(const Query& query);

// The window by which a derived table ranks the rows of each group, where the query shows those of a place or before it
// ("the first 3 of each"); null for any other query.
[[nodiscard]] const Term* ranking_of_shown(const Query& query);

// Of a count of the rows of a derived table: the shape of that table, with `count_rows`.
[[nodiscard]] Shape shape_of(const Query& query);

}  // namespace pf::compiler::plan
