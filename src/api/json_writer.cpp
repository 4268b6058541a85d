#include "api/json_writer.hpp"

#include <charconv>
#include <cmath>

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
        const std::size_t length = c < 0x80 ? 0 : utf8_sequence(text, i);
        if (length > 0) {
            i += length;
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

std::size_t utf8_sequence(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) -> unsigned char {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
    };
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return at < text.size() ? 1 : 0;
    if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
    if ((lead & 0xF0) == 0xE0) {
        const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = lead == 0xED && byte(1) > 0x9F;
        return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool overlong = lead == 0xF0 && byte(1) < 0x90;
        const bool beyond = lead == 0xF4 && byte(1) > 0x8F;
        return continues(1) && continues(2) && continues(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = utf8_sequence(text, i);
        if (length == 0) return false;
        i += length;
    }
    return true;
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
