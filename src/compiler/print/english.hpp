// Algebra → a sentence that says what the query finds, from the algebra alone: it never shows SQL. Way in:
// to_english(), told_apart().
#pragma once

#include <span>
#include <string>
#include <vector>

#include "compiler/plan/algebra.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler::print {

// "the 3 orgs with the highest funding", "guests without episodes", "total funding per country". Texts of the query
// stand in “…”. Says conditions, groups, order and number of rows; not what hardly ever matters: the order of columns,
// the case in which texts are compared, where missing values stand.
[[nodiscard]] std::string to_english(const plan::Query& query, const SchemaIndex& schema);

// Of queries that are offered together, in their order: as to_english(), and where that is the same for two of them
// with the column that comes first, where only the order of two columns differs, else each clause by itself, with all
// that to_english() leaves out.
[[nodiscard]] std::vector<std::string> told_apart(std::span<const plan::Query* const> queries,
                                                  const SchemaIndex& schema);

}  // namespace pf::compiler::print
