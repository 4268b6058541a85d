#include "compiler/print/english.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/plan/functions.hpp"
#include "compiler/plan/shape.hpp"
#include "compiler/plan/types.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/heads.hpp"
#include "compiler/print/moments_said.hpp"
#include "compiler/print/phrases.hpp"
#include "compiler/print/role_said.hpp"

namespace pf::compiler::print {
namespace {

using namespace plan;

ColumnId column_of(const Term& term) { return {term.source.table, term.column}; }

// Of two rows of one table.
bool is_same_column(const Term& left, const Term& right) {
    return left.kind == Term::Kind::column && right.kind == Term::Kind::column && left.source.table >= 0 &&
           column_of(left) == column_of(right) && left.source != right.source;
}

class Narrator {
 public:
    explicit Narrator(const SchemaIndex& schema) : schema_(schema) {}

    std::string tell(const Query& query) {
        if (const auto* place = ranking_of_shown(query)) return first_of_each(query, *place);
        scopes_.push_back(&query);
        auto made = counts_rows(query) ? counted(query) : subject(query) + beside(query) + rows(query) + groups(query);
        if (query.operation != SetOperation::none && query.right) {
            scopes_.pop_back();
            made += std::string(joined_by(query.operation)) + tell(*query.right);
            scopes_.push_back(&query);
        }
        made += tail(query);
        scopes_.pop_back();
        return made;
    }

 private:
    // Queries

    std::string counted(const Query& query) {
        const auto& inner = *query.from[0].derived;
        scopes_.pop_back();
        auto made = tell(inner);
        scopes_.push_back(&query);
        for (const std::string_view article : {"the different ", "the "})
            if (made.starts_with(article)) {
                made.erase(0, article.size());
                break;
            }
        return (inner.distinct || !inner.group.empty() ? "how many different " : "how many ") + made;
    }

    // "the country and name from orgs, of each country the first by date founded (lowest first)"
    std::string first_of_each(const Query& query, const Term& place) {
        auto inner = *query.from[0].derived;
        inner.select.pop_back();
        auto made = tell(inner);
        scopes_.push_back(&inner);
        const auto& test = *query.where[0];
        const auto count = whole_number(test.args[1]->text);
        const auto which = test.op == Op::eq ? fmt::format("number {}", count)
                           : count == 1      ? std::string("the first")
                                             : fmt::format("the first {}", count);
        made += fmt::format(", of each {} {} by {}", names(place.partition), which, order(place.order));
        scopes_.pop_back();
        return made;
    }

    std::string subject(const Query& query) {
        std::vector<std::string> shown;
        for (const auto& each : query.select) shown.push_back(name(*each.term, true));
        std::string made = query.distinct ? "the different " : "the ";
        if (!query.distinct_on.empty()) made = "for each " + names(query.distinct_on) + " the first of the ";
        return shown.empty() ? made + "rows" : made + listed(shown, "and");
    }

    static bool all_summaries(const Query& query) {
        return !query.select.empty() && std::all_of(query.select.begin(), query.select.end(),
                                                    [](const Shown& shown) { return has_aggregate(*shown.term); });
    }

    std::string beside(const Query& query) {
        std::vector<std::string> others;
        for (const bool in_role : {false, true})
            for (const auto& entry : query.from) {
                if (entry.source.table >= 0 && schema_.is_link(entry.source.table) && query.from.size() > 1) continue;
                const auto role = role_of(entry.source, query, schema_);
                if (role.empty() == in_role) continue;
                auto said = in_role ? "their " + role : relation(entry);
                if (std::find(others.begin(), others.end(), said) == others.end()) others.push_back(std::move(said));
            }
        const bool share = shows_share(query);
        if (others.empty() || (share && query.where.empty() && others.size() == 1)) return "";
        return (share ? " among " : all_summaries(query) ? " over " : " from ") + listed(others, "with");
    }

    static bool shows_share(const Query& query) {
        return std::any_of(query.select.begin(), query.select.end(), [](const Shown& shown) {
            const auto view = view_of(*shown.term);
            return view && view->aggregate == Summary::share;
        });
    }

    std::string relation(const FromEntry& entry) {
        std::string made;
        if (entry.derived) {
            const auto* query = scopes_.back();
            scopes_.pop_back();
            made = "(" + tell(*entry.derived) + ")";
            scopes_.push_back(query);
        } else {
            made = table_name(entry.source.table);
        }
        if (entry.optional) made += " if there is one";
        if (entry.on) made += " where " + condition(*entry.on);
        return made;
    }

