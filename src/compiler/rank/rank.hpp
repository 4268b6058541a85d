// Which plan is meant: a log-linear model over structure and words chooses some, then networks over what sets a plan
// apart from its rivals order them. Way in: rank_plans().
#pragma once

#include <array>
#include <vector>

#include "compiler/rank/plan_features.hpp"
#include "compiler/rank/weights.hpp"

namespace pf::compiler {

// Sets linear_score of every plan.
void score_linear(std::vector<Plan>& plans, const Context& context, const Weights& weights);

inline constexpr std::size_t ranked_plans = 40;  // that the networks look at

// Sorts best first and sets score; at most ranked_plans remain.
void rank_plans(std::vector<Plan>& plans, const Context& context, const Weights& weights);

// Sets net_scores and score, from use_score and the networks.
void score_by_nets(Plan& plan, const PlanDense& features, const std::vector<RankNet>& nets);

// Features of the decision whether the first plan is right; the rest of the plans are its rivals.
inline constexpr std::size_t confidence_dense_count = 71;
[[nodiscard]] std::array<float, confidence_dense_count> confidence_dense(const std::vector<Plan>& plans,
                                                                         const Context& context);
[[nodiscard]] float confidence_of(const std::vector<Plan>& plans, const Context& context, const Weights& weights);

}  // namespace pf::compiler
