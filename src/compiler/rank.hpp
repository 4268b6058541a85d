// Which plan is meant: a log-linear model over structure and words, then boosted trees over what sets a plan apart from
// its rivals. Way in: rank_plans().
#pragma once

#include <array>
#include <string>
#include <vector>

#include "compiler/option_features.hpp"
#include "compiler/plan.hpp"
#include "compiler/weights.hpp"

namespace pf::compiler {

// Names of a plan's parts. Each of `patterns` is crossed with the words of the sentence; `own` stand alone.
struct PlanTraits {
    std::vector<std::string> patterns;
    std::vector<std::string> own;
};
[[nodiscard]] PlanTraits plan_traits(const Plan& plan, const Context& context);
// Which of Plan::linear_parts a pattern counts for.
[[nodiscard]] std::size_t linear_part(std::string_view pattern);
// The words and pairs of words that patterns are crossed with.
[[nodiscard]] std::vector<std::string> sentence_grams(const Context& context);

// Sets linear_score of every plan.
void score_linear(std::vector<Plan>& plans, const Context& context, const Weights& weights);

inline constexpr std::size_t plan_dense_count = 80;
using PlanDense = std::array<float, plan_dense_count>;
// For plans in order of linear_score + option_score, best first.
[[nodiscard]] std::vector<PlanDense> plan_dense(const std::vector<Plan>& plans, const Context& context);

inline constexpr std::size_t ranked_plans = 40;  // that the trees look at

// Sorts best first and sets score; at most ranked_plans remain.
void rank_plans(std::vector<Plan>& plans, const Context& context, const Weights& weights);

// Features of the decision whether the first plan is right; the rest of the plans are its rivals.
inline constexpr std::size_t confidence_dense_count = 24;
[[nodiscard]] std::array<float, confidence_dense_count> confidence_dense(const std::vector<Plan>& plans,
                                                                         const Context& context);
[[nodiscard]] float confidence_of(const std::vector<Plan>& plans, const Context& context, const Weights& weights);

}  // namespace pf::compiler
