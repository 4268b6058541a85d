// pattern-factory.yaml (SYSTEM, DATA, RULES) laid over the live catalogue. Format: docs/semantic-model.md.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "model/ontology.hpp"

namespace pf::catalogue {

// `text` over `catalogue`: only the tables and columns DATA names remain (all columns where it names none), with its
// descriptions, synonyms and sample values; SYSTEM and RULES are taken over. Errors are invalid_request and read
// "FILE:LINE: what is wrong", also for a table or column that the database does not have.
[[nodiscard]] Result<model::Ontology> load_yaml(std::string_view text, std::string_view file_name,
                                                const model::Ontology& catalogue);

}  // namespace pf::catalogue
