// What can be said of a value without running the query: how large the query's own text can make it. The guard refuses
// by these bounds what would take memory or time out of proportion: repeat('x', 1e9), 10::numeric ^ 100000.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace pf::sql {

struct Interval {
    double low = 0;
    double high = 0;
};

// Data of a table counts as 1 copy of itself and 1 measure of digits, whatever its size: the user's own.
struct ValueBounds {
    std::optional<std::string_view> text;  // the constant's text, when it is a string
    std::optional<Interval> number;        // where the number lies, when known
    std::optional<double> seconds;         // the length of a constant interval
    double written = 0;                    // bytes that come from the query's text, at most
    double copies = 0;                     // how often a table's data stands in it, at most
    double digits = 1;                     // growth of numeric arithmetic: x * x has 2, x ^ 10 has 10
    double recursive = 0;                  // how often a recursive query's own columns stand in it, in its second part
    bool constant = false;                 // the same for every row
    bool numeric = false;                  // certainly a number
    bool gathered = false;                 // an aggregate has collected it from rows of data: as long as a table
    bool far = false;                      // the query's text can move it far from the data: x * 1000000, 'infinity'
};

inline constexpr double max_written = 1'000'000;   // bytes of one value
inline constexpr double max_written_row = 20'000;  // bytes of one row of the result
inline constexpr double max_collected = 2'000;     // bytes that each row adds to what string_agg() and its like build
inline constexpr double max_copies = 1'000;        // of a table's data in one value
inline constexpr double max_digits = 1'000;        // factors of one product
inline constexpr double max_count = 10'000;        // repeat(), lpad(), array_fill(), …
inline constexpr double max_exponent = 1'000;      // x ^ n, n constant
inline constexpr double max_exp_argument = 700;    // exp(709) is the last that double precision can hold
inline constexpr double likely_depth = 30;         // steps of a recursive query over data, for the bounds
inline constexpr double max_generated_rows = 1'000'000;  // of all set-returning functions of a query together
inline constexpr double unknown_rows = 100;              // what a set-returning function over data is taken for

[[nodiscard]] ValueBounds column_bounds();                         // a table's column
[[nodiscard]] ValueBounds number_bounds(double low, double high);  // a number that is not constant
// Far are 'infinity', a date before 1900 or after 2200, an interval of more than 100 years.
[[nodiscard]] ValueBounds text_constant(std::string_view text);
[[nodiscard]] ValueBounds number_constant(double value, std::size_t characters);

// One of the two (CASE, COALESCE, a UNION's column).
[[nodiscard]] ValueBounds either(const ValueBounds& a, const ValueBounds& b);
// Both, one behind the other (||, concat, an array of both).
[[nodiscard]] ValueBounds both(const ValueBounds& a, const ValueBounds& b);
// What an aggregate over `rows` generated rows collects.
[[nodiscard]] ValueBounds collected(const ValueBounds& value, double rows);
// repeat(value, factor): what stands in it, so many times.
[[nodiscard]] ValueBounds scaled(const ValueBounds& value, double factor);
// a + b, a - b, a * b, a / b, a % b, a ^ b.
[[nodiscard]] ValueBounds arithmetic(std::string_view operation, const ValueBounds& a, const ValueBounds& b);

// What the exponent of a power counts as; nothing when it is too large. Not constant, it may be 10,000 (a year).
[[nodiscard]] std::optional<double> exponent_of(const ValueBounds& exponent);

[[nodiscard]] bool is_constant_zero(const ValueBounds& value);
// Smallest interval that holds both; nothing when one is unknown.
[[nodiscard]] std::optional<Interval> hull(const std::optional<Interval>& a, const std::optional<Interval>& b);

// The number that `text` is, as PostgreSQL reads one: "12", "1.5", "1e6".
[[nodiscard]] std::optional<double> parse_number(std::string_view text);
// The length of '1 day', '2 weeks 3 hours' or, with `unit`, of '3' in that unit, in seconds. Months count as 30 days.
[[nodiscard]] std::optional<double> parse_interval(std::string_view text, std::string_view unit = {});
// The day of '2024-05-31' (a time of day may follow), counted from 1970-01-01.
[[nodiscard]] std::optional<double> parse_day(std::string_view text);

}  // namespace pf::sql
