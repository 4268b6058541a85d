// Two dates of a row: one before or after the other ("settled before they were made", "finished after the due date"),
// or a day that lies between them ("policies in force on 1 September").
#include <algorithm>

#include "compiler/column_contents.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr int reach = 6;
constexpr std::size_t most = 6;

bool opens_span(const OptionBuilder& b, int at) {
    return std::any_of(b.spans().begin(), b.spans().end(), [at](const TimeSpan& span) { return has(span.tokens, at); });
}

void offer_pairs_at(OptionBuilder& b, int at, bool before) {
    Offered<std::pair<ColumnId, ColumnId>> offered;
    TokenSet negation;  // "not finished before": then or later
    const bool negated = negated_before(b.tokens(), at, reach, negation);
    for (const auto& left : dates_said(b, at - reach, at))
        for (const auto& right : dates_said(b, at + 1, at + 1 + reach)) {
            if (left.column == right.column || (left.tokens.any() && b.stop_between(first_of(left.tokens), at)) ||
                !offered.takes({left.column, right.column}, most))
                continue;
            Option option;
            option.role = Role::date;
            option.begin = option.cue = at;
            option.end = at + 1;
            option.column = left.column;
            option.other = right.column;
            option.op = before ? (negated ? Op::ge : Op::lt) : negated ? Op::le : Op::gt;
            option.covers = tokens_in(at, at + 1) | negation;
            option.shared = left.tokens | right.tokens;
            option.how = 3;
            option.link = std::min(left.link, right.link);
            if (left.column.table != right.column.table) option.link *= 0.8F;
            b.add(option);
        }
}

// A single day.
bool is_day(const TimeSpan& span) {
    if (!span.lower || !span.upper) return false;
    auto next = *span.lower;
    if (next == plan::Moment{} || next.base == plan::Moment::Base::date || next.shift_unit == plan::Unit::day)
        return span.upper->shift_unit == plan::Unit::day;
    return false;
}

void offer_within(OptionBuilder& b, const TimeSpan& span, const std::vector<Lasting>& pairs) {
    int cue = -1;
    for (int at = std::max(0, span.begin - 5); at < span.begin; ++at)
        if (b.is(at, WordClass::in_force_word)) cue = at;
    TokenSet negation;
    if ((cue < 0 && !is_day(span)) || negated_before(b.tokens(), span.begin, reach, negation)) return;
    for (const auto& pair : pairs) {
        // "cake orders for tomorrow": what is ordered today and fetched next week is no period that goes on tomorrow
        if (cue < 0 && !has_name_word(b.schema(), pair.until, WordClass::validity_end)) continue;
        Option option;
        option.role = Role::date;
        option.begin = span.begin;
        option.end = span.end;
        option.cue = cue;
        option.column = pair.from;
        option.other = pair.until;
        option.from = span.lower;
        option.until = span.upper;
        option.covers = span.tokens;
        option.how = 3;
        option.link = (cue < 0 ? 0.3F : 1.F) * pair.link;
        if (cue >= 0 && !b.is_value(cue) && !b.names_column(cue)) mark(option.shared, cue);
        b.add(option);
    }
}

}  // namespace

void offer_compared_dates(OptionBuilder& b) {
    for (int at = 1; at + 1 < b.size(); ++at)
        if (b.is(at, WordClass::before, WordClass::after) && !opens_span(b, at))
            offer_pairs_at(b, at, b.is(at, WordClass::before));
    if (b.spans().empty()) return;
    const auto pairs = lasting(b);
    for (const auto& span : b.spans())
        if (span.lower && span.upper) offer_within(b, span, pairs);
}

}  // namespace pf::compiler::constructs
