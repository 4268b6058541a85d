// Shares of rows: "what share of orgs are …", "the percentage of orgs that …".
#include <algorithm>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

bool names_column(const OptionBuilder& b, int at) {
    return std::any_of(b.columns().begin(), b.columns().end(),
                       [at](const ColumnMention& mention) { return mention.exact && has(mention.tokens, at); });
}

// "the share of A+ among all grades": of the rows that the value is a value of.
void offer_of_values(OptionBuilder& b, int at) {
    Offered<int> offered;
    for (const auto& value : b.values()) {
        if (value.begin <= at || value.begin - at > 3 || !offered.takes(value.column.table, 2)) continue;
        auto option = computed(at, at + 2);
        option.column = {value.column.table, -1};
        option.aggregate = Summary::share;
        option.covers = tokens_in(at, at + 2);
        option.link = 0.6F;
        b.add(option);
    }
}

}  // namespace

void offer_shares(OptionBuilder& b) {
    for (int i = 0; i + 2 < b.size(); ++i) {
        if (!b.is(i, WordClass::share_noun) || !b.is(i + 1, WordClass::of) || names_column(b, i)) continue;
        offer_of_values(b, i);
        for (const auto& mention : b.tables()) {
            if (mention.begin <= i || mention.begin - i > 4 || mention.link < 0.6F) continue;
            auto option = computed(i, mention.end);
            option.operand = mention.begin;
            option.column = {mention.table, -1};
            option.aggregate = Summary::share;
            option.covers = tokens_in(i, i + 2);
            option.shared = mention.tokens;
            option.link = mention.link;
            b.add(option);
        }
    }
}

}  // namespace pf::compiler::constructs
