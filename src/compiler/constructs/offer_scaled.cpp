// Units of what is shown: "total duration in hours", "funding in millions".
#include <optional>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

// By what a number of the column is divided to be in the unit said at `at`: 60 for hours of minutes; none when it says
// no unit, or one that the column's name does not go by.
std::optional<double> divisor_for(const OptionBuilder& b, int at, ColumnId id) {
    auto word = b.word(at);
    if (word.ends_with('s')) word.remove_suffix(1);
    if (const double scale = scale_of(word); scale > 1 && word.size() > 2) return scale;
    const auto said = unit_of_measure(b.word(at));
    if (!said) return std::nullopt;
    for (const auto& name : b.schema().words_of(id))
        if (const auto own = unit_of_measure(name.word); own && own->kind == said->kind) return said->size / own->size;
    return std::nullopt;
}

}  // namespace

void offer_scaled(OptionBuilder& b) {
    for (int at = 1; at < b.size(); ++at) {
        if (!b.is(at - 1, WordClass::in)) continue;
        const auto before = b.options();  // those added below are not scaled again
        for (const auto& option : before) {
            if (option.role != Role::select || option.column.column < 0 || option.expression != Expression::column ||
                !b.traits(option.column).number_type || b.traits(option.column).key ||
                option.aggregate >= Summary::range || option.aggregate == Summary::count ||
                (option.covers & tokens_in(at - 1, at + 1)).any())
                continue;
            const auto divisor = divisor_for(b, at, option.column);
            if (!divisor || *divisor == 1) continue;
            auto scaled = option;
            scaled.divisor = *divisor;
            scaled.covers |= tokens_in(at - 1, at + 1);
            b.add(scaled);
        }
    }
}

}  // namespace pf::compiler::constructs
