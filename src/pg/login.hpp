// What a login that generated SQL runs under may do beyond what it should (docs/security.md, "The roles").
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/connection.hpp"

namespace pf::pg {

struct Login {
    std::string name;
    bool bypasses_row_security = false;  // as a superuser, by BYPASSRLS, or as the owner of tables that have it
    std::vector<std::string> powers;     // "is a superuser", "may write to 3 tables, such as public.orders"
};

// The login of `connection`. Powers over the schemas of this program are not counted.
Task<Result<Login>> examine_login(Connection& connection, Deadline deadline);

// Those of pf_owner, pf_app, pf_rule and pf_build that the database does not have.
Task<Result<std::vector<std::string>>> missing_roles(Connection& connection, Deadline deadline);

}  // namespace pf::pg
