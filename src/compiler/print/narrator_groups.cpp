// Idioms for grouped queries: "total funding per country", "the org with the most guests", "countries with more than 3
// orgs".
#include <fmt/format.h>

#include <algorithm>

#include "compiler/plan/walk.hpp"
#include "compiler/print/moments_said.hpp"
#include "compiler/print/narrator.hpp"
#include "compiler/print/nouns.hpp"

namespace pf::compiler::print {

using namespace plan;

namespace {

bool is_column_of(const Term& term, Source source) { return term.kind == Term::Kind::column && term.source == source; }

bool is_among(const Term& term, const std::vector<const Term*>& list) {
    return std::any_of(list.begin(), list.end(), [&](const Term* each) { return same(*each, term); });
}

// "month" of a month of a certain year, "month of the year" of one of all years.
std::string calendar_name(const Term& term) {
    const auto unit = std::string(unit_name(term.unit));
    if (term.op == Op::bucket) return term.unit == Unit::year ? "calendar year" : unit;
    switch (term.unit) {
        case Unit::year: return unit;
        case Unit::hour: return "hour of the day";
        case Unit::weekday: return "day of the week";
        case Unit::day: return "day of the month";
        case Unit::minute: return "minute of the hour";
        case Unit::second: return "second of the minute";
        default: return unit + " of the year";
    }
}

// The number of years, months, … "months of the year".
std::string calendar_plural(const std::string& name) {
    const auto blank = name.find(" of ");
    return blank == std::string::npos ? plural(name) : plural(name.substr(0, blank)) + name.substr(blank);
}

const Term& without_cast(const Term& term) {
    const bool cast = is_call(term, Op::cast) && is_call(*term.args[0], Op::bucket);
    return cast ? *term.args[0] : term;
}

}  // namespace

bool Narrator::is_entity(const Query& query, const Term& column) {
    if (column.kind != Term::Kind::column || entry_of(query, column.source) == nowhere) return false;
    const auto& table = schema_.table(column.source.table);
    // a key of the table makes each of its rows a group; what else of it is grouped by changes nothing
    return std::any_of(query.group.begin(), query.group.end(), [&](const Term* each) {
        return each->kind == Term::Kind::column && each->source == column.source &&
               table.tells_rows_apart(each->column);
    });
}

Narrator::Key Narrator::key_of_entity(const Query& query, std::size_t entry) {
    const auto source = query.from[entry].source;
    Key key;
    key.entity = true;
    key.entry = entry;
    key.one = noun_of_one(source.table);
    key.many = noun(source.table);
    const auto& naming = schema_.naming_columns(source.table);
    key.named = true;
    for (const auto& shown : query.select) {
        key.whole |= shown.term->kind == Term::Kind::all && shown.term->source == source;
        key.shown |= key.whole;
        if (shown.term->kind != Term::Kind::column || shown.term->source != source) continue;
        key.shown = true;
        key.shown_columns.push_back(schema_.readable({source.table, shown.term->column}));
        key.columns_in_plural = columns_in_plural(*shown.term);
        key.named &= std::find(naming.begin(), naming.end(), shown.term->column) != naming.end();
    }
    return key;
}

Narrator::Key Narrator::key_of(const Query& query, const Term& term) {
    Key key;
    key.shown = std::any_of(query.select.begin(), query.select.end(),
                            [&](const Shown& shown) { return same(*shown.term, term); });
    const auto& inner = without_cast(term);
    const bool calendar = (is_call(inner, Op::bucket) || is_call(inner, Op::part)) &&
                          inner.args[0]->kind == Term::Kind::column && inner.args[0]->source.table >= 0;
    if (calendar) {
        const auto& date = *inner.args[0];
        const auto& table = schema_.table(date.source.table);
        const auto dates = std::count_if(table.columns.begin(), table.columns.end(),
                                         [](const model::Column& column) { return is_temporal(column.type_class); });
        const auto of = dates == 1 && query.from.size() == 1 ? std::string() : " of " + name(date);
        const auto unit = calendar_name(inner);
        key.one = unit + of;
        key.many = calendar_plural(unit) + of;
        key.calendar = true;
        key.entry = entry_of(query, date.source);
        return key;
    }
    if (term.kind != Term::Kind::column || term.source.table < 0) {
        key.one = name(term);
        key.many = "values of " + key.one;
        return key;
    }
    key.entry = entry_of(query, term.source);
    key.one = schema_.readable({term.source.table, term.column});
    key.many = columns_in_plural(term);
    if (key.many == key.one) key.many = "values of " + key.one;
    if (!place_of(term.source).several) return key;
    const auto& words = schema_.words_of({term.source.table, term.column});
    if (std::any_of(words.begin(), words.end(), [](const NameWord& word) { return word.of_table; })) return key;
    const auto owner = noun_of_one(term.source.table);
    key.many = key.many.starts_with("values") ? fmt::format("values of {} {}", owner, key.one) : owner + " " + key.many;
    key.one = owner + " " + key.one;
    return key;
}

std::optional<Narrator::Groups> Narrator::groups_of(const Query& query) {
    Groups made;
    std::vector<std::size_t> entities;
    for (const auto* term : query.group) {
        if (!is_entity(query, *term)) {
            made.keys.push_back(key_of(query, *term));
            continue;
        }
        const auto entry = entry_of(query, term->source);
        if (std::find(entities.begin(), entities.end(), entry) != entities.end()) continue;
        entities.push_back(entry);
        made.keys.push_back(key_of_entity(query, entry));
    }
    const auto is_whole_entity = [&](const Term& term) {
        return term.kind == Term::Kind::all && std::any_of(entities.begin(), entities.end(), [&](std::size_t entry) {
                   return query.from[entry].source == term.source;
               });
    };
    for (const auto& shown : query.select)
        if (has_aggregate(*shown.term))
            made.measures.push_back(shown.term);
        else if (!is_whole_entity(*shown.term) && !is_among(*shown.term, query.group) && !is_entity(query, *shown.term))
            return std::nullopt;
    made.key_shown = made.keys.front().shown;
    for (const auto& key : made.keys)
        if (key.shown != made.key_shown) return std::nullopt;
    return made;
}

std::string Narrator::measures_of(const Query& query, const Groups& groups) {
    std::vector<std::string> said;
    said.reserve(groups.measures.size());
    const bool of_rows = query.from.size() == 1 && !query.where.empty() && groups.measures.size() > 1;
    for (const auto* measure : groups.measures)
        said.push_back(of_rows && plan::counts_rows(*measure) ? std::string("number") : name(*measure));
    auto made = listed(said);
    // "episodes per month"
    constexpr std::string_view opening = "number of ";
    const bool calendar =
        std::all_of(groups.keys.begin(), groups.keys.end(), [](const Key& key) { return key.calendar; });
    if (calendar && groups.measures.size() == 1 && plan::counts_rows(*groups.measures[0]))
        made.erase(0, opening.size());
    return made;
}

// "number of guests per org" that has the orgs without guests too.
bool Narrator::counts_missing_partners(const Query& query, const Groups& groups) {
    if (groups.keys.size() != 1 || !groups.keys[0].entity || groups.keys[0].entry != 0 || !query.where.empty())
        return false;
    std::size_t partner = nowhere, others = 0;
    for (std::size_t i = 1; i < query.from.size(); ++i) {
        if (!query.from[i].optional) return false;
        if (passed(query, i)) continue;
        partner = i;
        ++others;
    }
    const auto counts = [&](const Term& measure) {
        return measure.kind == Term::Kind::aggregate && measure.aggregate == Aggregate::count && !measure.filter &&
               measure.args.size() == 1 && is_column_of(*measure.args[0], query.from[partner].source) &&
               is_key_of_its_table(*measure.args[0]);
    };
    bool all = others == 1;
    for (const auto* measure : groups.measures) all = all && counts(*measure);
    for (const auto& key : query.order) all = all && (!has_aggregate(*key.term) || counts(*key.term));
    for (const auto* condition : query.having) all = all && counts(*condition->args[0]);
    return all;
}

// Whether what is measured and grouped says all of the joins: each row measured is one of its group.
bool Narrator::is_plain_whose(const Query& query, const Groups& groups) {
    const auto many = many_side(query);
    if (many == nowhere) return false;
    const auto counted = counted_rows(query);
    bool plain = true;
    std::vector<bool> named(query.from.size(), false);
    for (const auto& key : groups.keys)
        if (key.entry != nowhere) named[key.entry] = true;
    const auto look = [&](const Term& term) {
        walk(term, Into::this_query, [&](const Term& part) {
            if (part.kind == Term::Kind::aggregate && part.aggregate == Aggregate::count && part.args.empty()) {
                named[many] = true;
                if (passed(query, many))
                    for (const auto& end : neighbours(query, many, nowhere)) named[end.entry] = true;
            }
            const auto entry = part.kind == Term::Kind::column ? entry_of(query, part.source) : nowhere;
            if (entry == nowhere) return;
            named[entry] = true;
            plain &= counted == noun(part.source.table) || is_among(part, query.group);
        });
    };
    for (const auto* measure : groups.measures) look(*measure);
    for (const auto& key : query.order) look(*key.term);
    for (const auto* condition : query.having) look(*condition);
    for (std::size_t i = 0; i < query.from.size(); ++i) plain &= named[i] || passed(query, i);
    return plain;
}

std::string Narrator::measured_rows(const Query& query, const Groups& groups, bool of_count) {
    if (query.from.size() == 1) {
        const auto noun = rows_of(query, 0, query.where, Beside::had);
        return of_count ? noun.rest : " of " + noun.many + noun.rest;
    }
    if (counts_missing_partners(query, groups))
        for (std::size_t i = 1; i < query.from.size(); ++i)
            if (!passed(query, i))
                return fmt::format(", {} without {} too", groups.keys[0].many, noun(query.from[i].source.table));
    const auto many = many_side(query);
    if (is_plain_whose(query, groups))
        return query.where.empty() ? "" : "," + chosen(query.where, query.from[many].source, false);
    const bool optional =
        std::any_of(query.from.begin(), query.from.end(), [](const FromEntry& entry) { return entry.optional; });
    const auto entity = std::find_if(groups.keys.begin(), groups.keys.end(), [](const Key& key) { return key.entity; });
    std::size_t anchor = 0;
    if (!optional && entity != groups.keys.end())
        anchor = entity->entry;
    else if (!optional && many != nowhere && !passed(query, many))
        anchor = many;
    const auto noun = rows_of(query, anchor, query.where, Beside::shown);
    return ", for " + noun.many + noun.with + noun.rest;
}

// "more than 3 guests", "a total funding of more than 1000"; empty for what is no such comparison.
std::string Narrator::having(const Query&, const Term& condition) {
    const bool comparison = condition.kind == Term::Kind::call && condition.op >= Op::eq && condition.op <= Op::ge;
    if (!comparison || condition.args[0]->kind != Term::Kind::aggregate ||
        condition.args[1]->kind != Term::Kind::number || condition.args[0]->filter)
        return "";
    const auto& measure = *condition.args[0];
    const auto said = name(measure);
    const auto number = number_of_things(measure, condition.args[1]->text);
    constexpr std::string_view opening = "number of ";
    if (measure.aggregate == Aggregate::count && said.starts_with(opening)) {
        const auto word = condition.op == Op::lt   ? "fewer than"
                          : condition.op == Op::eq ? "exactly"
                          : condition.op == Op::ne ? "other than"
                                                   : compared(condition.op);
        return fmt::format("{} {} {}", word, number,
                           number == "1" ? singular(said.substr(opening.size())) : said.substr(opening.size()));
    }
    const auto word = condition.op == Op::eq   ? "exactly"
                      : condition.op == Op::ne ? "other than"
                                               : compared(condition.op);
    return fmt::format("{} of {} {}", with_article(said), word, number);
}

// In the order of time, as everybody reads such a list.
bool Narrator::is_chronological(const Query& query, const Groups& groups) {
    return groups.keys.size() == 1 && groups.keys[0].calendar && query.order.size() == 1 &&
           same(*query.order[0].term, *query.group[0]) && !query.order[0].descending &&
           !puts_missing_first(query.order[0]);
}

std::optional<std::string> Narrator::top_group(const Query& query, const Groups& groups,
                                               const std::vector<std::string>& having_said) {
    const bool first = query.limit > 0 && query.offset == 0 && query.order.size() == 1 && !query.distinct;
    if (!first || groups.keys.size() != 1 || !groups.key_shown || !has_aggregate(*query.order[0].term))
        return std::nullopt;
    auto top = superlative(query.order[0]);
    if (top.empty()) return std::nullopt;
    for (const auto& said : having_said) top += ", of those with " + said;
    const auto& by = *query.order[0].term;
    const auto& key = groups.keys[0];
    auto made = topmost(query.limit, {key.one, key.many, "", ""}, top);
    // whose a measure is goes without saying where no other table has such a column
    if (query.from.size() > 1 || !query.where.empty() || !known_by_name(by))
        made += measured_rows(query, groups, by.kind == Term::Kind::aggregate && by.aggregate == Aggregate::count);
    std::vector<std::string> others;
    for (const auto* measure : groups.measures)
        if (!same(*measure, by)) others.push_back(name(*measure));
    const bool shown = others.size() < groups.measures.size();
    if (!others.empty()) made += std::string(shown ? ", and their " : ", with their ") + listed(others);
    if (key.whole) return made;
    if (key.entity && (!shown || !key.named)) return listed(key.shown_columns) + " of " + made;
    return shown || !others.empty() ? made : "only " + made;
}

// Whether no other table has a column that is called so.
bool Narrator::known_by_name(const Term& measure) {
    bool known = true;
    walk(measure, Into::this_query, [&](const Term& part) {
        if (part.kind != Term::Kind::column || part.source.table < 0) return;
        const ColumnId id{part.source.table, part.column};
        const auto& words = schema_.words_of(id);
        if (words.empty()) return;
        const auto said = schema_.readable(id);
        for (const auto& posting : schema_.postings(words.back().stem))
            known &= posting.target.column < 0 || posting.target.table == id.table ||
                     schema_.words_of(posting.target).size() != words.size() ||
                     schema_.readable(posting.target) != said;
    });
    return known;
}

// Groups of which nothing is measured in what is shown: "countries with more than 3 orgs".
std::optional<std::string> Narrator::groups_chosen(const Query& query, const Groups& groups,
                                                   const std::vector<std::string>& having_said) {
    const bool by_measure = std::any_of(query.order.begin(), query.order.end(),
                                        [](const OrderKey& key) { return has_aggregate(*key.term); });
    if (!groups.key_shown || (having_said.empty() && !by_measure)) return std::nullopt;
    auto key = groups.keys[0];
    if (groups.keys.size() > 1) {
        if (std::any_of(groups.keys.begin(), groups.keys.end(), [](const Key& each) { return each.entity; }))
            return std::nullopt;
        key.many = "combinations of " + keys_said(groups);
    }
    const auto counts_rows_of = [](const Term& term) { return !has_aggregate(term) || plan::counts_rows(term); };
    const bool counts = std::all_of(query.having.begin(), query.having.end(),
                                    [&](const Term* condition) { return counts_rows_of(*condition->args[0]); }) &&
                        std::all_of(query.order.begin(), query.order.end(),
                                    [&](const OrderKey& each) { return counts_rows_of(*each.term); });
    std::string columns;
    if (key.entity && !key.whole)
        columns = (key.shown_columns.size() == 1 ? key.columns_in_plural : listed(key.shown_columns)) + " of ";
    const auto with = having_said.empty() ? "" : " with " + listed(having_said);
    return columns + key.many + with + measured_rows(query, groups, counts) + cut(query);
}

std::string Narrator::keys_said(const Groups& groups) {
    std::vector<std::string> said;
    for (const auto& key : groups.keys)
        said.push_back(key.entity && !key.named ? fmt::format("{} ({})", key.one, listed(key.shown_columns)) : key.one);
    return listed(said);
}

// "total funding of orgs where …, per country"
std::string Narrator::groups_measured(const Query& query, const Groups& groups) {
    const auto& measures = groups.measures;
    const bool counts =
        std::all_of(measures.begin(), measures.end(), [](const Term* each) { return plan::counts_rows(*each); });
    const auto rows = measured_rows(query, groups, counts);
    const auto said = measures_of(query, groups), keys = keys_said(groups);
    if (query.from.size() > 1) return said + " per " + keys + rows;
    if (!query.where.empty()) return said + rows + ", per " + keys;
    const bool known =
        std::all_of(measures.begin(), measures.end(), [&](const Term* each) { return known_by_name(*each); });
    const auto whose = known ? std::string() : rows;
    const bool filtered = said.find(" where ") != std::string::npos;
    return filtered ? said + whose + ", per " + keys + ", also where there are none" : said + whose + " per " + keys;
}

// Order and number of rows, in short where what is measured is what they are ordered by.
std::string Narrator::cut_of_groups(const Query& query, const Groups& groups) {
    if (query.limit >= 0 || query.offset > 0 || query.order.size() != 1) return cut(query);
    if (is_chronological(query, groups)) return "";
    const auto top = superlative(query.order[0]);
    const bool sole = groups.measures.size() == 1 && same(*groups.measures[0], *query.order[0].term) && !top.empty();
    return sole ? ", " + top.substr(0, top.find(' ')) + " first" : cut(query);
}

std::optional<std::string> Narrator::grouped(const Query& query) {
    std::vector<std::string> having_said;
    for (const auto* condition : query.having) {
        auto said = having(query, *condition);
        if (said.empty()) return std::nullopt;
        having_said.push_back(std::move(said));
    }
    const auto groups = groups_of(query);
    if (!groups || query.distinct) return std::nullopt;
    if (auto top = top_group(query, *groups, having_said)) return top;
    if (groups->measures.empty()) return groups_chosen(query, *groups, having_said);
    if (std::any_of(groups->keys.begin(), groups->keys.end(), [](const Key& key) { return key.whole; }))
        return std::nullopt;
    auto made = groups_measured(query, *groups);
    if (!groups->key_shown) made += " (" + keys_said(*groups) + " not shown)";
    if (!having_said.empty()) made += ", only with " + listed(having_said);
    return made + cut_of_groups(query, *groups);
}

}  // namespace pf::compiler::print
