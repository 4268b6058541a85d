// Prompts of prompts/*.md: front matter (name, description) and a body with {{placeholders}}.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pf::llm {

// The body of prompts/NAME.md with every {{key}} replaced by values[key]. A placeholder without value, or a prompt that
// is not there, is an internal error. Values are inserted as they are and not searched for placeholders again.
[[nodiscard]] Result<std::string> render_prompt(std::string_view name,
                                                const std::map<std::string, std::string>& values);

// The same for the text of a prompt file.
[[nodiscard]] Result<std::string> render_prompt_text(std::string_view text,
                                                     const std::map<std::string, std::string>& values);

}  // namespace pf::llm
