// The highest less the lowest value of a column: "the difference between the highest and the lowest funding".
#include <algorithm>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

// The token of the later of "highest" and "lowest" soon behind the opening; -1 when not both are said.
int end_of_extremes(const OptionBuilder& b, int opening) {
    int high = -1, low = -1;
    for (int k = opening + 1; k < std::min(b.size(), opening + 9); ++k) {
        const auto aggregate = aggregate_cue(b.word(k));
        if (aggregate == Summary::max && high < 0) high = k;
        if (aggregate == Summary::min && low < 0) low = k;
    }
    return high < 0 || low < 0 ? -1 : std::max(high, low);
}

void offer_range(OptionBuilder& b, int cue, int last) {
    int made = 0;
    for (const auto& mention : b.columns()) {
        const auto& traits = b.traits(mention.column);
        if (mention.begin <= last || mention.begin - last > 3 || made >= 4 || traits.key ||
            !(traits.number || traits.temporal))
            continue;
        auto option = computed(cue, mention.end);
        option.operand = mention.begin;
        option.column = mention.column;
        option.aggregate = Summary::range;
        option.link = mention.link;
        b.add(option);
        ++made;
    }
}

}  // namespace

void offer_ranges(OptionBuilder& b) {
    for (int i = 0; i < b.size(); ++i) {
        if (!b.is(i, WordClass::difference_noun)) continue;
        const int opening = b.find(i + 1, i + 5, WordClass::between, WordClass::from);
        if (opening < 0) continue;
        if (const int last = end_of_extremes(b, opening); last >= 0) offer_range(b, i, last);
    }
}

}  // namespace pf::compiler::constructs
