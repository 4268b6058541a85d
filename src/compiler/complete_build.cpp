// One plan of a set of options: what is shown, conditions, groups, order, joins and set operations.
#include <algorithm>
#include <array>
#include <map>

#include "compiler/completion.hpp"
#include "model/value_words.hpp"

namespace pf::compiler {
namespace {

bool is_verb_of_clause(std::string_view word) {
    constexpr std::array<std::string_view, 14> verbs{"are",  "is",  "was",   "were", "have",  "has",     "had",
                                                     "that", "who", "which", "with", "whose", "without", "come"};
    return std::find(verbs.begin(), verbs.end(), word) != verbs.end();
}

}  // namespace

int Completion::main_table() const {
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
        // the words are taken for another table's name: "amenities" of has_amenity and of amenity
        for (const auto* o : chosen_)
            used |= o->column.table >= 0 && o->column.table != mention.table && (mention.tokens & ~o->covers).none() &&
                    std::any_of(a_.tables.begin(), a_.tables.end(), [&](const TableMention& other) {
                        return other.table == o->column.table && other.tokens == mention.tokens;
                    });
        if (!used) return mention.table;
    }
    for (const auto* o : chosen_)
        if (o->column.table >= 0 && o->role != Role::absent) return o->column.table;
    return a_.mentioned_tables.empty() ? -1 : a_.mentioned_tables.front();
}

const Option* Completion::names_order() const {
    const Option* found = nullptr;
    for (const auto* o : chosen_)
        if (o->role == Role::order || o->role == Role::order_count) {
            if (found || o->role == Role::order_count) return nullptr;
            found = o;
        }
    const bool plain = found && found->how <= 1 && found->link > 0.45F && found->aggregate == Aggregate::none &&
                       found->expression == Expression::column && found->column.column >= 0;
    return plain && is_subject(*found) ? found : nullptr;
}

// Nothing else is named before the option's own words or right behind them: "the highest rated wine" asks for a wine.
bool Completion::is_subject(const Option& option) const {
    const auto own = option.covers | option.shared;
    const auto begin = static_cast<int>(own._Find_first());
    int end = begin;  // behind the last one
    for (int t = begin; t < static_cast<int>(a_.sentence.tokens.size()); ++t)
        if (own.test(static_cast<std::size_t>(t))) end = t + 1;
    const auto near = [&](int at) { return at < begin || at == end; };
    return std::none_of(a_.tables.begin(), a_.tables.end(),
                        [&](const TableMention& m) { return m.link >= 0.6F && near(m.begin); }) &&
           std::none_of(a_.columns.begin(), a_.columns.end(),
                        [&](const ColumnMention& m) { return m.exact && near(m.begin); });
}

const Option* Completion::names_condition() const {
    const Option* found = nullptr;
    for (const auto* o : chosen_)
        if (o->role == Role::value && o->column.column >= 0 && o->other.column < 0 && o->shared.any()) {
            if (found || (o->op != Op::contains && o->op != Op::starts && o->op != Op::ends)) return nullptr;
            found = o;
        }
    return found && is_subject(*found) ? found : nullptr;
}

