// Every question with the place of its right plan, for a person to read. Way in: write_misses().
#pragma once

#include <string>
#include <vector>

#include "examples.hpp"
#include "stage_confidence.hpp"

namespace pf::train {

// A line each: fold, schema, place of the first right plan, how sure and what holds it back (held_back). Where the
// first is wrong, with its gold, the first two plans and the first right one.
void write_misses(const std::string& path, const Training& training, const std::vector<Sureness>& sure);

}  // namespace pf::train
