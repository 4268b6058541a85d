// A superlative that chooses a group rather than an order: "orgs in the category with the most orgs".
#include <algorithm>

#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

bool table_said(const ColumnMention& mention, const Analysis& analysis) {
    return std::any_of(analysis.tables.begin(), analysis.tables.end(),
                       [&](const TableMention& table) { return (mention.tokens & ~table.tokens).none(); });
}

bool names_column(const ColumnMention& mention, const Analysis& analysis) {
    return mention.link >= 0.6F || (mention.link >= 0.5F && !table_said(mention, analysis));
}

// "the most popular document type"
ColumnId column_behind(const Option& superlative, const Chosen& chosen) {
    for (const auto& mention : chosen.analysis.columns) {
        const bool behind = mention.begin > superlative.begin && mention.begin - superlative.begin <= 5;
        if (!behind || !names_column(mention, chosen.analysis) ||
            (mention.tokens & chosen.covered & ~superlative.covers).any())
            continue;
        // the name of what is counted: each has one row
        const bool of_counted = mention.column.table == superlative.column.table &&
                                chosen.schema.traits(mention.column).naming &&
                                (mention.tokens & ~superlative.covers).none();
        if (!of_counted) return mention.column;
    }
    return {};
}

// "in the customer type with the most customers"
ColumnId column_before(const Option& superlative, const Chosen& chosen) {
    const auto is_it = [&](const ColumnMention& mention) {
        const auto& traits = chosen.schema.traits(mention.column);
        return mention.end <= superlative.begin && superlative.begin - mention.end <= 4 &&
               names_column(mention, chosen.analysis) && !table_said(mention, chosen.analysis) &&
               (mention.tokens & chosen.covered).none() && !traits.naming && !traits.primary &&
               chosen.word(mention.begin - 1) == "the";
    };
    const auto& columns = chosen.analysis.columns;
    const auto found = std::find_if(columns.begin(), columns.end(), is_it);
    return found == columns.end() ? ColumnId{} : found->column;
}

// "the organisation with the most projects": the key of the last such table before it
ColumnId key_of_table_before(const Option& superlative, int shown, const Chosen& chosen) {
    ColumnId key;
    for (const auto& mention : chosen.analysis.tables)
        if (mention.end <= superlative.begin && superlative.begin - mention.end <= 6 && mention.link >= 0.6F &&
            mention.table != shown)
            key = {mention.table, chosen.schema.key_column(mention.table)};
    return key;
}

ColumnId key_of_group(const Option& superlative, int shown, const Chosen& chosen) {
    if (const auto key = column_behind(superlative, chosen); key.table >= 0) return key;
    if (const auto key = column_before(superlative, chosen); key.table >= 0) return key;
    return key_of_table_before(superlative, shown, chosen);
}

bool arrange(Draft& draft) {
    if (!draft.choices.nested) return true;
    const auto* superlative = draft.chosen.ordered_count;
    if (!superlative) return false;
    const int shown = table_shown(draft.query);
    const auto key = key_of_group(*superlative, shown, draft.chosen);
    if (key.table < 0 || key.column < 0) return false;
    const int counted = superlative->column.table >= 0 ? superlative->column.table : key.table;
    const auto& write = draft.write;
    plan::Query groups;
    show(write.column(key), groups);
    groups.group = {write.column(key)};
    groups.required = {{key.table, 0}, {counted, 0}};
    groups.order = {write.order(write.rows_of(counted), superlative->descending)};
    groups.limit = std::max<std::int64_t>(superlative->limit, 1);
    if (!draft.join(groups)) return false;
    draft.where.push_back(write.within(key, std::move(groups)));
    draft.moves |= nested_superlative;
    return true;
}

}  // namespace

void vary_nested(const Chosen& chosen, Variants& variants) {
    if (chosen.ordered_count) variants.vary_heads([](Choices& c) { c.nested = true; });
}

const Construct nested{.name = "nested", .arrange = arrange};

}  // namespace pf::compiler::constructs
