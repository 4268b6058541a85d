#include "linear.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace pf::train {
namespace {

// Keys are renumbered so that the inner loop is over dense arrays.
class Numbering {
 public:
    std::uint32_t id(std::uint32_t key) {
        const auto [found, fresh] = ids_.try_emplace(key, static_cast<std::uint32_t>(keys_.size()));
        if (fresh) keys_.push_back(key);
        return found->second;
    }
    [[nodiscard]] std::size_t size() const { return keys_.size(); }
    [[nodiscard]] std::uint32_t key(std::size_t id) const { return keys_[id]; }

 private:
    std::unordered_map<std::uint32_t, std::uint32_t> ids_;
    std::vector<std::uint32_t> keys_;
};

struct Adagrad {
    std::vector<float> weight, squares;
    float rate, ridge;
    Adagrad(std::size_t n, const LinearOptions& options)
        : weight(n, 0), squares(n, 1e-2F), rate(options.rate), ridge(options.ridge) {}
    void step(std::uint32_t id, float gradient) {
        gradient += ridge * weight[id];
        squares[id] += gradient * gradient;
        weight[id] -= rate * gradient / std::sqrt(squares[id]);
    }
};

SparseWeights gather(const Adagrad& model, const Numbering& numbering, float prune) {
    SparseWeights made;
    for (std::size_t i = 0; i < numbering.size(); ++i)
        if (std::abs(model.weight[i]) >= prune) made[numbering.key(i)] = model.weight[i];
    return made;
}

}  // namespace

SparseWeights fit_binary(const std::vector<const SparseRow*>& rows, const LinearOptions& options) {
    Numbering numbering;
    std::vector<std::uint32_t> flat;
    std::vector<std::size_t> from{0};
    for (const auto* row : rows) {
        for (const auto key : row->keys) flat.push_back(numbering.id(key));
        from.push_back(flat.size());
    }
    Adagrad model(numbering.size(), options);
    std::vector<std::uint32_t> order(rows.size());
    std::iota(order.begin(), order.end(), 0U);
    std::mt19937 random(linear_seed);
    for (int epoch = 0; epoch < options.epochs; ++epoch) {
        std::shuffle(order.begin(), order.end(), random);
        for (const auto r : order) {
            float score = 0;
            for (auto i = from[r]; i < from[r + 1]; ++i) score += model.weight[flat[i]];
            const float gradient = 1 / (1 + std::exp(-score)) - rows[r]->target;
            if (std::abs(gradient) < 1e-3F) continue;
            for (auto i = from[r]; i < from[r + 1]; ++i) model.step(flat[i], gradient);
        }
        model.rate = options.rate / (1 + 0.5F * static_cast<float>(epoch + 1));
    }
    return gather(model, numbering, options.prune);
}

SparseWeights fit_lists(const std::vector<const SparseList*>& lists, const LinearOptions& options) {
    Numbering numbering;
    std::vector<SparseList> local;
    for (const auto* list : lists) {
        const bool any =
            std::any_of(list->candidates.begin(), list->candidates.end(), [](const auto& c) { return c.right; });
        const bool all =
            std::all_of(list->candidates.begin(), list->candidates.end(), [](const auto& c) { return c.right; });
        if (!any || all) continue;
        local.push_back(*list);
        for (auto& pattern : local.back().patterns)
            for (auto& key : pattern) key = numbering.id(key);
        for (auto& candidate : local.back().candidates)
            for (auto& key : candidate.own) key = numbering.id(key);
    }
    Adagrad model(numbering.size(), options);
    std::vector<std::uint32_t> order(local.size());
    std::iota(order.begin(), order.end(), 0U);
    std::mt19937 random(linear_seed);
    for (int epoch = 0; epoch < options.epochs; ++epoch) {
        std::shuffle(order.begin(), order.end(), random);
        for (const auto q : order) {
            const auto& list = local[q];
            std::vector<float> pattern_score(list.patterns.size(), 0), score(list.candidates.size());
            for (std::size_t p = 0; p < list.patterns.size(); ++p)
                for (const auto id : list.patterns[p]) pattern_score[p] += model.weight[id];
            float best = -1e9F;
            for (std::size_t c = 0; c < list.candidates.size(); ++c) {
                score[c] = list.candidates[c].offset;
                for (const auto p : list.candidates[c].patterns) score[c] += pattern_score[p];
                for (const auto id : list.candidates[c].own) score[c] += model.weight[id];
                best = std::max(best, score[c]);
            }
            float whole = 0, right = 0;
            for (std::size_t c = 0; c < score.size(); ++c) {
                score[c] = std::exp(score[c] - best);
                whole += score[c];
                if (list.candidates[c].right) right += score[c];
            }
            if (right <= 0) right = 1e-20F;
            std::vector<float> pattern_gradient(list.patterns.size(), 0);
            for (std::size_t c = 0; c < score.size(); ++c) {
                const float gradient = score[c] / whole - (list.candidates[c].right ? score[c] / right : 0);
                if (std::abs(gradient) < 1e-5F) continue;
                for (const auto p : list.candidates[c].patterns) pattern_gradient[p] += gradient;
                if (std::abs(gradient) > 1e-3F)
                    for (const auto id : list.candidates[c].own) model.step(id, gradient);
            }
            for (std::size_t p = 0; p < list.patterns.size(); ++p)
                if (std::abs(pattern_gradient[p]) > 1e-3F)
                    for (const auto id : list.patterns[p]) model.step(id, pattern_gradient[p]);
        }
        model.rate = options.rate / (1 + 0.5F * static_cast<float>(epoch + 1));
    }
    return gather(model, numbering, options.prune);
}

std::vector<std::array<float, 6>> list_parts(const SparseList& list, const SparseWeights& weights) {
    auto sum = [&](const std::vector<std::uint32_t>& keys) {
        float total = 0;
        for (const auto key : keys)
            if (const auto found = weights.find(key); found != weights.end()) total += found->second;
        return total;
    };
    std::vector<float> patterns;
    for (const auto& pattern : list.patterns) patterns.push_back(sum(pattern));
    std::vector<std::array<float, 6>> made;
    for (const auto& candidate : list.candidates) {
        std::array<float, 6> parts{};
        for (const auto p : candidate.patterns) parts[list.parts[p]] += patterns[p];
        parts[5] = sum(candidate.own);
        made.push_back(parts);
    }
    return made;
}

std::vector<float> list_scores(const SparseList& list, const SparseWeights& weights) {
    std::vector<float> scores;
    for (const auto& parts : list_parts(list, weights))
        scores.push_back(std::accumulate(parts.begin(), parts.end(), 0.F));
    return scores;
}

}  // namespace pf::train
