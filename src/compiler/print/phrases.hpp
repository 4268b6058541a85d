// Words and phrases of readings that need no schema. Way in: any of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/plan/algebra.hpp"

namespace pf::compiler::print {

// "a, b and c"
[[nodiscard]] std::string listed(const std::vector<std::string>& parts, std::string_view last_word);
[[nodiscard]] int whole_number(std::string_view digits);  // 0 for anything else
// Between the two sides of a comparison, "" for equality; of years; between the two sides of a set operation.
[[nodiscard]] std::string_view compared(plan::Op op);
[[nodiscard]] std::string in_year(plan::Op op, std::string_view year);
[[nodiscard]] std::string_view joined_by(plan::SetOperation operation);

}  // namespace pf::compiler::print
