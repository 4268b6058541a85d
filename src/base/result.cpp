#include "base/result.hpp"

#include <stdexcept>

namespace pf {

std::string_view to_string(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid_request: return "invalid_request";
        case ErrorKind::not_understood: return "not_understood";
        case ErrorKind::ambiguous: return "ambiguous";
        case ErrorKind::forbidden_sql: return "forbidden_sql";
        case ErrorKind::not_found: return "not_found";
        case ErrorKind::unavailable: return "unavailable";
        case ErrorKind::timeout: return "timeout";
        case ErrorKind::cancelled: return "cancelled";
        case ErrorKind::internal: return "internal";
    }
    return "internal";
}

void throw_exception_from_error(const Error& error, const boost::source_location& location) {
    throw std::logic_error(std::string("unchecked result at ") + location.file_name() + ":" +
                           std::to_string(location.line()) + ": " + error.message);
}

}  // namespace pf
