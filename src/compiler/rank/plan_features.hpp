// What is known about a plan among its rivals, as features of the learned models (rank.hpp).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/plan.hpp"
#include "compiler/rank/option_features.hpp"

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

inline constexpr std::size_t plan_dense_count = 121;
using PlanDense = std::array<float, plan_dense_count>;
// For plans in order of linear_score + option_score, best first.
[[nodiscard]] std::vector<PlanDense> plan_dense(const std::vector<Plan>& plans, const Context& context);

// Of plan_dense: how far linear_score + option_score is below the best of the plans.
inline constexpr std::size_t plan_total_feature = 4;

// How surely the words of the sentence name a plan's columns: lowest and mean share of names said, for what is shown
// and for the rest; columns nobody named; conditions on text that is not in the data; how far each part is from the
// best option of its place.
inline constexpr std::size_t evidence_count = 15;
[[nodiscard]] std::array<float, evidence_count> evidence(const Plan& plan, const Context& context);

// The tables of all parts of the query, subqueries too.
void all_tables(const Query& query, std::vector<int>& tables);

}  // namespace pf::compiler
