// "in the same department as Clara": rows that share with a named row the value of a column.
#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

struct SameAs {
    int same = -1, as = -1;  // tokens; -1 when the sentence does not say so
};

SameAs find_same_as(const Chosen& chosen) {
    for (int i = 0; i + 2 < static_cast<int>(chosen.analysis.sentence.tokens.size()); ++i) {
        if (chosen.word(i) != "same") continue;
        for (int k = i + 1; k < i + 6; ++k)
            if (chosen.word(k) == "as") return {i, k};
    }
    return {};
}

// What is shared: the column named between "same" and "as", or the key to the table named there.
ColumnId shared_column(const SameAs& said, int shown, const Chosen& chosen) {
    const auto& schema = chosen.schema;
    const auto between = [&](const auto& mention) {
        return mention.begin > said.same && mention.begin < said.as && mention.link >= 0.6F;
    };
    ColumnId key;
    for (const auto& mention : chosen.analysis.columns)
        if (between(mention) && key.table < 0) key = mention.column;
    for (const auto& mention : chosen.analysis.tables) {
        if (!between(mention) || shown < 0) continue;
        for (const int e : schema.edges_of(shown)) {
            const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
            if (edge.from == shown && edge.to == mention.table) key = {shown, edge.from_columns[0]};
        }
    }
    return key;
}

bool choose(Draft& draft) {
    if (!draft.choices.same) return true;
    const auto said = find_same_as(draft.chosen);
    const auto key = shared_column(said, table_shown(draft.query), draft.chosen);
    if (key.table < 0) return false;
    Conditions named, stay;
    for (std::size_t i = 0; i < draft.where.size(); ++i) {
        const auto* o = i < draft.conditions.size() ? draft.conditions[i] : nullptr;
        (o && o->begin > said.as && o->op != Op::ne ? named : stay).push_back(draft.where[i]);
    }
    if (named.empty()) return false;
    begin_list(named);
    begin_list(stay);
    plan::Query rows;
    show(draft.write.column(key), rows);
    rows.where = draft.write.closed(named);
    if (!draft.join(rows)) return false;
    draft.where = std::move(stay);
    draft.where.push_back(draft.write.within(key, std::move(rows)));
    return true;
}

}  // namespace

void vary_same_as(const Chosen& chosen, Variants& variants) {
    if (!chosen.literals.empty() && find_same_as(chosen).same >= 0)
        variants.vary_heads([](Choices& c) { c.same = true; });
}

const Construct same_as{.name = "same_as", .choose = choose};

}  // namespace pf::compiler::constructs
