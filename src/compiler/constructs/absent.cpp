// Rows without rows of another table: "orgs without posts".
#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

bool choose(Draft& draft) {
    const auto& chosen = draft.chosen;
    for (const auto* o : chosen.absents) {
        auto inside = o == chosen.absents.front() ? draft.conditions_of(draft.inner) : Conditions{};
        if (draft.choices.absent_except) {
            draft.absent_rows = std::move(inside);
            continue;
        }
        Belonging rows{.table = o->column.table, .hosts = draft.outer, .inside = std::move(inside), .negated = true};
        if (draft.choices.second_path) {  // another key that leads there: "authorised by" rather than "destroyed by"
            const auto path = shortest_path(draft.outer, rows.table, chosen.schema, chosen.costs);
            if (!path.empty()) rows.banned.push_back(path.front());
        }
        if (!add_belonging(std::move(rows), draft, draft.where)) return false;
    }
    return true;
}

bool combine(Draft& draft) {
    if (!draft.choices.absent_except) return true;
    auto& query = draft.query;
    if (!shows_bare_rows(query) || !query.order.empty() || query.right) return false;
    plan::Query taken;
    taken.select = query.select;
    taken.where = draft.write.closed(draft.absent_rows);
    for (const auto* o : draft.chosen.absents) taken.required.push_back({o->column.table, 0});
    if (!draft.join(taken) || taken.from.size() < 2) return false;
    draft.combine(plan::SetOperation::except, std::move(taken));
    draft.moves |= made_except;
    return true;
}

}  // namespace

void vary_absent(const Chosen& chosen, Variants& variants) {
    if (chosen.absents.empty()) return;
    variants.vary_heads([](Choices& c) { c.absent_except = true; });
    if (!chosen.literals.empty()) variants.vary_heads([](Choices& c) { c.absent_except = c.inner = true; });
}

const Construct absent{.name = "absent", .choose = choose, .combine = combine};

}  // namespace pf::compiler::constructs
