#include "compiler/complete.hpp"

#include <algorithm>
#include <deque>

namespace pf::compiler {
namespace {

// How one plan of a set is completed; each field is one decision that no word fixes.
struct Choices {
    enum class Shown : std::uint8_t {
        name,
        key,
        all,
        count
    } shown = Shown::name;  // for tables, and when nothing was said
    bool join_mentioned = false;
    bool distinct = false;
    enum class Pair : std::uint8_t { said, any, intersect } pair = Pair::said;  // two conditions on one column
    enum class Negative : std::uint8_t { differs, not_in, except } negative = Negative::differs;
    bool extreme_as_compare = false;
    bool compare_with_where = false;
    bool second_path = false;
    bool wrap_count = false;
    bool group_key = false;
    bool inner = false;  // conditions after "no"/"not" belong inside the absent rows
};

Term plain_term(ColumnId column, Aggregate aggregate = Aggregate::none) {
    Term term;
    term.column = column;
    term.aggregate = aggregate;
    return term;
}

bool counts_rows(const Term& term) { return term.aggregate == Aggregate::count && term.column.column < 0; }

class Completion {
 public:
    Completion(const std::vector<const Option*>& chosen, const Analysis& analysis, const SchemaIndex& schema,
               const JoinCosts& costs)
        : chosen_(chosen), a_(analysis), schema_(schema), costs_(costs) {
        for (const auto* option : chosen) covered_ |= option->covers | option->shared;
    }

    void run(std::vector<Plan>& plans) {
        bool shown = false, absent = false, negative = false, pair = false, order_one = false, compare = false,
             counted = false, grouped_by_rows = false, tables_shown = false, plain = false;
        std::vector<const Option*> literals;
        for (const auto* o : chosen_) {
            shown |= o->role == Role::select || o->role == Role::count;
            tables_shown |= o->role == Role::select && o->column.column < 0;
            plain |= o->role == Role::select && o->aggregate == Aggregate::none;
            counted |= o->role == Role::count;
            absent |= o->role == Role::absent;
            negative |= (o->role == Role::value && o->op == Op::ne) || o->excluded;
            compare |= o->role == Role::compare;
            order_one |= o->role == Role::order && o->limit == 1 && o->aggregate == Aggregate::none;
            grouped_by_rows |= o->role == Role::order_count || o->role == Role::having;
            if (o->role == Role::value || o->role == Role::number) literals.push_back(o);
        }
        for (std::size_t i = 0; i < literals.size(); ++i)
            for (std::size_t j = i + 1; j < literals.size(); ++j) pair |= literals[i]->column == literals[j]->column;
        bool several = literals.size() > 1;
        std::deque<Choices> all{Choices{}};
        auto vary = [&](auto change, std::size_t most) {
            const auto n = std::min(all.size(), most);
            for (std::size_t i = 0; i < n; ++i) {
                all.push_back(all[i]);
                change(all.back());
            }
        };
        if (!shown || tables_shown) {
            vary([](Choices& c) { c.shown = Choices::Shown::key; }, 1);
            vary([](Choices& c) { c.shown = Choices::Shown::all; }, 1);
            if (!shown) vary([](Choices& c) { c.shown = Choices::Shown::count; }, 1);
        }
        const auto heads = all.size();
        if (pair) {
            vary([](Choices& c) { c.pair = Choices::Pair::any; }, heads);
            vary([](Choices& c) { c.pair = Choices::Pair::intersect; }, heads);
        }
        if (several && !pair && schema_.tables() > 1)
            vary([](Choices& c) { c.pair = Choices::Pair::intersect; }, heads);
        if (negative) {
            vary([](Choices& c) { c.negative = Choices::Negative::not_in; }, heads);
            vary([](Choices& c) { c.negative = Choices::Negative::except; }, heads);
        }
        if (order_one) vary([](Choices& c) { c.extreme_as_compare = true; }, heads);
        if (compare || order_one)
            vary(
                [](Choices& c) {
                    c.compare_with_where = true;
                    if (!c.extreme_as_compare) c.extreme_as_compare = false;
                },
                heads * 2);
        if ((absent || compare) && !literals.empty()) vary([](Choices& c) { c.inner = true; }, heads);
        if (counted && grouped_by_rows && !plain) vary([](Choices& c) { c.wrap_count = true; }, heads);
        if (grouped_by_rows || (counted && plain)) vary([](Choices& c) { c.group_key = true; }, heads);
        const auto before_join = all.size();
        if (!a_.mentioned_tables.empty()) vary([](Choices& c) { c.join_mentioned = true; }, before_join);
        const auto before_path = all.size();
        if (schema_.tables() > 1) vary([](Choices& c) { c.second_path = true; }, std::min<std::size_t>(before_path, 3));
        vary([](Choices& c) { c.distinct = true; }, std::min<std::size_t>(all.size(), 12));
        for (const auto& choices : all) {
            Plan plan;
            if (!build(choices, plan)) continue;
            plan.chosen = chosen_;
            plan.covered = covered_;
            plans.push_back(std::move(plan));
            if (plans.size() > 48) break;
        }
    }

