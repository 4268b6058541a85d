#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/plan/functions.hpp"
#include "compiler/plan/shape.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/heads.hpp"
#include "compiler/print/moments_said.hpp"
#include "compiler/print/narrator.hpp"
#include "compiler/print/nouns.hpp"

namespace pf::compiler::print {
namespace {

using namespace plan;

std::string without_article(std::string said) {
    if (said.starts_with("the ")) said.erase(0, 4);
    return said;
}

std::string bucket_name(Unit unit) {
    return unit == Unit::month || unit == Unit::week || unit == Unit::quarter
               ? fmt::format("calendar {}", unit_name(unit))
               : std::string(unit_name(unit));
}

}  // namespace

const Term* percentage_in(const Term& term) {
    if (!is_call(term, Op::round)) return nullptr;
    const auto* ratio = term.args[0];
    while (is_call(*ratio, Op::cast)) ratio = ratio->args[0];
    if (!is_call(*ratio, Op::divide) || !is_call(*ratio->args[0], Op::multiply)) return nullptr;
    const auto& hundred = *ratio->args[0]->args[0];
    return hundred.kind == Term::Kind::number && hundred.text == "100.0" ? ratio : nullptr;
}

std::string Narrator::name(const Term& term) {
    switch (term.kind) {
        case Term::Kind::column: return column(term);
        case Term::Kind::all:
            return term.source.table < 0 ? std::string("all columns") : "all columns of " + noun(term.source.table);
        case Term::Kind::number: return std::string(term.text);
        case Term::Kind::text: return quoted(term.text);
        case Term::Kind::truth: return term.negated ? "false" : "true";
        case Term::Kind::null: return "nothing";
        case Term::Kind::moment:
            return telling_ == Telling::exact && term.moment.base == Moment::Base::now
                       ? say(term.moment) + " to the second"
                       : say(term.moment);
        case Term::Kind::call: return call(term);
        case Term::Kind::aggregate: return aggregate(term);
        case Term::Kind::window: return window(term);
        case Term::Kind::scalar: {
            const auto said = without_article(tell(*term.query));
            return said.find(", ") == std::string::npos ? said : "(" + said + ")";
        }
        case Term::Kind::exists:
        case Term::Kind::within:
        case Term::Kind::quantified: return "whether " + condition(term);
    }
    return "value";
}

std::string Narrator::argument(const Term& term, std::size_t index) {
    return index < term.args.size() ? name(*term.args[index]) : std::string("nothing");
}

std::string Narrator::call(const Term& term) {
    if (term.op >= Op::all_of) return term.op == Op::is_true ? argument(term, 0) : "whether " + condition(term);
    switch (term.op) {
        case Op::subtract: return subtraction(term);
        case Op::round: {
            const auto view = view_of(term);
            if (view && view->aggregate == Summary::share) return share(term);
            if (view && view->windowed == Windowed::growth) return "that change in percent";
            if (const auto* ratio = percentage_in(term); ratio && telling_ == Telling::idioms)
                return fmt::format("{} in percent of {}", name(*ratio->args[0]->args[1]), name(*ratio->args[1]));
            const auto said = argument(term, 0);
            return telling_ == Telling::exact ? fmt::format("{} rounded to {}", said, argument(term, 1))
                                              : said + " rounded";
        }
        case Op::as_number:
        case Op::cast:
        case Op::nullif:
        case Op::lower: return conversion(term);
        case Op::negate: return "minus " + argument(term, 0);
        case Op::concat: return fmt::format("{} followed by {}", argument(term, 0), argument(term, 1));
        case Op::coalesce: return first_known(term);
        case Op::function: return function(term);
        case Op::part: return fmt::format("{} of {}", unit_name(term.unit), argument(term, 0));
        case Op::bucket: return fmt::format("{} of {}", bucket_name(term.unit), argument(term, 0));
        case Op::age:
            return fmt::format("{}{}s from {} to {}", term.unit == Unit::day ? "" : "whole ", unit_name(term.unit),
                               argument(term, 1), argument(term, 0));
        case Op::seconds: return "seconds of " + argument(term, 0);
        case Op::interval: return interval(term);
        case Op::field:
        case Op::element:
            return fmt::format("{} in {}{}", argument(term, 1), argument(term, 0),
                               telling_ == Telling::exact && term.op == Op::element ? " as json" : "");
        case Op::item: return fmt::format("element {} of {}", argument(term, 1), argument(term, 0));
        case Op::array: return "list of " + names(term.args);
        case Op::when: return choice(term);
        case Op::divide: return division(term);
        default: return operation(term);
    }
}

// How a value is taken is of no interest but where readings have to be told apart.
std::string Narrator::conversion(const Term& term) {
    const auto said = argument(term, 0);
    if (telling_ != Telling::exact) return said;
    switch (term.op) {
        case Op::as_number: return said + " as the number it begins with";
        case Op::cast: return fmt::format("{} as {}", said, term.text);
        case Op::nullif: return fmt::format("{}, unless it is {}", said, argument(term, 1));
        default: return said + " in lower case";
    }
}

namespace {

// Whose rows the values of the column are the keys of; -1 where they are none.
int table_keyed(const Term& column, const SchemaIndex& schema) {
    if (column.kind != Term::Kind::column || column.source.table < 0) return -1;
    if (schema.key_column(column.source.table) == column.column) return column.source.table;
    const int edge = schema.edge_held_by({column.source.table, column.column});
    return edge < 0 ? -1 : schema.edges()[static_cast<std::size_t>(edge)].to;
}

}  // namespace

// "average revenue per customer", "average total amount per order", "average number of guests per episode"
std::string Narrator::division(const Term& term) {
    if (const auto said = duration_of(term))
        return fmt::format("{}s from {} to {}", unit_name(said->unit), name(*said->from), name(*said->until));
    const auto& by = *term.args[1];
    const bool average = by.kind == Term::Kind::aggregate && by.aggregate == Aggregate::count && by.distinct &&
                         term.args[0]->kind == Term::Kind::aggregate &&
                         (defined_by(*term.args[0], schema_) || term.args[0]->aggregate == Aggregate::sum ||
                          term.args[0]->aggregate == Aggregate::count);
    if (!average) return operation(term);
    const auto& each = *by.args[0];
    const int row = table_keyed(each, schema_);
    const auto* figure = term.args[0];
    while (is_call(*figure, Op::cast)) figure = figure->args[0];
    const bool counts = figure->aggregate == Aggregate::count && figure->args.size() == 1;
    const int counted = counts ? table_keyed(*figure->args[0], schema_) : -1;
    return fmt::format("average {} per {}",
                       counted >= 0 ? "number of " + schema_.readable({counted, -1}) : argument(term, 0),
                       row >= 0 ? singular(schema_.readable({row, -1})) : name(each));
}

std::string Narrator::operation(const Term& term) {
    static constexpr std::array<std::pair<Op, std::string_view>, 5> words{{{Op::add, "plus"},
                                                                           {Op::multiply, "times"},
                                                                           {Op::divide, "divided by"},
                                                                           {Op::quotient, "divided by"},
                                                                           {Op::remainder, "modulo"}}};
    const auto* found = std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.first == term.op; });
    return fmt::format("{} {} {}", operand(term, 0), found == words.end() ? "and" : found->second, operand(term, 1));
}
// In brackets where it is an operation itself.
std::string Narrator::operand(const Term& term, std::size_t index) {
    const auto& arg = *term.args[index];
    const bool brackets = arg.kind == Term::Kind::call && arg.op <= Op::remainder && term.op != arg.op;
    return brackets ? "(" + argument(term, index) + ")" : argument(term, index);
}

