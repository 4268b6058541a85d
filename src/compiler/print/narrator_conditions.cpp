#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/plan/terms.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/moments_said.hpp"
#include "compiler/print/narrator.hpp"
#include "compiler/word_class.hpp"
#include "compiler/words.hpp"

namespace pf::compiler::print {
namespace {

using namespace plan;

bool year_of(const Term& term) { return is_call(term, Op::part) && term.unit == Unit::year; }

// Of two rows of one table.
bool is_same_column(const Term& left, const Term& right) {
    return left.kind == Term::Kind::column && right.kind == Term::Kind::column && left.source.table >= 0 &&
           left.source.table == right.source.table && left.column == right.column && left.source != right.source;
}

}  // namespace

// Several joined by "or" are told from those joined by "and".
std::string Narrator::conditions(TermSpan list, std::string_view opening) {
    if (list.empty()) return "";
    std::string made(opening);
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i) made += " and ";
        const bool alternatives = list.size() > 1 && is_call(*list[i], Op::any_of);
        const auto said = condition(*list[i]);
        made += !alternatives ? said : telling_ == Telling::exact ? "(" + said + ")" : "either " + said;
    }
    return made;
}

std::string Narrator::either(const Term& term) {
    if (telling_ == Telling::idioms)
        if (const auto values = values_of_one(term); !values.empty()) return values;
    std::string made;
    for (const auto* part : term.args) {
        if (!made.empty()) made += " or ";
        const bool all = is_call(*part, Op::all_of);
        const auto said = condition(*part);
        made += !all ? said : telling_ == Telling::exact ? "(" + said + ")" : "both " + said;
    }
    return made;
}

// "the role is “CEO” or “CTO”": one thing that may have any of some values; empty for any other alternatives.
std::string Narrator::values_of_one(const Term& term) {
    std::vector<std::string> values;
    const auto& first = *term.args[0];
    for (const auto* part : term.args) {
        const bool equals = is_call(*part, Op::eq) || is_call(*part, Op::same_text);
        if (!equals || part->op != first.op || !same(*part->args[0], *first.args[0]) ||
            part->args[1]->kind != Term::Kind::text)
            return "";
        values.push_back(value_of(*part, 1));
    }
    return fmt::format("{} is {}", the(*first.args[0]), listed(values, "or"));
}

std::string Narrator::the(const Term& term) {
    const auto said = name(term);
    const bool bare = term.kind == Term::Kind::number || term.kind == Term::Kind::text ||
                      term.kind == Term::Kind::moment || term.kind == Term::Kind::null ||
                      term.kind == Term::Kind::truth;
    // "published on is in 2025"
    const auto last = std::string_view(said).substr(said.rfind(' ') + 1);
    const bool article = !is(last, WordClass::on) && !is(last, WordClass::at) && !is(last, WordClass::by);
    return bare || !article ? said : with_the(said);
}

// With commas from five digits on, unless it is a key or a number that names.
std::string Narrator::number_of_things(const Term& left, std::string_view digits) const {
    constexpr std::size_t shortest = 5, group = 3;
    std::string made(digits);
    const bool whole = made.find_first_not_of("0123456789") == std::string::npos;
    const bool named = left.kind == Term::Kind::column && left.source.table >= 0 &&
                       schema_.traits({left.source.table, left.column}).id_name;
    if (telling_ == Telling::exact || !whole || named || made.size() < shortest) return made;
    for (auto at = made.size(); at > group; at -= group) made.insert(at - group, ",");
    return made;
}

std::string Narrator::among(const Query& query) {
    const auto said = with_the(tell(query));
    return said.find(", ") == std::string::npos ? said : "(" + said + ")";
}

// Of a subquery that is asked only whether it has rows.
std::string Narrator::rows_found(const Query& query) {
    if (!query.select.empty() && query.operation == SetOperation::none && query.group.empty() && !query.from.empty() &&
        telling_ == Telling::idioms && !has_aggregate(query)) {
        auto rows = query;
        rows.select.clear();
        return tell(rows);
    }
    return tell(query);
}