void Completion::show_table(int table, Choices::Shown shown, Query& query, Plan& plan, bool implied) const {
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

std::string_view Completion::word(int at) const {
    return at >= 0 && at < static_cast<int>(a_.sentence.tokens.size())
               ? std::string_view(a_.sentence.tokens[static_cast<std::size_t>(at)].word)
               : std::string_view{};
}

Term Completion::term_of(const Option& o) {
    Term term = plain_term(o.column, o.aggregate);
    term.distinct = o.distinct;
    term.expression = o.expression;
    term.other = o.other;
    return term;
}

bool Completion::or_between(const Option& a, const Option& b) const {
    for (int i = std::min(a.begin, b.begin); i < std::max(a.begin, b.begin); ++i) {
        if (word(i) == "or") {
            // "5 or more" is no alternative; "under 5 or more than 9" is
            const auto next = word(i + 1);
            const bool compares = next == "more" || next == "less" || next == "equal" || next == "fewer" ||
                                  next == "above" || next == "higher" || next == "greater";
            const bool continued = word(i + 2) == "than" || b.begin == i + 2 || a.begin == i + 2;
            if (compares && !(continued && next != "equal")) continue;
            return true;
        }
    }
    return false;
}

bool Completion::said_both(const Option& first) const {
    for (int i = first.begin - 1; i >= std::max(0, first.begin - 3); --i)
        if (word(i) == "both") return true;
    return false;
}

bool Completion::in_list(const std::vector<const Option*>& conditions, std::size_t at) const {
    auto alike = [&](std::size_t i) {
        return conditions[i]->column == conditions[at]->column && conditions[i]->role == Role::value &&
               conditions[i]->op == Op::eq;
    };
    if (!alike(at) || !alike(at - 1)) return false;
    const auto first = static_cast<std::size_t>(conditions[at]->covers._Find_first());
    if (first >= a_.sentence.tokens.size() || !a_.sentence.tokens[first].comma_before) return false;
    for (auto i = at; i + 1 < conditions.size() && alike(i + 1); ++i)
        if (or_between(*conditions[i], *conditions[i + 1])) return true;
    return false;
}

// "the share of patterns in health that are …": what stands behind the verb, or all there is, is the filter.
bool Completion::filter_share(const Option& share, const std::vector<const Option*>& conditions, Query& query) const {
    int verb = share.end;
    const auto last = static_cast<int>(a_.sentence.tokens.size());
    while (verb < last && !is_verb_of_clause(word(verb))) ++verb;
    const bool split = verb < last && !conditions.empty() && conditions.back()->begin >= verb;
    std::vector<Condition> stay;
    std::map<int, std::vector<Condition>> elsewhere;  // by table: rows of it that must belong to a counted row
    for (std::size_t i = 0; i < query.where.size(); ++i) {
        const auto& condition = query.where[i];
        const int table = condition.left.column.table;
        if (split && i < conditions.size() && conditions[i]->begin < verb) {
            if (table != share.column.table) return false;
            stay.push_back(condition);
        } else if (table == share.column.table) {
            query.filter.push_back(condition);
        } else {
            elsewhere[table].push_back(condition);
        }
    }
    for (const int table : query.required)
        if (table != share.column.table) elsewhere[table];
    query.required.clear();
    for (auto& [table, inside] : elsewhere) {
        if (!inside.empty()) inside.front().any_of = false;
        if (!membership(table, {share.column.table}, std::move(inside), {}, {}, false, query.filter)) return false;
    }
    if (query.filter.empty()) return false;
    query.filter.front().any_of = false;
    if (!stay.empty()) stay.front().any_of = false;
    query.where = std::move(stay);
    return true;
}

Condition Completion::condition_of(const Option& o) const {
    Condition c;
    c.left = plain_term(o.column);
    c.op = o.op;
    c.value = o.value;
    if (o.role != Role::value) c.value2 = o.value2;
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
    if (o.role == Role::date && o.expression == Expression::column) c.kind = Condition::Kind::date;
    c.left.expression = o.role == Role::date ? o.expression : Expression::column;
    return c;
}
bool Completion::in_index(const Option& o) const {
    for (const auto& entry : schema_.values().matches(model::value_words(o.value)))
        if (entry.table == o.column.table && entry.column == o.column.column && entry.value == o.value) return true;
    return false;
}

bool Completion::counts_single_rows(const Query& query) const {
    const bool counted =
        std::any_of(query.select.begin(), query.select.end(), counts_rows) ||
        std::any_of(query.order.begin(), query.order.end(),
                    [](const OrderKey& key) { return counts_rows(key.term); }) ||
        std::any_of(query.having.begin(), query.having.end(), [](const Condition& c) { return counts_rows(c.left); });
    if (!counted) return false;
    for (const auto& term : query.group) {
        if (term.column.column < 0 || term.expression != Expression::column || !schema_.column(term.column).unique)
            continue;
        if (!repeats_rows(query, term.column.table, schema_)) return true;
    }
    return false;
}

bool Completion::build(const Choices& choices, Plan& plan) const {
    Query& query = plan.query;
    const Option* limit = nullptr;
    const Option* ordered_count = nullptr;
    bool aggregated = false, any_count = false;
    std::vector<const Option*> conditions, negatives, compares, havings, absents, orders;
    for (const auto* o : chosen_) {
        switch (o->role) {
            case Role::select:
                if (o->aggregate == Aggregate::share) {
                    query.select.push_back(term_of(*o));
                    aggregated = true;
                } else if (o->column.column < 0) {
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
            if (query.select[i] == query.select[j] || (counts_rows(query.select[i]) && counts_rows(query.select[j])))
                query.select.erase(query.select.begin() + static_cast<std::ptrdiff_t>(j));
    bool plain_shown = false;
    for (const auto& term : query.select) plain_shown |= term.aggregate == Aggregate::none;
    const bool group_needed =
        (ordered_count && !choices.nested) || std::any_of(havings.begin(), havings.end(), [](auto*) { return true; }) ||
        std::any_of(orders.begin(), orders.end(), [](const Option* o) { return o->aggregate != Aggregate::none; });
    const int main = main_table();
    if (query.select.empty() || (group_needed && !plain_shown && (!any_count || choices.wrap_count))) {
        if (main < 0) return false;
        if (choices.shown == Choices::Shown::count) {
            if (group_needed) return false;
            query.select.push_back(plain_term({main, -1}, Aggregate::count));
            plan.moves |= implied_count;
            aggregated = true;
        } else if (choices.shown == Choices::Shown::ordered || choices.shown == Choices::Shown::condition) {
            const bool ordered = choices.shown == Choices::Shown::ordered;
            const auto* named = ordered ? names_order() : names_condition();
            if (!named || group_needed || choices.order_shown || choices.extreme_as_compare) return false;
            query.select.push_back(plain_term(named->column));
            plan.moves |= ordered ? implied_order : implied_condition;
        } else if (choices.wrap_count) {
            query.select.clear();
            aggregated = false;
            const auto counted = std::find_if(chosen_.begin(), chosen_.end(), [](const Option* o) {
                return o->role == Role::count && o->column.column >= 0;
            });
            const int key = schema_.key_column(main);
            if (counted != chosen_.end())  // "how many cities have more than 3 airports": the different ones
                query.select.push_back(plain_term((*counted)->column));
            else if (key >= 0)
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
    const bool star = std::any_of(query.select.begin(), query.select.end(),
                                  [](const Term& t) { return t.column.column < 0 && t.aggregate == Aggregate::none; });

    // tables said and not used
    for (const auto* o : chosen_)
        if ((o->role == Role::having || (o->role == Role::order_count && !choices.nested)) && o->column.table >= 0)
            query.required.push_back(o->column.table);
    auto outer = tables_of(query);
    for (const auto* o : conditions)
        if (!choices.inner && std::find(outer.begin(), outer.end(), o->column.table) == outer.end())
            outer.push_back(o->column.table);
    if (choices.join_mentioned > 1) {
        const auto lone = lone_mentions();
        const auto k = static_cast<std::size_t>(choices.join_mentioned - 2);
        if (k >= lone.size() || std::find(outer.begin(), outer.end(), lone[k]) != outer.end()) return false;
        query.required.push_back(lone[k]);
        outer.push_back(lone[k]);
        plan.moves |= joined_mention;
    } else if (choices.join_mentioned == 1) {
        bool any = false;
        for (const auto& mention : a_.tables) {
            if (mention.link < 0.6F || std::find(outer.begin(), outer.end(), mention.table) != outer.end()) continue;
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
    std::vector<const Option*> rest;  // said behind a negated one, negated with it
    if (choices.rest_negative) {
        if (negatives.empty()) return false;
        std::vector<const Option*> stay;
        for (const auto* o : conditions) (o->begin > negatives.front()->begin ? rest : stay).push_back(o);
        if (rest.empty()) return false;
        conditions = std::move(stay);
    }
    std::vector<const Option*> inner;
    if (choices.inner) {
        std::vector<const Option*> stay;
        const int from = absents.empty() ? compares[0]->begin : absents[0]->begin;
        for (const auto* o : conditions) (o->begin > from ? inner : stay).push_back(o);
        if (inner.empty()) return false;
        conditions = stay;
        plan.moves |= inner_absent;
    }
    std::vector<const Option*> whole_names;                 // values of two columns: a first and a last name
    std::vector<std::pair<std::size_t, std::size_t>> same;  // indexes of two conditions on one column
    for (std::size_t i = 0; i < conditions.size(); ++i) {
        auto condition = condition_of(*conditions[i]);
        if (i > 0 && (or_between(*conditions[i - 1], *conditions[i]) || in_list(conditions, i)))
            condition.any_of = true;
        for (std::size_t j = 0; j < i; ++j)
            if (conditions[j]->column == conditions[i]->column) same.emplace_back(j, i);
        query.where.push_back(condition);
        if (conditions[i]->role == Role::value && conditions[i]->other.column >= 0)
            whole_names.push_back(conditions[i]);
    }
    if (choices.pair == Choices::Pair::intersect && same.empty()) {
        // two conditions on different tables: two sets of rows that meet
        if (conditions.size() < 2 || conditions.front()->column.table == conditions.back()->column.table) return false;
        same.emplace_back(0, conditions.size() - 1);
    }
    if (choices.pair != Choices::Pair::said) {
        if (same.empty()) return false;
        const auto [j, i] = same.front();
        if (choices.pair == Choices::Pair::any) {
            if (said_both(*conditions[j])) return false;
            if (query.where[i].any_of || i != j + 1) return false;
            query.where[i].any_of = true;
            plan.moves |= made_or;
        }
    } else if (!same.empty()) {
        for (const auto& [j, i] : same)  // no row has two values in one column
            if (conditions[j]->role == Role::value && conditions[i]->role == Role::value &&
                conditions[j]->op == Op::eq && conditions[i]->op == Op::eq && !query.where[i].any_of &&
                !(i + 1 < query.where.size() && query.where[i + 1].any_of))
                return false;
        plan.moves |= and_as_said;
    }
    for (const auto* o : whole_names) {
        auto last = condition_of(*o);
        last.left = plain_term(o->other);
        last.value = o->value2;
        last.value2.clear();
        query.where.push_back(std::move(last));
    }
    if (choices.same && !same_as(query, conditions)) return false;
    std::vector<Condition> absent_rows;  // conditions of the rows that are left out by EXCEPT
    for (const auto* o : absents) {
        std::vector<Condition> inside;
        if (o == absents[0])
            for (const auto* c : inner) {
                auto condition = condition_of(*c);
                inside.push_back(condition);
            }
        if (choices.absent_except) {
            absent_rows = std::move(inside);
            continue;
        }
        std::vector<int> banned;
        if (choices.second_path) {  // another key that leads there: "authorised by" rather than "destroyed by"
            const auto path = shortest_path(outer, o->column.table, schema_, costs_);
            if (!path.empty()) banned.push_back(path.front());
        }
        if (!membership(o->column.table, outer, std::move(inside), {}, banned, true, query.where)) return false;
    }
    for (const auto* o : negatives)
        if (choices.negative == Choices::Negative::not_in) {
            auto positive = condition_of(*o);
            if (!o->excluded) positive.op = Op::eq;
            std::vector<int> hosts;
            for (const auto& term : query.select)
                if (term.column.table >= 0 && term.column.table != o->column.table) hosts.push_back(term.column.table);
            for (const int table : outer)
                if (table != o->column.table && hosts.empty()) hosts.push_back(table);
            std::vector<Condition> inside{positive};
            std::vector<int> required;
            if (choices.rest_negative)
                for (const auto* c : rest) {
                    inside.push_back(condition_of(*c));
                    required.push_back(c->column.table);
                }
            if (hosts.empty() ||
                !membership(o->column.table, hosts, std::move(inside), required, {}, true, query.where))
                return false;
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
    for (const auto* o : compares) {
        if (o->other.column >= 0) {  // with another column of the same row
            Condition condition;
            condition.kind = Condition::Kind::terms;
            condition.left = plain_term(o->column);
            condition.op = o->op;
            condition.right = plain_term(o->other);
            query.where.push_back(std::move(condition));
        } else if (!compare_with(*o, o->aggregate, o->op)) {
            return false;
        }
    }

    for (const auto* o : chosen_)
        if (o->aggregate == Aggregate::share && !filter_share(*o, conditions, query)) return false;

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
    if (choices.nested) {
        if (!ordered_count || !nest_superlative(*ordered_count, query)) return false;
        plan.moves |= nested_superlative;
    } else if (ordered_count) {
        const int table = ordered_count->column.table >= 0 ? ordered_count->column.table : query.select[0].column.table;
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
            if (!choices.order_shown &&
                std::find(query.select.begin(), query.select.end(), key.term) == query.select.end())
                return false;
        query.distinct = true;
        plan.moves |= made_distinct;
    }

    if (choices.count_key) {
        bool any = false;
        for (auto& term : query.select) {
            const int key = counts_rows(term) ? schema_.key_column(term.column.table) : -1;
            if (key < 0) continue;
            const int table = term.column.table;  // each group is one of its rows, or a few
            if (std::any_of(query.group.begin(), query.group.end(),
                            [table](const Term& by) { return by.column.table == table; }))
                return false;
            term.column.column = key;
            term.distinct = any = true;
        }
        if (!any || tables_of(query).size() < 2) return false;
        plan.moves |= count_distinct_key;
    }
    if (choices.order_shown) {
        if (query.order.size() != 1 || star ||
            std::find(query.select.begin(), query.select.end(), query.order[0].term) != query.select.end())
            return false;
        query.select.push_back(query.order[0].term);
        plan.moves |= shown_order_key;
    }

    // joins
    if (choices.semi) {
        if (!semi_join(query)) return false;
        plan.moves |= made_semi;
    }
    std::vector<int> banned;
    if (!join_tables(query, schema_, costs_)) return false;
    if (choices.second_path && !absents.empty() && !choices.absent_except) {
        plan.moves |= second_path;
    } else if (choices.second_path) {
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

    if (grouped && counts_single_rows(query)) return false;

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
        for (const auto* o : rest) right->where.push_back(condition_of(*o));
        if (!join_tables(*right, schema_, costs_)) return false;
        query.operation = SetOperation::except;
        query.right = right;
        plan.moves |= made_except;
    }
    if (choices.absent_except) {
        if (aggregated || grouped || star || query.distinct || !query.order.empty() || query.right) return false;
        auto right = std::make_shared<Query>();
        right->select = query.select;
        right->where = std::move(absent_rows);
        for (const auto* o : absents) right->required.push_back(o->column.table);
        if (!join_tables(*right, schema_, costs_) || right->from.size() < 2) return false;
        query.operation = SetOperation::except;
        query.right = right;
        plan.moves |= made_except;
    }
    if (choices.unite) {
        if (aggregated || grouped || star || query.distinct || !query.order.empty() || query.right || !unite(query))
            return false;
        plan.moves |= made_union;
    }
    if (choices.self != Choices::Self::none) {
        if (star || !self_join(choices.self, query)) return false;
        plan.moves |= made_self_join;
    }
    return true;
}

}  // namespace pf::compiler
