// Groups chosen by a count or an aggregate: "orgs with more than 3 guests".
#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

bool arrange(Draft& draft) {
    auto& query = draft.query;
    for (const auto* o : draft.chosen.havings) {
        const auto of = o->column.table < 0 ? ColumnId{table_shown(query), -1} : o->column;
        query.having.push_back(draft.write.compared_number(draft.write.summary(o->aggregate, of), *o));
    }
    return true;
}

}  // namespace

const Construct having{.name = "having", .arrange = arrange};

}  // namespace pf::compiler::constructs
