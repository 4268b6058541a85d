// What is told of each group without a word for it: "customers per city" are counted, "funding by country" is added up.
#include <algorithm>

#include "compiler/column_contents.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr int reach = 3;          // tokens from what is counted to "per"
constexpr int reach_of_time = 8;  // … to "by month": "patterns created this year by month"

// "the top 3 films by length": what they are ranked by.
bool is_ranked(const OptionBuilder& b, int by) {
    return std::any_of(b.superlatives().begin(), b.superlatives().end(),
                       [by](const Superlative& cue) { return cue.at < by; }) ||
           (b.is(by + 1, WordClass::row_number_noun, WordClass::count_noun) && !b.names_column(by + 1));
}

// The first of "per", "by", "each" soon behind a name; -1 when there is none.
int per_behind(const OptionBuilder& b, int end) {
    for (int at = end; at < std::min(b.size(), end + reach_of_time); ++at) {
        if (b.token(at).stop_before || is_ranked(b, at)) return -1;
        const bool of_time = b.is(at, WordClass::per, WordClass::by) && b.is(at + 1, WordClass::calendar_unit);
        if (at >= end + reach && !of_time) continue;
        if (b.is(at, WordClass::per, WordClass::by, WordClass::each, WordClass::every, WordClass::bucket_adjective))
            return at;
    }
    return -1;
}

void offer_rows_counted(OptionBuilder& b, const TableMention& mention) {
    int per = per_behind(b, mention.end);
    if (per < 0 && b.is(mention.begin - 1, WordClass::bucket_adjective)) per = mention.begin - 1;
    if (per < 0 || mention.link < 0.5F ||
        b.any_is(0, mention.begin, WordClass::many, WordClass::row_number_noun, WordClass::count_noun))
        return;  // the count is said
    auto count = said_at(mention.begin, mention.end, per);
    count.role = Role::count;
    b.add(about_rows(count, mention, told_by_per));
}

// "logins per day": the word that says which rows is a condition; what counts them is "per".
void offer_kind_counted(OptionBuilder& b, const KindMention& kind) {
    const int per = per_behind(b, kind.end);
    if (per < 0 || b.any_is(0, kind.begin, WordClass::many, WordClass::row_number_noun, WordClass::count_noun)) return;
    auto count = said_at(kind.begin, kind.end, per);
    count.role = Role::count;
    count.column = {kind.table, -1};
    count.how = told_by_per;
    count.link = kind.link;
    count.untaught = kind.unnamed;
    mark(count.covers, per);
    b.add(count);
}

void offer_measure(OptionBuilder& b, const ColumnMention& mention) {
    const auto& traits = b.traits(mention.column);
    const int per = per_behind(b, mention.end);
    if (per < 0 || !traits.number || traits.key || mention.link < 0.5F ||
        b.is(mention.begin, WordClass::row_number_noun, WordClass::count_noun) ||
        !aggregate_cues_before(b, mention.begin).empty())
        return;
    for (const auto summary : {Summary::sum, Summary::avg}) {
        auto made = about(said_at(mention.begin, mention.end, per), mention, told_by_per);
        made.role = Role::select;
        made.aggregate = summary;
        made.covers = mention.tokens;
        made.shared = mention.table_tokens;
        b.add(made);
    }
}

// "hires per month": rows by the date that the word names.
void offer_dated_counted(OptionBuilder& b, const ColumnMention& mention) {
    const int per = per_behind(b, mention.end);
    if (per < 0 || value_of(b.word(per + 1), WordClass::date_part).empty() || !is_moment(b.schema(), mention.column) ||
        !is_plural(b.token(mention.end - 1)) ||
        b.any_is(0, mention.begin, WordClass::many, WordClass::row_number_noun, WordClass::count_noun))
        return;
    auto count = said_at(mention.begin, mention.end, per);
    count.role = Role::count;
    count.column = {mention.column.table, -1};
    count.how = told_by_per;
    count.link = mention.link;
    count.covers = tokens_in(per, per + 1);
    count.shared = mention.tokens;
    b.add(count);
}

// "distinct visitors per month"
void offer_different(OptionBuilder& b, const ColumnMention& mention) {
    const int per = per_behind(b, mention.end);
    if (per < 0 || mention.link < 0.5F || !b.is(mention.begin - 1, WordClass::different_word) ||
        b.any_is(0, mention.begin, WordClass::many, WordClass::row_number_noun, WordClass::count_noun))
        return;
    auto count = about(said_at(mention.begin, mention.end, per), mention, told_by_per);
    count.role = Role::select;
    count.aggregate = Summary::count;
    count.distinct = true;
    count.covers = mention.tokens;
    count.shared = mention.table_tokens;
    mark(count.covers, mention.begin - 1);
    b.add(count);
}

}  // namespace

void offer_per(OptionBuilder& b) {
    for (const auto& mention : b.tables()) offer_rows_counted(b, mention);
    for (const auto& kind : b.kinds()) offer_kind_counted(b, kind);
    for (const auto& mention : b.columns()) {
        offer_measure(b, mention);
        offer_different(b, mention);
        offer_dated_counted(b, mention);
    }
}

}  // namespace pf::compiler::constructs
