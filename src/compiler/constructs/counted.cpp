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
    draft.query.select.clear();
    if (counted != shown.end())  // the different ones
        show(draft.write.column((*counted)->column), draft.query);
    else if (const int key = schema.key_column(table); key >= 0)
        show(draft.write.column({table, key}), draft.query);
    else
        for (const auto* term : row_of(table, true, draft)) show(term, draft.query);
    draft.moves |= wrapped_count;
    return true;
}

// The table whose rows a count is of when none was said: that of what is shown, chosen, or asked about.
int table_counted(const Draft& draft) {
    for (const auto& shown : draft.query.select)
        if (const int table = look_at(*shown.term).column.table; table >= 0) return table;
    if (!draft.said.empty() && draft.said.front()->column.table >= 0) return draft.said.front()->column.table;
    return draft.chosen.main_table;
}

bool show_counts(Draft& draft) {
    if (draft.choices.wrap_count && !show_groups(draft)) return false;
    for (auto& shown : draft.query.select)
        if (counts_rows(*shown.term) && shown.term->source.table < 0) {
            const int table = table_counted(draft);
            if (table < 0) return false;
            shown.term = draft.write.rows_of(table);
        }
    return true;
}

// The number of the groups rather than the groups.
bool count_groups(Draft& draft) {
    if (!draft.choices.wrap_count) return true;
    plan::Query counted;
    counted.from.push_back({{plan::derived, 0}, draft.write.terms.keep(std::move(draft.query))});
    show(draft.write.terms.aggregate(plan::Aggregate::count), counted);
    draft.query = std::move(counted);
    return true;
}

// Counts each row of the counted table once, however many rows of others are joined to it.
bool join(Draft& draft) {
    if (!draft.choices.count_key) return true;
    if (!draft.chosen.counted()) {  // having.cpp counts
        draft.moves |= count_distinct_key;
        return true;
    }
    auto& query = draft.query;
    bool any = false;
    for (auto& shown : query.select) {
        const int table = shown.term->source.table;
        const int key = counts_rows(*shown.term) ? draft.chosen.schema.key_column(table) : -1;
        if (key < 0) continue;
        // each group is one of its rows, or a few
        if (std::any_of(query.group.begin(), query.group.end(),
                        [table](const plan::Term* by) { return look_at(*by).column.table == table; }))
            return false;
        shown.term = draft.write.count_distinct({table, key});
        any = true;
    }
    draft.moves |= count_distinct_key;
    return any && draft.tables().size() > 1;
}

// Rows that groups are chosen by are counted once where further tables on the way repeat them: companies by the rounds
// that investors took part in. A table that only connects repeats none.
bool repeats_counted(Draft& draft) {
    if (!draft.choices.count_key || draft.chosen.counted()) return true;
    const auto& schema = draft.chosen.schema;
    return goes_over_others(draft.query.from, schema) &&
           repeats_rows(draft.query, draft.chosen.havings.front()->column.table, schema);
}

}  // namespace

void vary_counted_once(const Chosen& chosen, Variants& variants) {
    if (chosen.counted() && (chosen.spans_tables() || chosen.analysis.mentioned_tables.size() > 1))
        variants.vary_first([](Choices& c) { c.count_key = true; });
    const auto counts_rows_said = [](const Option* o) {
        return o->aggregate == Summary::count && o->column.table >= 0;
    };
    if (!chosen.counted() && chosen.havings.size() == 1 && counts_rows_said(chosen.havings.front()))
        variants.vary_first([](Choices& c) { c.count_key = true; });
}

void vary_counted_groups(const Chosen& chosen, Variants& variants) {
    if (chosen.counted() && chosen.groups() && !chosen.shows_plain())
        variants.vary_heads([](Choices& c) { c.wrap_count = true; });
}

const Construct counted{.name = "counted",
                        .divide = divide,
                        .show = show_counts,
                        .join = join,
                        .combine = repeats_counted,
                        .wrap = count_groups};

}  // namespace pf::compiler::constructs
