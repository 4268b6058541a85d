// What was learned: sparse log-linear models, small boosted trees over dense features, networks that rank. Comes from a
// file (model_file.hpp) that the trainer writes; one is compiled in: Model::shipped().
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "compiler/rank/feature_key.hpp"
#include "compiler/rank/rank_net.hpp"

namespace pf::compiler {

// Regression trees: node i of a tree splits on `feature` at `threshold`; less or equal goes to `left`, else to `right`;
// negative children are leaves: ~child indexes the leaf values.
struct Tree {
    struct Node {
        std::int16_t feature = 0;
        std::int16_t left = 0, right = 0;
        float threshold = 0;
    };
    std::vector<Node> nodes;
    std::vector<float> leaves;
    [[nodiscard]] float value(std::span<const float> features) const {
        if (nodes.empty()) return leaves.empty() ? 0 : leaves[0];
        int at = 0;
        while (at >= 0) {
            const auto& node = nodes[static_cast<std::size_t>(at)];
            at = features[static_cast<std::size_t>(node.feature)] <= node.threshold ? node.left : node.right;
        }
        return leaves[static_cast<std::size_t>(~at)];
    }
};
struct Forest {
    std::vector<Tree> trees;
    [[nodiscard]] float value(std::span<const float> features) const {
        float sum = 0;
        for (const auto& tree : trees) sum += tree.value(features);
        return sum;
    }
    // The same for several rows, tree by tree: a tree stays in the cache while all rows go through it.
    template <class Row>
    [[nodiscard]] std::vector<float> values(const std::vector<Row>& rows) const {
        std::vector<float> sums(rows.size(), 0.F);
        for (const auto& tree : trees)
            for (std::size_t r = 0; r < rows.size(); ++r) sums[r] += tree.value(rows[r]);
        return sums;
    }
};

struct Model {
    LinearModel option;                                // is this option meant?
    LinearModel plan;                                  // is this plan meant?
    LinearModel use;                                   // the same, by what it makes of each word (word_uses.hpp)
    Forest option_forest;                              // over OptionDense
    std::vector<RankNet> nets;                         // over PlanDense; their mean and `use` decide
    Forest confidence;                                 // over ConfidenceDense: log-odds that the first plan is right
    std::vector<std::pair<float, float>> calibration;  // (log-odds, probability), ascending
    float accept = 0.5F;                               // least confidence of an answer
    std::unordered_set<std::string> words;             // general words a feature may name; others are <w>

    // model/compiler.pfm, compiled in; read once. Throws std::runtime_error when this program cannot read it, which
    // check_shipped_model() (model_file.hpp) says before.
    static const Model& shipped();
};

}  // namespace pf::compiler
