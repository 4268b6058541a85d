// The one way over a plan: walk() visits terms and queries, rewrite() makes new ones. Tables, columns and the
// like are made of them.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "compiler/plan/terms.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler::plan {

// Whether a walk goes into subqueries, derived tables and the right side of a set operation.
enum class Into : std::uint8_t { this_query, subqueries };

// Calls visit(const Term&) for every term, each before its parts; where it returns a bool, false leaves out the parts.
// When it can be called with (const Query&), also for every query, each before its terms.
template <class Visit>
void walk(const Query& query, Into into, Visit&& visit);
template <class Visit>
void walk(const Term& term, Into into, Visit&& visit);

// The term with `change(const Term*) → const Term*` applied to its parts and then to itself; subqueries stay. What is
// not changed is not copied.
template <class Change>
[[nodiscard]] const Term* rewrite(const Term* term, const Terms& terms, Change&& change);
// Every term of the query; `into` subqueries too: those that change are kept anew.
template <class Change>
[[nodiscard]] Query rewrite(const Query& query, const Terms& terms, Into into, Change&& change);

// What the edge of an entry joins: columns of the entry it is joined to, and its own. Empty without an edge.
[[nodiscard]] std::vector<std::pair<int, int>> joined_columns(const FromEntry& entry, const SchemaIndex& schema);

// Tables of FROM, of `required` and of the terms, each once, in order of appearance.
[[nodiscard]] std::vector<int> tables_of(const Query& query, Into into);
// Columns of tables, each once, in order of appearance; those of derived tables are not among them.
[[nodiscard]] std::vector<ColumnId> columns_of(const Query& query, Into into);
// Tables and columns, as ids with column -1 and above: the names of the model that the SQL says.
[[nodiscard]] std::vector<ColumnId> names_of(const Query& query);
[[nodiscard]] bool has_aggregate(const Term& term);  // not within a window or a subquery
[[nodiscard]] bool has_aggregate(const Query& query);
// Whether a term of the query, or of a subquery in it, names the source.
[[nodiscard]] bool refers_to(const Query& query, Source source);
// Whether a subquery looks at a row of this query.
[[nodiscard]] bool looked_at_from_inside(const Query& query);
// Of terms, subqueries counted in; 1 for a column.
[[nodiscard]] int depth(const Query& query);
[[nodiscard]] int depth(const Term& term);

// --- the templates

namespace walking {

template <class Visit>
bool enter(const Term& term, Visit& visit) {
    if constexpr (std::is_same_v<std::invoke_result_t<Visit&, const Term&>, bool>) {
        return visit(term);
    } else {
        visit(term);
        return true;
    }
}

template <class Terms_, class Visit>
void each(const Terms_& terms, Into into, Visit& visit) {
    for (const auto* term : terms) walk(*term, into, visit);
}

template <class Change>
bool rewrite_list(std::vector<const Term*>& list, const Terms& terms, Change& change) {
    bool changed = false;
    for (auto& term : list) {
        const auto* made = rewrite(term, terms, change);
        changed |= made != term;
        term = made;
    }
    return changed;
}

template <class Change>
bool rewrite_keys(std::vector<OrderKey>& keys, const Terms& terms, Change& change) {
    bool changed = false;
    for (auto& key : keys) {
        const auto* made = rewrite(key.term, terms, change);
        changed |= made != key.term;
        key.term = made;
    }
    return changed;
}

}  // namespace walking

template <class Visit>
void walk(const Term& term, Into into, Visit&& visit) {
    if (!walking::enter(term, visit)) return;
    walking::each(term.args, into, visit);
    if (term.filter) walk(*term.filter, into, visit);
    walking::each(term.partition, into, visit);
    for (const auto& key : term.order) walk(*key.term, into, visit);
    if (term.query && into == Into::subqueries) walk(*term.query, into, visit);
}

template <class Visit>
void walk(const Query& query, Into into, Visit&& visit) {
    if constexpr (std::is_invocable_v<Visit&, const Query&>) visit(query);
    for (const auto& shown : query.select) walk(*shown.term, into, visit);
    walking::each(query.distinct_on, into, visit);
    for (const auto& entry : query.from) {
        if (entry.derived && into == Into::subqueries) walk(*entry.derived, into, visit);
        if (entry.on) walk(*entry.on, into, visit);
    }
    walking::each(query.where, into, visit);
    walking::each(query.group, into, visit);
    walking::each(query.having, into, visit);
    for (const auto& key : query.order) walk(*key.term, into, visit);
    if (query.right && into == Into::subqueries) walk(*query.right, into, visit);
}

template <class Change>
const Term* rewrite(const Term* term, const Terms& terms, Change&& change) {
    std::vector<const Term*> args(term->args.begin(), term->args.end());
    std::vector<const Term*> partition(term->partition.begin(), term->partition.end());
    std::vector<OrderKey> order(term->order.begin(), term->order.end());
    const auto* filter = term->filter ? rewrite(term->filter, terms, change) : nullptr;
    bool changed = walking::rewrite_list(args, terms, change);
    changed |= walking::rewrite_list(partition, terms, change);
    changed |= walking::rewrite_keys(order, terms, change);
    if (!changed && filter == term->filter) return change(term);
    Term made = *term;
    made.args = args;
    made.partition = partition;
    made.order = order;
    made.filter = filter;
    return change(terms.make(made));
}

template <class Change>
Query rewrite(const Query& query, const Terms& terms, Into into, Change&& change) {
    const auto whole = [&](const Query* inner) {
        if (!inner || into == Into::this_query) return inner;
        auto made = rewrite(*inner, terms, into, change);
        return same(made, *inner) ? inner : terms.keep(std::move(made));
    };
    const auto deep = [&](const Term* term) {
        if (const auto* inner = whole(term->query); inner != term->query) {
            Term made = *term;
            made.query = inner;
            term = terms.make(made);
        }
        return change(term);
    };
    Query made = query;
    for (auto& shown : made.select) shown.term = rewrite(shown.term, terms, deep);
    walking::rewrite_list(made.distinct_on, terms, deep);
    for (auto& entry : made.from) {
        entry.derived = whole(entry.derived);
        if (entry.on) entry.on = rewrite(entry.on, terms, deep);
    }
    walking::rewrite_list(made.where, terms, deep);
    walking::rewrite_list(made.group, terms, deep);
    walking::rewrite_list(made.having, terms, deep);
    walking::rewrite_keys(made.order, terms, deep);
    made.right = whole(made.right);
    return made;
}

}  // namespace pf::compiler::plan
