#include "sql/value_bounds.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <string>

#include "base/ascii.hpp"

namespace pf::sql {
namespace {

constexpr double day = 86'400;

// 0 * infinity counts as 0 here: bounds only grow.
double times(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }

std::optional<Interval> checked(Interval range) {
    if (std::isnan(range.low) || std::isnan(range.high)) return std::nullopt;
    return range;
}

std::optional<Interval> corners(std::initializer_list<double> values) {
    return checked({std::min(values), std::max(values)});
}

std::optional<Interval> combine(char operation, const Interval& a, const Interval& b) {
    switch (operation) {
        case '+': return checked({a.low + b.low, a.high + b.high});
        case '-': return checked({a.low - b.high, a.high - b.low});
        case '*': return corners({a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high});
        case '/':
            if (b.low <= 0 && b.high >= 0) return std::nullopt;
            return corners({a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high});
        case '%': {
            const double most = std::max(std::abs(b.low), std::abs(b.high));
            return Interval{a.low < 0 ? -most : 0, most};
        }
        case '^':
            if (a.low < 0 || b.low < 0) return std::nullopt;
            return corners(
                {std::pow(a.low, b.low), std::pow(a.low, b.high), std::pow(a.high, b.low), std::pow(a.high, b.high)});
        default: return std::nullopt;
    }
}

struct Unit {
    std::string_view name;  // without the plural's s
    double seconds;
};
constexpr Unit units[] = {
    {"microsecond", 1e-6},
    {"millisecond", 1e-3},
    {"second", 1},
    {"sec", 1},
    {"s", 1},
    {"minute", 60},
    {"min", 60},
    {"m", 60},
    {"hour", 3600},
    {"hr", 3600},
    {"h", 3600},
    {"day", day},
    {"d", day},
    {"week", 7 * day},
    {"w", 7 * day},
    {"month", 30 * day},
    {"mon", 30 * day},
    {"quarter", 90 * day},
    {"year", 360 * day},
    {"yr", 360 * day},
    {"y", 360 * day},
    {"decade", 3600 * day},
};

std::optional<double> unit_seconds(std::string_view word) {
    std::string unit = lower(word);
    if (unit.size() > 2 && unit.back() == 's') unit.pop_back();
    for (const auto& [name, seconds] : units)
        if (name == unit) return seconds;
    return std::nullopt;
}

void skip_spaces(std::string_view& text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\n'))
        text.remove_prefix(1);
}

bool is_far(std::string_view text) {
    if (text.size() > 64) return false;  // neither a date nor an interval
    const auto word = lower(text);
    if (word.find("inf") != std::string::npos || word.find("bc") != std::string::npos) return true;
    if (const auto date = parse_day(text)) return *date < -25'567 || *date > 84'371;  // 1900-01-01, 2200-12-31
    if (const auto seconds = parse_interval(text)) return std::abs(*seconds) > 36'000 * day;
    const auto digits = text.find_first_not_of("0123456789");
    return digits != std::string_view::npos && digits > 4 && text[digits] == '-';
}

}  // namespace

ValueBounds column_bounds() {
    ValueBounds bounds;
    bounds.copies = 1;
    return bounds;
}

ValueBounds number_bounds(double low, double high) {
    ValueBounds bounds;
    bounds.number = Interval{low, high};
    bounds.written = 20;
    bounds.numeric = true;
    return bounds;
}

ValueBounds text_constant(std::string_view text) {
    ValueBounds bounds;
    bounds.text = text;
    bounds.written = static_cast<double>(text.size());
    bounds.constant = true;
    bounds.far = is_far(text);
    return bounds;
}

ValueBounds number_constant(double value, std::size_t characters) {
    auto bounds = number_bounds(value, value);
    bounds.written = std::max(20.0, static_cast<double>(characters));
    bounds.digits = std::max({1.0, std::log10(std::abs(value) + 1) / 10, static_cast<double>(characters) / 20});
    bounds.constant = true;
    return bounds;
}

ValueBounds either(const ValueBounds& a, const ValueBounds& b) {
    ValueBounds bounds;
    bounds.number = hull(a.number, b.number);
    bounds.written = std::max(a.written, b.written);
    bounds.copies = std::max(a.copies, b.copies);
    bounds.digits = std::max(a.digits, b.digits);
    bounds.recursive = std::max(a.recursive, b.recursive);
    bounds.numeric = a.numeric && b.numeric;
    bounds.gathered = a.gathered || b.gathered;
    bounds.far = a.far || b.far;
    return bounds;
}

ValueBounds both(const ValueBounds& a, const ValueBounds& b) {
    ValueBounds bounds;
    bounds.written = a.written + b.written;
    bounds.copies = a.copies + b.copies;
    bounds.digits = std::max(a.digits, b.digits);
    bounds.recursive = a.recursive + b.recursive;
    bounds.constant = a.constant && b.constant;
    bounds.gathered = a.gathered || b.gathered;
    bounds.far = a.far || b.far;
    return bounds;
}

ValueBounds collected(const ValueBounds& value, double rows) {
    auto bounds = value;
    bounds.text.reset();
    bounds.number.reset();
    bounds.seconds.reset();
    bounds.constant = bounds.numeric = false;
    bounds.written = times(value.written, rows);
    bounds.copies = times(value.copies, rows);
    bounds.recursive = 2 * value.recursive;  // of several rows
    bounds.gathered = value.gathered || value.copies > 0;
    return bounds;
}

ValueBounds scaled(const ValueBounds& value, double factor) {
    auto bounds = value;
    bounds.written = times(value.written, factor);
    bounds.copies = times(value.copies, factor);
    bounds.recursive = times(value.recursive, factor);
    bounds.text.reset();
    bounds.number.reset();
    bounds.seconds.reset();
    return bounds;
}

ValueBounds arithmetic(std::string_view operation, const ValueBounds& a, const ValueBounds& b) {
    const char sign = operation.empty() ? ' ' : operation.front();
    auto bounds = both(a, b);
    bounds.numeric = true;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (a.number && b.number)
        bounds.number = combine(sign, *a.number, *b.number);
    else if (sign == '%' && b.number)
        bounds.number = combine(sign, {-infinity, infinity}, *b.number);
    bounds.digits = sign == '*' || sign == '/' ? a.digits + b.digits : std::max(a.digits, b.digits);
    // A sum is one digit longer than its summands at most; only products grow by each of their factors.
    if (sign == '+' || sign == '-' || sign == '%') bounds.recursive = std::max(a.recursive, b.recursive);
    bounds.far = bounds.far || sign == '*' || sign == '^' || sign == '/';
    return bounds;
}

std::optional<double> exponent_of(const ValueBounds& exponent) {
    const double most =
        exponent.number ? std::max(std::abs(exponent.number->low), std::abs(exponent.number->high)) : unknown_rows;
    if (exponent.constant) return most <= max_exponent ? std::optional(most) : std::nullopt;
    return most <= max_count ? std::optional(std::min(most, unknown_rows)) : std::nullopt;
}

bool is_constant_zero(const ValueBounds& value) {
    return value.number && value.number->low == 0 && value.number->high == 0;
}

std::optional<Interval> hull(const std::optional<Interval>& a, const std::optional<Interval>& b) {
    if (!a || !b) return std::nullopt;
    return Interval{std::min(a->low, b->low), std::max(a->high, b->high)};
}

std::optional<double> parse_number(std::string_view text) {
    skip_spaces(text);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed == std::errc::result_out_of_range && end == text.data() + text.size())
        return std::numeric_limits<double>::infinity();
    if (failed != std::errc() || end != text.data() + text.size() || std::isnan(value)) return std::nullopt;
    return value;
}

