#include "intake/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.hpp"

namespace pf::intake {
namespace {

constexpr std::size_t longest_value = 200;  // of a number or a date, with whatever is around it

bool is_digit(char c) { return c >= '0' && c <= '9'; }

char last_digit(int number) { return static_cast<char>('0' + number % 10); }

struct NamedType {
    Type type;
    std::string_view name, full_name;
};
constexpr NamedType types[] = {{Type::text, "text", "text"},
                               {Type::boolean, "boolean", "boolean"},
                               {Type::bigint, "bigint", "bigint"},
                               {Type::numeric, "numeric", "numeric"},
                               {Type::date, "date", "date"},
                               {Type::timestamp, "timestamp", "timestamp without time zone"},
                               {Type::timestamptz, "timestamptz", "timestamp with time zone"},
                               {Type::time, "time", "time without time zone"}};

constexpr std::string_view missing_marks[] = {"-", "–", "null", "na", "n/a", "#n/a", "\\n", "none", "nan", "nil"};

struct TruthPair {
    std::string_view yes, no;
};
constexpr TruthPair truth[] = {{"true", "false"},  {"t", "f"},     {"yes", "no"}, {"y", "n"},  {"ja", "nein"},
                               {"wahr", "falsch"}, {"oui", "non"}, {"sí", "no"},  {"si", "no"}};

// What parts groups of digits, besides point and comma: bytes of it at the start of `text`, 0 when it is none.
std::size_t blank_group(std::string_view text) {
    for (const std::string_view each : {" ", "'", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89", "\xE2\x80\x99"})
        if (text.starts_with(each)) return each.size();
    return 0;
}

// Names of months in English and German; three letters and more of one are it.
constexpr std::string_view months[][2] = {{"january", "januar"},  {"february", "februar"},  {"march", "märz"},
                                          {"april", "april"},     {"may", "mai"},           {"june", "juni"},
                                          {"july", "juli"},       {"august", "august"},     {"september", "september"},
                                          {"october", "oktober"}, {"november", "november"}, {"december", "dezember"}};

int month_named(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    if (name.size() < 3 || name.size() > 9) return 0;
    const std::string low = lower(name);
    for (int month = 0; month < 12; ++month)
        for (const auto whole : months[month])
            if (whole.starts_with(low) && (low.size() >= 3)) return month + 1;
    if (low == "mrz" || low == "maerz") return 3;
    return low == "sept" ? 9 : 0;
}

int days_of(int year, int month) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool is_day(int year, int month, int day) {
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days_of(year, month);
}

// Takes digits off the front, at least one and at most `most`.
bool take_number(std::string_view& text, std::size_t most, int& value, std::size_t* length = nullptr) {
    std::size_t size = 0;
    value = 0;
    while (size < text.size() && is_digit(text[size])) {
        if (size == most) return false;
        value = value * 10 + (text[size++] - '0');
    }
    text.remove_prefix(size);
    if (length) *length = size;
    return size > 0;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text[0] != c) return false;
    text.remove_prefix(1);
    return true;
}

std::string_view take_letters(std::string_view& text) {
    std::size_t size = 0;
    while (size < text.size() &&
           (static_cast<unsigned char>(text[size]) >= 0x80 || (lower(text[size]) >= 'a' && lower(text[size]) <= 'z')))
        ++size;
    const auto letters = text.substr(0, size);
    text.remove_prefix(size);
    return letters;
}

struct Clock {
    int hour = 0, minute = 0;
    std::string_view seconds;  // "07.250", "" when it has none
    std::string_view zone;     // "Z", "+02:00"; "" when it has none
};

// 9:05, 09:05:07.25, 9:05 PM; then a zone where `zoned`.
std::optional<Clock> take_clock(std::string_view text, bool zoned) {
    Clock clock;
    std::size_t length = 0;
    if (!take_number(text, 2, clock.hour) || !take(text, ':') || !take_number(text, 2, clock.minute, &length) ||
        length != 2 || clock.minute > 59)
        return std::nullopt;
    if (take(text, ':')) {
        const auto begin = text;
        int second = 0;
        if (!take_number(text, 2, second, &length) || length != 2 || second > 59) return std::nullopt;
        if (!text.empty() && (text[0] == '.' || text[0] == ',')) {
            if (text[0] == ',') return std::nullopt;
            text.remove_prefix(1);
            std::size_t digits = 0;
            while (digits < text.size() && is_digit(text[digits])) ++digits;
            if (digits == 0) return std::nullopt;
            text.remove_prefix(digits);
        }
        clock.seconds = begin.substr(0, begin.size() - text.size());
    }
    std::string_view rest = trimmed(text);
    if (rest.size() >= 2 && (lower(rest[0]) == 'a' || lower(rest[0]) == 'p') && lower(rest[1]) == 'm') {
        if (clock.hour < 1 || clock.hour > 12) return std::nullopt;
        clock.hour = clock.hour % 12 + (lower(rest[0]) == 'p' ? 12 : 0);
        rest = trimmed(rest.substr(2));
    }
    if (clock.hour > 23) return std::nullopt;
    if (rest.empty()) return clock;
    if (!zoned) return std::nullopt;
    if (rest == "Z" || rest == "UTC") {
        clock.zone = "Z";
        return clock;
    }
    clock.zone = rest;
    if (rest[0] != '+' && rest[0] != '-') return std::nullopt;
    rest.remove_prefix(1);
    int hours = 0, minutes = 0;
    if (!take_number(rest, 4, hours, &length)) return std::nullopt;
    if (length == 4 && rest.empty()) {
        minutes = hours % 100;
        hours /= 100;
    } else if (length != 2 || (!rest.empty() && (!take(rest, ':') || !take_number(rest, 2, minutes, &length) ||
                                                 length != 2 || !rest.empty()))) {
        return std::nullopt;
    }
    if (hours > 15 || minutes > 59) return std::nullopt;
    return clock;
}

int whole_year(int year, std::size_t digits) { return digits == 2 ? year + (year < 70 ? 2000 : 1900) : year; }

// The three parts of a date, in the order they stand in; `rest` is what follows.
struct DateParts {
    int year = 0, first = 0, second = 0;  // first and second: day and month, or month and day
    bool settled = false;                 // first is the month: the year or the month's name says so
    bool by_points = false;
    std::string_view rest;
};

std::optional<DateParts> take_named_month(std::string_view text) {
    DateParts parts;
    int day = 0, year = 0;
    std::size_t digits = 0;
    const bool day_first = is_digit(text[0]);
    if (day_first) {
        if (!take_number(text, 2, day)) return std::nullopt;
        take(text, '.');
        if (!take(text, ' ')) take(text, '-');
    }
    const int month = month_named(take_letters(text));
    if (month == 0) return std::nullopt;
    take(text, '.');
    if (!take(text, ' ') && !take(text, '-')) return std::nullopt;
    if (!day_first) {
        if (!take_number(text, 2, day)) return std::nullopt;
        take(text, ',');
        if (!take(text, ' ')) return std::nullopt;
    }
    if (!take_number(text, 4, year, &digits) || (digits != 4 && digits != 2)) return std::nullopt;
    parts.year = whole_year(year, digits);
    parts.first = month;
    parts.second = day;
    parts.settled = true;
    parts.rest = text;
    return parts;
}

std::optional<DateParts> take_date(std::string_view text) {
    if (text.size() < 6 || text.size() > longest_value) return std::nullopt;
    const auto whole = text;
    if (!is_digit(text[0])) return take_named_month(text);
    DateParts parts;
    int a = 0, b = 0, c = 0;
    std::size_t a_digits = 0, b_digits = 0, c_digits = 0;
    if (!take_number(text, 4, a, &a_digits) || text.empty()) return std::nullopt;
    const char mark = text[0];
    if (mark != '-' && mark != '/' && mark != '.') return mark == ' ' ? take_named_month(whole) : std::nullopt;
    text.remove_prefix(1);
    if (!text.empty() && !is_digit(text[0])) return take_named_month(whole);
    if (!take_number(text, 2, b, &b_digits) || !take(text, mark) || !take_number(text, 4, c, &c_digits))
        return std::nullopt;
    parts.rest = text;
    if (a_digits == 4) {
        if (c_digits > 2) return std::nullopt;
        parts.year = a;
        parts.first = b;
        parts.second = c;
        parts.settled = true;
        return parts;
    }
    if (a_digits > 2 || (c_digits != 4 && c_digits != 2)) return std::nullopt;
    parts.year = whole_year(c, c_digits);
    parts.first = a;
    parts.second = b;
    parts.by_points = mark == '.';
    return parts;
}

// Takes the groups of three that follow a number's first digits, and says how many; nothing when what follows is none.
std::optional<int> take_groups(std::string_view& rest, char decimal, std::string* out) {
    int groups = 0;
    std::string_view mark;
    for (; rest.size() >= 4; ++groups) {
        const std::size_t wide = rest[0] == (decimal == '.' ? ',' : '.') ? 1 : blank_group(rest);
        if (wide == 0) break;
        if (mark.empty()) mark = rest.substr(0, wide);
        if (!rest.starts_with(mark) || rest.size() < wide + 3) return std::nullopt;
        const auto group = rest.substr(wide, 3);
        if (!std::all_of(group.begin(), group.end(), is_digit)) return std::nullopt;
        if (out) out->append(group);
        rest.remove_prefix(wide + 3);
        if (!rest.empty() && is_digit(rest[0])) return std::nullopt;
    }
    return groups;
}

// Takes "e-12" where it stands there; false when what begins like it is none.
bool take_exponent(std::string_view& rest, std::string* out) {
    if (rest.empty() || lower(rest[0]) != 'e') return true;
    const auto exponent = rest;
    rest.remove_prefix(1);
    if (!take(rest, '-')) take(rest, '+');
    int power = 0;
    if (!take_number(rest, 3, power) || power > 300) return false;
    if (out) out->append(exponent.substr(0, exponent.size() - rest.size()));
    return true;
}

bool append_truth(std::string_view text, std::string& out) {
    bool value = false;
    if (text == "1" || text == "0")
        value = text == "1";
    else if (truth_pairs(text, value) == 0)
        return false;
    out += value ? 't' : 'f';
    return true;
}

bool append_whole(std::string_view text, char decimal, std::string& out) {
    const std::size_t before = out.size();
    const auto number = read_number(text, decimal, &out);
    if (number && number->whole && number->digits <= 19) {
        std::int64_t value = 0;
        std::string_view made = std::string_view(out).substr(before);
        if (made.starts_with('+')) made.remove_prefix(1);
        const auto [end, failed] = std::from_chars(made.data(), made.data() + made.size(), value);
        if (failed == std::errc{} && end == made.data() + made.size()) return true;
    }
    out.resize(before);
    return false;
}

void append_hours(const Clock& clock, std::string& out) {
    const char digits[] = {last_digit(clock.hour / 10), last_digit(clock.hour), ':', last_digit(clock.minute / 10),
                           last_digit(clock.minute)};
    out.append(digits, sizeof digits);
    if (!clock.seconds.empty()) out.append(":").append(clock.seconds);
}

bool append_clock(std::string_view text, std::string& out) {
    const auto clock = take_clock(text, false);
    if (!clock) return false;
    append_hours(*clock, out);
    return true;
}

}  // namespace

std::string_view to_string(Type type) {
    for (const auto& each : types)
        if (each.type == type) return each.name;
    return {};
}

std::optional<Type> type_named(std::string_view name) {
    for (const auto& each : types)
        if (each.name == name || each.full_name == name) return each.type;
    return std::nullopt;
}

bool is_missing_mark(std::string_view text) {
    if (text.empty() || text.size() > 4) return false;
    return std::any_of(std::begin(missing_marks), std::end(missing_marks),
                       [text](auto mark) { return equal_but_for_case(mark, text); });
}

bool append_value(std::string_view text, const CellFormat& format, std::string& out) {
    if (format.type != Type::text) text = trimmed(text);
    if (text.size() > longest_value && format.type != Type::text) return false;
    switch (format.type) {
        case Type::text: out += text; return true;
        case Type::boolean: return append_truth(text, out);
        case Type::bigint: return append_whole(text, format.decimal, out);
        case Type::numeric: {
            const std::size_t before = out.size();
            if (read_number(text, format.decimal, &out)) return true;
            out.resize(before);
            return false;
        }
        case Type::date: {
            const std::size_t before = out.size();
            Moment what;
            if (append_moment(text, format.order, out, &what) && !what.has_time) return true;
            out.resize(before);
            return false;
        }
        case Type::timestamp: {
            const std::size_t before = out.size();
            Moment what;
            if (append_moment(text, format.order, out, &what) && !what.has_zone) return true;
            out.resize(before);
            return false;
        }
        case Type::timestamptz: return append_moment(text, format.order, out);
        case Type::time: return append_clock(text, out);
    }
    return false;
}

std::optional<Number> read_number(std::string_view text, char decimal, std::string* out) {
    Number number;
    if (text.empty() || text.size() > longest_value) return std::nullopt;
    std::string_view rest = text;
    if (rest[0] == '-' || rest[0] == '+') {
        if (out && rest[0] == '-') *out += '-';
        rest.remove_prefix(1);
    } else if (rest.starts_with("\xE2\x88\x92")) {  // the minus sign of typographers
        if (out) *out += '-';
        rest.remove_prefix(3);
        number.plain = false;
    }
    std::size_t size = 0;
    while (size < rest.size() && is_digit(rest[size])) ++size;
    if (size > 1 && rest[0] == '0') return std::nullopt;
    if (out) out->append(rest.substr(0, size));
    number.digits = static_cast<int>(size);
    const bool may_group = size >= 1 && size <= 3 && rest[0] != '0';
    rest.remove_prefix(size);
    if (rest.empty()) return size > 0 ? std::optional(number) : std::nullopt;
    number.plain = false;

    const auto groups = may_group ? take_groups(rest, decimal, out) : std::optional(0);
    if (!groups) return std::nullopt;
    number.digits += 3 * *groups;
    if (take(rest, decimal)) {
        std::size_t digits = 0;
        while (digits < rest.size() && is_digit(rest[digits])) ++digits;
        if (digits == 0) return std::nullopt;
        if (out) {
            if (size == 0) *out += '0';
            out->append(".").append(rest.substr(0, digits));
        }
        number.whole = false;
        number.digits += static_cast<int>(digits);
        rest.remove_prefix(digits);
        if (*groups == 0 && !take_exponent(rest, out)) return std::nullopt;
    } else if (size == 0) {
        return std::nullopt;
    }
    if (!rest.empty()) return std::nullopt;
    return number;
}

std::optional<Moment> read_moment(std::string_view text) {
    const auto parts = take_date(text);
    if (!parts) return std::nullopt;
    Moment moment;
    moment.by_points = parts->by_points;
    if (parts->settled) {
        if (!is_day(parts->year, parts->first, parts->second)) return std::nullopt;
    } else {
        moment.day_first = is_day(parts->year, parts->second, parts->first);
        moment.month_first = is_day(parts->year, parts->first, parts->second);
        if (!moment.day_first && !moment.month_first) return std::nullopt;
        moment.either = moment.day_first && moment.month_first && parts->first != parts->second;
    }
    if (parts->rest.empty()) return moment;
    if (parts->rest[0] != ' ' && parts->rest[0] != 'T' && parts->rest[0] != ',') return std::nullopt;
    const auto clock = take_clock(trimmed(parts->rest.substr(1)), true);
    if (!clock) return std::nullopt;
    moment.has_time = true;
    moment.has_zone = !clock->zone.empty();
    return moment;
}

bool append_moment(std::string_view text, DateOrder order, std::string& out, Moment* what) {
    const auto parts = take_date(text);
    if (!parts) return false;
    const bool month_first = parts->settled || order == DateOrder::month_day_year;
    const int month = month_first ? parts->first : parts->second;
    const int day = month_first ? parts->second : parts->first;
    if (!is_day(parts->year, month, day)) return false;
    const int y = parts->year;
    const char digits[] = {last_digit(y / 1000),
                           last_digit(y / 100),
                           last_digit(y / 10),
                           last_digit(y),
                           '-',
                           last_digit(month / 10),
                           last_digit(month),
                           '-',
                           last_digit(day / 10),
                           last_digit(day)};
    out.append(digits, sizeof digits);
    if (parts->rest.empty()) return true;
    if (parts->rest[0] != ' ' && parts->rest[0] != 'T' && parts->rest[0] != ',') return false;
    const auto clock = take_clock(trimmed(parts->rest.substr(1)), true);
    if (!clock) return false;
    out += ' ';
    append_hours(*clock, out);
    out += clock->zone;
    if (what) {
        what->has_time = true;
        what->has_zone = !clock->zone.empty();
    }
    return true;
}

bool is_time(std::string_view text) { return take_clock(text, false).has_value(); }

unsigned truth_pairs(std::string_view text, bool& value) {
    if (text.empty() || text.size() > 6) return 0;
    unsigned pairs = 0;
    for (unsigned i = 0; i < std::size(truth); ++i) {
        const bool yes = equal_but_for_case(text, truth[i].yes);
        if (!yes && !equal_but_for_case(text, truth[i].no)) continue;
        pairs |= 1u << i;
        value = yes;
    }
    return pairs;
}

}  // namespace pf::intake
