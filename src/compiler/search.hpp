// Options → plans: a beam chooses sets of options that do not overlap, each set is completed to the plans it may mean.
#pragma once

#include <cstddef>
#include <vector>

#include "compiler/join_path.hpp"
#include "compiler/plan.hpp"

namespace pf::compiler {

struct SearchLimits {
    std::size_t beam = 56;          // sets of options kept, the likeliest
    std::size_t beam_hearing = 24;  // … and of the others, those that leave the fewest words unheard
    std::size_t options_per_place = 9;
    std::size_t sets = 34;  // completed
    std::size_t sets_hearing = 16;
    std::size_t plans = 360;  // returned at most
};

// Distinct plans, joined but not printed; in order of the sets' scores.
[[nodiscard]] std::vector<Plan> search_plans(const Analysis& analysis, const SchemaIndex& schema,
                                             const SearchLimits& limits = {});

}  // namespace pf::compiler
