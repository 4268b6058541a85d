// Comparisons with an aggregate of a column: "above the average", "older than all", "than any X of Y", "founded before
// Stackheron".
#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

struct Comparison {
    int at = 0;
    Summary aggregate = Summary::none;
    Comparator comparator{};
    TokenSet quantifier{};             // "at least one"
    std::optional<Summary> reading{};  // "any" may be the other extreme too
};

bool orders_all(const OptionBuilder& b, int at) {
    return std::any_of(b.superlatives().begin(), b.superlatives().end(),
                       [at](const Superlative& cue) { return cue.ordering && has(cue.tokens, at); });
}

bool is_before_thing(const OptionBuilder& b, int at) {
    return b.is(at, WordClass::before, WordClass::after) && b.is_capital(at + 1) &&
           std::any_of(b.values().begin(), b.values().end(),
                       [at](const ValueMention& value) { return value.begin == at + 1 && value.quality > 0.95F; });
}

bool is_at_least_one(const OptionBuilder& b, int at) {
    return b.is(at - 1, WordClass::at) && b.is(at, WordClass::least) && b.is(at + 1, WordClass::one);
}

bool is_than_row(const OptionBuilder& b, int at) {
    return b.is(at, WordClass::than) &&
           (b.is(at + 1, WordClass::the, WordClass::that, WordClass::those) || b.is_capital(at + 1));
}

bool bounds(const Comparator& comparator) {
    return comparator.said && comparator.op != Op::eq && comparator.op != Op::ne;
}

// "larger than any college in Florida", "older than all", "lower than at least one"; "than the employee whose id is
// 163": one row, or those of a condition. Whether to be above the highest or the lowest of them is what each word says.
std::optional<Comparison> comparison_with_rows(const OptionBuilder& b, int at) {
    Comparison made{.at = at, .comparator = comparator_at(b.tokens(), at, at + 1)};
    bool beyond_all = true;
    if (is_than_row(b, at)) {
        made.comparator = comparator_at(b.tokens(), at + 1, at + 2);
        if (!made.comparator.said || !has(made.comparator.tokens, at)) return std::nullopt;
    } else if (is_before_thing(b, at)) {
        made.comparator = {b.is(at, WordClass::after) ? Op::gt : Op::lt, tokens_in(at, at + 1), true};
    } else {
        beyond_all = b.is(at, WordClass::all, WordClass::every, WordClass::each, WordClass::any);
        if (!beyond_all && !b.is(at, WordClass::some) && !is_at_least_one(b, at)) return std::nullopt;
        if (!bounds(made.comparator)) return std::nullopt;
    }
    const bool greater = made.comparator.op == Op::gt || made.comparator.op == Op::ge;
    made.aggregate = greater == beyond_all ? Summary::max : Summary::min;
    if (b.is(at, WordClass::any)) made.reading = greater ? Summary::min : Summary::max;
    if (b.is(at, WordClass::least)) made.quantifier = tokens_in(at - 1, at + 2);
    return made;
}

std::optional<Comparison> comparison_at(const OptionBuilder& b, int at) {
    const auto aggregate = aggregate_cue(b.word(at));
    if (aggregate == Summary::count || aggregate == Summary::sum || orders_all(b, at)) return std::nullopt;
    if (aggregate == Summary::none || b.is(at, WordClass::least)) return comparison_with_rows(b, at);
    Comparison made{.at = at, .aggregate = aggregate, .comparator = comparator_at(b.tokens(), at, at + 1)};
    const bool extreme = aggregate == Summary::max || aggregate == Summary::min;
    if (!extreme && (!made.comparator.said || made.comparator.op == Op::ne)) return std::nullopt;
    return made;
}

// What the rows share whose average it is: "of their department", "in its own category".
struct Group {
    ColumnId column;
    TokenSet covers;
};

// The key of `table` to the one that is mentioned, else the key of that.
ColumnId key_to(const OptionBuilder& b, int table, int mentioned) {
    for (const int e : b.schema().edges_of(table)) {
        const auto& edge = b.schema().edges()[static_cast<std::size_t>(e)];
        if (edge.from == table && edge.to == mentioned) return {table, edge.from_columns[0]};
    }
    return {mentioned, table == mentioned ? -1 : b.schema().key_column(mentioned)};
}

// Of what is said at [from, to), that the tokens from `begin` on introduce.
std::vector<Group> groups_said(const OptionBuilder& b, int table, int begin, int from, int to) {
    std::vector<Group> groups;
    const auto is_there = [&](const auto& mention) { return mention.begin >= from && mention.begin < to; };
    for (const auto& mention : b.columns()) {
        const auto& traits = b.traits(mention.column);
        if (is_there(mention) && mention.link >= 0.5F && (!traits.number || traits.key) && groups.size() < 3)
            groups.push_back({mention.column, tokens_in(begin, mention.end)});
    }
    for (const auto& mention : b.tables()) {
        if (!is_there(mention) || mention.link < 0.5F) continue;
        const auto key = key_to(b, table, mention.table);
        if (key.column >= 0) groups.insert(groups.begin(), {key, tokens_in(begin, mention.end)});
    }
    return groups;
}

std::vector<Group> groups_of(const OptionBuilder& b, int table, int at) {
    for (int own = std::max(0, at - 4); own < std::min(b.size(), at + 8); ++own) {
        if (!b.is(own, WordClass::own_group_word) || b.is(own + 1, WordClass::own_group_word)) continue;
        int begin = own;
        while (begin > 0 && b.is(begin - 1, WordClass::own_group_word)) --begin;
        if (b.is(begin - 1, WordClass::the)) --begin;
        if (own > at && b.is(begin - 1, WordClass::of, WordClass::in, WordClass::for_, WordClass::within)) --begin;
        auto groups = groups_said(b, table, begin, own + 1, own < at ? at : own + 3);
        if (!groups.empty()) return groups;
    }
    return {};
}

