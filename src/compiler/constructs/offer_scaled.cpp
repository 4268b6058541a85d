// Units of what is shown: "total duration in hours", "funding in millions"; and units that say what is added up:
// "hours worked per project" of minutes.
#include <optional>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

// What is said behind "in": a unit of measure, or how many are one ("millions").
struct Scale {
    std::optional<Unit> unit;
    double ones = 0;
};

std::optional<Scale> scale_at(const OptionBuilder& b, int at) {
    auto word = b.word(at);
    if (word.ends_with('s')) word.remove_suffix(1);
    if (const double ones = scale_of(word); ones > 1 && word.size() > 2) return Scale{{}, ones};
    const auto unit = unit_of_measure(b.word(at));
    return unit ? std::optional(Scale{unit, 0}) : std::nullopt;
}

// A number that is shown as its column has it.
bool is_scalable(const OptionBuilder& b, const Option& option) {
    return option.role == Role::select && option.column.column >= 0 && option.expression == Expression::column &&
           b.traits(option.column).number_type && !b.traits(option.column).key &&
           (option.aggregate < Summary::range || option.aggregate == Summary::median) &&
           option.aggregate != Summary::count;
}

// The unit a noun of what is added up is: not "5 hours", "per hour", "in hours".
std::optional<Unit> unit_added_up(const OptionBuilder& b, int at) {
    const bool noun = b.word(at).size() > 1 && !b.token(at).number && !b.is_value(at) &&
                      !(at > 0 && b.token(at - 1).number) &&
                      !b.is(at - 1, WordClass::in, WordClass::per, WordClass::each, WordClass::a, WordClass::an) &&
                      !b.is(at - 1, WordClass::by, WordClass::every, WordClass::span_until_now, WordClass::period_now);
    return noun ? unit_of_measure(b.word(at)) : std::nullopt;
}

// Numbers of the tables at hand and of those that refer to them, in that kind of unit.
struct Measured {
    ColumnId column;
    double divisor = 1;
    float link = 0;
};
std::vector<Measured> in_units(const OptionBuilder& b, const Unit& unit) {
    constexpr float at_hand = 0.8F, beside = 0.6F;
    constexpr std::size_t most = 4;
    std::vector<Measured> found;
    const auto add = [&](int table, float link) {
        for (int c = 0; c < b.schema().own_columns(table); ++c) {
            const ColumnId id{table, c};
            const auto& traits = b.traits(id);
            const auto divisor = traits.number_type && !traits.key ? in_own_units(b.schema(), id, unit) : std::nullopt;
            if (divisor && *divisor != 1 && found.size() < most) found.push_back({id, *divisor, link});
        }
    };
    const auto tables = tables_with_times(b);
    for (const int table : tables) add(table, at_hand);
    for (const int table : tables_beside(b.schema(), tables)) add(table, beside);
    return found;
}

void offer_added_up(OptionBuilder& b, int at) {
    const auto unit = unit_added_up(b, at);
    if (!unit) return;
    auto cues = aggregate_cues_before(b, at);
    if (cues.empty()) cues.emplace_back(Summary::sum, at);
    for (const auto& measured : in_units(b, *unit))
        for (const auto& [aggregate, cue] : cues) {
            auto option = computed(at, at + 1);
            option.column = measured.column;
            option.aggregate = aggregate == Summary::count ? Summary::sum : aggregate;
            option.divisor = measured.divisor;
            mark(option.covers, cue);
            if (b.is(at - 1, WordClass::many, WordClass::much) && b.is(at - 2, WordClass::how))
                option.covers |= tokens_in(at - 2, at);
            option.how = 3;
            option.link = measured.link;
            option.untaught = true;
            b.add(option);
        }
}

// "total duration in hours", "average wait by team, minutes": the token before the unit that is part of it.
int begin_of_scale(const OptionBuilder& b, int at) {
    if (b.is(at - 1, WordClass::in)) return at - 1;
    const bool ends = at + 1 == b.size() && at > 1 && unit_of_measure(b.word(at)) && !b.names_column(at) &&
                      !b.token(at - 1).number && !b.is(at - 1, WordClass::per, WordClass::by, WordClass::each);
    return ends ? at : -1;
}

// Sums of money that are kept in cents, as a person says them.
void offer_of_cents(OptionBuilder& b) {
    const Unit whole{Unit::Kind::money, 1};
    const auto before = b.options();
    for (const auto& option : before) {
        if (!is_scalable(b, option) || option.aggregate == Summary::none || option.divisor != 1) continue;
        const auto cents = in_own_units(b.schema(), option.column, whole);
        if (!cents || *cents == 1) continue;
        auto scaled = option;
        scaled.divisor = *cents;
        scaled.link *= 0.95F;
        b.add(scaled);
    }
}

}  // namespace

void offer_scaled(OptionBuilder& b) {
    for (int at = 1; at < b.size(); ++at) {
        const int begin = begin_of_scale(b, at);
        const auto scale = begin >= 0 ? scale_at(b, at) : std::nullopt;
        if (!scale) continue;
        const auto said = tokens_in(begin, at + 1);
        const auto before = b.options();  // those added below are not scaled again
        for (const auto& option : before) {
            if (!is_scalable(b, option) || (option.covers & said).any()) continue;
            const auto divisor =
                scale->unit ? in_own_units(b.schema(), option.column, *scale->unit) : std::optional(scale->ones);
            if (!divisor || *divisor == 1) continue;
            auto scaled = option;
            scaled.divisor = *divisor;
            scaled.covers |= said;
            b.add(scaled);
        }
    }
    for (int at = 0; at < b.size(); ++at) offer_added_up(b, at);
    offer_of_cents(b);
}

}  // namespace pf::compiler::constructs
