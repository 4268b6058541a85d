// Rows of a table that are not there: "guests without episodes".
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {

void offer_absent(OptionBuilder& b, const TableMention& mention) {
    TokenSet negation;
    if (!negated_before(b.tokens(), mention.begin, 7, negation)) return;
    auto absent = rows_of(mention, Role::absent);
    absent.covers |= negation;
    absent.cue = first_of(negation);
    b.add(absent);
}

}  // namespace pf::compiler::constructs
