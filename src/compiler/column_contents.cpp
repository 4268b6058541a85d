#include "compiler/column_contents.hpp"

#include <algorithm>
#include <cmath>

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

bool is_iso(std::string_view text) {
    return looks_like(text, "9999-99-99") && text[4] == '-' && text[7] == '-' && is_month(number_at(text, 5, 2)) &&
           is_day(number_at(text, 8, 2)) && (text.size() == 10 || text[10] == ' ' || text[10] == 'T');
}
bool is_day_first(std::string_view text) {
    return looks_like(text, "99-99-9999") && is_day(number_at(text, 0, 2)) && is_month(number_at(text, 3, 2));
}
bool is_month_first(std::string_view text) {
    return looks_like(text, "99-99-9999") && is_month(number_at(text, 0, 2)) && is_day(number_at(text, 3, 2));
}
bool is_digits(std::string_view text) {
    return text.size() == 8 && looks_like(text, "99999999") && number_at(text, 0, 4) >= 1900 &&
           number_at(text, 0, 4) <= 2200 && is_month(number_at(text, 4, 2)) && is_day(number_at(text, 6, 2));
}

KeptTime kept_as_text(const Examples& examples) {
    const auto all = [&](auto is_one) {
        return !examples.empty() && std::all_of(examples.begin(), examples.end(), is_one);
    };
    if (all(is_iso)) return KeptTime::iso;
    if (all(is_digits)) return KeptTime::digits;
    const bool day_first = all(is_day_first), month_first = all(is_month_first);
    if (day_first && month_first)  // only points are surely day first
        return examples.front()[2] == '.' ? KeptTime::day_first : KeptTime::none;
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
