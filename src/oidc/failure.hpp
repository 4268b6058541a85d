// Why a sign-in through the provider failed: a name for logs and programs, a sentence for the person.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace pf::oidc {

enum class Reason : std::uint8_t {
    wrong_state,           // the answer belongs to no sign-in that this browser has begun, or to one long ago
    refused,               // the provider says no: the person did not agree, or may not
    code_refused,          // the provider does not know the code, or no longer
    client_refused,        // the provider does not know this server, or another secret of it
    provider_unavailable,  // no connection, or an error of its own
    provider_timeout,
    provider_nonsense,  // what it answered is not what OpenID Connect says
    token_malformed,
    token_algorithm,  // neither RS256 nor ES256
    token_forged,     // no key of the provider has signed it
    token_issuer,
    token_audience,  // it is for another client, or for others too
    token_expired,
    token_early,  // made in the future
    token_nonce,  // of another sign-in
    no_name,      // nothing to call the person by
    no_role,      // the person may not use this server
};

[[nodiscard]] std::string_view to_string(Reason reason);

struct Failure {
    Reason reason;
    std::string message;      // without anything that the provider or the client wrote
    std::string detail = {};  // for the log only; no code, no token, no secret
};

template <class T>
using Outcome = boost::system::result<T, Failure>;

}  // namespace pf::oidc
