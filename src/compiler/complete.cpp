#include "compiler/complete.hpp"

#include <optional>

#include "compiler/constructs/constructs.hpp"

namespace pf::compiler {
namespace {

using namespace constructs;

constexpr std::size_t most_plans = 65;  // of one set of options

// All rewrites, phase by phase.
const std::vector<Rewrite>& rewrites() {
    static const auto made = [] {
        std::vector<Rewrite> steps;
        for (const auto phase : {&Construct::divide, &Construct::show, &Construct::choose, &Construct::arrange,
                                 &Construct::join, &Construct::combine, &Construct::wrap})
            for (const auto* construct : all_constructs())
                if (const auto step = construct->*phase) steps.push_back(step);
        return steps;
    }();
    return made;
}

bool write(Draft& draft) {
    for (const auto rewrite : rewrites())
        if (!rewrite(draft)) return false;
    return true;
}

}  // namespace

void complete(const std::vector<const Option*>& options, const Analysis& analysis, const SchemaIndex& schema,
              const JoinCosts& costs, std::vector<Plan>& plans) {
    const Chosen chosen(options, analysis, schema, costs);
    Variants variants;
    for (const auto decide : all_decisions()) decide(chosen, variants);
    std::optional<Draft> drafts[2];  // this one and the one before: most make no plan, and leave their memory
    for (std::size_t at = 0; const auto& choices : variants.all()) {
        auto& used = drafts[at++ % 2];
        auto& draft = drafts[at % 2].emplace(chosen, choices, used ? &*used : nullptr);
        if (!write(draft)) continue;
        Plan plan;
        plan.query = std::move(draft.query);
        plan.query.required.clear();
        plan.moves = draft.moves;
        plan.leaves_out = draft.leaves_out;
        plan.chosen = options;
        plan.covered = chosen.covered;
        plans.push_back(std::move(plan));
        if (plans.size() >= most_plans) break;
    }
}

}  // namespace pf::compiler
