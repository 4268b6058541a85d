// What a row is to the rows that refer to it: "manager" of manager_id, where the table's own name does not tell. Way
// in: role_of().
#pragma once

#include <string>

#include "compiler/plan/algebra.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler::print {

// Of the source in this query; empty where its table stands there once and is referred to by one key only.
[[nodiscard]] std::string role_of(plan::Source source, const plan::Query& query, const SchemaIndex& schema);

}  // namespace pf::compiler::print
