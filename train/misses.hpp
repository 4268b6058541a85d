// The questions whose first plan is not right, for a person to read. Way in: write_misses().
#pragma once

#include <string>
#include <vector>

#include "examples.hpp"
#include "stage_confidence.hpp"

namespace pf::train {

// Each with its gold, the first two plans and the first right one.
void write_misses(const std::string& path, const Training& training, const std::vector<Sureness>& sure);

}  // namespace pf::train
