#include "compiler/cues.hpp"

#include "compiler/word_class.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <unordered_map>
#include <unordered_set>

namespace pf::compiler {
namespace {

using Words = std::unordered_set<std::string_view>;

std::string_view word_at(const std::vector<Token>& tokens, int at) {
    return at >= 0 && at < static_cast<int>(tokens.size()) ? std::string_view(tokens[static_cast<std::size_t>(at)].word)
                                                           : std::string_view{};
}
void mark(TokenSet& set, int from, int to) {
    for (int i = std::max(from, 0); i < to && i < static_cast<int>(max_tokens); ++i)
        set.set(static_cast<std::size_t>(i));
}
bool is(const std::vector<Token>& tokens, int at, std::initializer_list<std::string_view> words) {
    const auto word = word_at(tokens, at);
    return !word.empty() && std::find(words.begin(), words.end(), word) != words.end();
}

const Words& greater_words() {
    static const Words words{"more",    "greater",   "larger",    "higher",   "bigger", "above",  "over",
                             "exceeds", "exceed",    "exceeding", "exceeded", "older",  "after",  "beyond",
                             "longer",  "taller",    "later",     "heavier",  "faster", "better", "newer",
                             "surpass", "surpasses", "past",      "farther",  ">"};
    return words;
}
const Words& less_words() {
    static const Words words{"less",    "smaller", "lower",   "below",   "under",   "fewer",  "younger", "before",
                             "shorter", "cheaper", "earlier", "beneath", "lighter", "slower", "worse",   "<"};
    return words;
}

int month_of(std::string_view word) {
    static const std::unordered_map<std::string_view, int> months{
        {"january", 1}, {"february", 2}, {"march", 3},     {"april", 4},    {"may", 5},       {"june", 6},
        {"july", 7},    {"august", 8},   {"september", 9}, {"october", 10}, {"november", 11}, {"december", 12},
        {"jan", 1},     {"feb", 2},      {"mar", 3},       {"apr", 4},      {"jun", 6},       {"jul", 7},
        {"aug", 8},     {"sep", 9},      {"sept", 9},      {"oct", 10},     {"nov", 11},      {"dec", 12}};
    const auto found = months.find(word);
    return found == months.end() ? 0 : found->second;
}
int weekday_of(std::string_view word) {
    static constexpr std::array<std::string_view, 7> days{"monday", "tuesday",  "wednesday", "thursday",
                                                          "friday", "saturday", "sunday"};
    if (word.ends_with("days")) word.remove_suffix(1);
    const auto found = std::find(days.begin(), days.end(), word);
    return found == days.end() ? 0 : static_cast<int>(found - days.begin()) + 1;
}
bool is_year(const Token& token) {
    return token.number && !token.ordinal && *token.number >= 1000 && *token.number <= 2200 &&
           *token.number == std::floor(*token.number) && token.text.size() == 4;
}
std::string_view unit_of(std::string_view word) {
    static const std::unordered_map<std::string_view, std::string_view> units{
        {"day", "day"},      {"days", "day"},        {"week", "week"},        {"weeks", "week"},    {"month", "month"},
        {"months", "month"}, {"quarter", "quarter"}, {"quarters", "quarter"}, {"year", "year"},     {"years", "year"},
        {"hour", "hour"},    {"hours", "hour"},      {"decade", "decade"},    {"decades", "decade"}};
    const auto found = units.find(word);
    return found == units.end() ? std::string_view{} : found->second;
}
std::string back_from_now(std::int64_t amount, std::string_view unit) {
    if (unit == "hour") return fmt::format("now() - interval '{} hours'", amount);
    if (unit == "quarter") return fmt::format("current_date - interval '{} months'", amount * 3);
    if (unit == "decade") return fmt::format("current_date - interval '{} years'", amount * 10);
    return fmt::format("current_date - interval '{} {}s'", amount, unit);
}

struct Point {  // a calendar point: year, or year and month, or a day
    int year = 0, month = 0, day = 0;
    int end = 0;
};
bool adjacent(const std::vector<Token>& tokens, int a, int b) {
    return tokens[static_cast<std::size_t>(b)].begin - tokens[static_cast<std::size_t>(a)].end <= 1;
}
std::optional<Point> point_at(const std::vector<Token>& tokens, int at) {
    const auto n = static_cast<int>(tokens.size());
    if (at >= n) return std::nullopt;
    auto number = [&](int i) {
        return i < n && tokens[static_cast<std::size_t>(i)].number && !is_year(tokens[static_cast<std::size_t>(i)])
                   ? static_cast<int>(std::clamp(*tokens[static_cast<std::size_t>(i)].number, -1.0, 99.0))
                   : -1;
    };
    const auto& token = tokens[static_cast<std::size_t>(at)];
    if (token.kind == Token::Kind::quoted) {
        int y = 0, m = 0, d = 0;
        const bool day_only = token.word.size() == 10 || (token.word.size() > 10 && token.word[10] == ' ');
        if (day_only && token.word[4] == '-' && token.word[7] == '-' &&
            std::sscanf(token.word.c_str(), "%4d-%2d-%2d", &y, &m, &d) == 3 && m >= 1 && m <= 12 && d >= 1 && d <= 31)
            return Point{y, m, d, at + 1};
        return std::nullopt;
    }
    if (is_year(token)) {
        Point point{static_cast<int>(*token.number), 0, 0, at + 1};
        // 2018-03-21
        if (at + 2 < n && adjacent(tokens, at, at + 1) && adjacent(tokens, at + 1, at + 2)) {
            const int m = number(at + 1), d = number(at + 2);
            if (m >= 1 && m <= 12 && d >= 1 && d <= 31) return Point{point.year, m, d, at + 3};
        }
        return point;
    }
    if (const int month = month_of(token.word); month && (token.capital || month != 5)) {
        Point point{0, month, 0, at + 1};
        if (const int day = number(at + 1); day >= 1 && day <= 31) {
            point.day = day;
            point.end = at + 2;
        }
        if (point.end < n && is_year(tokens[static_cast<std::size_t>(point.end)])) {
            point.year = static_cast<int>(*tokens[static_cast<std::size_t>(point.end)].number);
            ++point.end;
        } else if (point.end + 1 < n && word_at(tokens, point.end) == "of" &&
                   is_year(tokens[static_cast<std::size_t>(point.end + 1)])) {
            point.year = static_cast<int>(*tokens[static_cast<std::size_t>(point.end + 1)].number);
            point.end += 2;
        }
        return point;
    }
    if (const int day = number(at); day >= 1 && day <= 31 && at + 1 < n) {  // 3 March 2018, 3rd of March
        const int skip = word_at(tokens, at + 1) == "of" ? 2 : 1;
        if (const int month = month_of(word_at(tokens, at + skip)); month) {
            Point point{0, month, day, at + skip + 1};
            if (point.end < n && is_year(tokens[static_cast<std::size_t>(point.end)])) {
                point.year = static_cast<int>(*tokens[static_cast<std::size_t>(point.end)].number);
                ++point.end;
            }
            return point;
        }
    }
    return std::nullopt;
}
bool valid(const Point& p) {
    static constexpr std::array<int, 13> days{31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return p.day <= days[static_cast<std::size_t>(p.month)] &&
           (p.day != 29 || p.month != 2 || p.year == 0 ||
            (p.year % 4 == 0 && (p.year % 100 != 0 || p.year % 400 == 0)));
}
// Without a year: the last such month that has begun.
std::string first_day(const Point& p) {
    if (p.year) return fmt::format("date '{:04}-{:02}-{:02}'", p.year, std::max(p.month, 1), std::max(p.day, 1));
    const auto of_this_year = fmt::format("make_date(extract(year from current_date)::int, {}, {})",
                                          std::max(p.month, 1), std::max(p.day, 1));
    return fmt::format("({0} - (CASE WHEN {0} > current_date THEN interval '1 year' ELSE interval '0 years' END))",
                       of_this_year);
}
std::string day_after(const Point& p) {
    if (p.day) return fmt::format("{} + interval '1 day'", first_day(p));
    if (p.month) return fmt::format("{} + interval '1 month'", first_day(p));
    return fmt::format("date '{:04}-01-01'", p.year + 1);
}

}  // namespace

Comparator comparator_at(const std::vector<Token>& tokens, int begin, int end) {
    Comparator made;
    const auto n = static_cast<int>(tokens.size());
    auto set = [&](Op op, int from, int to) {
        made.op = op;
        made.said = true;
        mark(made.tokens, from, to);
    };
    // after it: "5 or more", "30 and above"; "under 20 or more than 60" begins another condition
    if (end + 1 < n && is(tokens, end, {"or", "and"}) && !is(tokens, end + 2, {"than"}) &&
        !(end + 2 < n && tokens[static_cast<std::size_t>(end + 2)].number)) {
        if (is(tokens, end + 1,
               {"more", "greater", "above", "higher", "older", "larger", "later", "longer", "over", "up", "after",
                "better"})) {
            set(Op::ge, end, end + 2);
            return made;
        }
        if (is(tokens, end + 1,
               {"less", "fewer", "below", "lower", "younger", "smaller", "earlier", "shorter", "under", "before"})) {
            set(Op::le, end, end + 2);
            return made;
        }
    }
    for (int i = begin - 1; i >= std::max(0, begin - 5); --i) {
        const auto& token = tokens[static_cast<std::size_t>(i)];
        const auto word = std::string_view(token.word);
        if (i + 1 < begin && tokens[static_cast<std::size_t>(i + 1)].stop_before) break;
        if (token.number && i < begin - 1 && token.kind != Token::Kind::quoted) break;
        // "in or after 2005", "on or before"
        if ((word == "after" || word == "later" || word == "before" || word == "earlier") &&
            is(tokens, i - 1, {"or"}) && is(tokens, i - 2, {"in", "on", "at", "during"})) {
            set(word == "after" || word == "later" ? Op::ge : Op::le, i - 2, i + 1);
            break;
        }
        if (word == ">=") {
            set(Op::ge, i, i + 1);
            break;
        }
        if (word == "<=") {
            set(Op::le, i, i + 1);
            break;
        }
        if (word == "<>") {
            set(Op::ne, i, i + 1);
            break;
        }
        if (word == "=" || word == "equals" || word == "exactly") {
            set(Op::eq, i, i + 1);
            break;
        }
        // "larger than or equal to" begins further left
        if ((word == "equal" && is(tokens, i - 1, {"or"})) || (word == "or" && is(tokens, i + 1, {"equal"}))) continue;
        if (word == "equal") {
            set(is(tokens, i - 1, {"not"}) ? Op::ne : Op::eq, i - (is(tokens, i - 1, {"not"}) ? 1 : 0),
                i + (is(tokens, i + 1, {"to"}) ? 2 : 1));
            break;
        }
        if ((word == "least" || word == "minimum") && is(tokens, i - 1, {"at", "a", "the"})) {
            set(Op::ge, i - 1, i + 1);
            break;
        }
        if ((word == "most" || word == "maximum") && is(tokens, i - 1, {"at", "a"})) {
            set(Op::le, i - 1, i + 1);
            break;
        }
        if (word == "than" && is(tokens, i - 1, {"other", "rather"})) {
            set(Op::ne, i - 1, i + 1);
            break;
        }
        const bool negative = is(tokens, i - 1, {"no", "not"}) || is(tokens, i - 2, {"not"});
        const int from = is(tokens, i - 1, {"no", "not"}) ? i - 1 : i;
        const int to = i + (is(tokens, i + 1, {"than", "to"}) ? 2 : 1);
        if (greater_words().contains(word)) {
            if ((word == "over" || word == "past") && i < begin - 2) continue;
            // "greater than or equal to"
            const bool or_equal = is(tokens, i + 2, {"or"}) && is(tokens, i + 3, {"equal", "equals"});
            set(negative ? Op::le : or_equal ? Op::ge : Op::gt, from, or_equal ? i + 5 : to);
            break;
        }
        if (less_words().contains(word)) {
            const bool or_equal = is(tokens, i + 2, {"or"}) && is(tokens, i + 3, {"equal", "equals"});
            set(negative ? Op::ge : or_equal ? Op::le : Op::lt, from, or_equal ? i + 5 : to);
            break;
        }
        if (word == "to" && is(tokens, i - 1, {"prior"})) {
            set(Op::lt, i - 1, i + 1);
            break;
        }
        if (word == "reach" || word == "reaches" || word == "reached" || word == "reaching") {
            set(Op::ge, i, i + 1);
            break;
        }
        if (word == "since" || (word == "starting" && i == begin - 2)) {
            set(Op::ge, i, i + 1);
            break;
        }
        if (word == "until" || word == "till" || (word == "to" && is(tokens, i - 1, {"up"}))) {
            set(Op::le, i, i + 1);
            break;
        }
        if (word == "not" && i >= begin - 3) {
            set(Op::ne, i, i + 1);
            break;
        }
        if (word == "except" || word == "excluding") {
            set(Op::ne, i, i + 1);
            break;
        }
        if (word == "and" || word == "or" || word == "where" || word == "whose") break;
    }
    return made;
}

bool negated_before(const std::vector<Token>& tokens, int at, int reach, TokenSet& covers) {
    for (int i = at - 1; i >= std::max(0, at - reach); --i) {
        if (tokens[static_cast<std::size_t>(i + 1)].stop_before) return false;
        const auto word = word_at(tokens, i);
        if (is_at(tokens, i, WordClass::negation) || (word == "outside" && at - i <= 3)) {
            covers.set(static_cast<std::size_t>(i));
            return true;
        }
        if ((word == "than" || word == "from") && is(tokens, i - 1, {"other", "different", "apart"})) {
            covers.set(static_cast<std::size_t>(i));
            covers.set(static_cast<std::size_t>(i - 1));
            return true;
        }
        if (word == "and" || word == "but" || word == "or" || word == "whose" || word == "where" || word == "which" ||
            word == "who")
            return false;
    }
    return false;
}

std::optional<PatternCue> pattern_before(const std::vector<Token>& tokens, int begin) {
    for (int i = begin - 1; i >= std::max(0, begin - 6); --i) {
        if (tokens[static_cast<std::size_t>(i + 1)].stop_before) return std::nullopt;
        const auto word = word_at(tokens, i);
        const bool fits = i >= begin - 4;
        PatternCue cue;
        auto from = i;
        if (fits &&
            (word == "contain" || word == "contains" || word == "containing" || word == "contained" ||
             word == "include" || word == "includes" || word == "including" || word == "substring" ||
             (word == "like" && !is(tokens, i - 1, {"who", "that", "which", "they", "we", "i", "to", "would"})) ||
             word == "phrase" || word == "mention" || word == "mentions" || word == "mentioning")) {
            cue.op = Op::contains;
        } else if (fits && (word == "word" || word == "letter" || word == "string" || word == "character" ||
                            word == "keyword" || word == "letters" || word == "text")) {
            cue.op = Op::contains;
            for (int k = i - 1; k >= std::max(0, i - 4); --k) {
                const auto before = word_at(tokens, k);
                if (before.starts_with("start") || before.starts_with("begin") || before.starts_with("prefix"))
                    cue.op = Op::starts;
                if (before.starts_with("end")) cue.op = Op::ends;
                if (before.starts_with("contain") || before.starts_with("start") || before.starts_with("begin") ||
                    before.starts_with("end") || before.starts_with("includ"))
                    from = k;
            }
        } else if (fits && (word.starts_with("start") || word.starts_with("begin") || word == "prefix") &&
                   begin - i <= 4) {
            cue.op = Op::starts;
        } else if (fits && (word == "ends" || word == "ending" || word == "end" || word == "suffix") &&
                   is(tokens, i + 1, {"with", "in"})) {
            cue.op = Op::ends;
        } else {
            continue;
        }
        mark(cue.tokens, from, begin);
        if (cue.op == Op::contains && negated_before(tokens, from, 3, cue.tokens)) cue.op = Op::not_contains;
        return cue;
    }
    return std::nullopt;
}

std::vector<TimeSpan> time_spans(const std::vector<Token>& tokens) {
    std::vector<TimeSpan> spans;
    const auto n = static_cast<int>(tokens.size());
    auto add = [&](int begin, int end, std::string low, std::string up, std::string says, bool bare_year) {
        TimeSpan span{begin, end, std::move(low), std::move(up), std::move(says), {}, bare_year};
        mark(span.tokens, begin, end);
        spans.push_back(std::move(span));
    };
    auto text = [&](int from, int to) {
        std::string made;
        for (int i = from; i < to; ++i) {
            if (!made.empty()) made += ' ';
            made += tokens[static_cast<std::size_t>(i)].text;
        }
        return made;
    };
    for (int i = 0; i < n; ++i) {
        const auto word = word_at(tokens, i);
        const auto& token = tokens[static_cast<std::size_t>(i)];
        int from = i;
        if (from > 0 && word_at(tokens, from - 1) == "the") --from;
        if (from > 0 && (is(tokens, from - 1, {"in", "within", "during", "over", "for", "of", "from"}))) --from;
        if (word == "today") {
            add(i, i + 1, "current_date", "current_date + interval '1 day'", "today", false);
            continue;
        }
        if (word == "yesterday") {
            add(i, i + 1, "current_date - interval '1 day'", "current_date", "yesterday", false);
            continue;
        }
        if (word == "last" || word == "past" || word == "previous") {
            if (i + 2 < n && tokens[static_cast<std::size_t>(i + 1)].number &&
                !unit_of(word_at(tokens, i + 2)).empty()) {
                const auto amount = static_cast<std::int64_t>(
                    std::clamp(std::round(*tokens[static_cast<std::size_t>(i + 1)].number), 0.0, 100000.0));
                add(from, i + 3, back_from_now(amount, unit_of(word_at(tokens, i + 2))), "", text(from, i + 3), false);
                i += 2;
                continue;
            }
            if (const auto unit = unit_of(word_at(tokens, i + 1)); !unit.empty() && word_at(tokens, i + 1) == unit) {
                const bool in_the = from < i && is(tokens, from, {"in", "within", "during", "over"});
                if (in_the || word != "last")
                    add(from, i + 2, back_from_now(1, unit), "", text(from, i + 2), false);
                else if (unit == "year" || unit == "month" || unit == "week" || unit == "quarter")
                    add(from, i + 2,
                        fmt::format("date_trunc('{0}', current_date) - interval '{1}'", unit,
                                    unit == "quarter" ? "3 months" : fmt::format("1 {}", unit)),
                        fmt::format("date_trunc('{}', current_date)", unit), text(from, i + 2), false);
                ++i;
                continue;
            }
            continue;
        }
        if (word == "this" || word == "current") {
            if (const auto unit = unit_of(word_at(tokens, i + 1));
                unit == "year" || unit == "month" || unit == "week" || unit == "quarter") {
                add(from, i + 2, fmt::format("date_trunc('{}', current_date)", unit),
                    fmt::format("date_trunc('{}', current_date) + interval '{}'", unit,
                                unit == "quarter" ? "3 months" : fmt::format("1 {}", unit)),
                    text(from, i + 2), false);
                ++i;
            }
            continue;
        }
        if (token.number && i + 2 < n && is(tokens, i + 2, {"ago"}) && !unit_of(word_at(tokens, i + 1)).empty()) {
            const auto amount = static_cast<std::int64_t>(std::clamp(std::round(*token.number), 0.0, 100000.0));
            const auto bound = back_from_now(amount, unit_of(word_at(tokens, i + 1)));
            int start = i;
            const bool before = is(tokens, i - 1, {"before"}) ||
                                (is(tokens, i - 1, {"than"}) && is(tokens, i - 2, {"more", "longer", "earlier"}));
            const bool after = is(tokens, i - 1, {"after", "since"}) ||
                               (is(tokens, i - 1, {"than"}) && is(tokens, i - 2, {"less", "later"}));
            if (before || after) start = is(tokens, i - 1, {"than"}) ? i - 2 : i - 1;
            if (before)
                add(start, i + 3, "", bound, text(start, i + 3), false);
            else if (after)
                add(start, i + 3, bound, "", text(start, i + 3), false);
            else
                add(i, i + 3, bound, bound + " + interval '1 day'", text(i, i + 3), false);
            i += 2;
            continue;
        }
        if (const int day = weekday_of(word); day && (token.capital || is(tokens, i - 1, {"on", "every", "a"}))) {
            const int start = is(tokens, i - 1, {"a", "any", "every"}) && is(tokens, i - 2, {"on"}) ? i - 2
                              : is(tokens, i - 1, {"on", "every"})                                  ? i - 1
                                                                                                    : i;
            add(start, i + 1, "", "", text(start, i + 1), false);
            spans.back().part = Expression::weekday_of;
            spans.back().first = spans.back().last = day;
            continue;
        }
        const auto point = point_at(tokens, i);
        if (!point || !valid(*point)) continue;
        const bool bare = point->month == 0;
        int start = i;
        for (int k = 0; k < 3 && start > 0 && is(tokens, start - 1, {"the", "year", "month", "of"}); ++k) --start;
        if (word_at(tokens, start) == "of") ++start;
        const auto before = word_at(tokens, start - 1);
        // between March and June, from 2010 to 2014
        if ((before == "between" || before == "from") && point->end + 1 < n &&
            is(tokens, point->end, {"and", "to", "until", "till", "through"})) {
            int second_at = point->end + 1;
            while (second_at + 1 < n && is(tokens, second_at, {"the", "year", "of"})) ++second_at;
            if (const auto second = point_at(tokens, second_at); second && valid(*second)) {
                auto first = *point;
                if (!first.year && second->year) first.year = second->year;
                if (!first.year && first.month && !first.day && second->month && !second->day) {
                    add(start - 1, second->end, "", "", text(start - 1, second->end), false);
                    spans.back().part = Expression::month_of;
                    spans.back().first = first.month;
                    spans.back().last = second->month;
                    i = second->end - 1;
                    continue;
                }
                add(start - 1, second->end, first_day(first), day_after(*second), text(start - 1, second->end),
                    bare && second->month == 0);
                i = second->end - 1;
                continue;
            }
        }
        const bool month_alone = !point->year && !point->day;
        if (before == "before" || (before == "than" && is(tokens, start - 2, {"earlier", "older"})) ||
            (before == "to" && is(tokens, start - 2, {"prior"})))
            add(start - (before == "before" ? 1 : 2), point->end, "", first_day(*point),
                "before " + text(i, point->end), bare);
        else if (before == "after" || (before == "than" && is(tokens, start - 2, {"later", "newer"})))
            add(start - (before == "than" ? 2 : 1), point->end, day_after(*point), "", "after " + text(i, point->end),
                bare);
        else if (before == "from" && bare && !word_at(tokens, start - 2).ends_with("ed"))  // "invoices from 2010"
            add(start - 1, point->end, first_day(*point), day_after(*point), "in " + text(i, point->end), bare);
        else if (before == "since" || (before == "from" && !month_alone))
            add(start - 1, point->end, first_day(*point), "", "since " + text(i, point->end), bare);
        else if (before == "until" || before == "till" || before == "by")
            add(start - 1, point->end, "", day_after(*point), "until " + text(i, point->end), bare);
        else if (month_alone && (before == "in" || before == "during")) {
            add(start - 1, point->end, "", "", text(start - 1, point->end), false);
            spans.back().part = Expression::month_of;
            spans.back().first = spans.back().last = point->month;
        } else if (!month_alone || before == "of")
            add(is(tokens, start - 1, {"in", "on", "during", "of"}) ? start - 1 : start, point->end, first_day(*point),
                day_after(*point), "in " + text(i, point->end), bare);
        i = point->end - 1;
    }
    return spans;
}

std::vector<Superlative> superlatives(const std::vector<Token>& tokens) {
    std::vector<Superlative> found;
    const auto n = static_cast<int>(tokens.size());
    for (int i = 0; i < n; ++i) {
        const auto word = word_at(tokens, i);
        int direction = superlative_cue(word);
        const auto* measure = measure_cue(word);
        if (measure && measure->comparative) measure = nullptr;
        // "expensive" needs a "most" or "top 3"
        if (measure && !direction && !word.ends_with("est") && !is(tokens, i - 1, {"top"}) &&
            !is(tokens, i - 2, {"top"}))
            continue;
        if (measure && !direction) direction = measure->direction;
        if (!direction) continue;
        if ((word == "most" || word == "least" || word == "maximum" || word == "minimum") && is(tokens, i - 1, {"at"}))
            continue;
        if ((word == "first" || word == "last") && is(tokens, i + 1, {"name", "names", "week", "month", "year", "day"}))
            continue;
        Superlative made;
        made.at = i;
        made.direction = direction;
        made.strong = word != "first" && word != "last" && word != "maximum" && word != "minimum" && word != "max" &&
                      word != "min" && word != "top" && word != "bottom";
        made.measure = measure;
        made.tokens.set(static_cast<std::size_t>(i));
        if (word == "most" || word == "least") {  // "most expensive", "least recent", "most common"
            if (const auto* next = measure_cue(word_at(tokens, i + 1)); next && word_at(tokens, i + 1) != "recently") {
                made.measure = next;
                made.direction = word == "most" ? next->direction : -next->direction;
                made.tokens.set(static_cast<std::size_t>(i + 1));
            } else if (is(tokens, i + 1, {"recently"})) {
                made.measure = measure_cue("recently");
                made.tokens.set(static_cast<std::size_t>(i + 1));
            }
        }
        auto as_limit = [&](int at) {
            if (at < 0 || at >= n) return false;
            const auto& token = tokens[static_cast<std::size_t>(at)];
            if (!token.number || token.ordinal || token.kind != Token::Kind::number || *token.number < 1 ||
                *token.number > 1e6 || *token.number != std::floor(*token.number))
                return false;
            made.limit = static_cast<std::int64_t>(*token.number);
            made.tokens.set(static_cast<std::size_t>(at));
            return true;
        };
        if (!as_limit(i + 1)) as_limit(i - 1);
        if (made.limit == 1 && is(tokens, i - 2, {"top"})) as_limit(i - 1);
        found.push_back(std::move(made));
    }
    // "from the oldest to the newest": one order
    for (std::size_t k = 0; k + 1 < found.size(); ++k) {
        auto& a = found[k];
        const auto& b = found[k + 1];
        const int from = is(tokens, a.at - 1, {"the"}) ? a.at - 2 : a.at - 1;
        const int to = is(tokens, b.at - 1, {"the"}) ? b.at - 2 : b.at - 1;
        if (!is(tokens, from, {"from"}) || !is(tokens, to, {"to"}) || to - a.at > 2) continue;
        a.ordering = true;
        a.limit = 0;
        mark(a.tokens, from, b.at + 1);
        found.erase(found.begin() + static_cast<std::ptrdiff_t>(k) + 1);
    }
    // "top 3 highest": one superlative
    for (std::size_t k = 0; k + 1 < found.size();) {
        auto& a = found[k];
        auto& b = found[k + 1];
        const auto first = word_at(tokens, a.at);
        if ((first == "top" || first == "bottom" || first == "first") && b.at - a.at <= 3 && b.strong) {
            b.tokens |= a.tokens;
            if (a.limit > 1) b.limit = a.limit;
            found.erase(found.begin() + static_cast<std::ptrdiff_t>(k));
        } else {
            ++k;
        }
    }
    return found;
}

std::vector<OrderCue> order_cues(const std::vector<Token>& tokens) {
    std::vector<OrderCue> found;
    const auto n = static_cast<int>(tokens.size());
    for (int i = 0; i < n; ++i) {
        const auto word = word_at(tokens, i);
        const auto& stem = tokens[static_cast<std::size_t>(i)].stem;
        OrderCue cue;
        cue.at = i;
        const bool verb = stem == "order" || stem == "sort" || stem == "rank" || stem == "arrang";
        const bool manner = word == "ascending" || word == "descending" || word == "alphabetical" ||
                            word == "alphabetically" || word == "alphabetic" || word == "lexicographical" ||
                            word == "lexicographically" || word == "decreasing" || word == "increasing" ||
                            word == "asc" || word == "desc" || word == "chronological" || word == "chronologically" ||
                            word == "reverse";
        if (!verb && !manner) continue;
        const bool in_order_of =
            word == "order" && is(tokens, i + 1, {"of"}) &&
            (is(tokens, i - 1, {"in"}) || (is(tokens, i - 1, {"the"}) && is(tokens, i - 2, {"in"})));
        const bool command = verb && i == 0;  // "sort captains by age"
        if (verb && !in_order_of && !command && !is(tokens, i + 1, {"by",         "in",
                                                                    "from",       "on",
                                                                    "them",       "the",
                                                                    "it",         "alphabetically",
                                                                    "according",  "according",
                                                                    "with",       "results",
                                                                    "result",     "these",
                                                                    "based",      "ascending",
                                                                    "descending", "lexicographically",
                                                                    "all",        "each",
                                                                    "their"}))
            continue;
        if (verb && stem == "order" && word == "orders") continue;
        if (verb && word == "order" && is(tokens, i - 1, {"the", "an", "each", "any", "no", "every"}) &&
            !is(tokens, i - 2, {"in"}))
            continue;
        cue.by = i + 1;
        for (int k = i; k < std::min(n, i + 10); ++k) {
            if (k > i && tokens[static_cast<std::size_t>(k)].stop_before) break;
            if (is(tokens, k, {"by", "of", "to"})) {
                // "in descending order of the number of …": what follows belongs to the key
                if (!is(tokens, k, {"by"}) && !is(tokens, k - 1, {"order", "according", "sequence"})) continue;
                cue.by = k + 1;
                break;
            }
        }
        mark(cue.tokens, i, i + 1);
        for (int k = i + 1; k < std::min(cue.by, n); ++k)
            if (is_function_word(word_at(tokens, k))) cue.tokens.set(static_cast<std::size_t>(k));
        for (int k = std::max(0, i - 3); k < n; ++k) {
            if (k > i + 1 && tokens[static_cast<std::size_t>(k)].stop_before) break;
            const auto w = word_at(tokens, k);
            const bool down = w == "descending" || w == "desc" || w == "decreasing" || w == "reverse" ||
                              (w == "most" && is(tokens, k + 2, {"least"})) ||
                              (w == "high" && is(tokens, k + 2, {"low"})) ||
                              ((w == "highest" || w == "largest" || w == "latest" || w == "newest" || w == "greatest" ||
                                w == "biggest" || w == "longest") &&
                               is(tokens, k - 1, {"from", "the"})) ||
                              (w == "oldest" && is(tokens, k - 1, {"from"}));
            // "from big to small", "from old to young"
            const bool course = is(tokens, k - 1, {"from"}) && is(tokens, k + 1, {"to"}) && k + 2 < n;
            const bool from_high =
                course && (superlative_cue(w) > 0 || is(tokens, k,
                                                        {"big", "large", "high", "long", "old", "tall", "late",
                                                         "recent", "expensive", "heavy", "great"}));
            if (from_high || (course && (superlative_cue(w) < 0 ||
                                         is(tokens, k, {"small", "low", "short", "young", "early", "cheap", "light"}))))
                mark(cue.tokens, k - 1, k + 3);
            cue.descending |= down || from_high;
            cue.alphabetical |= w.starts_with("alphabet") || w.starts_with("lexicograph");
            if (down || w == "ascending" || w == "asc" || w == "increasing" || w.starts_with("alphabet") ||
                w.starts_with("lexicograph") || w.starts_with("chronolog"))
                cue.tokens.set(static_cast<std::size_t>(k));
        }
        found.push_back(std::move(cue));
    }
    // one order asked for by several words ("sort … in ascending order")
    for (std::size_t k = 0; k + 1 < found.size();) {
        if (found[k + 1].at - found[k].at <= 14 && !tokens[static_cast<std::size_t>(found[k + 1].at)].stop_before) {
            found[k].tokens |= found[k + 1].tokens;
            found[k].descending |= found[k + 1].descending;
            found[k].alphabetical |= found[k + 1].alphabetical;
            if (word_at(tokens, found[k + 1].by - 1) == "of" ||
                (word_at(tokens, found[k].by - 1) != "by" && word_at(tokens, found[k + 1].by - 1) == "by"))
                found[k].by = found[k + 1].by;
            found.erase(found.begin() + static_cast<std::ptrdiff_t>(k) + 1);
        } else {
            ++k;
        }
    }
    return found;
}

}  // namespace pf::compiler
