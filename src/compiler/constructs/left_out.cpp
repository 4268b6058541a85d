// Rows that are left out without a word for it: those that are kept though they were deleted, and the group of those of
// which nothing is known ("how often was each code used").
#include <algorithm>

#include "compiler/column_contents.hpp"
#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr std::size_t most_varied = 16;

// What tells of the table's rows that they were deleted: a date that is missing until then, else a flag; column -1:
// nothing does.
ColumnId deletion_of(const SchemaIndex& schema, int table) {
    ColumnId flag{table, -1};
    for (int c = 0; c < schema.own_columns(table); ++c) {
        const ColumnId id{table, c};
        if (!has_name_word(schema, id, WordClass::erased_name)) continue;
        if (is_moment(schema, id) && schema.column(id).nullable) return id;
        if (schema.traits(id).boolean) flag = id;
    }
    return flag;
}

bool keeps_deleted(const Chosen& chosen, int table) {
    return table >= 0 && deletion_of(chosen.schema, table).column >= 0;
}

bool leave_out_deleted(Draft& draft) {
    auto& query = draft.query;
    const auto& write = draft.write;
    bool found = false;
    for (const auto& entry : query.from) {
        if (entry.source.table < 0 || entry.optional) continue;
        const auto mark = deletion_of(draft.chosen.schema, entry.source.table);
        if (mark.column < 0) continue;
        const auto* own = write.column(mark, entry.source.instance);
        const auto* kept = draft.chosen.schema.traits(mark).boolean
                               ? write.terms.call(Op::negation, {write.terms.call(Op::is_true, {own})})
                               : write.terms.call(Op::is_null, {own});
        query.where.push_back(kept);
        found = true;
    }
    return found;
}

// Whether it tells something that the column need not be known: its table says of others that they always are. What
// rows go by is known where they are.
bool may_be_unknown(const SchemaIndex& schema, ColumnId id) {
    if (!schema.column(id).nullable || schema.traits(id).key) return false;
    const auto& names = schema.naming_columns(id.table);
    if (std::find(names.begin(), names.end(), id.column) != names.end()) return false;
    for (int c = 0; c < schema.own_columns(id.table); ++c)
        if (!schema.column({id.table, c}).nullable && !schema.traits({id.table, c}).key) return true;
    return false;
}

bool leave_out_unknown(Draft& draft) {
    auto& query = draft.query;
    const auto before = query.where.size();
    for (const auto* term : query.group) {
        const auto id = look_at(*term).column;
        if (id.table < 0 || id.column < 0 || !may_be_unknown(draft.chosen.schema, id)) continue;
        const auto* known = draft.write.terms.call(Op::not_null, {draft.write.column(id, look_at(*term).instance)});
        if (std::find(query.where.begin(), query.where.end(), known) == query.where.end()) query.where.push_back(known);
    }
    return query.where.size() > before;
}

// After the joins, before anything is made of the query as it is joined.
bool combine(Draft& draft) {
    const auto& choices = draft.choices;
    if (choices.known_groups && !leave_out_unknown(draft)) return false;
    if (choices.undeleted && !leave_out_deleted(draft)) return false;
    draft.leaves_out = choices.known_groups || choices.undeleted;
    return true;
}

// "the alumni deleted this year"
bool speaks_of_deletion(const Chosen& chosen) {
    const auto& tokens = chosen.analysis.sentence.tokens;
    return std::any_of(
               tokens.begin(), tokens.end(),
               [](const Token& token) { return token.is(WordClass::erased_name, WordClass::state_participle); }) ||
           std::any_of(chosen.all.begin(), chosen.all.end(), [&](const Option* o) {
               return o->column.column >= 0 && has_name_word(chosen.schema, o->column, WordClass::erased_name);
           });
}

}  // namespace

void vary_left_out(const Chosen& chosen, Variants& variants) {
    if ((chosen.counted() || chosen.aggregates()) && chosen.shows_plain())
        variants.vary_heads([](Choices& c) { c.known_groups = true; });
    else if (chosen.groups() && chosen.shows_plain())
        variants.vary_first([](Choices& c) { c.known_groups = true; });
    const bool kept = keeps_deleted(chosen, chosen.main_table) ||
                      std::any_of(chosen.all.begin(), chosen.all.end(),
                                  [&](const Option* o) { return keeps_deleted(chosen, o->column.table); }) ||
                      std::any_of(chosen.lone_tables.begin(), chosen.lone_tables.end(),
                                  [&](int table) { return keeps_deleted(chosen, table); });
    if (kept && !speaks_of_deletion(chosen)) variants.vary([](Choices& c) { c.undeleted = true; }, most_varied);
}

const Construct left_out{.name = "left_out", .combine = combine};

}  // namespace pf::compiler::constructs
