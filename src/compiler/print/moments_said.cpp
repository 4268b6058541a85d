#include "compiler/print/moments_said.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstdlib>

#include "compiler/plan/terms.hpp"

namespace pf::compiler::print {
namespace {

using namespace plan;

Moment moved(Moment m, Unit unit, std::int32_t by) {
    if (unit == Unit::quarter) {
        unit = Unit::month;
        by *= 3;
    }
    if (m.shift && m.shift_unit != unit) {
        m.then_unit = unit;
        m.then += by;
    } else {
        m.shift_unit = unit;
        m.shift += by;
    }
    return canonical(m);
}

std::chrono::year_month_day moved(std::chrono::year_month_day day, Unit unit, std::int32_t by) {
    using namespace std::chrono;
    if (unit == Unit::year) day += years(by);
    if (unit == Unit::month) day += months(by);
    if (!day.ok()) day = day.year() / day.month() / last;
    if (unit == Unit::week) day = sys_days(day) + days(7 * by);
    if (unit == Unit::day) day = sys_days(day) + days(by);
    return day;
}

// A date that is moved by days or more is another date.
Moment resolved(const Moment& m) {
    constexpr std::int32_t farthest = 10000;
    const bool moves = m.shift || m.then;
    if (m.base != Moment::Base::date || m.floor != Unit::none || !moves || std::abs(m.shift) > farthest ||
        std::abs(m.then) > farthest || (m.shift && m.shift_unit < Unit::day) || (m.then && m.then_unit < Unit::day))
        return m;
    std::chrono::year_month_day day{std::chrono::year(m.year), std::chrono::month(static_cast<unsigned>(m.month)),
                                    std::chrono::day(static_cast<unsigned>(m.day))};
    day = moved(moved(day, m.shift_unit, m.shift), m.then_unit, m.then);
    Moment made;
    made.base = Moment::Base::date;
    made.seconds = m.seconds;
    made.year = static_cast<std::int16_t>(static_cast<int>(day.year()));
    made.month = static_cast<std::int16_t>(static_cast<unsigned>(day.month()));
    made.day = static_cast<std::int16_t>(static_cast<unsigned>(day.day()));
    return made;
}

bool is_date(const Moment& m) { return m.base == Moment::Base::date && m.floor == Unit::none; }
bool begins_year(const Moment& m) { return is_date(m) && m.month == 1 && m.day == 1 && !m.seconds && !m.shift; }

std::string day_said(const Moment& m) {
    const auto month = month_name(m.month);
    auto made = m.base == Moment::Base::latest ? fmt::format("the last {} {}", m.day, month)
                                               : fmt::format("{} {} {}", m.day, month, m.year);
    if (m.seconds) made += fmt::format(" {:02}:{:02}", m.seconds / 3600, m.seconds / 60 % 60);
    if (m.seconds % 60) made += fmt::format(":{:02}", m.seconds % 60);
    return made;
}

// Of the span that holds the base: this month, last month, the month 3 months ago.
std::string floor_said(const Moment& m) {
    const auto unit = unit_name(m.floor);
    if (m.base == Moment::Base::date || m.base == Moment::Base::latest)
        return fmt::format("the {} of {}", unit, day_said(m));
    const int size = m.floor == Unit::quarter ? 3 : 1;
    const auto step = m.floor == Unit::quarter ? Unit::month : m.floor;
    if (!m.shift) return fmt::format("this {}", unit);
    if (m.shift_unit == step && m.shift == -size) return fmt::format("last {}", unit);
    if (m.shift_unit == step && m.shift == size) return fmt::format("next {}", unit);
    return fmt::format("the {} {} {}", unit, say_count(std::abs(m.shift), m.shift_unit),
                       m.shift < 0 ? "ago" : "from now");
}

std::string after_said(std::string of, Unit unit, std::int32_t by) {
    if (!by) return of;
    if (by == 1 && unit == Unit::day) return "the day after " + of;
    if (by == -1 && unit == Unit::day) return "the day before " + of;
    return fmt::format("{} {} {}", say_count(std::abs(by), unit), by < 0 ? "before" : "after", of);
}

std::string base_said(const Moment& m) {
    if (m.base == Moment::Base::today || m.base == Moment::Base::now) {
        if (m.shift)
            return m.shift == -1 && m.shift_unit == Unit::day ? "yesterday"
                   : m.shift == 1 && m.shift_unit == Unit::day
                       ? "tomorrow"
                       : fmt::format("{} {}", say_count(std::abs(m.shift), m.shift_unit),
                                     m.shift < 0 ? "ago" : "from now");
        return m.base == Moment::Base::now ? "now" : "today";
    }
    return after_said(day_said(m), m.shift_unit, m.shift);
}

// "in 2015", "in March 2015", "on 1 March 2015", "in this calendar month"; empty for a span of no name.
std::string named_span(const Moment& from, const Moment& until) {
    const auto spans = [&](Unit unit) { return resolved(moved(from, unit, 1)) == until; };
    if (from.floor != Unit::none) {
        if (!spans(from.floor)) return "";
        const auto said = floor_said(from);
        for (const std::string_view which : {"this ", "last ", "next "})
            if (said.starts_with(which))
                return fmt::format("in {}{}calendar {}", which == "this " ? "" : "the ", which, unit_name(from.floor));
        return "in " + said;
    }
    if (begins_year(from) && spans(Unit::year)) return fmt::format("in {}", from.year);
    if (from.day == 1 && !from.shift && !from.seconds && spans(Unit::month))
        return from.base == Moment::Base::latest ? fmt::format("in the last {}", month_name(from.month))
                                                 : fmt::format("in {} {}", month_name(from.month), from.year);
    if (!from.seconds && spans(Unit::day)) {
        const bool near = from.base == Moment::Base::today && (!from.shift || from.shift_unit == Unit::day);
        return (near ? "" : "on ") + say(from);
    }
    return "";
}

// How long before today or now it is; empty when it is not.
std::string back_said(const Moment& m) {
    const bool relative = m.base == Moment::Base::today || m.base == Moment::Base::now;
    if (!relative || m.floor != Unit::none || m.shift >= 0 || m.then) return "";
    return m.shift == -1 ? std::string(unit_name(m.shift_unit)) : say_count(-m.shift, m.shift_unit);
}

}  // namespace

std::string say(const Moment& moment) {
    const auto m = resolved(canonical(moment));
    if (m.floor == Unit::none) return after_said(base_said(m), m.then_unit, m.then);
    const bool fixed = m.base == Moment::Base::date || m.base == Moment::Base::latest;
    auto made = "the beginning of " + floor_said(m);
    if (fixed) made = after_said(made, m.shift_unit, m.shift);
    return after_said(made, m.then_unit, m.then);
}

std::string say_compared(Op op, const Moment& moment) {
    const auto m = resolved(canonical(moment));
    if (op == Op::ge)
        if (const auto back = back_said(m); !back.empty()) return "in the last " + back;
    if (begins_year(m) && (op == Op::ge || op == Op::lt))
        return op == Op::ge ? fmt::format("in {} or later", m.year) : fmt::format("before {}", m.year);
    const auto said = say(m);
    switch (op) {
        case Op::lt: return "before " + said;
        case Op::le: return said + " or before";
        case Op::gt: return "after " + said;
        case Op::ge: return said + " or later";
        case Op::ne: return "not " + said;
        default: return said;
    }
}

std::string say_during(const Moment& first, const Moment& end) {
    const auto from = resolved(canonical(first)), until = resolved(canonical(end));
    if (auto named = named_span(from, until); !named.empty()) return named;
    if (const auto back = back_said(from);
        !back.empty() && !until.shift && until.floor == Unit::none && until.base == from.base)
        return fmt::format("in the last {} before {}", back, say(until));
    return fmt::format("{} or later and before {}", say(from), say(until));
}

std::string_view month_name(int month) {
    static constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                             "May",       "June",     "July",     "August",
                                                             "September", "October",  "November", "December"};
    return month >= 1 && month <= 12 ? months[static_cast<std::size_t>(month - 1)] : std::string_view();
}

