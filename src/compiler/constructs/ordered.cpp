// What rows or groups are ordered by, and whether that is shown as well.
#include <algorithm>

#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

// By what is told of each row; a superlative that is a comparison is none (extreme.cpp).
void order_rows(Draft& draft) {
    auto& query = draft.query;
    for (const auto* o : draft.chosen.orders) {
        if (is_extreme(*o, draft)) continue;
        const auto* term = draft.write.of(*o);
        const auto said = std::find_if(query.order.begin(), query.order.end(),
                                       [term](const plan::OrderKey& key) { return key.term == term; });
        if (said == query.order.end())
            query.order.push_back(draft.write.order(term, o->descending));
        else
            said->descending = o->descending;  // "sorted by funding, highest first"
        if (o->limit <= 0) continue;
        query.limit = o->limit;
        query.offset = o->offset;
    }
}

// By how many rows of a table each group has, before all else.
void order_groups(const Option& counted, Draft& draft) {
    auto& query = draft.query;
    const int table = counted.column.table >= 0 ? counted.column.table : table_shown(query);
    query.order.insert(query.order.begin(), draft.write.order(draft.write.rows_of(table), counted.descending));
    limit_to(counted.limit, query);
    query.offset = counted.offset;
}

bool arrange(Draft& draft) {
    order_rows(draft);
    if (draft.chosen.ordered_count && !draft.choices.nested) order_groups(*draft.chosen.ordered_count, draft);
    return true;
}

bool join(Draft& draft) {
    if (!draft.choices.order_shown) return true;
    auto& query = draft.query;
    if (query.order.size() != 1 || shows_whole_rows(query) || shows(query, query.order[0].term)) return false;
    show(query.order[0].term, query);
    draft.moves |= shown_order_key;
    return true;
}

}  // namespace

void vary_order_shown(const Chosen& chosen, Variants& variants) {
    if (!chosen.orders.empty()) variants.vary_first([](Choices& c) { c.order_shown = true; });
}

const Construct ordered{.name = "ordered", .arrange = arrange, .join = join};

}  // namespace pf::compiler::constructs
