// The tables a query needs → the cheapest tree of joins that connects them (Steiner tree, by shortest-path insertion).
#pragma once

#include <map>
#include <span>
#include <vector>

#include "compiler/options.hpp"
#include "compiler/plan/algebra.hpp"

namespace pf::compiler {

// Costs of edges and tables for one sentence: what is mentioned is cheaper.
struct JoinCosts {
    std::vector<float> edge;      // by index into SchemaIndex::edges()
    std::vector<bool> mentioned;  // by table
    mutable std::map<std::vector<int>, std::vector<plan::FromEntry>>
        known;  // trees found for this sentence, by tables and banned edges

    // How a search for a path got to a table; of an older search: not yet.
    struct Reached {
        int search = 0;
        float cost = 0;
        int edge = -1, previous = -1;
    };
    mutable std::vector<Reached> reached;  // by table
    mutable int searches = 0;
};
[[nodiscard]] JoinCosts join_costs(const Analysis& analysis, const SchemaIndex& schema);

// Fills query.from for the tables of its terms and query.required; subqueries are joined already. False when they
// cannot be connected. `banned`: edges not to use.
[[nodiscard]] bool join_tables(plan::Query& query, const SchemaIndex& schema, const JoinCosts& costs,
                               const std::vector<int>& banned = {});

// Edges of the shortest path from any of `from` to `to`, in order from the tree outwards; empty when there is none.
[[nodiscard]] std::vector<int> shortest_path(const std::vector<int>& from, int to, const SchemaIndex& schema,
                                             const JoinCosts& costs, const std::vector<int>& banned = {});

// Whether the joins of `query` may give a row of `table` more than once: some joined table refers to it, directly or
// over others.
[[nodiscard]] bool repeats_rows(const plan::Query& query, int table, const SchemaIndex& schema);

// Whether it goes over more tables than two and those that only connect them: patterns of a category by its
// organisations, of which two may have the same pattern.
[[nodiscard]] bool goes_over_others(std::span<const plan::FromEntry> from, const SchemaIndex& schema);

// Tables of all terms outside subqueries, what is defined counted as what it is made of, and of query.required, in
// order of appearance; not those of FROM.
[[nodiscard]] std::vector<int> tables_to_join(const plan::Query& query, const SchemaIndex& schema);

}  // namespace pf::compiler
