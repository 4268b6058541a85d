// A provider of OpenID Connect, as a client of it: the authorization code flow with PKCE (OpenID Connect Core 1.0, 3.1;
// Discovery 1.0; RFC 7636).
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "oidc/failure.hpp"
#include "oidc/identity.hpp"

namespace pf::oidc {

struct ProviderSettings {
    std::string issuer;  // as its tokens name it; https, or http on this machine
    std::string client_id;
    std::string client_secret;     // empty: a public client
    std::string redirect_address;  // where it sends the person's browser back to
    std::string scopes = "openid profile email";
    std::vector<std::string> audiences;  // that a token may be for beside this client
    RoleMap roles;
    std::chrono::milliseconds timeout{10'000};  // for all calls of a step together
};

// The secrets of one sign-in: `state` and `nonce` bind it to a browser, `verifier` (RFC 7636) to this server.
struct Attempt {
    std::string state, nonce, verifier;
};

// What a look at the provider found.
struct ProviderState {
    std::string authorization_endpoint;
    std::size_t keys = 0;  // that tokens may be signed with
};

// Discovery document and keys are kept for an hour; a token that none of the kept keys has signed makes it ask for them
// once more. All of it is of one executor's thread, which outlives it; HTTP has a thread of its own.
class Provider {
 public:
    explicit Provider(ProviderSettings settings);
    ~Provider();
    Provider(const Provider&) = delete;
    Provider& operator=(const Provider&) = delete;

    // Where to send the person's browser.
    Task<Outcome<std::string>> authorization_address(Attempt attempt);

    // Who came back with `code`.
    Task<Outcome<Identity>> redeem(std::string code, Attempt attempt);

    // Asks for document and keys anew.
    Task<Outcome<ProviderState>> check();

    // Ends what is under way, and whatever is asked later; the executors of the callers must still be alive.
    void close();

    [[nodiscard]] const ProviderSettings& settings() const;

 private:
    struct State;
    struct Calls;
    std::shared_ptr<State> state_;
};

// Whether a secret may be sent to that address, or what comes from there be believed: https, or http on this machine.
[[nodiscard]] bool is_safe_address(const std::string& url);

// Errors: invalid_request for an issuer, a client or a redirect address that cannot work.
[[nodiscard]] Result<std::unique_ptr<Provider>> make_provider(ProviderSettings settings);

}  // namespace pf::oidc
