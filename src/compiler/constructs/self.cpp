// Rows of one table that refer to others of it: "staff who report to Nancy", "stations with a route to Kiel".
#include <algorithm>

#include "compiler/constructs/constructs.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler::constructs {
namespace {

using Self = Choices::Self;

const JoinEdge& edge_at(int e, const SchemaIndex& schema) { return schema.edges()[static_cast<std::size_t>(e)]; }

// The one table all options are about; -1 when there are none, or several.
int only_table(const Chosen& chosen) {
    int table = -1;
    for (const auto* o : chosen.all) {
        if (o->column.table < 0) continue;
        if (table >= 0 && o->column.table != table) return -1;
        table = o->column.table;
    }
    return table;
}

bool column_said(ColumnId column, const Analysis& analysis) {
    return std::any_of(analysis.columns.begin(), analysis.columns.end(),
                       [&](const ColumnMention& mention) { return mention.column == column && mention.link >= 0.4F; });
}

bool table_said(int table, const Analysis& analysis) {
    return std::any_of(analysis.tables.begin(), analysis.tables.end(),
                       [&](const TableMention& mention) { return mention.table == table && mention.link >= 0.4F; });
}

// "reports to", "boss of": a key to the person above, by another word for it.
bool superior_said(ColumnId column, const Chosen& chosen) {
    const auto& words = chosen.schema.words_of(column);
    const auto& tokens = chosen.analysis.sentence.tokens;
    return std::any_of(words.begin(), words.end(),
                       [](const NameWord& word) {
                           return is(word.written, WordClass::own_person_role) ||
                                  is(word.word, WordClass::own_person_role);
                       }) &&
           std::any_of(tokens.begin(), tokens.end(),
                       [](const Token& token) { return token.is(WordClass::own_person_role); });
}

// Whether the edge comes from a link table with two keys to `table`.
bool links_twice(const JoinEdge& edge, int table, const SchemaIndex& schema) {
    if (edge.to != table || edge.from == table || !schema.is_link(edge.from)) return false;
    const auto& edges = schema.edges_of(edge.from);
    return std::count_if(edges.begin(), edges.end(), [&](int e) {
               return edge_at(e, schema).from == edge.from && edge_at(e, schema).to == table;
           }) == 2;
}

bool names_row(const Option& o, const SchemaIndex& schema) {
    if (o.role != Role::value || o.op != Op::eq || o.column.column < 0) return false;
    const auto& naming = schema.naming_columns(o.column.table);
    const bool name = naming.size() > 1 || schema.traits(o.column).naming;  // no status that is the only text
    return name && std::find(naming.begin(), naming.end(), o.column.column) != naming.end();
}

// "accounts under Premises", "the team of Gerald Moss": one row is named, and a word says that others belong to it.
bool belongs_to_named(const Chosen& chosen) {
    const auto& literals = chosen.literals;
    if (literals.empty() ||
        !std::all_of(literals.begin(), literals.end(), [&](const Option* o) { return names_row(*o, chosen.schema); }))
        return false;
    const auto& tokens = chosen.analysis.sentence.tokens;
    for (int at = literals.front()->begin - 1; at >= std::max(0, literals.front()->begin - 3); --at)
        if (is_at(tokens, at, WordClass::under, WordClass::below, WordClass::above, WordClass::within)) return true;
    return (chosen.analysis.content & ~chosen.covered).any();
}

// The table whose rows refer to each other by a key that is said, or must be meant; -1 none.
int self_table(const Chosen& chosen) {
    const int table = only_table(chosen);
    if (table < 0) return -1;
    if (belongs_to_named(chosen))
        for (const int e : chosen.schema.edges_of(table))
            if (edge_at(e, chosen.schema).from == edge_at(e, chosen.schema).to) return table;
    for (const int e : chosen.schema.edges_of(table)) {
        const auto& edge = edge_at(e, chosen.schema);
        const ColumnId key{edge.from, edge.from_columns[0]};
        const bool key_said = column_said(key, chosen.analysis);
        if (edge.from == edge.to && (key_said || superior_said(key, chosen))) return table;
        if (links_twice(edge, table, chosen.schema) && (key_said || table_said(edge.from, chosen.analysis)))
            return table;
    }
    return -1;
}

// The edge of the table to itself, or the two of a link table; empty when there are neither.
std::vector<int> ways_between_rows(int table, const SchemaIndex& schema) {
    std::vector<int> ways;
    for (const int e : schema.edges_of(table)) {
        const auto& edge = edge_at(e, schema);
        if (edge.from == edge.to) return {e};
        if (edge.to == table && schema.is_link(edge.from) && ways.size() < 2 &&
            (ways.empty() || edge_at(ways.front(), schema).from == edge.from))
            ways.push_back(e);
    }
    return ways.size() == 2 ? ways : std::vector<int>{};
}

// FROM with two rows of the table; which of them is shown: 0 the first, 1 the second, -1 when nothing joins them.
int join_rows(int table, bool child, plan::Query& query, const SchemaIndex& schema) {
    auto ways = ways_between_rows(table, schema);
    if (ways.empty()) return -1;
    query.from = {{{table, 0}}};
    if (ways.size() == 1) {
        query.from.push_back({{table, 1}, nullptr, false, ways[0], 0, nullptr});  // instance 1 refers to instance 0
        return child ? 1 : 0;
    }
    if (!child) std::swap(ways[0], ways[1]);
    query.from.push_back({{edge_at(ways[0], schema).from, 0}, nullptr, false, ways[0], 0, nullptr});
    query.from.push_back({{table, 1}, nullptr, false, ways[1], 1, nullptr});
    return 0;
}

// What is said of the rows is said of this one of the two.
auto of_instance(int instance, const plan::Terms& terms) {
    return [instance, &terms](const plan::Term* part) {
        if (part->source.table < 0) return part;
        auto made = *part;
        made.source.instance = instance;
        return terms.make(made);
    };
}

bool looks_further(const plan::Term& condition) {
    bool found = false;
    plan::walk(condition, plan::Into::this_query, [&](const plan::Term& part) { found |= part.query != nullptr; });
    return found;
}

bool combine(Draft& draft) {
    if (draft.choices.self == Self::none) return true;
    auto& query = draft.query;
    const int table = self_table(draft.chosen);
    const auto used = draft.tables();
    if (shows_whole_rows(query) || table < 0 || draft.where.empty() || query.right ||
        std::any_of(used.begin(), used.end(), [table](int other) { return other != table; }))
        return false;
    const int shown = join_rows(table, draft.choices.self == Self::child, query, draft.chosen.schema);
    if (shown < 0) return false;
    const auto& terms = draft.write.terms;
    query.where.clear();
    query = plan::rewrite(query, terms, plan::Into::this_query, of_instance(shown, terms));
    for (auto& condition : draft.where) {
        if (looks_further(*condition.term)) return false;
        condition.term = plan::rewrite(condition.term, terms, of_instance(1 - shown, terms));
    }
    draft.close();
    draft.moves |= made_self_join;
    return true;
}

}  // namespace

void vary_self(const Chosen& chosen, Variants& variants) {
    if (chosen.literals.empty() || self_table(chosen) < 0) return;
    variants.vary_heads([](Choices& c) { c.self = Self::child; });
    variants.vary_heads([](Choices& c) { c.self = Self::parent; });
}

const Construct self{.name = "self", .combine = combine};

}  // namespace pf::compiler::constructs
