// Shares of rows: "what share of orgs are …", "the percentage of orgs that …".
#include <algorithm>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

bool names_column(const OptionBuilder& b, int at) {
    return std::any_of(b.columns().begin(), b.columns().end(),
                       [at](const ColumnMention& mention) { return has(mention.tokens, at); });
}

}  // namespace

void offer_shares(OptionBuilder& b) {
    for (int i = 0; i + 2 < b.size(); ++i) {
        if (!b.is(i, WordClass::share_noun) || !b.is(i + 1, WordClass::of) || names_column(b, i)) continue;
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