std::string_view weekday_name(int weekday) {
    static constexpr std::array<std::string_view, 7> days{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                          "Friday", "Saturday", "Sunday"};
    return weekday >= 1 && weekday <= 7 ? days[static_cast<std::size_t>(weekday - 1)] : std::string_view();
}

std::string_view unit_name(Unit unit) {
    static constexpr std::array<std::string_view, 10> names{
        "part", "second", "minute", "hour", "day", "day of the week", "week", "month", "quarter", "year"};
    return names[static_cast<std::size_t>(unit)];
}

std::string say_count(std::int64_t count, Unit unit) {
    return fmt::format("{} {}{}", count, unit_name(unit), count == 1 ? "" : "s");
}

std::string in_year(Op op, std::string_view year) {
    switch (op) {
        case Op::ne: return fmt::format("not in {}", year);
        case Op::lt: return fmt::format("before {}", year);
        case Op::le: return fmt::format("in {} or before", year);
        case Op::gt: return fmt::format("after {}", year);
        case Op::ge: return fmt::format("in {} or later", year);
        default: return fmt::format("in {}", year);
    }
}

std::string_view compared(Op op) {
    switch (op) {
        case Op::ne: return "not";
        case Op::lt: return "less than";
        case Op::le: return "at most";
        case Op::gt: return "more than";
        case Op::ge: return "at least";
        default: return "";
    }
}

}  // namespace pf::compiler::print
