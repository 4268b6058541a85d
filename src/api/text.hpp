// Comparing and cutting ASCII text of HTTP headers.
#pragma once

#include <string>
#include <string_view>

namespace pf::api {

[[nodiscard]] std::string ascii_lower(std::string_view text);
[[nodiscard]] bool same_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] std::string_view trimmed(std::string_view text);  // without spaces and tabs at both ends

// The next element of a comma or semicolon separated list, trimmed; `rest` is left behind it.
[[nodiscard]] std::string_view next_element(std::string_view& rest, char separator);

}  // namespace pf::api
