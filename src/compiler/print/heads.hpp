// Names of result columns. Way in: head_of() and column_names().
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/plan/types.hpp"

namespace pf::compiler::print {

// Of a shown term that PostgreSQL would call "?column?", "round" or "date_part"; empty for all else.
[[nodiscard]] std::string_view head_of(const plan::Term& term);
// … and of what the vocabulary defines its name: "number_of_rentals".
[[nodiscard]] std::string head_of(const plan::Term& term, const SchemaIndex& schema);
// The column that the term is, or is the aggregate of that a metric says; null when the vocabulary defines no such.
[[nodiscard]] const Defined* defined_by(const plan::Term& term, const SchemaIndex& schema);
// Whether it is a key of the objects in a document (model::Column::document).
[[nodiscard]] bool is_document_key(const plan::Term& term, const SchemaIndex& schema);
// What PostgreSQL calls it by itself; empty for "?column?". The key of a document is called by its name.
[[nodiscard]] std::string natural_name(const plan::Term& term, const plan::Scopes& scopes, const SchemaIndex& schema);
// Of the columns of a derived table: each its own.
[[nodiscard]] std::vector<std::string> column_names(const plan::Query& query, const SchemaIndex& schema);

// Its first bytes, whole characters of UTF-8: PostgreSQL cuts longer names itself.
[[nodiscard]] std::string cut_to(std::string name, std::size_t bytes);

[[nodiscard]] std::string_view aggregate_name(const plan::Term& term);
[[nodiscard]] std::string_view window_name(plan::WindowFunction function);

}  // namespace pf::compiler::print
