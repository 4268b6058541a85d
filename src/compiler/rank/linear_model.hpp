// A sparse log-linear model: weights by the keys of features, as half floats in the order of the keys, so that a file's
// lists are taken as they lie.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "compiler/rank/half.hpp"

namespace pf::compiler {

class LinearModel {
 public:
    using Weights = std::vector<std::pair<std::uint32_t, float>>;  // by key

    LinearModel() = default;
    // In any order; of equal keys the first counts.
    explicit LinearModel(Weights weights);
    // Keys ascending, none twice, a half float each.
    LinearModel(std::vector<std::uint32_t> keys, std::vector<std::uint16_t> halves);

    // 0 of a feature it does not know.
    [[nodiscard]] float weight(std::uint32_t key) const {
        // most features that are asked for are unknown: a bit tells nine in ten of them
        const auto bit = key >> filter_shift_;
        if ((filter_[bit / 64] >> bit % 64 & 1) == 0) return 0;
        const auto place = key >> shift_;
        const auto end = starts_[place + 1];
        for (auto at = starts_[place]; at < end; ++at)
            if (keys_[at] == key) return from_half(halves_[at]);
        return 0;
    }
    [[nodiscard]] const std::vector<std::uint32_t>& keys() const { return keys_; }
    [[nodiscard]] const std::vector<std::uint16_t>& halves() const { return halves_; }
    [[nodiscard]] std::size_t size() const { return keys_.size(); }

 private:
    void index();

    std::vector<std::uint32_t> keys_;
    std::vector<std::uint16_t> halves_;
    std::vector<std::uint32_t> starts_;        // of the keys with the same first bits, a few each
    std::vector<std::uint64_t> filter_ = {0};  // a bit each of the first bits of keys: whether any key has them
    int shift_ = 31, filter_shift_ = 31;
};

}  // namespace pf::compiler
