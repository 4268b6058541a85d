// How busy the connections of each role are, for metrics.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "pitboss/services.hpp"

namespace pf::pitboss {

struct PoolState {
    std::string_view role;  // "app", "rule", "build"
    std::size_t open = 0, idle = 0, waiting = 0;
};

[[nodiscard]] std::vector<PoolState> pool_states(const Services& services);

}  // namespace pf::pitboss
