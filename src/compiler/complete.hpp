// A set of options → the plans it may mean: what is shown when nothing was said, how conditions connect, groups, joins.
#pragma once

#include <vector>

#include "compiler/join_path.hpp"
#include "compiler/plan.hpp"

namespace pf::compiler {

// Appends the completions of `chosen` (in sentence order); from and sql are not filled yet.
void complete(const std::vector<const Option*>& chosen, const Analysis& analysis, const SchemaIndex& schema,
              const JoinCosts& costs, std::vector<Plan>& plans);

// "pairs of guests with the same pattern": two rows of one table that share a row of another, each pair once. False
// when the sentence does not ask for it.
[[nodiscard]] bool complete_pairs(const Analysis& analysis, const SchemaIndex& schema, const JoinCosts& costs,
                                  std::vector<Plan>& plans);

}  // namespace pf::compiler
