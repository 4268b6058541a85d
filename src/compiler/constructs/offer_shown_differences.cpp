// Differences of two columns of a row: "days from order date to delivery date".
#include <algorithm>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

// Whether the mention says the whole name: "date" of "date funded" does not.
bool says_whole_name(const OptionBuilder& b, const ColumnMention& mention) {
    for (const auto& name : b.schema().words_of(mention.column))
        if (mention.end < b.size() && name.stem == b.token(mention.end).stem) return false;
    return std::none_of(b.columns().begin(), b.columns().end(), [&](const ColumnMention& other) {
        return other.column == mention.column && other.begin == mention.begin && other.end > mention.end;
    });
}

// "A and B", "A to B" behind the opening, of one table.
bool are_joined(const OptionBuilder& b, int opening, const ColumnMention& first, const ColumnMention& second) {
    return first.begin > opening && first.begin - opening <= 5 && second.begin >= first.end &&
           second.begin - first.end <= 5 && first.column != second.column &&
           first.column.table == second.column.table &&
           b.any_is(first.end, second.begin, WordClass::and_, WordClass::to, WordClass::until) &&
           says_whole_name(b, first) && says_whole_name(b, second);
}

Expression expression_said(const OptionBuilder& b, int at) {
    const auto unit = value_of(b.word(at), WordClass::time_between);
    if (unit == "year") return Expression::years_between;
    if (unit == "month") return Expression::months_between;
    if (unit == "day") return Expression::days_between;
    return b.is(at, WordClass::difference_noun) ? Expression::difference : Expression::column;
}

void offer_difference(OptionBuilder& b, int cue, int opening, Expression expression) {
    const auto has_difference = [&](const ColumnMention& mention) {
        const auto& traits = b.traits(mention.column);
        return expression == Expression::difference ? traits.number_type : traits.temporal;
    };
    int made = 0;
    for (const auto& first : b.columns()) {
        if (!has_difference(first)) continue;
        for (const auto& second : b.columns()) {
            if (made >= 6 || !has_difference(second) || !are_joined(b, opening, first, second)) continue;
            auto option = computed(cue, second.end);
            option.column = first.column;
            option.other = second.column;
            option.expression = expression;
            option.link = std::min(first.link, second.link);
            b.add(option);
            ++made;
        }
    }
}

}  // namespace

void offer_differences(OptionBuilder& b) {
    for (int i = 0; i < b.size(); ++i) {
        const auto expression = expression_said(b, i);
        if (expression == Expression::column) continue;
        const int opening = b.find(i + 1, i + 5, WordClass::between, WordClass::from);
        if (opening < 0) continue;
        offer_difference(b, i, opening, expression);
    }
}

}  // namespace pf::compiler::constructs
