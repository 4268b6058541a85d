#include "base/unicode.hpp"

namespace pf {

Character first_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) return {lead, 1, true};
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {};
    char32_t code = lead & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return {};
        code = code << 6 | (byte(i) & 0x3f);
    }
    const bool overlong = code < (length == 3 ? 0x800u : length == 4 ? 0x10000u : 0x80u);
    if (overlong || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return {};
    return {code, length, true};
}

bool is_word_character(char32_t c) {
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c < 0xc0) return c == 0xaa || c == 0xb5 || c == 0xba;
    if (c == 0xd7 || c == 0xf7) return false;
    const bool symbol = (c >= 0x2000 && c <= 0x206f) || (c >= 0x20a0 && c <= 0x20cf) || (c >= 0x2190 && c <= 0x2bff) ||
                        (c >= 0x3000 && c <= 0x3003) || (c >= 0x3008 && c <= 0x3020) || (c >= 0xff00 && c <= 0xff0f) ||
                        (c >= 0xe000 && c <= 0xf8ff) || (c >= 0x1f000 && c <= 0x1faff) || c == 0xfeff || c == 0xfffd;
    return !symbol;
}

bool is_blank(char32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200b) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000 ||
           c == 0xfeff;
}

bool is_control(char32_t c) { return (c < 0x20 || (c >= 0x7f && c < 0xa0)) && !is_blank(c); }

bool is_direction_mark(char32_t c) {
    return c == 0x200e || c == 0x200f || c == 0x61c || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

char32_t lower_case(char32_t c) {
    if (c >= 'A' && c <= 'Z') return c + 32;
    if (c < 0xc0) return c;
    if (c <= 0xde) return c == 0xd7 ? c : c + 32;
    if ((c >= 0x100 && c <= 0x12f) || (c >= 0x132 && c <= 0x137) || (c >= 0x14a && c <= 0x177)) return c | 1;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e)) return c % 2 ? c + 1 : c;
    if (c >= 0x391 && c <= 0x3a9 && c != 0x3a2) return c + 32;
    if (c >= 0x400 && c <= 0x40f) return c + 80;
    if (c >= 0x410 && c <= 0x42f) return c + 32;
    return c;
}

void append_utf8(std::string& text, char32_t c) {
    const auto byte = [](char32_t bits) { return static_cast<char>(bits); };
    const auto tail = [&](int shift) { return byte(0x80 | (c >> shift & 0x3f)); };
    if (c < 0x80)
        text += byte(c);
    else if (c < 0x800)
        text += {byte(0xc0 | c >> 6), tail(0)};
    else if (c < 0x10000)
        text += {byte(0xe0 | c >> 12), tail(6), tail(0)};
    else
        text += {byte(0xf0 | c >> 18), tail(12), tail(6), tail(0)};
}

}  // namespace pf
