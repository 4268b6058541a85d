// "The cheapest product of each category", "top 3 posts per guest": whose rows each are ranked.
#include <algorithm>
#include <vector>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr float least_link = 0.5F;

// The word that says so.
Option each_at(int at) {
    Option option;
    option.role = Role::each;
    option.begin = at;
    option.end = at + 1;
    option.cue = at;
    mark(option.covers, at);
    return option;
}

// "average funding by country, top 5", "… per vendor, highest first": the groups are ranked, not the rows of each.
bool ranks_groups(const OptionBuilder& b, int at) {
    const int end = b.find(at + 1, b.size(), WordClass::ranking_end);
    if (end >= 0 && b.size() - end <= 2) return true;
    return b.is(b.size() - 1, WordClass::first) &&
           std::any_of(b.superlatives().begin(), b.superlatives().end(),
                       [&](const Superlative& cue) { return cue.at > at && b.size() - cue.at <= 3; });
}

// "10 biggest customers by net order value": what they are ranked by, not groups.
bool says_what_ranks(const OptionBuilder& b, int at) {
    constexpr int reach = 3;
    if (!b.is(at, WordClass::by)) return false;
    for (int k = at + 1; k <= at + reach && k < b.size() && !b.token(k).stop_before; ++k)
        if (b.is(k, WordClass::money_noun, WordClass::quantity_noun, WordClass::count_noun)) return true;
    return false;
}

bool says_each(const OptionBuilder& b, int at) {
    if (ranks_groups(b, at) || says_what_ranks(b, at)) return false;
    // "the top 5 by funding" are ranked by it
    return b.is(at, WordClass::per, WordClass::each, WordClass::every) ||
           (b.is(at, WordClass::by) && !b.any_is(0, at, WordClass::ranking_end));
}

// "the highest funding of each country": the figure is asked for, hardly the row that has it.
bool asks_for_the_figure(const OptionBuilder& b, int at) {
    for (const auto& cue : b.superlatives())
        for (const auto& mention : b.columns())
            if (mention.exact && mention.begin == cue.at + 1 && mention.end <= at && at - mention.end <= 1 &&
                b.traits(mention.column).number)
                return true;
    return false;
}

// "the longest episode of each year": of the parts of dates that the words behind are offered as.
void offer_each_part(OptionBuilder& b, const Option& each) {
    std::vector<Option> parts;
    for (const auto& part : b.options())
        if (part.role == Role::select && part.cue == each.cue && part.begin > each.begin &&
            part.expression != Expression::column && part.aggregate == Summary::none)
            parts.push_back(part);
    for (auto& part : parts) {
        part.role = Role::each;
        part.covers |= each.covers;
        part.untaught = true;
        b.add(std::move(part));
    }
}

}  // namespace

void offer_each(OptionBuilder& b) {
    const bool ranked = b.any_is(0, b.size(), WordClass::rank_word);
    if (b.superlatives().empty() && !ranked) return;
    for (int at = 0; at + 1 < b.size(); ++at) {
        if (!says_each(b, at) || (b.superlatives().empty() && b.is(at, WordClass::by))) continue;
        const auto option = each_at(at);
        offer_each_part(b, option);
        const float likely = asks_for_the_figure(b, at) ? 0.4F : 1;
        const auto follows = [at](int begin) { return begin > at && begin - at <= 2; };
        for (const auto& mention : b.tables()) {
            if (!follows(mention.begin) || mention.link < least_link) continue;
            auto made = about_rows(option, mention, 0);
            made.link *= likely;
            b.add(made);
        }
        for (const auto& kind : b.kinds()) {  // "each horse": the value says which rows, and the rows are the groups
            if (!follows(kind.begin) || kind.unnamed) continue;
            auto made = option;
            made.column = {kind.table, -1};
            made.operand = kind.begin;
            made.link = kind.link * likely;
            b.add(made);
        }
        for (const auto& mention : b.columns()) {
            const auto& traits = b.traits(mention.column);
            if (!follows(mention.begin) || mention.link < least_link || (traits.number_type && !traits.key)) continue;
            auto made = about(option, mention, mention.exact ? 0 : 1);
            made.covers |= mention.tokens;
            made.link *= likely;
            b.add(made);
        }
    }
}

}  // namespace pf::compiler::constructs
