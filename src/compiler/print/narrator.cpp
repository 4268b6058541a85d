#include "compiler/print/narrator.hpp"
#include "compiler/print/role_said.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "compiler/plan/shape.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/heads.hpp"
#include "compiler/print/nouns.hpp"

namespace pf::compiler::print {

using namespace plan;

std::string listed(const std::vector<std::string>& parts, std::string_view last_word) {
    std::string made;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i) made += i + 1 == parts.size() ? fmt::format(" {} ", last_word) : ", ";
        made += parts[i];
    }
    return made;
}

std::string with_the(const std::string& said) {
    for (const std::string_view opening : {"the ", "how many ", "any ", "only the ", "each of "})
        if (said.starts_with(opening)) return said;
    return "the " + said;
}

int whole_number(std::string_view digits) {
    int made = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), made);
    return made;
}

std::string quoted(std::string_view text) { return fmt::format("“{}”", text); }

std::string Narrator::tell(const Query& query) {
    if (const auto* place = ranking_of_shown(query)) return first_of_each(query, *place);
    scopes_.push_back(&query);
    std::optional<std::string> made;
    if (query.operation != SetOperation::none && query.right)
        made = set_operation(query);
    else if (counts_rows(query))
        made = counted(query) + cut(query);
    else if (telling_ == Telling::idioms)
        made = idiom(query);
    if (!made) made = literal(query);
    scopes_.pop_back();
    return *made;
}

std::string Narrator::tell_shown(const Query& query, const Term& term, bool bare) {
    scopes_.push_back(&query);
    bare_ = bare;
    auto made = name(term);
    bare_ = false;
    scopes_.pop_back();
    return made;
}

// Every clause by itself

std::string Narrator::literal(const Query& query) {
    return subject(query) + beside(query) + conditions(query.where, " where ") + groups(query) + cut(query);
}

// The order and the number of rows are those of the whole.
std::string Narrator::set_operation(const Query& query) {
    auto first = query;
    first.operation = SetOperation::none;
    first.right = nullptr;
    first.order.clear();
    first.limit = -1;
    first.offset = 0;
    const auto outer = std::exchange(scopes_, Scopes(scopes_.begin(), scopes_.end() - 1));
    const auto part = [&](const Query& each) {
        auto made = tell(each);
        const bool brackets = each.operation != SetOperation::none || each.limit >= 0 || each.offset > 0 ||
                              made.find(", ") != std::string::npos;
        return brackets ? "(" + made + ")" : made;
    };
    static constexpr std::array<std::pair<SetOperation, std::string_view>, 4> words{
        {{SetOperation::intersect, "that are also"},
         {SetOperation::except, "but not"},
         {SetOperation::unite, "or"},
         {SetOperation::unite_all, "together with"}}};
    const auto* word =
        std::find_if(words.begin(), words.end(), [&](const auto& each) { return each.first == query.operation; });
    auto made = fmt::format("{}, {} {}", part(first), word->second, part(*query.right));
    scopes_ = outer;
    return made + cut(query);
}

std::string Narrator::counted(const Query& query) {
    const auto& inner = *query.from[0].derived;
    const auto outer = std::exchange(scopes_, Scopes(scopes_.begin(), scopes_.end() - 1));
    auto made = tell(inner);
    scopes_ = outer;
    for (const std::string_view opening : {"different ", "the "})
        if (made.starts_with(opening)) made.erase(0, opening.size());
    return (inner.distinct || !inner.group.empty() ? "how many different " : "how many ") + made;
}

