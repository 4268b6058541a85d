// A ranker of plans: a network of one hidden layer over the dense features of a plan and the names of its patterns
// (plan_features.hpp). Several that began from other random weights err in different places; their mean errs less.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace pf::compiler {

struct RankNet {
    static constexpr std::size_t hidden = 64;
    using Layer = std::array<float, hidden>;

    struct Input {  // of one dense feature: enters as (value - mean) / scale, at most 4 from 0
        float mean = 0, scale = 1;
        float direct = 0;  // weight straight to the score
        Layer weights{};
    };
    std::vector<Input> inputs;                          // by feature; empty: no network
    std::unordered_map<std::uint32_t, Layer> patterns;  // by FeatureKey of the pattern's name; others add nothing
    Layer bias{}, output{};

    [[nodiscard]] static float normalised(float value, const Input& input);
    // The score of a plan; only differences between plans of one sentence mean anything.
    [[nodiscard]] float value(std::span<const float> features, std::span<const std::uint32_t> pattern_keys) const;
};

}  // namespace pf::compiler
