#include "pitboss/pool_states.hpp"

#include <utility>

#include "pg/pool.hpp"

namespace pf::pitboss {

std::vector<PoolState> pool_states(const Services& services) {
    std::vector<PoolState> states;
    for (const auto& [role, pool] :
         {std::pair("app", services.app), std::pair("rule", services.rule), std::pair("build", services.build)})
        if (pool) states.push_back({role, pool->open(), pool->idle(), pool->waiting()});
    return states;
}

}  // namespace pf::pitboss
