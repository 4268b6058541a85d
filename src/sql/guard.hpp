// The guard: text from a stranger (compiler or model) → GuardedSql or the reason it is refused. Deny by default
// (docs/security.md, "The guard"). The only way in is guard().
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sql/guarded_sql.hpp"

namespace pf::sql {

struct AllowedRelation {
    std::string schema;
    std::string name;
    std::vector<std::string> columns;  // as in the catalogue, case kept
};

// What a query may name. An unqualified table name means the first schema of `search_path` that has it.
struct GuardPolicy {
    std::vector<AllowedRelation> relations;
    std::vector<std::string> search_path;
    std::size_t max_bytes = 16 * 1024;
    int max_relations = 16;
    int max_depth = 200;
    int max_operators = 1500;
};

// Promises: one SELECT (also inside every CTE) over allowed relations, columns, functions, operators and types only;
// the text of the result is deparsed from the tree that was checked, its tables schema-qualified. Errors are
// forbidden_sql (or invalid_request for text that is no SQL or over a size limit) and name the construct.
// Any bytes are safe input. Must run on a thread with a stack of at least 8 MiB (WorkPool has them).
[[nodiscard]] Result<GuardedSql> guard(std::string_view sql, const GuardPolicy& policy);

}  // namespace pf::sql
