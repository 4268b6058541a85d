// Options → plans: a beam chooses sets of options that do not overlap, each set is completed to the plans it may mean.
#pragma once

#include <cstddef>
#include <vector>

#include "compiler/join_path.hpp"
#include "compiler/plan.hpp"

namespace pf::compiler {

struct SearchLimits {
    std::size_t beam = 40;            // sets of options kept
    std::size_t options_per_place = 9;
    std::size_t sets = 36;            // completed
    std::size_t plans = 220;          // returned at most
};

// Distinct plans by their SQL, joined and printed; in order of the search's own score.
[[nodiscard]] std::vector<Plan> search_plans(const Analysis& analysis, const SchemaIndex& schema, const SearchLimits& limits = {});

}  // namespace pf::compiler
