// Tables that take part: those that are mentioned and that nothing else needs, rows of others that only choose, and the
// way the joins go.
#include <algorithm>

#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

void take_part(int table, Draft& draft) {
    draft.query.required.push_back({table, 0});
    draft.outer.push_back(table);
    draft.moves |= joined_mention;
}

bool join_all_mentioned(Draft& draft) {
    const auto& absents = draft.chosen.absents;
    const auto before = draft.outer.size();
    for (const auto& mention : draft.chosen.analysis.tables)
        if (mention.link >= 0.6F && !holds(draft.outer, mention.table) &&
            std::none_of(absents.begin(), absents.end(),
                         [&](const Option* o) { return o->column.table == mention.table; }))
            take_part(mention.table, draft);
    return draft.outer.size() > before;
}

bool join_one_mentioned(std::size_t which, Draft& draft) {
    const auto& lone = draft.chosen.lone_tables;
    if (which >= lone.size() || holds(draft.outer, lone[which])) return false;
    take_part(lone[which], draft);
    return true;
}

bool choose(Draft& draft) {
    draft.outer = draft.tables();
    if (!draft.choices.inner)
        for (const auto* o : draft.said)
            if (!holds(draft.outer, o->column.table)) draft.outer.push_back(o->column.table);
    const int mentioned = draft.choices.join_mentioned;
    if (mentioned == 0) return true;
    return mentioned == 1 ? join_all_mentioned(draft)
                          : join_one_mentioned(static_cast<std::size_t>(mentioned - 2), draft);
}

// Conditions on tables that nothing is shown of decide which rows count, each row once.
bool choose_rows_once(Draft& draft) {
    auto& query = draft.query;
    plan::Query shown;
    shown.select = query.select;
    shown.group = query.group;
    shown.order = query.order;
    Belonging others{.hosts = tables_to_join(shown, draft.chosen.schema)};
    Conditions stay;
    for (const auto& condition : draft.where) {
        auto& part = holds(others.hosts, condition.table) ? stay : others.inside;
        if (condition.any_of && part.empty()) return false;  // an alternative across the border
        part.push_back(condition);
    }
    std::vector<plan::Source> kept;
    for (const auto& source : query.required)
        if (holds(others.hosts, source.table))
            kept.push_back(source);
        else
            others.required.push_back(source.table);
    if (others.inside.empty() && others.required.empty()) return false;
    others.table = others.inside.empty() ? others.required.front() : others.inside.front().table;
    if (!add_belonging(std::move(others), draft, stay)) return false;
    query.required = std::move(kept);
    draft.where = std::move(stay);
    draft.moves |= made_semi;
    return true;
}

// Keys between the same two tables, this one counted.
int rivals_of(const JoinEdge& edge, const SchemaIndex& schema) {
    const auto& edges = schema.edges_of(edge.from);
    return static_cast<int>(std::count_if(edges.begin(), edges.end(), [&](int e) {
        const auto& other = schema.edges()[static_cast<std::size_t>(e)];
        return (other.from == edge.from && other.to == edge.to) || (other.from == edge.to && other.to == edge.from);
    }));
}

// The first join that another key between its tables could make, else the first of all; -1 without a join.
int join_to_avoid(const plan::Query& query, const SchemaIndex& schema) {
    int first = -1;
    for (const auto& entry : query.from) {
        if (entry.edge < 0) continue;
        if (rivals_of(schema.edges()[static_cast<std::size_t>(entry.edge)], schema) > 1) return entry.edge;
        if (first < 0) first = entry.edge;
    }
    return first;
}

bool take_second_path(Draft& draft) {
    draft.moves |= second_path;
    if (!draft.chosen.absents.empty() && !draft.choices.absent_except) return true;  // absent.cpp took it
    if ((draft.moves & (made_semi | made_apart)) && draft.query.from.size() == 1)
        return true;  // so did add_belonging()
    const int avoided = join_to_avoid(draft.query, draft.chosen.schema);
    return avoided >= 0 && draft.join({avoided});
}

bool join(Draft& draft) {
    if (draft.choices.semi && !choose_rows_once(draft)) return false;
    return draft.join() && (!draft.choices.second_path || take_second_path(draft));
}

}  // namespace

void vary_semi_join(const Chosen& chosen, Variants& variants) {
    const bool rows = chosen.shown.empty() || chosen.shows_plain() || chosen.counted() || chosen.shows_tables();
    if (!rows || !chosen.spans_tables() || chosen.groups()) return;
    variants.vary_heads([](Choices& c) { c.semi = true; });
    variants.vary_first([](Choices& c) { c.semi = c.second_path = true; });
}

void vary_mentioned_tables(const Chosen& chosen, Variants& variants) {
    if (!chosen.analysis.mentioned_tables.empty()) variants.vary_all([](Choices& c) { c.join_mentioned = 1; });
    const auto lone = static_cast<int>(chosen.lone_tables.size());
    for (int k = 0; k < lone; ++k) variants.vary_heads([k](Choices& c) { c.join_mentioned = k + 2; });
    if (lone == 0) return;
    if (chosen.counted() || chosen.aggregates())
        variants.vary_first([](Choices& c) {
            c.join_mentioned = 2;
            c.semi = true;
        });
    if (chosen.counted())
        variants.vary_first([](Choices& c) {
            c.join_mentioned = 2;
            c.count_key = true;
        });
}

void vary_join_path(const Chosen& chosen, Variants& variants) {
    if (chosen.schema.tables() > 1) variants.vary([](Choices& c) { c.second_path = true; }, 3);
}

const Construct joined{.name = "joined", .choose = choose, .join = join};

}  // namespace pf::compiler::constructs
