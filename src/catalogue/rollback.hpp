// After a pipeline that failed between its BEGIN and COMMIT.
#pragma once

#include "base/task.hpp"
#include "pg/connection.hpp"

namespace pf::catalogue {

// Leaves the connection outside a transaction, or broken().
inline Task<> roll_back(pg::Connection& connection, Deadline deadline) {
    if (!connection.broken() && connection.in_transaction())
        co_await connection.query(sql::Literal("ROLLBACK"), {}, deadline);
}

}  // namespace pf::catalogue
