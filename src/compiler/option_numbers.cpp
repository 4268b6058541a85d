#include "compiler/option_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/column_contents.hpp"

namespace pf::compiler {
namespace {

bool names(const ColumnMention& mention, int at) { return mention.exact && has(mention.tokens, at); }

// "fifth grade": an ordinal in letters counts where the column it belongs to stands behind it.
bool is_ordinal_of_column(const OptionBuilder& b, int at) {
    const auto& columns = b.columns();
    return std::any_of(columns.begin(), columns.end(),
                       [at](const ColumnMention& m) { return m.begin == at + 1 && m.exact; }) &&
           std::none_of(columns.begin(), columns.end(), [at](const ColumnMention& m) { return names(m, at); });
}

// "between a and b", "from a to b", "a to b"
bool opens_range(const OptionBuilder& b, int at, const SaidNumber& number) {
    return b.is(at, WordClass::range_opening) || (at == number.begin - 1 && b.is(number.end, WordClass::to));
}
void read_range(const OptionBuilder& b, SaidNumber& number) {
    const int second = number.end + 1;
    if (second >= b.size() || !b.is(number.end, WordClass::and_, WordClass::to) || !b.token(second).number) return;
    for (int at = number.begin - 1; at >= std::max(0, number.begin - 4); --at) {
        if (!opens_range(b, at, number)) continue;
        number.high = *b.token(second).number;
        number.comparator = {Op::between, tokens_in(at, number.begin), true};
        number.end = second + 1;
        number.between = true;
        return;
    }
}

class Targets {
 public:
    explicit Targets(const OptionBuilder& b) : b_(b) {}

    void take(const Target& target, std::size_t most) {
        if (all_.size() < most &&
            std::none_of(all_.begin(), all_.end(), [&](const Target& had) { return had.column == target.column; }))
            all_.push_back(target);
    }

    // A date that was named by a word of its own is of the measure all the same: "people over 70", who were born.
    void note_measure(const Target& target) {
        for (auto& had : all_)
            if (had.column == target.column && is_moment(b_.schema(), had.column)) had.measure = target.measure;
    }

    void named(const SaidNumber& number);
    void by_measure(const SaidNumber& number);
    void by_bare_bound(const SaidNumber& number);
    bool by_unit(const SaidNumber& number);
    void keys(const SaidNumber& number);
    void years();

    [[nodiscard]] std::vector<Target> all() && { return std::move(all_); }

