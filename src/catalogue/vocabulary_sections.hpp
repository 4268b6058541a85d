// METRICS, DIMENSIONS, FILTERS and SYNONYMS of pattern-factory.yaml, as written: what their SQL means is for the
// compiler to say. Way in: read_vocabulary().
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "catalogue/yaml_tree.hpp"
#include "model/ontology.hpp"

namespace pf::catalogue {

// Of the whole file. An entry that cannot be read is left out and noted in `refused`; a section that is no list and no
// mapping is an error, invalid_request.
[[nodiscard]] Result<model::Vocabulary> read_vocabulary(const YamlNode& file, std::string_view file_name);

}  // namespace pf::catalogue
