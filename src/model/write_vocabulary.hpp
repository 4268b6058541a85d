// The vocabulary as text of pattern-factory.yaml, the other direction of catalogue/vocabulary_sections.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/ontology.hpp"

namespace pf::model {

// METRICS, DIMENSIONS, FILTERS and SYNONYMS, those that have entries, each in the order given. `mark` begins every
// line:
// "# " makes proposals of them.
[[nodiscard]] std::string write_vocabulary(const std::vector<Definition>& definitions, std::string_view mark = {});

// `text` as a YAML scalar of one line that reads back as the same text.
[[nodiscard]] std::string yaml_scalar(std::string_view text);
[[nodiscard]] std::string yaml_list(const std::vector<std::string>& texts);

// "metric", "dimension", "filter", "synonym", and back; false for another word.
[[nodiscard]] std::string_view to_string(Definition::Kind kind);
[[nodiscard]] bool read_kind(std::string_view text, Definition::Kind& kind);

}  // namespace pf::model
