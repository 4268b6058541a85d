// Figures that go from one row to the next: "running total of sales by month", "month over month change in orders",
// "growth per year".
#include <algorithm>

#include "compiler/amounts.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

using plan::Windowed;

Option window_at(int begin, int end, Windowed windowed) {
    Option option;
    option.role = Role::window;
    option.windowed = windowed;
    option.begin = begin;
    option.end = end;
    option.cue = begin;
    option.covers = tokens_in(begin, end);
    option.link = 1;
    return option;
}

bool has_aggregate_cue(const OptionBuilder& b, int mention) {
    return !aggregate_cues_before(b, mention).empty() ||
           b.any_is(std::max(0, mention - 3), mention, WordClass::many, WordClass::count_noun);
}

// "payments": what they add up to, where the table has few amounts. An episode's number is none.
void offer_sums_of_rows(OptionBuilder& b, const TableMention& mention, int cue) {
    std::vector<ColumnId> measures;
    for (int c = 0; c < b.schema().own_columns(mention.table); ++c) {
        const ColumnId id{mention.table, c};
        if (is_named_by(b.schema(), id, WordClass::money_name) || is_named_by(b.schema(), id, WordClass::quantity_name))
            measures.push_back(id);
    }
    if (measures.size() > 3) return;
    for (const auto& measure : measures) {
        auto sum = about_rows(said_at(mention.begin, mention.end, cue), mention, told_by_per);
        sum.role = Role::select;
        sum.aggregate = Summary::sum;
        sum.column = measure;
        sum.link *= 0.7F;
        b.add(sum);
    }
}

// What is followed, where no word says how it is computed: rows are counted, measures added up.
void offer_followed(OptionBuilder& b, int cue) {
    for (const auto& mention : b.tables()) {
        if (mention.link < 0.5F || has_aggregate_cue(b, mention.begin)) continue;
        auto count = said_at(mention.begin, mention.end, cue);
        count.role = Role::count;
        b.add(about_rows(count, mention, told_by_per));
        offer_sums_of_rows(b, mention, cue);
    }
    for (const auto& mention : b.columns()) {
        const auto& traits = b.traits(mention.column);
        if (!traits.number || traits.key || traits.date_like || mention.link < 0.5F || mention.begin == cue ||
            b.is(mention.begin, WordClass::sum_noun, WordClass::count_noun, WordClass::altogether) ||
            aggregate_cue(b.word(mention.begin)) != Summary::none)
            continue;
        auto sum = about(said_at(mention.begin, mention.end, cue), mention, told_by_per);
        sum.role = Role::select;
        sum.aggregate = Summary::sum;
        sum.covers = mention.tokens;
        sum.shared = mention.table_tokens;
        b.add(sum);
    }
}

// "over time": by the date of the rows.
void offer_over_time(OptionBuilder& b) {
    for (int at = 1; at < b.size(); ++at) {
        if (!b.is(at, WordClass::time) || !b.is(at - 1, WordClass::over)) continue;
        for (const int table : tables_at_hand(b))
            for (int c = 0; c < b.schema().own_columns(table); ++c) {
                if (!b.traits({table, c}).temporal) continue;
                auto option = said_at(at - 1, at + 1, at);
                option.role = Role::select;
                option.column = {table, c};
                option.how = 4;
                option.covers = tokens_in(at - 1, at + 1);
                option.link = date_of_row(b.schema(), option.column);
                b.add(option);
            }
    }
}

bool is_unit(const OptionBuilder& b, int at) { return !value_of(b.word(at), WordClass::date_part).empty(); }

// "running total of": the noun belongs to it, or asks for the sum.
bool offer_running(OptionBuilder& b, int at) {
    const bool total = aggregate_cue(b.word(at + 1)) == Summary::sum ||
                       b.is(at + 1, WordClass::sum_noun, WordClass::count_noun, WordClass::altogether);
    // "contracts running on 1 May" last; "running time" is a length
    if (!b.is(at, WordClass::running_word) || b.is(at + 1, WordClass::time) ||
        (!total && b.is(at, WordClass::lasting_verb)))
        return false;
    b.add(window_at(at, at + 1, Windowed::running));
    if (total) b.add(window_at(at, at + 2, Windowed::running));
    offer_followed(b, at);
    return true;
}

