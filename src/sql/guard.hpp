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
    // As in the catalogue: all of them, in its order, case kept. A query may name these; `*` is whatever the table has.
    std::vector<std::string> columns;
};

// A relation that the policy would hold, had its definition not been found to call what may do harm.
struct WithheldRelation {
    std::string schema;
    std::string name;
    std::string reason;  // a sentence: "it calls app.log(), which …"
};

// A function of an extension that is installed, and the only one of its name.
struct ExtensionFunction {
    std::string schema;
    std::string name;
};

// What a query may name. An unqualified table name means the first schema of `search_path` that has it; a schema that
// is not on the path can be named all the same. Limits beyond the defaults of max_bytes and max_depth are not granted.
struct GuardPolicy {
    std::vector<AllowedRelation> relations;
    std::vector<std::string> search_path;
    std::vector<WithheldRelation> withheld = {};
    // Those of them that the guard knows (allow_lists.hpp) may be called; they are written out with their schema.
    std::vector<ExtensionFunction> extension_functions = {};
    std::size_t max_bytes = 16 * 1024;
    int max_relations = 16;  // mentions of tables; those of WITH queries may be twice as many
    int max_depth = 200;
    int max_operators = 1500;
};

// Promises: one SELECT (also inside every CTE) over at least one allowed relation, with allowed columns, functions,
// operators and types only; the text of the result is deparsed from the tree that was checked and was checked again
// itself, its tables schema-qualified, its recursive queries and computed lengths bounded (bound_text.hpp);
// guard(result.text()) is the same text. Errors are forbidden_sql (or invalid_request for text that is no SQL or over a
// size limit) and name the construct; the hint says what there is instead. Any bytes are safe input. Must run on a
// thread with a stack of at least 8 MiB (WorkPool has them). Takes about 0.1 ms for a plain query, 0.3 ms for a join of
// five tables, whatever the number of relations up to 1,000.
[[nodiscard]] Result<GuardedSql> guard(std::string_view sql, const GuardPolicy& policy);

}  // namespace pf::sql
