// What is shown: what was said, or what stands for the rows when nothing was.
#include <algorithm>

#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

using Shown = Choices::Shown;

// Nothing else is named before the option's own words or right behind them: "the highest rated wine" asks for a wine.
bool is_subject(const Option& option, const Analysis& analysis) {
    const auto own = option.covers | option.shared;
    const auto begin = static_cast<int>(own._Find_first());
    int end = begin;  // behind the last one
    for (int t = begin; t < static_cast<int>(analysis.sentence.tokens.size()); ++t)
        if (own.test(static_cast<std::size_t>(t))) end = t + 1;
    const auto near = [&](int at) { return at < begin || at == end; };
    return std::none_of(analysis.tables.begin(), analysis.tables.end(),
                        [&](const TableMention& m) { return m.link >= 0.6F && near(m.begin); }) &&
           std::none_of(analysis.columns.begin(), analysis.columns.end(),
                        [&](const ColumnMention& m) { return m.exact && near(m.begin); });
}

// The one order whose column alone is named, so that it can be what is shown; null when there is none.
const Option* names_order(const Chosen& chosen) {
    if (chosen.ordered_count || chosen.orders.size() != 1) return nullptr;
    const auto* order = chosen.orders.front();
    const bool plain = order->how <= 1 && order->link > 0.45F && order->aggregate == Summary::none &&
                       order->expression == Expression::column && order->column.column >= 0;
    return plain && is_subject(*order, chosen.analysis) ? order : nullptr;
}

// The one condition of the kind: "languages that contain 'English'".
const Option* names_condition(const Chosen& chosen) {
    const Option* found = nullptr;
    for (const auto* o : chosen.conditions)
        if (o->role == Role::value && o->column.column >= 0 && o->other.column < 0 && o->shared.any()) {
            if (found || (o->op != Op::contains && o->op != Op::starts && o->op != Op::ends)) return nullptr;
            found = o;
        }
    return found && is_subject(*found, chosen.analysis) ? found : nullptr;
}

void show_option(const Option& option, Draft& draft) {
    auto& query = draft.query;
    if (option.role == Role::count) {
        show(draft.write.summary(Summary::count, option.column, option.column.column >= 0), query);
        if (option.column.table >= 0) query.required.push_back({option.column.table, 0});
    } else if (option.aggregate != Summary::share && option.column.column < 0) {
        for (const auto* term : row_of(option.column.table, false, draft)) show(term, query);
    } else {
        show(draft.write.of(option), query);
    }
}

void drop_repeated(std::vector<plan::Shown>& select) {
    for (std::size_t i = 0; i < select.size(); ++i)
        for (std::size_t j = select.size(); --j > i;)
            if (select[i].term == select[j].term || (counts_rows(*select[i].term) && counts_rows(*select[j].term)))
                select.erase(select.begin() + static_cast<std::ptrdiff_t>(j));
}

// Only how long rows last or how old they are, of each: nothing tells which rows.
bool tells_only_durations(const Chosen& chosen) {
    return !chosen.shown.empty() && std::all_of(chosen.shown.begin(), chosen.shown.end(), [](const Option* o) {
        return o->role == Role::select && o->how == 3 && o->aggregate == Summary::none &&
               o->expression != Expression::column;
    });
}

bool show_condition_or_order(Draft& draft) {
    const bool ordered = draft.choices.shown == Shown::ordered;
    const auto* named = ordered ? names_order(draft.chosen) : names_condition(draft.chosen);
    if (!named || needs_groups(draft) || draft.choices.order_shown || draft.choices.extreme_as_compare) return false;
    show(draft.write.column(named->column), draft.query);
    draft.moves |= ordered ? implied_order : implied_condition;
    return true;
}

bool show_implied(Draft& draft) {
    const int table = draft.chosen.main_table;
    if (table < 0) return false;
    switch (draft.choices.shown) {
        case Shown::count:
            if (needs_groups(draft)) return false;
            show(draft.write.rows_of(table), draft.query);
            draft.moves |= implied_count;
            return true;
        case Shown::ordered:
        case Shown::condition: return show_condition_or_order(draft);
        default: {
            std::vector<plan::Shown> row;
            for (const auto* term : row_of(table, true, draft)) row.push_back({term, {}});
            auto& select = draft.query.select;
            select.insert(select.begin(), row.begin(), row.end());
            return true;
        }
    }
}

bool show_said(Draft& draft) {
    for (const auto* o : draft.chosen.shown) show_option(*o, draft);
    drop_repeated(draft.query.select);
    if (draft.choices.wrap_count) return true;  // counted.cpp shows what is counted
    return !lacks_shown(draft) || show_implied(draft);
}

}  // namespace

TermList row_of(int table, bool implied, Draft& draft) {
    const auto& schema = draft.chosen.schema;
    const int key = schema.key_column(table);
    if (draft.choices.shown == Shown::all) {
        draft.moves |= implied ? implied_all : table_as_all;
        return {draft.write.column({table, -1})};
    }
    if (draft.choices.shown == Shown::key && key >= 0) {
        draft.moves |= implied ? implied_key : table_as_key;
        return {draft.write.column({table, key})};
    }
    if (implied) draft.moves |= implied_name;
    draft.named.push_back(table);
    TermList names;
    names.reserve(schema.naming_columns(table).size());
    for (const int column : schema.naming_columns(table)) names.push_back(draft.write.column({table, column}));
    return names;
}

// A group is told by something shown; a count of groups is not.
bool lacks_shown(const Draft& draft) {
    const auto& query = draft.query;
    return query.select.empty() || tells_only_durations(draft.chosen) ||
           (needs_groups(draft) && !shows_plain(query) && (!draft.chosen.counted() || draft.choices.wrap_count));
}

bool needs_groups(const Draft& draft) {
    const auto& chosen = draft.chosen;
    return (chosen.ordered_count && !draft.choices.nested) || (!chosen.havings.empty() && !draft.choices.none_too) ||
           std::any_of(chosen.orders.begin(), chosen.orders.end(),
                       [](const Option* o) { return o->aggregate != Summary::none; });
}

void vary_shown(const Chosen& chosen, Variants& variants) {
    const bool said = !chosen.shown.empty() && !tells_only_durations(chosen);
    if (!said || chosen.shows_tables()) {
        variants.vary_first([](Choices& c) { c.shown = Shown::key; });
        variants.vary_first([](Choices& c) { c.shown = Shown::all; });
    }
    if (chosen.shown.empty()) {
        variants.vary_first([](Choices& c) { c.shown = Shown::count; });
        if (names_order(chosen)) variants.vary_first([](Choices& c) { c.shown = Shown::ordered; });
        if (names_condition(chosen)) variants.vary_first([](Choices& c) { c.shown = Shown::condition; });
    }
    variants.end_heads();
}

const Construct shown{.name = "shown", .show = show_said};

}  // namespace pf::compiler::constructs