std::optional<double> parse_interval(std::string_view text, std::string_view unit) {
    if (!unit.empty()) {
        const auto count = parse_number(text);
        const auto each = unit_seconds(unit);
        if (!count || !each) return std::nullopt;
        return *count * *each;
    }
    double seconds = 0;
    skip_spaces(text);
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        std::size_t length = 0;
        while (length < text.size() && ((text[length] >= '0' && text[length] <= '9') || text[length] == '.' ||
                                        text[length] == '-' || text[length] == '+'))
            ++length;
        const auto count = parse_number(text.substr(0, length));
        if (!count) return std::nullopt;
        text.remove_prefix(length);
        skip_spaces(text);
        length = 0;
        while (length < text.size() && lower(text[length]) >= 'a' && lower(text[length]) <= 'z') ++length;
        const auto each = unit_seconds(text.substr(0, length));
        if (!each) return std::nullopt;
        text.remove_prefix(length);
        skip_spaces(text);
        seconds += *count * *each;
    }
    return seconds;
}

// Days from the civil calendar: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
std::optional<double> parse_day(std::string_view text) {
    skip_spaces(text);
    if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    if (text.size() > 10 && text[10] != ' ' && text[10] != 'T') return std::nullopt;
    if (text.find("BC") != std::string_view::npos || text.find("bc") != std::string_view::npos) return std::nullopt;
    const auto year = parse_number(text.substr(0, 4));
    const auto month = parse_number(text.substr(5, 2));
    const auto date = parse_number(text.substr(8, 2));
    if (!year || !month || !date || *month < 1 || *month > 12) return std::nullopt;
    const double y = *month <= 2 ? *year - 1 : *year;
    const double era = std::floor(y / 400);
    const double year_of_era = y - era * 400;
    const double shifted = *month > 2 ? *month - 3 : *month + 9;
    const double day_of_year = std::floor((153 * shifted + 2) / 5) + *date - 1;
    const double day_of_era =
        year_of_era * 365 + std::floor(year_of_era / 4) - std::floor(year_of_era / 100) + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

}  // namespace pf::sql
