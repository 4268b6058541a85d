// How near two words are, and what somebody probably meant: the nearest of some names.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pf {

// The fewest edits (insert, delete, replace a byte, swap two neighbours) from one to the other, no byte edited twice:
// the optimal string alignment distance. `bound` + 1 when there are more than `bound`.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t bound);

// Whether it is 1, in linear time.
[[nodiscard]] bool one_typo_apart(std::string_view a, std::string_view b);

// The name with the fewest edits (case ignored) to `word`, if those are at most a third of its letters and one more; of
// equals the first. Empty: none is near.
[[nodiscard]] std::string nearest_name(std::string_view word, const std::vector<std::string>& names);

// "; did you mean NAME?", or else "; there is a, b, c and 4 more": the end of a sentence about a name that is not
// there.
[[nodiscard]] std::string suggest_name(std::string_view word, const std::vector<std::string>& names);

}  // namespace pf
