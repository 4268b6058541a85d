#include "intake/encoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/unicode.hpp"
#include "base/utf8.hpp"

namespace pf::intake {
namespace {

constexpr std::size_t piece = 256 * 1024, least_piece = 4 * 1024;

struct Named {
    Encoding encoding;
    std::string_view name;
};
constexpr Named names[] = {{Encoding::utf_8, "utf-8"},
                           {Encoding::utf_16le, "utf-16le"},
                           {Encoding::utf_16be, "utf-16be"},
                           {Encoding::windows_1252, "windows-1252"},
                           {Encoding::latin_1, "iso-8859-1"}};

// What bytes 0x80 to 0x9f are in Windows-1252 (WHATWG Encoding Standard, index-windows-1252).
constexpr std::array<char16_t, 32> windows_1252 = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                   0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

// Without the last character where its end is missing.
std::string_view whole_characters(std::string_view text) {
    for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if (byte < 0x80) return text;
        if (byte < 0xc0) continue;
        const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
        return length > back ? text.substr(0, text.size() - back) : text;
    }
    return text;
}

// Of pairs of bytes, how many have a zero as their first, or second; text of Latin letters in UTF-16 has nearly all.
double zeros(std::string_view bytes, std::size_t at) {
    std::size_t count = 0;
    for (std::size_t i = at; i < bytes.size(); i += 2) count += bytes[i] == '\0';
    return bytes.size() < 2 ? 0 : static_cast<double>(count) / (static_cast<double>(bytes.size()) / 2);
}

struct Magic {
    std::string_view bytes;
    std::string_view what;
};
constexpr std::string_view zip = "PK\x03\x04";
constexpr Magic magics[] = {
    {zip,
     "This is a spreadsheet or another archive (ZIP), not text. The web page opens .xlsx files; save others as CSV."},
    {std::string_view("\xD0\xCF\x11\xE0", 4),
     "This is an old Excel file or another document of Office 97. Save it as .xlsx or CSV."},
    {"PAR1", "This is a Parquet file, not text. The web page opens those."},
    {"%PDF", "This is a PDF, not a table."},
    {"\x1f\x8b", "This file is compressed (gzip). Unpack it first."},
    {"BZh", "This file is compressed (bzip2). Unpack it first."},
    {std::string_view("\xFD"
                      "7zXZ",
                      5),
     "This file is compressed (xz). Unpack it first."},
    {"7z\xBC\xAF", "This file is an archive (7z). Unpack it first."},
    {"Rar!", "This file is an archive (RAR). Unpack it first."},
    {"\x89PNG", "This is a picture, not a table."},
    {"\xFF\xD8\xFF", "This is a picture, not a table."},
    {"GIF8", "This is a picture, not a table."},
    {"\x7f"
     "ELF",
     "This is a program, not a table."},
    {"SQLite format 3", "This is an SQLite database, not text. Export its tables as CSV."},
};

bool begins_with_tag(std::string_view text) {
    while (!text.empty() && (text[0] == ' ' || text[0] == '\n' || text[0] == '\r' || text[0] == '\t'))
        text.remove_prefix(1);
    std::string start(text.substr(0, 9));
    std::transform(start.begin(), start.end(), start.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return start.starts_with("<!doctype") || start.starts_with("<html") || start.starts_with("<?xml");
}

}  // namespace

std::string_view to_string(Encoding encoding) {
    for (const auto& each : names)
        if (each.encoding == encoding) return each.name;
    return {};
}

std::optional<Encoding> encoding_named(std::string_view name) {
    for (const auto& each : names)
        if (each.name == name) return each.encoding;
    return std::nullopt;
}

Encoding detect_encoding(std::string_view first) {
    if (first.starts_with("\xEF\xBB\xBF")) return Encoding::utf_8;
    if (first.starts_with("\xFF\xFE")) return Encoding::utf_16le;
    if (first.starts_with("\xFE\xFF")) return Encoding::utf_16be;
    constexpr double most = 0.4, few = 0.05;
    if (zeros(first, 1) > most && zeros(first, 0) < few) return Encoding::utf_16le;
    if (zeros(first, 0) > most && zeros(first, 1) < few) return Encoding::utf_16be;
    return is_utf8(whole_characters(first)) ? Encoding::utf_8 : Encoding::windows_1252;
}

std::string what_it_is_instead(std::string_view first) {
    for (const auto& magic : magics)
        if (first.starts_with(magic.bytes)) return std::string(magic.what);
    if (begins_with_tag(first)) return "This is a web page or an XML file, not a table. Was it saved as CSV?";
    const auto encoding = detect_encoding(first);
    if (encoding == Encoding::utf_16le || encoding == Encoding::utf_16be) return {};
    std::size_t controls = 0;
    for (const char c : first) {
        if (c == '\0') return "This file is no text: it holds zero bytes.";
        controls += static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f';
    }
    if (controls * 50 > first.size()) return "This file is no text: it holds many control characters.";
    return {};
}

Result<bool> Utf8Stream::append(std::string& text) {
    for (;;) {
        const std::size_t kept = raw_.size();
        // A small file is read with little memory.
        const auto wanted = std::clamp<std::uint64_t>(bytes_.size - std::min(bytes_.size, offset_), least_piece, piece);
        raw_.resize(kept + wanted);
        const auto size = bytes_.read(offset_, raw_.data() + kept, wanted);
        if (size < 0) return make_error(ErrorKind::unavailable, "The file that was sent cannot be read any more.");
        raw_.resize(kept + static_cast<std::size_t>(size));
        offset_ += static_cast<std::uint64_t>(size);
        if (raw_.empty()) return false;
        std::string_view raw = raw_;
        if (!begun_) {
            if (raw.size() < 3 && size > 0) continue;  // a byte order mark may be on its way
            begun_ = true;
            if (encoding_ == Encoding::utf_8 && raw.starts_with("\xEF\xBB\xBF")) raw.remove_prefix(3);
            if (encoding_ == Encoding::utf_16le && raw.starts_with("\xFF\xFE")) raw.remove_prefix(2);
            if (encoding_ == Encoding::utf_16be && raw.starts_with("\xFE\xFF")) raw.remove_prefix(2);
        }
        const std::size_t before = text.size();
        const auto used = decode(raw, size == 0, text);
        if (!used) {
            Error error = make_error(ErrorKind::invalid_request,
                                     fmt::format("The file is not {}: byte {} is no character of it.",
                                                 to_string(encoding_), offset_ - raw.size() + bad_at_ + 1),
                                     "Choose another encoding.");
            error.detail = bad_encoding;
            return error;
        }
        raw_.erase(0, raw_.size() - raw.size() + *used);
        if (text.size() > before) return true;
        if (size == 0) return false;
    }
}

std::optional<std::size_t> Utf8Stream::decode(std::string_view raw, bool last, std::string& text) {
    const auto code_unit = [&](std::size_t at) {
        const auto a = static_cast<unsigned char>(raw[at]), b = static_cast<unsigned char>(raw[at + 1]);
        return static_cast<char32_t>(encoding_ == Encoding::utf_16le ? b << 8 | a : a << 8 | b);
    };
    switch (encoding_) {
        case Encoding::utf_8: {
            const std::string_view whole = last ? raw : whole_characters(raw);
            if (is_utf8(whole)) {
                text += whole;
                return whole.size();
            }
            for (bad_at_ = 0; bad_at_ < whole.size();) {
                const auto character = first_character(whole.substr(bad_at_));
                if (!character.valid) break;
                bad_at_ += character.bytes;
            }
            return std::nullopt;
        }
        case Encoding::utf_16le:
        case Encoding::utf_16be: {
            std::size_t at = 0;
            while (at + 2 <= raw.size()) {
                bad_at_ = at;
                char32_t c = code_unit(at);
                if (c >= 0xdc00 && c < 0xe000) return std::nullopt;
                if (c >= 0xd800 && c < 0xdc00) {
                    if (at + 4 > raw.size()) break;
                    const char32_t low = code_unit(at + 2);
                    if (low < 0xdc00 || low >= 0xe000) return std::nullopt;
                    c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
                    at += 2;
                }
                append_utf8(text, c);
                at += 2;
            }
            bad_at_ = at;
            if (last && at < raw.size()) return std::nullopt;
            return at;
        }
        case Encoding::windows_1252:
        case Encoding::latin_1:
            for (const char each : raw) {
                const auto byte = static_cast<unsigned char>(each);
                if (byte < 0x80)
                    text += each;
                else
                    append_utf8(text,
                                encoding_ == Encoding::windows_1252 && byte < 0xa0 ? windows_1252[byte - 0x80] : byte);
            }
            return raw.size();
    }
    return std::nullopt;
}

}  // namespace pf::intake
