// A database's refusals as the Errors of this program: SQLSTATE to kind (PostgreSQL 15 manual, appendix A).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pf::pg {

[[nodiscard]] ErrorKind kind_of(std::string_view sqlstate);

// A lock of another session did not come free within lock_timeout.
inline constexpr std::string_view lock_not_available = "55P03";

// `primary`, `detail`, `hint`, `context` as the server sent them; any may be empty. The message is the server's own
// sentence, or one of ours where the server's would tell a person nothing.
[[nodiscard]] Error server_error(std::string_view sqlstate, std::string_view primary, std::string_view detail,
                                 std::string_view hint, std::string_view context = {});

// The error of lock_not_available when it is known what is locked: tables or views, at least one.
[[nodiscard]] Error locked_error(const std::vector<std::string>& names);

// The connection is gone. `native` is libpq's text, which never holds a password; it goes to the log only.
[[nodiscard]] Error connection_lost(std::string_view native);

// A connection that could not be made: what the server (or the system) said, without the address libpq puts before it.
[[nodiscard]] Error cannot_connect(std::string_view native);

}  // namespace pf::pg
