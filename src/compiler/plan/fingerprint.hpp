// Which queries are the same, by 64 bits of each.
#pragma once

#include <cstdint>

#include "compiler/plan/algebra.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler::plan {

// Equal for queries that print the same SQL: sources count by their place in FROM, joins by their columns, names of
// result columns not at all.
[[nodiscard]] std::uint64_t fingerprint(const Query& query, const SchemaIndex& schema);

// … that choose the same rows, whatever they show of them; in a count of the rows of a derived table, of those.
[[nodiscard]] std::uint64_t fingerprint_of_rows(const Query& query, const SchemaIndex& schema);

// Equal only for queries that return the same rows whatever the database holds, the order of the columns aside: by the
// order of columns, conditions, groups and inner joins, by which of two joined columns is named, by groups that follow
// from a key among them, by tables that a key which is never missing leads to and nothing looks at, and by counts of
// different keys where no row is repeated. Queries that return the same for other reasons are told apart.
[[nodiscard]] std::uint64_t fingerprint_of_result(const Query& query, const SchemaIndex& schema);

}  // namespace pf::compiler::plan
