#include "compiler/constructs/draft.hpp"

#include <algorithm>

#include "compiler/plan/walk.hpp"

namespace pf::compiler::constructs {

using plan::Query;
using plan::Term;

namespace {

// The key of a join, as its two sides see it.
struct Key {
    ColumnId near, far;
    bool near_refers = false;  // the near side holds the reference
};

Key key_between(const JoinEdge& edge, const std::vector<int>& hosts) {
    const ColumnId from{edge.from, edge.from_columns[0]}, to{edge.to, edge.to_columns[0]};
    return holds(hosts, edge.from) ? Key{from, to, true} : Key{to, from, false};
}

bool has_rival(int e, const SchemaIndex& schema) {
    const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
    const auto& all = schema.edges_of(edge.from);
    return std::any_of(all.begin(), all.end(), [&](int other) {
        const auto& rival = schema.edges()[static_cast<std::size_t>(other)];
        return other != e && rival.from == edge.from && rival.to == edge.to;
    });
}

// Of the keys that lead to rows that belong: the one that another between the same tables could stand for, else the
// first. "Who took Databases" is not who teaches it.
int key_to_avoid(const std::vector<int>& path, const SchemaIndex& schema) {
    const auto found = std::find_if(path.begin(), path.end(), [&](int e) { return has_rival(e, schema); });
    return found != path.end() ? *found : path.front();
}

}  // namespace

bool holds(const std::vector<int>& tables, int table) {
    return std::find(tables.begin(), tables.end(), table) != tables.end();
}

void show(const Term* term, Query& query) { query.select.push_back({term, {}}); }

void limit_to(std::int64_t rows, Query& query) { query.limit = rows > 0 ? rows : -1; }

bool shows(const Query& query, const Term* term) {
    return std::any_of(query.select.begin(), query.select.end(),
                       [term](const plan::Shown& shown) { return shown.term == term; });
}

bool shows_plain(const Query& query) {
    return std::any_of(query.select.begin(), query.select.end(),
                       [](const plan::Shown& shown) { return !plan::has_aggregate(*shown.term); });
}

bool aggregates(const Query& query) {
    return std::any_of(query.select.begin(), query.select.end(),
                       [](const plan::Shown& shown) { return plan::has_aggregate(*shown.term); });
}

bool groups(const Query& query) { return !query.group.empty() || !query.having.empty(); }

bool shows_bare_rows(const Query& query) {
    return !aggregates(query) && !groups(query) && !shows_whole_rows(query) && !query.distinct;
}

bool shows_whole_rows(const Query& query) {
    return std::any_of(query.select.begin(), query.select.end(),
                       [](const plan::Shown& shown) { return shown.term->kind == Term::Kind::all; });
}

int table_shown(const Query& query) {
    return query.select.empty() ? -1 : look_at(*query.select.front().term).column.table;
}

void Draft::take_memory_of(Draft& used) {
    const auto take = [](auto& own, auto& other) {
        other.clear();
        own.swap(other);
    };
    take(query.select, used.query.select);
    take(query.required, used.query.required);
    take(query.from, used.query.from);
    take(query.where, used.query.where);
    take(query.group, used.query.group);
    take(query.order, used.query.order);
    take(where, used.where);
    take(conditions, used.conditions);
    take(said, used.said);
    take(outer, used.outer);
}

Conditions Draft::conditions_of(const Options& options) const {
    Conditions made;
    made.reserve(options.size());
    for (const auto* o : options) made.push_back(write.condition(*o));
    return made;
}

bool add_belonging(Belonging b, const Draft& draft, Conditions& where) {
    const auto& schema = draft.chosen.schema;
    const auto& write = draft.write;
    if (holds(b.hosts, b.table)) return false;
    auto path = shortest_path(b.hosts, b.table, schema, draft.chosen.costs, b.banned);
    if (path.empty()) return false;
    if (draft.choices.second_path && !b.negated && b.banned.empty()) {
        b.banned.push_back(key_to_avoid(path, schema));
        path = shortest_path(b.hosts, b.table, schema, draft.chosen.costs, b.banned);
        if (path.empty()) return false;
    }
    const auto& edge = schema.edges()[static_cast<std::size_t>(path.front())];
    if (edge.from_columns.size() != 1) return false;
    const auto key = key_between(edge, b.hosts);
    // A row without a key belongs to nothing; and where the key must exist, only such a row does.
    const bool unknown_key = b.negated && key.near_refers && schema.column(key.near).nullable;
    if (unknown_key) {
        where.push_back(write.null_test(key.near, Op::is_null));
        if (b.inside.empty() && b.required.empty() && path.size() == 1 && !edge.inferred) return true;
    }
    const bool bare_table = b.required.empty();
    Query rows;
    show(write.column(key.far), rows);
    for (const int table : b.required) rows.required.push_back({table, 0});
    rows.required.push_back({key.far.table, 0});
    rows.required.push_back({b.table, 0});
    begin_list(b.inside);
    if (b.negated && schema.column(key.far).nullable) b.inside.push_back(write.null_test(key.far, Op::not_null));
    const bool bare = bare_table && std::all_of(b.inside.begin(), b.inside.end(),
                                                [&](const Condition& c) { return c.table == key.far.table; });
    if (bare && (path.size() == 1 || (path.size() == 2 && schema.is_link(key.far.table))))
        rows.required = {{key.far.table, 0}};
    if (b.many > 0) {
        if (key.near_refers) return false;  // to one row
        rows.group = {write.column(key.far)};
        rows.having = {write.terms.call(Op::ge, {write.rows_of(b.table), write.terms.number(std::to_string(b.many))})};
    }
    rows.where = write.closed(b.inside);
    if (!draft.join(rows, b.banned)) return false;
    auto made = write.within(key.near, std::move(rows), b.negated);
    made.any_of = unknown_key;
    where.push_back(made);
    return true;
}

}  // namespace pf::compiler::constructs
