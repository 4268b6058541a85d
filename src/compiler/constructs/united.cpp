// What is shown of two tables, one below the other: "names of guests and orgs".
#include <algorithm>

#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

// A column of `table` that the same words name: "the phone numbers of customers and suppliers".
const ColumnMention* namesake(const Term& term, int table, const std::vector<ColumnMention>& mentions) {
    const auto same_words = [&](const ColumnMention& mention) {
        return mention.column.table == table &&
               std::any_of(mentions.begin(), mentions.end(), [&](const ColumnMention& other) {
                   return other.column == term.column && other.begin == mention.begin;
               });
    };
    const auto found = std::find_if(mentions.begin(), mentions.end(), same_words);
    return found == mentions.end() ? nullptr : &*found;
}

// The same columns of the first mentioned table that has them all; empty when there is none.
std::vector<Term> namesakes(const std::vector<Term>& terms, const Chosen& chosen) {
    for (const int table : chosen.lone_tables) {
        std::vector<Term> made;
        for (const auto& term : terms)
            if (const auto* mention = namesake(term, table, chosen.analysis.columns))
                made.push_back(plain_term(mention->column));
        if (made.size() == terms.size()) return made;
    }
    return {};
}

// Whether the columns of both sides stand below each other: of one table on the right, and of like types.
bool match(const std::vector<Term>& left, const std::vector<Term>& right, const SchemaIndex& schema) {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(), [&](const Term& a, const Term& b) {
               return a.column.column >= 0 && b.column.column >= 0 && b.column.table == right.front().column.table &&
                      schema.column(a.column).type_class == schema.column(b.column).type_class;
           });
}

// Gives each side the conditions on its own table; false when one is on neither.
bool divide_conditions(int first, int second, Query& left, Query& right) {
    std::vector<Condition> stay;
    for (const auto& condition : left.where) {
        const int table = condition.left.column.table;
        if (table != first && table != second) return false;
        (table == first ? stay : right.where).push_back(condition);
    }
    begin_list(stay);
    begin_list(right.where);
    left.where = std::move(stay);
    return true;
}

bool combine(Draft& draft) {
    if (!draft.choices.unite) return true;
    auto& query = draft.query;
    if (!shows_bare_rows(query) || !query.order.empty() || query.right || query.select.empty()) return false;
    const int first = query.select.front().column.table;
    std::vector<Term> left, right;
    for (const auto& term : query.select) (term.column.table == first ? left : right).push_back(term);
    if (right.empty()) right = namesakes(left, draft.chosen);
    if (!match(left, right, draft.chosen.schema)) return false;
    auto other = std::make_shared<Query>();
    other->select = std::move(right);
    if (!divide_conditions(first, other->select.front().column.table, query, *other)) return false;
    query.select = std::move(left);
    query.required.clear();
    if (!draft.join(query) || !draft.join(*other)) return false;
    query.operation = SetOperation::unite;
    query.right = other;
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
