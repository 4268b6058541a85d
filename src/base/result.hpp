// Errors as values: Result<T> is a T or an Error that says what the caller can do next.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pf {

// Named by what the caller does next; the wire names are those of to_string (docs/protocol.md).
enum class ErrorKind : std::uint8_t {
    invalid_request,  // correct the request and send it again
    not_understood,   // say it in other words; `unknown` names those that were not understood
    ambiguous,        // choose one of the readings
    forbidden_sql,    // ask for something else: the guard or the database's rights refuse this
    not_found,        // the thing named does not exist
    unavailable,      // try again later: database or model out of reach, or the server is full
    timeout,          // ask for less or with a later deadline
    cancelled,        // the user withdrew it
    internal,         // a defect here; nothing the caller can do
};

[[nodiscard]] std::string_view to_string(ErrorKind kind);

// A word of a sentence that was not understood.
struct UnknownWord {
    std::string word;                           // as typed
    std::optional<std::size_t> offset = {};     // in the text that was sent, in UTF-16 code units
    std::vector<std::string> suggestions = {};  // the nearest names there are, best first
};

struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string message;    // for the person who asked: no stack, no connection string, no secret
    std::string hint = {};  // what to do next, may be empty
    std::vector<UnknownWord> unknown = {};
    std::string detail = {};  // for the log only, never sent to a client
};

// Required by boost::system::result for .value() on an error; such a call is a bug and ends in std::logic_error.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& location);

template <class T>
using Result = boost::system::result<T, Error>;

[[nodiscard]] inline Error make_error(ErrorKind kind, std::string message, std::string hint = {}) {
    return Error{kind, std::move(message), std::move(hint)};
}

}  // namespace pf