    std::string rows(const Query& query) { return conditions(query.where, " where "); }

    std::string groups(const Query& query) {
        std::string made;
        const bool summarised = std::any_of(query.select.begin(), query.select.end(),
                                            [](const Shown& shown) { return has_aggregate(*shown.term); });
        if (!query.group.empty() && (summarised || !query.having.empty() || !query.order.empty()))
            made += ", for each " + names(query.group);
        return made + conditions(query.having, " having ");
    }

    std::string tail(const Query& query) {
        std::string made;
        if (!query.order.empty()) made += ", ordered by " + order(query.order);
        if (query.offset > 0) made += fmt::format(", without the first {}", query.offset);
        if (query.limit == 1) made += query.offset > 0 ? ", only the next" : ", only the first";
        if (query.limit == 0) made += ", none of them";
        if (query.limit > 1) made += fmt::format(", only the {} {}", query.offset > 0 ? "next" : "first", query.limit);
        return made;
    }

    std::string order(std::span<const OrderKey> keys) {
        std::vector<std::string> said;
        for (const auto& key : keys)
            said.push_back(name(*key.term, false) + (key.descending ? " (highest first)" : " (lowest first)"));
        return listed(said, "and");
    }

    // Names

    std::string table_name(int table) const { return schema_.readable({table, -1}); }
    std::string names(std::span<const Term* const> terms) {
        std::vector<std::string> said;
        for (const auto* term : terms) said.push_back(name(*term, false));
        return listed(said, "and");
    }

    // The n-th occurrence of its table in its query, from 0, and whether there are other relations.
    struct Place {
        const FromEntry* entry = nullptr;
        int occurrence = 0;
        bool several = false;
        bool outside = false;  // of a query further out
        std::string role;      // that it has to the rows that refer to it
    };
    Place place_of(Source source) const {
        for (auto level = scopes_.size(); level-- > 0;) {
            Place place;
            for (const auto& entry : scopes_[level]->from) {
                if (entry.source == source) {
                    place.entry = &entry;
                    place.several = scopes_[level]->from.size() > 1;
                    place.outside = level + 1 < scopes_.size();
                    place.role = role_of(source, *scopes_[level], schema_);
                    return place;
                }
                place.occurrence +=
                    entry.source.table == source.table && role_of(entry.source, *scopes_[level], schema_).empty();
            }
        }
        return {};
    }

    std::string column(const Term& term) {
        const auto place = place_of(term.source);
        if (term.source.table < 0) return derived_column(term, place);
        const ColumnId id{term.source.table, term.column};
        auto made = schema_.readable(id);
        if (const auto* defined = schema_.defined(id); defined && defined->kind == model::Definition::Kind::metric)
            return made;
        if (!place.role.empty()) return made + " of the " + place.role;
        if (!place.several && !place.occurrence && !place.outside) return made;
        const auto& words = schema_.words_of(id);
        if (std::any_of(words.begin(), words.end(), [](const NameWord& word) { return word.of_table; })) return made;
        return made + " of the " + (place.occurrence ? "other " : "") + table_name(id.table);
    }

    // By what it is where that is simple, else by its name: a chain of them would grow without bound.
    std::string derived_column(const Term& term, const Place& place) {
        const auto index = static_cast<std::size_t>(term.column);
        if (!place.entry || !place.entry->derived || index >= place.entry->derived->select.size()) return "value";
        const auto& inner = *place.entry->derived;
        const auto& shown = *inner.select[index].term;
        const auto view = view_of(shown);
        const bool simple = view && view->aggregate != Summary::share && !view->filter && depth(shown) <= 3;
        if (simple) {
            auto outer = std::exchange(scopes_, {&inner});
            auto made = name(shown, false);
            scopes_ = std::move(outer);
            return made;
        }
        auto made = column_names(inner, schema_)[index];
        std::replace(made.begin(), made.end(), '_', ' ');
        return made;
    }

    std::string name(const Term& term, bool shown) {
        switch (term.kind) {
            case Term::Kind::column: return column(term);
            case Term::Kind::all:
                return shown && scopes_.back()->select.size() == 1
                           ? "full rows"
                           : fmt::format("all columns of {}", relation_name(term.source));
            case Term::Kind::number: return std::string(term.text);
            case Term::Kind::text: return quoted(term.text);
            case Term::Kind::truth: return term.negated ? "false" : "true";
            case Term::Kind::null: return "nothing";
            case Term::Kind::moment: return say(term.moment);
            case Term::Kind::call: return call(term);
            case Term::Kind::aggregate: return aggregate(term);
            case Term::Kind::window: return window(term);
            case Term::Kind::scalar: return without_article(tell(*term.query));
            case Term::Kind::exists:
            case Term::Kind::within:
            case Term::Kind::quantified: return "whether " + condition(term);
        }
        return "value";
    }

