// "in the same department as Clara", "hired in the same year as Nora", "who shares a room with Anna": rows that share
// with a named row the value of a column; with any other, where none is named: "customers who share a surname"; and
// rows that met it: "who has flown with Brodie Ek".
#include <algorithm>
#include <optional>

#include "compiler/constructs/constructs.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler::constructs {
namespace {

using Same = Choices::Same;

struct SameAs {
    int same = -1, as = -1;  // tokens; -1 when the sentence does not say so
};

constexpr int reach = 5;  // tokens behind "same" in which it is said what is shared

// "who share a room", not "the share of rooms".
bool shares_at(const std::vector<Token>& tokens, int i) {
    return is_at(tokens, i, WordClass::sharing_verb) && !is_at(tokens, i + 1, WordClass::of) &&
           !is_at(tokens, i - 1, WordClass::the, WordClass::what, WordClass::a, WordClass::as);
}

SameAs find_same_as(const Chosen& chosen) {
    const auto& tokens = chosen.analysis.sentence.tokens;
    for (int i = 0; i + 2 < static_cast<int>(tokens.size()); ++i) {
        const bool shares = shares_at(tokens, i);
        if (!shares && !is_at(tokens, i, WordClass::same)) continue;
        for (int k = i + 1; k <= i + reach; ++k)
            if (is_at(tokens, k, WordClass::as) || (shares && is_at(tokens, k, WordClass::with))) return {i, k};
    }
    return {};
}

// "share a surname", "at the same address": with each other.
int find_shared(const Chosen& chosen) {
    const auto& tokens = chosen.analysis.sentence.tokens;
    for (int i = 1; i + 1 < static_cast<int>(tokens.size()); ++i)
        if (shares_at(tokens, i) || is_at(tokens, i, WordClass::same)) return i;
    return -1;
}

// What is shared: a column, or the year, month … of a date.
struct Shared {
    ColumnId column;
    plan::Unit unit = plan::Unit::none;
};

plan::Unit unit_said(const SameAs& said, const Chosen& chosen) {
    for (int k = said.same + 1; k < said.as; ++k) {
        const auto unit = value_of(chosen.word(k), WordClass::date_part);
        if (unit == "year") return plan::Unit::year;
        if (unit == "month") return plan::Unit::month;
        if (unit == "weekday") return plan::Unit::weekday;
        if (unit == "day") return plan::Unit::day;
    }
    return plan::Unit::none;
}

// "hired in the same year": of the date said before it.
Shared shared_part(const SameAs& said, const Chosen& chosen) {
    Shared made{{}, unit_said(said, chosen)};
    if (made.unit == plan::Unit::none) return made;
    for (const auto& mention : chosen.analysis.columns)
        if (mention.end <= said.same && chosen.schema.traits(mention.column).temporal) made.column = mention.column;
    return made;
}

bool is_between(const SameAs& said, int begin) { return begin > said.same && begin < said.as; }

// The column named between "same" and "as", or the key to the table named there.
ColumnId shared_column(const SameAs& said, int shown, const Chosen& chosen) {
    const auto& schema = chosen.schema;
    ColumnId found;
    float best = 0.45F;
    for (const auto& mention : chosen.analysis.columns) {
        if (!is_between(said, mention.begin)) continue;
        const float link = mention.link + (mention.column.table == shown ? 0.3F : 0.F);
        if (link > best && (mention.link >= 0.6F || mention.column.table == shown)) {
            best = link;
            found = mention.column;
        }
    }
    for (const auto& mention : chosen.analysis.tables) {
        if (!is_between(said, mention.begin) || mention.link < 0.6F || shown < 0) continue;
        for (const int e : schema.edges_of(shown)) {
            const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
            if (edge.from == shown && edge.to == mention.table) return {shown, edge.from_columns[0]};
        }
    }
    return found;
}

Shared shared_of(const SameAs& said, int shown, const Chosen& chosen) {
    const auto part = shared_part(said, chosen);
    return part.column.table >= 0 ? part : Shared{shared_column(said, shown, chosen)};
}

const plan::Term* shared_term(const Shared& shared, const TermWriter& write) {
    const auto* column = write.column(shared.column);
    if (shared.unit == plan::Unit::none) return column;
    return shared.unit == plan::Unit::day ? write.terms.cast(column, "date")
                                          : write.terms.call(Op::part, {column}, shared.unit);
}

// The row that is named is not among those that share something with it.
bool leave_out(const Conditions& named, int table, Draft& draft) {
    if (std::any_of(named.begin(), named.end(), [table](const Condition& c) { return c.table != table; })) return false;
    const auto& terms = draft.write.terms;
    const auto* whole = terms.all_of(draft.write.closed(named));
    const auto* other = plan::is_call(*whole, Op::eq)          ? terms.call(Op::ne, whole->args)
                        : plan::is_call(*whole, Op::same_text) ? terms.call(Op::other_text, whole->args)
                                                               : terms.call(Op::negation, {whole});
    draft.where.push_back({other, table});
    return true;
}

// "who else", "which other": never the row that is named.
bool says_others(const Chosen& chosen) {
    const auto& tokens = chosen.analysis.sentence.tokens;
    return std::any_of(tokens.begin(), tokens.end(),
                       [](const Token& token) { return token.is(WordClass::other_than_named); });
}

// Rows whose value in the column is that of several: column IN (SELECT column … GROUP BY column HAVING count(*) > 1).
bool share_with_any(int shown, Draft& draft) {
    const int same = find_shared(draft.chosen);
    const auto column = shared_column({same, same + 1 + reach}, shown, draft.chosen);
    if (column.table < 0 || column.table != shown) return false;
    const auto& terms = draft.write.terms;
    const auto* term = draft.write.column(column);
    plan::Query rows;
    show(term, rows);
    rows.group = {term};
    rows.having = {terms.call(Op::gt, {draft.write.rows_of(shown), terms.number("1")})};
    if (!draft.join(rows)) return false;
    draft.where.push_back(draft.write.within(column, std::move(rows)));
    return true;
}

// "who has flown with Brodie Ek": a row of their own table is named, behind "with".
bool together_said(const Chosen& chosen) {
    const auto& named = chosen.literals;
    if (named.empty()) return false;
    const auto& schema = chosen.schema;
    const int table = named.front()->column.table;
    const auto names = [&](const Option* o) {
        const auto& naming = schema.naming_columns(table);
        return o->role == Role::value && o->op == Op::eq && o->column.table == table &&
               std::find(naming.begin(), naming.end(), o->column.column) != naming.end();
    };
    return std::all_of(named.begin(), named.end(), names) &&
           is_at(chosen.analysis.sentence.tokens, named.front()->begin - 1, WordClass::with);
}

// The keys of a table that says which rows belong to one of another: crew on duty, guests of an episode.
struct Meeting {
    ColumnId member, where;
};
std::optional<Meeting> meeting_of(int table, const SchemaIndex& schema) {
    std::optional<Meeting> found;
    for (const int e : schema.edges_of(table)) {
        const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
        if (edge.to != table || edge.from == table || edge.from_columns.size() != 1) continue;
        for (const int other : schema.edges_of(edge.from)) {
            const auto& beside = schema.edges()[static_cast<std::size_t>(other)];
            if (beside.from != edge.from || beside.to == table || beside.to == edge.from ||
                beside.from_columns.size() != 1)
                continue;
            const Meeting made{{edge.from, edge.from_columns[0]}, {edge.from, beside.from_columns[0]}};
            if (!found || (schema.is_link(edge.from) && !schema.is_link(found->member.table))) found = made;
        }
    }
    return found;
}

// Rows that met the named one: key IN (SELECT member … WHERE place IN (SELECT place … of the one that is named)).
bool choose_together(Draft& draft) {
    const int shown = table_shown(draft.query);
    const int key = shown < 0 ? -1 : draft.chosen.schema.key_column(shown);
    const auto meeting = key < 0 ? std::nullopt : meeting_of(shown, draft.chosen.schema);
    if (!meeting || draft.chosen.literals.front()->column.table != shown) return false;
    const auto named = draft.where;
    plan::Query places;
    show(draft.write.column(meeting->where), places);
    places.where = draft.write.closed(named);
    plan::Query members;
    show(draft.write.column(meeting->member), members);
    if (!draft.join(places)) return false;
    members.where = draft.write.closed({draft.write.within(meeting->where, std::move(places))});
    if (!draft.join(members)) return false;
    draft.where = {draft.write.within({shown, key}, std::move(members))};
    return leave_out(named, shown, draft);
}

bool choose(Draft& draft) {
    if (draft.choices.same == Same::none) return true;
    if (find_same_as(draft.chosen).same < 0 && together_said(draft.chosen)) return choose_together(draft);
    if (draft.chosen.literals.empty()) return share_with_any(table_shown(draft.query), draft);
    const auto said = find_same_as(draft.chosen);
    const int shown = table_shown(draft.query);
    const auto shared = shared_of(said, shown, draft.chosen);
    if (shared.column.table < 0) return false;
    Conditions named, stay;
    for (std::size_t i = 0; i < draft.where.size(); ++i) {
        const auto* o = i < draft.conditions.size() ? draft.conditions[i] : nullptr;
        const bool of_named = o ? o->begin > said.as && o->op != Op::ne : i >= draft.conditions.size();
        (of_named ? named : stay).push_back(draft.where[i]);
    }
    if (named.empty()) return false;
    begin_list(named);
    begin_list(stay);
    plan::Query rows;
    const auto* term = shared_term(shared, draft.write);
    show(term, rows);
    rows.where = draft.write.closed(named);
    if (!draft.join(rows)) return false;
    draft.where = std::move(stay);
    const auto& terms = draft.write.terms;
    draft.where.push_back({terms.within(term, terms.keep(std::move(rows))), shared.column.table});
    return draft.choices.same == Same::all || leave_out(named, shown, draft);
}

}  // namespace

void vary_same_as(const Chosen& chosen, Variants& variants) {
    if (chosen.literals.empty()) {
        if (find_shared(chosen) >= 0) variants.vary_heads([](Choices& c) { c.same = Same::all; });
        return;
    }
    if (find_same_as(chosen).same < 0) {
        if (together_said(chosen)) variants.vary_heads([](Choices& c) { c.same = Same::others; });
        return;
    }
    variants.vary_heads([](Choices& c) { c.same = Same::others; });
    if (!says_others(chosen)) variants.vary_heads([](Choices& c) { c.same = Same::all; });
}

const Construct same_as{.name = "same_as", .choose = choose};

}  // namespace pf::compiler::constructs
