// Characters that do not show, or change how others show.
#pragma once

#include <string_view>

namespace pf {

// Controls, direction marks, joiners and other characters of no width, tags (Unicode 15, Cf).
[[nodiscard]] bool is_hidden(char32_t c);

[[nodiscard]] bool holds_hidden_characters(std::string_view text);

}  // namespace pf
