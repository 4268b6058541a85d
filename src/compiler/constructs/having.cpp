// Groups chosen by a count or an aggregate: "orgs with more than 3 guests".
#include <charconv>

#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

// The number of a count that none at all is below, too: "fewer than 3 guests" → 3; 0 of any other condition.
std::int64_t few(const Option& having) {
    if (having.aggregate != Summary::count || having.column.table < 0 || having.column.column >= 0) return 0;
    std::int64_t number = 0;
    const auto& text = having.value;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return having.op == Op::lt ? number : having.op == Op::le ? number + 1 : 0;
}

// Rows that not as many rows belong to.
bool choose(Draft& draft) {
    if (!draft.choices.none_too) return true;
    const auto& having = *draft.chosen.havings.front();
    return add_belonging({.table = having.column.table, .hosts = draft.outer, .negated = true, .many = few(having)},
                         draft, draft.where);
}

ColumnId key_of(const Option& having, const Draft& draft) {
    return {having.column.table, draft.chosen.schema.key_column(having.column.table)};
}

// "investors who backed at least 15 companies": each company once, in however many rounds.
bool counted_once(const Option& having, const Draft& draft) {
    return draft.choices.count_key && having.aggregate == Summary::count && having.column.table >= 0 &&
           having.column.column < 0 && key_of(having, draft).column >= 0;
}

bool arrange(Draft& draft) {
    if (draft.choices.none_too) return true;
    auto& query = draft.query;
    for (const auto* o : draft.chosen.havings) {
        const auto of = o->column.table < 0 ? ColumnId{table_shown(query), -1} : o->column;
        const auto* term = o->expression != Expression::column ? draft.write.of(*o)
                           : counted_once(*o, draft)           ? draft.write.count_distinct(key_of(*o, draft))
                                                               : draft.write.summary(o->aggregate, of, o->distinct);
        query.having.push_back(draft.write.compared_number(term, *o));
    }
    return true;
}

}  // namespace

void vary_few(const Chosen& chosen, Variants& variants) {
    if (chosen.havings.size() == 1 && few(*chosen.havings.front()) > 0)
        variants.vary_heads([](Choices& c) { c.none_too = true; });
}

const Construct having{.name = "having", .choose = choose, .arrange = arrange};

}  // namespace pf::compiler::constructs
