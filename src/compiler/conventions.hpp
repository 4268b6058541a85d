// What a short command leaves open and this product decides: "Find all patterns" shows patterns with all their columns.
#pragma once

#include "compiler/options.hpp"
#include "compiler/plan.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler {

// Whether the plan's shown columns were the compiler's choice: the sentence named an entity and no column of it.
[[nodiscard]] bool leaves_choice_of_columns(const Plan& plan);

// A command that begins with its entity and names no column ("Find all patterns where …", "guests without a pattern") is
// answered with all columns of that entity, each row once. Questions ("Which patterns …", "the patterns that …") keep the
// columns that the ranking chose. Returns whether the plan was changed; its SQL is then printed anew.
bool show_whole_entity(Plan& plan, const Analysis& analysis, const SchemaIndex& schema);

}  // namespace pf::compiler
