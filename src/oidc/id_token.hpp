// The ID token: who signed in, as the provider attests it (OpenID Connect Core 1.0, 2).
#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "oidc/failure.hpp"
#include "oidc/keys.hpp"

namespace pf::oidc {

struct Expected {
    std::string issuer, client_id;
    std::vector<std::string> audiences;  // that a token may be for beside this client
    std::string nonce;
    std::chrono::sys_seconds now;
};

// The claims of a token that passes all of OpenID Connect Core 1.0, 3.1.3.7: a subject among them, and the end of its
// validity. Failures: token_….
[[nodiscard]] Outcome<boost::json::object> check_id_token(std::string_view token, const KeySet& keys,
                                                          const Expected& expected);

}  // namespace pf::oidc
