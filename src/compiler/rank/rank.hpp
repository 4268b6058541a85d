// Which plan is meant: a log-linear model over structure and words chooses some, then networks over what sets a plan
// apart from its rivals order them. Way in: rank_plans().
#pragma once

#include <vector>

#include "compiler/rank/model.hpp"
#include "compiler/rank/plan_features.hpp"

namespace pf::compiler {

// Sets linear_score of every plan.
void score_linear(std::vector<Plan>& plans, const Context& context, const Model& model);

inline constexpr std::size_t ranked_plans = 40;  // that the networks look at

// Sorts best first and sets score; at most ranked_plans remain.
void rank_plans(std::vector<Plan>& plans, const Context& context, const Model& model);

// Sets net_scores and score, from use_score and the networks.
void score_by_nets(Plan& plan, const PlanDense& features, const std::vector<RankNet>& nets);

}  // namespace pf::compiler
