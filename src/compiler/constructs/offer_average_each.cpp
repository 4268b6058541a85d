// Averages of what belongs to each row of a table, of those that have any: "average number of tickets per order",
// "average order value", "average revenue per customer", "how much does a member spend on average".
#include <algorithm>

#include "compiler/amounts.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr float least_link = 0.5F;

// The column of `table` that refers to a row of `owner`; the owner's key where none does.
ColumnId key_to(const SchemaIndex& schema, int table, int owner) {
    for (const int e : schema.edges_of(table)) {
        const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
        if (edge.from == table && edge.to == owner && edge.from_columns.size() == 1)
            return {table, edge.from_columns.front()};
    }
    return {owner, schema.key_column(owner)};
}

// "average number of tickets per order": as many as there are of the rows, for each of those that have any.
void offer_average_count(OptionBuilder& b, const TableMention& mention) {
    int average = mention.begin - 1;
    while (average > 0 && (b.is(average, WordClass::of, WordClass::count_noun, WordClass::the) ||
                           b.is(average, WordClass::row_number_noun)))
        --average;
    const int per = mention.end;
    if (average < 0 || aggregate_cue(b.word(average)) != Summary::avg || !b.is(per, WordClass::per, WordClass::each))
        return;
    for (const auto& owner : b.tables()) {
        if (owner.begin != per + 1 || owner.table == mention.table || owner.link < least_link) continue;
        auto option = computed(average, owner.end);
        option.aggregate = Summary::count;
        option.group = key_to(b.schema(), mention.table, owner.table);
        const int key = b.schema().key_column(mention.table);
        option.column = {mention.table, key >= 0 ? key : option.group.column};
        option.link = std::min(mention.link, owner.link);
        option.untaught = true;
        if (option.group.column >= 0 && (key >= 0 || option.group.table == mention.table)) b.add(option);
    }
}

// Whether rows of `from` each belong to one of `to`, be it by way of others.
bool belongs_to(const SchemaIndex& schema, int from, int to) {
    constexpr std::size_t most_tables = 12;
    std::vector<int> reached{from};
    for (std::size_t i = 0; i < reached.size() && reached.size() < most_tables; ++i)
        for (const int e : schema.edges_of(reached[i])) {
            const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
            if (edge.from != reached[i] || edge.to == from) continue;
            if (edge.to == to) return true;
            if (std::find(reached.begin(), reached.end(), edge.to) == reached.end()) reached.push_back(edge.to);
        }
    return false;
}

// An average that a word asks for, of each row of the table that is said.
struct Each {
    int average = -1;  // the word
    TokenSet covers;   // with the words that say of each of what
    const TableMention* owner = nullptr;
};

void offer_amount(OptionBuilder& b, const Each& each, Option option, const TokenSet& said) {
    const int owner = each.owner->table;
    if (option.column.table == owner || !belongs_to(b.schema(), option.column.table, owner)) return;
    option.role = Role::select;
    option.aggregate = Summary::sum;
    option.group = key_to(b.schema(), option.column.table, owner);
    if (option.group.column < 0) return;
    option.covers = each.covers | said;
    option.shared.reset();
    option.begin = first_of(option.covers);
    option.end = std::max(each.owner->end, each.average + 1);
    option.cue = each.average;
    option.link *= 0.9F * each.owner->link;
    option.untaught = true;
    b.add(option);
}

// Of the figures that are named and of those that a noun of business means.
void offer_amounts(OptionBuilder& b, const Each& each) {
    constexpr std::size_t most = 3;
    Offered<ColumnId> offered;
    for (const auto& mention : b.columns()) {
        const auto& traits = b.traits(mention.column);
        if (!traits.number_type || traits.key || mention.link < least_link || (mention.tokens & each.covers).any() ||
            !offered.takes(mention.column, most))
            continue;
        offer_amount(b, each, about(computed(mention.begin, mention.end), mention, 1), mention.tokens);
    }
    for (int at = 0; at < b.size(); ++at) {
        if (!b.is(at, WordClass::money_noun, WordClass::quantity_noun) || has(each.covers, at) || b.names_column(at))
            continue;
        for (const auto& amount : amounts_meant(b, at)) {
            auto option = about(computed(at, at + 1), amount);
            option.how = 4;
            offer_amount(b, each, std::move(option), tokens_in(at, at + 1));
        }
    }
}

// "per order", "of an order", "does a member", "order value": the table whose rows are each told of.
void offer_average_amount(OptionBuilder& b, int average, const TableMention& owner) {
    if (owner.link < least_link) return;
    const bool each =
        b.is(owner.begin - 1, WordClass::per, WordClass::each, WordClass::every, WordClass::a, WordClass::an);
    const bool before_noun = owner.begin > average && owner.begin - average <= 2 && owner.end < b.size() &&
                             !b.is(owner.end, WordClass::stop_word, WordClass::per, WordClass::by);
    if (!each && !before_noun) return;
    Each made{average, owner.tokens, &owner};
    mark(made.covers, average);
    if (each) mark(made.covers, owner.begin - 1);
    if (average > 0 && b.is(average - 1, WordClass::on)) mark(made.covers, average - 1);
    offer_amounts(b, made);
}

}  // namespace

void offer_averages_of_each(OptionBuilder& b) {
    for (const auto& mention : b.tables()) offer_average_count(b, mention);
    for (int at = 0; at < b.size(); ++at)
        if (aggregate_cue(b.word(at)) == Summary::avg)
            for (const auto& owner : b.tables()) offer_average_amount(b, at, owner);
}

}  // namespace pf::compiler::constructs
