// Texts to be found and the LIKE patterns that find them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/plan/algebra.hpp"

namespace pf::compiler::print {

// The pattern that finds the text: escaped, with "%" where other text may stand. For contains, not_contains, starts and
// ends.
[[nodiscard]] std::string like_pattern(plan::Op op, std::string_view text);

// The way back: contains, starts or ends and the text; nothing for any other pattern.
struct LikeText {
    plan::Op op;
    std::string text;
};
[[nodiscard]] std::optional<LikeText> like_text(std::string_view pattern);

}  // namespace pf::compiler::print
