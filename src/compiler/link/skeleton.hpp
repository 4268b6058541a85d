// Words written in short by leaving letters out: "dlvry", "brnch", "pymt". Way in: shortens().
#pragma once

#include <string_view>

namespace pf::compiler {

// Whether `brief` may be `full` without some letters: it begins alike, keeps the order, lacks two letters or more, and
// either has all consonants up to its end ("dlv", "dlvry" of delivery) or ends alike ("pymt" of payment). Three letters
// at least; lower case.
[[nodiscard]] bool shortens(std::string_view brief, std::string_view full);

}  // namespace pf::compiler
