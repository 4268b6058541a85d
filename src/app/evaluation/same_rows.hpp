// Whether two results say the same.
#pragma once

#include <vector>

#include "app/evaluation/suite.hpp"

namespace pf::app {

// Rows are compared as a multiset, or in their order when it counts; the order of the columns does not count, names
// neither. Numbers are the same when their first ten digits are: 5 and 5.0, 0.333333333333 and 0.33333333333333331.
[[nodiscard]] bool same_rows(const std::vector<Row>& a, const std::vector<Row>& b, bool ordered);

}  // namespace pf::app