// "country and name of the org with the earliest date founded of each country"
std::string Narrator::first_of_each(const Query& query, const Term& place) {
    const auto& derived = *query.from[0].derived;
    auto inner = derived;
    inner.select.clear();
    for (const auto& shown : query.select)
        inner.select.push_back(derived.select[static_cast<std::size_t>(shown.term->column)]);
    const auto& test = *query.where[0];
    const auto count = whole_number(test.args[1]->text);
    scopes_.push_back(&inner);
    std::string made;
    const auto top = place.order.size() == 1 ? superlative(place.order[0]) : "";
    const bool plain = telling_ == Telling::idioms && joined_by_keys(inner) && inner.group.empty() &&
                       inner.having.empty() && !inner.distinct && inner.distinct_on.empty() && inner.limit < 0 &&
                       inner.offset == 0 && inner.order.empty();
    if (plain && !top.empty() && test.op == Op::le) {
        const auto anchor = anchor_of(inner);
        bool whole = false;
        auto columns = columns_shown(inner, anchor, &whole);
        const auto noun = rows_of(inner, anchor, inner.where, whole ? Beside::had : Beside::shown);
        const auto& by = *place.order[0].term;
        bare_ = by.kind == Term::Kind::column && by.source == inner.from[anchor].source;
        const auto own = superlative(place.order[0]);
        bare_ = false;
        made = columns + topmost(count, {noun.one, noun.many, "", ""}, own) + " of each " + names(place.partition);
        if (!noun.with.empty()) made += "," + noun.with;
        if (!noun.rest.empty()) made += ", of " + noun.many + noun.rest;
    } else {
        scopes_.pop_back();
        made = tell(inner);
        scopes_.push_back(&inner);
        const auto which = test.op == Op::eq ? fmt::format("number {}", count)
                           : count == 1      ? std::string("the first")
                                             : fmt::format("the first {}", count);
        made += fmt::format(", of each {} {} by {}", names(place.partition), which, order(place.order));
    }
    scopes_.pop_back();
    // by group and place is how such a list is read
    if (telling_ == Telling::idioms) return made;
    scopes_.push_back(&query);
    made += cut(query);
    scopes_.pop_back();
    return made;
}

std::string Narrator::subject(const Query& query) {
    std::vector<std::string> shown;
    for (const auto& each : query.select) shown.push_back(name(*each.term));
    std::string made = query.distinct ? "different " : "";
    if (!query.distinct_on.empty()) made = "for each " + names(query.distinct_on) + " the first of the ";
    return made + (shown.empty() ? "rows" : listed(shown));
}

std::string Narrator::beside(const Query& query) {
    std::vector<std::string> others;
    for (const bool in_role : {false, true})
        for (const auto& entry : query.from) {
            if (telling_ == Telling::idioms && query.from.size() > 1 && entry.source.table >= 0 &&
                schema_.is_link(entry.source.table))
                continue;
            const auto role = telling_ == Telling::idioms ? role_of(entry.source, query, schema_) : std::string();
            if (role.empty() != in_role) others.push_back(in_role ? "their " + role : relation(query, entry));
        }
    return others.empty() ? "" : " from " + listed(others, "with");
}

std::string Narrator::relation(const Query& query, const FromEntry& entry) {
    std::string made;
    if (entry.derived) {
        const auto outer = std::exchange(scopes_, Scopes(scopes_.begin(), scopes_.end() - 1));
        made = "(" + tell(*entry.derived) + ")";
        scopes_ = outer;
    } else {
        made = noun(entry.source.table);
    }
    if (telling_ == Telling::exact && entry.edge >= 0)
        for (const auto& [theirs, own] : joined_columns(entry, schema_)) {
            const auto& to = query.from[static_cast<std::size_t>(entry.to)].source;
            made += fmt::format(" by {} as {} of {}", schema_.column({entry.source.table, own}).name,
                                schema_.column({to.table, theirs}).name, table_name(to.table));
        }
    if (entry.optional) made += " if there is one";
    if (entry.on) made += " where " + condition(*entry.on);
    return made;
}

std::string Narrator::groups(const Query& query) {
    std::string made;
    if (!query.group.empty()) made += ", for each " + names(query.group);
    return made + conditions(query.having, query.group.empty() ? ", having " : " having ");
}

// Names

std::string Narrator::table_name(int table) const { return schema_.readable({table, -1}); }

