// Third stage: which plan is meant among its rivals, by networks and by what plans make of the words.
#pragma once

#include <cstdint>

#include "examples.hpp"

namespace pf::train {

inline constexpr std::uint64_t first_net_seed = 5;  // the others count on from it

// Sets Example::uses: those that enough databases have.
void collect_uses(Training& training);

// Sets Model::nets and Training::use, and orders every example's plans by the cross-fitted ones.
void fit_nets(Training& training);

}  // namespace pf::train