std::string Narrator::condition(const Term& term) {
    switch (term.kind) {
        case Term::Kind::exists:
            return fmt::format("there {} {}", term.negated ? "are no" : "are", rows_found(*term.query));
        case Term::Kind::within:
            return fmt::format("{} is {}among {}", the(*term.args[0]), term.negated ? "not " : "", among(*term.query));
        case Term::Kind::quantified:
            return fmt::format("{} is {} {} of {}", the(*term.args[0]), compared(term.op),
                               term.distinct ? "every one" : "one", with_the(tell(*term.query)));
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
std::string Narrator::property(const Term& term, bool holds) {
    const ColumnId id{term.source.table, term.column};
    const auto* defined = term.kind == Term::Kind::column ? schema_.defined(id) : nullptr;
    if (!defined || defined->kind != model::Definition::Kind::filter)
        return the(term) + (holds ? " is true" : " is false");
    return fmt::format("the {} is {}{}", schema_.readable({id.table, -1}), holds ? "" : "not ", schema_.readable(id));
}

std::string Narrator::negation(const Term& inner) {
    if (is_call(inner, Op::is_true)) return property(*inner.args[0], false);
    const bool several = is_call(inner, Op::any_of) || is_call(inner, Op::all_of);
    return fmt::format("it is not so that {}{}{}", several ? "(" : "", condition(inner), several ? ")" : "");
}

std::string Narrator::during(const Term& term) {
    const auto &from = *term.args[1], &until = *term.args[2];
    if (telling_ == Telling::idioms && from.kind == Term::Kind::moment && until.kind == Term::Kind::moment)
        return fmt::format("{} is {}", the(*term.args[0]), say_during(from.moment, until.moment));
    return fmt::format("{} is {} or later and before {}", the(*term.args[0]), name(from), name(until));
}

std::string Narrator::between(const Term& term) {
    const auto& left = *term.args[0];
    return fmt::format("{} is between {} and {}",
                       year_of(left) && telling_ == Telling::idioms ? the(*left.args[0]) : the(left), value_of(term, 1),
                       value_of(term, 2));
}

std::string Narrator::one_of(const Term& term) {
    std::vector<std::string> said;
    for (std::size_t i = 1; i < term.args.size(); ++i) said.push_back(value_of(term, i));
    return fmt::format("{} is {}{}", the(*term.args[0]), term.op == Op::one_of ? "" : "not ", listed(said, "or"));
}

// What the left side is compared with: months and days of the week by their names.
std::string Narrator::value_of(const Term& term, std::size_t index) {
    const auto &left = *term.args[0], &value = *term.args[index];
    if (is_call(left, Op::part) && value.kind == Term::Kind::number) {
        const int number = whole_number(value.text);
        const auto named = left.unit == Unit::month     ? month_name(number)
                           : left.unit == Unit::weekday ? weekday_name(number)
                                                        : std::string_view();
        if (!named.empty()) return std::string(named);
    }
    return value.kind == Term::Kind::number ? number_of_things(left, value.text) : the(value);
}

std::string Narrator::comparison(const Term& term) {
    const auto &left = *term.args[0], &right = *term.args[1];
    if (telling_ == Telling::idioms && right.kind == Term::Kind::moment)
        return fmt::format("{} is {}", the(left), say_compared(term.op, right.moment));
    if (telling_ == Telling::idioms && year_of(left) && right.kind == Term::Kind::number)
        return fmt::format("{} is {}", the(*left.args[0]), in_year(term.op, right.text));
    if (telling_ == Telling::idioms && term.op == Op::eq && is_same_of_outer(left, right))
        return fmt::format("{} is the same", the(left));
    if (telling_ == Telling::idioms && term.op == Op::eq && is_same_column(left, right))
        return fmt::format("the {} is the same", schema_.readable({left.source.table, left.column}));
    const auto word = compared(term.op);
    return fmt::format("{} is {}{}{}", the(left), word, word.empty() ? "" : " ", value_of(term, 1));
}

// Two rows of one table, this query's and one of a query further out.
bool Narrator::is_same_of_outer(const Term& left, const Term& right) const {
    const bool columns = left.kind == Term::Kind::column && right.kind == Term::Kind::column;
    return columns && left.source.table == right.source.table && left.source.table >= 0 &&
           left.column == right.column && !place_of(left.source).outside && place_of(right.source).outside;
}

std::string Narrator::text_test(const Term& term) {
    static constexpr std::array<std::pair<Op, std::string_view>, 8> words{{{Op::same_text, "is"},
                                                                           {Op::other_text, "is not"},
                                                                           {Op::contains, "contains"},
                                                                           {Op::starts, "starts with"},
                                                                           {Op::ends, "ends with"},
                                                                           {Op::not_contains, "does not contain"},
                                                                           {Op::like, "is like"},
                                                                           {Op::matches, "is like"}}};
    const auto* found = std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.first == term.op; });
    const bool any_case = term.op == Op::same_text || term.op == Op::other_text || term.op == Op::matches;
    return fmt::format("{} {} {}{}", the(*term.args[0]), found == words.end() ? "is" : found->second, value_of(term, 1),
                       telling_ == Telling::exact && any_case ? " in any case of letters" : "");
}

}  // namespace pf::compiler::print
