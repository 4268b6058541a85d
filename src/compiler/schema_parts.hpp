// What a schema index is made of beside the words of its names. Way in: SchemaIndex.
#pragma once

#include <vector>

#include "compiler/schema_index.hpp"

namespace pf::compiler {

[[nodiscard]] ColumnTraits judge_column(const SchemaIndex& schema, ColumnId id);

// With the traits of the table's columns known. Never empty for a table with columns.
[[nodiscard]] std::vector<int> choose_naming_columns(const SchemaIndex& schema, int table);
// The primary key when it is one column, else one that is unique, else an id-like one, else -1.
[[nodiscard]] int choose_key(const SchemaIndex& schema, int table);

// Whether the rows of the table are persons, by its name or theirs.
[[nodiscard]] bool names_persons(const SchemaIndex& schema, int table);
// Few columns, a key that other tables refer to, a text beside it, and itself referring to nothing else. With the edges
// known.
[[nodiscard]] bool names_codes(const SchemaIndex& schema, int table);

// An edge for each foreign key, the declared ones first; dearer the less sure it is.
[[nodiscard]] std::vector<JoinEdge> find_joins(const SchemaIndex& schema);

}  // namespace pf::compiler
