// What a term is when it is computed. Way in: type_of().
#pragma once

#include "compiler/plan/algebra.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler::plan {

// The queries round a term, outermost first: where its sources are looked up.
using Scopes = std::vector<const Query*>;

// The entry of FROM that the source is of, in the innermost query that has it; null when none has.
[[nodiscard]] const FromEntry* find_entry(Source source, const Scopes& scopes);

// TypeClass::other where it is not known. integer only for whole numbers, number for those with fractions.
[[nodiscard]] model::TypeClass type_of(const Term& term, const Scopes& scopes, const SchemaIndex& schema);
[[nodiscard]] model::TypeClass type_named(std::string_view sql_type);
[[nodiscard]] bool is_temporal(model::TypeClass type);

}  // namespace pf::compiler::plan
