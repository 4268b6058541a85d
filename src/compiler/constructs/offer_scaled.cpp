// Units of what is shown: "total duration in hours", "funding in millions".
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
           b.traits(option.column).number_type && !b.traits(option.column).key && option.aggregate < Summary::range &&
           option.aggregate != Summary::count;
}

}  // namespace

void offer_scaled(OptionBuilder& b) {
    for (int at = 1; at < b.size(); ++at) {
        const auto scale = b.is(at - 1, WordClass::in) ? scale_at(b, at) : std::nullopt;
        if (!scale) continue;
        const auto said = tokens_in(at - 1, at + 1);
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
}

}  // namespace pf::compiler::constructs
