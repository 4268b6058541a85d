// One reader for each format of files.
#pragma once

#include "intake/records.hpp"

namespace pf::intake {

[[nodiscard]] std::unique_ptr<Records> open_delimited(const Bytes& bytes, const Format& format);

// JSON lines, or one array: objects one after the other, on one line or several, whatever stands between them being
// white space, commas and the array's brackets.
[[nodiscard]] std::unique_ptr<Records> open_json(const Bytes& bytes, const Format& format);

}  // namespace pf::intake
