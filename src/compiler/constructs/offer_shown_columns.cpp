// Columns that are shown, and aggregates of them: "the average age and salary", "the ages of the oldest and youngest".
#include <algorithm>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

using Cues = std::vector<std::pair<Summary, int>>;  // with their tokens

Option shown(const ColumnMention& mention) {
    Option option;
    option.role = Role::select;
    option.begin = mention.begin;
    option.end = mention.end;
    option.column = mention.column;
    option.covers = mention.tokens;
    option.shared = mention.table_tokens;
    option.link = mention.link;
    option.rivals = mention.rivals;
    option.how = mention.exact ? 0 : 1;
    return option;
}

// "the names of all students" who have a first and a last one.
void offer_both_names(OptionBuilder& b, const ColumnMention& mention) {
    const auto& naming = b.schema().naming_columns(mention.column.table);
    if (naming.size() != 2 || naming[0] != mention.column.column || mention.tokens.count() != 1 ||
        b.token(mention.begin).stem != "name")
        return;
    auto both = shown(mention);
    both.column.column = -1;
    both.how = 0;
    b.add(both);
}

bool follows_in_list(const OptionBuilder& b, int at) {
    return at >= 2 && (b.is(at - 1, WordClass::and_) || b.token(at).comma_before ||
                       (is_stop_word(b.word(at - 1)) && b.is(at - 2, WordClass::and_)));
}

// Shared over a list: "the average age and salary".
Cues cues_of_list(const OptionBuilder& b, const ColumnMention& mention) {
    Cues cues;
    if (!follows_in_list(b, mention.begin)) return cues;
    for (const auto& other : b.columns())
        if (other.end < mention.begin && mention.begin - other.end <= 3)
            for (const auto& cue : aggregate_cues_before(b, other.begin))
                if (std::find(cues.begin(), cues.end(), cue) == cues.end()) cues.push_back(cue);
    return cues;
}

bool is_measured(const ColumnTraits& traits) { return traits.number || traits.date_like || traits.temporal; }

// Whether the aggregate can be asked of such a column: texts have a "maximum", but no "latest".
bool applies(const OptionBuilder& b, const ColumnTraits& traits, Summary aggregate, int at) {
    if (aggregate == Summary::count) return false;
    if (!traits.number && (aggregate == Summary::avg || aggregate == Summary::sum || aggregate == Summary::median))
        return false;
    return is_measured(traits) || b.is(at, WordClass::plain_extreme);
}

Cues cues_of(const OptionBuilder& b, const ColumnMention& mention) {
    auto cues = aggregate_cues_before(b, mention.begin);
    if (cues.empty()) cues = cues_of_list(b, mention);
    if (cues.empty() && mention.tokens.count() > 1 && aggregate_cue(b.word(mention.begin)) == Summary::sum)
        cues.emplace_back(Summary::sum, mention.begin);  // "total funding", which is a name of the funding too
    std::erase_if(cues, [&](const auto& cue) { return !applies(b, b.traits(mention.column), cue.first, cue.second); });
    if (b.is(mention.end, WordClass::on) && b.is(mention.end + 1, WordClass::average) &&
        b.traits(mention.column).number)
        cues.emplace_back(Summary::avg, mention.end + 1);
    return cues;
}

// "the average latitude and longitude": one cue for both.
bool shares_cue(const OptionBuilder& b, const ColumnMention& mention) {
    for (const auto& other : b.columns()) {
        const bool next = other.begin >= mention.end && other.begin - mention.end <= 3;
        const bool previous = other.end <= mention.begin && mention.begin - other.end <= 3;
        if ((!next && !previous) || other.column == mention.column) continue;
        for (int k = std::min(other.end, mention.end); k < std::max(other.begin, mention.begin); ++k)
            if (b.is(k, WordClass::and_) || b.token(k + 1).comma_before) return true;
    }
    return false;
}

// Of several aggregates of one column each takes its cue, and they share the column's own words.
void offer_aggregates(OptionBuilder& b, const ColumnMention& mention, const Cues& cues) {
    Offered<Summary> offered;
    for (const auto& [aggregate, at] : cues) {
        if (!offered.takes(aggregate, cues.size())) continue;
        auto made = shown(mention);
        made.aggregate = aggregate;
        made.cue = at;
        if (cues.size() > 1) {
            made.shared |= made.covers;
            made.covers.reset();
        }
        mark(made.covers, at);
        b.add(made);
        if (cues.size() > 1 || !shares_cue(b, mention)) continue;
        made.covers.reset(static_cast<std::size_t>(at));
        mark(made.shared, at);
        b.add(made);
    }
}

// "the ages of the oldest and youngest students"
void offer_extremes_of(OptionBuilder& b, const ColumnMention& mention) {
    for (const auto& superlative : b.superlatives()) {
        if (superlative.at < mention.end || superlative.at - mention.end > 6 || superlative.limit != 1 ||
            b.stop_between(mention.end, superlative.at))
            continue;
        const bool turns = superlative.measure && is_reversed(b.schema(), *superlative.measure, mention.column);
        auto made = shown(mention);
        made.aggregate = (superlative.direction > 0) != turns ? Summary::max : Summary::min;
        made.cue = superlative.at;
        made.shared |= made.covers;
        made.covers = superlative.tokens;
        b.add(made);
    }
}

// "how much": a sum nobody named.
void offer_sum(OptionBuilder& b, const ColumnMention& mention) {
    for (int k = mention.begin - 1; k >= std::max(0, mention.begin - 3); --k) {
        if (!b.is(k, WordClass::much) || !b.is(k - 1, WordClass::how)) continue;
        auto sum = shown(mention);
        sum.aggregate = Summary::sum;
        sum.cue = k;
        b.add(sum);
        return;
    }
}

// "the word meeting": what follows is a text, and "word" names no column.
bool introduces_a_text(const OptionBuilder& b, const ColumnMention& mention) {
    return !mention.exact && mention.tokens.count() == 1 && b.is(mention.begin, WordClass::text_introduced) &&
           mention.end < b.size() && !is_stop_word(b.word(mention.end)) && b.is(mention.begin - 1, WordClass::the) &&
           !b.names_column(mention.end);
}

}  // namespace

void offer_columns(OptionBuilder& b) {
    for (const auto& mention : b.columns()) {
        if (introduces_a_text(b, mention)) continue;
        b.add(shown(mention));
        offer_both_names(b, mention);
        const auto& traits = b.traits(mention.column);
        const auto cues = cues_of(b, mention);
        offer_aggregates(b, mention, cues);
        if (is_measured(traits)) offer_extremes_of(b, mention);
        if (cues.empty() && traits.number) offer_sum(b, mention);
    }
}

}  // namespace pf::compiler::constructs
