// The live catalogue → pattern-factory.yaml, the other direction of load_yaml.
#pragma once

#include <string>
#include <vector>

#include "model/ontology.hpp"

namespace pf::catalogue {

// For `pattern-factory init`: a file to edit, made from the catalogue alone. `proposals` stand in it as comments.
[[nodiscard]] std::string write_yaml(const model::Ontology& catalogue,
                                     const std::vector<model::Definition>& proposals = {});

}  // namespace pf::catalogue