 private:
    int main_table() const {
        // the table the question is about: the first one said that no option has used otherwise
        for (const auto& mention : a_.tables) {
            if (mention.link < 0.45F) continue;
            bool used = false;
            for (const auto* o : chosen_)
                used |= (o->role == Role::absent || o->role == Role::order_count || o->role == Role::having) &&
                        o->column.table == mention.table && (o->covers & mention.tokens).any();
            bool covered = (covered_ & mention.tokens).any();
            if (!used && !covered) return mention.table;
        }
        for (const auto& mention : a_.tables) {
            if (mention.link < 0.45F) continue;
            bool used = false;
            for (const auto* o : chosen_)
                used |= (o->role == Role::absent || o->role == Role::order_count || o->role == Role::having) &&
                        o->column.table == mention.table && (o->covers & mention.tokens).any();
            if (!used) return mention.table;
        }
        for (const auto* o : chosen_)
            if (o->column.table >= 0 && o->role != Role::absent) return o->column.table;
        return a_.mentioned_tables.empty() ? -1 : a_.mentioned_tables.front();
    }

    void show_table(int table, Choices::Shown shown, Query& query, Plan& plan, bool implied) const {
        const int key = schema_.key_column(table);
        if (shown == Choices::Shown::all) {
            query.select.push_back(plain_term({table, -1}));
            plan.moves |= implied ? implied_all : table_as_all;
        } else if (shown == Choices::Shown::key && key >= 0) {
            query.select.push_back(plain_term({table, key}));
            plan.moves |= implied ? implied_key : table_as_key;
        } else {
            for (const int column : schema_.naming_columns(table)) query.select.push_back(plain_term({table, column}));
            if (implied) plan.moves |= implied_name;
        }
    }

    static Term term_of(const Option& o) {
        Term term = plain_term(o.column, o.aggregate);
        term.distinct = o.distinct;
        term.expression = o.expression;
        term.other = o.other;
        return term;
    }

    bool or_between(const Option& a, const Option& b) const {
        for (int i = std::min(a.begin, b.begin); i < std::max(a.begin, b.begin); ++i) {
            const auto& word = a_.sentence.tokens[static_cast<std::size_t>(i)].word;
            if (word == "or") {
                // "5 or more" is no alternative; "under 5 or more than 9" is
                const auto word_at = [&](int at) -> std::string_view {
                    return at < static_cast<int>(a_.sentence.tokens.size())
                               ? std::string_view(a_.sentence.tokens[static_cast<std::size_t>(at)].word)
                               : std::string_view{};
                };
                const auto next = word_at(i + 1);
                const bool compares = next == "more" || next == "less" || next == "equal" || next == "fewer" ||
                                      next == "above" || next == "higher" || next == "greater";
                const bool continued = word_at(i + 2) == "than" || b.begin == i + 2 || a.begin == i + 2;
                if (compares && !(continued && next != "equal")) continue;
                return true;
            }
        }
        return false;
    }

