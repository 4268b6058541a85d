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

// Shown, or counted where their number is asked for.
void offer_unnamed(OptionBuilder& b) {
    for (const auto& kind : b.kinds()) {
        if (!kind.unnamed) continue;
        auto rows = said_at(kind.begin, kind.end, -1);
        rows.role = Role::select;
        rows.column = {kind.table, -1};
        rows.covers = tokens_in(kind.begin, kind.end);
        rows.link = kind.link;
        rows.how = 4;
        rows.untaught = true;
        const int many = b.find(std::max(0, kind.begin - 2), kind.end, WordClass::many, WordClass::often);
        if (many > 0 && b.is(many - 1, WordClass::how)) {
            rows.role = Role::count;
            rows.cue = many;
            rows.covers |= tokens_in(many - 1, many + 1);
        }
        b.add(rows);
    }
}

}  // namespace pf::compiler::constructs
