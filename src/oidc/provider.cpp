#include "oidc/provider.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "base/percent_encode.hpp"
#include "net/address.hpp"
#include "net/http_client.hpp"
#include "oidc/base64.hpp"
#include "oidc/id_token.hpp"
#include "oidc/keys.hpp"

namespace pf::oidc {
namespace {

namespace json = boost::json;

constexpr std::chrono::hours kept_for{1};
constexpr std::chrono::milliseconds connect_timeout{5'000};

// What of the discovery document is used (Discovery 1.0, 3).
struct Endpoints {
    std::string authorization, token, keys, user_info;  // the last may be empty
    bool secret_in_body = false;                        // client_secret_post; else client_secret_basic
};

struct Tokens {
    std::string id_token, access_token;
};

std::string text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

// Whether the list, where there is one, has any of these.
bool offers(const json::object& document, std::string_view list, std::initializer_list<std::string_view> any) {
    const json::value* value = document.if_contains(list);
    if (!value || !value->is_array()) return true;
    const auto& values = value->get_array();
    return std::any_of(any.begin(), any.end(), [&](std::string_view one) {
        return std::find(values.begin(), values.end(), json::value(json::string_view(one.data(), one.size()))) !=
               values.end();
    });
}

Failure nonsense(std::string_view what, std::string detail) {
    return {Reason::provider_nonsense, fmt::format("The sign-in provider's {} is not what OpenID Connect says.", what),
            std::move(detail)};
}

// A code of OAuth's (RFC 6749, 5.2), for the log.
std::string error_code(const json::object& body) {
    std::string code = text_of(body, "error").substr(0, 60);
    std::replace_if(
        code.begin(), code.end(), [](char c) { return c < 0x21 || c > 0x7e; }, '?');
    return code;
}

struct Answer {
    long status = 0;
    json::object body;  // empty where it is no JSON object
    bool is_object = false;
};

Outcome<Answer> read_answer(const net::HttpOutcome& outcome, const char* what) {
    if (!outcome.reply) {
        const Error& error = outcome.reply.error();
        const bool late = error.kind == ErrorKind::timeout;
        return Failure{late ? Reason::provider_timeout : Reason::provider_unavailable,
                       late ? "The sign-in provider did not answer in time." : "The sign-in provider is out of reach.",
                       fmt::format("{}: {} {}", what, error.message, error.detail)};
    }
    Answer answer{outcome.reply->status, {}};
    if (answer.status >= 500)
        return Failure{Reason::provider_unavailable, "The sign-in provider failed.",
                       fmt::format("{}: HTTP {}", what, answer.status)};
    json::error_code failed;
    json::value body = json::parse(outcome.reply->body, failed);
    if (!failed && body.is_object()) {
        answer.body = std::move(body.get_object());
        answer.is_object = true;
    }
    return answer;
}

Outcome<json::object> object_of(Outcome<Answer> answer, const char* what) {
    if (!answer) return answer.error();
    if (answer->status != 200) return nonsense(what, fmt::format("HTTP {}", answer->status));
    if (!answer->is_object) return nonsense(what, "no JSON object");
    return std::move(answer->body);
}

Outcome<Endpoints> endpoints_of(const json::object& document, const ProviderSettings& settings) {
    constexpr const char* what = "discovery document";
    // Else tokens could be somebody else's (Discovery 1.0, 4.3).
    if (text_of(document, "issuer") != settings.issuer) return nonsense(what, "it is of another issuer");
    Endpoints endpoints{text_of(document, "authorization_endpoint"), text_of(document, "token_endpoint"),
                        text_of(document, "jwks_uri"), text_of(document, "userinfo_endpoint")};
    for (const auto& [name, url] :
         {std::pair("authorization_endpoint", &endpoints.authorization), std::pair("token_endpoint", &endpoints.token),
          std::pair("jwks_uri", &endpoints.keys)})
        if (!is_safe_address(*url)) return nonsense(what, fmt::format("{} is missing or not https", name));
    if (!endpoints.user_info.empty() && !is_safe_address(endpoints.user_info))
        return nonsense(what, "userinfo_endpoint is not https");
    if (!offers(document, "id_token_signing_alg_values_supported", {"RS256", "ES256"}))
        return nonsense(what, "it signs neither with RS256 nor with ES256");
    if (!offers(document, "code_challenge_methods_supported", {"S256"}))
        return nonsense(what, "it does not know PKCE with S256");
    endpoints.secret_in_body = !offers(document, "token_endpoint_auth_methods_supported", {"client_secret_basic"});
    return endpoints;
}

void append_field(std::string& form, std::string_view name, std::string_view value) {
    form += fmt::format("{}{}={}", form.empty() ? "" : "&", name, percent_encode(value));
}

std::string challenge_of(std::string_view verifier) {
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const unsigned char*>(verifier.data()), verifier.size(), digest);
    return base64url({reinterpret_cast<const char*>(digest), sizeof digest});
}

Outcome<Tokens> tokens_of(Outcome<Answer> answer) {
    if (!answer) return answer.error();
    const auto code = error_code(answer->body);
    if (answer->status == 401 || code == "invalid_client" || code == "unauthorized_client")
        return Failure{Reason::client_refused,
                       "The sign-in provider does not know this server: whoever runs it has to look at its client id "
                       "and secret.",
                       code};
    if (code == "invalid_grant")
        return Failure{Reason::code_refused, "The sign-in provider does not take this sign-in, or not any more.", code};
    if (answer->status == 400 && !code.empty())
        return Failure{Reason::refused, "The sign-in provider refused the sign-in.", code};
    auto body = object_of(std::move(answer), "answer to the code");
    if (!body) return body.error();
    Tokens tokens{text_of(*body, "id_token"), text_of(*body, "access_token")};
    if (tokens.id_token.empty()) return nonsense("answer to the code", "no id_token");
    if (!equal_but_for_case(text_of(*body, "token_type"), "Bearer")) tokens.access_token.clear();
    return tokens;
}

}  // namespace

struct Provider::State {
    explicit State(ProviderSettings set) : settings(std::move(set)) {}

