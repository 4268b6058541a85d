#include "base/caller.hpp"

namespace pf {

std::string_view to_string(Role role) {
    switch (role) {
        case Role::reader: return "reader";
        case Role::author: return "author";
        case Role::admin: return "admin";
    }
    return "reader";
}

std::optional<Role> role_named(std::string_view name) {
    for (const Role role : {Role::reader, Role::author, Role::admin})
        if (name == to_string(role)) return role;
    return std::nullopt;
}

}  // namespace pf
