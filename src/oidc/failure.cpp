#include "oidc/failure.hpp"

namespace pf::oidc {

std::string_view to_string(Reason reason) {
    switch (reason) {
        case Reason::wrong_state: return "wrong_state";
        case Reason::refused: return "refused";
        case Reason::code_refused: return "code_refused";
        case Reason::client_refused: return "client_refused";
        case Reason::provider_unavailable: return "provider_unavailable";
        case Reason::provider_timeout: return "provider_timeout";
        case Reason::provider_nonsense: return "provider_nonsense";
        case Reason::token_malformed: return "token_malformed";
        case Reason::token_algorithm: return "token_algorithm";
        case Reason::token_forged: return "token_forged";
        case Reason::token_issuer: return "token_issuer";
        case Reason::token_audience: return "token_audience";
        case Reason::token_expired: return "token_expired";
        case Reason::token_early: return "token_early";
        case Reason::token_nonce: return "token_nonce";
        case Reason::no_name: return "no_name";
        case Reason::no_role: return "no_role";
    }
    return "refused";
}

}  // namespace pf::oidc
