// The tables a query needs → the cheapest tree of joins that connects them (Steiner tree, by shortest-path insertion).
#pragma once

#include <map>
#include <vector>

#include "compiler/plan.hpp"

namespace pf::compiler {

// Costs of edges and tables for one sentence: what is mentioned is cheaper.
struct JoinCosts {
    std::vector<float> edge;      // by index into SchemaIndex::edges()
    std::vector<bool> mentioned;  // by table
    mutable std::map<std::vector<int>, std::vector<FromEntry>>
        known;  // trees found for this sentence, by tables and banned edges
};
[[nodiscard]] JoinCosts join_costs(const Analysis& analysis, const SchemaIndex& schema);

// Fills query.from for the tables of its terms and query.required; subqueries are joined already. False when they
// cannot be connected. `banned`: edges not to use.
[[nodiscard]] bool join_tables(Query& query, const SchemaIndex& schema, const JoinCosts& costs,
                               const std::vector<int>& banned = {});

// Edges of the shortest path from any of `from` to `to`, in order from the tree outwards; empty when there is none.
[[nodiscard]] std::vector<int> shortest_path(const std::vector<int>& from, int to, const SchemaIndex& schema,
                                             const JoinCosts& costs, const std::vector<int>& banned = {});

// Whether the joins of `query` may give a row of `table` more than once: some joined table refers to it, directly or
// over others.
[[nodiscard]] bool repeats_rows(const Query& query, int table, const SchemaIndex& schema);

// Tables of all terms outside subqueries, in order of appearance.
[[nodiscard]] std::vector<int> tables_of(const Query& query);

}  // namespace pf::compiler
