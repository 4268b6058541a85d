// Characters of UTF-8 text: what is a letter, a blank, a control character, and its lower case.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pf {

struct Character {
    char32_t code = 0;
    std::size_t bytes = 1;
    bool valid = false;  // false: one byte that is not UTF-8
};

// The first character of a text that is not empty.
[[nodiscard]] Character first_character(std::string_view text);

// Letters and digits of any alphabet; everything outside ASCII that is neither punctuation nor symbol.
[[nodiscard]] bool is_word_character(char32_t c);

// White space of any width (Unicode 15, property White_Space), and the zero-width space and byte order mark.
[[nodiscard]] bool is_blank(char32_t c);

// C0 and C1 controls that are no blanks.
[[nodiscard]] bool is_control(char32_t c);

// Marks that change the direction of the text that follows (Unicode TR 9).
[[nodiscard]] bool is_direction_mark(char32_t c);

// Simple lower case of the Latin, Greek and Cyrillic alphabets (Unicode 15, UnicodeData.txt), which keeps the byte
// count; other characters have none or are left.
[[nodiscard]] char32_t lower_case(char32_t c);

void append_utf8(std::string& text, char32_t c);

}  // namespace pf
