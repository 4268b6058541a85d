// Names, notes and cells of a database as a language model is given them: data on one line, whatever is in them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pf::tools {

// One line of at most `max_bytes`, cut between characters: hidden characters and what is no UTF-8 are gone, runs of
// blanks are one space, three back-quotes are apostrophes.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t max_bytes);
// … in double quotes, with those inside and backslashes behind a backslash.
[[nodiscard]] std::string quoted_line(std::string_view text, std::size_t max_bytes);
// Whether the text is such a line already, so that it may be copied from it.
[[nodiscard]] bool is_one_line(std::string_view text, std::size_t max_bytes);

}  // namespace pf::tools
