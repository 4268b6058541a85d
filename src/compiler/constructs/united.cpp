// What is shown of two tables, one below the other: "names of guests and orgs".
#include <algorithm>

#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

// A column of `table` that the same words name: "the phone numbers of customers and suppliers".
const ColumnMention* namesake(ColumnId column, int table, const std::vector<ColumnMention>& mentions) {
    const auto same_words = [&](const ColumnMention& mention) {
        return mention.column.table == table &&
               std::any_of(mentions.begin(), mentions.end(), [&](const ColumnMention& other) {
                   return other.column == column && other.begin == mention.begin;
               });
    };
    const auto found = std::find_if(mentions.begin(), mentions.end(), same_words);
    return found == mentions.end() ? nullptr : &*found;
}

// The same columns of the first mentioned table that has them all; empty when there is none.
TermList namesakes(const TermList& terms, const Chosen& chosen) {
    for (const int table : chosen.lone_tables) {
        TermList made;
        for (const auto* term : terms)
            if (const auto* mention = namesake(look_at(*term).column, table, chosen.analysis.columns))
                made.push_back(chosen.write.column(mention->column));
        if (made.size() == terms.size()) return made;
    }
    return {};
}

// Whether the columns of both sides stand below each other: of one table on the right, and of like types.
bool match(const TermList& left, const TermList& right, const SchemaIndex& schema) {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(), [&](const plan::Term* a, const plan::Term* b) {
               const auto one = look_at(*a).column, other = look_at(*b).column;
               return one.column >= 0 && other.column >= 0 && other.table == look_at(*right.front()).column.table &&
                      schema.column(one).type_class == schema.column(other).type_class;
           });
}

// Gives each side the conditions on its own table; false when one is on neither.
bool divide_conditions(int first, int second, Conditions& left, Conditions& right) {
    Conditions stay;
    for (const auto& condition : left) {
        if (condition.table != first && condition.table != second) return false;
        (condition.table == first ? stay : right).push_back(condition);
    }
    begin_list(stay);
    begin_list(right);
    left = std::move(stay);
    return true;
}

bool combine(Draft& draft) {
    if (!draft.choices.unite) return true;
    auto& query = draft.query;
    if (!shows_bare_rows(query) || !query.order.empty() || query.right || query.select.empty()) return false;
    const int first = table_shown(query);
    TermList left, right;
    for (const auto& shown : query.select)
        (look_at(*shown.term).column.table == first ? left : right).push_back(shown.term);
    if (right.empty()) right = namesakes(left, draft.chosen);
    if (!match(left, right, draft.chosen.schema)) return false;
    plan::Query other;
    for (const auto* term : right) show(term, other);
    Conditions where;
    if (!divide_conditions(first, table_shown(other), draft.where, where)) return false;
    other.where = draft.write.closed(where);
    query.select.clear();
    for (const auto* term : left) show(term, query);
    query.required.clear();
    if (!draft.join() || !draft.join(other)) return false;
    draft.combine(plan::SetOperation::unite, std::move(other));
    draft.moves |= made_union;
    return true;
}

}  // namespace

void vary_united(const Chosen& chosen, Variants& variants) {
    if (!chosen.shown.empty() && !chosen.counted() && chosen.analysis.tables.size() > 1)
        variants.vary_first([](Choices& c) { c.unite = true; });
}

const Construct united{.name = "united", .combine = combine};

}  // namespace pf::compiler::constructs
