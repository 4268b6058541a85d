// Conditions on numbers: "older than 30", "a duration between 20 and 40 minutes".
#include <algorithm>
#include <array>
#include <optional>

#include "compiler/column_contents.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

// "films longer than 2 hours" of lengths between 46 and 185: they are minutes, as in no other unit of time a bound of
// two hours lies among them. What the numbers are multiplied by; nothing where no unit or more than one fits.
std::optional<double> told_by_values(const OptionBuilder& b, const Unit& said, double bound, ColumnId id) {
    constexpr std::array<double, 4> units{1, 60, 3'600, 86'400};  // seconds
    const auto& summary = b.schema().values().summary(id.table, id.column);
    const auto& words = b.schema().words_of(id);
    const bool has_unit = std::any_of(words.begin(), words.end(),
                                      [](const NameWord& word) { return unit_of_measure(word.word).has_value(); });
    if (said.kind != Unit::Kind::time || has_unit || b.traits(id).key || b.traits(id).date_like) return std::nullopt;
    std::optional<double> found;
    for (const double unit : units) {
        const double factor = said.size / unit;
        if (bound * factor <= summary.low || bound * factor >= summary.high) continue;
        if (found) return std::nullopt;
        found = factor;
    }
    return found;
}

// What turns a number in the unit said behind it into the column's: "5 minutes" of Milliseconds, 1 for an amount of
// money; none when no unit stands there, or neither name nor values of the column tell one of its kind.
std::optional<double> unit_factor(const OptionBuilder& b, const SaidNumber& number, ColumnId id) {
    const auto said = unit_of_measure(b.word(number.end));
    if (!said || id.column < 0 || !b.traits(id).number) return std::nullopt;
    const auto own = in_own_units(b.schema(), id, *said);
    if (own) return own;
    if (said->kind == Unit::Kind::money) return 1;
    return told_by_values(b, *said, std::min(number.low, number.high), id);
}

// "never rated above 8": the rows it finds are not wanted.
void offer_excluded(OptionBuilder& b, Option option) {
    TokenSet negation;
    const int from = option.operand >= 0 ? std::min(option.operand, option.begin) : option.begin;
    if (!negated_before(b.tokens(), from, 6, negation) || (negation & option.covers).any()) return;
    option.excluded = true;
    option.covers |= negation;
    b.add(option);
}

// "not between 10 and 30"
TokenSet negation_of_range(const OptionBuilder& b, const SaidNumber& number) {
    TokenSet negation;
    if (!number.between || !negated_before(b.tokens(), first_of(number.comparator.tokens), 2, negation)) return {};
    return negation;
}

plan::Moment years_ago(double years, int days) {
    plan::Moment made;
    made.shift = -static_cast<std::int32_t>(std::clamp(years, 0.0, 10000.0));
    made.shift_unit = plan::Unit::year;
    if (days) {
        made.then = days;
        made.then_unit = plan::Unit::day;
    }
    return made;
}

// "older than 30" of a date of birth: born before then.
Option aged(Option option, const SaidNumber& number) {
    const double least = std::min(number.low, number.high), most = std::max(number.low, number.high);
    option.role = Role::date;
    option.number_literal = false;
    const auto op = option.op;
    option.op = Op::eq;
    option.value.clear();
    option.value2.clear();
    if (op == Op::gt) option.until = years_ago(least, 0);
    if (op == Op::ge || op == Op::eq || op == Op::between) option.until = years_ago(least, 1);
    if (op == Op::lt) option.from = years_ago(least, 1);
    if (op == Op::le || op == Op::eq || op == Op::between) option.from = years_ago(most + 1, 1);
    return option;
}

// Whole numbers that are years: birth_year.
bool holds_years(const OptionBuilder& b, ColumnId id) {
    constexpr double first = 1000, last = 2200;
    const auto& summary = b.schema().values().summary(id.table, id.column);
    return b.traits(id).number_type && b.traits(id).date_like && summary.low >= first && summary.high <= last;
}

Option compared_number(const OptionBuilder& b, const SaidNumber& number, const Target& target) {
    auto option = about(number_option(number, Role::number), target);
    option.shared |= target.covers;
    if (target.measure && !number.year && is_moment(b.schema(), target.column) &&
        is_reversed(b.schema(), *target.measure, target.column) && option.op != Op::ne)
        return aged(std::move(option), number);
    if (target.measure && !number.year && holds_years(b, target.column) &&
        is_reversed(b.schema(), *target.measure, target.column)) {
        option.years_since = option.untaught = true;
        return option;
    }
    if (const auto factor = unit_factor(b, number, target.column)) {
        option.value = number_text(std::min(number.low, number.high) * *factor);
        if (number.between) option.value2 = number_text(std::max(number.low, number.high) * *factor);
        mark(option.covers, number.end);
    }
    if (target.measure && is_reversed(b.schema(), *target.measure, target.column)) option.op = turned(option.op);
    return option;
}

// "booked more than once": no key is above or below a number, unless it is called one: "ids above 100".
bool ranks_keys(const OptionBuilder& b, const Option& option) {
    if (option.op == Op::eq || option.op == Op::ne || option.op == Op::between || option.column.column < 0 ||
        !b.traits(option.column).key)
        return false;
    const auto& name = b.schema().words_of(option.column);
    if (name.empty() || !is(name.back().word, WordClass::id_name)) return false;  // an invoice's number may be
    const auto said = option.covers | option.shared;
    for (int at = 0; at < b.size(); ++at)
        if (has(said, at) && b.is(at, WordClass::id_name)) return false;
    return true;
}

// "mentioned once": how often, of no column; and no text of sentences is a number.
bool tells_how_often(const OptionBuilder& b, const SaidNumber& number) {
    return b.is(number.begin, WordClass::number_of_times);
}
bool is_prose(const OptionBuilder& b, ColumnId id) {
    if (id.column < 0 || !b.traits(id).text || b.traits(id).number) return false;
    const auto& summary = b.schema().values().summary(id.table, id.column);
    return summary.distinct > 0 && summary.examples.empty();
}

}  // namespace

void offer_compared_number(OptionBuilder& b, const SaidNumber& number) {
    if (tells_how_often(b, number)) return;
    const auto outside = negation_of_range(b, number);
    for (const auto& target : number_targets(b, number)) {
        auto option = compared_number(b, number, target);
        if (ranks_keys(b, option) || is_prose(b, option.column)) continue;
        if (outside.any()) {
            option.excluded = true;
            option.covers |= outside;
            b.add(option);
            continue;
        }
        b.add(option);
        offer_excluded(b, option);
        if (target.operand >= 0 && b.traits(target.column).number) offer_having_aggregate(b, option);
    }
}

}  // namespace pf::compiler::constructs
