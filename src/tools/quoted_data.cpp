#include "tools/quoted_data.hpp"

#include "base/hidden_characters.hpp"
#include "base/unicode.hpp"

namespace pf::tools {

std::string one_line(std::string_view text, std::size_t max_bytes) {
    constexpr std::string_view fence = "```";
    std::string line;
    while (!text.empty()) {
        const auto character = first_character(text);
        const auto part = text.substr(0, character.bytes);
        text.remove_prefix(character.bytes);
        const bool hidden = !character.valid || is_hidden(character.code);
        const bool blank = character.valid && is_blank(character.code) && !hidden;
        if (hidden || (blank && (line.empty() || line.back() == ' '))) continue;
        if (line.size() + part.size() > max_bytes) break;
        line += blank ? " " : part;
        if (line.ends_with(fence)) line.replace(line.size() - fence.size(), fence.size(), "'''");
    }
    if (line.ends_with(' ')) line.pop_back();
    return line;
}

std::string quoted_line(std::string_view text, std::size_t max_bytes) {
    std::string quoted = "\"";
    for (const char c : one_line(text, max_bytes))
        quoted += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
    return quoted + "\"";
}

bool is_one_line(std::string_view text, std::size_t max_bytes) { return one_line(text, max_bytes) == text; }

}  // namespace pf::tools
