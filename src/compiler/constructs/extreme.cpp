// Columns compared with an aggregate over rows, or with another column: "above the average", "the highest funding" as
// the rows that have it.
#include <algorithm>

#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

Condition between_columns(const Option& o) {
    Condition condition;
    condition.kind = Condition::Kind::terms;
    condition.left = plain_term(o.column);
    condition.op = o.op;
    condition.right = plain_term(o.other);
    return condition;
}

bool compare_with(const Option& o, Aggregate aggregate, Op op, Draft& draft) {
    auto sub = std::make_shared<Query>();
    sub->select = {plain_term(o.column, aggregate)};
    sub->where = draft.compared_rows;
    if (draft.choices.compare_with_where) draft.moves |= compare_with_where;
    if (draft.chosen.absents.empty())
        for (const auto* c : draft.inner) sub->where.push_back(condition_of(*c, draft.chosen.schema));
    if (!draft.join(*sub)) return false;
    Condition condition;
    condition.kind = Condition::Kind::subquery;
    condition.left = plain_term(o.column);
    condition.op = op;
    condition.subquery = sub;
    draft.query.where.push_back(std::move(condition));
    return true;
}

bool choose(Draft& draft) {
    const auto& compares = draft.chosen.compares;
    if (draft.choices.compare_with_where) {
        if (draft.query.where.empty() || (compares.empty() && !draft.choices.extreme_as_compare)) return false;
        draft.compared_rows = draft.query.where;
    }
    for (const auto* o : compares) {
        if (o->other.column >= 0)
            draft.query.where.push_back(between_columns(*o));
        else if (!compare_with(*o, o->aggregate, o->op, draft))
            return false;
    }
    return true;
}

bool arrange(Draft& draft) {
    if (!draft.choices.extreme_as_compare) return true;
    for (const auto* o : draft.chosen.orders) {
        if (!is_extreme(*o, draft)) continue;
        if (!compare_with(*o, o->descending ? Aggregate::max : Aggregate::min, Op::eq, draft)) return false;
        draft.moves |= extreme_as_compare;
    }
    return (draft.moves & extreme_as_compare) != 0;
}

}  // namespace

bool is_extreme(const Option& order, const Draft& draft) {
    return draft.choices.extreme_as_compare && order.limit == 1 && order.aggregate == Aggregate::none;
}

void vary_extreme(const Chosen& chosen, Variants& variants) {
    const bool ordered_first = std::any_of(chosen.orders.begin(), chosen.orders.end(), [](const Option* o) {
        return o->limit == 1 && o->aggregate == Aggregate::none;
    });
    if (ordered_first) variants.vary_heads([](Choices& c) { c.extreme_as_compare = true; });
    if (ordered_first || !chosen.compares.empty())
        variants.vary([](Choices& c) { c.compare_with_where = true; }, 2 * variants.heads());
}

const Construct extreme{.name = "extreme", .choose = choose, .arrange = arrange};

}  // namespace pf::compiler::constructs
