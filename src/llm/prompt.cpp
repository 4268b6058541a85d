#include "llm/prompt.hpp"

#include <algorithm>

#include "base/embedded.hpp"

namespace pf::llm {
namespace {

// Without the front matter: the lines between a first line "---" and the next one.
std::string_view body_of(std::string_view text) {
    constexpr std::string_view open = "---\n", close = "\n---\n";
    if (!text.starts_with(open)) return text;
    const auto end = text.find(close, open.size() - 1);
    if (end == text.npos) return text;
    text.remove_prefix(end + close.size());
    text.remove_prefix(std::min(text.find_first_not_of('\n'), text.size()));
    return text;
}

}  // namespace

Result<std::string> render_prompt(std::string_view name, const std::map<std::string, std::string>& values) {
    for (const auto& file : embedded_files(Group::prompts))
        if (file.path == std::string(name) + ".md") return render_prompt_text(file.bytes, values);
    return make_error(ErrorKind::internal, "There is no prompt " + std::string(name) + ".");
}

Result<std::string> render_prompt_text(std::string_view text, const std::map<std::string, std::string>& values) {
    text = body_of(text);
    std::string rendered;
    while (true) {
        const auto open = text.find("{{");
        rendered += text.substr(0, open);
        if (open == text.npos) return rendered;
        const auto close = text.find("}}", open);
        const auto key = std::string(text.substr(open + 2, close - open - 2));
        const auto value = values.find(key);
        if (close == text.npos || value == values.end())
            return make_error(ErrorKind::internal, "A prompt has a placeholder without a value: " + key.substr(0, 40));
        rendered += value->second;
        text.remove_prefix(close + 2);
    }
}

}  // namespace pf::llm