// As it is called where another table is called what this one is in the plural.
std::string Narrator::noun(int table) const {
    const auto name = table_name(table);
    auto many = plural(name);
    if (many == name) return many;
    const auto& words = schema_.words_of({table, -1});
    if (words.empty()) return name;
    const auto last = plural(words.back().word);
    for (int other = 0; other < schema_.tables(); ++other) {
        const auto& theirs = schema_.words_of({other, -1});
        if (theirs.size() == words.size() && theirs.back().word == last && table_name(other) == many) return name;
    }
    return many;
}
std::string Narrator::noun_of_one(int table) const { return singular(table_name(table)); }

std::string Narrator::names(TermSpan terms) {
    std::vector<std::string> said;
    for (const auto* term : terms) said.push_back(name(*term));
    return listed(said);
}

Narrator::Place Narrator::place_of(Source source) const {
    for (auto level = scopes_.size(); level-- > 0;) {
        Place place;
        int others = 0;
        for (const auto& entry : scopes_[level]->from) {
            if (entry.source == source)
                place.entry = &entry;
            else
                others += telling_ == Telling::exact || entry.source.table < 0 || !schema_.is_link(entry.source.table);
            if (!place.entry)
                place.occurrence +=
                    entry.source.table == source.table && role_of(entry.source, *scopes_[level], schema_).empty();
        }
        if (!place.entry) continue;
        place.role = role_of(source, *scopes_[level], schema_);
        place.several =
            others > 0 || (source.table >= 0 && schema_.is_link(source.table) && scopes_[level]->from.size() > 1);
        place.outside = level + 1 < scopes_.size();
        return place;
    }
    return {};
}

std::string Narrator::column(const Term& term) {
    const auto place = place_of(term.source);
    if (term.source.table < 0) return derived_column(term, place);
    const ColumnId id{term.source.table, term.column};
    const bool exact = telling_ == Telling::exact;
    auto made = exact ? schema_.column(id).name : schema_.readable(id);
    if (const auto* defined = schema_.defined(id); defined && defined->kind == model::Definition::Kind::metric)
        return made;
    if (!bare_ && !place.role.empty()) return made + " of the " + place.role;
    if (bare_ || (!place.several && !place.occurrence && !place.outside)) return made;
    const auto& words = schema_.words_of(id);
    if (!exact && std::any_of(words.begin(), words.end(), [](const NameWord& word) { return word.of_table; }))
        return made;
    return fmt::format("{} of the {}{}{}", made, exact && place.outside ? "outer " : "",
                       place.occurrence ? "other " : "", noun(id.table));
}

// "countries", "titles"; as it is called where it is no noun that is counted.
std::string Narrator::columns_in_plural(const Term& term) {
    const ColumnId id{term.source.table, term.column};
    const auto name = schema_.readable(id);
    using T = model::TypeClass;
    const auto type = schema_.column(id).type_class;
    const bool noun = name.find(' ') == std::string::npos && !name.ends_with("ed") &&
                      (type == T::text || (type == T::integer && schema_.traits(id).id_name));
    return noun ? plural(name) : name;
}

// By what it is where that is simple, else by its name: a chain of them would grow without bound.
std::string Narrator::derived_column(const Term& term, const Place& place) {
    const auto index = static_cast<std::size_t>(term.column);
    if (!place.entry || !place.entry->derived || index >= place.entry->derived->select.size()) return "value";
    const auto& inner = *place.entry->derived;
    const auto& shown = *inner.select[index].term;
    const auto view = view_of(shown);
    const bool simple = view && view->aggregate != Summary::share && !view->filter && depth(shown) <= 3;
    if (simple) {
        auto outer = std::exchange(scopes_, {&inner});
        auto made = name(shown);
        scopes_ = std::move(outer);
        return made;
    }
    auto made = column_names(inner, schema_)[index];
    std::replace(made.begin(), made.end(), '_', ' ');
    return made;
}

}  // namespace pf::compiler::print
