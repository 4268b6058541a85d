#include "sql/identifier.hpp"

#include <fmt/format.h>
#include <wctype.h>

#include <clocale>

#include "base/unicode.hpp"

namespace pf::sql {
namespace {

constexpr std::string_view id_prefix = "rule_";

// glibc's C.UTF-8 has Unicode's character classes and simple case mapping and is part of every Debian.
locale_t unicode() {
    static const locale_t made = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return made;
}

bool is_letter_or_digit(char32_t point) {
    if (point < 0x80)
        return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') || (point >= '0' && point <= '9');
    if (point == 0xFFFD) return false;
    if (point >= 0x300 && point <= 0x36F) return true;  // accents written as characters of their own
    return unicode() ? iswalnum_l(static_cast<wint_t>(point), unicode()) != 0 : point >= 0xC0;
}

char32_t lower_letter(char32_t point) {
    if (point >= 'A' && point <= 'Z') return point + U'a' - U'A';
    if (point < 0x80 || !unicode()) return point;
    return static_cast<char32_t>(towlower_l(static_cast<wint_t>(point), unicode()));
}

std::string snake_case(std::string_view text) {
    std::string name;
    bool gap = false;
    while (!text.empty()) {
        const auto character = first_character(text);
        text.remove_prefix(character.bytes);
        if (!character.valid || !is_letter_or_digit(character.code)) {
            gap = true;
            continue;
        }
        if (gap && !name.empty()) name += '_';
        gap = false;
        append_utf8(name, lower_letter(character.code));
    }
    return name;
}

constexpr std::size_t max_stem_bytes = 48;
constexpr std::size_t max_own_bytes = 13;  // milliseconds since 1970
static_assert(max_stem_bytes + 1 + max_own_bytes <= max_identifier_bytes);

// The part of a client's id that may stand in a view's name as it is.
std::string_view short_own_part(std::string_view id) {
    if (!id.starts_with(id_prefix)) return {};
    const auto own = id.substr(id_prefix.size());
    const bool fits = own.size() <= max_own_bytes &&
                      own.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string_view::npos;
    return fits ? own : std::string_view();
}

// Between words where the words are not longer than that.
std::string_view cut_to(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    const auto gap = text.rfind('_', bytes);
    if (gap != std::string_view::npos && gap > bytes / 2) return text.substr(0, gap);
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
    text = text.substr(0, bytes);
    while (text.ends_with('_')) text.remove_suffix(1);
    return text;
}

}  // namespace

std::string quote_identifier(std::string_view name) {
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '\0') continue;
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted += '"';
}

std::string quote_literal(std::string_view text) {
    std::string quoted = text.find('\\') == std::string_view::npos ? "'" : "E'";
    for (const char c : text) {
        if (c == '\0') continue;
        if (c == '\'' || c == '\\') quoted += c;
        quoted += c;
    }
    return quoted += '\'';
}

std::string rule_name(std::string_view sentence) {
    auto name = snake_case(sentence);
    return name.empty() ? "rule" : name;
}

std::string view_stem(std::string_view sentence) {
    const auto name = rule_name(sentence);
    return fmt::format("{}{}_", id_prefix, cut_to(name, max_stem_bytes - id_prefix.size()));
}

std::string view_name(std::string_view sentence, std::string_view rule_id) {
    const auto own = short_own_part(rule_id);
    return view_stem(sentence).append(own.empty() ? "1" : own);
}

}  // namespace pf::sql
