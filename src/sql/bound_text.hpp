// What the guard adds to a query, as text: the most of a length that is computed, the most rows of a recursive query,
// the schema of an extension's function, and what keeps brackets that libpg_query would leave out. What comes out goes
// through the guard like a stranger's text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sql/syntax_tree.hpp"

namespace pf::sql {

struct Edit {
    enum class Kind {
        bound_length,     // repeat(x, n) → repeat(x, LEAST(n, 10000)); `text` is the bound
        bound_recursion,  // a query of WITH RECURSIVE, named `text`, is read through a LIMIT
        name_schema,      // similarity(a, b) → public.similarity(a, b); `text` is the schema
        keep_brackets,    // (a AND b)::int → COALESCE(a AND b)::int: else it would be written out as a AND b::int
    } kind;
    std::size_t at;  // byte of the call, of the query's name, of the operator behind the brackets
    std::string text;
};

// `sql` with the edits made. An edit whose place is not what it should be is left out: the
// guard then finds it wanting.
[[nodiscard]] std::string bounded(std::string_view sql, const std::vector<Edit>& edits);

// Whether this SELECT is what bounded() makes of the recursive query `name`: all its rows and no more than
// max_recursive_rows, or else an error.
[[nodiscard]] bool is_bounded_recursion(const json::object& select, std::string_view name);

inline constexpr int max_recursive_rows = 1'000'000;

}  // namespace pf::sql
