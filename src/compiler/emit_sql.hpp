// Plan → SQL text: one SELECT over schema-qualified, quoted names. Way in: emit_sql().
#pragma once

#include <string>

#include "compiler/plan.hpp"

namespace pf::compiler {

[[nodiscard]] std::string emit_sql(const Query& query, const SchemaIndex& schema);

}  // namespace pf::compiler
