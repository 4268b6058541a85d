// Columns of a page that refer to rows of other tables, and what those rows are called.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/ontology.hpp"
#include "pg/connection.hpp"
#include "pitboss/results.hpp"

namespace pf::pitboss {

// What a table is called where tables are listed: its name, with its schema where another has the same.
[[nodiscard]] std::string listed_name(const model::Ontology& ontology, const model::Table& table);

// A column of the semantic model.
struct ModelColumn {
    int table = -1, column = -1;
};

// What the values of a column are keys of: by a key of this one column that is declared, or that the model infers.
[[nodiscard]] std::optional<ModelColumn> referred_by(const model::Ontology& ontology, const ColumnOrigin& origin);

// The names of rows by their keys; `naming`: the columns that tell a person which row is meant.
struct Names {
    ModelColumn key;
    std::vector<int> naming;
    std::vector<std::string> keys;
};

// One statement for all of them: the place in `wanted`, the key, the name.
[[nodiscard]] sql::Statement names_query(const model::Ontology& ontology, const std::vector<Names>& wanted);

// The columns of `page` that refer to a table of the model, with the names of the rows that it refers to: one
// statement, a second at most. Where the names cannot be had there are none.
Task<std::vector<Reference>> references_of(pg::Connection& connection, const Services& services, const Page& page,
                                           Deadline deadline);

}  // namespace pf::pitboss
