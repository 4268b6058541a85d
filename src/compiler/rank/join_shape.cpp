#include "compiler/rank/join_shape.hpp"

#include <algorithm>
#include <vector>

namespace pf::compiler {
namespace {

bool holds(const std::vector<int>& list, int value) { return std::find(list.begin(), list.end(), value) != list.end(); }

const auto& edge_at(const SchemaIndex& schema, int at) { return schema.edges()[static_cast<std::size_t>(at)]; }

bool is_of(const plan::TermView& term, const plan::FromEntry& entry) {
    return term.column.table == entry.source.table && term.instance == entry.source.instance;
}

// Mentioned tables that a shown column is the key of.
float foreign_shown(ColumnId column, const Analysis& a, const SchemaIndex& schema) {
    const auto& edges = schema.edges_of(column.table);
    return static_cast<float>(std::count_if(a.mentioned_tables.begin(), a.mentioned_tables.end(), [&](int table) {
        return table != column.table && std::any_of(edges.begin(), edges.end(), [&](int at) {
                   const auto& edge = edge_at(schema, at);
                   return edge.from == column.table && edge.to == table && holds(edge.from_columns, column.column);
               });
    }));
}

void see_shown(const plan::Shape& query, const Analysis& a, const SchemaIndex& schema, JoinShape& shape) {
    for (const auto& term : query.select) {
        if (term.column.table < 0 || term.column.column < 0 || term.aggregate != Summary::none) continue;
        shape.shown_unique += schema.column(term.column).unique || schema.traits(term.column).primary;
        shape.foreign_shown += foreign_shown(term.column, a, schema);
    }
}

// From the shown tables along the joins; a step to the side that holds the foreign key repeats rows.
float fan_out(const plan::Shape& query, const SchemaIndex& schema) {
    const auto n = query.from.size();
    std::vector<char> reached(n, 0);
    for (std::size_t e = 0; e < n; ++e)
        reached[e] = std::any_of(query.select.begin(), query.select.end(), [&](const plan::TermView& term) {
            return term.column.table >= 0 && term.aggregate == Summary::none && is_of(term, query.from[e]);
        });
    float sum = 0;
    for (bool grown = true; grown;) {
        grown = false;
        for (std::size_t e = 0; e < n; ++e) {
            const auto& entry = query.from[e];
            if (entry.edge < 0 || entry.to < 0) continue;
            const auto other = static_cast<std::size_t>(entry.to);
            if (other >= n || reached[e] == reached[other]) continue;
            const auto& edge = edge_at(schema, entry.edge);
            const int fresh = reached[e] ? query.from[other].source.table : entry.source.table;
            sum += edge.from == fresh && edge.to != fresh;
            reached[e] = reached[other] = 1;
            grown = true;
        }
    }
    return sum;
}

// The edge of the only join of an entry of FROM; -1 when it has none, or several.
int only_edge(const plan::Shape& query, std::size_t at) {
    int edge = query.from[at].edge, joins = edge >= 0 ? 1 : 0;
    for (std::size_t x = 0; x < query.from.size(); ++x) {
        if (x == at || query.from[x].edge < 0 || query.from[x].to != static_cast<int>(at)) continue;
        ++joins;
        edge = query.from[x].edge;
    }
    return joins == 1 ? edge : -1;
}

// Calls visit(term) for what is shown, what groups, chooses and orders.
template <class Visit>
void visit_terms(const plan::Shape& query, Visit&& visit) {
    for (const auto& term : query.select) visit(term);
    for (const auto& term : query.group) visit(term);
    for (const auto& c : query.where) visit(c.left);
    for (const auto& c : query.having) visit(c.left);
    for (const auto& key : query.order) visit(key.term);
}

// Whether an entry at the rim is used for nothing but the key that its neighbour has too.
bool is_replaceable(const plan::Shape& query, std::size_t at, const SchemaIndex& schema) {
    const int rim = only_edge(query, at);
    if (rim < 0) return false;
    const auto& entry = query.from[at];
    const auto& edge = edge_at(schema, rim);
    const auto& keys = edge.from == entry.source.table ? edge.from_columns : edge.to_columns;
    bool used = false, only_keys = true;
    visit_terms(query, [&](const plan::TermView& term) {
        if (!is_of(term, entry)) return;
        used = true;
        only_keys = only_keys && term.column.column >= 0 && holds(keys, term.column.column);
    });
    return used && only_keys;
}

// Whether an entry is joined to one other only.
bool is_rim(const plan::Shape& query, std::size_t at) {
    const auto joined = std::count_if(query.from.begin(), query.from.end(),
                                      [&](const plan::FromEntry& entry) { return entry.to == static_cast<int>(at); });
    return at == 0 ? joined == 1 : joined == 0;
}

bool is_said(const plan::Shape& query, int table) {
    const auto of_table = [&](const plan::TermView& term) { return term.column.table == table; };
    return std::any_of(
               query.select.begin(), query.select.end(),
               [&](const plan::TermView& term) { return of_table(term) && term.aggregate != Summary::count; }) ||
           std::any_of(query.where.begin(), query.where.end(),
                       [&](const plan::ConditionShape& c) { return of_table(c.left); }) ||
           std::any_of(query.order.begin(), query.order.end(),
                       [&](const plan::OrderShape& key) { return of_table(key.term); });
}

}  // namespace

JoinShape join_shape(const plan::Shape& query, const Analysis& a, const SchemaIndex& schema) {
    JoinShape shape;
    see_shown(query, a, schema, shape);
    if (query.from.size() < 2) return shape;
    shape.fan_out = fan_out(query, schema);
    for (std::size_t e = 0; e < query.from.size(); ++e) {
        const int table = query.from[e].source.table;
        shape.idle += is_rim(query, e) && !is_said(query, table);
        if (!is_replaceable(query, e, schema)) continue;
        ++shape.replaceable;
        shape.replaceable_mentioned += holds(a.mentioned_tables, table);
    }
    return shape;
}

}  // namespace pf::compiler
