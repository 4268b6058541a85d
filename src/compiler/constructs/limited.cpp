// The first n rows.
#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

bool arrange(Draft& draft) {
    const auto* limit = draft.chosen.limit;
    if (!limit) return true;
    if (draft.query.limit > 1 || draft.query.offset > 0) return false;  // an order has its number already
    draft.query.limit = limit->limit;
    return true;
}

}  // namespace

const Construct limited{.name = "limited", .arrange = arrange};

}  // namespace pf::compiler::constructs
