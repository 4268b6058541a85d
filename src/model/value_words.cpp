#include "model/value_words.hpp"

#include "base/unicode.hpp"

namespace pf::model {

std::string value_words(std::string_view text) {
    std::string words;
    words.reserve(text.size());
    bool gap = false;
    while (!text.empty()) {
        const auto character = first_character(text);
        text.remove_prefix(character.bytes);
        if (!character.valid || !is_word_character(character.code)) {
            gap = true;
            continue;
        }
        if (gap && !words.empty()) words += ' ';
        gap = false;
        append_utf8(words, lower_case(character.code));
    }
    return words;
}

}  // namespace pf::model
