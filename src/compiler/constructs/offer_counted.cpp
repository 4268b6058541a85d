// Counts: "how many orgs", "the number of different stages".
#include <algorithm>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

bool asks_for_count(const OptionBuilder& b, int at) {
    if (b.is(at, WordClass::many, WordClass::often)) return b.is(at - 1, WordClass::how);
    if (b.is(at, WordClass::sum_noun)) return b.is(at + 1, WordClass::of) || at + 1 == b.size();
    return b.is(at, WordClass::count_noun);
}

struct Asked {
    int at = 0;
    bool distinct = false;
    Option option;
};

Asked asked_at(const OptionBuilder& b, int at) {
    Asked asked{.at = at, .option = {}};
    auto& option = asked.option;
    option.role = Role::count;
    option.cue = at;
    option.begin = b.is(at, WordClass::many, WordClass::often) ? at - 1 : at;
    option.end = at + 1;
    option.covers = tokens_in(option.begin, option.end);
    for (int k = std::max(0, at - 2); k < at; ++k)
        if (b.is(k, WordClass::altogether)) mark(option.covers, k);
    for (int k = at + 1; k < at + 5; ++k)
        if (b.is(k, WordClass::different_word)) mark(option.covers, k), asked.distinct = true;
    return asked;
}

bool is_behind(const OptionBuilder& b, int at, int mention) {
    return mention > at && mention - at <= 5 && !b.stop_between(at, mention);
}

// The different rows: by their key, else by what names them.
void offer_distinct_rows(OptionBuilder& b, Option option) {
    const auto& naming = b.schema().naming_columns(option.column.table);
    const int key = b.schema().key_column(option.column.table);
    if (key < 0 && naming.empty()) return;
    option.distinct = true;
    option.column.column = key >= 0 ? key : naming[0];
    b.add(option);
}

// Returns whether a table is said behind the cue.
bool offer_rows_of(OptionBuilder& b, const Asked& asked) {
    bool found = false;
    for (const auto& mention : b.tables()) {
        if (!is_behind(b, asked.at, mention.begin) || mention.link < 0.3F) continue;
        const auto rows = about_rows(asked.option, mention, 1);
        b.add(rows);
        if (asked.distinct) offer_distinct_rows(b, rows);
        found = true;
    }
    return found;
}

void offer_values_of(OptionBuilder& b, const Asked& asked) {
    for (const auto& mention : b.columns()) {
        if (!is_behind(b, asked.at, mention.begin) || mention.link < 0.4F) continue;
        // "how many patterns per kind" does not count kinds
        if (b.any_is(asked.at + 1, mention.begin, WordClass::beyond_counted)) continue;
        auto values = about(asked.option, mention, 1);
        values.distinct = true;
        values.covers |= mention.tokens;
        b.add(values);
        if (asked.distinct) continue;
        auto rows = values;  // "how many delegates": each row has one
        rows.distinct = false;
        rows.column.column = -1;
        b.add(rows);
        const auto& traits = b.traits(mention.column);
        if (!traits.number || traits.key) continue;
        auto sum = values;  // "how many games played": the column holds the numbers to be added
        sum.role = Role::select;
        sum.distinct = false;
        sum.aggregate = Summary::sum;
        b.add(sum);
    }
}

}  // namespace

void offer_counted(OptionBuilder& b) {
    for (int i = 0; i < b.size(); ++i) {
        if (!asks_for_count(b, i)) continue;
        auto asked = asked_at(b, i);
        const bool found = offer_rows_of(b, asked);
        offer_values_of(b, asked);
        asked.option.how = 4;
        asked.option.link = found ? 0.2F : 0.5F;
        b.add(asked.option);
    }
}

void offer_counts_of(OptionBuilder& b, const Option& counted, int at) {
    for (const auto& mention : b.tables())
        if (mention.begin > at && mention.begin - at <= 4)
            b.add(about_rows(counted, mention, counted.how == order_of_shown ? order_of_shown : 1));
    b.add(counted);
}

}  // namespace pf::compiler::constructs
