// A database's refusals as the Errors of this program: SQLSTATE to kind (PostgreSQL 15 manual, appendix A).
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pf::pg {

[[nodiscard]] ErrorKind kind_of(std::string_view sqlstate);

// `primary`, `detail`, `hint` as the server sent them; any may be empty. The message is the server's own sentence, or
// one of ours where the server's would tell a person nothing.
[[nodiscard]] Error server_error(std::string_view sqlstate, std::string_view primary, std::string_view detail,
                                 std::string_view hint);

// The connection is gone. `native` is libpq's text, which never holds a password; it goes to the log only.
[[nodiscard]] Error connection_lost(std::string_view native);

// A connection that could not be made: what the server (or the system) said, without the address libpq puts before it.
[[nodiscard]] Error cannot_connect(std::string_view native);

}  // namespace pf::pg
