#include "sql/identifier.hpp"

#include <fmt/format.h>
#include <wctype.h>

#include <clocale>
#include <cstdint>

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

// FNV-1a, 64 bits (draft-eastlake-fnv), folded to 32.
std::string hash_of(std::string_view sentence, std::string_view id) {
    std::uint64_t hash = 14695981039346656037ull;
    const auto feed = [&](std::string_view text) {
        for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    };
    feed(sentence);
    feed(std::string_view("\0", 1));
    feed(id);
    return fmt::format("{:08x}", static_cast<std::uint32_t>(hash ^ hash >> 32));
}

bool looks_like_hash(std::string_view own) {
    return own.size() == 8 && own.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// The id can be read back from the view's name: the name's last word is the id's own part, and no hash looks like it.
bool survives_in_a_name(std::string_view id) {
    if (!id.starts_with(id_prefix)) return false;
    const auto own = id.substr(id_prefix.size());
    return !own.empty() && !looks_like_hash(own) &&
           own.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string_view::npos;
}

std::string_view cut_to(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
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

std::string view_name(std::string_view sentence, std::string_view rule_id) {
    const auto name = rule_name(sentence);
    const auto own = snake_case(rule_id.starts_with(id_prefix) ? rule_id.substr(id_prefix.size()) : rule_id);
    if (survives_in_a_name(rule_id)) {
        auto plain = fmt::format("rule_{}_{}", name, own);
        if (plain.size() <= max_identifier_bytes) return plain;
    }
    const auto hash = hash_of(sentence, rule_id);
    const auto kept_id = cut_to(own, 20);
    const auto rest = fmt::format("{}{}_{}", kept_id.empty() ? "" : "_", kept_id, hash);
    const auto kept_name = cut_to(name, max_identifier_bytes - id_prefix.size() - rest.size());
    return fmt::format("{}{}{}", id_prefix, kept_name, rest);
}

}  // namespace pf::sql