    const ProviderSettings settings;
    std::optional<Endpoints> endpoints;
    std::optional<KeySet> keys;
    Clock::time_point endpoints_asked, keys_asked;  // when they were asked for
    net::HttpClient http;

    [[nodiscard]] Deadline deadline() const { return Clock::now() + settings.timeout; }
    [[nodiscard]] bool is_public() const { return settings.client_secret.empty(); }

    [[nodiscard]] net::HttpRequest request(net::HttpMethod method, const std::string& url) const {
        net::HttpRequest made;
        made.method = method;
        made.url = url;
        made.headers = {"Accept: application/json", "User-Agent: pattern-factory"};
        made.server = "The sign-in provider";
        const auto address = net::parse_address(url);
        made.direct = address && address->this_machine;
        made.connect_timeout = std::min(connect_timeout, settings.timeout);
        return made;
    }

    // Of the code for its tokens (Core 1.0, 3.1.3.1).
    [[nodiscard]] net::HttpRequest exchange(const std::string& code, const Attempt& attempt) const {
        auto made = request(net::HttpMethod::post, endpoints->token);
        made.headers.emplace_back("Content-Type: application/x-www-form-urlencoded");
        append_field(made.body, "grant_type", "authorization_code");
        append_field(made.body, "code", code);
        append_field(made.body, "redirect_uri", settings.redirect_address);
        append_field(made.body, "code_verifier", attempt.verifier);
        if (is_public() || endpoints->secret_in_body) append_field(made.body, "client_id", settings.client_id);
        if (!is_public() && endpoints->secret_in_body) append_field(made.body, "client_secret", settings.client_secret);
        if (!is_public() && !endpoints->secret_in_body)
            made.headers.push_back("Authorization: Basic " + base64(percent_encode(settings.client_id) + ":" +
                                                                    percent_encode(settings.client_secret)));
        return made;
    }

    [[nodiscard]] Expected expected(const Attempt& attempt) const {
        return {settings.issuer, settings.client_id, settings.audiences, attempt.nonce,
                std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())};
    }

