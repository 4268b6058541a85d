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
// Never empty: "rule" when nothing is left. As long as the sentence asks for: only view_name cuts.
[[nodiscard]] std::string rule_name(std::string_view sentence);

// `rule_<name>_<the id's own part>`: the id's own part is the id without its leading "rule_", in snake case. When that
// would be longer than 63 bytes, or the id is not "rule_" and one word of a–z and 0–9, the name ends in an 8-digit hash
// of sentence and id (and is cut on a character's boundary), so that two ids or two long sentences never meet in one
// view. Always valid UTF-8 of at most 63 bytes.
[[nodiscard]] std::string view_name(std::string_view sentence, std::string_view rule_id);

}  // namespace pf::sql
