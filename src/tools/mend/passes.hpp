// The passes of mended(), in their order. Each rewrites tokens in place; the next one reads the text anew. A pass that
// finds nothing changes nothing.
#pragma once

#include "tools/mend/mend.hpp"
#include "tools/mend/query_shape.hpp"
#include "tools/mend/tokens.hpp"

namespace pf::tools {

struct MendKnown {
    const model::Ontology& ontology;
    const model::ValueIndex& values;
    Mend which = Mend::meant;
};

// What is written in the place of something may be longer, and that again: beyond this it is left as it was.
inline constexpr std::size_t max_mended_bytes = 32u << 10;

void mend_signs(Tokens& tokens);                           // what PostgreSQL cannot parse
void mend_names(Tokens& tokens, const QueryShape& shape);  // "texts", and names by their case
void mend_calls(Tokens& tokens, const QueryShape& shape);  // functions
void mend_comparisons(Tokens& tokens, const QueryShape& shape, const MendKnown& known);  // values of other types
void mend_aliases(Tokens& tokens, const QueryShape& shape);                              // in WHERE, HAVING, ORDER BY
void mend_groups(Tokens& tokens, const QueryShape& shape);  // columns beside GROUP BY, DISTINCT
void mend_joins(Tokens& tokens, const QueryShape& shape);  // JOIN without ON, subqueries without a name, parts of UNION
void mend_orders(Tokens& tokens, const QueryShape& shape);  // where nulls stand

// A number as it begins a text, as SQLite reads it; null where none does.
[[nodiscard]] std::string number_of_text(std::string_view expression);

}  // namespace pf::tools
