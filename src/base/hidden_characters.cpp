#include "base/hidden_characters.hpp"

#include "base/unicode.hpp"

namespace pf {

bool is_hidden(char32_t c) {
    return is_control(c) || is_direction_mark(c) || c == 0xad || c == 0x34f || c == 0x180e || c == 0x200b ||
           c == 0x200c || c == 0x200d || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
           (c >= 0xe0000 && c <= 0xe007f);
}

bool holds_hidden_characters(std::string_view text) {
    while (!text.empty()) {
        const auto character = first_character(text);
        if (!character.valid || is_hidden(character.code)) return true;
        text.remove_prefix(character.bytes);
    }
    return false;
}

}  // namespace pf
