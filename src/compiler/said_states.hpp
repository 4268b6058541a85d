// States of rows that a noun or a participle says: the "cancelled" of "cancellation rate", "completed" of a date
// completed_at. Way in: states_said().
#pragma once

#include <vector>

#include "compiler/option_builder.hpp"

namespace pf::compiler {

// Conditions of the rows of `tables` that are in the state which the word at `at` says: by a value of a short list or
// what its code is called, by a column that says yes or no, by a date that is there once it happened. Those that have
// been offered for the word are left out.
[[nodiscard]] std::vector<Option> states_said(const OptionBuilder& b, int at, const std::vector<int>& tables);

}  // namespace pf::compiler
