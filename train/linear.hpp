// Sparse log-linear models by AdaGrad. Ways in: fit_binary(), fit_lists().
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace pf::train {

using SparseWeights = std::unordered_map<std::uint32_t, float>;

inline constexpr unsigned linear_seed = 7;  // of the order in which examples teach

struct SparseRow {
    std::vector<std::uint32_t> keys;
    float target = 0;
    std::uint32_t group = 0;
    bool taught = true;  // false: not to learn from
};

struct LinearOptions {
    int epochs = 6;
    float rate = 0.1F;
    float ridge = 2e-6F;
    float prune = 0.01F;  // weights below it are dropped
};

[[nodiscard]] SparseWeights fit_binary(const std::vector<const SparseRow*>& rows, const LinearOptions& options);

// One question: each candidate is a set of patterns (each a set of keys, shared by candidates) and keys of its own.
struct SparseList {
    std::vector<std::vector<std::uint32_t>> patterns;
    std::vector<std::uint8_t> parts;  // of each pattern: which part of the score it counts for
    struct Candidate {
        std::vector<std::uint16_t> patterns;
        std::vector<std::uint32_t> own;
        float offset = 0;
        char right = 0;
    };
    std::vector<Candidate> candidates;
};
[[nodiscard]] SparseWeights fit_lists(const std::vector<const SparseList*>& lists, const LinearOptions& options);
// By candidate: sums of each part, the last is that of its own keys.
[[nodiscard]] std::vector<std::array<float, 6>> list_parts(const SparseList& list, const SparseWeights& weights);
[[nodiscard]] std::vector<float> list_scores(const SparseList& list, const SparseWeights& weights);

}  // namespace pf::train
