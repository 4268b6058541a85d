// Rule text and semantic model → the sentence that the generators work on.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "model/ontology.hpp"

namespace pf::model {

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

}  // namespace pf::model
