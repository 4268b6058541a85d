// Columns that a question word asks for without naming them: "how old", "how long", "when".
#include <algorithm>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

// The measure asked for at `at`; null when none is.
const Measure* asked_measure(const OptionBuilder& b, int at) {
    if (b.is(at, WordClass::how)) return measure_cue(value_of(b.word(at + 1), WordClass::asked_adjective));
    if (b.is(at, WordClass::when) && !b.is(at - 1, WordClass::time)) return measure_cue("later");
    return nullptr;
}

// "how old … on average", "how much … in total"
void offer_aggregated(OptionBuilder& b, const Option& shown) {
    for (int k = 0; k < b.size(); ++k) {
        const auto aggregate = aggregate_cue(b.word(k));
        if (aggregate != Summary::avg && !(aggregate == Summary::sum && b.is(k, WordClass::total))) continue;
        auto aggregated = shown;
        aggregated.aggregate = aggregate;
        mark(aggregated.covers, k);
        b.add(aggregated);
        return;
    }
}

}  // namespace

void offer_asked_measures(OptionBuilder& b) {
    for (int i = 0; i < b.size(); ++i) {
        const auto* measure = asked_measure(b, i);
        if (!measure) continue;
        for (const auto& target : measured(b, *measure, 4)) {
            const auto option = about(computed(i, b.is(i, WordClass::how) ? i + 2 : i + 1), target);
            b.add(option);
            if (b.traits(target.column).number) offer_aggregated(b, option);
        }
    }
}

}  // namespace pf::compiler::constructs
