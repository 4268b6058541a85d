// Whether an option of a sentence is part of the gold query: the labels of the first stage. Way in: agrees().
#pragma once

#include "compiler/options.hpp"
#include "compiler/schema_index.hpp"
#include "gold.hpp"

namespace pf::train {

using compiler::Option;

// Columns that a join of the gold says are equal are taken for each other; >= and > (<= and <) too.
[[nodiscard]] bool agrees(const Option& option, const Gold& gold, const compiler::SchemaIndex& schema);

}  // namespace pf::train
