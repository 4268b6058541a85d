// Whether a plan does what the cue words of the sentence ask for: features of the ranker and of the confidence. Way in:
// cue_agreement().
#pragma once

#include <array>
#include <string_view>

#include "compiler/options.hpp"
#include "compiler/plan.hpp"
#include "compiler/rank/dense_row.hpp"

namespace pf::compiler {

// What the cue words of a sentence ask for, and which of its words are capitalised or months.
struct Cues {
    bool negation = false, each = false, distinct = false, average = false, total = false, extreme = false,
         many = false, compared = false, part_of_text = false, alternative = false, both = false, order = false,
         rising = false, falling = false;
    TokenSet capitals, months;
};
[[nodiscard]] Cues cues_of(const Analysis& analysis);

// One value a kind of cue: 1 a word asks for it and the plan lacks it, -1 the plan has it and no word asks, 0 they
// agree.
struct CueFeatures {
    static constexpr std::array<std::string_view, 16> names{
        "cue_negation",     "cue_groups",      "cue_distinct", "cue_average", "cue_sum", "cue_extreme", "cue_count",
        "cue_comparison",  // with an aggregate
        "cue_part_of_text", "cue_alternative", "cue_both",     "cue_order",
        "cue_direction",   // 1: ascending said and descending done, or the other way round
        "capitals_left",   // capitalised words that the plan does not account for
        "months_left",     // names of months
        "last_words_left"  // words of content behind the last one that it accounts for
    };
};
using CueAgreement = DenseRow<CueFeatures>;
[[nodiscard]] CueAgreement cue_agreement(const Plan& plan, const Cues& cues, const Analysis& analysis);

}  // namespace pf::compiler