std::string Narrator::subtraction(const Term& term) {
    const auto view = view_of(term);
    if (view && view->aggregate == Summary::range)
        return "difference between the highest and the lowest " + name(*term.args[0]->args[0]);
    if (view && view->windowed == Windowed::change) return "change from the one before" + within(*term.args[1]);
    return fmt::format("{} minus {}", operand(term, 0), operand(term, 1));
}

std::string Narrator::share(const Term& term) {
    const auto& ratio = is_call(*term.args[0], Op::cast) ? *term.args[0]->args[0] : *term.args[0];
    const auto& part = *ratio.args[0]->args[1];
    auto what = part.args.empty() ? counted_of(part) : totalled(argument(part, 0));
    if (what.empty()) what = "rows";
    if (part.filter) return fmt::format("percentage of {} where {}", what, condition(*part.filter));
    return fmt::format("percentage of {}{}", part.args.empty() ? "all " : "the ", what);
}

// Whose rows a count is of; empty where no table's name says it.
std::string Narrator::counted_of(const Term& count) {
    if (telling_ == Telling::idioms)
        if (auto rows = counted_rows(*scopes_.back())) return *rows;
    const auto& from = scopes_.back()->from;
    if (from.size() == 1 && from[0].source.table >= 0) return noun(from[0].source.table);
    return telling_ == Telling::idioms && from.empty() && count.source.table >= 0 ? noun(count.source.table) : "";
}

