// What the values of a column are called, read from its description: "A = active, C = closed".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pf::model {

struct ValueLabel {
    std::string value;  // as stored
    std::string label;
};

// "A = active, C = closed", "1: yes; 0: no", "1 = minor to 4 = critical", "TEL (phone) or MKT (marketplace)", "1 main
// diagnosis, 0 secondary", "B booked, X cancelled". A label that goes on behind its noun ("main diagnosis of the
// visit") is there without the rest too. Empty for other texts.
[[nodiscard]] std::vector<ValueLabel> labels_in(std::string_view description);

}  // namespace pf::model
