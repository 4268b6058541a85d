#include "api/json_writer.hpp"

#include <charconv>
#include <cmath>

#include "base/unicode.hpp"

namespace pf::api {
namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void append_escape(std::string& out, unsigned char c) {
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    constexpr char digits[] = "0123456789abcdef";
    out += "\\u00";
    out += digits[c >> 4];
    out += digits[c & 15];
}

}  // namespace

JsonWriter& JsonWriter::key(std::string_view name) {
    string(name);
    out_ += ':';
    follows_value_ = false;
    return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
    separate();
    out_ += '"';
    std::size_t plain = 0;  // start of the run that needs no change
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
            ++i;
            continue;
        }
        if (const auto character = first_character(text.substr(i)); c >= 0x80 && character.valid) {
            i += character.bytes;
            continue;
        }
        out_ += text.substr(plain, i - plain);
        if (c < 0x80)
            append_escape(out_, c);
        else
            out_ += replacement_character;
        plain = ++i;
    }
    out_ += text.substr(plain);
    out_ += '"';
    follows_value_ = true;
    return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return number_text({digits, static_cast<std::size_t>(end - digits)});
}

JsonWriter& JsonWriter::number(double value) {
    if (!std::isfinite(value)) return null();
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return number_text({digits, static_cast<std::size_t>(end - digits)});
}

JsonWriter& JsonWriter::number_text(std::string_view literal) {
    separate();
    out_ += literal;
    follows_value_ = true;
    return *this;
}

JsonWriter& JsonWriter::boolean(bool value) { return number_text(value ? "true" : "false"); }

JsonWriter& JsonWriter::null() { return number_text("null"); }

JsonWriter& JsonWriter::open(char bracket) {
    separate();
    out_ += bracket;
    follows_value_ = false;
    return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
    out_ += bracket;
    follows_value_ = true;
    return *this;
}

void JsonWriter::separate() {
    if (follows_value_) out_ += ',';
}

bool is_json_number(std::string_view text) {
    std::size_t i = 0;
    const auto digits = [&] {
        const std::size_t start = i;
        while (i < text.size() && is_digit(text[i])) ++i;
        return i - start;
    };
    if (i < text.size() && text[i] == '-') ++i;
    const bool leading_zero = i < text.size() && text[i] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (leading_zero && whole > 1)) return false;
    if (i < text.size() && text[i] == '.') {
        ++i;
        if (digits() == 0) return false;
    }
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
        if (digits() == 0) return false;
    }
    return i == text.size();
}

}  // namespace pf::api
