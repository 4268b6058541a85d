#include "compiler/print/like_pattern.hpp"

namespace pf::compiler::print {

std::string like_pattern(plan::Op op, std::string_view text) {
    std::string made = op == plan::Op::starts ? "" : "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') made += '\\';
        made += c;
    }
    return op == plan::Op::ends ? made : made + '%';
}

std::optional<LikeText> like_text(std::string_view pattern) {
    const bool open_front = pattern.starts_with('%') && pattern.size() > 1;
    if (open_front) pattern.remove_prefix(1);
    std::string text;
    bool open_back = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '%' && i + 1 == pattern.size()) {
            open_back = true;
        } else if (c == '%' || c == '_') {
            return std::nullopt;
        } else if (c == '\\' && i + 1 < pattern.size()) {
            text += pattern[++i];
        } else {
            text += c;
        }
    }
    if (open_front && open_back) return LikeText{plan::Op::contains, std::move(text)};
    if (open_front) return LikeText{plan::Op::ends, std::move(text)};
    if (open_back) return LikeText{plan::Op::starts, std::move(text)};
    return std::nullopt;
}

}  // namespace pf::compiler::print
