#include "compiler/plan/walk.hpp"

#include <algorithm>
#include <utility>

namespace pf::compiler::plan {
namespace {

template <class T>
void add_once(std::vector<T>& list, const T& item) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

// Whether the inner query names one of the sources round it; those that it has itself hide them.
bool looks_out(const Query& inner, std::vector<Source> sources) {
    for (const auto& entry : inner.from)
        if (entry.derived && looks_out(*entry.derived, sources)) return true;
    if (inner.right && looks_out(*inner.right, sources)) return true;
    for (const auto& entry : inner.from) std::erase(sources, entry.source);
    bool found = false;
    walk(inner, Into::this_query, [&](const Term& term) {
        found |= std::find(sources.begin(), sources.end(), term.source) != sources.end();
        if (!found && term.query) found = looks_out(*term.query, sources);
    });
    return found;
}

int depth_below(const Term& term);
int depth_below(const Query& query) {
    int deepest = 0;
    const auto look = [&](const Term& term) {
        deepest = std::max(deepest, depth_below(term));
        return false;
    };
    walk(query, Into::this_query, look);
    for (const auto& entry : query.from)
        if (entry.derived) deepest = std::max(deepest, depth_below(*entry.derived));
    if (query.right) deepest = std::max(deepest, depth_below(*query.right));
    return deepest;
}
int depth_below(const Term& term) {
    int deepest = 0;
    bool self = true;
    const auto look = [&](const Term& part) {
        if (std::exchange(self, false)) return true;
        deepest = std::max(deepest, depth_below(part));
        return false;
    };
    walk(term, Into::this_query, look);
    if (term.query) deepest = std::max(deepest, depth_below(*term.query));
    return deepest + 1;
}

}  // namespace

std::vector<std::pair<int, int>> joined_columns(const FromEntry& entry, const SchemaIndex& schema) {
    if (entry.edge < 0) return {};
    const auto& edge = schema.edges()[static_cast<std::size_t>(entry.edge)];
    // of a table joined to itself the first occurrence is the one that is referred to
    const bool entry_is_from = edge.from == entry.source.table && !(edge.from == edge.to && entry.source.instance == 0);
    const auto& own = entry_is_from ? edge.from_columns : edge.to_columns;
    const auto& theirs = entry_is_from ? edge.to_columns : edge.from_columns;
    std::vector<std::pair<int, int>> pairs;
    for (std::size_t i = 0; i < own.size(); ++i) pairs.emplace_back(theirs[i], own[i]);
    return pairs;
}

std::vector<int> tables_of(const Query& query, Into into) {
    std::vector<int> tables;
    const auto look = [&](const auto& part) {
        if constexpr (std::is_same_v<std::decay_t<decltype(part)>, Query>) {
            for (const auto& entry : part.from)
                if (entry.source.table >= 0) add_once(tables, entry.source.table);
            for (const auto& source : part.required)
                if (source.table >= 0) add_once(tables, source.table);
        } else {
            if (part.source.table >= 0) add_once(tables, part.source.table);
        }
    };
    walk(query, into, look);
    return tables;
}

std::vector<ColumnId> columns_of(const Query& query, Into into) {
    std::vector<ColumnId> columns;
    walk(query, into, [&](const Term& term) {
        if (term.kind == Term::Kind::column && term.source.table >= 0)
            add_once(columns, ColumnId{term.source.table, term.column});
    });
    return columns;
}

std::vector<ColumnId> names_of(const Query& query) {
    std::vector<ColumnId> names;
    for (const int table : tables_of(query, Into::subqueries)) names.push_back({table, -1});
    const auto columns = columns_of(query, Into::subqueries);
    names.insert(names.end(), columns.begin(), columns.end());
    return names;
}

bool has_aggregate(const Term& term) {
    bool found = false;
    walk(term, Into::this_query, [&](const Term& part) {
        found |= part.kind == Term::Kind::aggregate;
        return part.kind != Term::Kind::window;
    });
    return found;
}

bool has_aggregate(const Query& query) {
    bool found = false;
    walk(query, Into::this_query, [&](const Term& part) {
        found |= part.kind == Term::Kind::aggregate;
        return part.kind != Term::Kind::window;
    });
    return found;
}

bool refers_to(const Query& query, Source source) {
    bool found = false;
    walk(query, Into::subqueries, [&](const Term& term) { found |= term.source == source; });
    return found;
}

bool looked_at_from_inside(const Query& query) {
    std::vector<Source> sources;
    for (const auto& entry : query.from) sources.push_back(entry.source);
    bool found = false;
    walk(query, Into::this_query, [&](const Term& term) {
        if (!found && term.query) found = looks_out(*term.query, sources);
    });
    return found;
}

int depth(const Query& query) { return depth_below(query); }
int depth(const Term& term) { return depth_below(term); }

}  // namespace pf::compiler::plan