    static std::string without_article(std::string said) {
        if (said.starts_with("the ")) said.erase(0, 4);
        return said;
    }
    static std::string quoted(std::string_view text) { return fmt::format("“{}”", text); }
    std::string relation_name(Source source) const {
        return source.table >= 0 ? table_name(source.table) : std::string("the rows");
    }
    std::string argument(const Term& term, std::size_t index) {
        return index < term.args.size() ? name(*term.args[index], false) : std::string("nothing");
    }

    std::string call(const Term& term) {
        if (term.op >= Op::all_of) return term.op == Op::is_true ? argument(term, 0) : "whether " + condition(term);
        switch (term.op) {
            case Op::subtract: return subtraction(term);
            case Op::round: {
                const auto view = view_of(term);
                if (view && view->windowed == Windowed::growth) return "that change in percent";
                return view && view->aggregate == Summary::share ? share(term)
                                                                 : fmt::format("{} rounded", argument(term, 0));
            }
            case Op::as_number:
            case Op::cast:
            case Op::nullif:
            case Op::lower: return argument(term, 0);
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
            case Op::element: return fmt::format("{} in {}", argument(term, 1), argument(term, 0));
            case Op::item: return fmt::format("element {} of {}", argument(term, 1), argument(term, 0));
            case Op::array: return "list of " + names(term.args);
            case Op::when: return choice(term);
            case Op::divide: return division(term);
            default: return operation(term);
        }
    }

    // "average revenue per customer", of a metric
    std::string division(const Term& term) {
        const auto& by = *term.args[1];
        const bool average = by.kind == Term::Kind::aggregate && by.aggregate == Aggregate::count && by.distinct &&
                             term.args[0]->kind == Term::Kind::aggregate && defined_by(*term.args[0], schema_);
        if (!average) return operation(term);
        const auto& each = *by.args[0];
        const bool row = each.kind == Term::Kind::column && each.source.table >= 0 &&
                         schema_.key_column(each.source.table) == each.column;
        return fmt::format("average {} per {}", argument(term, 0),
                           row ? table_name(each.source.table) : name(each, false));
    }

    std::string operation(const Term& term) {
        static constexpr std::array<std::pair<Op, std::string_view>, 5> words{{{Op::add, "plus"},
                                                                               {Op::multiply, "times"},
                                                                               {Op::divide, "divided by"},
                                                                               {Op::quotient, "divided by"},
                                                                               {Op::remainder, "modulo"}}};
        const auto* found = std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.first == term.op; });
        return fmt::format("{} {} {}", operand(term, 0), found == words.end() ? "and" : found->second,
                           operand(term, 1));
    }
    // In brackets where it is an operation itself.
    std::string operand(const Term& term, std::size_t index) {
        const auto& arg = *term.args[index];
        const bool brackets = arg.kind == Term::Kind::call && arg.op <= Op::remainder && term.op != arg.op;
        return brackets ? "(" + argument(term, index) + ")" : argument(term, index);
    }

    static std::string bucket_name(Unit unit) {
        return unit == Unit::month || unit == Unit::week || unit == Unit::quarter
                   ? fmt::format("calendar {}", unit_name(unit))
                   : std::string(unit_name(unit));
    }

    std::string subtraction(const Term& term) {
        const auto view = view_of(term);
        if (view && view->aggregate == Summary::range)
            return "difference between the highest and the lowest " + name(*term.args[0]->args[0], false);
        if (view && view->windowed == Windowed::change) return "change from the one before" + within(*term.args[1]);
        return fmt::format("{} minus {}", operand(term, 0), operand(term, 1));
    }

    std::string share(const Term& term) {
        const auto& ratio = is_call(*term.args[0], Op::cast) ? *term.args[0]->args[0] : *term.args[0];
        const auto& part = *ratio.args[0]->args[1];
        const auto what = part.args.empty() ? rows_of(part) : "total " + argument(part, 0);
        if (!part.filter) return fmt::format("share in percent of {}{}", part.args.empty() ? "all " : "the ", what);
        return fmt::format("share in percent of {} where {}", what, condition(*part.filter));
    }
    // Whose rows a count is of.
    std::string rows_of(const Term& count) const {
        if (count.source.table >= 0) return table_name(count.source.table);
        const auto& from = scopes_.back()->from;
        return from.size() == 1 && from[0].source.table >= 0 ? table_name(from[0].source.table) : std::string();
    }

