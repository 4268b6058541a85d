// What of a SELECT is grouped, and what stands beside it.
#pragma once

#include "tools/mend/query_shape.hpp"

namespace pf::tools {

// A call of an aggregate that has no OVER.
[[nodiscard]] bool is_aggregate(const Tokens& tokens, int name);
[[nodiscard]] bool holds_aggregate(const Tokens& tokens, Range range);
// Without ASC, DESC and NULLS FIRST.
[[nodiscard]] int order_key_end(const Tokens& tokens, Range key);

}  // namespace pf::tools