std::string Narrator::first_known(const Term& term) {
    std::string made = argument(term, 0);
    for (std::size_t i = 1; i < term.args.size(); ++i) made += ", or if that is missing " + argument(term, i);
    return made;
}

std::string Narrator::interval(const Term& term) {
    const auto& count = *term.args[0];
    return count.kind == Term::Kind::number ? say_count(whole_number(count.text), term.unit)
                                            : fmt::format("{} {}s", name(count), unit_name(term.unit));
}

std::string Narrator::function(const Term& term) {
    const auto* function = find_function(term.text);
    if (!function) return names(term.args);
    std::string made;
    for (auto rest = function->words; !rest.empty();) {
        if (rest.starts_with("{}")) {
            made += names(term.args);
            rest.remove_prefix(2);
        } else if (rest.size() >= 3 && rest[0] == '{') {
            const auto index = static_cast<std::size_t>(rest[1] - '0');
            made += index < term.args.size() ? argument(term, index) : std::string("today");
            rest.remove_prefix(3);
        } else {
            made += rest[0];
            rest.remove_prefix(1);
        }
    }
    return without_article(made);
}

std::string Narrator::choice(const Term& term) {
    std::vector<std::string> cases;
    for (std::size_t i = 0; i + 1 < term.args.size(); i += 2)
        cases.push_back(fmt::format("{} if {}", argument(term, i + 1), condition(*term.args[i])));
    if (term.args.size() % 2) cases.push_back("otherwise " + argument(term, term.args.size() - 1));
    return listed(cases, "or");
}

// Summaries

std::string Narrator::aggregate(const Term& term) {
    auto made = summary(term);
    if (term.filter) made += " where " + condition(*term.filter);
    return made;
}

// "total funding"; a sum of what is called a total already is the total of those.
std::string Narrator::totalled(const std::string& base) const {
    const bool said = telling_ == Telling::idioms && base.starts_with("total") && (base.size() == 5 || base[5] == ' ');
    return said ? base : "total " + base;
}

std::string Narrator::summary(const Term& term) {
    if (term.aggregate == Aggregate::count) return count(term);
    if (defined_by(term, schema_)) return argument(term, 0);
    const auto base = (term.distinct ? "different " : "") + argument(term, 0);
    switch (term.aggregate) {
        case Aggregate::sum: return totalled(base);
        case Aggregate::avg: return "average " + base;
        case Aggregate::min: return extreme(term, false);
        case Aggregate::max: return extreme(term, true);
        case Aggregate::median: return "median " + base;
        case Aggregate::stddev: return "standard deviation of " + base;
        case Aggregate::every: return "whether always " + base;
        case Aggregate::some: return "whether ever " + base;
        case Aggregate::list: return list(term);
        case Aggregate::count:
        case Aggregate::defined:
        case Aggregate::none: break;
    }
    return base;
}

std::string Narrator::list(const Term& term) {
    auto made = (term.distinct ? "list of different " : "list of ") + argument(term, 0);
    if (telling_ != Telling::exact) return made;
    if (term.args.size() > 1) made += " with " + argument(term, 1) + " between";
    return term.order.empty() ? made : made + " by " + order(term.order);
}

