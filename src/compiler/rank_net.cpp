#include "compiler/rank_net.hpp"

#include <algorithm>

namespace pf::compiler {

float RankNet::normalised(float value, const Input& input) {
    return std::clamp((value - input.mean) / input.scale, -4.F, 4.F);
}

float RankNet::value(std::span<const float> features, std::span<const std::uint32_t> pattern_keys) const {
    Layer sums = bias;
    float score = 0;
    for (std::size_t i = 0; i < std::min(inputs.size(), features.size()); ++i) {
        const auto& input = inputs[i];
        const float x = normalised(features[i], input);
        score += input.direct * x;
        for (std::size_t h = 0; h < hidden; ++h) sums[h] += input.weights[h] * x;
    }
    for (const auto key : pattern_keys)
        if (const auto found = patterns.find(key); found != patterns.end())
            for (std::size_t h = 0; h < hidden; ++h) sums[h] += found->second[h];
    for (std::size_t h = 0; h < hidden; ++h) score += output[h] * std::max(sums[h], 0.F);
    return score;
}

}  // namespace pf::compiler
