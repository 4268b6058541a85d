// Two conditions on one column: both hold of one row, either does, or two sets of rows meet (INTERSECT).
#include <algorithm>

#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

using Pair = Choices::Pair;

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

bool take_as_alternatives(Draft& draft) {
    if (draft.same.empty()) return false;
    const auto [j, i] = draft.same.front();
    auto& where = draft.where;
    if (said_both(*draft.conditions[j], draft.chosen) || where[i].any_of || i != j + 1) return false;
    where[i].any_of = true;
    draft.moves |= made_or;
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
    const auto is_text = [](const Option& o) { return o.role == Role::value && o.op == Op::eq; };
    for (const auto& [j, i] : draft.same)  // no row has two values in one column
        if (is_text(*draft.conditions[j]) && is_text(*draft.conditions[i]) && !where[i].any_of &&
            !(i + 1 < where.size() && where[i + 1].any_of))
            return false;
    draft.moves |= and_as_said;
    return true;
}

bool choose(Draft& draft) {
    find_pairs(draft);
    switch (draft.choices.pair) {
        case Pair::any: return take_as_alternatives(draft);
        case Pair::intersect: return take_as_sets(draft);
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

}  // namespace

void vary_pairs(const Chosen& chosen, Variants& variants) {
    const auto& literals = chosen.literals;
    bool pair = false;
    for (std::size_t i = 0; i < literals.size(); ++i)
        for (std::size_t j = i + 1; j < literals.size(); ++j) pair |= literals[i]->column == literals[j]->column;
    if (pair) variants.vary_heads([](Choices& c) { c.pair = Pair::any; });
    if (pair || (literals.size() > 1 && chosen.schema.tables() > 1))
        variants.vary_heads([](Choices& c) { c.pair = Pair::intersect; });
}

const Construct pairs{.name = "pairs", .choose = choose, .combine = combine};

}  // namespace pf::compiler::constructs
