// Names of the columns of an answer: what a computed column is, as its reading calls it. Way in: with_names().
#pragma once

#include "compiler/plan/terms.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler::print {

// The same query, its computed columns named: "total_funding", "number_of_guests", "latest_published_on"; of columns of
// two tables that are called the same, each with its table's name. Every name is one of the list, none that of a column
// of what the query reads (in ORDER BY the name of a result column goes first), none longer than PostgreSQL keeps; a
// count of all rows stays `count`. The names live in `arena`; the fingerprint of the query is the same.
[[nodiscard]] plan::Query with_names(const plan::Query& query, const SchemaIndex& schema, plan::Arena& arena);

}  // namespace pf::compiler::print
