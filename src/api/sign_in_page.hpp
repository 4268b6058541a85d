// What a browser sees of a server that wants its token: a form that signs in (Gate::sign_in).
#pragma once

#include <string>
#include <string_view>

#include "api/http.hpp"
#include "api/people.hpp"
#include "api/settings.hpp"
#include "api/url.hpp"

namespace pf::api {

struct WaysToSignIn {
    bool token = true;
    std::string provider;  // its name; empty: there is none
};
[[nodiscard]] WaysToSignIn ways_to_sign_in(const ServerSettings& settings, const People& people);

// `why` is one of this program's own sentences, `address` one of address_to_return_to(): signing in leads there.
[[nodiscard]] Response sign_in_page(int status, std::string_view why, std::string_view address,
                                    const WaysToSignIn& ways);

// Where to go after signing in: what the form carries as `to`, else what was asked for itself, without a token. Always
// a path of this server, with nothing in it but unreserved characters, escapes and `/?=&`.
[[nodiscard]] std::string address_to_return_to(const Target& asked);

}  // namespace pf::api
