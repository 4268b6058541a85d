// Two columns of a row compared: "whose savings balance is lower than the checking balance".
#include <algorithm>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

struct Comparison {
    int opening = 0;  // "lower"
    int at = 0;       // behind "than"
    Comparator comparator;
};

// The left column stands right before the comparison, or inside it: "a higher checking balance than …".
bool is_left(const ColumnMention& mention, const Comparison& comparison) {
    if (mention.link < 0.4F) return false;
    const bool inside =
        mention.begin > comparison.opening && mention.end < comparison.at && mention.begin - comparison.opening <= 3;
    return inside || (mention.end <= comparison.opening && comparison.opening - mention.end <= 3);
}

bool is_right(const ColumnMention& mention, const Comparison& comparison) {
    return mention.link >= 0.4F && mention.begin >= comparison.at && mention.begin - comparison.at <= 4;
}

bool are_comparable(const ColumnTraits& one, const ColumnTraits& other) {
    return (one.number_type && other.number_type) || (one.temporal && other.temporal);
}

Option compared(const Comparison& comparison, const ColumnMention& left, const ColumnMention& right) {
    Option option;
    option.role = Role::compare;
    option.begin = comparison.opening;
    option.end = comparison.at;
    option.cue = comparison.at - 1;
    option.operand = left.begin;
    option.column = left.column;
    option.other = right.column;
    option.op = comparison.comparator.op;
    option.covers = comparison.comparator.tokens | left.tokens | right.tokens;
    option.shared = left.table_tokens | right.table_tokens;
    option.link = std::min(left.link, right.link);
    option.how = 1;
    return option;
}

void offer_pairs(OptionBuilder& b, const Comparison& comparison) {
    int made = 0;
    for (const auto& left : b.columns()) {
        if (!is_left(left, comparison)) continue;
        for (const auto& right : b.columns()) {
            if (made >= 9 || !is_right(right, comparison) || left.column == right.column ||
                !are_comparable(b.traits(left.column), b.traits(right.column)))
                continue;
            b.add(compared(comparison, left, right));
            ++made;
        }
    }
}

}  // namespace

void offer_compared_columns(OptionBuilder& b) {
    for (int i = 1; i < b.size(); ++i) {
        if (!b.is(i - 1, WordClass::than)) continue;
        const auto comparator = comparator_at(b.tokens(), i, i + 1);
        if (comparator.said && comparator.op != Op::eq && comparator.op != Op::ne)
            offer_pairs(b, {first_of(comparator.tokens), i, comparator});
    }
}

}  // namespace pf::compiler::constructs