    std::string first_known(const Term& term) {
        std::string made = argument(term, 0);
        for (std::size_t i = 1; i < term.args.size(); ++i) made += ", or if that is missing " + argument(term, i);
        return made;
    }

    std::string interval(const Term& term) {
        const auto& count = *term.args[0];
        return count.kind == Term::Kind::number ? say_count(whole_number(count.text), term.unit)
                                                : fmt::format("{} {}s", name(count, false), unit_name(term.unit));
    }

    std::string function(const Term& term) {
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

    std::string choice(const Term& term) {
        std::vector<std::string> cases;
        for (std::size_t i = 0; i + 1 < term.args.size(); i += 2)
            cases.push_back(fmt::format("{} if {}", argument(term, i + 1), condition(*term.args[i])));
        if (term.args.size() % 2) cases.push_back("otherwise " + argument(term, term.args.size() - 1));
        return listed(cases, "or");
    }

    // Summaries

    std::string aggregate(const Term& term) {
        auto made = summary(term);
        if (term.filter) made += " where " + condition(*term.filter);
        return made;
    }

    std::string summary(const Term& term) {
        if (term.args.empty()) {
            const auto rows = rows_of(term);
            return rows.empty() ? "number of rows" : fmt::format("number of {} rows", rows);
        }
        if (defined_by(term, schema_)) return argument(term, 0);
        const auto base = (term.distinct ? "different " : "") + argument(term, 0);
        static constexpr std::array<std::string_view, 12> words{"",
                                                                "number of ",
                                                                "total ",
                                                                "average ",
                                                                "lowest ",
                                                                "highest ",
                                                                "median ",
                                                                "standard deviation of ",
                                                                "whether always ",
                                                                "whether ever ",
                                                                "list of ",
                                                                ""};
        return std::string(words[static_cast<std::size_t>(term.aggregate)]) + base;
    }

    std::string window(const Term& term) {
        const auto view = view_of(term);
        if (view && view->windowed == Windowed::running && view->aggregate != Summary::none)
            return "running " + argument(term, 0) + within(term);
        auto made = window_value(term);
        if (term.running) made = "running " + made;
        if (!term.order.empty()) made += " by " + order(term.order);
        made += within(term);
        return term.order.empty() && term.partition.empty() ? made + " over all rows" : made;
    }

    std::string within(const Term& window) {
        return window.partition.empty() ? "" : " within each " + names(window.partition);
    }

    std::string window_value(const Term& term) {
        switch (term.window) {
            case WindowFunction::row_number: return "place";
            case WindowFunction::rank:
            case WindowFunction::dense_rank: return "rank";
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

    // Conditions

    std::string conditions(std::span<const Term* const> list, std::string_view opening) {
        if (list.empty()) return "";
        std::string made(opening);
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (i) made += " and ";
            made += condition(*list[i]);
        }
        return made;
    }

    std::string either(const Term& term) {
        std::string made;
        for (const auto* part : term.args) {
            if (!made.empty()) made += " or ";
            made += is_call(*part, Op::all_of) ? "both " + condition(*part) : condition(*part);
        }
        return made;
    }

    std::string the(const Term& term) {
        const auto said = name(term, false);
        const bool bare = term.kind == Term::Kind::number || term.kind == Term::Kind::text ||
                          term.kind == Term::Kind::moment || term.kind == Term::Kind::null ||
                          term.kind == Term::Kind::truth;
        return bare ? said : "the " + said;
    }

    std::string condition(const Term& term) {
        switch (term.kind) {
            case Term::Kind::exists:
                return fmt::format("there is {} row among {}", term.negated ? "no" : "a", tell(*term.query));
            case Term::Kind::within:
                return fmt::format("{} is {}among {}", the(*term.args[0]), term.negated ? "not " : "",
                                   tell(*term.query));
            case Term::Kind::quantified:
                return fmt::format("{} is {} {} of {}", the(*term.args[0]), compared(term.op),
                                   term.distinct ? "every one" : "one", tell(*term.query));
            case Term::Kind::call: break;
            default: return the(term) + " is true";
        }
        switch (term.op) {
            case Op::all_of: return conditions(term.args, "");
            case Op::any_of: return either(term);
            case Op::negation: return negation(*term.args[0]);
            case Op::is_true: return property(*term.args[0], true);
            case Op::is_null: return the(*term.args[0]) + " is missing";
            case Op::not_null: return the(*term.args[0]) + " is known";
            case Op::during: return during(term);
            case Op::between: return between(term);
            case Op::one_of:
            case Op::none_of: return one_of(term);
            case Op::has_element: return fmt::format("{} contains {}", the(*term.args[0]), value_of(term, 1));
            case Op::eq:
            case Op::ne:
            case Op::lt:
            case Op::le:
            case Op::gt:
            case Op::ge: return comparison(term);
            default: return term.op < Op::all_of ? the(term) + " is true" : text_test(term);
        }
    }

    // "the closed flag is true", and of a filter: "the customer is active"
    std::string property(const Term& term, bool holds) {
        const ColumnId id{term.source.table, term.column};
        const auto* defined = term.kind == Term::Kind::column ? schema_.defined(id) : nullptr;
        if (!defined || defined->kind != model::Definition::Kind::filter)
            return the(term) + (holds ? " is true" : " is false");
        return fmt::format("the {} is {}{}", table_name(id.table), holds ? "" : "not ", schema_.readable(id));
    }

    std::string negation(const Term& inner) {
        if (is_call(inner, Op::is_true)) return property(*inner.args[0], false);
        return "it is not so that " + condition(inner);
    }

    std::string during(const Term& term) {
        const auto &from = *term.args[1], &until = *term.args[2];
        if (from.kind == Term::Kind::moment && until.kind == Term::Kind::moment)
            return fmt::format("{} is {}", the(*term.args[0]), say_during(from.moment, until.moment));
        return fmt::format("{} is {} or later and before {}", the(*term.args[0]), name(from, false),
                           name(until, false));
    }

    std::string between(const Term& term) {
        const auto& left = *term.args[0];
        return fmt::format("{} is between {} and {}", year_of(left) ? the(*left.args[0]) : the(left), value_of(term, 1),
                           value_of(term, 2));
    }

    std::string one_of(const Term& term) {
        std::vector<std::string> said;
        for (std::size_t i = 1; i < term.args.size(); ++i) said.push_back(value_of(term, i));
        return fmt::format("{} is {}{}", the(*term.args[0]), term.op == Op::one_of ? "" : "not ", listed(said, "or"));
    }

    static bool year_of(const Term& term) { return is_call(term, Op::part) && term.unit == Unit::year; }

    // What the left side is compared with: months and days of the week by their names.
    std::string value_of(const Term& term, std::size_t index) {
        const auto &left = *term.args[0], &value = *term.args[index];
        if (is_call(left, Op::part) && value.kind == Term::Kind::number) {
            const int number = whole_number(value.text);
            const auto named = left.unit == Unit::month     ? month_name(number)
                               : left.unit == Unit::weekday ? weekday_name(number)
                                                            : std::string_view();
            if (!named.empty()) return std::string(named);
        }
        return the(value);
    }

    std::string comparison(const Term& term) {
        const auto &left = *term.args[0], &right = *term.args[1];
        if (is_same_column(left, right)) return fmt::format("the {} is the same", schema_.readable(column_of(left)));
        if (right.kind == Term::Kind::moment)
            return fmt::format("{} is {}", the(left), say_compared(term.op, right.moment));
        if (year_of(left) && right.kind == Term::Kind::number)
            return fmt::format("{} is {}", the(*left.args[0]), in_year(term.op, right.text));
        const auto word = compared(term.op);
        return fmt::format("{} is {}{}{}", the(left), word, word.empty() ? "" : " ",
                           right.kind == Term::Kind::scalar ? tell(*right.query) : value_of(term, 1));
    }

    std::string text_test(const Term& term) {
        static constexpr std::array<std::pair<Op, std::string_view>, 8> words{{{Op::same_text, "is"},
                                                                               {Op::other_text, "is not"},
                                                                               {Op::contains, "contains"},
                                                                               {Op::starts, "starts with"},
                                                                               {Op::ends, "ends with"},
                                                                               {Op::not_contains, "does not contain"},
                                                                               {Op::like, "is like"},
                                                                               {Op::matches, "is like"}}};
        const auto* found = std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.first == term.op; });
        return fmt::format("{} {} {}", the(*term.args[0]), found == words.end() ? "is" : found->second,
                           value_of(term, 1));
    }

    const SchemaIndex& schema_;
    Scopes scopes_;
};

}  // namespace

std::string to_english(const Query& query, const SchemaIndex& schema) { return Narrator(schema).tell(query); }

}  // namespace pf::compiler::print
