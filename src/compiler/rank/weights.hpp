// Learned weights: sparse log-linear models by feature name, and small boosted trees over dense features. Read from the
// text compiled in (weights/*.txt), which the trainer writes (train/).
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "compiler/rank/rank_net.hpp"

namespace pf::compiler {

// FNV-1a, folded to 32 bits: the key of a feature is the hash of its name.
class FeatureKey {
 public:
    constexpr void add(std::string_view text) {
        for (const char c : text) {
            state_ ^= static_cast<unsigned char>(c);
            state_ *= 1099511628211ULL;
        }
    }
    [[nodiscard]] constexpr std::uint32_t fold() const {
        const auto folded = static_cast<std::uint32_t>(state_ ^ (state_ >> 32));
        return folded == 0 ? 1 : folded;
    }

 private:
    std::uint64_t state_ = 1469598103934665603ULL;
};

// Of the name of a pattern of a plan.
[[nodiscard]] constexpr std::uint32_t pattern_key(std::string_view name) {
    FeatureKey key;
    key.add(name);
    return key.fold();
}

class LinearModel {
 public:
    void set(std::uint32_t key, float weight);
    [[nodiscard]] float weight(std::uint32_t key) const {
        if (slots_.empty()) return 0;
        for (auto at = key & mask_;; at = (at + 1) & mask_) {
            if (slots_[at].key == key) return slots_[at].weight;
            if (slots_[at].key == 0) return 0;
        }
    }
    [[nodiscard]] std::size_t size() const { return used_; }

 private:
    struct Slot {
        std::uint32_t key = 0;
        float weight = 0;
    };
    void grow();
    std::vector<Slot> slots_;
    std::uint32_t mask_ = 0;
    std::size_t used_ = 0;
};

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

struct Weights {
    LinearModel option;                                // is this option meant?
    LinearModel plan;                                  // is this plan meant?
    LinearModel use;                                   // the same, by what it makes of each word (word_uses.hpp)
    Forest option_forest;                              // the same as `option`, over its score and dense features
    std::vector<RankNet> nets;                         // over a plan among its rivals; their mean and `use` decide
    Forest confidence;                                 // log-odds that the first plan is right
    std::vector<std::pair<float, float>> calibration;  // (log-odds, probability), ascending
    float accept = 0.5F;                               // least confidence of an answer
    std::unordered_set<std::string> words;             // general words a feature may name; others are <w>

    // The weights compiled in; parsed once.
    static const Weights& shipped();
    // Lines "kind name… value". Unknown lines are an error: false.
    [[nodiscard]] bool parse(std::string_view text);
};

// Where features of a sparse model go: added up against a model, or collected for the trainer.
class FeatureSink {
 public:
    explicit FeatureSink(const LinearModel& model) : model_(&model) {}
    FeatureSink(std::vector<std::uint32_t>& keys, std::vector<std::string>* names) : keys_(&keys), names_(names) {}

    void add(std::initializer_list<std::string_view> pieces) {
        FeatureKey key;
        for (const auto piece : pieces) {
            key.add(piece);
            key.add("|");
        }
        const auto folded = key.fold();
        if (model_) {
            score_ += model_->weight(folded);
            return;
        }
        keys_->push_back(folded);
        if (names_) {
            std::string name;
            for (const auto piece : pieces) {
                name += piece;
                name += '|';
            }
            names_->push_back(std::move(name));
        }
    }
    [[nodiscard]] float score() const { return score_; }

 private:
    const LinearModel* model_ = nullptr;
    std::vector<std::uint32_t>* keys_ = nullptr;
    std::vector<std::string>* names_ = nullptr;
    float score_ = 0;
};

}  // namespace pf::compiler
