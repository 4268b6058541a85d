// The graph of joins: foreign keys, those that are declared and those that were inferred.
#include "compiler/schema_parts.hpp"

#include <algorithm>

namespace pf::compiler {
namespace {

constexpr float sure_key = 0.9F;  // from here on a key is taken as a declared one is
constexpr float cost_of_doubt = 2.5F;

}  // namespace

std::vector<JoinEdge> find_joins(const SchemaIndex& schema) {
    std::vector<JoinEdge> edges;
    for (int t = 0; t < schema.tables(); ++t)
        for (const auto& key : schema.table(t).foreign_keys) {
            if (key.target_table < 0 || key.target_table >= schema.tables() || key.columns.empty() ||
                key.columns.size() != key.target_columns.size())
                continue;
            edges.push_back({t, key.target_table, key.columns, key.target_columns,
                             1 + cost_of_doubt * (1 - key.strength), key.strength < sure_key, key.strength});
        }
    std::stable_partition(edges.begin(), edges.end(), [](const JoinEdge& edge) { return edge.strength >= 1; });
    return edges;
}

int SchemaIndex::edge_held_by(ColumnId column) const {
    for (const int e : edges_of(column.table)) {
        const auto& edge = edges()[static_cast<std::size_t>(e)];
        if (edge.from == column.table && edge.from_columns == std::vector<int>{column.column}) return e;
    }
    return -1;
}

}  // namespace pf::compiler
