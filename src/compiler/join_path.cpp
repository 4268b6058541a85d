#include "compiler/join_path.hpp"

#include <algorithm>
#include <queue>

#include "compiler/plan/walk.hpp"

namespace pf::compiler {

JoinCosts join_costs(const Analysis& analysis, const SchemaIndex& schema) {
    JoinCosts costs;
    costs.mentioned.assign(static_cast<std::size_t>(schema.tables()), false);
    for (const int table : analysis.mentioned_tables) costs.mentioned[static_cast<std::size_t>(table)] = true;
    costs.edge.reserve(schema.edges().size());
    for (const auto& edge : schema.edges()) costs.edge.push_back(edge.cost);
    // An edge whose own words are said ("winning_aircraft") is cheaper than its rivals.
    for (const auto& mention : analysis.columns) {
        for (const int e : schema.edges_of(mention.column.table)) {
            const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
            if (edge.from == mention.column.table && std::find(edge.from_columns.begin(), edge.from_columns.end(),
                                                               mention.column.column) != edge.from_columns.end())
                costs.edge[static_cast<std::size_t>(e)] =
                    std::min(costs.edge[static_cast<std::size_t>(e)], edge.cost - 0.3F * mention.link);
        }
    }
    return costs;
}

std::vector<int> tables_to_join(const plan::Query& query, const SchemaIndex& schema) {
    std::vector<int> tables;
    tables.reserve(8);
    const auto add = [&](int table) {
        if (table >= 0 && std::find(tables.begin(), tables.end(), table) == tables.end()) tables.push_back(table);
    };
    const auto add_term = [&](const plan::Term* term) {
        plan::walk(*term, plan::Into::this_query, [&](const plan::Term& part) {
            add(part.source.table);
            if (part.kind != plan::Term::Kind::column) return;
            if (const auto* defined = schema.defined({part.source.table, part.column}))
                for (const int table : defined->beside) add(table);
        });
    };
    for (const auto& shown : query.select) add_term(shown.term);
    for (const auto* list : {&query.where, &query.group, &query.having})
        for (const auto* term : *list) add_term(term);
    for (const auto& key : query.order) add_term(key.term);
    for (const auto& source : query.required) add(source.table);
    return tables;
}

std::vector<int> shortest_path(const std::vector<int>& from, int to, const SchemaIndex& schema, const JoinCosts& costs,
                               const std::vector<int>& banned) {
    const int search = ++costs.searches;
    auto& reached = costs.reached;
    reached.resize(static_cast<std::size_t>(schema.tables()));
    std::size_t tables = 0;
    const auto at = [&](int table) -> JoinCosts::Reached& { return reached[static_cast<std::size_t>(table)]; };
    const auto reach = [&](int table, float cost, int edge, int previous) {
        tables += at(table).search != search;
        at(table) = {search, cost, edge, previous};
    };
    using Item = std::pair<float, int>;
    std::priority_queue<Item, std::vector<Item>, std::greater<>> queue;
    for (const int table : from) {
        reach(table, 0, -1, -1);
        queue.emplace(0.F, table);
    }
    constexpr std::size_t most_tables = 3000;
    while (!queue.empty() && tables < most_tables) {
        const auto [cost, table] = queue.top();
        queue.pop();
        if (cost > at(table).cost + 1e-6F) continue;
        if (table == to) break;
        if (cost > 7) break;
        for (const int e : schema.edges_of(table)) {
            if (std::find(banned.begin(), banned.end(), e) != banned.end()) continue;
            const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
            const int next = edge.from == table ? edge.to : edge.from;
            if (next == table) continue;
            const bool said = next == to || costs.mentioned[static_cast<std::size_t>(next)];
            const float step = costs.edge[static_cast<std::size_t>(e)] + (said                   ? 0.F
                                                                          : schema.is_link(next) ? 0.1F
                                                                                                 : 0.15F);
            if (at(next).search != search || cost + step < at(next).cost - 1e-6F) {
                reach(next, cost + step, e, table);
                queue.emplace(cost + step, next);
            }
        }
    }
    std::vector<int> path;
    if (at(to).search != search) return path;
    for (int table = to; at(table).edge >= 0; table = at(table).previous) path.push_back(at(table).edge);
    std::reverse(path.begin(), path.end());
    return path;
}

bool join_tables(plan::Query& query, const SchemaIndex& schema, const JoinCosts& costs,
                 const std::vector<int>& banned) {
    auto key = tables_to_join(query, schema);
    query.from.clear();
    if (key.empty()) return false;
    const auto tables = key.size();
    for (const int edge : banned) key.push_back(-1 - edge);
    if (const auto found = costs.known.find(key); found != costs.known.end()) {
        query.from = found->second;
        return !query.from.empty();
    }
    auto& known = costs.known[key];
    query.from.push_back({{key[0], 0}});
    std::vector<int> tree{key[0]};
    std::vector<int> missing(key.begin() + 1, key.begin() + static_cast<std::ptrdiff_t>(tables));
    while (!missing.empty()) {
        std::vector<int> best;
        std::size_t best_index = 0;
        float best_cost = 1e9F;
        for (std::size_t i = 0; i < missing.size(); ++i) {
            auto path = shortest_path(tree, missing[i], schema, costs, banned);
            if (path.empty()) continue;
            float cost = 0;
            for (const int e : path) cost += costs.edge[static_cast<std::size_t>(e)];
            if (cost < best_cost) {
                best_cost = cost;
                best = std::move(path);
                best_index = i;
            }
        }
        if (best.empty() || query.from.size() + best.size() > 8) {
            query.from.clear();
            return false;
        }
        for (const int e : best) {
            const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
            const bool from_known = std::find(tree.begin(), tree.end(), edge.from) != tree.end();
            const int added = from_known ? edge.to : edge.from;
            const int anchor = from_known ? edge.from : edge.to;
            int at = 0;
            while (query.from[static_cast<std::size_t>(at)].source.table != anchor) ++at;
            query.from.push_back({{added, 0}, nullptr, false, e, at, nullptr});
            tree.push_back(added);
        }
        missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(best_index));
        std::erase_if(missing, [&](int table) { return std::find(tree.begin(), tree.end(), table) != tree.end(); });
    }
    known = query.from;
    return true;
}

bool repeats_rows(const plan::Query& query, int table, const SchemaIndex& schema) {
    std::vector<std::size_t> reached;
    for (std::size_t i = 0; i < query.from.size() && reached.empty(); ++i)
        if (query.from[i].source.table == table) reached.push_back(i);
    for (std::size_t k = 0; k < reached.size(); ++k)
        for (std::size_t i = 0; i < query.from.size(); ++i) {
            const auto at = reached[k];
            const bool away = query.from[i].edge >= 0 && query.from[i].to == static_cast<int>(at);
            const bool back = query.from[at].edge >= 0 && query.from[at].to == static_cast<int>(i);
            if ((!away && !back) || std::find(reached.begin(), reached.end(), i) != reached.end()) continue;
            const auto& edge = schema.edges()[static_cast<std::size_t>(query.from[away ? i : at].edge)];
            if (edge.inferred || edge.from != query.from[at].source.table) return true;
            reached.push_back(i);
        }
    return false;
}

bool goes_over_others(std::span<const plan::FromEntry> from, const SchemaIndex& schema) {
    return std::count_if(from.begin(), from.end(), [&](const plan::FromEntry& entry) {
               return entry.source.table < 0 || !schema.is_link(entry.source.table);
           }) > 2;
}

}  // namespace pf::compiler
