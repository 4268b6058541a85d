// "pairs of guests with the same pattern": two rows of one table that share something, each pair once. The whole
// sentence is this one construct.
#include <optional>

#include "compiler/complete.hpp"
#include "compiler/constructs/draft.hpp"

namespace pf::compiler {
namespace {

using constructs::TermWriter;

struct Said {
    int pairs = -1, same = -1;  // tokens; -1 not said
};

Said find_words(const std::vector<Token>& tokens) {
    Said said;
    for (int i = 0; i < static_cast<int>(tokens.size()); ++i) {
        const auto& word = tokens[static_cast<std::size_t>(i)].word;
        if (word == "pairs" || word == "pair") said.pairs = i;
        if (word == "same" && said.pairs >= 0 && said.same < 0) said.same = i;
    }
    return said;
}

// What the two rows share: joined, and shown. `end` is behind its words.
struct Shared {
    std::vector<plan::FromEntry> from;
    plan::TermList where, shown;
    int end = -1;
};

// Joins along `path`, from the entry that was added last.
void follow(const std::vector<int>& path, int& table, int instance, const SchemaIndex& schema,
            std::vector<plan::FromEntry>& from) {
    for (const int e : path) {
        const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
        table = edge.from == table ? edge.to : edge.from;
        from.push_back({{table, instance}, nullptr, false, e, static_cast<int>(from.size()) - 1, nullptr});
    }
}

bool behind_same(int begin, const Said& said) { return begin > said.same && begin - said.same <= 2; }

// A row of another table, directly or over a link table.
std::optional<Shared> shared_row(const Said& said, int of, const Analysis& analysis, const SchemaIndex& schema,
                                 const JoinCosts& costs, const TermWriter& write) {
    for (const auto& mention : analysis.tables) {
        if (!behind_same(mention.begin, said) || mention.link < 0.9F || mention.table == of) continue;
        auto path = shortest_path({of}, mention.table, schema, costs);
        if (path.empty() || path.size() > 2) continue;
        Shared shared{.from = {{{of, 0}}}, .where = {}, .shown = {}, .end = mention.end};
        int table = of;
        follow(path, table, 0, schema, shared.from);
        follow({path.rbegin(), path.rend()}, table, 1, schema, shared.from);  // and back to the other one
        for (const int column : schema.naming_columns(mention.table))
            shared.shown.push_back(write.column({mention.table, column}));
        return shared;
    }
    return std::nullopt;
}

// The value of a column of their own table.
std::optional<Shared> shared_value(const Said& said, int of, const Analysis& analysis, const TermWriter& write) {
    for (const auto& mention : analysis.columns) {
        if (!behind_same(mention.begin, said) || !mention.exact || mention.column.table != of) continue;
        return Shared{.from = {{{of, 0}}, {{of, 1}, nullptr, false, -1, 0, nullptr}},
                      .where = {write.compared(Op::eq, mention.column, mention.column, 1).term},
                      .shown = {write.column(mention.column)},
                      .end = mention.end};
    }
    return std::nullopt;
}

Plan plan_of(int table, int key, Shared shared, const Analysis& analysis, const SchemaIndex& schema,
             const TermWriter& write) {
    Plan plan;
    auto& query = plan.query;
    query.from = std::move(shared.from);
    query.where = std::move(shared.where);
    query.where.push_back(write.compared(Op::lt, {table, key}, {table, key}, 1).term);
    for (const int instance : {0, 1})
        for (const int column : schema.naming_columns(table))
            constructs::show(write.column({table, column}, instance), query);
    for (const auto* term : shared.shown) constructs::show(term, query);
    plan.moves = self_pairs;
    for (std::size_t t = 0; t < analysis.sentence.tokens.size(); ++t)
        plan.covered.set(t, static_cast<int>(t) <= shared.end);
    return plan;
}

}  // namespace

bool complete_pairs(const Analysis& analysis, const SchemaIndex& schema, const JoinCosts& costs,
                    std::vector<Plan>& plans) {
    const TermWriter write(*analysis.arena, schema);
    const auto said = find_words(analysis.sentence.tokens);
    if (said.pairs < 0 || said.same < 0) return false;
    for (const auto& of : analysis.tables) {
        if (of.begin <= said.pairs || of.begin - said.pairs > 3 || of.link < 0.9F) continue;
        const int key = schema.key_column(of.table);
        if (key < 0) continue;
        auto shared = shared_row(said, of.table, analysis, schema, costs, write);
        if (!shared) shared = shared_value(said, of.table, analysis, write);
        if (!shared) continue;
        plans.push_back(plan_of(of.table, key, std::move(*shared), analysis, schema, write));
        return true;
    }
    return false;
}

}  // namespace pf::compiler
