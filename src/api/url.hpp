// Request targets (RFC 9112, 3.2.1): path segments and query parameters, percent-decoded.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/percent_encode.hpp"
#include "base/result.hpp"

namespace pf::api {

struct Parameter {
    std::string name, value;
};

struct Target {
    std::string path;                   // decoded, for messages and files; begins with '/'
    std::vector<std::string> segments;  // decoded one by one: an encoded slash stays inside its segment
    std::vector<Parameter> query;       // in the order of the request
};

// Origin form only. Errors are invalid_request: a target without a leading slash, a broken percent escape, text that is
// not UTF-8, NUL in the query, a segment that is . or .. (also one written with escapes); and not_found for NUL in the
// path, which no name holds.
[[nodiscard]] Result<Target> parse_target(std::string_view target);

// `plus_is_space`: as in a query (WHATWG URL, application/x-www-form-urlencoded).
[[nodiscard]] Result<std::string> percent_decode(std::string_view text, bool plus_is_space);

}  // namespace pf::api
