// Columns compared with an aggregate over rows, or with another column: "above the average", "the highest funding" as
// the rows that have it.
#include <algorithm>

#include <utility>
#include "compiler/constructs/constructs.hpp"

#include "compiler/plan/walk.hpp"

namespace pf::compiler::constructs {
namespace {

// The same query over other rows of its tables, so that it can look at a row of the query round it.
plan::Query over_other_rows(plan::Query query, const plan::Terms& terms) {
    query = plan::rewrite(query, terms, plan::Into::this_query, [&terms](const plan::Term* part) {
        if (part->source.table < 0) return part;
        auto made = *part;
        ++made.source.instance;
        return terms.make(made);
    });
    for (auto& entry : query.from) ++entry.source.instance;
    return query;
}

// Only rows that have the same in `group`: "than the average of their department".
void compare_in_group(ColumnId group, plan::Query& rows, Draft& draft) {
    const auto& write = draft.write;
    rows = over_other_rows(std::move(rows), write.terms);
    rows.where.push_back(write.terms.call(Op::eq, {write.column(group, 1), write.column(group)}));
    draft.query.required.push_back({group.table, 0});
}

bool compare_with(const Option& o, Summary aggregate, Op op, Draft& draft) {
    const auto& write = draft.write;
    plan::Query rows;
    show(write.summary(aggregate, o.column), rows);
    auto where = draft.compared_rows;
    if (draft.choices.compare_with_where) draft.moves |= compare_with_where;
    if (draft.chosen.absents.empty())
        for (const auto* c : draft.inner) where.push_back(write.condition(*c));
    rows.where = write.closed(where);
    if (o.group.column >= 0) rows.required.push_back({o.group.table, 0});
    if (!draft.join(rows)) return false;
    if (o.group.column >= 0) compare_in_group(o.group, rows, draft);
    const auto* extreme = write.terms.scalar(write.terms.keep(std::move(rows)));
    if (o.role == Role::compare && !o.value.empty())
        extreme = write.terms.call(Op::multiply, {write.terms.number(o.value), extreme});
    draft.where.push_back({write.terms.call(op, {write.column(o.column), extreme}), o.column.table});
    return true;
}

bool is_with_named_row(const Option& o) { return is_with_another_row(o) && !o.value.empty(); }

// "cheaper than Chai": than the cheapest row of that name, should there be several.
bool compare_with_named_row(const Option& o, Draft& draft) {
    Option name;
    name.role = Role::value;
    name.column = o.group;
    name.value = o.value;
    name.how = 2;
    auto plain = o;
    plain.value.clear();
    plain.group = plain.other = {};
    const auto kept = std::exchange(draft.compared_rows, {draft.write.condition(name)});
    const bool more = o.op == Op::gt || o.op == Op::ge;
    const bool made = compare_with(plain, more ? Summary::max : Summary::min, o.op, draft);
    draft.compared_rows = kept;
    return made;
}

bool choose(Draft& draft) {
    const auto& compares = draft.chosen.compares;
    if (draft.choices.compare_with_where) {
        if (draft.where.empty() || (compares.empty() && !draft.choices.extreme_as_compare)) return false;
        draft.compared_rows = draft.where;
    }
    for (const auto* o : compares) {
        if (is_with_named_row(*o)) {
            if (!compare_with_named_row(*o, draft)) return false;
        } else if (is_with_another_row(*o)) {
            continue;  // referred.cpp
        } else if (o->other.column >= 0)
            draft.where.push_back(draft.write.compared(o->op, o->column, o->other));
        else if (!compare_with(*o, o->aggregate, o->op, draft))
            return false;
    }
    return true;
}

bool arrange(Draft& draft) {
    if (!draft.choices.extreme_as_compare) return true;
    for (const auto* o : draft.chosen.orders) {
        if (!is_extreme(*o, draft)) continue;
        if (!compare_with(*o, o->descending ? Summary::max : Summary::min, Op::eq, draft)) return false;
        draft.moves |= extreme_as_compare;
    }
    return (draft.moves & extreme_as_compare) != 0;
}

}  // namespace

bool is_extreme(const Option& order, const Draft& draft) {
    return draft.choices.extreme_as_compare && order.limit == 1 && order.aggregate == Summary::none;
}

void vary_extreme(const Chosen& chosen, Variants& variants) {
    const bool ordered_first = std::any_of(chosen.orders.begin(), chosen.orders.end(), [](const Option* o) {
        return o->limit == 1 && o->aggregate == Summary::none;
    });
    if (ordered_first) variants.vary_heads([](Choices& c) { c.extreme_as_compare = true; });
    if (ordered_first || !chosen.compares.empty())
        variants.vary([](Choices& c) { c.compare_with_where = true; }, 2 * variants.heads());
}

const Construct extreme{.name = "extreme", .choose = choose, .arrange = arrange};

}  // namespace pf::compiler::constructs