 private:
    const OptionBuilder& b_;
    std::vector<Target> all_;
};

// Whether one of the words of the mention names a date too.
bool names_a_time(const OptionBuilder& b, const ColumnMention& said) {
    return std::any_of(b.columns().begin(), b.columns().end(), [&](const ColumnMention& other) {
        return (other.tokens & said.tokens).any() && b.traits(other.column).temporal;
    });
}

bool takes_number(const ColumnTraits& traits) {
    return !traits.temporal && !traits.boolean && (traits.number || traits.date_like || traits.text || traits.key);
}

void Targets::named(const SaidNumber& number) {
    const bool time_said =
        number.year && b_.is(number.begin - 1, WordClass::after, WordClass::before, WordClass::since, WordClass::until);
    for (const auto& near : by_distance(b_, 8, [&](const ColumnMention& m) {
             if (m.begin < number.end && number.begin < m.end) return -1;
             if (m.end > number.begin) return 2 * (m.begin - number.end) + 1;
             return b_.token(number.begin).stop_before ? -1 : number.begin - m.end;
         })) {
        const auto& mention = *near.second;
        const auto& traits = b_.traits(mention.column);
        if (!takes_number(traits)) continue;
        if (number.year && kept_time(b_.schema(), mention.column) != KeptTime::none) continue;
        // "funded after 2020": a time where the word names one too, not an amount
        if (time_said && traits.number_type && !traits.date_like && names_a_time(b_, mention)) continue;
        auto target = target_of(mention, 1);
        target.covers |= mention.table_tokens;
        take(target, 7);
    }
}

// "older than 30", "cost more than 5", "30 years old": the token of the measure, -1 none.
int measure_near(const OptionBuilder& b, const SaidNumber& number) {
    for (int i = number.begin - 1; i >= std::max(0, number.begin - 5) && !b.token(i).number; --i)
        if (measure_cue(b.word(i))) return i;
    for (int i = number.end; i < number.end + 3; ++i)
        if (measure_cue(b.word(i)) || b.is(i, WordClass::age_word)) return i;
    return -1;
}

bool names_birth(const SchemaIndex& schema, ColumnId id) {
    const auto& words = schema.words_of(id);
    return std::any_of(words.begin(), words.end(),
                       [](const NameWord& word) { return is(word.word, WordClass::birth_name); });
}

// "donations over 500", "procedures over 5000": right before the bound stand rows, which are worth that much.
bool follows_rows(const OptionBuilder& b, const SaidNumber& number) {
    const int bound = first_of(number.comparator.tokens);
    return b.any_is(std::max(0, bound - 3), number.begin, WordClass::rows_of_money) ||
           std::any_of(b.tables().begin(), b.tables().end(),
                       [bound](const TableMention& mention) { return mention.end == bound && mention.link >= 0.6F; });
}

// "students under 20", "procedures over 5000": nothing says by what, so by age, and by what they are worth.
void Targets::by_bare_bound(const SaidNumber& number) {
    constexpr double oldest = 120;
    if (!b_.is(number.begin - 1, WordClass::under, WordClass::over, WordClass::above, WordClass::below)) return;
    const auto* age = measure_cue("older");
    if (std::max(number.low, number.high) <= oldest)
        for (auto target : measured(b_, *age, 2)) {
            if ((b_.traits(target.column).date_like || is_moment(b_.schema(), target.column)) &&
                !names_birth(b_.schema(), target.column))
                continue;
            target.measure = age;
            note_measure(target);
            take(target, 9);
        }
    const auto unit = unit_of_measure(b_.word(number.end));  // "ingredients under 20 kg" are not cheap
    const bool of_money = !unit || unit->kind == Unit::Kind::money;
    if (of_money && (!b_.kinds().empty() || follows_rows(b_, number)))  // "transfers above 400"
        for (const auto& target : measured(b_, *measure_cue("expensive"), 2)) take(target, 9);
}

void Targets::by_measure(const SaidNumber& number) {
    const int at = measure_near(b_, number);
    if (at < 0) return by_bare_bound(number);
    const auto* age = measure_cue("older");
    const auto* said = measure_cue(b_.word(at));
    for (auto target : measured(b_, said ? *said : *age, 3)) {
        target.measure = said ? said : age;
        note_measure(target);
        mark(target.covers, at);
        take(target, 10);
    }
}

// "over 10 dollars", "above 5 minutes": no key has a unit. Returns whether one stands there.
bool Targets::by_unit(const SaidNumber& number) {
    const auto unit = unit_of_measure(b_.word(number.end));
    if (!unit || number.year) return false;
    const auto measure = unit->kind == Unit::Kind::money    ? "expensive"
                         : unit->kind == Unit::Kind::mass   ? "heaviest"
                         : unit->kind == Unit::Kind::volume ? "voluminous"
                                                            : "longest";
    for (const auto& target : measured(b_, *measure_cue(measure), 3)) take(target, 10);
    std::erase_if(all_, [this](const Target& target) { return b_.traits(target.column).key; });
    return true;
}

// "course 301", "room 12"
void Targets::keys(const SaidNumber& number) {
    for (const auto& mention : b_.tables()) {
        if (mention.end > number.begin || number.begin - mention.end > 2 || mention.link < 0.5F) continue;
        if (const int key = b_.schema().key_column(mention.table); key >= 0)
            take({{mention.table, key}, mention.begin, mention.tokens, 4, 0.5F * mention.link, 0, nullptr}, 11);
    }
}

// Tables whose years a bare year may be about: at hand, of values that were found, beside those at hand.
std::vector<int> tables_for_years(const OptionBuilder& b) {
    const auto at_hand = tables_at_hand(b);
    auto tables = at_hand;
    const auto add = [&tables](int table) {
        if (tables.size() < 12 && std::find(tables.begin(), tables.end(), table) == tables.end())
            tables.push_back(table);
    };
    for (const auto& value : b.values())
        if (value.quality > 0.8F) add(value.column.table);
    for (const auto& mention : b.tables()) add(mention.table);
    for (const int table : tables_beside(b.schema(), at_hand)) add(table);
    return tables;
}

void Targets::years() {
    for (const int table : tables_for_years(b_))
        for (int c = 0; c < b_.schema().own_columns(table); ++c)
            if (const auto& traits = b_.traits({table, c}); traits.date_like && !is_moment(b_.schema(), {table, c}))
                take({{table, c}, -1, {}, 4, 0.4F, 0, nullptr}, 14);
}

}  // namespace

std::vector<SaidNumber> said_numbers(const OptionBuilder& b) {
    std::vector<SaidNumber> numbers;
    for (int i = 0; i < b.size(); ++i) {
        const auto& token = b.token(i);
        const bool unit = unit_of_measure(b.word(i + 1)) || b.is(i + 1, WordClass::duration_unit);
        if (b.is(i, WordClass::a, WordClass::an) && unit)  // "longer than an hour", "open for more than a week"
            if (auto comparator = comparator_at(b.tokens(), i, i + 1); comparator.said)
                numbers.push_back({i, i + 1, 1, 1, std::move(comparator)});
        if (!token.number) continue;
        if (token.ordinal && token.kind != Token::Kind::number && !is_ordinal_of_column(b, i)) continue;
        const double value = *token.number;
        SaidNumber number{i, i + 1, value, value, comparator_at(b.tokens(), i, i + 1)};
        read_range(b, number);
        number.year =
            value >= 1000 && value <= 2200 && value == std::floor(value) && !token.ordinal && token.text.size() == 4;
        numbers.push_back(std::move(number));
    }
    return numbers;
}

Option number_option(const SaidNumber& number, Role role) {
    Option option;
    option.role = role;
    option.begin = number.begin;
    option.end = number.end;
    option.covers = tokens_in(number.begin, number.end) | number.comparator.tokens;
    option.op = number.comparator.op;
    option.cue = number.comparator.said ? first_of(number.comparator.tokens) : -1;
    option.value = number_text(std::min(number.low, number.high));
    option.value2 = number.between ? number_text(std::max(number.low, number.high)) : "";
    option.number_literal = true;
    return option;
}

std::string number_text(double value) {
    if (value == std::floor(value) && std::abs(value) < 1e15)
        return fmt::format("{}", static_cast<std::int64_t>(value));
    return fmt::format("{}", value);
}

std::vector<Target> number_targets(const OptionBuilder& b, const SaidNumber& number) {
    Targets targets(b);
    targets.named(number);
    targets.by_measure(number);
    if (targets.by_unit(number)) return std::move(targets).all();
    targets.keys(number);
    if (number.year) targets.years();
    return std::move(targets).all();
}

}  // namespace pf::compiler
