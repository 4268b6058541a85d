// What the rows of a query are: "guests with their org where …", "patterns without episodes".
#include <fmt/format.h>

#include <algorithm>

#include "compiler/plan/walk.hpp"
#include "compiler/print/narrator.hpp"
#include "compiler/print/nouns.hpp"

namespace pf::compiler::print {

using namespace plan;

namespace {

bool is_unique(const model::Table& table, const std::vector<int>& columns) {
    if (columns == table.primary_key) return true;
    return columns.size() == 1 && table.tells_rows_apart(columns[0]);
}

bool looks_at(const Query& query, Source source) {
    bool found = false;
    walk(query, Into::subqueries, [&](const Term& term) {
        found |= (term.kind == Term::Kind::column || term.kind == Term::Kind::all) && term.source == source;
    });
    return found;
}

bool is_column_of(const Term& term, Source source) { return term.kind == Term::Kind::column && term.source == source; }

}  // namespace

bool Narrator::joined_by_keys(const Query& query) const {
    if (query.from.empty()) return false;
    for (std::size_t i = 0; i < query.from.size(); ++i) {
        const auto& entry = query.from[i];
        if (entry.source.table < 0) return false;
        for (std::size_t other = 0; other < i; ++other)
            if (query.from[other].source.table == entry.source.table) return false;
        if (i == 0) continue;
        if (entry.edge < 0 || entry.on || entry.to < 0 || static_cast<std::size_t>(entry.to) >= i) return false;
        const auto& edge = schema_.edges()[static_cast<std::size_t>(entry.edge)];
        if (edge.from == edge.to) return false;
        // beyond a partner that may be missing all may be missing
        if (query.from[static_cast<std::size_t>(entry.to)].optional && !entry.optional) return false;
    }
    // of an optional link the far table is optional too
    for (std::size_t i = 1; i < query.from.size(); ++i)
        if (query.from[i].optional && query.from[i].to > 0 &&
            !query.from[static_cast<std::size_t>(query.from[i].to)].optional &&
            passed(query, static_cast<std::size_t>(query.from[i].to)))
            return false;
    return true;
}

std::size_t Narrator::entry_of(const Query& query, Source source) const {
    for (std::size_t i = 0; i < query.from.size(); ++i)
        if (query.from[i].source == source) return i;
    return nowhere;
}

// What is shown; where several are, the one whose rows are not repeated, else the first. Of rows that may lack a
// partner, the first.
std::size_t Narrator::anchor_of(const Query& query) const {
    const bool optional =
        std::any_of(query.from.begin(), query.from.end(), [](const FromEntry& entry) { return entry.optional; });
    std::size_t anchor = nowhere;
    bool several = false;
    if (!optional)
        for (const auto& shown : query.select)
            walk(*shown.term, Into::this_query, [&](const Term& term) {
                if (term.kind != Term::Kind::column && term.kind != Term::Kind::all) return;
                const auto entry = entry_of(query, term.source);
                several |= anchor != nowhere && entry != anchor;
                if (anchor == nowhere) anchor = entry;
            });
    if (several)
        if (const auto many = many_side(query); many != nowhere && !passed(query, many)) return many;
    return anchor == nowhere ? 0 : anchor;
}

std::vector<Narrator::Neighbour> Narrator::neighbours(const Query& query, std::size_t of, std::size_t but) const {
    std::vector<Neighbour> found;
    const auto add = [&](std::size_t other, const FromEntry& join) {
        if (other == but) return;
        const auto& edge = schema_.edges()[static_cast<std::size_t>(join.edge)];
        const bool refers = edge.from == query.from[of].source.table;
        const auto& table = query.from[other].source.table;
        found.push_back({other, is_unique(schema_.table(table), refers ? edge.to_columns : edge.from_columns)});
    };
    if (of > 0) add(static_cast<std::size_t>(query.from[of].to), query.from[of]);
    for (std::size_t i = 1; i < query.from.size(); ++i)
        if (i != of && query.from[i].to == static_cast<int>(of)) add(i, query.from[i]);
    return found;
}

bool Narrator::passed(const Query& query, std::size_t entry) const {
    const auto source = query.from[entry].source;
    return schema_.is_link(source.table) && neighbours(query, entry, nowhere).size() > 1 && !looks_at(query, source);
}

// Which key joins them, where several could.
std::string Narrator::role(int one, int other, const FromEntry& join) const {
    int keys = 0;
    for (const auto edge : schema_.edges_of(one)) {
        const auto& each = schema_.edges()[static_cast<std::size_t>(edge)];
        keys += (each.from == one && each.to == other) || (each.from == other && each.to == one);
    }
    if (keys < 2) return "";
    const auto& edge = schema_.edges()[static_cast<std::size_t>(join.edge)];
    return fmt::format(" by {}", schema_.readable({edge.from, edge.from_columns[0]}));
}

std::string Narrator::partner(const Query& query, std::size_t entry, std::size_t from, bool one) {
    const auto table = query.from[entry].source.table;
    auto made = one ? "their " + noun_of_one(table) : "each of their " + noun(table);
    const bool own = query.from[entry].to == static_cast<int>(from);
    if (own || query.from[from].to == static_cast<int>(entry))
        made += role(table, query.from[from].source.table, own ? query.from[entry] : query.from[from]);
    const auto further = partners(query, entry, from);
    if (!further.empty()) made += " (with " + listed(further) + ")";
    if (query.from[entry].optional) made += one ? " if there is one" : " if there are any";
    return made;
}

std::vector<std::string> Narrator::partners(const Query& query, std::size_t of, std::size_t but) {
    std::vector<std::string> made;
    for (const auto& [entry, one] : neighbours(query, of, but)) {
        if (!passed(query, entry)) {
            made.push_back(partner(query, entry, of, one));
            continue;
        }
        for (const auto& beyond : neighbours(query, entry, of))
            made.push_back(partner(query, beyond.entry, entry, one && beyond.one));
    }
    return made;
}

// Of partners nothing is shown: that there is one, or how often a row comes.
std::string Narrator::partners_had(const Query& query, std::size_t anchor, std::size_t but) {
    std::vector<std::string> had, times;
    for (const auto& said : partners(query, anchor, but)) {
        const std::string_view each = "each of their ", their = "their ";
        if (said.starts_with(each))
            times.push_back(query.distinct ? said.substr(each.size()) : said);
        else
            had.push_back(with_article(said.substr(their.size())));
    }
    if (query.distinct) {
        had.insert(had.end(), times.begin(), times.end());
        times.clear();
    }
    std::string made;
    if (!had.empty()) made += " that have " + listed(had);
    if (!times.empty()) made += ", once for " + listed(times);
    return made;
}

std::size_t Narrator::many_side(const Query& query) const {
    const auto all_one = [&](const auto& self, std::size_t of, std::size_t but) -> bool {
        const auto around = neighbours(query, of, but);
        return std::all_of(around.begin(), around.end(),
                           [&](const Neighbour& each) { return each.one && self(self, each.entry, of); });
    };
    for (std::size_t i = 0; i < query.from.size(); ++i)
        if (!query.from[i].optional && all_one(all_one, i, nowhere)) return i;
    return nowhere;
}

// By a key, or by what its rows are called.
bool Narrator::tells_its_row(const Term& column) const {
    const auto& table = schema_.table(column.source.table);
    const auto& naming = schema_.naming_columns(column.source.table);
    return table.tells_rows_apart(column.column) ||
           std::find(naming.begin(), naming.end(), column.column) != naming.end();
}

std::optional<std::string> Narrator::counted_rows(const Query& query) {
    if (!joined_by_keys(query)) return std::nullopt;
    const auto many = many_side(query);
    if (many == nowhere) return std::nullopt;
    if (!passed(query, many)) return noun(query.from[many].source.table);
    // pairs: where each row of one is a group, those of the other are counted
    const auto ends = neighbours(query, many, nowhere);
    if (ends.size() != 2) return std::nullopt;
    const auto within = [&](std::size_t end, std::size_t wanted) {
        const auto search = [&](const auto& self, std::size_t at, std::size_t from) -> bool {
            if (at == wanted) return true;
            for (const auto& next : neighbours(query, at, from))
                if (self(self, next.entry, at)) return true;
            return false;
        };
        return search(search, end, many);
    };
    for (std::size_t side = 0; side < 2; ++side) {
        const auto own = ends[side].entry, other = ends[1 - side].entry;
        const bool each = std::any_of(query.group.begin(), query.group.end(), [&](const Term* term) {
            return is_column_of(*term, query.from[own].source) && tells_its_row(*term);
        });
        const bool all = std::all_of(query.group.begin(), query.group.end(), [&](const Term* term) {
            return term->kind == Term::Kind::column && within(own, entry_of(query, term->source));
        });
        if (each && all) return noun(query.from[other].source.table);
    }
    return fmt::format("pairs of {} and {}", noun(query.from[ends[0].entry].source.table),
                       noun(query.from[ends[1].entry].source.table));
}

Narrator::Noun Narrator::rows_of(const Query& query, std::size_t anchor, TermSpan conditions, Beside beside,
                                 std::size_t but) {
    const auto source = query.from[anchor].source;
    Noun made{noun_of_one(source.table), noun(source.table), "", ""};
    const auto with = partners(query, anchor, but);
    if (beside == Beside::had)
        made.rest = partners_had(query, anchor, but);
    else if (!with.empty())
        made.with = " with " + listed(with);
    made.rest += chosen(conditions, source, !with.empty());
    return made;
}

// Conditions on the row itself come first: those on its partners bring their own.
std::string Narrator::chosen(TermSpan conditions, Source of, bool aside) {
    std::vector<const Term*> plain;
    std::vector<std::string> relations;
    const auto add = [&](const Term& condition) {
        if (auto said = related(condition, of))
            relations.push_back(std::move(*said));
        else
            plain.push_back(&condition);
    };
    for (const auto* condition : conditions) {
        if (is_call(*condition, Op::all_of))
            for (const auto* part : condition->args) add(*part);
        else
            add(*condition);
    }
    auto made = this->conditions(plain, " where ");
    for (const auto& said : relations) {
        made += aside || !made.empty() ? ", " : " ";
        made += said;
    }
    return made;
}

std::optional<std::string> Narrator::related(const Term& condition, Source of) {
    if (telling_ != Telling::idioms || !condition.query) return std::nullopt;
    const auto& inner = *condition.query;
    const bool rows = inner.operation == SetOperation::none && inner.group.empty() && !has_aggregate(inner) &&
                      inner.having.empty() && inner.limit < 0 && inner.offset == 0 && inner.distinct_on.empty();
    if (!rows || !joined_by_keys(inner)) return std::nullopt;
    if (condition.kind == Term::Kind::within) return related_within(condition, of);
    return condition.kind == Term::Kind::exists ? related_by_existence(condition, of) : std::nullopt;
}

std::optional<std::string> Narrator::related_within(const Term& condition, Source of) {
    const auto& inner = *condition.query;
    if (!is_column_of(*condition.args[0], of) || inner.select.size() != 1) return std::nullopt;
    const auto& theirs = *inner.select[0].term;
    if (theirs.kind != Term::Kind::column || entry_of(inner, theirs.source) == nowhere) return std::nullopt;
    std::vector<const Term*> rest;
    for (const auto* each : inner.where)
        if (!is_call(*each, Op::not_null) || !same(*each->args[0], theirs)) rest.push_back(each);
    // NOT IN a list with a missing value holds of no row
    const bool known = rest.size() < inner.where.size();
    if (condition.negated && !known && schema_.column({theirs.source.table, theirs.column}).nullable)
        return std::nullopt;
    return related_by(inner, *condition.args[0], theirs, rest, condition.negated);
}

std::optional<std::string> Narrator::related_by_existence(const Term& condition, Source of) {
    const auto& inner = *condition.query;
    if (entry_of(inner, of) != nowhere) return std::nullopt;
    std::vector<const Term*> rest;
    const Term *own = nullptr, *theirs = nullptr;
    const auto joins = [&](const Term& left, const Term& right) {
        return !own && is_column_of(right, of) && left.kind == Term::Kind::column &&
               entry_of(inner, left.source) != nowhere;
    };
    for (const auto* each : inner.where) {
        const bool equal = is_call(*each, Op::eq);
        if (equal && joins(*each->args[0], *each->args[1])) {
            theirs = each->args[0];
            own = each->args[1];
        } else if (equal && joins(*each->args[1], *each->args[0])) {
            theirs = each->args[1];
            own = each->args[0];
        } else {
            rest.push_back(each);
        }
    }
    return own ? related_by(inner, *own, *theirs, rest, condition.negated) : std::nullopt;
}

// Whether conditions of the query look at its own rows only.
bool Narrator::stand_alone(const Query& query, TermSpan conditions, Source outer) const {
    bool alone = true;
    for (const auto* condition : conditions)
        walk(*condition, Into::this_query, [&](const Term& term) {
            if (term.kind == Term::Kind::column || term.kind == Term::Kind::all)
                alone &= entry_of(query, term.source) != nowhere;
            alone &= !term.query || !refers_to(*term.query, outer);
        });
    return alone;
}

// The key by which the one column refers to the other, either way; *keys: how many keys the tables have between them.
const JoinEdge* Narrator::key_between(const Term& own, const Term& theirs, int* keys) const {
    const JoinEdge* found = nullptr;
    *keys = 0;
    for (const auto index : schema_.edges_of(own.source.table)) {
        const auto& edge = schema_.edges()[static_cast<std::size_t>(index)];
        const auto is = [&](const Term& from, const Term& to) {
            return edge.from == from.source.table && edge.to == to.source.table;
        };
        if (!is(own, theirs) && !is(theirs, own)) continue;
        ++*keys;
        const auto& from = is(own, theirs) ? own : theirs;
        const auto& to = is(own, theirs) ? theirs : own;
        if (edge.from_columns.size() == 1 && edge.from_columns[0] == from.column && edge.to_columns[0] == to.column)
            found = &edge;
    }
    return found;
}

std::optional<std::string> Narrator::related_by(const Query& inner, const Term& own, const Term& theirs, TermSpan rest,
                                                bool negated) {
    const int table = own.source.table, other = theirs.source.table;
    if (table == other || !stand_alone(inner, rest, own.source)) return std::nullopt;
    int keys = 0;
    const auto* join = key_between(own, theirs, &keys);
    if (!join) return std::nullopt;
    const bool refers = join->from == table;
    // of several keys between two tables the column says which
    const bool by_role = keys > 1;
    if (!by_role && !refers && schema_.is_link(other))
        if (auto said = linked_by(inner, table, theirs, rest, negated)) return said;
    if (refers && negated && (by_role || schema_.column({table, own.column}).nullable)) return std::nullopt;
    Query once = inner;  // how often a row is found does not matter here
    once.distinct = true;
    scopes_.push_back(&once);
    const auto noun = rows_of(once, entry_of(once, theirs.source), rest, Beside::had);
    scopes_.pop_back();
    const auto key = schema_.readable({join->from, join->from_columns[0]});
    auto said = noun.many + (by_role && !refers ? " by " + key : "") + noun.with + noun.rest;
    if (said.find(", ") != std::string::npos) said = "(" + said + ")";
    if (refers && by_role) return fmt::format("with the {} of {}", key, said);
    if (refers) return (negated ? "not of " : "of ") + said;
    return (negated ? "without " : "with ") + said;
}

// Through a table that only links: the one beyond it.
std::optional<std::string> Narrator::linked_by(const Query& inner, int table, const Term& theirs, TermSpan rest,
                                               bool negated) {
    const int link = theirs.source.table;
    const auto at = entry_of(inner, theirs.source);
    for (const auto* condition : rest) {
        bool of_link = false;
        walk(*condition, Into::subqueries, [&](const Term& term) { of_link |= is_column_of(term, theirs.source); });
        if (of_link) return std::nullopt;
    }
    const auto& keys = schema_.table(link).foreign_keys;
    if (keys.size() != 2) return std::nullopt;
    const int beyond = keys[0].target_table == table ? keys[1].target_table : keys[0].target_table;
    if (beyond == table) return std::nullopt;
    const auto around = neighbours(inner, at, nowhere);
    if (around.empty())
        return rest.empty() ? std::optional((negated ? "without " : "with ") + noun(beyond)) : std::nullopt;
    if (around.size() != 1 || inner.from[around[0].entry].source.table != beyond ||
        inner.from[around[0].entry].optional)
        return std::nullopt;
    Query once = inner;
    once.distinct = true;
    scopes_.push_back(&once);
    auto far = rows_of(once, around[0].entry, rest, Beside::had, at);
    scopes_.pop_back();
    auto said = far.many + far.with + far.rest;
    if (said.find(", ") != std::string::npos) said = "(" + said + ")";
    return (negated ? "without " : rest.empty() ? "with " : "of ") + said;
}

}  // namespace pf::compiler::print
