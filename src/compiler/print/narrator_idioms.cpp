// Idioms for whole queries without groups: "names of orgs where …", "the 5 orgs with the highest funding", "how many
// guests".
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/plan/shape.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/narrator.hpp"
#include "compiler/print/nouns.hpp"

namespace pf::compiler::print {

using namespace plan;

std::optional<std::string> Narrator::idiom(const Query& query) {
    if (!joined_by_keys(query) || !query.distinct_on.empty() || query.limit == 0) return std::nullopt;
    if (!query.group.empty()) return grouped(query);
    if (!query.having.empty()) return std::nullopt;
    const bool summarised = has_aggregate(query);
    return summarised ? totals(query) : rows_shown(query);
}

std::optional<std::string> Narrator::rows_shown(const Query& query) {
    const auto anchor = anchor_of(query);
    bool whole = false;
    const auto columns = columns_shown(query, anchor, &whole);
    const auto noun = rows_of(query, anchor, query.where, whole ? Beside::had : Beside::shown);
    const auto around = neighbours(query, anchor, nowhere);
    const auto& table = schema_.table(query.from[anchor].source.table);
    const bool once = columns.empty() && (!table.primary_key.empty() || table.found_key >= 0) &&
                      std::any_of(around.begin(), around.end(), [](const Neighbour& each) { return !each.one; });
    // the rows of a table with a key are different by themselves, if partners do not multiply them
    const bool different = query.distinct && !once;
    return (different ? "different " : "") + columns + arranged(query, noun, query.from[anchor].source);
}

bool Narrator::shows_only(const Query& query, Source source) {
    bool only = true;
    for (const auto& shown : query.select)
        walk(*shown.term, Into::this_query, [&](const Term& term) {
            if (term.kind == Term::Kind::column || term.kind == Term::Kind::all) only &= term.source == source;
        });
    return only;
}

// All columns of the rows, and of those beside if there are.
bool Narrator::shows_all(const Query& query, bool only_anchor) {
    const bool all = std::all_of(query.select.begin(), query.select.end(),
                                 [](const Shown& shown) { return shown.term->kind == Term::Kind::all; });
    if (!all || only_anchor) return all && query.select.size() <= 1;
    std::size_t said = 0;
    for (std::size_t i = 0; i < query.from.size(); ++i) said += !passed(query, i);
    return said == query.select.size();
}

// "names of ", "name and country of ", "name of the guests and name of the orgs, for "; empty for whole rows. *whole:
// whether nothing is shown of the rows beside.
std::string Narrator::columns_shown(const Query& query, std::size_t anchor, bool* whole) {
    const auto source = query.from[anchor].source;
    *whole = shows_only(query, source);
    if (shows_all(query, *whole)) return "";
    const bool simple = *whole && std::all_of(query.select.begin(), query.select.end(), [](const Shown& shown) {
        return shown.term->kind == Term::Kind::column;
    });
    if (simple && query.select.size() == 1) {
        const auto& only = *query.select[0].term;
        const bool one = query.limit == 1 && takes_topmost(query);
        return (one ? schema_.readable({only.source.table, only.column}) : columns_in_plural(only)) + " of ";
    }
    const auto columns = columns_listed(query, simple);
    const bool of_one = query.from.size() == 1;
    const bool combined = query.distinct && columns.size() > 1;
    return (combined ? "combinations of " : "") + listed(columns) + (simple || of_one ? " of " : ", for ");
}

// Columns of one table are said together. `bare`: without their table.
std::vector<std::string> Narrator::columns_listed(const Query& query, bool bare) {
    std::vector<std::string> columns;
    for (std::size_t i = 0; i < query.select.size(); ++i) {
        std::vector<std::string> together;
        const auto& first = *query.select[i].term;
        const auto is_next = [&](const Term& term) {
            return !bare && first.kind == Term::Kind::column && term.kind == Term::Kind::column &&
                   term.source == first.source && place_of(first.source).several;
        };
        for (; i + 1 < query.select.size() && is_next(*query.select[i + 1].term); ++i)
            together.push_back(schema_.readable({first.source.table, query.select[i].term->column}));
        const auto& last = *query.select[i].term;
        if (bare)
            together.push_back(schema_.readable({last.source.table, last.column}));
        else if (last.kind == Term::Kind::all && query.from.size() == 1)
            together.emplace_back("all columns");
        else
            together.push_back(name(last));
        columns.push_back(listed(together));
    }
    return columns;
}

// Whose greatest or least a person names by a superlative.
std::string Narrator::superlative(const OrderKey& key) {
    const auto& term = *key.term;
    if (term.kind == Term::Kind::aggregate && term.aggregate == Aggregate::count && !term.filter) {
        const auto said = name(term);
        constexpr std::string_view opening = "number of ";
        if (said.starts_with(opening)) return (key.descending ? "most " : "fewest ") + said.substr(opening.size());
    }
    if (puts_missing_first(key)) return "";
    const bool extreme =
        term.kind == Term::Kind::aggregate && (term.aggregate == Aggregate::min || term.aggregate == Aggregate::max);
    using T = model::TypeClass;
    const auto type = type_of(term, scopes_, schema_);
    if (extreme || term.kind == Term::Kind::number) return "";
    if (is_temporal(type)) return (key.descending ? "latest " : "earliest ") + name(term);
    if (type == T::integer || type == T::number || type == T::interval)
        return (key.descending ? "highest " : "lowest ") + name(term);
    return "";
}

std::string Narrator::ordered(std::span<const OrderKey> keys) {
    std::string made;
    for (const auto& key : keys) {
        if (!made.empty()) made += ", then ";
        const auto top = telling_ == Telling::idioms ? superlative(key) : "";
        if (!top.empty())
            made += top + " first";
        else if (telling_ == Telling::idioms && !key.descending && !puts_missing_first(key) &&
                 type_of(*key.term, scopes_, schema_) == model::TypeClass::text)
            made += "by " + name(*key.term);
        else
            made += "by " + order({&key, 1});
    }
    return made;
}

// Order and number of rows, behind all else.
std::string Narrator::cut(const Query& query) {
    std::string made;
    if (!query.order.empty()) made += ", " + ordered(query.order);
    if (query.limit == 0) return made + ", none of them";
    if (query.offset > 0 && query.limit == 1) return made + fmt::format(", only number {}", query.offset + 1);
    if (query.offset > 0 && query.limit > 1)
        return made + fmt::format(", numbers {} to {}", query.offset + 1, query.offset + query.limit);
    if (query.offset > 0) return made + fmt::format(", without the first {}", query.offset);
    if (query.limit == 1) return made + ", only the first";
    if (query.limit > 1) made += fmt::format(", only the first {}", query.limit);
    return made;
}

std::string Narrator::topmost(std::int64_t count, const Noun& noun, const std::string& superlative) {
    const auto number = count == 1 ? std::string() : fmt::format(" {}", count);
    const auto with = noun.with.empty() ? "" : "," + noun.with;
    return fmt::format("the{} {} with the {}{}{}{}", number, count == 1 ? noun.one : noun.many, superlative, with,
                       noun.rest.empty() ? ""
                       : with.empty()    ? " of those"
                                         : ", of those",
                       noun.rest);
}

bool Narrator::takes_topmost(const Query& query) {
    return query.limit > 0 && query.offset == 0 && !query.distinct && query.order.size() == 1 &&
           !superlative(query.order[0]).empty();
}

std::string Narrator::arranged(const Query& query, const Noun& noun, Source of) {
    if (query.limit > 0 && query.offset == 0 && !query.distinct && query.order.empty()) {
        if (noun.rest.empty() && query.limit > 1) return fmt::format("any {} {}{}", query.limit, noun.many, noun.with);
        return fmt::format("any {} of the {}{}{}", query.limit == 1 ? "one" : fmt::format("{}", query.limit), noun.many,
                           noun.with, noun.rest);
    }
    const bool own = std::all_of(query.order.begin(), query.order.end(), [&](const OrderKey& key) {
        return key.term->kind == Term::Kind::column && key.term->source == of;
    });
    const bool outer = std::exchange(bare_, own || bare_);
    auto made = takes_topmost(query) ? topmost(query.limit, noun, superlative(query.order[0]))
                                     : noun.many + noun.with + noun.rest + cut(query);
    bare_ = outer;
    return made;
}

std::optional<std::string> Narrator::totals(const Query& query) {
    const bool summaries = std::all_of(query.select.begin(), query.select.end(),
                                       [](const Shown& shown) { return has_aggregate(*shown.term); });
    const bool cut = !query.order.empty() || query.limit >= 0 || query.offset > 0;
    if (!summaries || query.select.empty() || query.distinct || cut || !counted_rows(query)) return std::nullopt;
    const auto many = many_side(query);
    const auto anchor = passed(query, many) ? neighbours(query, many, nowhere)[0].entry : many;
    const auto noun = rows_of(query, anchor, query.where, Beside::had);
    if (auto said = how_many(query, anchor, noun); !said.empty()) return said;
    std::vector<std::string> shown;
    bool filtered = false, shares = true;
    for (const auto& each : query.select) {
        shown.push_back(plan::counts_rows(*each.term) && !passed(query, many) ? std::string("number")
                                                                              : name(*each.term));
        const auto view = view_of(*each.term);
        shares &= view && view->aggregate == Summary::share;
        walk(*each.term, Into::this_query, [&](const Term& term) { filtered |= term.filter != nullptr; });
    }
    const bool single = query.from.size() == 1;
    if (shares && single && query.where.empty()) return listed(shown);
    const std::string_view between = filtered || shares ? ", among " : single ? " of " : ", for ";
    return listed(shown) + std::string(between) + noun.many + noun.rest;
}

// Of one count and nothing else; empty for any other query.
std::string Narrator::how_many(const Query& query, std::size_t anchor, const Noun& noun) {
    const auto& only = *query.select[0].term;
    if (query.select.size() != 1 || only.kind != Term::Kind::aggregate || only.aggregate != Aggregate::count ||
        only.filter)
        return "";
    if (plan::counts_rows(only)) {
        if (!passed(query, many_side(query))) return "how many " + noun.many + noun.rest;
        return "how many " + *counted_rows(query) + chosen(query.where, query.from[anchor].source, false);
    }
    const auto said = name(only);
    constexpr std::string_view opening = "number of ";
    if (!said.starts_with(opening)) return "";
    const auto counted = "how many " + said.substr(opening.size());
    const auto& of = *only.args[0];
    const bool single = query.from.size() == 1;
    const auto entry = of.kind == Term::Kind::column ? entry_of(query, of.source) : nowhere;
    const bool of_rows = entry != nowhere && is_key_of_its_table(of);
    if (of_rows && only.distinct) {
        auto once = query;
        once.distinct = true;
        return counted + rows_of(once, entry, query.where, Beside::had).rest;
    }
    if (of_rows && single) return counted + noun.rest;
    return counted + (single ? " of " : ", for ") + noun.many + noun.rest;
}

}  // namespace pf::compiler::print
