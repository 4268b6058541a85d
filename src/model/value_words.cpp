#include "model/value_words.hpp"

#include "base/unicode.hpp"

#include <array>

namespace pf::model {
namespace {

// Of the letters from U+00DF to U+017F; empty where the letter stays.
constexpr char32_t first_marked = 0xDF;
constexpr std::array<std::string_view, 0x180 - first_marked> unmarked{
    "ss", "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e",  "e",  "e", "i", "i", "i", "i", "d", "n", "o", "o",
    "o",  "o", "o", "",  "o", "u", "u", "u",  "u", "y", "th", "y",  "",  "a", "",  "a", "",  "a", "",  "c", "",
    "c",  "",  "c", "",  "c", "",  "d", "",   "d", "",  "e",  "",   "e", "",  "e", "",  "e", "",  "e", "",  "g",
    "",   "g", "",  "g", "",  "g", "",  "h",  "",  "h", "",   "i",  "",  "i", "",  "i", "",  "i", "",  "i", "",
    "",   "",  "j", "",  "k", "k", "",  "l",  "",  "l", "",   "l",  "",  "",  "",  "l", "",  "n", "",  "n", "",
    "n",  "",  "",  "n", "",  "o", "",  "o",  "",  "o", "",   "oe", "",  "r", "",  "r", "",  "r", "",  "s", "",
    "s",  "",  "s", "",  "s", "",  "t", "",   "t", "",  "t",  "",   "u", "",  "u", "",  "u", "",  "u", "",  "u",
    "",   "u", "",  "w", "",  "y", "",  "",   "z", "",  "z",  "",   "z", ""};

}  // namespace

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

std::string without_marks(std::string_view words, bool umlauts_as_two) {
    std::string made;
    made.reserve(words.size());
    while (!words.empty()) {
        const auto character = first_character(words);
        const auto written = words.substr(0, character.bytes);
        words.remove_prefix(character.bytes);
        const auto code = character.valid ? character.code : U'\0';
        const auto plain = code >= first_marked && code < 0x180 ? unmarked[code - first_marked] : std::string_view{};
        made += plain.empty() ? written : plain;
        if (umlauts_as_two && (code == U'\u00e4' || code == U'\u00f6' || code == U'\u00fc')) made += 'e';
    }
    return made;
}

}  // namespace pf::model
