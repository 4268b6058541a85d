// The tools of the supervisor, each a file: the one visible list.
//   sql_pitboss     a sentence → guarded SQL (compiler, then model)
//   query_check     guarded SQL → would the database run it, at what cost
//   data_table      guarded SQL → a materialised view
//   register_rule   the rule and its version in the registry
//   register_view   the view in the registry, and the word of it to every session
#pragma once

#include "tools/data_table.hpp"     // IWYU pragma: export
#include "tools/query_check.hpp"    // IWYU pragma: export
#include "tools/register_rule.hpp"  // IWYU pragma: export
#include "tools/register_view.hpp"  // IWYU pragma: export
#include "tools/sql_pitboss.hpp"    // IWYU pragma: export
