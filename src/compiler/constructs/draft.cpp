#include "compiler/constructs/draft.hpp"

#include <algorithm>

#include "model/value_words.hpp"

namespace pf::compiler::constructs {
namespace {

bool in_index(const Option& o, const SchemaIndex& schema) {
    const auto matches = schema.values().matches(model::value_words(o.value));
    return std::any_of(matches.begin(), matches.end(), [&](const auto& entry) {
        return entry.table == o.column.table && entry.column == o.column.column && entry.value == o.value;
    });
}

Condition null_test(ColumnId column, Op op) {
    Condition made;
    made.kind = Condition::Kind::null_test;
    made.op = op;
    made.left = plain_term(column);
    return made;
}

// The key of a join, as its two sides see it.
struct Key {
    ColumnId near, far;
    bool near_refers = false;  // the near side holds the reference
};

Key key_between(const JoinEdge& edge, const std::vector<int>& hosts) {
    const ColumnId from{edge.from, edge.from_columns[0]}, to{edge.to, edge.to_columns[0]};
    return holds(hosts, edge.from) ? Key{from, to, true} : Key{to, from, false};
}

}  // namespace

bool holds(const std::vector<int>& tables, int table) {
    return std::find(tables.begin(), tables.end(), table) != tables.end();
}

bool shows(const Query& query, const Term& term) {
    return std::find(query.select.begin(), query.select.end(), term) != query.select.end();
}

bool shows_plain(const Query& query) {
    return std::any_of(query.select.begin(), query.select.end(),
                       [](const Term& term) { return term.aggregate == Aggregate::none; });
}

bool aggregates(const Query& query) {
    return std::any_of(query.select.begin(), query.select.end(),
                       [](const Term& term) { return term.aggregate != Aggregate::none; });
}

bool groups(const Query& query) { return !query.group.empty() || !query.having.empty(); }

bool shows_bare_rows(const Query& query) {
    return !aggregates(query) && !groups(query) && !shows_whole_rows(query) && !query.distinct;
}

bool shows_whole_rows(const Query& query) {
    return std::any_of(query.select.begin(), query.select.end(),
                       [](const Term& term) { return term.column.column < 0 && term.aggregate == Aggregate::none; });
}

Term term_of(const Option& option) {
    Term term = plain_term(option.column, option.aggregate);
    term.distinct = option.distinct;
    term.expression = option.expression;
    term.other = option.other;
    return term;
}

Condition condition_of(const Option& o, const SchemaIndex& schema) {
    Condition c;
    c.left = plain_term(o.column);
    c.op = o.op;
    c.value = o.value;
    if (o.role != Role::value) c.value2 = o.value2;
    c.number_literal = o.number_literal;
    c.indexed = o.role == Role::value && (o.how == 2 || (o.how == 1 && o.operand >= 0 && in_index(o, schema)));
    if (o.how == 5) {
        c.indexed = true;
        if (schema.traits(o.column).boolean) {
            c.kind = Condition::Kind::flag;
            c.negated = o.value == "false";
        }
    }
    if (o.role == Role::null_test) c.kind = Condition::Kind::null_test;
    if (o.role == Role::date && o.expression == Expression::column) c.kind = Condition::Kind::date;
    if (o.role == Role::date) c.left.expression = o.expression;
    return c;
}

Condition opposite_of(const Option& option, const SchemaIndex& schema) {
    auto condition = condition_of(option, schema);
    if (!option.excluded) condition.op = Op::eq;
    return condition;
}

Condition within(const Term& left, std::shared_ptr<const Query> rows) {
    Condition made;
    made.kind = Condition::Kind::subquery;
    made.membership = true;
    made.left = left;
    made.subquery = std::move(rows);
    return made;
}

void begin_list(std::vector<Condition>& list) {
    if (!list.empty()) list.front().any_of = false;
}

bool add_belonging(Belonging b, const Draft& draft, std::vector<Condition>& where) {
    const auto& schema = draft.chosen.schema;
    if (holds(b.hosts, b.table)) return false;
    const auto path = shortest_path(b.hosts, b.table, schema, draft.chosen.costs, b.banned);
    if (path.empty()) return false;
    const auto& edge = schema.edges()[static_cast<std::size_t>(path.front())];
    if (edge.from_columns.size() != 1) return false;
    const auto key = key_between(edge, b.hosts);
    // A row without a key belongs to nothing; and where the key must exist, only such a row does.
    const bool unknown_key = b.negated && key.near_refers && schema.column(key.near).nullable;
    if (unknown_key) {
        where.push_back(null_test(key.near, Op::is_null));
        if (b.inside.empty() && b.required.empty() && path.size() == 1 && !edge.inferred) return true;
    }
    const bool bare_table = b.required.empty();
    auto rows = std::make_shared<Query>();
    rows->select = {plain_term(key.far)};
    rows->required = std::move(b.required);
    rows->required.insert(rows->required.end(), {key.far.table, b.table});
    begin_list(b.inside);
    rows->where = std::move(b.inside);
    if (b.negated && schema.column(key.far).nullable) rows->where.push_back(null_test(key.far, Op::not_null));
    const bool bare = bare_table && std::all_of(rows->where.begin(), rows->where.end(), [&](const Condition& c) {
                          return c.left.column.table == key.far.table;
                      });
    if (bare && (path.size() == 1 || (path.size() == 2 && schema.is_link(key.far.table))))
        rows->required = {key.far.table};
    if (!draft.join(*rows)) return false;
    auto made = within(plain_term(key.near), rows);
    made.negated = b.negated;
    made.any_of = unknown_key;
    where.push_back(std::move(made));
    return true;
}

}  // namespace pf::compiler::constructs
