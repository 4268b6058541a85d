// Algebra → a sentence that says what the query finds, from the algebra alone: it never shows SQL. Way in:
// to_english().
#pragma once

#include <string>

#include "compiler/plan/algebra.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler::print {

// "the name from customers where the since is in 2015, ordered by name (lowest first), only the first 3". Texts of the
// query stand in “…”.
[[nodiscard]] std::string to_english(const plan::Query& query, const SchemaIndex& schema);

}  // namespace pf::compiler::print
