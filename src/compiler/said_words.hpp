// What each word of a sentence became in a plan, for the person who typed it. Way in: said_words().
#pragma once

#include <vector>

#include "compiler/compile.hpp"
#include "compiler/plan.hpp"

namespace pf::compiler {

// The words of content of the sentence in their order, and those that hold it together where they compare, order or
// group. Words of one name or value are one; none overlaps another.
[[nodiscard]] std::vector<SaidWord> said_words(const Plan& plan, const Analysis& analysis, const SchemaIndex& schema);

}  // namespace pf::compiler
