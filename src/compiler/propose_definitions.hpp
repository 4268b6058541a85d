// What the names of a database let one guess of its vocabulary: a start for whoever writes the semantic model.
#pragma once

#include <vector>

#include "model/ontology.hpp"

namespace pf::compiler {

// A sum for each measure, a filter for each yes-or-no column, other words for tables: those that are in no name, at
// most 60 in all. Guesses: somebody should look at each.
[[nodiscard]] std::vector<model::Definition> propose_definitions(const model::Ontology& catalogue);

// The table or column (-1: the table) as a person writes it in the semantic model, in quotes only where it must be.
[[nodiscard]] std::string definition_path(const model::Ontology& ontology, int table, int column);

}  // namespace pf::compiler
