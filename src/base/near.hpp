// What somebody probably meant: the nearest of some names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pf {

// The name with the fewest edits (insert, delete, replace, swap of neighbours; case ignored) to `word`, if those are at
// most a third of its letters and one more; of equals the first. Empty: none is near.
[[nodiscard]] std::string nearest_name(std::string_view word, const std::vector<std::string>& names);

// "; did you mean NAME?", or else "; there is a, b, c and 4 more": the end of a sentence about a name that is not
// there.
[[nodiscard]] std::string suggest_name(std::string_view word, const std::vector<std::string>& names);

}  // namespace pf
