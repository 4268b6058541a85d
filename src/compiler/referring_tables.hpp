// Rows that are counted under a name nothing knows: those that refer to the ones mentioned ("bugs per product" of a
// table of problems, "courses with more than 3 sign-ups"). Way in: referring_tables().
#pragma once

#include <vector>

#include "compiler/option_builder.hpp"

namespace pf::compiler {

struct ReferringTable {
    int table = -1;
    float link = 0;     // how likely its rows are the ones meant, 0 … 1
    bool near = false;  // the word is near to its name; else it stays unexplained
};

// The likeliest first, at most four: by the nearness of the word at `at` to their names. None when no table is
// mentioned, or something else accounts for the word.
[[nodiscard]] std::vector<ReferringTable> referring_tables(const OptionBuilder& b, int at);

}  // namespace pf::compiler