    Condition condition_of(const Option& o) const {
        Condition c;
        c.left = plain_term(o.column);
        c.op = o.op;
        c.value = o.value;
        c.value2 = o.value2;
        c.number_literal = o.number_literal;
        c.indexed = o.role == Role::value && (o.how == 2 || (o.how == 1 && o.operand >= 0 && in_index(o)));
        if (o.how == 5) {
            c.indexed = true;
            if (schema_.traits(o.column).boolean) {
                c.kind = Condition::Kind::flag;
                c.negated = o.value == "false";
            }
        }
        if (o.role == Role::null_test) c.kind = Condition::Kind::null_test;
        if (o.role == Role::date) c.kind = Condition::Kind::date;
        return c;
    }
    bool in_index(const Option& o) const {
        for (const auto& entry : schema_.values().matches(context::value_words(o.value)))
            if (entry.table == o.column.table && entry.column == o.column.column && entry.value == o.value) return true;
        return false;
    }

    // `outer`.key NOT IN (SELECT … FROM `table` …): the condition that no row of `table` belongs to a row of the outer
    // query.
    bool absence(int table, const std::vector<int>& outer, std::vector<Condition> inner_where, Condition& made) const {
        if (std::find(outer.begin(), outer.end(), table) != outer.end()) return false;
        const auto path = shortest_path(outer, table, schema_, costs_);
        if (path.empty()) return false;
        const auto& edge = schema_.edges()[static_cast<std::size_t>(path.front())];
        if (edge.from_columns.size() != 1) return false;
        const bool from_outer = std::find(outer.begin(), outer.end(), edge.from) != outer.end();
        const ColumnId near{from_outer ? edge.from : edge.to, from_outer ? edge.from_columns[0] : edge.to_columns[0]};
        const ColumnId far{from_outer ? edge.to : edge.from, from_outer ? edge.to_columns[0] : edge.from_columns[0]};
        auto sub = std::make_shared<Query>();
        sub->select = {plain_term(far)};
        sub->required = {far.table, table};
        sub->where = std::move(inner_where);
        if (schema_.column(far).nullable) {
            Condition known;
            known.kind = Condition::Kind::null_test;
            known.op = Op::not_null;
            known.left = plain_term(far);
            sub->where.push_back(known);
        }
        const bool bare = std::none_of(sub->where.begin(), sub->where.end(),
                                       [&](const Condition& c) { return c.left.column.table != far.table; });
        if (bare && (path.size() == 1 || (path.size() == 2 && schema_.is_link(far.table)))) sub->required = {far.table};
        if (!join_tables(*sub, schema_, costs_)) return false;
        made.kind = Condition::Kind::subquery;
        made.membership = true;
        made.negated = true;
        made.left = plain_term(near);
        made.subquery = sub;
        return true;
    }

