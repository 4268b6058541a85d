// PostgreSQL names: quoting, and the names of rules and their views (PostgreSQL 15 manual, 4.1.1: 63 bytes).
#pragma once

#include <string>
#include <string_view>

namespace pf::sql {

inline constexpr std::size_t max_identifier_bytes = 63;

// `name` in double quotes, quotes doubled. NUL bytes are dropped: no PostgreSQL text holds one.
[[nodiscard]] std::string quote_identifier(std::string_view name);

// `text` as a literal that means the same under any standard_conforming_strings: '…' or E'…'. NUL bytes are dropped.
[[nodiscard]] std::string quote_literal(std::string_view text);

// "Find all patterns!" → "find_all_patterns": lower case, letters and digits, other runs become one underscore; letters
// outside ASCII are kept (lower-cased where Unicode has a lower case), bytes that are no UTF-8 separate words.
// Never empty: "rule" when nothing is left. As long as the sentence asks for: only view_stem cuts.
[[nodiscard]] std::string rule_name(std::string_view sentence);

// `rule_<name>_`, what the name of a rule's view begins with: cut to 49 bytes, between words where it can be. Valid
// UTF-8.
[[nodiscard]] std::string view_stem(std::string_view sentence);

// The name that a new rule's view gets when no other has it: the stem with the id's own part when that is one short
// word
// ("rule_1732430862456" → `rule_find_all_patterns_1732430862456`), else with 1. At most 63 bytes.
[[nodiscard]] std::string view_name(std::string_view sentence, std::string_view rule_id);

}  // namespace pf::sql
