#include "api/gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>

#include "api/cookies.hpp"
#include "api/sign_in.hpp"
#include "api/sign_in_page.hpp"
#include "base/ascii.hpp"

namespace pf::api {
namespace {

constexpr std::chrono::hours cookie_lives{30 * 24};

bool contains(const std::vector<std::string>& list, std::string_view entry) {
    return std::find(list.begin(), list.end(), entry) != list.end();
}

bool has_port(std::string_view host) {
    const auto colon = host.rfind(':');
    return colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos;
}

bool is_change(Method method) { return method != Method::get && method != Method::head; }

bool is_probe(Method method, std::string_view path) {
    return !is_change(method) && (path == "/healthz" || path == "/readyz");
}

// For who has a board's link. The files are those of every release; what they show comes from the routes of links.
bool is_for_links(Method method, std::string_view path) {
    if (is_change(method)) return false;
    constexpr std::array<std::string_view, 3> paths{"/shared", "/favicon.svg", "/theme.js"};
    return std::find(paths.begin(), paths.end(), path) != paths.end() || wants_link(path) || path.starts_with("/_app/");
}

}  // namespace

Gate::Gate(const ServerSettings& settings, std::uint16_t port, std::shared_ptr<const People> people)
    : port_(std::to_string(port)), people_(std::move(people)), has_provider_(settings.sign_in != nullptr) {
    const auto allow = [&](std::string_view name) {
        const std::string host = lower(name);
        hosts_.push_back(host);
        if (!has_port(host)) hosts_.push_back(host + ":" + port_);
    };
    const bool is_standard = port == 80 || port == 443;
    for (const std::string_view name : {"localhost", "127.0.0.1", "[::1]"}) {
        hosts_.push_back(fmt::format("{}:{}", name, port_));
        if (is_standard) hosts_.emplace_back(name);
    }
    for (const auto& name : settings.allowed_hosts) allow(name);
    if (settings.sign_in) hosts_.push_back(settings.sign_in->public_host());
    for (const auto& configured : settings.allowed_origins) {
        std::string origin = lower(configured);
        while (origin.ends_with('/')) origin.pop_back();
        // A trusted page's own server may pass requests on as they are, with its name in Host.
        if (const auto scheme = origin.find("://"); scheme != std::string::npos)
            hosts_.push_back(origin.substr(scheme + 3));
        origins_.push_back(std::move(origin));
    }
}

bool Gate::host_allowed(std::string_view host, std::string_view local_address) const {
    const std::string lowered = lower(host);
    if (lowered.empty()) return false;
    if (contains(hosts_, lowered)) return true;
    if (local_address.empty()) return false;
    return lowered == fmt::format("{}:{}", local_address, port_) ||
           ((port_ == "80" || port_ == "443") && lowered == local_address);
}

bool Gate::origin_allowed(const RequestFacts& facts) const {
    if (!facts.origin) {
        const bool crosses =
            equal_but_for_case(facts.fetch_site, "cross-site") || equal_but_for_case(facts.fetch_site, "same-site");
        return !crosses;
    }
    const std::string origin = lower(*facts.origin);
    const std::string host = lower(facts.host);
    return origin == "http://" + host || origin == "https://" + host || contains(origins_, origin);
}

std::optional<Caller> Gate::caller(std::string_view authorization, std::string_view cookie) const {
    auto caller = people_->by_token(bearer_token(authorization));
    if (!caller)
        any_cookie(cookie, access_cookie,
                   [&](std::string_view value) { return (caller = people_->by_cookie(value)).has_value(); });
    return caller;
}

std::string Gate::shown_token(const RequestFacts& facts, const Target& target) const {
    if (wants_link(facts.path)) return std::string(bearer_token(facts.authorization));
    if (facts.path == callback_path) return std::string(parameter(target, "code"));
    if (!people_->wants_token() || signs_in(facts.path)) return {};
    std::string shown(bearer_token(facts.authorization));
    any_cookie(facts.cookie, access_cookie, [&](std::string_view value) {
        shown += value;
        return false;
    });
    if (target.path == "/" && facts.method == Method::get) shown += shown_to_sign_in(target);
    return shown;
}

std::optional<Refusal> Gate::check_names(const RequestFacts& facts) const {
    if (!host_allowed(facts.host, facts.local_address))
        return Refusal{403, "This server does not answer to that host name.",
                       "Open it by its address, or add the name to the server's configured host names."};
    if ((facts.websocket || is_change(facts.method)) && !origin_allowed(facts))
        return Refusal{403, "Requests from pages of other origins are not accepted.",
                       "Add the page's origin to the server's configured origins if it is trusted."};
    return std::nullopt;
}

std::optional<Refusal> Gate::check_token(const RequestFacts& facts) const {
    if (caller(facts.authorization, facts.cookie) || is_probe(facts.method, facts.path) ||
        is_for_links(facts.method, facts.path) || (has_provider_ && signs_in(facts.path) && !is_change(facts.method)))
        return std::nullopt;
    if (has_provider_)
        return Refusal{401, "You have to sign in.",
                       "Open /sign-in in the browser, or send Authorization: Bearer <token>."};
    return Refusal{401, "This server wants a token.",
                   "Open /?token=<token> once in the browser, or send Authorization: Bearer <token>."};
}

std::optional<Response> Gate::sign_in(Method method, const Target& target, bool over_tls) const {
    if (!people_->wants_token() || method != Method::get || target.path != "/") return std::nullopt;
    for (const auto& [name, value] : target.query) {
        if (name != "token") continue;
        if (!people_->by_token(value)) return Response{.status = 401};
        Response response{.status = 303};
        response.headers.emplace_back("Location", address_to_return_to(target));
        response.headers.emplace_back(
            "Set-Cookie",
            set_cookie(
                {.name = access_cookie, .value = cookie_of(value), .lives = cookie_lives, .over_tls = over_tls}));
        response.headers.emplace_back("Cache-Control", "no-store");
        return response;
    }
    return std::nullopt;
}

std::string_view bearer_token(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer ";
    if (!equal_but_for_case(authorization.substr(0, scheme.size()), scheme)) return {};
    return trimmed(authorization.substr(scheme.size()), " \t");
}

bool wants_link(std::string_view path) { return path == "/api/shared" || path.starts_with("/api/shared/"); }

std::string_view parameter(const Target& target, std::string_view name) {
    for (const auto& [known, value] : target.query)
        if (known == name) return value;
    return {};
}

std::string_view shown_to_sign_in(const Target& target) { return parameter(target, "token"); }

std::string forgotten_cookie() { return set_cookie({.name = access_cookie, .value = ""}); }

bool is_loopback(std::string_view address) {
    if (address == "localhost") return true;
    boost::system::error_code failed;
    const auto parsed = boost::asio::ip::make_address(std::string(address), failed);
    return !failed && parsed.is_loopback();
}

}  // namespace pf::api
