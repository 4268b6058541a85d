#include "oidc/identity.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/hidden_characters.hpp"

namespace pf::oidc {
namespace {

namespace json = boost::json;

constexpr std::size_t max_name_bytes = 100;  // as in the file of users

bool shows_as_it_is(std::string_view name) {
    return !holds_hidden_characters(name) &&
           std::none_of(name.begin(), name.end(), [](char c) { return c >= 0 && c < 0x20; });
}

}  // namespace

const json::value* find_claim(const json::object& claims, std::string_view name) {
    if (const json::value* whole = claims.if_contains(name)) return whole;
    const auto dot = name.find('.');
    if (dot == std::string_view::npos) return nullptr;
    const json::value* outer = claims.if_contains(name.substr(0, dot));
    return outer && outer->is_object() ? find_claim(outer->get_object(), name.substr(dot + 1)) : nullptr;
}

std::optional<Role> role_of(const json::object& claims, const RoleMap& map) {
    std::optional<Role> highest = map.otherwise;
    const json::value* claim = map.claim.empty() ? nullptr : find_claim(claims, map.claim);
    if (!claim) return highest;
    const json::array values = claim->is_array() ? claim->get_array() : json::array{*claim};
    for (const auto& [value, role] : map.roles)
        if (std::find(values.begin(), values.end(), json::value(value)) != values.end())
            highest = std::max(highest, std::optional(role));
    return highest;
}

std::vector<std::string> names_of(const json::object& claims) {
    std::vector<std::string> names;
    for (const std::string_view claim : {"name", "preferred_username", "email"}) {
        const json::value* value = claims.if_contains(claim);
        if (!value || !value->is_string()) continue;
        if (claim == "email") {
            const json::value* verified = claims.if_contains("email_verified");
            if (verified && *verified == json::value(false)) continue;
        }
        const std::string_view name = trimmed({value->get_string().data(), value->get_string().size()});
        if (name.empty() || name.size() > max_name_bytes || !shows_as_it_is(name)) continue;
        if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
    }
    return names;
}

}  // namespace pf::oidc
