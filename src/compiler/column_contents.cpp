#include "compiler/column_contents.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <optional>

#include "base/ascii.hpp"
#include "compiler/word_class.hpp"
#include "compiler/words.hpp"

namespace pf::compiler {
namespace {

using W = WordClass;
using Examples = std::vector<std::string>;

// Of the values that were read; seconds and milliseconds from 1985 on, that small numbers are no times.
constexpr double first_second = 473385600, last_second = 4102444800;
constexpr double first_day = 19000101, last_day = 22001231;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Digits where the pattern has "9", one of "./-" where it has "-", its own characters else; more may follow.
bool looks_like(std::string_view text, std::string_view pattern) {
    if (text.size() < pattern.size()) return false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool fits = pattern[i] == '9'   ? is_digit(text[i])
                          : pattern[i] == '-' ? text[i] == '.' || text[i] == '/' || text[i] == '-'
                                              : text[i] == pattern[i];
        if (!fits) return false;
    }
    return true;
}
int number_at(std::string_view text, std::size_t at, std::size_t digits) {
    int made = 0;
    for (const char c : text.substr(at, digits)) made = 10 * made + (c - '0');
    return made;
}
bool is_month(int number) { return number >= 1 && number <= 12; }
bool is_day(int number) { return number >= 1 && number <= 31; }

bool is_digits(std::string_view text) {
    return text.size() == 8 && looks_like(text, "99999999") && number_at(text, 0, 4) >= 1900 &&
           number_at(text, 0, 4) <= 2200 && is_month(number_at(text, 4, 2)) && is_day(number_at(text, 6, 2));
}

// A day as it is written: three parts with one separator between them, and behind them nothing or a time of the day.
struct WrittenDay {
    std::array<std::string_view, 3> parts;
    char separator = 0;
    bool clock = false;
};
std::optional<WrittenDay> read_day(std::string_view text) {
    WrittenDay day;
    for (std::size_t i = 0; i < day.parts.size(); ++i) {
        std::size_t end = 0;
        while (end < text.size() && std::isalnum(static_cast<unsigned char>(text[end]))) ++end;
        day.parts[i] = text.substr(0, end);
        if (end == 0) return std::nullopt;
        text.remove_prefix(end);
        if (i == 2) break;
        if (text.empty() || std::string_view("./- ").find(text[0]) == std::string_view::npos) return std::nullopt;
        if (i > 0 && text[0] != day.separator) return std::nullopt;
        day.separator = text[0];
        text.remove_prefix(1);
    }
    day.clock = text.find(':') != std::string_view::npos;
    const bool goes_on = text.empty() || (day.clock && text[0] == ' ');
    return goes_on ? std::optional(day) : std::nullopt;
}

bool is_number(std::string_view part, std::size_t least, std::size_t most) {
    return part.size() >= least && part.size() <= most && std::all_of(part.begin(), part.end(), is_digit);
}
bool are_day_and_month(std::string_view day, std::string_view month) {
    return is_number(day, 1, 2) && is_number(month, 1, 2) && is_day(number_at(day, 0, day.size())) &&
           is_month(number_at(month, 0, month.size()));
}
bool is_iso(std::string_view text) {
    const auto until_clock = text.size() > 10 && text[10] == 'T' ? text.substr(0, 10) : text;
    const auto day = read_day(until_clock);
    return day && day->separator == '-' && is_number(day->parts[0], 4, 4) &&
           are_day_and_month(day->parts[2], day->parts[1]);
}
bool is_day_first(std::string_view text) {
    const auto day = read_day(text);
    return day && day->separator != ' ' && is_number(day->parts[2], 4, 4) &&
           are_day_and_month(day->parts[0], day->parts[1]);
}
bool is_month_first(std::string_view text) {
    const auto day = read_day(text);
    return day && day->separator != ' ' && is_number(day->parts[2], 4, 4) &&
           are_day_and_month(day->parts[1], day->parts[0]);
}
bool is_month_named(std::string_view text, std::size_t year_digits) {
    const auto day = read_day(text);
    return day && is_number(day->parts[0], 1, 2) && is_number(day->parts[2], year_digits, year_digits) &&
           day->parts[1].size() == 3 && is(lower(day->parts[1]), W::month);
}

KeptTime kept_as_text(const Examples& examples) {
    const auto all = [&](auto is_one) {
        return !examples.empty() && std::all_of(examples.begin(), examples.end(), is_one);
    };
    if (all(is_iso)) return KeptTime::iso;
    if (all(is_digits)) return KeptTime::digits;
    if (all([](std::string_view text) { return is_month_named(text, 4); })) return KeptTime::named_month;
    if (all([](std::string_view text) { return is_month_named(text, 2); })) return KeptTime::named_month_short;
    const bool day_first = all(is_day_first), month_first = all(is_month_first);
    if (day_first && month_first)  // only points are surely day first
        return read_day(examples.front())->separator == '.' ? KeptTime::day_first : KeptTime::none;
    return day_first ? KeptTime::day_first : month_first ? KeptTime::month_first : KeptTime::none;
}

bool names_time(const SchemaIndex& schema, ColumnId id) {
    const auto& words = schema.words_of(id);
    return std::any_of(words.begin(), words.end(), [](const NameWord& word) {
        return is(word.word, W::date_name) || is(word.written, W::time_name) || is(word.stem, W::record_keeping_stem);
    });
}

KeptTime kept_as_number(double low, double high) {
    if (!(low <= high)) return KeptTime::none;
    if (low >= first_second && high <= last_second) return KeptTime::seconds;
    if (low >= 1000 * first_second && high <= 1000 * last_second) return KeptTime::milliseconds;
    const auto is_day_number = [](double number) { return is_digits(std::to_string(static_cast<long long>(number))); };
    return low >= first_day && high <= last_day && is_day_number(low) && is_day_number(high) ? KeptTime::digits
                                                                                             : KeptTime::none;
}

}  // namespace

