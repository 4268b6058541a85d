// Forward-only migrations of the schema pattern_factory (db/migrations/NNNN_name.sql, compiled into the program).
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/connection.hpp"

namespace pf::pg {

// Applies what is missing, each migration in a transaction of its own, under an advisory lock so that two servers that
// start together do not meet. Value: names applied now. A database that has migrations this program does not know is
// refused (a newer program was here).
Task<Result<std::vector<std::string>>> migrate(Connection& connection, Deadline deadline);

}  // namespace pf::pg
