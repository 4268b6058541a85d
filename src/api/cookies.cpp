#include "api/cookies.hpp"

#include <fmt/format.h>

namespace pf::api {

std::string set_cookie(const Cookie& cookie) {
    return fmt::format("{}={}; Path={}; Max-Age={}; HttpOnly; SameSite={}{}", cookie.name, cookie.value, cookie.path,
                       cookie.lives.count(), cookie.same_site, cookie.over_tls ? "; Secure" : "");
}

}  // namespace pf::api
