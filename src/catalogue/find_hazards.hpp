// Relations that run code when they are read: views, and tables with row security, whose definition reaches a function
// that may change data. The guard sees the name of a view only; what stands behind it would run as the rule's login.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/connection.hpp"

namespace pf::catalogue {

// By the relation's oid, a sentence that names the function: "reading it calls app.log(integer), which may …". Followed
// are functions, operators, aggregates, casts and checks of domains in the definitions of views and policies, also
// through other views and through the bodies of functions. Found are VOLATILE functions but those without effect
// (random() and its like), SECURITY DEFINER ones, those in untrusted languages, and those whose text has statements
// that change data. What a function's text puts together, and what a foreign server does, is not seen. One round trip,
// in a transaction of its own; 0.2 s in a database of 200 schemas.
Task<Result<std::unordered_map<std::int64_t, std::string>>> find_hazards(pg::Connection& connection, Deadline deadline);

}  // namespace pf::catalogue
