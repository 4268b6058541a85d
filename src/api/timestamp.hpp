// Points in time as the wire writes them.
#pragma once

#include <chrono>
#include <string>

namespace pf::api {

using SystemTime = std::chrono::system_clock::time_point;

[[nodiscard]] std::string utc_timestamp(SystemTime time);  // 2025-11-24T12:30:00.000Z
[[nodiscard]] std::string http_date(SystemTime time);      // Mon, 24 Nov 2025 12:30:00 GMT (RFC 9110, 5.6.7)

// The Date header's text of now, made once a second.
[[nodiscard]] const std::string& current_date();

}  // namespace pf::api
