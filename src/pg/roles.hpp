// The roles that stand between generated SQL and the database (docs/security.md, "Roles").
#pragma once

#include <string>

#include "sql/statement.hpp"

namespace pf::pg {

// What roles_sql() prints, as a statement. Idempotent; run inside one transaction, in the database that holds the data.
[[nodiscard]] sql::Statement create_roles();

// The rights of pf_app and pf_build on the tables of schema pattern_factory that exist; nothing where those roles do
// not.
[[nodiscard]] sql::Statement grant_registry();

// The SQL that gives a database the four roles; printed by `pattern-factory roles --print`. Other roles of that
// database keep what they had through PUBLIC.
[[nodiscard]] std::string roles_sql();

}  // namespace pf::pg
