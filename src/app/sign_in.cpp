#include "app/sign_in.hpp"

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/files.hpp"
#include "net/address.hpp"

namespace pf::app {
namespace {

constexpr std::uint32_t max_session_hours = 24 * 90;
constexpr std::size_t max_secret_bytes = 4096;

Error bad(std::string message, std::string hint = {}) {
    return make_error(ErrorKind::invalid_request, std::move(message), std::move(hint));
}

Result<std::string> client_secret(const Config& config) {
    if (config.oidc_client_secret_file.empty()) return config.oidc_client_secret;
    if (!config.oidc_client_secret.empty())
        return bad("Set PF_OIDC_CLIENT_SECRET or PF_OIDC_CLIENT_SECRET_FILE, not both.");
    if (auto is_private = check_private_file(config.oidc_client_secret_file); !is_private) return is_private.error();
    const auto text = read_file(config.oidc_client_secret_file, max_secret_bytes);
    if (!text) return file_error(config.oidc_client_secret_file);
    std::string secret(trimmed(*text));
    if (secret.empty()) return bad(fmt::format("{} is empty.", config.oidc_client_secret_file));
    return secret;
}

Result<oidc::RoleMap> role_map(const Config& config) {
    oidc::RoleMap map;
    map.claim = config.oidc_role_claim;
    auto roles = parse_roles(config.oidc_roles);
    if (!roles) return roles.error();
    map.roles = std::move(*roles);
    if (config.oidc_default_role == "reader")
        map.otherwise = Role::reader;
    else if (config.oidc_default_role != "none")
        return bad("PF_OIDC_DEFAULT_ROLE must be reader or none.");
    if (map.roles.empty() && !map.otherwise)
        return bad("Nobody could sign in: PF_OIDC_ROLES gives nobody a role.",
                   "PF_OIDC_ROLES=analysts=author,staff=reader, or PF_OIDC_DEFAULT_ROLE=reader.");
    return map;
}

// What of the settings decides who may come as what: sessions that were begun under others end.
std::string rules_of(const Config& config) {
    return sha256_hex(fmt::format("{}\n{}\n{}\n{}\n{}\n{}", config.oidc_issuer, config.oidc_client_id,
                                  config.oidc_audiences, config.oidc_role_claim, config.oidc_roles,
                                  config.oidc_default_role));
}

}  // namespace

Result<std::vector<std::pair<std::string, Role>>> parse_roles(const std::string& map) {
    std::vector<std::pair<std::string, Role>> roles;
    const char separator = map.find(';') == std::string::npos ? ',' : ';';
    for (std::size_t begin = 0; begin <= map.size();) {
        const auto end = std::min(map.find(separator, begin), map.size());
        const auto entry = trimmed(std::string_view(map).substr(begin, end - begin));
        begin = end + 1;
        if (entry.empty()) continue;
        const auto equals = entry.rfind('=');
        const auto role =
            equals == std::string_view::npos ? std::nullopt : role_named(trimmed(entry.substr(equals + 1)));
        const auto value = trimmed(entry.substr(0, std::min(equals, entry.size())));
        if (!role || value.empty())
            return bad(fmt::format("PF_OIDC_ROLES: {} is not value=reader, value=author or value=admin.", entry));
        roles.emplace_back(value, *role);
    }
    return roles;
}

Result<std::shared_ptr<api::SignIn>> make_sign_in(const Config& config) {
    if (config.oidc_issuer.empty()) return std::shared_ptr<api::SignIn>();
    const auto here = net::parse_address(config.public_url);
    if (!here || !oidc::is_safe_address(config.public_url) || here->path != "/" || !here->query.empty())
        return bad("PF_OIDC_ISSUER needs PF_PUBLIC_URL: this server's https address, without a path.",
                   "https://factory.example; on this machine http://localhost:8000 will do.");
    if (config.oidc_session_hours > max_session_hours)
        return bad(fmt::format("PF_OIDC_SESSION_HOURS must be at most {}.", max_session_hours));
    const auto scopes = " " + config.oidc_scopes + " ";
    if (scopes.find(" openid ") == std::string::npos) return bad("PF_OIDC_SCOPES must have openid.");
    auto secret = client_secret(config);
    if (!secret) return secret.error();
    auto roles = role_map(config);
    if (!roles) return roles.error();
    auto provider = oidc::make_provider({.issuer = config.oidc_issuer,
                                         .client_id = config.oidc_client_id,
                                         .client_secret = std::move(*secret),
                                         .redirect_address = here->origin + "/sign-in/callback",
                                         .scopes = config.oidc_scopes,
                                         .audiences = split_list(config.oidc_audiences),
                                         .roles = std::move(*roles),
                                         .timeout = std::chrono::milliseconds(config.oidc_timeout_ms)});
    if (!provider) return provider.error();
    auto sign_in = std::make_shared<api::SignIn>();
    sign_in->provider = std::move(*provider);
    sign_in->provider_name = config.oidc_name.empty() ? net::parse_address(config.oidc_issuer)->host : config.oidc_name;
    sign_in->public_address = here->origin;
    sign_in->lasts = std::chrono::hours(config.oidc_session_hours);
    sign_in->sessions = std::make_shared<api::BrowserSessions>(rules_of(config));
    return sign_in;
}

}  // namespace pf::app
