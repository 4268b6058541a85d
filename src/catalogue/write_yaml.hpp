// The live catalogue → pattern-factory.yaml, the other direction of load_yaml.
#pragma once

#include <string>

#include "model/ontology.hpp"

namespace pf::catalogue {

// For `pattern-factory init`: a file to edit, made from the catalogue alone.
[[nodiscard]] std::string write_yaml(const model::Ontology& catalogue);

}  // namespace pf::catalogue
