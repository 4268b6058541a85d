// Names as people write them in DATA ("patterns", "public.patterns", "patterns.name", "\"my.table\".id") → the
// catalogue.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/ontology.hpp"

namespace pf::catalogue {

struct NamedThing {
    int table = -1;
    int column = -1;  // -1: the table itself
};

// Table, schema.table, table.column or schema.table.column; what is both of the middle two is the table; a part with a
// dot of its own stands in double quotes. An exact name wins; else one that differs in case only. An error's message
// says what is wrong and the nearest name; its kind is invalid_request.
[[nodiscard]] Result<NamedThing> find_name(const model::Ontology& catalogue, std::string_view path);

[[nodiscard]] Result<int> find_column(const model::Table& table, std::string_view name);

// The shortest path that find_name() takes back to the table.
[[nodiscard]] std::string table_path(const model::Ontology& catalogue, const model::Table& table);

}  // namespace pf::catalogue
