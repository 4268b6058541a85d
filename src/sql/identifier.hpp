// PostgreSQL names: quoting, and the names of rules and their views (PostgreSQL 15 manual, 4.1.1: 63 bytes).
#pragma once

#include <string>
#include <string_view>

namespace pf::sql {

inline constexpr std::size_t max_identifier_bytes = 63;

// `name` in double quotes, quotes doubled. NUL bytes are dropped: no PostgreSQL text holds one.
[[nodiscard]] std::string quote_identifier(std::string_view name);

// `text` as a literal that means the same under any standard_conforming_strings: '…' or E'…'.
[[nodiscard]] std::string quote_literal(std::string_view text);

// "Find all patterns!" → "find_all_patterns": lower case, ASCII letters and digits, other runs become one underscore;
// letters outside ASCII are kept (lower-cased where Unicode has a lower case). Never empty: "rule" when nothing is left.
[[nodiscard]] std::string rule_name(std::string_view sentence);

// `rule_<name>_<the id's own part>`: the id's own part is the id without a leading "rule_", in snake case. Cut to 63
// bytes on a character's boundary with an 8-digit hash of sentence and id when it would be longer or when the id had
// characters that snake case loses, so that two ids or two long sentences never meet in one view.
[[nodiscard]] std::string view_name(std::string_view sentence, std::string_view rule_id);

}  // namespace pf::sql
