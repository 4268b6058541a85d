#include "oidc/id_token.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/secret.hpp"
#include "oidc/base64.hpp"

namespace pf::oidc {
namespace {

namespace json = boost::json;

constexpr std::size_t max_token_bytes = 64u << 10;
constexpr std::size_t max_subject_bytes = 255;        // OpenID Connect Core 1.0, 2
constexpr std::chrono::seconds clock_difference{60};  // between the provider's clock and ours

struct Parts {
    std::string_view header, claims, signature;
};

// Of the compact form (RFC 7515, 7.1). One that is encrypted has five.
std::optional<Parts> parts_of(std::string_view token) {
    const auto first = token.find('.');
    const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (token.size() > max_token_bytes || second == std::string_view::npos ||
        token.find('.', second + 1) != std::string_view::npos)
        return std::nullopt;
    return Parts{token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1)};
}

std::optional<json::object> object_of(std::string_view part) {
    const auto text = from_base64url(part);
    if (!text) return std::nullopt;
    json::error_code failed;
    json::value value = json::parse(*text, failed);
    if (failed || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

std::optional<std::string_view> text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (!value || !value->is_string()) return std::nullopt;
    return std::string_view(value->get_string().data(), value->get_string().size());
}

// A moment in seconds since 1970, which may have a fraction (RFC 7519, 2).
std::optional<std::chrono::sys_seconds> time_of(const json::object& claims, std::string_view name) {
    const json::value* value = claims.if_contains(name);
    if (!value || !value->is_number()) return std::nullopt;
    const double seconds = value->to_number<double>();
    if (!(seconds >= 0 && seconds < 1e11)) return std::nullopt;
    return std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

Failure malformed(std::string what) {
    return {Reason::token_malformed, "The provider's ID token is malformed.", std::move(what)};
}

std::optional<Failure> check_audience(const json::object& claims, const Expected& expected) {
    Failure failure{Reason::token_audience, "The provider's ID token is not for this server."};
    const json::value* audience = claims.if_contains("aud");
    if (!audience) return failure;
    const json::array all = audience->is_array() ? audience->get_array() : json::array{*audience};
    const auto trusted = [&](const json::value& one) {
        const auto name = one.is_string() ? std::string(one.get_string()) : std::string();
        return name == expected.client_id ||
               std::find(expected.audiences.begin(), expected.audiences.end(), name) != expected.audiences.end();
    };
    if (std::find(all.begin(), all.end(), json::value(expected.client_id)) == all.end() ||
        !std::all_of(all.begin(), all.end(), trusted))
        return failure;
    const json::value* party = claims.if_contains("azp");
    if (party ? *party != json::value(expected.client_id) : all.size() > 1) return failure;
    return std::nullopt;
}

std::optional<Failure> check_times(const json::object& claims, const Expected& expected) {
    const auto expires = time_of(claims, "exp"), issued = time_of(claims, "iat");
    if (!expires || !issued) return malformed("exp or iat is missing");
    if (*expires + clock_difference <= expected.now)
        return Failure{Reason::token_expired, "The provider's ID token has expired.",
                       fmt::format("{} s ago", (expected.now - *expires).count())};
    const auto begins = claims.contains("nbf") ? time_of(claims, "nbf") : issued;
    if (!begins) return malformed("nbf is no time");
    if (std::max(*begins, *issued) - clock_difference > expected.now)
        return Failure{Reason::token_early, "The provider's ID token is of the future: one of the two clocks is wrong.",
                       fmt::format("{} s ahead", (std::max(*begins, *issued) - expected.now).count())};
    return std::nullopt;
}

}  // namespace

Outcome<json::object> check_id_token(std::string_view token, const KeySet& keys, const Expected& expected) {
    const auto parts = parts_of(token);
    if (!parts) return malformed("not three parts");
    const auto header = object_of(parts->header);
    if (!header) return malformed("its head is no JSON object");
    const auto named = text_of(*header, "alg");
    const auto algorithm = algorithm_named(named.value_or(""));
    if (!algorithm)
        return Failure{Reason::token_algorithm, "The provider's ID token is signed in a way that is not taken here.",
                       "neither RS256 nor ES256"};
    if (header->contains("crit")) return malformed("its head has what must be understood (crit)");
    const auto key = text_of(*header, "kid");
    if (header->contains("kid") && !key) return malformed("kid is no text");
    const auto signature = from_base64url(parts->signature);
    const auto signed_text = token.substr(0, parts->header.size() + 1 + parts->claims.size());
    if (!signature || !keys.signed_by(key, *algorithm, signed_text, *signature))
        return Failure{Reason::token_forged, "No key of the provider has signed its ID token.",
                       fmt::format("of {} keys", keys.size())};

    auto claims = object_of(parts->claims);
    if (!claims) return malformed("its claims are no JSON object");
    if (text_of(*claims, "iss") != expected.issuer)
        return Failure{Reason::token_issuer, "The provider's ID token is of another issuer."};
    if (auto failure = check_audience(*claims, expected)) return std::move(*failure);
    if (auto failure = check_times(*claims, expected)) return std::move(*failure);
    if (const auto nonce = text_of(*claims, "nonce"); !nonce || !equal_in_constant_time(*nonce, expected.nonce))
        return Failure{Reason::token_nonce, "The provider's ID token belongs to another sign-in."};
    const auto subject = text_of(*claims, "sub");
    if (!subject || subject->empty() || subject->size() > max_subject_bytes) return malformed("sub is missing");
    return std::move(*claims);
}

}  // namespace pf::oidc
