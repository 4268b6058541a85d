// Rows of a table mentioned are shown: "all orgs", "full names of customers".
#include <algorithm>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {

void offer_rows(OptionBuilder& b, const TableMention& mention) { b.add(rows_of(mention, Role::select)); }

void offer_full_names_of(OptionBuilder& b, const TableMention& mention) {
    if (b.schema().naming_columns(mention.table).size() < 2 || (mention.begin < 2 && mention.end >= b.size())) return;
    for (int k = std::max(1, mention.begin - 9); k < mention.end + 3; ++k) {
        if (!b.is(k, WordClass::name_noun) || !b.is(k - 1, WordClass::full)) continue;
        auto full = rows_of(mention, Role::select);
        full.covers = tokens_in(k - 1, k + 1);
        full.shared = mention.tokens;
        b.add(full);
    }
}

}  // namespace pf::compiler::constructs
