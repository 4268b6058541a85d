// Who may ask (docs/security.md, "The edge"): Host against DNS rebinding, Origin against cross-site requests, the
// token.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/head_check.hpp"
#include "api/http.hpp"
#include "api/people.hpp"
#include "api/settings.hpp"

namespace pf::api {

// What the decisions rest on, from a request's head and its connection.
struct RequestFacts {
    Method method = Method::get;
    std::string_view path;
    bool websocket = false;
    std::string_view host;
    std::string_view client;         // who asks: an address, or a network of IPv6
    std::string_view local_address;  // the address the connection came in on: 127.0.0.1, [::1]
    std::optional<std::string_view> origin;
    std::string_view fetch_site;  // Sec-Fetch-Site
    std::string_view authorization, cookie;
    bool over_tls = false;  // as far as to the first proxy of ours
};

class Gate {
 public:
    // `port`: the one the server listens on.
    Gate(const ServerSettings& settings, std::uint16_t port, std::shared_ptr<const People> people);

    [[nodiscard]] bool host_allowed(std::string_view host, std::string_view local_address) const;

    // A missing Origin is allowed unless the browser says that the request crosses sites: programs that are not
    // browsers send none.
    [[nodiscard]] bool origin_allowed(const RequestFacts& facts) const;

    // By the token or the cookie; nothing when neither is right.
    [[nodiscard]] std::optional<Caller> caller(std::string_view authorization, std::string_view cookie) const;

    // What the request shows as a token, in its head, to sign in, as a provider's code or as a board's link; empty:
    // nothing.
    [[nodiscard]] std::string shown_token(const RequestFacts& facts, const Target& target) const;

    // The reason to refuse: Host and Origin, 403; the token, 401. Without one pass probes, the way through a provider,
    // and what a board's link opens: its own routes, which want the link's token, and the web app's page and files for
    // it (Request::caller).
    [[nodiscard]] std::optional<Refusal> check_names(const RequestFacts& facts) const;
    [[nodiscard]] std::optional<Refusal> check_token(const RequestFacts& facts) const;

    // Answers `GET /?token=…`: 303 with the cookie to `to`, an address here that was asked for, else to `/`; or 401.
    // Nothing for other requests.
    // `over_tls`: the cookie is for TLS alone then.
    [[nodiscard]] std::optional<Response> sign_in(Method method, const Target& target, bool over_tls) const;

 private:
    std::string port_;
    std::vector<std::string> hosts_;    // host:port as allowed, lower case
    std::vector<std::string> origins_;  // lower case
    std::shared_ptr<const People> people_;
    bool has_provider_;
};

// The token in `Authorization: Bearer <token>`; empty for any other.
[[nodiscard]] std::string_view bearer_token(std::string_view authorization);

// The routes that want a board's link in place of the server's token.
[[nodiscard]] bool wants_link(std::string_view path);

// The way through a provider, and back: it takes no token.
inline constexpr std::string_view sign_in_path = "/sign-in", callback_path = "/sign-in/callback";
[[nodiscard]] inline bool signs_in(std::string_view path) { return path == sign_in_path || path == callback_path; }

// The routes that are told the browser (Request::browser).
inline constexpr std::string_view sign_out_path = "/api/sign-out";
[[nodiscard]] inline bool concerns_sign_in(std::string_view path) { return signs_in(path) || path == sign_out_path; }

// A parameter of the query, the first of that name; empty: there is none.
[[nodiscard]] std::string_view parameter(const Target& target, std::string_view name);

// The token of `/?token=…`; empty: there is none.
[[nodiscard]] std::string_view shown_to_sign_in(const Target& target);

// Set-Cookie that undoes a sign-in in the browser it goes to.
[[nodiscard]] std::string forgotten_cookie();

[[nodiscard]] bool is_loopback(std::string_view address);

}  // namespace pf::api
