// Rows of a query as they go out: in PostgreSQL's text format, with what is needed to read them.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace pf::pitboss {

using Cells = std::vector<std::optional<std::string>>;  // one row in PostgreSQL's text format; nullopt is NULL

struct ColumnOrigin {  // a column of a table
    std::string schema, table, column;
};

struct ResultColumn {
    std::string name;
    std::string type;                         // as format_type() prints it
    std::optional<ColumnOrigin> origin = {};  // whose values it has, unchanged
};

}  // namespace pf::pitboss
