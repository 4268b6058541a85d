// What a rule does when its connection is lost on the way: a database that is coming back is waited for, once.
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/pool.hpp"

namespace pf::pitboss {

// The session is gone, its backend killed or the database down; not that a request was cancelled or ran out of time.
[[nodiscard]] bool is_loss(const pg::Connection& connection, const Error& error);

// As Pool::acquire, but a database that recovers or starts again is waited for: 10 s at most.
Task<Result<pg::Pool::Lease>> acquire_after_loss(pg::Pool& pool, Deadline deadline);

}  // namespace pf::pitboss
