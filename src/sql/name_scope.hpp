// Which table, alias or column a name means, by PostgreSQL's own rules (parse_relation.c, parse_clause.c): a reference
// that PostgreSQL would not read as a column is a whole row or a function call (o.row_to_json), and those are refused.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sql/guard.hpp"
#include "sql/value_bounds.hpp"

namespace pf::sql {

struct Column {
    std::string_view name;
    ValueBounds bounds;
    int source = -1;  // index into Scope::sources: where the FROM clause of this level gets it from
};

// How many rows something in a FROM clause can have: what counts when nothing joins it to the rest.
enum class Bulk {
    one_row,
    bounded,  // by a constant: VALUES, generate_series(1, 12), LIMIT 10
    reduced,  // DISTINCT or GROUP BY over a table
    table,
};

// A query's result as seen from outside.
struct Output {
    std::vector<Column> columns;
    Bulk bulk = Bulk::one_row;
    double rows = 1;  // times a table's rows: what set-returning functions and VALUES multiply
};

// One name that a FROM clause makes visible (PostgreSQL: ParseNamespaceItem).
struct RangeName {
    std::string_view name;                      // alias or relation; empty for a join without alias
    const AllowedRelation* relation = nullptr;  // set while schema.table.column may name it: no alias
    std::vector<Column> columns;
    bool is_table = false;        // has PostgreSQL's system columns
    bool is_scalar = false;       // a function's single value: the name alone means that value, not a row
    bool name_visible = true;     // name.column
    bool columns_visible = true;  // column
    bool lateral_only = false;    // a sibling further left: for LATERAL and functions only
};

// Of WITH RECURSIVE every name is known from the start, but may be read only when its query is, or in its own second
// part ("step"): what is read there is what the step before has made.
struct CommonTable {
    std::string_view name;
    Output output;
    enum class State { complete, later, first_part, step } state = State::complete;
    int self_references = 0;
};

// One thing in a FROM clause that brings rows: a table, a subquery, a function.
struct Source {
    std::string_view label;
    Bulk bulk = Bulk::table;
    double rows = 1;
    int entry = 0;   // which comma-separated entry of FROM
    int joined = 0;  // index of a source it is joined with by a condition; itself when none (union-find)
};

// One query level.
struct Scope {
    Scope* parent = nullptr;
    bool lateral_active = false;
    std::vector<RangeName> names;
    std::vector<CommonTable> common_tables;
    std::vector<Source> sources;
    std::vector<int> touched;     // sources that the condition being read refers to
    bool refers_outside = false;  // that condition refers to an outer query, which counts as one row
    int outside = -1;             // the source that stands for the outer queries, once a condition refers to them
    double rows = 1;              // generated rows of FROM so far
    double selected_rows = 1;     // what set-returning functions in the SELECT list multiply
    bool has_aggregate = false;
};

struct Resolved {
    const Column* column = nullptr;
    enum class Refusal { none, no_such_name, no_such_column, whole_row, system_column } refusal = Refusal::none;
    const RangeName* range = nullptr;  // where the search ended, if it came that far
};

// A reference of one to three parts (column; name.column; schema.table.column). Marks the sources it touches.
[[nodiscard]] Resolved resolve_column(Scope& scope, const std::vector<std::string_view>& parts);

// The FROM entry that `name` stands for, as in name.*; null when there is none.
[[nodiscard]] const RangeName* find_range(Scope& scope, std::string_view name);

// The columns that `*` (empty `parts`), `name.*` or `schema.table.*` stand for; nothing when there is no such name.
[[nodiscard]] std::optional<std::vector<Column>> expand_star(Scope& scope, const std::vector<std::string_view>& parts);

// The common table that an unqualified relation name means here; null when it means a table.
[[nodiscard]] CommonTable* find_common_table(Scope& scope, std::string_view name);

// A column name by itself, as GROUP BY and ORDER BY ask: true when some visible column has it.
[[nodiscard]] bool is_column(const Scope& scope, std::string_view name);

void join_sources(Scope& scope, int a, int b);
// Before and after a condition is read: joins all sources that it refers to.
void begin_condition(Scope& scope);
void join_touched(Scope& scope);
[[nodiscard]] int joined_root(const Scope& scope, int source);

}  // namespace pf::sql
