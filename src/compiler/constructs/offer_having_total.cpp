// Conditions on what the rows of a group add up to: "who spent more than 100 in total", "whose payments add up to over
// 9,000", "more than 10,000 in repairs".
#include <algorithm>

#include "compiler/amounts.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr int reach = 8;  // tokens from what says a total to the number

// The words that say a total; none of them set where none does.
TokenSet total_said(const OptionBuilder& b, const SaidNumber& number) {
    TokenSet said;
    for (int at = std::max(0, number.begin - reach); at < std::min(b.size(), number.end + reach); ++at) {
        if (b.is(at, WordClass::totalled) &&
            (at < number.begin || !b.is(at, WordClass::total) || b.is(at - 1, WordClass::in))) {
            mark(said, at);
            if (b.is(at - 1, WordClass::in)) mark(said, at - 1);
        } else if (b.is(at, WordClass::adds) && b.is(at + 1, WordClass::up)) {
            said |= tokens_in(at, at + 2);
        }
    }
    return said;
}

// "spent", "revenue": the noun before the number that says what is added up; -1 none.
int money_before(const OptionBuilder& b, const SaidNumber& number) {
    for (int at = number.begin - 1; at >= std::max(0, number.begin - reach); --at)
        if (b.is(at, WordClass::money_noun)) return at;
    return -1;
}

// The table in "more than 10,000 in repairs", "with more than 8 pieces in the order"; null when none stands there.
const TableMention* table_within(const OptionBuilder& b, const SaidNumber& number) {
    if (!b.is(number.end, WordClass::in)) return nullptr;
    const TableMention* best = nullptr;
    for (const auto& mention : b.tables())
        if (mention.begin > number.end && mention.begin - number.end <= 3 && mention.link >= 0.5F &&
            (!best || mention.link > best->link))
            best = &mention;
    return best;
}

Option having_sum(const SaidNumber& number) {
    auto having = number_option(number, Role::having);
    having.aggregate = Summary::sum;
    having.untaught = true;
    return having;
}

void offer_amounts(OptionBuilder& b, Option having, const std::vector<Amount>& amounts, float likely) {
    for (const auto& amount : amounts) {
        auto option = about(having, amount);
        option.how = 3;
        option.link *= likely;
        b.add(option);
    }
}

// Of numbers said around it.
void offer_mentioned(OptionBuilder& b, const SaidNumber& number, const Option& having) {
    Offered<> offered;
    for (const auto& target : number_targets(b, number)) {
        const auto& traits = b.traits(target.column);
        if (!traits.number || traits.key || !offered.takes(target.column, 4)) continue;
        auto option = about(having, target);
        option.shared |= target.covers & ~option.covers;
        b.add(option);
    }
}

}  // namespace

void offer_having_total(OptionBuilder& b, const SaidNumber& number) {
    const auto unit = unit_of_measure(b.word(number.end));
    if (!number.comparator.said || number.year || (unit && unit->kind != Unit::Kind::money) ||
        b.is(number.end, WordClass::calendar_unit))
        return;
    auto having = having_sum(number);
    if (const auto* within = table_within(b, number)) {
        auto rows = having;
        mark(rows.covers, number.end);
        rows.covers |= within->tokens;
        offer_amounts(b, rows, amounts_of(b, within->table), 1);
    }
    const auto total = total_said(b, number);
    const int money = money_before(b, number);
    if (total.none() && money < 0) return;
    having.covers |= total;
    offer_mentioned(b, number, having);
    if (money >= 0) mark(having.covers, money);
    offer_amounts(b, having, amounts_meant(b, money >= 0 ? money : first_of(total)), total.any() ? 1 : 0.7F);
}

}  // namespace pf::compiler::constructs
