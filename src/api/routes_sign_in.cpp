// /sign-in, /sign-in/callback and /api/sign-out: through a provider of OpenID Connect, and out again.
#include <fmt/format.h>

#include <charconv>

#include "api/cookies.hpp"
#include "api/gate.hpp"
#include "api/json_writer.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"
#include "api/sign_in.hpp"
#include "api/sign_in_page.hpp"
#include "api/static_files.hpp"
#include "base/ascii.hpp"
#include "base/log.hpp"
#include "base/percent_encode.hpp"

namespace pf::api {
namespace {

using oidc::Failure;
using oidc::Reason;

constexpr std::size_t max_under_way = 16;
constexpr std::size_t max_address_bytes = 1'000;
constexpr std::size_t max_code_bytes = 4'000;
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t name_characters = 16;
constexpr std::chrono::minutes time_to_sign_in{10};
constexpr std::string_view attempt_cookie = "pattern_factory_sign_in_";

BrowserSessions::Time now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

// One wait for the provider; strangers do not take the server's room for others.
struct UnderWay {
    explicit UnderWay(std::shared_ptr<SignIn> s) : sign_in(std::move(s)) { ++sign_in->under_way; }
    ~UnderWay() { --sign_in->under_way; }
    UnderWay(const UnderWay&) = delete;
    UnderWay& operator=(const UnderWay&) = delete;
    std::shared_ptr<SignIn> sign_in;
};

// What a browser keeps while its person is at the provider: a secret, when it began, and where it wants to go. All that
// the provider is sent for it comes of that and of the server's key, so that nothing is kept here.
struct Carried {
    std::string secret;
    std::int64_t began = 0;
    std::string address;

