#include "compiler/rank/rank_net.hpp"

#include <algorithm>
#include <array>
#include <utility>

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

// Nothing else can point into it, so that it is kept in registers.
using Sums = RankNet::Layer;

// What the features add to the hidden layer; returns what they add to the score directly.
PF_ANY_VECTOR_WIDTH float feed(const RankNet::Input* inputs, const float* features, std::size_t count, float* into) {
    float direct = 0;
    Sums sums;
    std::copy_n(into, sums.size(), sums.begin());
    for (std::size_t i = 0; i < count; ++i) {
        const float x = RankNet::normalised(features[i], inputs[i]);
        direct += inputs[i].direct * x;
        for (std::size_t h = 0; h < RankNet::hidden; ++h) sums[h] += inputs[i].weights[h] * x;
    }
    std::copy_n(sums.begin(), sums.size(), into);
    return direct;
}

PF_ANY_VECTOR_WIDTH void add(const RankNet::Layer* const* layers, std::size_t count, float* into) {
    Sums sums;
    std::copy_n(into, sums.size(), sums.begin());
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t h = 0; h < RankNet::hidden; ++h) sums[h] += (*layers[i])[h];
    std::copy_n(sums.begin(), sums.size(), into);
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
    std::array<const Layer*, 32> known;
    std::size_t count = 0;
    for (const auto key : pattern_keys) {
        if (const auto* place = places_.find(key)) known[count++] = &layers_[*place];
        if (count < known.size()) continue;
        add(known.data(), std::exchange(count, 0), sums.data());
    }
    add(known.data(), count, sums.data());
    for (std::size_t h = 0; h < hidden; ++h) score += output[h] * std::max(sums[h], 0.F);
    return score;
}

}  // namespace pf::compiler
