// Groups: by all that is shown and not aggregated, and by a key where a name may stand for several rows.
#include <algorithm>

#include "compiler/constructs/constructs.hpp"
#include "compiler/plan/walk.hpp"

namespace pf::compiler::constructs {
namespace {

using plan::Query;
using plan::Term;

bool is_grouped_by(const Query& query, const Term* term) {
    return std::find(query.group.begin(), query.group.end(), term) != query.group.end();
}

// The tables whose rows are counted, in the order they are said.
bool take_part(Draft& draft) {
    for (const auto* o : draft.chosen.all) {
        const bool counts = (o->role == Role::having && !draft.choices.none_too) ||
                            (o->role == Role::order_count && !draft.choices.nested);
        if (counts && o->column.table >= 0) draft.query.required.push_back({o->column.table, 0});
    }
    return true;
}

bool add_key(Draft& draft) {
    auto& query = draft.query;
    const auto& schema = draft.chosen.schema;
    if (query.group.empty()) return false;
    const auto named = look_at(*query.group.front()).column;
    const int key = named.table < 0 ? -1 : schema.key_column(named.table);
    if (key < 0 || named.column < 0 || !schema.traits(named).naming) return false;
    const auto* term = draft.write.column({named.table, key});
    if (is_grouped_by(query, term)) return false;
    query.group.push_back(term);
    draft.moves |= group_key_added;
    return true;
}

// Whether the key that was added to the groups tells apart what a name does not: each row of its table stands for
// several.
bool key_tells(const Draft& draft) {
    const int table = look_at(*draft.query.group.back()).column.table;
    return repeats_rows(draft.query, table, draft.chosen.schema);
}

// Rows that are shown by their names are told apart by their keys: two customers may be called the same. Each row by
// itself too, where nothing is joined that repeats it: the shipped ranking was trained on such groups.
void tell_rows_apart(Draft& draft) {
    const auto& schema = draft.chosen.schema;
    auto& query = draft.query;
    const auto is_unique = [&](int column, int table) { return schema.column({table, column}).unique; };
    for (const int table : draft.named) {
        const auto& names = schema.naming_columns(table);
        const int key = schema.key_column(table);
        if (key < 0 || std::any_of(names.begin(), names.end(), [&](int name) { return is_unique(name, table); }))
            continue;
        const auto grouped = [&](int column) { return is_grouped_by(query, draft.write.column({table, column})); };
        if (std::all_of(names.begin(), names.end(), grouped) && !grouped(key))
            query.group.push_back(draft.write.column({table, key}));
    }
}

// What the groups are by stands before what nobody asked for in words: "customers per city".
bool show_groups_first(Draft& draft) {
    const auto& said = draft.chosen.shown;
    if (std::none_of(said.begin(), said.end(), [](const Option* o) { return o->how == told_by_per; })) return true;
    auto& select = draft.query.select;
    std::stable_partition(select.begin(), select.end(),
                          [](const plan::Shown& shown) { return !plan::has_aggregate(*shown.term); });
    return true;
}

bool is_time(const Term& term) {
    const auto expression = look_at(term).expression;
    return expression == Expression::bucket || expression == Expression::year_of ||
           expression == Expression::month_of || expression == Expression::weekday_of ||
           expression == Expression::hour_of;
}

// Time runs forward where no other order is asked for.
void order_by_time(Draft& draft) {
    if (!draft.query.order.empty() || draft.query.limit > 0) return;
    for (const auto* term : draft.query.group)
        if (is_time(*term)) draft.query.order.push_back(draft.write.order(term, false));
}

bool arrange(Draft& draft) {
    auto& query = draft.query;
    const bool ordered = std::any_of(query.order.begin(), query.order.end(),
                                     [](const plan::OrderKey& key) { return plan::has_aggregate(*key.term); });
    const bool grouped = (aggregates(query) && shows_plain(query)) || ordered || !query.having.empty();
    if (!grouped) return !draft.choices.group_key && (!aggregates(query) || query.order.empty());  // one row: no order
    if (shows_whole_rows(query)) return false;
    for (const auto& shown : query.select)
        if (!plan::has_aggregate(*shown.term)) query.group.push_back(shown.term);
    if (query.group.empty() && (query.having.empty() || ordered)) return false;
    for (const auto& key : query.order)  // a bare order key must be grouped by
        if (!plan::has_aggregate(*key.term) && !is_grouped_by(query, key.term)) query.group.push_back(key.term);
    if (draft.choices.group_key && !add_key(draft)) return false;
    order_by_time(draft);
    return query.limit <= 0 || !query.order.empty();  // the first of no order
}

// Whether a count per group is always 1: a group is one row, and no joined table refers to it.
bool counts_single_rows(const Query& query, const SchemaIndex& schema) {
    const bool counted = std::any_of(query.select.begin(), query.select.end(),
                                     [](const plan::Shown& shown) { return counts_rows(*shown.term); }) ||
                         std::any_of(query.order.begin(), query.order.end(),
                                     [](const plan::OrderKey& key) { return counts_rows(*key.term); }) ||
                         std::any_of(query.having.begin(), query.having.end(),
                                     [](const Term* condition) { return counts_rows(*condition->args.front()); });
    return counted && std::any_of(query.group.begin(), query.group.end(), [&](const Term* term) {
               const auto id = ColumnId{term->source.table, term->column};
               return term->kind == Term::Kind::column && schema.column(id).unique &&
                      !repeats_rows(query, id.table, schema);
           });
}

bool join(Draft& draft) {
    if (!groups(draft.query)) return true;
    if (counts_single_rows(draft.query, draft.chosen.schema) || (draft.choices.group_key && !key_tells(draft)))
        return false;
    tell_rows_apart(draft);
    return true;
}

}  // namespace

void vary_group_key(const Chosen& chosen, Variants& variants) {
    if (chosen.groups() || (chosen.counted() && chosen.shows_plain()))
        variants.vary_heads([](Choices& c) { c.group_key = true; });
}

const Construct grouped{
    .name = "grouped", .show = take_part, .arrange = arrange, .join = join, .combine = show_groups_first};

}  // namespace pf::compiler::constructs
