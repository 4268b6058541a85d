// What a gold query needs, by its text: by this the figures are grouped. Way in: constructs().
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pf::train {

// A query may need several.
[[nodiscard]] std::vector<std::string> constructs(std::string_view sql);

}  // namespace pf::train
