// Two conditions on one column: both hold of one row, either does, two sets of rows meet (INTERSECT), or each holds of
// a row of its own.
#include <algorithm>

#include "compiler/constructs/constructs.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler::constructs {
namespace {

using Pair = Choices::Pair;

bool says(const Chosen& chosen, WordClass word) {
    const auto& tokens = chosen.analysis.sentence.tokens;
    return std::any_of(tokens.begin(), tokens.end(), [word](const Token& token) { return token.is(word); });
}

void find_pairs(Draft& draft) {
    const auto& conditions = draft.conditions;
    for (std::size_t i = 0; i < conditions.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (conditions[j]->column == conditions[i]->column) draft.same.emplace_back(j, i);
}

bool said_both(const Option& first, const Chosen& chosen) {
    for (int i = first.begin - 1; i >= std::max(0, first.begin - 3); --i)
        if (chosen.word(i) == "both") return true;
    return false;
}

// All conditions listed on the column of the first two.
bool take_as_alternatives(Draft& draft) {
    if (draft.same.empty()) return false;
    const auto [j, i] = draft.same.front();
    auto& where = draft.where;
    const auto& conditions = draft.conditions;
    if (said_both(*conditions[j], draft.chosen) || where[i].any_of || i != j + 1 || conditions[j]->op == Op::ne ||
        conditions[i]->op == Op::ne)
        return false;
    for (auto k = i; k < conditions.size() && conditions[k]->column == conditions[j]->column; ++k)
        where[k].any_of = true;
    draft.moves |= made_or;
    return true;
}

// "May 2024" of "in May 2024".
std::string name_of(const Option& rival, const Chosen& chosen) {
    if (rival.role != Role::date) return rival.value;
    std::string name;
    for (int at = rival.begin; at < rival.end; ++at) {
        if (name.empty() && is(chosen.word(at), WordClass::time_preposition)) continue;
        if (!name.empty()) name += ' ';
        name += chosen.word(at);
    }
    return name;
}

// Beside each group the figure of each rival, under its name.
void show_each_rival(ColumnId column, Draft& draft) {
    std::vector<plan::Shown> select;
    for (const auto& shown : draft.query.select) {
        if (!plan::has_aggregate(*shown.term)) select.push_back(shown);
        if (!plan::has_aggregate(*shown.term) || shown.term->kind != plan::Term::Kind::aggregate) continue;
        for (std::size_t i = 0; i < draft.conditions.size(); ++i) {
            if (draft.conditions[i]->column != column) continue;
            auto filtered = *shown.term;
            filtered.filter = draft.where[i].term;
            const auto& terms = draft.write.terms;
            select.push_back({terms.make(filtered), terms.arena().keep(name_of(*draft.conditions[i], draft.chosen))});
        }
    }
    draft.query.select = std::move(select);
}

// "surgeries vs emergencies", "web vs app bookings per quarter": nothing but rows and groups is said, so how many of
// each.
void count_rivals(ColumnId column, Draft& draft) {
    const auto& chosen = draft.chosen;
    const auto is_whole_row = [](const plan::Shown& shown) {
        const auto id = look_at(*shown.term).column;
        return id.table >= 0 && id.column < 0;
    };
    std::erase_if(draft.query.select, is_whole_row);
    show(draft.write.rows_of(chosen.main_table >= 0 ? chosen.main_table : column.table), draft.query);
}

// "sports versus science fiction": alternatives, and which of them it is is shown.
bool take_as_rivals(Draft& draft) {
    const auto column = draft.same.empty() ? ColumnId{} : draft.conditions[draft.same.front().first]->column;
    if (!take_as_alternatives(draft)) return false;
    if (!aggregates(draft.query)) count_rivals(column, draft);
    if (!aggregates(draft.query)) return false;
    if (shows_plain(draft.query)) {
        show_each_rival(column, draft);
        return aggregates(draft.query);
    }
    if (draft.conditions[draft.same.front().first]->role == Role::date) return false;  // days are no rivals
    const auto* shown = draft.write.column(column);
    draft.query.select.insert(draft.query.select.begin(), {shown, {}});
    return true;
}

// "desk versus web orders this month", "this month versus last month": one row, and in it the figure of each.
bool take_as_figures(Draft& draft) {
    const auto column = draft.same.empty() ? ColumnId{} : draft.conditions[draft.same.front().first]->column;
    if (shows_plain(draft.query) || !aggregates(draft.query) || !take_as_alternatives(draft)) return false;
    show_each_rival(column, draft);
    return aggregates(draft.query);
}

// Whether a row of the hosts has one row of the table at most: each key on the way is held by the nearer side.
bool leads_to_one_row(const std::vector<int>& hosts, int table, const Chosen& chosen) {
    auto near = hosts;
    for (const int e : shortest_path(hosts, table, chosen.schema, chosen.costs)) {
        const auto& edge = chosen.schema.edges()[static_cast<std::size_t>(e)];
        if (!holds(near, edge.from)) return false;
        near = {edge.to};
    }
    return true;
}

// Each condition is of a row of its own that belongs to what is shown: "who took both Databases and Algorithms".
bool take_apart(Draft& draft) {
    std::vector<int> hosts;
    for (const auto& shown : draft.query.select)
        if (const int table = look_at(*shown.term).column.table; table >= 0) hosts.push_back(table);
    if (hosts.empty() || aggregates(draft.query)) return false;
    Conditions stay;
    std::size_t apart = 0;
    const auto belongs = [&](int table, Conditions inside) {
        ++apart;
        return add_belonging({.table = table, .hosts = hosts, .inside = std::move(inside)}, draft, stay);
    };
    std::vector<int> said;
    for (const auto& condition : draft.where) {
        if (holds(hosts, condition.table)) {
            stay.push_back(condition);
            continue;
        }
        if (holds(said, condition.table) && leads_to_one_row(hosts, condition.table, draft.chosen)) return false;
        said.push_back(condition.table);
        if (condition.any_of || !belongs(condition.table, {condition})) return false;
    }
    std::vector<plan::Source> kept;
    for (const auto& source : draft.query.required) {
        if (holds(hosts, source.table)) kept.push_back(source);
        if (!holds(hosts, source.table) && !holds(said, source.table) && !belongs(source.table, {})) return false;
    }
    if (apart < 2) return false;
    draft.query.required = std::move(kept);
    draft.where = std::move(stay);
    draft.moves |= made_apart;
    return true;
}

bool take_as_sets(Draft& draft) {
    if (!draft.same.empty()) return true;
    // two conditions on different tables: two sets of rows that meet
    const auto& conditions = draft.conditions;
    if (conditions.size() < 2 || conditions.front()->column.table == conditions.back()->column.table) return false;
    draft.same.emplace_back(0, conditions.size() - 1);
    return true;
}

bool take_as_said(Draft& draft) {
    if (draft.same.empty()) return true;
    const auto& where = draft.where;
    const auto is_one_value = [&](std::size_t at) {
        const auto& o = *draft.conditions[at];
        if (o.role == Role::date) return o.from && o.until;
        const auto& term = *where[at].term;  // of a list that is denied as a whole it is not the option's
        return o.role == Role::value && o.op == Op::eq && !plan::is_call(term, Op::ne) &&
               !plan::is_call(term, Op::other_text);
    };
    for (const auto& [j, i] : draft.same)  // no row has two values in one column
        if (is_one_value(j) && is_one_value(i) && !where[i].any_of && !(i + 1 < where.size() && where[i + 1].any_of))
            return false;
    draft.moves |= and_as_said;
    return true;
}

bool choose(Draft& draft) {
    find_pairs(draft);
    switch (draft.choices.pair) {
        case Pair::any: return take_as_alternatives(draft);
        case Pair::intersect: return take_as_sets(draft);
        case Pair::apart: return take_apart(draft);
        case Pair::versus: return take_as_rivals(draft);
        case Pair::figures: return take_as_figures(draft);
        case Pair::roles: return draft.where.size() > 1;  // roles.cpp tells them apart
        default: return take_as_said(draft);
    }
}

bool combine(Draft& draft) {
    if (draft.choices.pair != Pair::intersect) return true;
    auto& query = draft.query;
    const auto [j, i] = draft.same.front();
    if (!shows_bare_rows(query) || draft.where[i].any_of || !query.order.empty()) return false;
    auto right = query;
    limit_to(0, right);
    auto where = draft.where;
    where.erase(where.begin() + static_cast<std::ptrdiff_t>(j));
    begin_list(where);
    right.where = draft.write.closed(where);
    draft.where.erase(draft.where.begin() + static_cast<std::ptrdiff_t>(i));
    if (!draft.join() || !draft.join(right)) return false;
    draft.combine(plan::SetOperation::intersect, std::move(right));
    draft.moves |= made_intersect;
    return true;
}

// Whether two rows of one table may be meant, which another refers to by two keys: "parcels from Ahrens to Cologne".
bool may_have_roles(const Chosen& chosen) {
    const auto& schema = chosen.schema;
    const auto keys_from = [&](int holder, int table) {
        const auto& edges = schema.edges_of(table);
        return std::count_if(edges.begin(), edges.end(), [&](int e) {
            const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
            return edge.from == holder && edge.to == table && holder != table;
        });
    };
    const auto& said = chosen.literals;
    for (std::size_t i = 0; i < said.size(); ++i)
        for (std::size_t j = i + 1; j < said.size(); ++j) {
            if (said[i]->column.table != said[j]->column.table) continue;
            for (const int e : schema.edges_of(said[i]->column.table))
                if (keys_from(schema.edges()[static_cast<std::size_t>(e)].from, said[i]->column.table) > 1) return true;
        }
    return false;
}

}  // namespace

void vary_pairs(const Chosen& chosen, Variants& variants) {
    const auto& conditions = chosen.conditions;
    bool pair = false;
    for (std::size_t i = 0; i < conditions.size(); ++i)
        for (std::size_t j = i + 1; j < conditions.size(); ++j) pair |= conditions[i]->column == conditions[j]->column;
    const auto take = [&](Pair kind) { variants.vary_heads([kind](Choices& c) { c.pair = kind; }); };
    const bool shares = std::any_of(chosen.shown.begin(), chosen.shown.end(),
                                    [](const Option* o) { return o->aggregate == Summary::share; });
    if (pair && (shares || says(chosen, WordClass::versus))) take(Pair::versus);
    if (pair && says(chosen, WordClass::versus)) take(Pair::figures);
    if (may_have_roles(chosen)) take(Pair::roles);
    if (pair && !says(chosen, WordClass::versus)) take(Pair::any);  // "open vs closed" are told apart
    if (pair || (chosen.literals.size() > 1 && chosen.schema.tables() > 1)) take(Pair::intersect);
    if (!pair && !says(chosen, WordClass::both) && !says(chosen, WordClass::also)) return;
    take(Pair::apart);
    variants.vary_heads([](Choices& c) {
        c.pair = Pair::apart;
        c.second_path = true;
    });
}

const Construct pairs{.name = "pairs", .choose = choose, .combine = combine};

}  // namespace pf::compiler::constructs
