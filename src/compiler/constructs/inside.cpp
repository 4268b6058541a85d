// Conditions said behind "no", "not" or a comparison: they may be of the rows that are absent or compared with.
#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

bool divide(Draft& draft) {
    if (!draft.choices.inner) return true;
    const auto& chosen = draft.chosen;
    if ((chosen.absents.empty() && chosen.compares.empty()) || draft.choices.compare_with_where) return false;
    const int from = chosen.absents.empty() ? chosen.compares.front()->begin : chosen.absents.front()->begin;
    Options stay;
    for (const auto* o : draft.conditions) (o->begin > from ? draft.inner : stay).push_back(o);
    draft.conditions = std::move(stay);
    draft.moves |= inner_absent;
    return !draft.inner.empty();
}

}  // namespace

void vary_inside(const Chosen& chosen, Variants& variants) {
    if ((!chosen.absents.empty() || !chosen.compares.empty()) && !chosen.conditions.empty())
        variants.vary_heads([](Choices& c) { c.inner = true; });
}

const Construct inside{.name = "inside", .divide = divide};

}  // namespace pf::compiler::constructs
