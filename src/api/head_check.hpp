// The lexical gate of HTTP: what Beast's parser would let through and two parsers could read differently is refused
// here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "api/settings.hpp"

namespace pf::api {

struct Refusal {
    int status = 400;
    std::string message;
    std::string hint = {};
};

struct HeadIncomplete {};
struct HeadComplete {
    std::size_t length = 0;  // bytes through the empty line
    bool upload = false;     // its route reads the body itself, of up to max_upload_bytes
};
using HeadCheck = std::variant<HeadIncomplete, HeadComplete, Refusal>;

// The one request whose body may be larger than others: POST /api/imports.
[[nodiscard]] bool is_upload(std::string_view method, std::string_view target);

// Checks the request head at the start of `bytes`, which begin with the request line. Complete heads hold: a method
// this server knows, a target of visible ASCII within its limit, HTTP/1.0 or 1.1, fields of token and visible value
// without folding, exactly one Host, and at most one of Content-Length (digits, within the body's limit) and
// Transfer-Encoding (exactly `chunked`, HTTP/1.1 only).
[[nodiscard]] HeadCheck check_head(std::string_view bytes, const ServerSettings& limits);

}  // namespace pf::api