void add_in_groups(OptionBuilder& b, const Option& option) {
    for (const auto& group : groups_of(b, option.column.table, option.cue)) {
        auto made = option;
        made.group = group.column;
        made.covers |= group.covers;
        made.shared &= ~group.covers;
        b.add(made);
    }
}

Option compared(const Comparison& comparison) {
    Option option;
    option.role = Role::compare;
    option.begin = option.cue = comparison.at;
    option.end = comparison.at + 1;
    option.aggregate = comparison.aggregate;
    option.op = comparison.comparator.said ? comparison.comparator.op : Op::eq;
    option.covers = tokens_in(comparison.at, comparison.at + 1) | comparison.comparator.tokens | comparison.quantifier;
    return option;
}

// "more than twice the average"
void take_multiple(const OptionBuilder& b, Option& option) {
    for (int at = option.begin - 1; at >= std::max(0, option.begin - 3); --at) {
        const auto times = value_of(b.word(at), WordClass::multiple);
        if (times.empty()) continue;
        option.value = times;
        mark(option.covers, at);
        return;
    }
}

// "longer than the average" is about a length, whatever else stands near: the columns that go by it; none when no
// comparative says one.
std::vector<Target> compared_measure(const OptionBuilder& b, int at) {
    std::vector<Target> targets;
    for (int k = std::max(0, at - 4); k < at; ++k)
        if (const auto* measure = measure_cue(b.word(k)); measure && measure->comparative)
            targets = measured(b, *measure, 6);
    return targets;
}

// "cheaper"; "more expensive".
const Measure* comparative_at(const OptionBuilder& b, int at) {
    if (const auto* measure = measure_cue(b.word(at))) return measure;
    const auto adjective = value_of(b.word(at), WordClass::asked_adjective);
    return adjective.empty() || !b.is(at - 1, WordClass::more, WordClass::less) ? nullptr : measure_cue(adjective);
}

bool is_about_another(const OptionBuilder& b, const ColumnMention& mention, const std::vector<Target>& by_measure,
                      int at) {
    return !by_measure.empty() && mention.begin < at && b.is(at - 1, WordClass::the) &&
           std::none_of(by_measure.begin(), by_measure.end(),
                        [&](const Target& target) { return target.column == mention.column; });
}

void offer_mentioned(OptionBuilder& b, const Comparison& comparison, const ColumnMention& mention) {
    auto option = about(compared(comparison), mention, 1);
    option.covers |= mention.tokens;
    take_multiple(b, option);
    // the same column said on the other side as well: "whose salary is above the average salary"
    auto twice = option;
    for (const auto& other : b.columns())
        if (other.column == mention.column && std::abs(other.begin - comparison.at) <= 8) twice.covers |= other.tokens;
    add_in_groups(b, twice);
    b.add(twice);
    if (twice.covers != option.covers) b.add(option);
    if (!comparison.reading) return;
    twice.aggregate = *comparison.reading;
    b.add(twice);
}

void offer_measured(OptionBuilder& b, const Comparison& comparison, int measure_at, Offered<>& offered) {
    const auto* measure = comparative_at(b, measure_at);
    if (!measure) return;
    for (const auto& target : measured(b, *measure, 2)) {
        if (!offered.takes(target.column, std::numeric_limits<std::size_t>::max())) continue;
        auto option = about(compared(comparison), target);
        mark(option.covers, measure_at);
        if (is_reversed(b.schema(), *measure, target.column)) option.op = turned(option.op);
        add_in_groups(b, option);
        b.add(option);
    }
}

// "transactions above average": by the one measure they have.
void offer_only_measure(OptionBuilder& b, const Comparison& comparison) {
    for (const int table : tables_at_hand(b)) {
        std::vector<ColumnId> measures;
        for (int c = 0; c < b.schema().own_columns(table); ++c) {
            const auto& traits = b.traits({table, c});
            if (traits.number && !traits.key && !traits.date_like && !traits.flag) measures.push_back({table, c});
        }
        if (measures.size() != 1) continue;
        auto option = compared(comparison);
        option.column = measures.front();
        option.how = 4;
        option.link = 0.5F;
        add_in_groups(b, option);
        b.add(option);
    }
}

void offer_comparison(OptionBuilder& b, const Comparison& comparison) {
    const int at = comparison.at;
    const auto by_measure = compared_measure(b, at);
    Offered<> offered;
    for (const auto& near : by_distance(b, 7, [&](const ColumnMention& m) {
             if ((m.begin <= at && at < m.end) || b.stop_between(m.begin, at)) return -1;
             return m.begin > at ? m.begin - at - 1 : at - m.end;
         })) {
        const auto& mention = *near.second;
        const auto& traits = b.traits(mention.column);
        if ((traits.number || traits.date_like) && !is_about_another(b, mention, by_measure, at) &&
            offered.takes(mention.column, 5))
            offer_mentioned(b, comparison, mention);
    }
    for (int k = std::max(0, at - 4); k < at; ++k) offer_measured(b, comparison, k, offered);
    if (offered.empty() && comparison.aggregate == Summary::avg) offer_only_measure(b, comparison);
}

}  // namespace

void offer_extremes(OptionBuilder& b) {
    for (int i = 0; i < b.size(); ++i)
        if (const auto comparison = comparison_at(b, i)) offer_comparison(b, *comparison);
}

}  // namespace pf::compiler::constructs
