// Whether a plan does what the cue words of the sentence ask for: features of the ranker and of the confidence. Way in:
// cue_agreement().
#pragma once

#include <array>
#include <cstddef>

#include "compiler/options.hpp"
#include "compiler/plan.hpp"

namespace pf::compiler {

// What the cue words of a sentence ask for, and which of its words are capitalised or months.
struct Cues {
    bool negation = false, each = false, distinct = false, average = false, total = false, extreme = false,
         many = false, compared = false, part_of_text = false, alternative = false, both = false, order = false,
         rising = false, falling = false;
    TokenSet capitals, months;
};
[[nodiscard]] Cues cues_of(const Analysis& analysis);

inline constexpr std::size_t cue_count = 16;
inline constexpr std::size_t distinct_cue = 2;  // of the values below

// One value a kind of cue: 1 a word asks for it and the plan lacks it, -1 the plan has it and no word asks, 0 they
// agree. In order: negation, groups, distinct rows, average, sum, extreme, count, comparison with an aggregate, part of
// a text, alternative, both, order, ascending or descending; then how many capitalised words, how many month names and
// how many words after the last one that the plan accounts for are left.
[[nodiscard]] std::array<float, cue_count> cue_agreement(const Plan& plan, const Cues& cues, const Analysis& analysis);

}  // namespace pf::compiler
