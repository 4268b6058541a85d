// Signing in through a provider, as the settings say.
#pragma once

#include <memory>

#include "api/sign_in.hpp"
#include "app/config.hpp"
#include "base/result.hpp"

namespace pf::app {

// Null when no issuer is set. Its sessions are not kept in a file yet. Errors: invalid_request for what cannot work.
[[nodiscard]] Result<std::shared_ptr<api::SignIn>> make_sign_in(const Config& config);

// "value=role, value=role". Errors: invalid_request.
[[nodiscard]] Result<std::vector<std::pair<std::string, Role>>> parse_roles(const std::string& map);

}  // namespace pf::app
