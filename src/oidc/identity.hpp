// Claims of a provider → who the person is here, and what they may do.
#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/caller.hpp"

namespace pf::oidc {

// Which values of a claim make which role.
struct RoleMap {
    std::string claim;  // its name, or its path: realm_access.roles
    std::vector<std::pair<std::string, Role>> roles;
    std::optional<Role> otherwise;  // of who has none of the values; nothing: they may not come
};

struct Identity {
    std::string subject;             // by which the provider knows the person for ever
    std::vector<std::string> names;  // to call the person by, best first; one at least
    Role role;
    std::chrono::sys_seconds expires;  // what the provider attests
};

// The claim's value: under its whole name, or along its path.
[[nodiscard]] const boost::json::value* find_claim(const boost::json::object& claims, std::string_view name);

// The highest that the values give.
[[nodiscard]] std::optional<Role> role_of(const boost::json::object& claims, const RoleMap& map);

// name, preferred_username and email, as far as they show and fit.
[[nodiscard]] std::vector<std::string> names_of(const boost::json::object& claims);

}  // namespace pf::oidc
