// Counts that are shown: of which table, of different rows, of groups.
#include <algorithm>

#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

bool divide(Draft& draft) {  // a count of groups is one number: nothing of it can be ordered or cut
    const auto& chosen = draft.chosen;
    return !draft.choices.wrap_count || (!chosen.ordered_count && !chosen.limit && chosen.orders.empty());
}

// "how many cities have more than 3 airports": the cities, which then are counted.
bool show_groups(Draft& draft) {
    if (!lacks_shown(draft) || draft.chosen.main_table < 0) return false;
    const auto& shown = draft.chosen.shown;
    const auto& schema = draft.chosen.schema;
    const int table = draft.chosen.main_table;
    const auto counted = std::find_if(shown.begin(), shown.end(),
                                      [](const Option* o) { return o->role == Role::count && o->column.column >= 0; });
    auto& select = draft.query.select;
    select.clear();
    if (counted != shown.end())  // the different ones
        select.push_back(plain_term((*counted)->column));
    else if (const int key = schema.key_column(table); key >= 0)
        select.push_back(plain_term({table, key}));
    else
        select = row_of(table, true, draft);
    draft.moves |= wrapped_count;
    return true;
}

// The table whose rows a count is of when none was said: that of what is shown, chosen, or asked about.
int table_counted(const Draft& draft) {
    for (const auto& other : draft.query.select)
        if (other.column.table >= 0) return other.column.table;
    if (!draft.said.empty() && draft.said.front()->column.table >= 0) return draft.said.front()->column.table;
    return draft.chosen.main_table;
}

bool show(Draft& draft) {
    if (draft.choices.wrap_count && !show_groups(draft)) return false;
    for (auto& term : draft.query.select)
        if (term.aggregate == Aggregate::count && term.column.table < 0) {
            term.column.table = table_counted(draft);
            if (term.column.table < 0) return false;
        }
    return true;
}

bool arrange(Draft& draft) {
    draft.query.count_rows = draft.choices.wrap_count;
    return true;
}

// Counts each row of the counted table once, however many rows of others are joined to it.
bool join(Draft& draft) {
    if (!draft.choices.count_key) return true;
    auto& query = draft.query;
    bool any = false;
    for (auto& term : query.select) {
        const int table = term.column.table;
        const int key = counts_rows(term) ? draft.chosen.schema.key_column(table) : -1;
        if (key < 0) continue;
        // each group is one of its rows, or a few
        if (std::any_of(query.group.begin(), query.group.end(),
                        [table](const Term& by) { return by.column.table == table; }))
            return false;
        term.column.column = key;
        term.distinct = any = true;
    }
    draft.moves |= count_distinct_key;
    return any && tables_of(query).size() > 1;
}

}  // namespace

void vary_counted_once(const Chosen& chosen, Variants& variants) {
    if (chosen.counted() && (chosen.spans_tables() || chosen.analysis.mentioned_tables.size() > 1))
        variants.vary_first([](Choices& c) { c.count_key = true; });
}

void vary_counted_groups(const Chosen& chosen, Variants& variants) {
    if (chosen.counted() && chosen.groups() && !chosen.shows_plain())
        variants.vary_heads([](Choices& c) { c.wrap_count = true; });
}

const Construct counted{.name = "counted", .divide = divide, .show = show, .arrange = arrange, .join = join};

}  // namespace pf::compiler::constructs
