// One cell's text as a value of a type: what people write for numbers, dates and truth, and how PostgreSQL wants it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pf::intake {

enum class Type : std::uint8_t { text, boolean, bigint, numeric, date, timestamp, timestamptz, time };

// PostgreSQL's short names, which the wire has too.
[[nodiscard]] std::string_view to_string(Type type);
[[nodiscard]] std::optional<Type> type_named(std::string_view name);  // also format_type's: "timestamp with time zone"

enum class DateOrder : std::uint8_t { day_month_year, month_day_year };  // dates that begin with the year are either

// How a column's cells are to be read.
struct CellFormat {
    Type type = Type::text;
    DateOrder order = DateOrder::day_month_year;
    char decimal = '.';  // or ','
};

// What stands for no value in a column that is not text: NULL, N/A, -, and their like. An empty cell is none anywhere.
[[nodiscard]] bool is_missing_mark(std::string_view text);

// Appends the value as PostgreSQL reads it; false when the trimmed `text` is none of that type, or out of its range.
[[nodiscard]] bool append_value(std::string_view text, const CellFormat& format, std::string& out);

// 1,234.50: groups of three by comma or point (whichever is not the decimal sign), blank or apostrophe. `whole`: no
// fraction. False for leading zeros, signs of money, and what else is no number.
struct Number {
    bool whole = true;  // no fraction
    bool plain = true;  // digits and a sign alone
    int digits = 0;
};
[[nodiscard]] std::optional<Number> read_number(std::string_view text, char decimal, std::string* out = nullptr);

struct Moment {
    bool has_time = false, has_zone = false;
    bool either = false;                        // both orders read it, as different days
    bool by_points = false;                     // 31.12.1999
    bool day_first = true, month_first = true;  // what order it may have; both where the year or the month's name says
};
// A date, perhaps with a time behind it.
[[nodiscard]] std::optional<Moment> read_moment(std::string_view text);
[[nodiscard]] bool append_moment(std::string_view text, DateOrder order, std::string& out, Moment* what = nullptr);

[[nodiscard]] bool is_time(std::string_view text);

// Which pairs of words for true and false the text is of, as bits; `truth` is which of the two.
[[nodiscard]] unsigned truth_pairs(std::string_view text, bool& truth);
// The pairs that are words of truth themselves, not answers.
inline constexpr unsigned plain_truth = 1u;

}  // namespace pf::intake
