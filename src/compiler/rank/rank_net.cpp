#include "compiler/rank/rank_net.hpp"

#include <algorithm>

// The same arithmetic in the same order at the width of the machine's vectors: a build for any x86-64 runs it at half
// the time. No fused multiplication, which would round otherwise.
#if defined(__x86_64__) && defined(__ELF__) && !defined(__SANITIZE_ADDRESS__) && !__has_feature(address_sanitizer) && \
    !__has_feature(thread_sanitizer)
#define PF_ANY_VECTOR_WIDTH __attribute__((target_clones("default", "avx2")))
#else
#define PF_ANY_VECTOR_WIDTH
#endif

namespace pf::compiler {
namespace {

// What the features add to the hidden layer; returns what they add to the score directly.
PF_ANY_VECTOR_WIDTH float feed(const RankNet::Input* inputs, const float* features, std::size_t count, float* sums) {
    float direct = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const float x = RankNet::normalised(features[i], inputs[i]);
        direct += inputs[i].direct * x;
        for (std::size_t h = 0; h < RankNet::hidden; ++h) sums[h] += inputs[i].weights[h] * x;
    }
    return direct;
}

}  // namespace

RankNet::Layer& RankNet::pattern(std::uint32_t key) {
    if (const auto* place = places_.find(key)) return layers_[*place];
    places_.set(key, static_cast<std::uint32_t>(layers_.size()));
    return layers_.emplace_back();
}

float RankNet::normalised(float value, const Input& input) {
    return std::clamp((value - input.mean) / input.scale, -4.F, 4.F);
}

float RankNet::value(std::span<const float> features, std::span<const std::uint32_t> pattern_keys) const {
    Layer sums = bias;
    float score = feed(inputs.data(), features.data(), std::min(inputs.size(), features.size()), sums.data());
    for (const auto key : pattern_keys)
        if (const auto* place = places_.find(key))
            for (std::size_t h = 0; h < hidden; ++h) sums[h] += layers_[*place][h];
    for (std::size_t h = 0; h < hidden; ++h) score += output[h] * std::max(sums[h], 0.F);
    return score;
}

}  // namespace pf::compiler
