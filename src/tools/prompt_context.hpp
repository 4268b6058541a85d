// The semantic model as a language model is told of it: the placeholders of the prompt.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "model/ontology.hpp"

namespace pf::tools {

// Values for the placeholders of prompts/sql_pitboss.md: `system`, and `schema` as schema_text gives it.
[[nodiscard]] std::map<std::string, std::string> prompt_values(std::string_view sentence,
                                                               const model::Ontology& ontology);

inline constexpr std::size_t max_schema_text_bytes = 24u << 10;

// The tables as CREATE TABLE statements with comments: descriptions, synonyms and the values the semantic model gives.
// No cell of the database is in it. Of a schema that needs more than `max_bytes`, the tables that share most words with
// the sentence and their neighbours by foreign key, and of a wide table its keys and the columns that share words.
[[nodiscard]] std::string schema_text(std::string_view sentence, const model::Ontology& ontology,
                                      std::size_t max_bytes = max_schema_text_bytes);

}  // namespace pf::tools
