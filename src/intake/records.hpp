// A file's records, one after the other, whatever its format: fields as text with the line where each record begins.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "intake/encoding.hpp"

namespace pf::intake {

struct Field {
    std::string_view text;  // lives until the next record
    bool missing = false;   // a JSON null, or a field that the record does not have
    bool is_text = false;   // JSON said so: never a number
};

struct Record {
    std::vector<Field> fields;
    std::uint64_t line = 0;
};

struct Format {
    enum class Kind : std::uint8_t { delimited, json };
    Kind kind = Kind::delimited;
    Encoding encoding = Encoding::utf_8;
    char delimiter = ',';
    bool header = true;  // delimited: the first record has the columns' names
};

enum class Next : std::uint8_t { record, end, failed };

class Records {
 public:
    virtual ~Records() = default;
    virtual Next next(Record& record) = 0;
    [[nodiscard]] virtual const Error& error() const = 0;                     // after Next::failed
    [[nodiscard]] virtual std::uint64_t bytes_read() const = 0;               // of the file, for a bar of progress
    [[nodiscard]] virtual const std::vector<std::string>& names() const = 0;  // JSON: keys so far, in order
};

// `bytes` outlives it.
[[nodiscard]] std::unique_ptr<Records> open_records(const Bytes& bytes, const Format& format);

inline constexpr std::size_t max_record_bytes = 16u << 20;
inline constexpr std::size_t max_fields = 16'384;  // more are refused by the reader, whatever the table may have

}  // namespace pf::intake
