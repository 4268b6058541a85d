// The first rows of each group rather than of all: "the cheapest product of each category", "top 3 posts per guest".
#include <algorithm>
#include <utility>

#include "compiler/constructs/constructs.hpp"
#include "compiler/plan/walk.hpp"

namespace pf::compiler::constructs {
namespace {

using plan::Term;

bool take_part(Draft& draft) {
    const auto* each = draft.chosen.each;
    if (each) draft.query.required.push_back({each->column.table, 0});
    return true;
}

// "the best paid person of each department": where nothing but the groups is shown, whose rows are ranked.
void show_ranked(const Term& key, const Option& each, Draft& draft) {
    auto& query = draft.query;
    const int ranked = look_at(key).column.table;
    const auto is_of_ranked = [ranked](const plan::Shown& shown) {
        return look_at(*shown.term).column.table == ranked;
    };
    if (ranked < 0 || ranked == each.column.table ||
        std::any_of(query.select.begin(), query.select.end(), is_of_ranked))
        return;
    for (const int column : draft.chosen.schema.naming_columns(ranked))
        show(draft.write.column({ranked, column}), query);
}

// What is ranked is shown by its columns, which the query around the ranking names; whole rows of the groups are told
// by their names.
void spell_out(plan::Query& query, int groups, const Draft& draft) {
    constexpr int most = 60;
    const auto& schema = draft.chosen.schema;
    const auto add = [&](const plan::Shown& shown) {
        if (!shows(query, shown.term)) query.select.push_back(shown);
    };
    for (const auto& shown : std::exchange(query.select, {})) {
        const auto id = look_at(*shown.term).column;
        if (id.table < 0 || id.column >= 0)
            add(shown);
        else if (id.table != groups)
            for (int c = 0; c < std::min(most, schema.own_columns(id.table)); ++c)
                if (schema.column({id.table, c}).document < 0) add({draft.write.column({id.table, c}), {}});
    }
}

// A column of the table whose rows the groups are, said by its name or by a key to it: the same for all rows of a
// group.
bool is_same_in_group(ColumnId ranked, const Option& each, const SchemaIndex& schema) {
    if (each.column.column < 0) return ranked.table == each.column.table;
    if (ranked.table == each.column.table) return schema.key_column(ranked.table) == each.column.column;
    const auto& edges = schema.edges_of(each.column.table);
    return std::any_of(edges.begin(), edges.end(), [&](int e) {
        const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
        return edge.from == each.column.table && edge.to == ranked.table && edge.from_columns.size() == 1 &&
               edge.from_columns.front() == each.column.column;
    });
}

bool arrange(Draft& draft) {
    const auto* each = draft.chosen.each;
    if (!each) return true;
    auto& query = draft.query;
    const bool all_placed = draft.choices.ranked && query.limit < 0;  // "rank orgs by funding within each country"
    if (query.order.empty() || (query.limit < 1 && !all_placed) || draft.choices.wrap_count) return false;
    const auto by = telling(*each, draft);
    if (by.empty()) return false;
    const auto& key = *query.order.front().term;
    if (!plan::has_aggregate(key) && is_same_in_group(look_at(key).column, *each, draft.chosen.schema)) return false;
    const bool grouped = aggregates(query) || plan::has_aggregate(key);
    if ((aggregates(query) && !shows_plain(query)) || (grouped && shows_whole_rows(query))) return false;
    if (!grouped) spell_out(query, each->column.column < 0 ? each->column.table : -1, draft);
    std::vector<plan::Shown> first;
    for (const auto* term : by)
        if (!shows(query, term)) first.push_back({term, {}});
    query.select.insert(query.select.begin(), first.begin(), first.end());
    if (!grouped) show_ranked(key, *each, draft);
    return !grouped || std::all_of(query.order.begin(), query.order.end(),
                                   [](const plan::OrderKey& by) { return plan::has_aggregate(*by.term); });
}

// SELECT … FROM (SELECT …, rank() OVER (PARTITION BY … ORDER BY …) AS place FROM …) WHERE place <= n
bool rank(Draft& draft) {
    const auto* each = draft.chosen.each;
    if (!each || draft.choices.ranked) return true;
    const auto& terms = draft.write.terms;
    auto inner = std::move(draft.query);
    if (inner.right || inner.distinct || inner.order.empty()) return false;
    const auto shown = inner.select.size();
    const std::int64_t last = inner.limit + inner.offset;
    const bool only_one = inner.offset > 0;
    const auto by = telling(*each, draft);
    const bool by_key = each->column.column < 0 && draft.chosen.schema.key_column(each->column.table) >= 0;
    const auto* place =
        terms.window(plan::WindowFunction::rank, {}, std::span(by).first(by_key ? 1 : by.size()), inner.order);
    inner.select.push_back({place, terms.arena().keep("place")});
    inner.order.clear();
    inner.limit = -1;
    inner.offset = 0;
    plan::Query outer;
    const plan::Source ranked{plan::derived, 0};
    outer.from.push_back({ranked, terms.keep(std::move(inner))});
    for (std::size_t i = 0; i < shown; ++i) show(terms.column(ranked, static_cast<int>(i)), outer);
    const auto* column = terms.column(ranked, static_cast<int>(shown));
    outer.where = {terms.call(only_one ? Op::eq : Op::le, {column, terms.number(last)})};
    for (std::size_t i = 0; i < shown; ++i)
        if (outer.from.front().derived->select[i].term == by.back())
            outer.order.push_back({terms.column(ranked, static_cast<int>(i)), false});
    outer.order.push_back({column, false});
    draft.query = std::move(outer);
    return true;
}

}  // namespace

TermList telling(const Option& group, const Draft& draft) {
    const auto& schema = draft.chosen.schema;
    if (group.column.column >= 0) return {draft.write.of(group)};
    TermList made;
    if (const int key = schema.key_column(group.column.table); key >= 0)
        made.push_back(draft.write.column({group.column.table, key}));
    for (const int column : schema.naming_columns(group.column.table)) {
        const auto* name = draft.write.column({group.column.table, column});
        if (std::find(made.begin(), made.end(), name) == made.end()) made.push_back(name);
    }
    return made;
}

const Construct each{.name = "each", .show = take_part, .arrange = arrange, .wrap = rank};

}  // namespace pf::compiler::constructs
