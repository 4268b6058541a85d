// Where a question is asked: the rows on which its readings differ. Way in: samples_of().
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/task.hpp"
#include "pitboss/clarification.hpp"
#include "pitboss/services.hpp"
#include "tools/interpretation.hpp"

namespace pf::pitboss {

// For each reading, of which `rows` says how many rows it returns, at most five rows that no other reading with such
// columns returns; where there is no such reading, or they return too many to compare, its first rows. A courtesy:
// whatever is not found within a second is left out. On the rule role, read-only.
Task<std::vector<std::optional<Sample>>> samples_of(Services& services, std::vector<tools::GeneratedSql> readings,
                                                    std::vector<std::int64_t> rows, Deadline deadline);

}  // namespace pf::pitboss
