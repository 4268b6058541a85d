// ASCII text, whatever the locale: lower case, equality without case, blanks at both ends.
#pragma once

#include <string>
#include <string_view>

namespace pf {

[[nodiscard]] constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Other bytes than A to Z are left, so UTF-8 stays UTF-8.
[[nodiscard]] std::string lower(std::string_view text);

[[nodiscard]] bool equal_but_for_case(std::string_view a, std::string_view b);

inline constexpr std::string_view white_space = " \t\r\n\f\v";

// Without `blanks` at both ends. What is returned lies in `text`.
[[nodiscard]] std::string_view trimmed(std::string_view text, std::string_view blanks = white_space);

}  // namespace pf