    // Where the ID token leaves something open that the provider tells elsewhere (Core 1.0, 5.3).
    [[nodiscard]] bool wants_user_info(const json::object& claims, const Tokens& tokens) const {
        if (endpoints->user_info.empty() || tokens.access_token.empty()) return false;
        const bool role_open = !settings.roles.roles.empty() && !find_claim(claims, settings.roles.claim);
        return role_open || names_of(claims).empty();
    }
};

// Coroutines over a State that they keep alive.
struct Provider::Calls {
    using Pointer = std::shared_ptr<State>;

    static Task<Outcome<Answer>> ask(Pointer state, net::HttpRequest request, const char* what, Deadline deadline) {
        const auto outcome = co_await state->http.send(std::move(request), deadline);
        co_return read_answer(outcome, what);
    }

    static Task<std::optional<Failure>> load_endpoints(Pointer state, Deadline deadline) {
        if (state->endpoints && Clock::now() < state->endpoints_asked + kept_for) co_return std::nullopt;
        constexpr const char* what = "discovery document";
        std::string issuer = state->settings.issuer;
        if (issuer.ends_with('/')) issuer.pop_back();
        auto request = state->request(net::HttpMethod::get, issuer + "/.well-known/openid-configuration");
        const auto document = object_of(co_await ask(state, std::move(request), what, deadline), what);
        if (!document) co_return document.error();
        auto endpoints = endpoints_of(*document, state->settings);
        if (!endpoints) co_return endpoints.error();
        state->endpoints = std::move(*endpoints);
        state->endpoints_asked = Clock::now();
        co_return std::nullopt;
    }

    static Task<std::optional<Failure>> load_keys(Pointer state, Deadline deadline) {
        constexpr const char* what = "set of keys";
        auto request = state->request(net::HttpMethod::get, state->endpoints->keys);
        const auto set = object_of(co_await ask(state, std::move(request), what, deadline), what);
        if (!set) co_return set.error();
        KeySet keys(*set);
        if (keys.size() == 0) co_return nonsense(what, "no key of it can be used");
        state->keys.emplace(std::move(keys));
        state->keys_asked = Clock::now();
        co_return std::nullopt;
    }

    static Task<Outcome<json::object>> checked_claims(Pointer state, Tokens tokens, Attempt attempt,
                                                      Deadline deadline) {
        const bool kept = state->keys && Clock::now() < state->keys_asked + kept_for;
        if (!kept)
            if (auto failure = co_await load_keys(state, deadline)) co_return std::move(*failure);
        auto claims = check_id_token(tokens.id_token, *state->keys, state->expected(attempt));
        if (claims || !kept || claims.error().reason != Reason::token_forged) co_return claims;
        // It may have new keys (Core 1.0, 10.1.1).
        if (auto failure = co_await load_keys(state, deadline)) co_return std::move(*failure);
        co_return check_id_token(tokens.id_token, *state->keys, state->expected(attempt));
    }

    static Task<std::optional<Failure>> add_user_info(Pointer state, json::object& claims, std::string access_token,
                                                      Deadline deadline) {
        constexpr const char* what = "answer about the person";
        auto request = state->request(net::HttpMethod::get, state->endpoints->user_info);
        if (std::any_of(access_token.begin(), access_token.end(), [](char c) { return c < 0x21 || c > 0x7e; }))
            co_return nonsense("answer to the code", "an access token with blanks or control characters");
        request.headers.push_back("Authorization: Bearer " + access_token);
        const auto info = object_of(co_await ask(state, std::move(request), what, deadline), what);
        if (!info) co_return info.error();
        // Else it may be about somebody else (Core 1.0, 5.3.2).
        if (text_of(*info, "sub") != text_of(claims, "sub")) co_return nonsense(what, "it is about somebody else");
        for (const auto& claim : *info)
            if (!claims.contains(claim.key())) claims.emplace(claim.key(), claim.value());
        co_return std::nullopt;
    }

