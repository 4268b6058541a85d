// A key that is shown stands for the row it refers to: "employees and their managers", "each department with its head".
#include <algorithm>

#include "compiler/constructs/constructs.hpp"
#include "compiler/plan/walk.hpp"

namespace pf::compiler::constructs {
namespace {

using plan::Query;
using plan::Term;

// Said by a word of its own: the name of the table it refers to says those rows themselves.
bool is_key_to_row(const Option& o, const Chosen& chosen) {
    const auto& schema = chosen.schema;
    const bool plain = o.role == Role::select && o.aggregate == Summary::none && o.expression == Expression::column &&
                       o.column.column >= 0;
    if (!plain || !schema.traits(o.column).foreign) return false;
    const int e = schema.edge_held_by(o.column);
    if (e < 0) return false;
    const int table = schema.edges()[static_cast<std::size_t>(e)].to;
    const auto& tables = chosen.analysis.tables;
    return std::none_of(tables.begin(), tables.end(), [&](const TableMention& mention) {
        return mention.table == table && (o.covers & ~mention.tokens).none();
    });
}

int place_of(plan::Source source, const Query& query) {
    for (std::size_t i = 0; i < query.from.size(); ++i)
        if (query.from[i].source == source) return static_cast<int>(i);
    return -1;
}

int next_instance(int table, const Query& query) {
    int next = 0;
    for (const auto& entry : query.from)
        if (entry.source.table == table) next = std::max(next, entry.source.instance + 1);
    return next;
}

// Of a table joined to itself the first instance is the one referred to (plan::joined_columns): all that is there so
// far becomes the second.
bool make_second(int table, Draft& draft) {
    auto& query = draft.query;
    if (next_instance(table, query) != 1) return false;
    const auto& terms = draft.write.terms;
    const auto second = [&](const Term* part) {
        if (part->source.table != table) return part;
        auto made = *part;
        made.source.instance = 1;
        return terms.make(made);
    };
    query = plan::rewrite(query, terms, plan::Into::this_query, second);
    for (auto& entry : query.from)
        if (entry.source.table == table) entry.source.instance = 1;
    return true;
}

// The row that the column refers to, joined once.
std::optional<plan::Source> join_referred(ColumnId column, Draft& draft) {
    auto& query = draft.query;
    const auto& schema = draft.chosen.schema;
    const int e = schema.edge_held_by(column);
    const int table = schema.edges()[static_cast<std::size_t>(e)].to;
    plan::Source holder{column.table, 0};
    for (const auto& entry : query.from)
        if (entry.edge == e && entry.source.table == table && table != column.table) return entry.source;
    plan::Source made{table, next_instance(table, query)};
    if (table == column.table) {
        if (!make_second(table, draft)) return std::nullopt;
        holder.instance = 1;
        made.instance = 0;
    }
    const int to = place_of(holder, query);
    if (to < 0) return std::nullopt;
    query.from.push_back({made, nullptr, false, e, to, nullptr});
    return made;
}

// "apprentices and their foreman": nothing tells whose it is.
bool shows_nothing_else(const Query& query) { return query.select.size() == 1 && query.group.empty(); }

// "their parent's number": what is said right behind the key is of the row it refers to; null without such a thing.
const Option* told_of_row(const Option& key, int table, const Chosen& chosen) {
    for (const auto* o : chosen.shown)
        if (o != &key && o->role == Role::select && o->aggregate == Summary::none && o->column.table == table &&
            o->column.column >= 0 && o->expression == Expression::column && o->begin >= key.end &&
            o->begin - key.end <= 1)
            return o;
    return nullptr;
}

// Its names take the place of the key; groups are still told by that.
bool show_names_for(const Option& option, Draft& draft) {
    auto& query = draft.query;
    const auto row = join_referred(option.column, draft);
    if (!row) return false;
    const auto at = std::find_if(query.select.begin(), query.select.end(), [&](const plan::Shown& shown) {
        return shown.term->kind == Term::Kind::column && shown.term->source.table == option.column.table &&
               shown.term->column == option.column.column;
    });
    if (at == query.select.end()) return false;
    std::vector<plan::Shown> names;
    const auto add = [&](ColumnId column, int instance) {
        names.push_back({draft.write.column(column, instance), {}});
    };
    const auto& schema = draft.chosen.schema;
    if (row->table == option.column.table && shows_nothing_else(query))
        for (const int column : schema.naming_columns(row->table)) add({row->table, column}, 1 - row->instance);
    for (const int column : schema.naming_columns(row->table)) add({row->table, column}, row->instance);
    if (const auto* told = told_of_row(option, row->table, draft.chosen)) add(told->column, row->instance);
    if (!query.group.empty())
        for (const auto& name : names) query.group.push_back(name.term);
    query.select.insert(query.select.erase(at), names.begin(), names.end());
    return true;
}

// "who earns more than their manager": the row is compared with the one that it refers to.
bool compare_with_referred(const Option& option, Draft& draft) {
    const auto row = join_referred(option.group, draft);
    if (!row) return false;
    draft.query.where.push_back(draft.write.terms.call(
        option.op, {draft.write.column(option.column, 1), draft.write.column(option.column, row->instance)}));
    return true;
}

bool combine(Draft& draft) {
    for (const auto* o : draft.chosen.compares)
        if (is_with_another_row(*o) && o->value.empty() && (draft.query.right || !compare_with_referred(*o, draft)))
            return false;
    if (!draft.choices.referred) return true;
    if (draft.query.right || draft.query.distinct || draft.choices.self != Choices::Self::none) return false;
    for (const auto* o : draft.chosen.shown)
        if (is_key_to_row(*o, draft.chosen) && !show_names_for(*o, draft)) return false;
    draft.moves |= names_referred;
    return true;
}

}  // namespace

void vary_referred(const Chosen& chosen, Variants& variants) {
    if (std::any_of(chosen.shown.begin(), chosen.shown.end(),
                    [&](const Option* o) { return is_key_to_row(*o, chosen); }))
        variants.vary_heads([](Choices& c) { c.referred = true; });
}

const Construct referred{.name = "referred", .combine = combine};

}  // namespace pf::compiler::constructs
