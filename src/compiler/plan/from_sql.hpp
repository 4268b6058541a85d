// SELECT text → algebra, through PostgreSQL's own parser, names resolved against the model. Way in: from_sql().
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "compiler/plan/terms.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler::plan {

// Texts longer than this are not looked at: PostgreSQL's parser needs a stack of 8 MiB for it (docs/security.md).
inline constexpr std::size_t max_sql_bytes = 16 * 1024;

// The query of one SELECT. Common table expressions become derived tables, USING and NATURAL become conditions, numbers
// and names in GROUP BY and ORDER BY the terms they stand for, a string compared with a date a Moment. Any bytes: what
// is no SELECT, or says what the algebra cannot, is an invalid_request that names the construct and where it stands.
[[nodiscard]] Result<Query> from_sql(std::string_view sql, const Terms& terms, const SchemaIndex& schema);

}  // namespace pf::compiler::plan