    [[nodiscard]] std::string text() const { return fmt::format("{}.{}.{}", secret, began, address); }
};

std::optional<Carried> read_carried(std::string_view text) {
    const auto first = text.find('.');
    const auto second = first == std::string_view::npos ? first : text.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    Carried carried{std::string(text.substr(0, first)), 0, std::string(text.substr(second + 1))};
    const auto [end, failed] = std::from_chars(text.data() + first + 1, text.data() + second, carried.began);
    if (failed != std::errc() || end != text.data() + second) return std::nullopt;
    return carried;
}

oidc::Attempt attempt_of(const SignIn& sign_in, const Carried& carried) {
    const auto made = [&](std::string_view what) {
        return hmac_sha256_hex(sign_in.key, fmt::format("{} {}", what, carried.text()));
    };
    return {made("state"), made("nonce"), made("verifier")};
}

std::string cookie_named_for(std::string_view state) {
    return fmt::format("{}{}", attempt_cookie, state.substr(0, name_characters));
}

bool over_tls(const SignIn& sign_in, const Browser& browser) {
    return browser.over_tls || sign_in.is_public_over_tls();
}

// Where the person wants to go: an address here, and not to sign in once more.
std::string address_asked_for(const Target& target) {
    if (parameter(target, "to").empty()) return "/";
    std::string address = address_to_return_to(target);
    return address.size() > max_address_bytes || address.starts_with(sign_in_path) ? "/" : address;
}

struct Said {
    int status;
    std::string_view kind;
};
Said said_of(Reason reason) {
    switch (reason) {
        case Reason::wrong_state: return {400, "invalid_request"};
        case Reason::refused:
        case Reason::no_name:
        case Reason::no_role: return {403, "forbidden"};
        case Reason::client_refused:
        case Reason::provider_unavailable:
        case Reason::provider_nonsense: return {503, "unavailable"};
        case Reason::provider_timeout: return {504, "timeout"};
        default: return {401, "invalid_request"};
    }
}

// To a browser the page to try again on, to a program a problem with the reason's name.
Response failed(const RouteContext& context, const Request& request, const Failure& failure, std::string address) {
    const auto [status, kind] = said_of(failure.reason);
    if (accepts(request.accept, "text/html"))
        return sign_in_page(status, fmt::format("{} ({})", failure.message, to_string(failure.reason)), address,
                            ways_to_sign_in(context.settings, *context.people));
    Response response{.status = status, .content_type = "application/problem+json"};
    JsonWriter json(response.body);
    json.begin_object().member("type", "about:blank").member("title", reason_phrase(status));
    json.member("status", std::int64_t{status}).member("detail", failure.message).member("kind", kind);
    json.member("reason", to_string(failure.reason)).end_object();
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Response redirect(std::string address) {
    Response response{.status = 303};
    response.headers.emplace_back("Location", std::move(address));
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

std::optional<Response> refuse_when_busy(SignIn& sign_in) {
    if (sign_in.under_way < max_under_way && sign_in.steps.take(Clock::now())) return std::nullopt;
    Response response =
        problem(make_error(ErrorKind::unavailable, "Too many people are signing in.", "Try again in a second."));
    response.headers.emplace_back("Retry-After", "1");
    return response;
}

void log_failure(const Failure& failure) {
    log::warn("sign-in: {}: {} {}", to_string(failure.reason), failure.message, failure.detail);
}

Task<Response> begin(RouteContext& context, Call call) {
    const auto sign_in = context.settings.sign_in;
    if (!sign_in || !call.request.browser) co_return nothing_at(call.request.target.path);
    const Browser& browser = *call.request.browser;
    std::string address = address_asked_for(call.request.target);
    // The provider sends the browser back to the public address, and cookies are a host's own.
    if (lower(browser.host) != sign_in->public_host())
        co_return redirect(fmt::format("{}{}?to={}", sign_in->public_address, sign_in_path, percent_encode(address)));
    if (auto busy = refuse_when_busy(*sign_in)) co_return std::move(*busy);
    const UnderWay counted(sign_in);

    const Carried carried{random_token(secret_bytes), now().time_since_epoch().count(), address};
    const auto attempt = attempt_of(*sign_in, carried);
    auto leads_to = co_await sign_in->provider->authorization_address(attempt);
    if (!leads_to) {
        log_failure(leads_to.error());
        co_return failed(context, call.request, leads_to.error(), std::move(address));
    }
    Response response = redirect(std::move(*leads_to));
    response.headers.emplace_back("Set-Cookie", set_cookie({.name = cookie_named_for(attempt.state),
                                                            .value = carried.text(),
                                                            .path = sign_in_path,
                                                            .lives = time_to_sign_in,
                                                            .same_site = "Lax",
                                                            .over_tls = over_tls(*sign_in, browser)}));
    co_return response;
}

// What this browser carries for that state, if it began it, and not long ago.
std::optional<Carried> carried_for(const SignIn& sign_in, const Browser& browser, std::string_view state) {
    std::optional<Carried> found;
    any_cookie(browser.cookie, cookie_named_for(state), [&](std::string_view value) {
        found = read_carried(value);
        if (found && !equal_in_constant_time(attempt_of(sign_in, *found).state, state)) found.reset();
        return found.has_value();
    });
    const auto age = now().time_since_epoch().count() - (found ? found->began : 0);
    return age <= std::chrono::seconds(time_to_sign_in).count() ? found : std::nullopt;
}

// What the provider's answer says before anybody is asked about it (OAuth 2.0, 4.1.2; RFC 9207).
std::optional<Failure> refusal_in(const Target& target, const SignIn& sign_in) {
    const auto issuer = parameter(target, "iss"), error = parameter(target, "error"), code = parameter(target, "code");
    if (!issuer.empty() && issuer != sign_in.provider->settings().issuer)
        return Failure{Reason::token_issuer, "The answer is of another sign-in provider."};
    if (error == "access_denied")
        return Failure{Reason::refused, "The provider says that you may not, or did not agree."};
    if (!error.empty()) return Failure{Reason::refused, "The sign-in provider refused the sign-in."};
    if (code.empty() || code.size() > max_code_bytes)
        return Failure{Reason::provider_nonsense, "The sign-in provider's answer has no code."};
    return std::nullopt;
}

// Whether the provider has said something of a person, so that strangers cannot fill the audit log.
bool is_attested(Reason reason) {
    switch (reason) {
        case Reason::token_algorithm:
        case Reason::token_forged:
        case Reason::token_issuer:
        case Reason::token_audience:
        case Reason::token_expired:
        case Reason::token_early:
        case Reason::token_nonce:
        case Reason::no_name:
        case Reason::no_role: return true;
        default: return false;
    }
}

// Who came back, from now on known by a cookie.
Response let_in(RouteContext& context, SignIn& sign_in, const Browser& browser, const oidc::Identity& identity,
                std::string address) {
    const auto at = now();
    const auto until = sign_in.lasts.count() > 0 ? at + sign_in.lasts : identity.expires;
    bool another = false;
    any_cookie(browser.cookie, access_cookie, [&](std::string_view value) {
        another = sign_in.sessions->end(cookie_hash(value)) || another;
        return false;
    });
    if (another) context.callers_changed();
    const auto& issuer = sign_in.provider->settings().issuer;
    const auto begun =
        sign_in.sessions->begin({sha256_hex(issuer + "\n" + identity.subject), identity.names, identity.role}, until,
                                at, [&](std::string_view name) { return context.people->has(name); });
    context.api.audit.record(begun.caller, "signed_in",
                             fmt::format("{}, subject {}", browser.client, identity.subject));
    Response response = redirect(std::move(address));
    response.headers.emplace_back("Set-Cookie", set_cookie({.name = access_cookie,
                                                            .value = begun.cookie,
                                                            .lives = until - at,
                                                            .same_site = "Lax",
                                                            .over_tls = over_tls(sign_in, browser)}));
    return response;
}

Response turn_away(RouteContext& context, const Request& request, const Failure& failure, std::string address) {
    log_failure(failure);
    if (is_attested(failure.reason))
        context.api.audit.record({}, "sign_in_refused",
                                 fmt::format("{}, {}", request.browser->client, to_string(failure.reason)));
    Response response = failed(context, request, failure, std::move(address));
    response.wrong_guess = failure.reason == Reason::code_refused;
    return response;
}

Task<Response> come_back(RouteContext& context, Call call) {
    const auto sign_in = context.settings.sign_in;
    if (!sign_in || !call.request.browser) co_return nothing_at(call.request.target.path);
    const Browser& browser = *call.request.browser;
    const Target& target = call.request.target;
    const std::string state(parameter(target, "state"));
    const auto carried = carried_for(*sign_in, browser, state);
    if (!carried)
        co_return failed(context, call.request,
                         {Reason::wrong_state, "This browser has begun no such sign-in, or too long ago. Begin again."},
                         "/");
    if (auto busy = refuse_when_busy(*sign_in)) co_return std::move(*busy);
    const UnderWay counted(sign_in);

    Response response;
    if (const auto refusal = refusal_in(target, *sign_in)) {
        response = failed(context, call.request, *refusal, carried->address);
    } else {
        const auto identity =
            co_await sign_in->provider->redeem(std::string(parameter(target, "code")), attempt_of(*sign_in, *carried));
        response = identity ? let_in(context, *sign_in, browser, *identity, carried->address)
                            : turn_away(context, call.request, identity.error(), carried->address);
    }
    response.headers.emplace_back("Set-Cookie", set_cookie({.name = cookie_named_for(state),
                                                            .value = "",
                                                            .path = sign_in_path,
                                                            .same_site = "Lax",
                                                            .over_tls = over_tls(*sign_in, browser)}));
    co_return response;
}

// The browser forgets what it signed in with, and the server its session; other browsers stay signed in.
Task<Response> sign_out(RouteContext& context, Call call) {
    bool ended = false;
    if (context.settings.sign_in && call.request.browser)
        any_cookie(call.request.browser->cookie, access_cookie, [&](std::string_view value) {
            ended = context.settings.sign_in->sessions->end(cookie_hash(value)) || ended;
            return false;
        });
    if (ended) context.callers_changed();
    Response response{.status = 204};
    response.headers.emplace_back("Set-Cookie", forgotten_cookie());
    response.headers.emplace_back("Cache-Control", "no-store");
    co_return response;
}

}  // namespace

void add_sign_in_routes(Router& router, RouteContext& context) {
    router.add(Method::get, sign_in_path, [&context](Call call) { return begin(context, std::move(call)); });
    router.add(Method::get, callback_path, [&context](Call call) { return come_back(context, std::move(call)); });
    router.add(Method::post, sign_out_path, [&context](Call call) { return sign_out(context, std::move(call)); });
}

}  // namespace pf::api
