#include "base/utf8.hpp"

#include <cstdint>
#include <cstring>

#include "base/unicode.hpp"

namespace pf {
namespace {

// How many of the first bytes are ASCII, in steps of eight: most text is nothing else.
std::size_t ascii_bytes(std::string_view text) {
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    std::size_t at = 0;
    for (std::uint64_t eight = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
        std::memcpy(&eight, text.data() + at, sizeof eight);
        if (eight & high_bits) break;
    }
    return at;
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        text.remove_prefix(ascii_bytes(text));
        if (text.empty()) break;
        const auto character = first_character(text);
        if (!character.valid) return false;
        text.remove_prefix(character.bytes);
    }
    return true;
}

bool holds_control_characters(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool c0 = byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
        const bool c1 = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (c0 || c1 || byte == 0x7F) return true;
    }
    return false;
}

std::size_t utf8_length(std::string_view text) {
    std::size_t length = 0;
    for (const char c : text) length += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return length;
}

std::size_t utf16_length(std::string_view text) {
    std::size_t length = utf8_length(text);
    for (const char c : text) length += static_cast<unsigned char>(c) >= 0xF0;  // above U+FFFF: a surrogate pair
    return length;
}

}  // namespace pf
