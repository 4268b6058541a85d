// Signing in through a provider of OpenID Connect (docs/decisions/0008-sessions-of-browsers.md).
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "api/allowance.hpp"
#include "api/browser_sessions.hpp"
#include "base/secret.hpp"
#include "oidc/provider.hpp"

namespace pf::api {

struct SignIn {
    std::unique_ptr<oidc::Provider> provider;
    std::string provider_name;     // as people know it
    std::string public_address;    // of this server, as browsers see it: https://factory.example
    std::chrono::hours lasts{12};  // a session; 0: as long as the provider's token
    std::shared_ptr<BrowserSessions> sessions;
    std::string key = random_token(32);  // of what sign-ins under way carry
    std::size_t under_way = 0;           // waiting for the provider,
    Allowance steps{50, 250};            // and those that begin to

    [[nodiscard]] std::string public_host() const { return public_address.substr(public_address.find("://") + 3); }
    [[nodiscard]] bool is_public_over_tls() const { return public_address.starts_with("https:"); }
};

}  // namespace pf::api
