// The state of everything that decides what a sentence means, as one text to compare.
#pragma once

#include <string>

#include "model/ontology.hpp"

namespace pf::model {

// SHA-256 (hex) of the tables, their columns with types, descriptions and synonyms, the keys and the vocabulary: it
// changes when one of these does, and not with the rows.
[[nodiscard]] std::string meaning_key(const Ontology& ontology);

}  // namespace pf::model
