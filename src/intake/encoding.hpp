// How a file's bytes are characters, and their way to UTF-8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "intake/bytes.hpp"

namespace pf::intake {

enum class Encoding : std::uint8_t { utf_8, utf_16le, utf_16be, windows_1252, latin_1 };

// "utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-1"
[[nodiscard]] std::string_view to_string(Encoding encoding);
[[nodiscard]] std::optional<Encoding> encoding_named(std::string_view name);

// By byte order mark; by the zero bytes that UTF-16 has; UTF-8 when these first bytes of a file are that, else
// Windows-1252, which every byte is something in.
[[nodiscard]] Encoding detect_encoding(std::string_view first_bytes);

// Error::detail of a file that is not of its encoding.
inline constexpr std::string_view bad_encoding = "encoding";

// What is no text at all, said for a person: a picture, a PDF, an archive, a program. "" when it may be text.
[[nodiscard]] std::string what_it_is_instead(std::string_view first_bytes);

// The file from its start as UTF-8, without byte order mark, piece by piece.
class Utf8Stream {
 public:
    Utf8Stream(const Bytes& bytes, Encoding encoding) : bytes_(bytes), encoding_(encoding) {}

    // Appends the next piece to `text`; false at the end. Errors are invalid_request: bytes that are no such text, and
    // where; unavailable: the file cannot be read.
    [[nodiscard]] Result<bool> append(std::string& text);

    [[nodiscard]] std::uint64_t bytes_read() const { return offset_; }

 private:
    // How many bytes of `raw` were whole characters; none: `bad_at` is no character.
    std::optional<std::size_t> decode(std::string_view raw, bool last, std::string& text);

    const Bytes& bytes_;
    const Encoding encoding_;
    std::uint64_t offset_ = 0;
    std::string raw_;  // read, not yet decoded
    std::size_t bad_at_ = 0;
    bool begun_ = false;
};

}  // namespace pf::intake
