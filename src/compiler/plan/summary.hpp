// What a simple term computes, as sentences ask for it and as the ranking sees it.
#pragma once

#include <cstdint>

namespace pf::compiler::plan {

// range: the highest less the lowest; share: of rows that meet a condition, in percent; other: any further aggregate.
enum class Summary : std::uint8_t { none, count, sum, avg, min, max, range, share, median, other };

// What is made of a figure along the rows it stands in, in their order: the total so far, the difference to the row
// before it, the same in percent of that, its place.
enum class Windowed : std::uint8_t { none, running, change, growth, rank };

// Of a column, or of two dates or numbers. Two dates: the later minus the earlier one; no later one: until today. One
// date: its year, its month (1 … 12), its day of the week (1 Monday … 7), its hour (0 … 23). other: anything that is
// computed otherwise.
enum class Expression : std::uint8_t {
    column,
    years_between,
    months_between,
    days_between,
    difference,
    year_of,
    month_of,
    weekday_of,
    bucket,  // its day, week, month, quarter, year
    other,
    duration,  // between two moments in a unit, fractions of it too
    hour_of,
    product,  // column × other
    ratio,    // column ÷ other
    margin,   // (column − other) ÷ column
};

}  // namespace pf::compiler::plan
