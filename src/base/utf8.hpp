// UTF-8 text (RFC 3629).
#pragma once

#include <cstddef>
#include <string_view>

namespace pf {

// No overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

// Control characters (C0, DEL, C1) of valid UTF-8, white space (tab, line feed, carriage return) aside.
[[nodiscard]] bool holds_control_characters(std::string_view text);

// Characters (code points) of valid UTF-8.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

// UTF-16 code units of valid UTF-8: its length as JavaScript counts it.
[[nodiscard]] std::size_t utf16_length(std::string_view text);

}  // namespace pf
