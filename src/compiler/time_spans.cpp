// Spans of time in a sentence: one recogniser for each form of them.
#include "compiler/cues.hpp"
#include "compiler/word_class.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace pf::compiler {
namespace {

using W = WordClass;
using plan::Moment;
using Tokens = std::vector<Token>;

int count_of(const Tokens& tokens) { return static_cast<int>(tokens.size()); }
const Token& token_at(const Tokens& tokens, int at) { return tokens[static_cast<std::size_t>(at)]; }

// --- moments

Moment today() { return {}; }
Moment shifted(Moment moment, int by, plan::Unit unit) {
    moment.shift = by;
    moment.shift_unit = unit;
    return moment;
}
Moment then(Moment moment, int by, plan::Unit unit) {
    moment.then = by;
    moment.then_unit = unit;
    return moment;
}
Moment beginning_of(plan::Unit unit) {
    Moment made;
    made.floor = unit;
    return made;
}

// What spans of time are counted in.
struct CalendarUnit {
    plan::Unit unit = plan::Unit::none;
    int times = 1;  // a decade is ten years
};
std::optional<CalendarUnit> calendar_unit(std::string_view word) {
    using U = plan::Unit;
    static constexpr std::array<std::pair<std::string_view, CalendarUnit>, 7> units{{{"hour", {U::hour, 1}},
                                                                                     {"day", {U::day, 1}},
                                                                                     {"week", {U::week, 1}},
                                                                                     {"month", {U::month, 1}},
                                                                                     {"quarter", {U::quarter, 1}},
                                                                                     {"year", {U::year, 1}},
                                                                                     {"decade", {U::year, 10}}}};
    const auto name = value_of(word, W::calendar_unit);
    for (const auto& [known, unit] : units)
        if (known == name) return unit;
    return std::nullopt;
}
std::optional<CalendarUnit> unit_at(const Tokens& tokens, int at) {
    return is_at(tokens, at, W::calendar_unit) ? calendar_unit(token_at(tokens, at).word) : std::nullopt;
}
// "this month", "last week": what the calendar has beginnings of.
bool begins(CalendarUnit unit) { return unit.times == 1 && unit.unit >= plan::Unit::week; }
bool is_one_unit(const Tokens& tokens, int at) {  // "month", not "months"
    return is_at(tokens, at, W::calendar_unit) &&
           value_of(token_at(tokens, at).word, W::calendar_unit) == token_at(tokens, at).word;
}

Moment back_from_now(int amount, CalendarUnit unit) {
    Moment made;
    if (unit.unit == plan::Unit::hour) made.base = Moment::Base::now;
    return shifted(made, -amount * unit.times, unit.unit);
}
int amount_of(const Token& token) { return static_cast<int>(std::clamp(std::round(*token.number), 0.0, 100000.0)); }

// --- spans

TimeSpan span_of(int begin, int end, std::optional<Moment> lower, std::optional<Moment> upper) {
    TimeSpan span{begin, end, lower, upper, {}, Expression::column, 0, 0};
    for (int i = begin; i < end; ++i) span.tokens.set(static_cast<std::size_t>(i));
    return span;
}
TimeSpan of_any_year(int begin, int end, Expression part, int first, int last) {
    auto span = span_of(begin, end, std::nullopt, std::nullopt);
    span.part = part;
    span.first = first;
    span.last = last;
    return span;
}

// Where "in the last 30 days" begins.
int with_preposition(const Tokens& tokens, int at) {
    if (is_at(tokens, at - 1, W::the)) --at;
    if (is_at(tokens, at - 1, W::time_preposition)) --at;
    return at;
}

std::optional<TimeSpan> named_day(const Tokens& tokens, int at) {
    const auto day = plan::Unit::day;
    if (is_at(tokens, at, W::today) && is_at(tokens, at - 1, W::before))
        return span_of(at - 1, at + 1, std::nullopt, today());
    if (is_at(tokens, at, W::today) && is_at(tokens, at - 1, W::after))
        return span_of(at - 1, at + 1, shifted(today(), 1, day), std::nullopt);
    if (is_at(tokens, at, W::today)) return span_of(at, at + 1, today(), shifted(today(), 1, day));
    if (is_at(tokens, at, W::tomorrow)) return span_of(at, at + 1, shifted(today(), 1, day), shifted(today(), 2, day));
    if (is_at(tokens, at, W::yesterday)) return span_of(at, at + 1, shifted(today(), -1, day), today());
    return std::nullopt;
}

// "in the last 30 days"
std::optional<TimeSpan> last_units(const Tokens& tokens, int at) {
    if (!is_at(tokens, at, W::span_until_now) || at + 2 >= count_of(tokens) || !token_at(tokens, at + 1).number)
        return std::nullopt;
    const auto unit = unit_at(tokens, at + 2);
    if (!unit) return std::nullopt;
    return span_of(with_preposition(tokens, at), at + 3, back_from_now(amount_of(token_at(tokens, at + 1)), *unit),
                   std::nullopt);
}

// "in the next 60 days": from today on.
std::optional<TimeSpan> next_units(const Tokens& tokens, int at) {
    if (!is_at(tokens, at, W::span_from_now) || at + 2 >= count_of(tokens) || !token_at(tokens, at + 1).number)
        return std::nullopt;
    const auto unit = unit_at(tokens, at + 2);
    if (!unit || unit->unit == plan::Unit::hour) return std::nullopt;
    const auto end = shifted(today(), amount_of(token_at(tokens, at + 1)) * unit->times, unit->unit);
    return span_of(with_preposition(tokens, at), at + 3, today(), then(end, 1, plan::Unit::day));
}

// "next month"
std::optional<TimeSpan> next_unit(const Tokens& tokens, int at) {
    if (!is_at(tokens, at, W::span_from_now) || !is_one_unit(tokens, at + 1)) return std::nullopt;
    const auto unit = *unit_at(tokens, at + 1);
    if (!begins(unit)) return std::nullopt;
    return span_of(with_preposition(tokens, at), at + 2, shifted(beginning_of(unit.unit), 1, unit.unit),
                   shifted(beginning_of(unit.unit), 2, unit.unit));
}

// "viewings that are coming up": from today on.
std::optional<TimeSpan> coming_up(const Tokens& tokens, int at) {
    if (!is_at(tokens, at, W::span_from_now) || !is_at(tokens, at + 1, W::up) ||
        is_at(tokens, at + 2, W::span_from_now))
        return std::nullopt;
    return span_of(at, at + 2, today(), std::nullopt);
}

// "upcoming releases": from tomorrow on.
std::optional<TimeSpan> upcoming(const Tokens& tokens, int at) {
    if (!is_at(tokens, at, W::upcoming_word) || unit_at(tokens, at + 1)) return std::nullopt;
    return span_of(at, at + 1, shifted(today(), 1, plan::Unit::day), std::nullopt);
}

// "licences that expire within 60 days": from today on.
std::optional<TimeSpan> ending_within(const Tokens& tokens, int at) {
    constexpr int reach = 3;
    const bool one = is_at(tokens, at, W::a, W::an, W::the);
    const auto unit = unit_at(tokens, at + 1);
    if (!unit || (!one && !token_at(tokens, at).number) || !is_at(tokens, at - 1, W::inside_time)) return std::nullopt;
    int verb = at - 2;
    while (verb >= 0 && verb > at - 2 - reach && !is_at(tokens, verb, W::expiring_verb)) --verb;
    if (!is_at(tokens, verb, W::expiring_verb) || is_at(tokens, at - 1, W::over, W::during)) return std::nullopt;
    const int amount = one ? 1 : amount_of(token_at(tokens, at));
    const auto end = shifted(today(), amount * unit->times, unit->unit);
    return span_of(at - 1, at + 2, today(), then(end, 1, plan::Unit::day));
}

// "60" of days, "a" of a week.
std::optional<int> amount_said(const Tokens& tokens, int at) {
    if (is_at(tokens, at, W::a, W::an)) return 1;
    if (!token_at(tokens, at).number) return std::nullopt;
    return amount_of(token_at(tokens, at));
}

// "older than 60 days", "more than a year old": before then.
std::optional<TimeSpan> older_than(const Tokens& tokens, int at) {
    const auto amount = amount_said(tokens, at);
    if (!amount || !is_at(tokens, at - 1, W::than)) return std::nullopt;
    const auto unit = unit_at(tokens, at + 1);
    if (!unit || is_at(tokens, at + 2, W::ago)) return std::nullopt;
    const auto bound = back_from_now(*amount, *unit);
    const bool old = is_at(tokens, at + 2, W::age_word);
    const int end = old ? at + 3 : at + 2;
    if (is_at(tokens, at - 2, W::before_than) || (old && is_at(tokens, at - 2, W::more)))
        return span_of(at - 2, end, std::nullopt, bound);
    if (is_at(tokens, at - 2, W::after_than, W::younger) || (old && is_at(tokens, at - 2, W::less)))
        return span_of(at - 2, end, bound, std::nullopt);
    return std::nullopt;
}

// "not seen for 60 days", "for over a year": the last time lies before then.
std::optional<TimeSpan> not_for_units(const Tokens& tokens, int at) {
    const auto amount = amount_said(tokens, at);
    if (!amount) return std::nullopt;
    const auto unit = unit_at(tokens, at + 1);
    const bool more = is_at(tokens, at - 1, W::than) && is_at(tokens, at - 2, W::more);
    const int preposition = more ? at - 3 : is_at(tokens, at - 1, W::over) ? at - 2 : at - 1;
    if (!unit || !is_at(tokens, preposition, W::for_, W::in)) return std::nullopt;
    TokenSet negation;
    if (!negated_before(tokens, preposition, 6, negation)) return std::nullopt;
    auto span = span_of(preposition, at + 2, std::nullopt, back_from_now(*amount, *unit));
    span.tokens |= negation;
    return span;
}

// "year to date", "so far this year": its other words are found by this_unit().
std::optional<TimeSpan> unit_to_date(const Tokens& tokens, int at) {
    if (is_at(tokens, at, W::year_to_date))
        return span_of(with_preposition(tokens, at), at + 1, beginning_of(plan::Unit::year),
                       shifted(today(), 1, plan::Unit::day));
    if (!is_one_unit(tokens, at) || !is_at(tokens, at + 1, W::to) || !is_at(tokens, at + 2, W::date))
        return std::nullopt;
    const auto unit = *unit_at(tokens, at);
    if (!begins(unit)) return std::nullopt;
    return span_of(with_preposition(tokens, at), at + 3, beginning_of(unit.unit), shifted(today(), 1, plan::Unit::day));
}

// "last month" is the one before this; "in the last month" and "the past month" reach until now.
std::optional<TimeSpan> last_unit(const Tokens& tokens, int at) {
    if (!is_at(tokens, at, W::span_until_now) || !is_one_unit(tokens, at + 1)) return std::nullopt;
    const auto unit = *unit_at(tokens, at + 1);
    const int from = with_preposition(tokens, at);
    const bool until_now =
        !is_at(tokens, at, W::last) || (is_at(tokens, at - 1, W::the) && is_at(tokens, from, W::inside_time));
    if (until_now) return span_of(from, at + 2, back_from_now(1, unit), std::nullopt);
    if (!begins(unit)) return std::nullopt;
    return span_of(from, at + 2, shifted(beginning_of(unit.unit), -1, unit.unit), beginning_of(unit.unit));
}

std::optional<TimeSpan> this_unit(const Tokens& tokens, int at) {
    const auto unit = unit_at(tokens, at + 1);
    if (!is_at(tokens, at, W::period_now) || !unit || !begins(*unit)) return std::nullopt;
    return span_of(with_preposition(tokens, at), at + 2, beginning_of(unit->unit),
                   shifted(beginning_of(unit->unit), 1, unit->unit));
}

// "30 days ago", "more than 30 days ago"
std::optional<TimeSpan> units_ago(const Tokens& tokens, int at) {
    const auto amount = amount_said(tokens, at);
    if (!amount || !is_at(tokens, at + 2, W::ago)) return std::nullopt;
    const auto unit = unit_at(tokens, at + 1);
    if (!unit) return std::nullopt;
    const auto bound = back_from_now(*amount, *unit);
    const bool than = is_at(tokens, at - 1, W::than);
    if (is_at(tokens, at - 1, W::over)) return span_of(at - 1, at + 3, std::nullopt, bound);
    if (is_at(tokens, at - 1, W::before) || (than && is_at(tokens, at - 2, W::before_ago)))
        return span_of(than ? at - 2 : at - 1, at + 3, std::nullopt, bound);
    if (is_at(tokens, at - 1, W::after, W::since) || (than && is_at(tokens, at - 2, W::after_ago)))
        return span_of(than ? at - 2 : at - 1, at + 3, bound, std::nullopt);
    return span_of(at, at + 3, bound, then(bound, 1, plan::Unit::day));
}

int number_of(std::string_view value) {
    int made = 0;
    std::from_chars(value.data(), value.data() + value.size(), made);
    return made;
}

// "on a Monday"
std::optional<TimeSpan> weekday(const Tokens& tokens, int at) {
    if (!is_at(tokens, at, W::weekday)) return std::nullopt;
    if (!token_at(tokens, at).capital && !is_at(tokens, at - 1, W::on, W::every, W::a)) return std::nullopt;
    int start = at;
    if (is_at(tokens, at - 1, W::a, W::any, W::every) && is_at(tokens, at - 2, W::on))
        start = at - 2;
    else if (is_at(tokens, at - 1, W::on, W::every))
        start = at - 1;
    const int day = number_of(value_of(token_at(tokens, at).word, W::weekday));
    if (is_at(tokens, at + 1, W::or_, W::and_) && is_at(tokens, at + 2, W::weekday)) {
        const int next = number_of(value_of(token_at(tokens, at + 2).word, W::weekday));
        if (next == day + 1) return of_any_year(start, at + 3, Expression::weekday_of, day, next);
    }
    return of_any_year(start, at + 1, Expression::weekday_of, day, day);
}

// "on weekends", "at the weekend", "on workdays"
std::optional<TimeSpan> weekend(const Tokens& tokens, int at) {
    const auto days = value_of(token_at(tokens, at).word, W::weekend_word);
    int start = at;
    if (is_at(tokens, start - 1, W::a, W::the)) --start;
    if (days.empty() || !is_at(tokens, start - 1, W::on, W::at, W::during, W::over)) return std::nullopt;
    return days == "weekend" ? of_any_year(start - 1, at + 1, Expression::weekday_of, 6, 7)
                             : of_any_year(start - 1, at + 1, Expression::weekday_of, 1, 5);
}

// --- points of the calendar

struct Point {  // a year, a month, a month of a year, or a day
    int year = 0, month = 0, day = 0;
    int end = 0;  // behind its last token
};

bool is_year(const Tokens& tokens, int at) {
    if (at < 0 || at >= count_of(tokens)) return false;
    const auto& token = token_at(tokens, at);
    constexpr double kept_of = 1700;  // before then a bound is no year: "gifts over 1000"
    if (token.number && *token.number < kept_of && is_at(tokens, at - 1, W::above_number, W::below_number, W::than) &&
        !is_at(tokens, at - 1, W::before, W::after))
        return false;
    return token.number && !token.ordinal && *token.number >= 1000 && *token.number <= 2200 &&
           *token.number == std::floor(*token.number) && token.text.size() == 4;
}
int year_of(const Tokens& tokens, int at) { return static_cast<int>(*token_at(tokens, at).number); }
int month_of(const Tokens& tokens, int at) {
    return is_at(tokens, at, W::month) ? number_of(value_of(token_at(tokens, at).word, W::month)) : 0;
}
// A number that may be a day or a month; -1 when there is none.
int small_number(const Tokens& tokens, int at) {
    if (at >= count_of(tokens) || !token_at(tokens, at).number || is_year(tokens, at)) return -1;
    return static_cast<int>(std::clamp(*token_at(tokens, at).number, -1.0, 99.0));
}
bool is_day(int number) { return number >= 1 && number <= 31; }
bool adjacent(const Tokens& tokens, int a, int b) {
    return b < count_of(tokens) && token_at(tokens, b).begin - token_at(tokens, a).end <= 1;
}

// '2018-03-21' in quotation marks, with a time or without.
std::optional<Point> quoted_day(const Tokens& tokens, int at) {
    const auto& word = token_at(tokens, at).word;
    const bool day_only = word.size() == 10 || (word.size() > 10 && word[10] == ' ');
    if (!day_only || word[4] != '-' || word[7] != '-') return std::nullopt;
    int year = 0, month = 0, day = 0;
    if (std::sscanf(word.c_str(), "%4d-%2d-%2d", &year, &month, &day) != 3) return std::nullopt;
    if (month < 1 || month > 12 || !is_day(day)) return std::nullopt;
    return Point{year, month, day, at + 1};
}

// 07.02.2024, which is a number with its fraction and a year: the day first.
std::optional<Point> dotted_day(const Tokens& tokens, int at) {
    const auto& text = token_at(tokens, at).text;
    const auto dot = text.find('.');
    if (dot == std::string::npos || dot == 0 || dot > 2 || text.size() - dot > 3 ||
        text.find_first_not_of("0123456789.") != std::string::npos || !is_year(tokens, at + 1) ||
        !adjacent(tokens, at, at + 1))
        return std::nullopt;
    const int day = number_of(text.substr(0, dot)), month = number_of(text.substr(dot + 1));
    if (!is_day(day) || month < 1 || month > 12) return std::nullopt;
    return Point{year_of(tokens, at + 1), month, day, at + 2};
}

// 2018, 2018-03-21
Point year_first(const Tokens& tokens, int at) {
    const int year = year_of(tokens, at);
    if (adjacent(tokens, at, at + 1) && adjacent(tokens, at + 1, at + 2)) {
        const int month = small_number(tokens, at + 1), day = small_number(tokens, at + 2);
        if (month >= 1 && month <= 12 && is_day(day)) return {year, month, day, at + 3};
    }
    return {year, 0, 0, at + 1};
}

// March, March 3, March 3 2018, March of 2018
Point month_first(const Tokens& tokens, int at, int month) {
    Point point{0, month, 0, at + 1};
    if (const int day = small_number(tokens, at + 1); is_day(day)) {
        point.day = day;
        point.end = at + 2;
    }
    const int year_at = is_at(tokens, point.end, W::of) ? point.end + 1 : point.end;
    if (is_year(tokens, year_at)) {
        point.year = year_of(tokens, year_at);
        point.end = year_at + 1;
    }
    return point;
}

// 3 March 2018, 3rd of March
std::optional<Point> day_first(const Tokens& tokens, int at) {
    const int day = small_number(tokens, at);
    if (!is_day(day)) return std::nullopt;
    const int month_at = at + (is_at(tokens, at + 1, W::of) ? 2 : 1);
    const int month = month_of(tokens, month_at);
    if (!month) return std::nullopt;
    Point point{0, month, day, month_at + 1};
    if (is_year(tokens, point.end)) {
        point.year = year_of(tokens, point.end);
        ++point.end;
    }
    return point;
}

bool is_real(const Point& p) {
    static constexpr std::array<int, 13> days{31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = p.year == 0 || (p.year % 4 == 0 && (p.year % 100 != 0 || p.year % 400 == 0));
    return p.day <= days[static_cast<std::size_t>(p.month)] && (p.day != 29 || p.month != 2 || leap);
}

std::optional<Point> any_point(const Tokens& tokens, int at) {
    if (at >= count_of(tokens)) return std::nullopt;
    const auto& token = token_at(tokens, at);
    if (token.kind == Token::Kind::quoted) return quoted_day(tokens, at);
    if (auto day = dotted_day(tokens, at)) return day;
    if (is_year(tokens, at)) return year_first(tokens, at);
    if (const int month = month_of(tokens, at); month && (token.capital || !token.is(W::month_by_capital)))
        return month_first(tokens, at, month);
    return day_first(tokens, at);
}
std::optional<Point> point_at(const Tokens& tokens, int at) {
    const auto point = any_point(tokens, at);
    return point && is_real(*point) ? point : std::nullopt;
}

// Without a year: the last such month that has begun.
Moment first_moment(const Point& p) {
    Moment made;
    made.base = p.year ? Moment::Base::date : Moment::Base::latest;
    made.year = static_cast<std::int16_t>(p.year);
    made.month = static_cast<std::int16_t>(std::max(p.month, 1));
    made.day = static_cast<std::int16_t>(std::max(p.day, 1));
    return made;
}
Moment moment_after(const Point& p) {
    if (p.day) return shifted(first_moment(p), 1, plan::Unit::day);
    if (p.month) return shifted(first_moment(p), 1, plan::Unit::month);
    return first_moment({p.year + 1, 0, 0, 0});
}

// "between March and June", "from 2010 to 2014"
std::optional<TimeSpan> point_to_point(const Tokens& tokens, int start, Point first) {
    if (!is_at(tokens, start - 1, W::between, W::from) || !is_at(tokens, first.end, W::time_range_end))
        return std::nullopt;
    int second_at = first.end + 1;
    while (second_at + 1 < count_of(tokens) && is_at(tokens, second_at, W::the, W::year, W::of)) ++second_at;
    const auto second = point_at(tokens, second_at);
    if (!second) return std::nullopt;
    if (!first.year) first.year = second->year;
    if (!first.year && first.month && !first.day && second->month && !second->day)
        return of_any_year(start - 1, second->end, Expression::month_of, first.month, second->month);
    return span_of(start - 1, second->end, first_moment(first), moment_after(*second));
}

// "before", "earlier than", "prior to" a point that begins at `start`
std::optional<TimeSpan> before_point(const Tokens& tokens, int start, const Point& point) {
    if (is_at(tokens, start - 1, W::before)) return span_of(start - 1, point.end, std::nullopt, first_moment(point));
    if ((is_at(tokens, start - 1, W::than) && is_at(tokens, start - 2, W::before_than)) ||
        (is_at(tokens, start - 1, W::to) && is_at(tokens, start - 2, W::prior)))
        return span_of(start - 2, point.end, std::nullopt, first_moment(point));
    return std::nullopt;
}

std::optional<TimeSpan> after_point(const Tokens& tokens, int start, const Point& point) {
    if (is_at(tokens, start - 1, W::after)) return span_of(start - 1, point.end, moment_after(point), std::nullopt);
    if (is_at(tokens, start - 1, W::than) && is_at(tokens, start - 2, W::after_than))
        return span_of(start - 2, point.end, moment_after(point), std::nullopt);
    return std::nullopt;
}

// "since", "from", "until"
std::optional<TimeSpan> to_or_from_point(const Tokens& tokens, int start, const Point& point) {
    const bool from = is_at(tokens, start - 1, W::from);
    const bool year_alone = point.month == 0, month_alone = !point.year && !point.day;
    // "invoices from 2010", but "founded from 2010"
    const bool verb = start >= 2 && token_at(tokens, start - 2).word.ends_with("ed");
    if (from && year_alone && !verb) return span_of(start - 1, point.end, first_moment(point), moment_after(point));
    if (is_at(tokens, start - 1, W::since) || (from && !month_alone))
        return span_of(start - 1, point.end, first_moment(point), std::nullopt);
    if (is_at(tokens, start - 1, W::until_then, W::by))
        return span_of(start - 1, point.end, std::nullopt, moment_after(point));
    return std::nullopt;
}

std::optional<TimeSpan> in_point(const Tokens& tokens, int start, const Point& point) {
    const bool month_alone = !point.year && !point.day;
    if (month_alone && is_at(tokens, start - 1, W::in, W::during))
        return of_any_year(start - 1, point.end, Expression::month_of, point.month, point.month);
    if (month_alone && !is_at(tokens, start - 1, W::of)) return std::nullopt;
    return span_of(is_at(tokens, start - 1, W::in, W::on, W::during, W::of) ? start - 1 : start, point.end,
                   first_moment(point), moment_after(point));
}

std::optional<TimeSpan> calendar_span(const Tokens& tokens, int at) {
    const auto point = point_at(tokens, at);
    if (!point) return std::nullopt;
    int start = at;
    const auto belongs = [&](int article) {  // not "per month, 2016"
        return is_at(tokens, article, W::time_article) && !token_at(tokens, article + 1).stop_before &&
               !is_at(tokens, article - 1, W::per, W::by, W::each, W::every);
    };
    for (int k = 0; k < 3 && belongs(start - 1); ++k) --start;
    if (is_at(tokens, start, W::of)) ++start;
    if (auto span = point_to_point(tokens, start, *point)) return span;
    if (auto span = before_point(tokens, start, *point)) return span;
    if (auto span = after_point(tokens, start, *point)) return span;
    if (auto span = to_or_from_point(tokens, start, *point)) return span;
    return in_point(tokens, start, *point);
}

// "Q3 2024", "the third quarter of 2024"; without a year that of this one.
std::optional<TimeSpan> quarter_of_year(const Tokens& tokens, int at) {
    int quarter = number_of(value_of(token_at(tokens, at).word, W::quarter_name)), end = at + 1;
    if (!quarter && token_at(tokens, at).ordinal && is_at(tokens, at + 1, W::calendar_unit) &&
        calendar_unit(token_at(tokens, at + 1).word)->unit == plan::Unit::quarter) {
        quarter = amount_of(token_at(tokens, at));
        end = at + 2;
    }
    if (quarter < 1 || quarter > 4) return std::nullopt;
    const int year_at = is_at(tokens, end, W::of, W::in) ? end + 1 : end;
    Moment lower = shifted(beginning_of(plan::Unit::year), 3 * (quarter - 1), plan::Unit::month);
    if (is_year(tokens, year_at)) {
        lower = first_moment({year_of(tokens, year_at), 3 * quarter - 2, 0, 0});
        end = year_at + 1;
        return span_of(with_preposition(tokens, at), end, lower, shifted(lower, 3, plan::Unit::month));
    }
    return span_of(with_preposition(tokens, at), end, lower, then(lower, 3, plan::Unit::month));
}

// "before 9 am", "after noon": hours of any day, as whole as they are said.
std::optional<TimeSpan> clock_time(const Tokens& tokens, int at) {
    const std::string_view half =
        is_at(tokens, at + 1, W::day_half) ? value_of(token_at(tokens, at + 1).word, W::day_half) : std::string_view{};
    const auto name = value_of(token_at(tokens, at).word, W::hour_name);
    int hour = number_of(name), end = at + 1;
    if (name.empty()) {
        if (half.empty() || !token_at(tokens, at).number) return std::nullopt;
        hour = amount_of(token_at(tokens, at)) % 12 + number_of(half);
        end = at + 2;
    }
    constexpr int last_hour = 23;
    const auto part = Expression::hour_of;
    if (is_at(tokens, at - 1, W::before) && hour > 0) return of_any_year(at - 1, end, part, 0, hour - 1);
    if (is_at(tokens, at - 1, W::after, W::since, W::from)) return of_any_year(at - 1, end, part, hour, last_hour);
    return std::nullopt;
}

// "the 1980s", "the eighties": ten years.
std::optional<TimeSpan> decade(const Tokens& tokens, int at) {
    int first = 0;
    const auto& text = token_at(tokens, at).text;
    const auto digits = text.find_first_not_of("0123456789");
    if (digits == text.size() - 1 && text.back() == 's' && (digits == 2 || digits == 4) && text[digits - 1] == '0')
        first = number_of(text.substr(0, digits));
    else if (const auto name = value_of(token_at(tokens, at).word, W::decade); !name.empty())
        first = number_of(name);
    else
        return std::nullopt;
    if (first < 100 && !is_at(tokens, at - 1, W::the)) return std::nullopt;
    if (first < 100) first += first >= 20 ? 1900 : 2000;
    return span_of(with_preposition(tokens, at), at + 1, first_moment({first, 0, 0, 0}),
                   first_moment({first + 10, 0, 0, 0}));
}

using Form = std::optional<TimeSpan> (*)(const Tokens&, int);
// In this order: the first that reads what begins at a token decides.
constexpr Form forms[] = {named_day,       last_units,    last_unit,  this_unit,     next_units,   next_unit, coming_up,
                          upcoming,        ending_within, older_than, not_for_units, units_ago,    weekday,   weekend,
                          quarter_of_year, unit_to_date,  decade,     clock_time,    calendar_span};

}  // namespace

std::vector<TimeSpan> time_spans(const Tokens& tokens) {
    std::vector<TimeSpan> spans;
    for (int at = 0; at < count_of(tokens); ++at)
        for (const auto form : forms)
            if (auto span = form(tokens, at)) {
                at = span->end - 1;
                spans.push_back(*std::move(span));
                break;
            }
    return spans;
}

}  // namespace pf::compiler
