// Plan → SQL text: one SELECT over schema-qualified, quoted names. Way in: emit_sql().
#pragma once

#include <string>
#include <string_view>

#include "compiler/plan.hpp"

namespace pf::compiler {

// The LIKE pattern that finds the text: escaped, with "%" where other text may stand. For contains, not_contains,
// starts and ends.
[[nodiscard]] std::string like_pattern(Op op, std::string_view text);
[[nodiscard]] std::string emit_sql(const Query& query, const SchemaIndex& schema);

}  // namespace pf::compiler
