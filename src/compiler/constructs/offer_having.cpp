// Conditions on groups: how many rows they have ("at least 3 concerts", "more than once"), what an aggregate is ("an
// average salary above 100").
#include <algorithm>
#include <cmath>

#include "compiler/constructs/offers.hpp"
#include "compiler/referring_tables.hpp"

namespace pf::compiler::constructs {
namespace {

// Rows of tables said around the number. Returns whether one stands behind it.
bool offer_rows_of(OptionBuilder& b, const SaidNumber& number, const Option& having) {
    const bool right_behind = std::any_of(b.tables().begin(), b.tables().end(), [&](const TableMention& mention) {
        return mention.begin == number.end && mention.link >= 0.9F;
    });
    bool found = false;
    for (const auto& mention : b.tables()) {
        if (right_behind && mention.end <= number.begin) continue;
        const bool after = mention.begin >= number.end && mention.begin - number.end <= 3;
        const bool before = mention.end <= number.begin && number.begin - mention.end <= 5;
        if ((!after && !before) || mention.link < 0.45F) continue;
        auto made = about_rows(having, mention, after ? 1 : 3);
        for (int k = std::max(0, number.begin - 7); k < number.begin; ++k)
            if (b.is(k, WordClass::row_number_noun, WordClass::total)) mark(made.covers, k);
        b.add(made);
        found |= after;
    }
    return found;
}

// "at least two delegates": rows that have one.
void offer_rows_with(OptionBuilder& b, const SaidNumber& number, const Option& having) {
    for (const auto& mention : b.columns()) {
        if (mention.begin < number.end || mention.begin - number.end > 2 || mention.link < 0.6F ||
            b.traits(mention.column).number_type)
            continue;
        b.add(about_rows_with(having, mention));
        return;
    }
}

// "departments with more than 5 members": a word that names nothing is of the rows that refer to them.
void offer_referring_rows(OptionBuilder& b, const SaidNumber& number, Option having) {
    const int noun = number.end;
    if (noun >= b.size() || unit_of_measure(b.word(noun))) return;
    having.untaught = true;
    for (const auto& rows : referring_tables(b, noun)) {
        having.covers.set(static_cast<std::size_t>(noun), rows.near);
        having.column = {rows.table, -1};
        having.link = rows.link;
        b.add(having);
    }
}

}  // namespace

void offer_having(OptionBuilder& b, const SaidNumber& number) {
    if (number.low != std::floor(number.low) || number.low < 0) return;
    auto having = number_option(number, Role::having);
    having.aggregate = Summary::count;
    const bool table_found = offer_rows_of(b, number, having);
    if (!table_found) offer_rows_with(b, number, having);
    having.how = 4;
    having.link = table_found ? 0.2F : 0.5F;
    b.add(having);
    if (!table_found && number.comparator.said) offer_referring_rows(b, number, having);
}

void offer_several(OptionBuilder& b) {
    for (int at = 0; at < b.size(); ++at) {
        if (!b.is(at, WordClass::several)) continue;
        SaidNumber number{at, at + 1, 1, 1, {}};
        number.comparator.op = Op::gt;
        number.comparator.said = true;
        mark(number.comparator.tokens, at);
        offer_having(b, number);
    }
}

void offer_having_aggregate(OptionBuilder& b, const Option& compared) {
    for (const auto& [aggregate, at] : aggregate_cues_before(b, compared.operand)) {
        if (aggregate == Summary::count || aggregate == Summary::max || aggregate == Summary::min) continue;
        auto having = compared;
        having.role = Role::having;
        having.aggregate = aggregate;
        mark(having.covers, at);
        b.add(having);
    }
}

}  // namespace pf::compiler::constructs
