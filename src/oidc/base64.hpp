// Base64, as OAuth and JOSE write bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pf::oidc {

[[nodiscard]] std::string base64(std::string_view bytes);

// Of the URL's alphabet and without padding (RFC 7515, 2).
[[nodiscard]] std::string base64url(std::string_view bytes);

// Nothing for what base64url() does not write.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

}  // namespace pf::oidc
