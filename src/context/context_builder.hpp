// Rule text and semantic model → what the generators work on: the sentence, and the placeholders of the model's prompt.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "context/ontology.hpp"

namespace pf::context {

// The sentence of the predefined rule with that code (case does not count), else the text itself: one line, white space
// of any kind squeezed to single blanks, marks of text direction removed. Errors are invalid_request: nothing but white
// space, no UTF-8, control characters.
[[nodiscard]] Result<std::string> resolve_sentence(std::string_view rule_code, const Ontology& ontology);

// Where the byte `offset` of the sentence that resolve_sentence made of `rule_code` stands in `rule_code`; nothing when
// it does not stand there: that was the code of a predefined rule.
[[nodiscard]] std::optional<std::size_t> offset_in_rule_code(std::string_view rule_code, std::string_view sentence,
                                                             std::size_t offset);

// Equal for sentences that say the same: case outside double quotes does not count, nor do . ! and ? at the end.
[[nodiscard]] std::string normalise_sentence(std::string_view sentence);

// Values for the placeholders of prompts/sql_pitboss.md: `system`, and `schema` as schema_text gives it.
[[nodiscard]] std::map<std::string, std::string> prompt_values(std::string_view sentence, const Ontology& ontology);

inline constexpr std::size_t max_schema_text_bytes = 24u << 10;

// The tables as CREATE TABLE statements with comments: descriptions, synonyms and the values the semantic model gives.
// No cell of the database is in it. Of a schema that needs more than `max_bytes`, the tables that share most words with
// the sentence and their neighbours by foreign key, and of a wide table its keys and the columns that share words.
[[nodiscard]] std::string schema_text(std::string_view sentence, const Ontology& ontology,
                                      std::size_t max_bytes = max_schema_text_bytes);

}  // namespace pf::context
