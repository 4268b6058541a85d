// Who asks, and what they may do (docs/security.md, "People").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pf {

enum class Role : std::uint8_t { reader, author, admin };  // each may do what those before it may

[[nodiscard]] std::string_view to_string(Role role);  // the wire name
[[nodiscard]] std::optional<Role> role_named(std::string_view name);

struct Caller {
    std::string name;  // empty: whoever holds the server's one token, or may come without one
    Role role = Role::reader;
    std::string token;  // the id of the token that was shown; empty: none is wanted
};

}  // namespace pf
