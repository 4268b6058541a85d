// How surely the words of the sentence name a plan's columns, as features of ranking and confidence. Way in:
// evidence().
#pragma once

#include <array>
#include <string_view>

#include "compiler/plan.hpp"
#include "compiler/rank/context.hpp"
#include "compiler/rank/dense_row.hpp"

namespace pf::compiler {

struct EvidenceFeatures {
    static constexpr std::array<std::string_view, 15> names{
        "said_shown_least",  // share of its name that is said, of what is shown: lowest, mean
        "said_shown_mean",
        "said_rest_least",  // … of other columns
        "said_rest_mean",
        "unnamed",        // columns that nobody named
        "unknown_texts",  // conditions on texts that are not in the data
        "regret",         // how far each option is below the best of its place, summed up
        "shown_behind",   // columns shown that are said behind the first condition
        "foreign_words",  // words of the options that are none of the name's
        "shown_columns",    "rest_columns",
        "lost_shown",  // name words beside the options that their names do not have
        "lost_rest",
        "rare_words",  // how telling the words said are
        "worst_regret",
    };
};
using Evidence = DenseRow<EvidenceFeatures>;
[[nodiscard]] Evidence evidence(const Plan& plan, const Context& context);

}  // namespace pf::compiler
