// Groups chosen by a count or an aggregate: "orgs with more than 3 guests".
#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

bool arrange(Draft& draft) {
    auto& query = draft.query;
    for (const auto* o : draft.chosen.havings) {
        Condition condition;
        condition.left = o->column.table < 0 ? plain_term({query.select[0].column.table, -1}, o->aggregate)
                                             : plain_term(o->column, o->aggregate);
        condition.op = o->op;
        condition.value = o->value;
        condition.value2 = o->value2;
        condition.number_literal = true;
        query.having.push_back(std::move(condition));
    }
    return true;
}

}  // namespace

const Construct having{.name = "having", .arrange = arrange};

}  // namespace pf::compiler::constructs
