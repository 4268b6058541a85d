// What a browser sees of a server that wants its token: a form that signs in (Gate::sign_in).
#pragma once

#include <string_view>

#include "api/http.hpp"

namespace pf::api {

// 401. `why` is one of this program's own sentences.
[[nodiscard]] Response sign_in_page(std::string_view why);

}  // namespace pf::api
