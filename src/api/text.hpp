// Cutting the lists of HTTP headers.
#pragma once

#include <string_view>

namespace pf::api {

// The next element of a comma or semicolon separated list, trimmed; `rest` is left behind it.
[[nodiscard]] std::string_view next_element(std::string_view& rest, char separator);

}  // namespace pf::api
