// Columns compared with values: the conditions of WHERE, and which of them are alternatives.
#include <algorithm>
#include <array>

#include "compiler/constructs/constructs.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler::constructs {
namespace {

// "5 or more" is no alternative; "under 5 or more than 9" is.
bool is_part_of_comparison(int at, const Option& a, const Option& b, const Chosen& chosen) {
    constexpr std::array<std::string_view, 7> comparatives{"more",  "less",   "equal",  "fewer",
                                                           "above", "higher", "greater"};
    const auto next = chosen.word(at + 1);
    if (std::find(comparatives.begin(), comparatives.end(), next) == comparatives.end()) return false;
    const bool continued = chosen.word(at + 2) == "than" || b.begin == at + 2 || a.begin == at + 2;
    return !continued || next == "equal";
}

// "without email or mobile": neither is there.
bool missing_together(const Option& a, const Option& b) {
    return a.role == Role::null_test && b.role == Role::null_test && a.op == Op::is_null && b.op == Op::is_null &&
           (a.shared & b.shared).any();
}

bool or_between(const Option& a, const Option& b, const Chosen& chosen) {
    if (missing_together(a, b) || (a.op == Op::ne && b.op == Op::ne && a.column == b.column)) return false;
    for (int i = std::min(a.begin, b.begin); i < std::max(a.begin, b.begin); ++i)
        if (chosen.word(i) == "or" && !is_part_of_comparison(i, a, b, chosen)) return true;
    return false;
}

// "Germany, France or Norway": whether the condition at `at` is a further alternative of a list.
bool in_list(const Options& conditions, std::size_t at, const Chosen& chosen) {
    const auto alike = [&](std::size_t i) {
        return conditions[i]->column == conditions[at]->column && conditions[i]->role == Role::value &&
               conditions[i]->op == Op::eq;
    };
    if (!alike(at) || !alike(at - 1)) return false;
    const auto& tokens = chosen.analysis.sentence.tokens;
    const auto first = static_cast<std::size_t>(conditions[at]->covers._Find_first());
    if (first >= tokens.size() || !tokens[first].comma_before) return false;
    for (auto i = at; i + 1 < conditions.size() && alike(i + 1); ++i)
        if (or_between(*conditions[i], *conditions[i + 1], chosen)) return true;
    return false;
}

// "not in Germany, France or Norway": nothing but a list stands between the two.
bool lists_on(const Option& a, const Option& b, const Chosen& chosen) {
    const auto& tokens = chosen.analysis.sentence.tokens;
    for (int i = a.end; i < b.begin; ++i)
        if (!is_at(tokens, i, WordClass::or_, WordClass::and_, WordClass::nor, WordClass::in, WordClass::from,
                   WordClass::to, WordClass::the, WordClass::of))
            return false;
    return b.begin - a.end <= 3;
}

// How many of the conditions from `at` on are denied together: the first is, and what is listed behind it.
std::size_t denied_from(const Options& conditions, std::size_t at, const Chosen& chosen) {
    if (conditions[at]->role != Role::value || conditions[at]->op != Op::ne) return 0;
    auto end = at + 1;
    while (end < conditions.size() && conditions[end]->role == Role::value && conditions[end]->op == Op::eq &&
           conditions[end]->column == conditions[at]->column &&
           lists_on(*conditions[end - 1], *conditions[end], chosen))
        ++end;
    return end - at;
}

Condition denied(const Option& option, const TermWriter& write) {
    auto turned = option;
    turned.op = Op::ne;
    return write.condition(turned);
}

bool choose(Draft& draft) {
    const auto& chosen = draft.chosen;
    const auto& conditions = draft.conditions;
    auto& where = draft.where;
    for (std::size_t i = 0; i < conditions.size(); ++i) {
        if (const auto count = denied_from(conditions, i, chosen); count > 1) {
            for (const auto end = i + count; i < end; ++i) where.push_back(denied(*conditions[i], draft.write));
            --i;
            continue;
        }
        where.push_back(draft.write.condition(*conditions[i]));
        where.back().any_of =
            i > 0 && (or_between(*conditions[i - 1], *conditions[i], chosen) || in_list(conditions, i, chosen));
    }
    for (const auto* o : conditions)  // behind all others: pairs.cpp counts on the places of those
        if (o->role == Role::value && o->other.column >= 0) where.push_back(draft.write.second_part(*o));
    return true;
}

}  // namespace

const Construct compared{.name = "compared", .choose = choose};

}  // namespace pf::compiler::constructs
