// What a language model is told for one sentence: the semantic model, what the sentence names in it, what is known
// besides. Way in: prompt_messages().
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "compiler/relevant.hpp"
#include "llm/client.hpp"
#include "model/ontology.hpp"

namespace pf::tools {

// A rule that was answered before.
struct PromptExample {
    std::string sentence;
    std::string sql;
};

// A reading of the sentence that is not sure to be meant.
struct PromptCandidate {
    std::string reading;
    std::string sql;
    double confidence = 0;
};

struct PromptContext {
    std::string_view sentence;
    const model::Ontology& ontology;
    compiler::Relevant relevant = {};              // of the sentence and this ontology
    bool values = true;                            // false: no cell of the database may be in it
    std::vector<PromptExample> examples = {};      // nearest first; at most 5 are taken
    std::vector<PromptCandidate> candidates = {};  // likeliest first; at most 5 are taken
};

// The conversation's beginning: the prompt prompts/sql_pitboss.md as the system's message, and the sentence. What does
// not depend on the sentence comes first, and of a schema that fits whole that is all of it but the end. Error:
// internal, when the prompt cannot be made.
[[nodiscard]] Result<std::vector<llm::Message>> prompt_messages(const PromptContext& context);

// Values for the placeholders of prompts/sql_pitboss.md: `system`, `schema` as schema_text gives it, and what is of
// this sentence, each empty where there is nothing: `said`, `examples`, `candidates`. Names, notes and cells are in
// quotes and on one line, without characters that do not show. Without `values` no sampled value is in it, and no
// example or candidate with a text that its sentence does not have.
[[nodiscard]] std::map<std::string, std::string> prompt_values(const PromptContext& context);

inline constexpr std::size_t max_schema_text_bytes = 24u << 10;

// The tables as CREATE TABLE statements with comments: descriptions, synonyms and, with `values`, those the semantic
// model gives. The same text whatever is relevant, where that fits. Of a schema that needs more than `max_bytes`, the
// relevant tables in their order, each with those its foreign keys reach, and of a wide one its keys and the relevant
// columns; then others as far as there is room.
[[nodiscard]] std::string schema_text(const model::Ontology& ontology, const compiler::Relevant& relevant,
                                      bool values = true, std::size_t max_bytes = max_schema_text_bytes);

}  // namespace pf::tools