// "month over month", "from year to year", "from one month to the next", "compared with the previous month": the token
// of its first unit, and of what stands round it. -1 where nothing does.
struct Periods {
    int unit = -1;
    TokenSet around;
};

Periods periods_at(const OptionBuilder& b, int at) {
    if (!is_unit(b, at)) return {};
    Periods made{at, {}};
    const auto unit = value_of(b.word(at), WordClass::date_part);
    if (b.is(at + 1, WordClass::between_periods) && value_of(b.word(at + 2), WordClass::date_part) == unit) {
        made.around = tokens_in(at + 1, at + 3);
        if (b.is(at - 1, WordClass::from)) mark(made.around, at - 1);
        return made;
    }
    const int next = b.is(at + 2, WordClass::the) ? at + 3 : at + 2;
    if (b.is(at + 1, WordClass::to) && b.is(next, WordClass::next_word)) {
        made.around = tokens_in(at + 1, next + 1);
        for (int k = at - 1; k >= std::max(0, at - 2); --k)
            if (b.is(k, WordClass::from) || b.word(k) == "one") mark(made.around, k);
        return made;
    }
    return {};
}

// "the change to the month before", "than in the previous month"
TokenSet month_before(const OptionBuilder& b) {
    for (int at = 1; at < b.size(); ++at) {
        if (!is_unit(b, at) || b.is(at - 1, WordClass::per, WordClass::each, WordClass::every, WordClass::by)) continue;
        if (b.is(at - 1, WordClass::previous_word)) return tokens_in(at - 1, at + 1);
        if (b.is(at + 1, WordClass::previous_word) && b.is(at - 1, WordClass::the)) return tokens_in(at, at + 2);
    }
    return {};
}

bool names_more(const OptionBuilder& b, int at) {
    const auto in_name = [at](const auto& mention) { return mention.link >= 0.6F && has(mention.tokens, at); };
    return std::any_of(b.columns().begin(), b.columns().end(), in_name) ||
           std::any_of(b.tables().begin(), b.tables().end(), in_name) ||
           std::any_of(b.values().begin(), b.values().end(),
                       [at](const ValueMention& value) { return value.begin <= at && at < value.end; });
}

// "growth of", "change per": never a value of the data ("growth companies").
bool says_of_what(const OptionBuilder& b, int at) {
    return at + 1 == b.size() || b.is(at + 1, WordClass::of, WordClass::in, WordClass::per, WordClass::by);
}

// The first word of change that is no name's.
int change_word(const OptionBuilder& b) {
    for (int at = 0; at < b.size(); ++at)
        if (b.is(at, WordClass::change_word) && (says_of_what(b, at) || !names_more(b, at))) return at;
    return -1;
}

bool groups_by_unit(const OptionBuilder& b) {
    for (int at = 1; at < b.size(); ++at)
        if (b.is(at, WordClass::bucket_adjective) ||
            (is_unit(b, at) && b.is(at - 1, WordClass::per, WordClass::each, WordClass::every, WordClass::by)))
            return true;
    return false;
}

void offer_change(OptionBuilder& b, TokenSet said, int word) {
    if (word >= 0) mark(said, word);
    const bool growth = word >= 0 && b.is(word, WordClass::growth_word);
    TokenSet percent;
    for (int at = 0; at < b.size(); ++at)
        if (b.is(at, WordClass::share_noun)) {
            mark(percent, at);
            if (b.is(at - 1, WordClass::in)) mark(percent, at - 1);
        }
    auto option =
        window_at(first_of(said), first_of(said) + 1, growth || percent.any() ? Windowed::growth : Windowed::change);
    option.covers = said | percent;
    b.add(option);
}

void offer_changes(OptionBuilder& b) {
    const int word = change_word(b);
    for (int at = 0; at < b.size(); ++at) {
        const auto periods = periods_at(b, at);
        if (periods.unit < 0) continue;
        offer_date_part(b, at, at);
        offer_change(b, periods.around, word);
        offer_followed(b, at);
        return;
    }
    const auto before = month_before(b);
    if (word < 0 || (before.none() && !groups_by_unit(b))) return;
    offer_change(b, before, word);
    offer_followed(b, word);
}

}  // namespace

void offer_windows(OptionBuilder& b) {
    offer_over_time(b);
    for (int at = 0; at < b.size(); ++at)
        if (offer_running(b, at)) return;
    offer_changes(b);
}

}  // namespace pf::compiler::constructs
