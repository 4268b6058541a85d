// A ranker of plans: a network of one hidden layer over the dense features of a plan and the names of its patterns
// (plan_features.hpp). Several that began from other random weights err in different places; their mean errs less.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "compiler/rank/key_table.hpp"

namespace pf::compiler {

struct RankNet {
    static constexpr std::size_t hidden = 64;
    using Layer = std::array<float, hidden>;

    struct Input {  // of one dense feature: enters as (value - mean) / scale, at most 4 from 0
        float mean = 0, scale = 1;
        float direct = 0;  // weight straight to the score
        Layer weights{};
    };
    std::vector<Input> inputs;  // by feature; empty: no network
    Layer bias{}, output{};

    // What a pattern adds to the hidden layer, by key_of() its name; nothing yet: zeros. Others add nothing.
    [[nodiscard]] Layer& pattern(std::uint32_t key);
    // Makes room, in a network without patterns.
    void reserve(std::size_t patterns) {
        places_ = KeyTable<std::uint32_t>(patterns);
        layers_.reserve(patterns);
    }
    [[nodiscard]] std::size_t patterns() const { return layers_.size(); }
    // Calls visit(key, layer) for all, in no particular order.
    template <class Visit>
    void for_each_pattern(Visit&& visit) const {
        places_.for_each([&](std::uint32_t key, std::uint32_t place) { visit(key, layers_[place]); });
    }

    [[nodiscard]] static float normalised(float value, const Input& input);
    // The score of a plan; only differences between plans of one sentence mean anything.
    [[nodiscard]] float value(std::span<const float> features, std::span<const std::uint32_t> pattern_keys) const;

 private:
    KeyTable<std::uint32_t> places_;  // in layers_
    std::vector<Layer> layers_;
};

}  // namespace pf::compiler