    bool build(const Choices& choices, Plan& plan) const {
        Query& query = plan.query;
        const Option* limit = nullptr;
        const Option* ordered_count = nullptr;
        bool aggregated = false, any_count = false;
        std::vector<const Option*> conditions, negatives, compares, havings, absents, orders;
        for (const auto* o : chosen_) {
            switch (o->role) {
                case Role::select:
                    if (o->column.column < 0) {
                        show_table(o->column.table, choices.shown, query, plan, false);
                    } else {
                        query.select.push_back(term_of(*o));
                        aggregated |= o->aggregate != Aggregate::none;
                    }
                    break;
                case Role::count: {
                    Term term = plain_term(o->column, Aggregate::count);
                    term.distinct = o->column.column >= 0;
                    query.select.push_back(term);
                    if (o->column.table >= 0) query.required.push_back(o->column.table);
                    aggregated = any_count = true;
                    break;
                }
                case Role::value:
                    if (o->op == Op::ne && choices.negative != Choices::Negative::differs)
                        negatives.push_back(o);
                    else
                        conditions.push_back(o);
                    break;
                case Role::number:
                    if (o->excluded && choices.negative == Choices::Negative::differs) return false;
                    (o->excluded ? negatives : conditions).push_back(o);
                    break;
                case Role::date:
                case Role::null_test: conditions.push_back(o); break;
                case Role::compare: compares.push_back(o); break;
                case Role::having: havings.push_back(o); break;
                case Role::absent: absents.push_back(o); break;
                case Role::order: orders.push_back(o); break;
                case Role::order_count: ordered_count = o; break;
                case Role::limit: limit = o; break;
                case Role::join: break;
            }
        }
        if (choices.inner && absents.empty() && compares.empty()) return false;
        if (choices.wrap_count && (ordered_count || limit || !orders.empty())) return false;
        if (choices.inner && choices.compare_with_where) return false;
        for (std::size_t i = 0; i < query.select.size(); ++i)
            for (std::size_t j = query.select.size(); --j > i;)
                if (query.select[i] == query.select[j] ||
                    (counts_rows(query.select[i]) && counts_rows(query.select[j])))
                    query.select.erase(query.select.begin() + static_cast<std::ptrdiff_t>(j));
        bool plain_shown = false;
        for (const auto& term : query.select) plain_shown |= term.aggregate == Aggregate::none;
        const bool group_needed =
            ordered_count || std::any_of(havings.begin(), havings.end(), [](auto*) { return true; }) ||
            std::any_of(orders.begin(), orders.end(), [](const Option* o) { return o->aggregate != Aggregate::none; });
        const int main = main_table();
        if (query.select.empty() || (group_needed && !plain_shown && (!any_count || choices.wrap_count))) {
            if (main < 0) return false;
            if (choices.shown == Choices::Shown::count) {
                if (group_needed) return false;
                query.select.push_back(plain_term({main, -1}, Aggregate::count));
                plan.moves |= implied_count;
                aggregated = true;
            } else if (choices.wrap_count) {
                query.select.clear();
                aggregated = false;
                const int key = schema_.key_column(main);
                if (key >= 0)
                    query.select.push_back(plain_term({main, key}));
                else
                    show_table(main, choices.shown, query, plan, true);
                plan.moves |= wrapped_count;
            } else {
                Query implied;
                show_table(main, choices.shown, implied, plan, true);
                query.select.insert(query.select.begin(), implied.select.begin(), implied.select.end());
            }
        } else if (choices.wrap_count) {
            return false;
        }
        for (auto& term : query.select)  // count(*) of an unnamed table counts rows of the query
            if (term.aggregate == Aggregate::count && term.column.table < 0) {
                for (const auto& other : query.select)
                    if (other.column.table >= 0 && term.column.table < 0) term.column.table = other.column.table;
                if (term.column.table < 0 && !conditions.empty()) term.column.table = conditions[0]->column.table;
                if (term.column.table < 0) term.column.table = main;
                if (term.column.table < 0) return false;
            }
        const bool star = std::any_of(query.select.begin(), query.select.end(), [](const Term& t) {
            return t.column.column < 0 && t.aggregate == Aggregate::none;
        });

        // tables said and not used
        for (const auto* o : chosen_)
            if ((o->role == Role::having || o->role == Role::order_count) && o->column.table >= 0)
                query.required.push_back(o->column.table);
        auto outer = tables_of(query);
        for (const auto* o : conditions)
            if (!choices.inner && std::find(outer.begin(), outer.end(), o->column.table) == outer.end())
                outer.push_back(o->column.table);
        if (choices.join_mentioned) {
            bool any = false;
            for (const auto& mention : a_.tables) {
                if (mention.link < 0.6F || std::find(outer.begin(), outer.end(), mention.table) != outer.end())
                    continue;
                bool used = false;
                for (const auto* o : absents) used |= o->column.table == mention.table;
                if (used) continue;
                query.required.push_back(mention.table);
                outer.push_back(mention.table);
                any = true;
            }
            if (!any) return false;
            plan.moves |= joined_mention;
        }

        // conditions
        std::vector<const Option*> inner;
        if (choices.inner) {
            std::vector<const Option*> stay;
            const int from = absents.empty() ? compares[0]->begin : absents[0]->begin;
            for (const auto* o : conditions) (o->begin > from ? inner : stay).push_back(o);
            if (inner.empty()) return false;
            conditions = stay;
            plan.moves |= inner_absent;
        }
        std::vector<std::pair<std::size_t, std::size_t>> same;  // indexes of two conditions on one column
        for (std::size_t i = 0; i < conditions.size(); ++i) {
            auto condition = condition_of(*conditions[i]);
            if (i > 0 && or_between(*conditions[i - 1], *conditions[i])) condition.any_of = true;
            for (std::size_t j = 0; j < i; ++j)
                if (conditions[j]->column == conditions[i]->column) same.emplace_back(j, i);
            query.where.push_back(condition);
        }
        if (choices.pair == Choices::Pair::intersect && same.empty()) {
            // two conditions on different tables: two sets of rows that meet
            if (conditions.size() < 2 || conditions.front()->column.table == conditions.back()->column.table)
                return false;
            same.emplace_back(0, conditions.size() - 1);
        }
        if (choices.pair != Choices::Pair::said) {
            if (same.empty()) return false;
            const auto [j, i] = same.front();
            if (choices.pair == Choices::Pair::any) {
                if (query.where[i].any_of || i != j + 1) return false;
                query.where[i].any_of = true;
                plan.moves |= made_or;
            }
        } else if (!same.empty()) {
            plan.moves |= and_as_said;
        }
        for (const auto* o : absents) {
            std::vector<Condition> inside;
            if (o == absents[0])
                for (const auto* c : inner) {
                    auto condition = condition_of(*c);
                    inside.push_back(condition);
                }
            Condition condition;
            auto hosts = outer;
            if (!absence(o->column.table, hosts, std::move(inside), condition)) return false;
            query.where.push_back(std::move(condition));
        }
        for (const auto* o : negatives)
            if (choices.negative == Choices::Negative::not_in) {
                auto positive = condition_of(*o);
                if (!o->excluded) positive.op = Op::eq;
                std::vector<int> hosts;
                for (const auto& term : query.select)
                    if (term.column.table >= 0 && term.column.table != o->column.table)
                        hosts.push_back(term.column.table);
                for (const int table : outer)
                    if (table != o->column.table && hosts.empty()) hosts.push_back(table);
                Condition condition;
                if (hosts.empty() || !absence(o->column.table, hosts, {positive}, condition)) return false;
                query.where.push_back(std::move(condition));
                plan.moves |= made_not_in;
            }
        if (choices.compare_with_where && (query.where.empty() || (compares.empty() && !choices.extreme_as_compare)))
            return false;
        const auto plain_where = query.where;
        auto compare_with = [&](const Option& o, Aggregate aggregate, Op op) {
            auto sub = std::make_shared<Query>();
            sub->select = {plain_term(o.column, aggregate)};
            if (choices.compare_with_where) {
                sub->where = plain_where;
                plan.moves |= compare_with_where;
            }
            if (absents.empty())
                for (const auto* c : inner) sub->where.push_back(condition_of(*c));
            if (!join_tables(*sub, schema_, costs_)) return false;
            Condition condition;
            condition.kind = Condition::Kind::subquery;
            condition.left = plain_term(o.column);
            condition.op = op;
            condition.subquery = sub;
            query.where.push_back(std::move(condition));
            return true;
        };
        for (const auto* o : compares)
            if (!compare_with(*o, o->aggregate, o->op)) return false;

        // order and limit
        bool order_aggregated = false;
        for (const auto* o : orders) {
            if (choices.extreme_as_compare && o->limit == 1 && o->aggregate == Aggregate::none) {
                if (!compare_with(*o, o->descending ? Aggregate::max : Aggregate::min, Op::eq)) return false;
                plan.moves |= extreme_as_compare;
                continue;
            }
            query.order.push_back({term_of(*o), o->descending});
            order_aggregated |= o->aggregate != Aggregate::none;
            if (o->limit > 0) query.limit = o->limit;
        }
        if (choices.extreme_as_compare && !(plan.moves & extreme_as_compare)) return false;
        if (ordered_count) {
            const int table =
                ordered_count->column.table >= 0 ? ordered_count->column.table : query.select[0].column.table;
            query.order.insert(query.order.begin(),
                               OrderKey{plain_term({table, -1}, Aggregate::count), ordered_count->descending});
            query.limit = ordered_count->limit;
            order_aggregated = true;
        }
        if (limit) {
            if (query.limit > 1) return false;
            query.limit = limit->limit;
        }
        // groups
        for (const auto* o : havings) {
            Condition condition;
            condition.left = plain_term(o->column, o->aggregate);
            if (condition.left.column.table < 0) condition.left.column = {query.select[0].column.table, -1};
            condition.op = o->op;
            condition.value = o->value;
            condition.value2 = o->value2;
            condition.number_literal = true;
            query.having.push_back(condition);
        }
        plain_shown = std::any_of(query.select.begin(), query.select.end(),
                                  [](const Term& t) { return t.aggregate == Aggregate::none; });
        const bool grouped = (aggregated && plain_shown) || order_aggregated || !query.having.empty();
        if (grouped) {
            if (star) return false;
            for (const auto& term : query.select)
                if (term.aggregate == Aggregate::none) query.group.push_back(term);
            if (query.group.empty()) {
                if (query.having.empty() || order_aggregated) return false;
            }
            // a bare order key must be grouped by or be dropped
            for (auto& key : query.order)
                if (key.term.aggregate == Aggregate::none &&
                    std::find(query.group.begin(), query.group.end(), key.term) == query.group.end())
                    query.group.push_back(key.term);
            if (choices.group_key) {
                const int table = query.group.empty() ? -1 : query.group[0].column.table;
                const int key = table < 0 ? -1 : schema_.key_column(table);
                if (key < 0 || !schema_.traits({table, query.group[0].column.column}).naming) return false;
                const Term term = plain_term({table, key});
                if (std::find(query.group.begin(), query.group.end(), term) != query.group.end()) return false;
                query.group.push_back(term);
                plan.moves |= group_key_added;
            }
        } else {
            if (choices.group_key) return false;
            if (aggregated && !query.order.empty()) return false;  // one row needs no order
        }
        if (grouped && query.limit > 0 && query.order.empty()) return false;  // the first of no order
        query.count_rows = choices.wrap_count;
        if (choices.distinct) {
            if (grouped || aggregated || query.count_rows || query.limit > 0 || star) return false;
            if (tables_of(query).size() == 1)  // rows of one table are distinct by its key already
                for (const auto& term : query.select)
                    if (term.column.column >= 0 && schema_.column(term.column).unique) return false;
            for (const auto& key : query.order)
                if (std::find(query.select.begin(), query.select.end(), key.term) == query.select.end()) return false;
            query.distinct = true;
            plan.moves |= made_distinct;
        }

        // joins
        std::vector<int> banned;
        if (!join_tables(query, schema_, costs_)) return false;
        if (choices.second_path) {
            // forbid the costliest edge that has a rival between the same tables, else the first edge
            int ban = -1;
            for (const auto& entry : query.from) {
                if (entry.edge < 0) continue;
                const auto& edge = schema_.edges()[static_cast<std::size_t>(entry.edge)];
                int rivals = 0;
                for (const int e : schema_.edges_of(edge.from)) {
                    const auto& other = schema_.edges()[static_cast<std::size_t>(e)];
                    rivals += (other.from == edge.from && other.to == edge.to) ||
                              (other.from == edge.to && other.to == edge.from);
                }
                if (rivals > 1 || ban < 0) ban = entry.edge;
                if (rivals > 1) break;
            }
            if (ban < 0) return false;
            banned.push_back(ban);
            if (!join_tables(query, schema_, costs_, banned)) return false;
            plan.moves |= second_path;
        }

        // set operations
        auto entity = [&](Query& q) {
            q.order.clear();
            q.limit = 0;
        };
        if (choices.pair == Choices::Pair::intersect) {
            const auto [j, i] = same.front();
            if (aggregated || grouped || star || query.distinct || query.where[i].any_of) return false;
            auto right = std::make_shared<Query>(query);
            entity(*right);
            right->where.erase(right->where.begin() + static_cast<std::ptrdiff_t>(j));
            query.where.erase(query.where.begin() + static_cast<std::ptrdiff_t>(i));
            if (!query.order.empty()) return false;
            if (!join_tables(query, schema_, costs_) || !join_tables(*right, schema_, costs_)) return false;
            query.operation = SetOperation::intersect;
            query.right = right;
            plan.moves |= made_intersect;
        }
        if (choices.negative == Choices::Negative::except && !negatives.empty()) {
            if (aggregated || grouped || star || query.distinct || !query.order.empty()) return false;
            auto right = std::make_shared<Query>();
            right->select = query.select;
            for (const auto* o : negatives) {
                auto condition = condition_of(*o);
                if (!o->excluded) condition.op = Op::eq;
                right->where.push_back(condition);
            }
            if (!join_tables(*right, schema_, costs_)) return false;
            query.operation = SetOperation::except;
            query.right = right;
            plan.moves |= made_except;
        }
        return true;
    }

