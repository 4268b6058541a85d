// What the stages of training hand on: the questions with what the compiler makes of them, and the model as far as it
// is learned. Way in: make_training().
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "compiler/options.hpp"
#include "compiler/plan.hpp"
#include "compiler/rank/model.hpp"
#include "gold.hpp"
#include "linear.hpp"
#include "workspace.hpp"

namespace pf::train {

struct Example {
    const Question* question = nullptr;
    const compiler::SchemaIndex* schema = nullptr;
    std::unique_ptr<compiler::Analysis> analysis;  // option scores: cross-fitted, from fit_options() on
    std::shared_ptr<const Gold> gold;              // null: not read, or there is none
    std::vector<SparseRow> options;                // by option
    std::vector<float> option_linear;              // by option, cross-fitted
    std::vector<compiler::Plan> plans;             // best first, as far as the stages have come
    std::vector<char> right;                       // of plans
    std::vector<std::vector<std::uint32_t>> uses;  // of plans: keys of what they make of the words
    SparseList list;                               // of plans, for the linear ranker

    // Others teach the confidence only: whatever comes first is wrong.
    [[nodiscard]] bool answerable() const { return question->expect == Expect::answer; }
    [[nodiscard]] bool right_first() const { return !right.empty() && right[0]; }
    // Rank of the first right plan; right.size() when there is none.
    [[nodiscard]] std::size_t first_right() const;
};

// Of sparse features and of patterns, by their keys.
using FeatureNames = std::map<std::uint32_t, std::string>;

struct Training {
    std::vector<Example> examples;
    compiler::Model model;            // all but its linear models
    SparseWeights option, plan, use;  // those
    FeatureNames names;
};

// Analyses the questions; those of the fold `exclude` are left out (-1: none). `workspace` must outlive the result.
[[nodiscard]] Training make_training(const Workspace& workspace, int exclude);

inline constexpr int all_folds = -1;
// Folds that have examples, ascending. Every model is fitted once without each of them, and once with all.
[[nodiscard]] std::vector<int> folds_of(const Training& training);

[[nodiscard]] std::set<std::string> schemas_of(const Training& training);

// Puts plans, and what is known of each, in the order of `scores`, best first (stable); the first `most` remain.
void order_plans(Example& example, const std::vector<float>& scores, std::size_t most);

[[nodiscard]] float sum_of(const std::vector<std::uint32_t>& keys, const SparseWeights& weights);

}  // namespace pf::train
