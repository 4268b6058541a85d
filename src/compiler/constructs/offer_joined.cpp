// A table mentioned whose rows only take part.
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {

void offer_joined(OptionBuilder& b, const TableMention& mention) { b.add(rows_of(mention, Role::join)); }

}  // namespace pf::compiler::constructs
