// Different rows only; and of a list that groups or differs, its elements: "episodes per topic", "all the different
// tags".
#include <algorithm>

#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

bool shows_unique(const plan::Query& query, const SchemaIndex& schema) {
    return std::any_of(query.select.begin(), query.select.end(), [&](const plan::Shown& shown) {
        const auto id = look_at(*shown.term).column;
        return id.column >= 0 && schema.column(id).unique;
    });
}

bool arrange(Draft& draft) {
    if (!draft.choices.distinct) return true;
    auto& query = draft.query;
    if (!shows_bare_rows(query) || draft.choices.wrap_count || query.limit > 0) return false;
    // rows of one table are distinct by its key already
    if (draft.tables().size() == 1 && shows_unique(query, draft.chosen.schema)) return false;
    const bool orders_by_shown = std::all_of(query.order.begin(), query.order.end(),
                                             [&](const plan::OrderKey& key) { return shows(query, key.term); });
    if (!draft.choices.order_shown && !orders_by_shown) return false;
    query.distinct = true;
    draft.moves |= made_distinct;
    return true;
}

// Rows are the same, or of one group, by what a list holds rather than by all of it.
bool combine(Draft& draft) {
    auto& query = draft.query;
    if (query.right || (!query.distinct && query.group.empty())) return true;
    const auto& terms = draft.write.terms;
    const auto elements = [&](const plan::Term* term) {
        const bool list =
            term->kind == plan::Term::Kind::column && term->source.table >= 0 && term->column >= 0 &&
            draft.chosen.schema.column({term->source.table, term->column}).type_class == model::TypeClass::array;
        return list ? terms.function("unnest", {&term, 1}) : term;
    };
    for (auto& shown : query.select) shown.term = elements(shown.term);
    for (auto& term : query.group) term = elements(term);
    for (auto& key : query.order) key.term = elements(key.term);
    return true;
}

}  // namespace

void vary_distinct(const Chosen&, Variants& variants) {
    variants.vary([](Choices& c) { c.distinct = true; }, 12);
}

const Construct distinct{.name = "distinct", .arrange = arrange, .combine = combine};

}  // namespace pf::compiler::constructs
