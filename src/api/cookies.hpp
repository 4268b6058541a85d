// Cookies as browsers send and take them (RFC 6265).
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "api/text.hpp"

namespace pf::api {

// What a browser shows of whoever signed in there: by a token, or through a provider.
inline constexpr std::string_view access_cookie = "pattern_factory";

// Calls `look` with the value of each cookie of that name until it says true; whether it did.
template <class Look>
bool any_cookie(std::string_view header, std::string_view name, Look look) {
    while (!header.empty()) {
        const std::string_view pair = next_element(header, ';');
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name && look(pair.substr(equals + 1)))
            return true;
    }
    return false;
}

struct Cookie {
    std::string_view name, value;
    std::string_view path = "/";
    std::chrono::seconds lives{0};          // 0: it is taken away
    std::string_view same_site = "Strict";  // Lax: it is shown also to who comes over a link from elsewhere
    bool over_tls = false;                  // for TLS alone
};

// The value of a Set-Cookie line; no script of a page may read the cookie.
[[nodiscard]] std::string set_cookie(const Cookie& cookie);

}  // namespace pf::api
