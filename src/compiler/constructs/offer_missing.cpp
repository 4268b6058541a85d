// Missing values: "orgs without a country", "where the country is missing".
#include <algorithm>

#include "compiler/column_contents.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr float surely_named = 0.6F, named_by_half = 0.45F;

// Where empty texts stand for no value, both readings: that nothing is there, which comes first, or an empty text
// either.
void add_missing(OptionBuilder& b, Option option, bool missing) {
    const bool either = has_empty_texts(b.schema(), option.column);
    option.op = missing ? Op::is_null : Op::not_null;
    b.add(option);
    if (!either) return;
    option.op = missing ? Op::eq : Op::ne;
    option.link *= 0.8F;
    b.add(std::move(option));
}

// "missing", "empty" said near the column.
void offer_said_missing(OptionBuilder& b, const TokenSet& said, int last, Option option) {
    TokenSet negation;
    const bool missing = !negated_before(b.tokens(), last, 3, negation);
    option.cue = last;
    option.covers |= said | negation;
    add_missing(b, std::move(option), missing);
}

// "with a fax", "who have a phone": right before the column. "With a salary above 5" says more of it.
bool is_held(const OptionBuilder& b, const ColumnMention& mention) {
    const int next = mention.end;
    const bool goes_on = next < b.size() && !b.token(next).comma_before && !b.token(next).stop_before &&
                         (b.token(next).number || b.is_quoted(next) || b.is_capital(next) ||
                          b.is(next, WordClass::of, WordClass::is, WordClass::than, WordClass::at) ||
                          b.is(next, WordClass::above_number, WordClass::below_number, WordClass::range_opening) ||
                          b.is(next, WordClass::begin_verb, WordClass::end_verb, WordClass::contain_verb) ||
                          b.is(next, WordClass::equality, WordClass::equating));
    return !goes_on && b.is(mention.begin - 1, WordClass::a, WordClass::an, WordClass::any) &&
           b.is(mention.begin - 2, WordClass::holding_verb);
}

// "whose fax is known"
int known_behind(const OptionBuilder& b, const ColumnMention& mention) {
    const int is_at = mention.end;
    if (!b.is(is_at, WordClass::is, WordClass::are, WordClass::was)) return -1;
    return b.is(is_at + 1, WordClass::known_value) ? is_at + 1 : -1;
}

// "waiting for a decision": right before the column.
int awaiting_before(const OptionBuilder& b, const ColumnMention& mention) {
    int at = mention.begin - 1;
    while (at > mention.begin - 4 && is_stop_word(b.word(at))) --at;
    return b.is(at, WordClass::awaiting_word) ? at : -1;
}

bool may_be_missing(const OptionBuilder& b, ColumnId id) {
    return b.schema().column(id).nullable || has_empty_texts(b.schema(), id);
}

// "assessments with a penalty": of an amount, more than nothing.
void offer_amount_held(OptionBuilder& b, const ColumnMention& mention, Option option) {
    option.role = Role::number;
    option.op = Op::gt;
    option.value = "0";
    option.number_literal = true;
    option.cue = mention.begin - 2;
    option.untaught = true;
    b.add(std::move(option));
}

// A value that is there is what is asked for.
void offer_present(OptionBuilder& b, const ColumnMention& mention, Option option) {
    const auto& traits = b.traits(mention.column);
    if (traits.number_type && !traits.key && !traits.flag && mention.link > named_by_half && is_held(b, mention))
        offer_amount_held(b, mention, option);
    const int known = known_behind(b, mention);
    if ((known < 0 && !is_held(b, mention)) || !may_be_missing(b, mention.column)) return;
    if (known >= 0) mark(option.covers, known);
    option.cue = known >= 0 ? known : mention.begin - 2;
    add_missing(b, std::move(option), false);
}

constexpr float listed_link = 0.7F;

// Whether two columns are said one after the other, with "or", "nor", "and" and little else between.
bool follows(const OptionBuilder& b, const ColumnMention& first, const ColumnMention& next) {
    if (next.begin <= first.end || next.begin - first.end > 3 || first.column.table != next.column.table) return false;
    if (b.is(next.end, WordClass::above_number, WordClass::below_number, WordClass::over, WordClass::under))
        return false;  // "or a delay over 15 minutes"
    for (int at = first.end; at < next.begin; ++at)
        if (!b.is(at, WordClass::or_, WordClass::nor, WordClass::and_, WordClass::a, WordClass::an, WordClass::by) &&
            !b.is(at, WordClass::the))
            return false;
    return true;
}

// "without email or mobile", "neither by email nor by phone": the words that deny all of the list that the mention is
// in; none where it is in none.
TokenSet missing_list(const OptionBuilder& b, const ColumnMention& mention) {
    for (const auto& other : b.columns()) {
        if (other.column == mention.column) continue;
        const bool later = follows(b, other, mention);
        if (!later && !follows(b, mention, other)) continue;
        TokenSet negation;
        const auto& first = later ? other : mention;
        if (negated_before(b.tokens(), first.begin, 3, negation)) return negation;
    }
    return {};
}

}  // namespace

void offer_missing(OptionBuilder& b) {
    for (const auto& mention : b.columns()) {
        Option option;
        option.role = Role::null_test;
        option.begin = mention.begin;
        option.end = mention.end;
        option.column = mention.column;
        option.link = mention.link;
        option.rivals = mention.rivals;
        option.covers = mention.tokens;
        TokenSet said;
        int last = -1;
        for (int k = std::max(0, mention.begin - 5); k < mention.end + 5; ++k)
            if (b.is(k, WordClass::missing_value)) mark(said, last = k);
        TokenSet negation;
        const auto of_list = missing_list(b, mention);
        if (of_list.any() && may_be_missing(b, mention.column)) {
            auto listed = option;
            listed.shared |= of_list;
            listed.cue = first_of(of_list);
            listed.link = listed_link * mention.link;
            listed.untaught = true;
            add_missing(b, std::move(listed), true);
        }
        if (last >= 0) {
            offer_said_missing(b, said, last, option);
        } else if (negated_before(b.tokens(), mention.begin, 4, negation) && may_be_missing(b, mention.column)) {
            option.covers |= negation;
            option.cue = first_of(negation);
            add_missing(b, std::move(option), true);
        } else if (const int awaiting = awaiting_before(b, mention);
                   awaiting >= 0 && mention.link > surely_named && may_be_missing(b, mention.column)) {
            mark(option.covers, option.cue = awaiting);
            add_missing(b, std::move(option), true);
        } else {
            offer_present(b, mention, std::move(option));
        }
    }
}

}  // namespace pf::compiler::constructs
