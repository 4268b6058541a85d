// Errors as RFC 9457 problem details.
#pragma once

#include <string_view>

#include "api/http.hpp"
#include "base/result.hpp"

namespace pf::api {

// The HTTP status a kind of error has (docs/protocol.md, "Errors").
[[nodiscard]] int status_of(ErrorKind kind);

[[nodiscard]] Response problem(const Error& error);

// For what the transport refuses: a status of its own.
[[nodiscard]] Response problem(int status, const Error& error);

// Of a rule: with its name and id, when they are known.
[[nodiscard]] Response rule_problem(const Error& error, std::string_view rule, std::string_view rule_id);

}  // namespace pf::api