    static Task<Outcome<std::string>> authorization_address(Pointer state, Attempt attempt) {
        if (auto failure = co_await load_endpoints(state, state->deadline())) co_return std::move(*failure);
        const auto& settings = state->settings;
        std::string query;
        append_field(query, "response_type", "code");
        append_field(query, "client_id", settings.client_id);
        append_field(query, "redirect_uri", settings.redirect_address);
        append_field(query, "scope", settings.scopes);
        append_field(query, "state", attempt.state);
        append_field(query, "nonce", attempt.nonce);
        append_field(query, "code_challenge", challenge_of(attempt.verifier));
        append_field(query, "code_challenge_method", "S256");
        const auto& endpoint = state->endpoints->authorization;
        co_return endpoint + (endpoint.find('?') == std::string::npos ? "?" : "&") + query;
    }

    static Task<Outcome<Identity>> redeem(Pointer state, std::string code, Attempt attempt) {
        const Deadline deadline = state->deadline();
        if (auto failure = co_await load_endpoints(state, deadline)) co_return std::move(*failure);
        const auto tokens =
            tokens_of(co_await ask(state, state->exchange(code, attempt), "answer to the code", deadline));
        if (!tokens) co_return tokens.error();
        auto claims = co_await checked_claims(state, *tokens, std::move(attempt), deadline);
        if (!claims) co_return claims.error();
        if (state->wants_user_info(*claims, *tokens))
            if (auto failure = co_await add_user_info(state, *claims, tokens->access_token, deadline))
                co_return std::move(*failure);
        const auto role = role_of(*claims, state->settings.roles);
        if (!role)
            co_return Failure{Reason::no_role, "You are signed in with the provider, but may not use this server.",
                              text_of(*claims, "sub")};
        auto names = names_of(*claims);
        if (names.empty())
            co_return Failure{Reason::no_name, "The sign-in provider tells no name to call you by.",
                              text_of(*claims, "sub")};
        const auto expires = claims->at("exp").to_number<double>();
        co_return Identity{text_of(*claims, "sub"), std::move(names), *role,
                           std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(expires)))};
    }

    static Task<Outcome<ProviderState>> check(Pointer state) {
        const Deadline deadline = state->deadline();
        state->endpoints.reset();
        if (auto failure = co_await load_endpoints(state, deadline)) co_return std::move(*failure);
        if (auto failure = co_await load_keys(state, deadline)) co_return std::move(*failure);
        co_return ProviderState{state->endpoints->authorization, state->keys->size()};
    }
};

Provider::Provider(ProviderSettings settings) : state_(std::make_shared<State>(std::move(settings))) {}

Provider::~Provider() { close(); }

void Provider::close() { state_->http.close(); }

Task<Outcome<std::string>> Provider::authorization_address(Attempt attempt) {
    return Calls::authorization_address(state_, std::move(attempt));
}

Task<Outcome<Identity>> Provider::redeem(std::string code, Attempt attempt) {
    return Calls::redeem(state_, std::move(code), std::move(attempt));
}

Task<Outcome<ProviderState>> Provider::check() { return Calls::check(state_); }

const ProviderSettings& Provider::settings() const { return state_->settings; }

bool is_safe_address(const std::string& url) {
    const auto address = net::parse_address(url);
    return address && address->user.empty() && address->password.empty() && address->fragment.empty() &&
           (address->scheme == "https" || (address->scheme == "http" && address->this_machine));
}

Result<std::unique_ptr<Provider>> make_provider(ProviderSettings settings) {
    const auto refuse = [](std::string message, std::string hint = {}) {
        return make_error(ErrorKind::invalid_request, std::move(message), std::move(hint));
    };
    const auto issuer = net::parse_address(settings.issuer);
    if (!issuer || !is_safe_address(settings.issuer) || !issuer->query.empty())
        return refuse("The sign-in provider's issuer must be an https address without a query.",
                      "On this machine http will do. It is what \"issuer\" says in its "
                      "/.well-known/openid-configuration.");
    if (settings.client_id.empty()) return refuse("The sign-in provider needs a client id.");
    if (!is_safe_address(settings.redirect_address))
        return refuse("The public address must be https, or http on this machine.");
    if (settings.timeout.count() < 1) return refuse("A timeout of the sign-in provider must be at least 1 ms.");
    return std::make_unique<Provider>(std::move(settings));
}

}  // namespace pf::oidc
