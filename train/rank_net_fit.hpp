// Teaches the compiler's RankNet by Adam (Kingma and Ba, 2015) with dropout (Srivastava et al., 2014). Way in:
// fit_rank_net().
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "boosting.hpp"
#include "compiler/rank/rank_net.hpp"
#include "linear.hpp"

namespace pf::train {

struct NetOptions {
    int epochs = 6;
    float rate = 2e-3F;    // falls along a cosine to zero
    float dropout = 0.3F;  // of hidden units
    float decay = 0.02F;   // of weights, decoupled
    std::size_t batch = 16;
    std::size_t least_patterns = 12;  // rows a pattern must occur in
    std::uint64_t seed = 5;
};

struct FittedNet {
    compiler::RankNet net;
    SparseWeights uses;  // added to the network's score
};

// Keys by row. The views must outlive the call.
using RowKeys = std::vector<std::span<const std::uint32_t>>;

// Softmax over each group of `rows`: the sum of probabilities of its right rows is raised; groups without one teach
// nothing. `patterns` feed the hidden layer, each of `uses` has a weight straight to the score. `start` is the feature
// that already is a good score: the network begins with it.
[[nodiscard]] FittedNet fit_rank_net(const Rows& rows, const RowKeys& patterns, const RowKeys& uses, std::size_t start,
                                     const NetOptions& options);

}  // namespace pf::train
