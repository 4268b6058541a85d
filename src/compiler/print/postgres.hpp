// Algebra → SQL text for PostgreSQL 15: one SELECT over schema-qualified, quoted names. Way in: to_postgres().
#pragma once

#include <string>

#include "compiler/plan/algebra.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler::print {

// `from` of the query and of all in it is complete (join_tables() was called, or a reader made it). Result columns that
// PostgreSQL would call "?column?", "round" and the like get a name.
[[nodiscard]] std::string to_postgres(const plan::Query& query, const SchemaIndex& schema);

// The regular expression for the number a text begins with, as Op::as_number reads it.
inline constexpr std::string_view leading_number = "^ *[-+]?[0-9]*[.]?[0-9]+";
// The first day of the last such month and day that is not after today (Moment::Base::latest).
[[nodiscard]] std::string latest_day(int month, int day);
// The field of date_part() for a unit, and back: Unit::none for one that no unit stands for.
[[nodiscard]] std::string_view part_name(plan::Unit unit);
[[nodiscard]] plan::Unit part_named(std::string_view field);
// The symbol of a comparison or an operation on two values ("<=", "+"), empty for what has none.
[[nodiscard]] std::string_view symbol_of(plan::Op op);

}  // namespace pf::compiler::print
