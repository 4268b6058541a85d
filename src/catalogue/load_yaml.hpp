// pattern-factory.yaml (SYSTEM, DATA, RULES and the vocabulary) laid over the live catalogue. Format:
// docs/semantic-model.md.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "model/ontology.hpp"

namespace pf::catalogue {

// `text` over `catalogue`: only the tables and columns DATA names remain (all columns where it names none), with its
// descriptions, synonyms and sample values; SYSTEM, RULES and the vocabulary (METRICS, DIMENSIONS, FILTERS, SYNONYMS)
// are taken over, of the vocabulary without the entries that cannot be read, which `vocabulary.refused` names. The
// tables of `always_schema` remain whole, whatever DATA names: files that were brought. Errors are invalid_request and
// read "FILE:LINE: what is wrong", also for a table or column that the database does not have.
[[nodiscard]] Result<model::Ontology> load_yaml(std::string_view text, std::string_view file_name,
                                                const model::Ontology& catalogue, std::string_view always_schema = {});

}  // namespace pf::catalogue
