// TEMPORARY: the flat query (compiler/plan.hpp) as algebra, until its users speak the algebra themselves.
#pragma once

#include "compiler/plan.hpp"
#include "compiler/plan/terms.hpp"

namespace pf::compiler::plan {

// Prints, by print/postgres.hpp, the same SQL as emit_sql() does of the flat query.
[[nodiscard]] Query from_flat(const compiler::Query& flat, const Terms& terms, const SchemaIndex& schema);

// The moment that a bound of a flat date condition means; Base::today for a text that is none of them.
[[nodiscard]] Moment moment_of_sql(std::string_view sql);

}  // namespace pf::compiler::plan
