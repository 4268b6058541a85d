// Text as a part of a URL.
#pragma once

#include <string>
#include <string_view>

namespace pf {

// Everything but RFC 3986's unreserved characters is escaped.
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace pf
