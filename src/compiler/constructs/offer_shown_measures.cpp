// Columns that a question word asks for without naming them: "how old", "how long", "when".
#include <algorithm>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

// The measure asked for at `at`; null when none is.
const Measure* asked_measure(const OptionBuilder& b, int at) {
    if (b.is(at, WordClass::how)) return measure_cue(value_of(b.word(at + 1), WordClass::asked_adjective));
    if (b.is(at, WordClass::when) && !b.is(at - 1, WordClass::time)) return measure_cue("later");
    return nullptr;
}

// "how old … on average", "how much … in total"
void offer_aggregated(OptionBuilder& b, const Option& shown) {
    for (int k = 0; k < b.size(); ++k) {
        const auto aggregate = aggregate_cue(b.word(k));
        if (aggregate != Summary::avg && !(aggregate == Summary::sum && b.is(k, WordClass::total))) continue;
        auto aggregated = shown;
        aggregated.aggregate = aggregate;
        mark(aggregated.covers, k);
        b.add(aggregated);
        return;
    }
}

constexpr std::size_t most_dates = 3;

// The first "first" or "last" soon behind `at`, with whether it asks for the latest; -1 when none stands there.
int first_or_last(const OptionBuilder& b, int at) {
    for (int k = at; k < std::min(b.size(), at + 7); ++k)
        if (b.is(k, WordClass::first, WordClass::last) || superlative_cue(b.word(k)) != 0) return k;
    return -1;
}

// The rows are of groups, or of one that a value names.
bool is_of_somebody(const OptionBuilder& b) {
    return b.any_is(0, b.size(), WordClass::each, WordClass::per, WordClass::every, WordClass::their) ||
           std::any_of(b.values().begin(), b.values().end(),
                       [](const ValueMention& value) { return value.quality > 0.8F; });
}

// The earliest or latest date that the word at `edge` asks for, of the table's rows; -1: of all that are spoken of.
void offer_edge_dates(OptionBuilder& b, Option option, int edge, int table) {
    option.role = Role::select;
    option.aggregate = b.is(edge, WordClass::first) || superlative_cue(b.word(edge)) < 0 ? Summary::min : Summary::max;
    mark(option.covers, edge);
    option.how = 4;
    Offered<> offered;
    for (const auto& [id, link] : dates_of_rows(b)) {
        if ((table >= 0 && id.table != table) || !offered.takes(id, most_dates)) continue;
        option.column = id;
        option.link = link;
        b.add(option);
    }
}

// "the date of their first rental", "when was each attraction last visited": the earliest or latest date of the rows.
void offer_first_dates(OptionBuilder& b, int at) {
    if (!b.is(at, WordClass::when, WordClass::date) || b.spans().size() > 1 || !is_of_somebody(b)) return;
    const int edge = first_or_last(b, at + 1);
    if (edge < 0) return;
    auto option = said_at(edge, edge + 1, at);
    mark(option.covers, at);
    if (b.is(at + 1, WordClass::of)) mark(option.covers, at + 1);
    offer_edge_dates(b, std::move(option), edge, -1);
}

// "last visit of each customer": when it was.
void offer_last_of_each(OptionBuilder& b, int edge) {
    if (!b.is(edge, WordClass::first, WordClass::last) ||
        !b.any_is(edge + 2, b.size(), WordClass::each, WordClass::per, WordClass::every))
        return;
    for (const auto& mention : b.tables()) {
        if (mention.begin != edge + 1 || mention.link < 0.6F || is_plural(b.token(mention.end - 1)) ||
            b.schema().is_person_table(mention.table))
            continue;
        auto option = said_at(edge, mention.end, edge);
        option.covers = mention.tokens;
        option.untaught = true;
        offer_edge_dates(b, std::move(option), edge, mention.table);
    }
}

}  // namespace

void offer_asked_measures(OptionBuilder& b) {
    for (int i = 0; i < b.size(); ++i) {
        offer_first_dates(b, i);
        offer_last_of_each(b, i);
        const auto* measure = asked_measure(b, i);
        if (!measure) continue;
        for (const auto& target : measured(b, *measure, 4)) {
            const auto option = about(computed(i, b.is(i, WordClass::how) ? i + 2 : i + 1), target);
            b.add(option);
            if (b.traits(target.column).number) offer_aggregated(b, option);
        }
    }
}

}  // namespace pf::compiler::constructs