std::string Narrator::count(const Term& term) {
    if (term.args.empty()) {
        const auto rows = counted_of(term);
        return "number of " + (rows.empty() ? "rows" : rows);
    }
    const auto& of = *term.args[0];
    const std::string different = term.distinct ? "different " : "";
    if (telling_ == Telling::idioms && of.kind == Term::Kind::column && of.source.table >= 0) {
        if (is_key_of_its_table(of)) {
            const auto* entry = find_entry(of.source, scopes_);
            const bool each_once = counted_rows(*scopes_.back()) == noun(of.source.table);
            if (term.distinct || each_once || (entry && entry->optional))
                return fmt::format("number of {}{}", different, noun(of.source.table));
        } else if (const auto place = place_of(of.source); !place.several && !place.outside) {
            return fmt::format("number of {}{}", different, columns_in_plural(of));
        }
    }
    return fmt::format("number of {}{}", different, argument(term, 0));
}

// Dates are early and late, texts stand in a row.
std::string Narrator::extreme(const Term& term, bool highest) {
    const auto base = (term.distinct && telling_ == Telling::exact ? "different " : "") + argument(term, 0);
    const auto type = term.args.empty() ? model::TypeClass::other : type_of(*term.args[0], scopes_, schema_);
    if (is_temporal(type)) return (highest ? "latest " : "earliest ") + base;
    if (type == model::TypeClass::text) return (highest ? "alphabetically last " : "alphabetically first ") + base;
    return (highest ? "highest " : "lowest ") + base;
}

bool Narrator::is_key_of_its_table(const Term& term) const {
    const auto& key = schema_.table(term.source.table).primary_key;
    return key.size() == 1 && key[0] == term.column;
}

bool Narrator::puts_missing_first(const OrderKey& key) const {
    if (key.nulls != OrderKey::Nulls::first) return false;
    if (telling_ == Telling::exact) return true;
    const Term* term = key.term;
    const auto keeps_known = [](const Term& each) {
        return is_call(each, Op::part) || is_call(each, Op::bucket) || is_call(each, Op::cast);
    };
    while (keeps_known(*term)) term = term->args[0];
    if (term->kind == Term::Kind::aggregate) return term->aggregate != Aggregate::count;
    if (term->kind != Term::Kind::column || term->source.table < 0) return true;
    const auto* entry = find_entry(term->source, scopes_);
    return !entry || entry->optional || schema_.column({term->source.table, term->column}).nullable;
}

std::string Narrator::order(std::span<const OrderKey> keys) {
    std::vector<std::string> said;
    for (const auto& key : keys) {
        const auto type = type_of(*key.term, scopes_, schema_);
        std::string_view way = key.descending ? "highest first" : "lowest first";
        if (is_temporal(type)) way = key.descending ? "latest first" : "earliest first";
        if (type == model::TypeClass::text) way = key.descending ? "from Z to A" : "from A to Z";
        said.push_back(
            fmt::format("{} ({}{})", name(*key.term), way, puts_missing_first(key) ? ", missing ones before" : ""));
    }
    return listed(said);
}

std::string Narrator::window(const Term& term) {
    const auto view = view_of(term);
    if (telling_ == Telling::idioms && view && view->windowed == Windowed::running && view->aggregate != Summary::none)
        return "running " + argument(term, 0) + within(term);
    auto made = window_value(term);
    if (term.running) made = "running " + made;
    if (!term.order.empty()) made += " by " + order(term.order);
    made += within(term);
    return term.order.empty() && term.partition.empty() ? made + " over all rows" : made;
}

std::string Narrator::within(const Term& window) {
    return window.partition.empty() ? "" : " within each " + names(window.partition);
}

std::string Narrator::window_value(const Term& term) {
    switch (term.window) {
        case WindowFunction::row_number: return "place";
        case WindowFunction::rank: return "rank";
        case WindowFunction::dense_rank: return telling_ == Telling::exact ? "rank without gaps" : "rank";
        case WindowFunction::percent_rank: return "relative rank";
        case WindowFunction::ntile: return fmt::format("which of {} equal parts", argument(term, 0));
        case WindowFunction::lag: return "previous " + argument(term, 0);
        case WindowFunction::lead: return "next " + argument(term, 0);
        case WindowFunction::first_value: return "first " + argument(term, 0);
        case WindowFunction::last_value: return "last " + argument(term, 0);
        case WindowFunction::none: break;
    }
    return aggregate(term);
}

}  // namespace pf::compiler::print