    const std::vector<const Option*>& chosen_;
    const Analysis& a_;
    const SchemaIndex& schema_;
    const JoinCosts& costs_;
    TokenSet covered_;
};

}  // namespace

bool complete_pairs(const Analysis& analysis, const SchemaIndex& schema, const JoinCosts& costs,
                    std::vector<Plan>& plans) {
    const auto& tokens = analysis.sentence.tokens;
    int pairs = -1, same = -1;
    for (int i = 0; i < static_cast<int>(tokens.size()); ++i) {
        const auto& word = tokens[static_cast<std::size_t>(i)].word;
        if (word == "pairs" || word == "pair") pairs = i;
        if (word == "same" && pairs >= 0 && same < 0) same = i;
    }
    if (pairs < 0 || same < 0) return false;
    for (const auto& of : analysis.tables) {
        if (of.begin <= pairs || of.begin - pairs > 3 || of.link < 0.9F) continue;
        const int key = schema.key_column(of.table);
        if (key < 0) continue;
        // what they share: another table over a link table, or a column of their own table
        for (const auto& shared : analysis.tables) {
            if (shared.begin <= same || shared.begin - same > 2 || shared.link < 0.9F || shared.table == of.table)
                continue;
            const auto path = shortest_path({of.table}, shared.table, schema, costs);
            if (path.empty() || path.size() > 2) continue;
            Plan plan;
            auto& from = plan.query.from;
            from.push_back({of.table, 0, -1, -1});
            int at = 0, table = of.table;
            for (const int e : path) {
                const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
                table = edge.from == table ? edge.to : edge.from;
                from.push_back({table, 0, e, at});
                at = static_cast<int>(from.size()) - 1;
            }
            for (std::size_t k = path.size(); k-- > 0;) {  // and back to the other one
                const auto& edge = schema.edges()[static_cast<std::size_t>(path[k])];
                table = edge.from == table ? edge.to : edge.from;
                from.push_back({table, 1, path[k], at});
                at = static_cast<int>(from.size()) - 1;
            }
            for (const int instance : {0, 1})
                for (const int column : schema.naming_columns(of.table)) {
                    auto term = plain_term({of.table, column});
                    term.instance = instance;
                    plan.query.select.push_back(term);
                }
            for (const int column : schema.naming_columns(shared.table))
                plan.query.select.push_back(plain_term({shared.table, column}));
            Condition ordered;
            ordered.kind = Condition::Kind::terms;
            ordered.op = Op::lt;
            ordered.left = plain_term({of.table, key});
            ordered.right = plain_term({of.table, key});
            ordered.right.instance = 1;
            plan.query.where.push_back(ordered);
            plan.moves = self_pairs;
            for (std::size_t t = 0; t < tokens.size(); ++t) plan.covered.set(t, static_cast<int>(t) <= shared.end);
            plans.push_back(std::move(plan));
            return true;
        }
    }
    return false;
}

void complete(const std::vector<const Option*>& chosen, const Analysis& analysis, const SchemaIndex& schema,
              const JoinCosts& costs, std::vector<Plan>& plans) {
    Completion(chosen, analysis, schema, costs).run(plans);
}

}  // namespace pf::compiler
