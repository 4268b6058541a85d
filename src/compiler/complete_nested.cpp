// What a plan holds inside itself: rows that belong or do not belong, unions, superlatives that choose a group, rows of
// one table that refer to each other.
#include <algorithm>

#include "compiler/completion.hpp"

namespace pf::compiler {
namespace {

bool holds(const std::vector<int>& list, int wanted) {
    return std::find(list.begin(), list.end(), wanted) != list.end();
}

// The first of a list of conditions cannot be an alternative to the one before it.
void begin_list(std::vector<Condition>& list) {
    if (!list.empty()) list.front().any_of = false;
}

}  // namespace

std::vector<int> Completion::lone_mentions() const {
    std::vector<int> lone;
    auto add = [&](int table) {
        if (holds(lone, table) || lone.size() >= 3) return;
        for (const auto* o : chosen_)
            if (o->column.table == table) return;
        lone.push_back(table);
    };
    for (const auto& mention : a_.tables)
        if (mention.link >= 0.6F) add(mention.table);
    // a key that is said and not shown stands for its table: "students who have treasurer votes"
    for (const auto& mention : a_.columns)
        if (mention.exact && (mention.tokens & covered_).none()) add(mention.column.table);
    return lone;
}

bool Completion::membership(int table, const std::vector<int>& hosts, std::vector<Condition> inside,
                            const std::vector<int>& required, const std::vector<int>& banned, bool negated,
                            std::vector<Condition>& where) const {
    if (holds(hosts, table)) return false;
    const auto path = shortest_path(hosts, table, schema_, costs_, banned);
    if (path.empty()) return false;
    const auto& edge = schema_.edges()[static_cast<std::size_t>(path.front())];
    if (edge.from_columns.size() != 1) return false;
    const bool from_host = holds(hosts, edge.from);
    const ColumnId near{from_host ? edge.from : edge.to, from_host ? edge.from_columns[0] : edge.to_columns[0]};
    const ColumnId far{from_host ? edge.to : edge.from, from_host ? edge.to_columns[0] : edge.from_columns[0]};
    // A row without a key belongs to nothing; and where the key must exist, only such a row does.
    const bool unknown_key = negated && from_host && schema_.column(near).nullable;
    if (unknown_key) {
        Condition unknown;
        unknown.kind = Condition::Kind::null_test;
        unknown.op = Op::is_null;
        unknown.left = plain_term(near);
        where.push_back(std::move(unknown));
        if (inside.empty() && required.empty() && path.size() == 1 && !edge.inferred) return true;
    }
    auto sub = std::make_shared<Query>();
    sub->select = {plain_term(far)};
    sub->required = required;
    sub->required.insert(sub->required.end(), {far.table, table});
    begin_list(inside);
    sub->where = std::move(inside);
    if (negated && schema_.column(far).nullable) {
        Condition known;
        known.kind = Condition::Kind::null_test;
        known.op = Op::not_null;
        known.left = plain_term(far);
        sub->where.push_back(known);
    }
    const bool bare = required.empty() && std::none_of(sub->where.begin(), sub->where.end(), [&](const Condition& c) {
                          return c.left.column.table != far.table;
                      });
    if (bare && (path.size() == 1 || (path.size() == 2 && schema_.is_link(far.table)))) sub->required = {far.table};
    if (!join_tables(*sub, schema_, costs_)) return false;
    Condition made;
    made.kind = Condition::Kind::subquery;
    made.membership = true;
    made.negated = negated;
    made.any_of = unknown_key;
    made.left = plain_term(near);
    made.subquery = sub;
    where.push_back(std::move(made));
    return true;
}

bool Completion::semi_join(Query& query) const {
    Query shown;
    shown.select = query.select;
    shown.group = query.group;
    shown.order = query.order;
    const auto hosts = tables_of(shown);
    std::vector<Condition> stay, inside;
    for (const auto& condition : query.where) {
        const bool here = holds(hosts, condition.left.column.table);
        if (condition.any_of && (here ? stay : inside).empty()) return false;  // an alternative across the border
        (here ? stay : inside).push_back(condition);
    }
    std::vector<int> required, kept;
    for (const int table : query.required) (holds(hosts, table) ? kept : required).push_back(table);
    if (inside.empty() && required.empty()) return false;
    const int table = inside.empty() ? required.front() : inside.front().left.column.table;
    if (!membership(table, hosts, std::move(inside), required, {}, false, stay)) return false;
    query.required = std::move(kept);
    query.where = std::move(stay);
    return true;
}

bool Completion::unite(Query& query) const {
    if (query.select.empty()) return false;
    const int first = query.select.front().column.table;
    std::vector<Term> left, right;
    for (const auto& term : query.select) (term.column.table == first ? left : right).push_back(term);
    if (right.empty()) {  // one column of two tables: "the phone numbers of customers and suppliers"
        for (const int table : lone_mentions()) {
            for (const auto& term : left)
                for (const auto& mention : a_.columns)
                    if (mention.column.table == table &&
                        std::any_of(a_.columns.begin(), a_.columns.end(), [&](const ColumnMention& other) {
                            return other.column == term.column && other.begin == mention.begin;
                        })) {
                        right.push_back(plain_term(mention.column));
                        break;
                    }
            if (right.size() == left.size()) break;
            right.clear();
        }
    }
    if (right.size() != left.size()) return false;
    const int second = right.front().column.table;
    for (std::size_t i = 0; i < left.size(); ++i) {
        const auto &a = left[i], &b = right[i];
        if (a.column.column < 0 || b.column.column < 0 || b.column.table != second ||
            schema_.column(a.column).type_class != schema_.column(b.column).type_class)
            return false;
    }
    auto other = std::make_shared<Query>();
    other->select = std::move(right);
    std::vector<Condition> stay;
    for (const auto& condition : query.where) {
        const int table = condition.left.column.table;
        if (table != first && table != second) return false;
        (table == first ? stay : other->where).push_back(condition);
    }
    begin_list(stay);
    begin_list(other->where);
    query.select = std::move(left);
    query.where = std::move(stay);
    query.required.clear();
    if (!join_tables(query, schema_, costs_) || !join_tables(*other, schema_, costs_)) return false;
    query.operation = SetOperation::unite;
    query.right = other;
    return true;
}

bool Completion::nest_superlative(const Option& superlative, Query& query) const {
    ColumnId key;
    const auto table_said = [&](const ColumnMention& mention) {
        return std::any_of(a_.tables.begin(), a_.tables.end(),
                           [&](const TableMention& table) { return (mention.tokens & ~table.tokens).none(); });
    };
    const auto names = [&](const ColumnMention& mention) {
        return mention.link >= 0.6F || (mention.link >= 0.5F && !table_said(mention));
    };
    for (const auto& mention : a_.columns) {  // "the most popular document type"
        if (mention.begin <= superlative.begin || mention.begin - superlative.begin > 5 || !names(mention) ||
            (mention.tokens & covered_ & ~superlative.covers).any())
            continue;
        // the name of what is counted: each has one row
        if (mention.column.table == superlative.column.table && schema_.traits(mention.column).naming &&
            (mention.tokens & ~superlative.covers).none())
            continue;
        key = mention.column;
        break;
    }
    if (key.table < 0)  // "in the customer type with the most customers"
        for (const auto& mention : a_.columns)
            if (mention.end <= superlative.begin && superlative.begin - mention.end <= 4 && names(mention) &&
                !table_said(mention) && (mention.tokens & covered_).none() && !schema_.traits(mention.column).naming &&
                !schema_.traits(mention.column).primary && mention.begin > 0 && word(mention.begin - 1) == "the") {
                key = mention.column;
                break;
            }
    const int shown = query.select.empty() ? -1 : query.select.front().column.table;
    if (key.table < 0)  // "the organisation with the most projects"
        for (const auto& mention : a_.tables)
            if (mention.end <= superlative.begin && superlative.begin - mention.end <= 6 && mention.link >= 0.6F &&
                mention.table != shown)
                key = {mention.table, schema_.key_column(mention.table)};
    if (key.table < 0 || key.column < 0) return false;
    const int counted = superlative.column.table >= 0 ? superlative.column.table : key.table;
    auto sub = std::make_shared<Query>();
    sub->select = sub->group = {plain_term(key)};
    sub->required = {key.table, counted};
    sub->order = {{plain_term({counted, -1}, Aggregate::count), superlative.descending}};
    sub->limit = std::max<std::int64_t>(superlative.limit, 1);
    if (!join_tables(*sub, schema_, costs_)) return false;
    Condition made;
    made.kind = Condition::Kind::subquery;
    made.membership = true;
    made.left = plain_term(key);
    made.subquery = sub;
    query.where.push_back(std::move(made));
    return true;
}

int Completion::self_table() const {
    int table = -1;
    for (const auto* o : chosen_)
        if (o->column.table >= 0) {
            if (table >= 0 && o->column.table != table) return -1;
            table = o->column.table;
        }
    if (table < 0) return -1;
    auto said = [&](ColumnId column) {
        return std::any_of(a_.columns.begin(), a_.columns.end(), [&](const ColumnMention& mention) {
            return mention.column == column && mention.link >= 0.4F;
        });
    };
    for (const int e : schema_.edges_of(table)) {
        const auto& edge = schema_.edges()[static_cast<std::size_t>(e)];
        if (edge.from == edge.to && said({table, edge.from_columns[0]})) return table;
        if (edge.to != table || edge.from == table) continue;
        int ways = 0;
        for (const int other : schema_.edges_of(edge.from))
            ways += schema_.edges()[static_cast<std::size_t>(other)].from == edge.from &&
                    schema_.edges()[static_cast<std::size_t>(other)].to == table;
        if (ways != 2 || !schema_.is_link(edge.from)) continue;
        for (const auto& mention : a_.tables)
            if (mention.table == edge.from && mention.link >= 0.4F) return table;
        if (said({edge.from, edge.from_columns[0]})) return table;
    }
    return -1;
}

bool Completion::self_join(Choices::Self direction, Query& query) const {
    const int table = self_table();
    if (table < 0 || query.where.empty() || query.right) return false;
    for (const int used : tables_of(query))
        if (used != table) return false;
    const JoinEdge* self = nullptr;
    std::vector<int> ways;  // over a link table, two edges of it
    int self_edge = -1;
    for (const int e : schema_.edges_of(table)) {
        const auto& edge = schema_.edges()[static_cast<std::size_t>(e)];
        if (edge.from == edge.to) {
            self = &edge;
            self_edge = e;
            break;
        }
        if (edge.to != table || !schema_.is_link(edge.from)) continue;
        if (!ways.empty() && schema_.edges()[static_cast<std::size_t>(ways.front())].from != edge.from) continue;
        if (ways.size() < 2) ways.push_back(e);
    }
    const bool child = direction == Choices::Self::child;
    query.from.clear();
    query.from.push_back({table, 0, -1, -1});
    int shown = 0, tested = 1;
    if (self) {
        query.from.push_back({table, 1, self_edge, 0});  // instance 1 refers to instance 0
        if (child) std::swap(shown, tested);
    } else if (ways.size() == 2) {
        if (!child) std::swap(ways[0], ways[1]);
        query.from.push_back({schema_.edges()[static_cast<std::size_t>(ways[0])].from, 0, ways[0], 0});
        query.from.push_back({table, 1, ways[1], 1});
    } else {
        return false;
    }
    for (auto& term : query.select) term.instance = shown;
    for (auto& term : query.group) term.instance = shown;
    for (auto& key : query.order) key.term.instance = shown;
    for (auto& condition : query.having) condition.left.instance = shown;
    for (auto& condition : query.where) {
        if (condition.subquery) return false;
        condition.left.instance = tested;
    }
    return true;
}

int Completion::same_at() const {
    for (int i = 0; i + 2 < static_cast<int>(a_.sentence.tokens.size()); ++i) {
        if (word(i) != "same") continue;
        for (int k = i + 1; k < i + 6; ++k)
            if (word(k) == "as") return i;
    }
    return -1;
}

bool Completion::same_as(Query& query, const std::vector<const Option*>& conditions) const {
    const int same = same_at();
    if (same < 0) return false;
    int as = same + 1;
    while (word(as) != "as") ++as;
    ColumnId key;
    for (const auto& mention : a_.columns)
        if (mention.begin > same && mention.begin < as && mention.link >= 0.6F && key.table < 0) key = mention.column;
    const int shown = query.select.empty() ? -1 : query.select.front().column.table;
    for (const auto& mention : a_.tables) {  // "the same department as": the key that refers to it
        if (mention.begin <= same || mention.begin >= as || mention.link < 0.6F || shown < 0) continue;
        for (const int e : schema_.edges_of(shown)) {
            const auto& edge = schema_.edges()[static_cast<std::size_t>(e)];
            if (edge.from == shown && edge.to == mention.table) key = {shown, edge.from_columns[0]};
        }
    }
    if (key.table < 0) return false;
    auto sub = std::make_shared<Query>();
    sub->select = {plain_term(key)};
    std::vector<Condition> stay;
    for (std::size_t i = 0; i < query.where.size(); ++i)
        (i < conditions.size() && conditions[i]->begin > as && query.where[i].op != Op::ne ? sub->where : stay)
            .push_back(query.where[i]);
    if (sub->where.empty()) return false;
    begin_list(sub->where);
    begin_list(stay);
    if (!join_tables(*sub, schema_, costs_)) return false;
    Condition made;
    made.kind = Condition::Kind::subquery;
    made.membership = true;
    made.left = plain_term(key);
    made.subquery = sub;
    query.where = std::move(stay);
    query.where.push_back(std::move(made));
    return true;
}

}  // namespace pf::compiler