KeptTime kept_time(const SchemaIndex& schema, ColumnId id) {
    if (id.column < 0) return KeptTime::none;
    const auto& traits = schema.traits(id);
    const auto& summary = schema.values().summary(id.table, id.column);
    if (traits.text) return kept_as_text(summary.examples);
    if (!traits.number_type || traits.key || !names_time(schema, id)) return KeptTime::none;
    return kept_as_number(summary.low, summary.high);
}

bool keeps_clock(const SchemaIndex& schema, ColumnId id) {
    if (id.column < 0 || !schema.traits(id).text) return false;
    const auto& examples = schema.values().summary(id.table, id.column).examples;
    return !examples.empty() && std::all_of(examples.begin(), examples.end(), [](const std::string& text) {
        const auto day = read_day(text);
        return day && day->clock;
    });
}

bool has_name_word(const SchemaIndex& schema, ColumnId id, WordClass of) {
    const auto& words = schema.words_of(id);
    return std::any_of(words.begin(), words.end(), [of](const NameWord& word) {
        return is(word.word, of) || is(word.stem, of) || is(word.written, of);
    });
}

bool tells_another_time(const SchemaIndex& schema, ColumnId id) {
    return has_name_word(schema, id, W::record_keeping_stem) || has_name_word(schema, id, W::removal_name) ||
           has_name_word(schema, id, W::birth_name);
}

bool says_what_is_referred_to(const SchemaIndex& schema, ColumnId id) {
    const auto& words = schema.words_of(id);
    if (id.column < 0 || words.size() < 2 || !is(words.back().word, W::kind_name)) return false;
    for (int c = 0; c < schema.own_columns(id.table); ++c) {
        const auto& other = schema.words_of({id.table, c});
        if (c == id.column || other.size() != words.size() || !is(other.back().word, W::id_name)) continue;
        if (std::equal(words.begin(), words.end() - 1, other.begin(),
                       [](const NameWord& a, const NameWord& b) { return a.word == b.word; }))
            return true;
    }
    return false;
}

bool has_empty_texts(const SchemaIndex& schema, ColumnId id) {
    if (id.column < 0 || !schema.traits(id).text) return false;
    const auto& examples = schema.values().summary(id.table, id.column).examples;
    return std::any_of(examples.begin(), examples.end(),
                       [](const std::string& text) { return text.find_first_not_of(' ') == std::string::npos; });
}

}  // namespace pf::compiler
