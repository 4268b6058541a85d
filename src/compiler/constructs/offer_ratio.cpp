// One figure divided by another: "price per mile", "sales per square metre by store", "discount as a percentage of the
// price", "ratio of settled to claimed", "margin in percent".
#include <algorithm>
#include <optional>

#include "compiler/amounts.hpp"
#include "compiler/column_contents.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr float least_link = 0.4F;
constexpr std::size_t most_ratios = 6;  // of one cue
constexpr int reach = 7;

struct Figure {
    ColumnId column;
    TokenSet tokens;
    float link = 0;
};

bool is_figure(const OptionBuilder& b, const ColumnMention& mention) {
    const auto& traits = b.traits(mention.column);
    return traits.number && !traits.key && (traits.number_type || mention.exact) && mention.link >= least_link;
}

// Those said in [from, to), likeliest first.
std::vector<Figure> figures_in(const OptionBuilder& b, int from, int to) {
    std::vector<Figure> found;
    for (const auto& mention : b.columns())
        if (mention.begin >= from && mention.end <= to && is_figure(b, mention))
            found.push_back({mention.column, mention.tokens, mention.link});
    std::stable_sort(found.begin(), found.end(), [](const Figure& x, const Figure& y) { return x.link > y.link; });
    return found;
}

// "per kg", "per dollar": numbers of the tables at hand that are in that unit.
std::vector<Figure> figures_in_unit(const OptionBuilder& b, int at) {
    std::vector<Figure> found;
    const auto unit = unit_of_measure(b.word(at));
    if (!unit) return found;
    if (unit->kind == Unit::Kind::money || unit->kind == Unit::Kind::length)
        for (const auto& target :
             measured(b, *measure_cue(unit->kind == Unit::Kind::money ? "expensive" : "longest"), 2))
            found.push_back({target.column, tokens_in(at, at + 1), 0.5F});
    for (const int table : tables_at_hand(b))
        for (int c = 0; c < b.schema().own_columns(table); ++c)
            if (const ColumnId id{table, c}; b.traits(id).number && in_own_units(b.schema(), id, *unit) == 1.0)
                found.push_back({id, tokens_in(at, at + 1), 0.6F});
    return found;
}

std::vector<Figure> amounts_said(const OptionBuilder& b, int at) {
    std::vector<Figure> found;
    if (!b.is(at, WordClass::money_noun, WordClass::quantity_noun)) return found;
    for (const auto& amount : amounts_meant(b, at))
        if (amount.other.column < 0) found.push_back({amount.column, tokens_in(at, at + 1), amount.link});
    return found;
}

// Of each row, of the sums of a group, and the average of those of its rows.
void offer_ratio(OptionBuilder& b, Option ratio) {
    ratio.untaught = true;
    const bool grouped = b.any_is(0, b.size(), WordClass::per, WordClass::by, WordClass::each);
    for (int k = std::max(0, ratio.begin - 2); k < ratio.begin; ++k)
        if (aggregate_cue(b.word(k)) == Summary::avg) {
            auto average = ratio;
            average.aggregate = Summary::avg;
            mark(average.covers, k);
            b.add(average);
        }
    b.add(ratio);
    ratio.aggregate = Summary::sum;
    ratio.link *= grouped ? 0.9F : 0.6F;
    b.add(ratio);
}

void offer_pairs(OptionBuilder& b, const Option& ratio, const std::vector<Figure>& above,
                 const std::vector<Figure>& below) {
    std::size_t made = 0;
    for (const auto& part : above)
        for (const auto& whole : below) {
            if (part.column == whole.column || (part.tokens & whole.tokens).any() || made >= most_ratios) continue;
            auto option = ratio;
            option.column = part.column;
            option.other = whole.column;
            option.covers |= part.tokens | whole.tokens;
            option.begin = std::min(option.begin, first_of(part.tokens));
            option.expression = Expression::ratio;
            const bool of_one_row = part.column.table == whole.column.table;
            option.link = (of_one_row ? 1 : 0.7F) * std::min(part.link, whole.link);
            offer_ratio(b, option);
            ++made;
        }
}

// "price per mile", "fuel per 100 km"
void offer_per_figure(OptionBuilder& b, int per) {
    auto ratio = computed(per, per + 1);
    int behind = per + 1;
    if (behind < b.size() && b.token(behind).number && *b.token(behind).number > 1) {
        ratio.divisor = 1 / *b.token(behind).number;
        mark(ratio.covers, behind++);
    }
    auto below = figures_in(b, behind, behind + 3);
    if (below.empty()) below = figures_in_unit(b, behind);
    if (below.empty()) return;
    auto above = figures_in(b, per - 3, per);
    if (above.empty()) above = amounts_said(b, per - 1);
    offer_pairs(b, ratio, above, below);
}

// "discount as a percentage of the price"
void offer_percentage_of(OptionBuilder& b, int at) {
    auto ratio = computed(at, at + 2);
    ratio.percent = true;
    offer_pairs(b, ratio, figures_in(b, at - reach, at), figures_in(b, at + 2, at + 2 + reach));
}

// "settled vs claimed ratio", "the ratio of settled to claimed": the two figures said around it, in their order.
void offer_ratio_said(OptionBuilder& b, int at) {
    const bool behind = b.is(at + 1, WordClass::of, WordClass::between);
    const int from = behind ? at + 2 : at - reach, to = behind ? at + 2 + reach : at;
    for (int k = std::max(0, from); k < std::min(to, b.size()); ++k) {
        if (!b.is(k, WordClass::to, WordClass::and_, WordClass::versus)) continue;
        auto ratio = computed(at, at + 1);
        ratio.percent = true;
        mark(ratio.covers, k);
        offer_pairs(b, ratio, figures_in(b, from, k), figures_in(b, k + 1, to));
        return;
    }
}

bool share_a_word(const SchemaIndex& schema, ColumnId one, ColumnId other) {
    const auto& words = schema.words_of(one);
    return std::any_of(words.begin(), words.end(), [&](const NameWord& word) {
        const auto& others = schema.words_of(other);
        return std::any_of(others.begin(), others.end(),
                           [&](const NameWord& beside) { return beside.stem == word.stem; });
    });
}

// "reject rate" of units_rejected: of the figures called like it, units_filled.
void offer_rate_of_figure(OptionBuilder& b, int at) {
    for (const auto& part : figures_in(b, std::max(0, at - 2), at)) {
        if (!has(part.tokens, at - 1) || is_moment(b.schema(), part.column)) continue;
        std::vector<Figure> wholes;
        for (int c = 0; c < b.schema().own_columns(part.column.table); ++c) {
            const ColumnId id{part.column.table, c};
            const auto& traits = b.traits(id);
            if (id != part.column && traits.number_type && !traits.key && !is_moment(b.schema(), id) &&
                share_a_word(b.schema(), part.column, id))
                wholes.push_back({id, {}, 0.8F * part.link});
        }
        auto ratio = computed(at, at + 1);
        ratio.percent = true;
        offer_pairs(b, ratio, {part}, wholes);
    }
}

std::vector<ColumnId> named_by(const OptionBuilder& b, int table, WordClass of) {
    std::vector<ColumnId> found;
    for (int c = 0; c < b.schema().own_columns(table); ++c)
        if (is_named_by(b.schema(), {table, c}, of)) found.push_back({table, c});
    return found;
}

// "profit margin in %": what is left of a price; of what was sold, where the table has more than a list of prices.
void offer_margin(OptionBuilder& b, int at) {
    const int said = b.find(0, b.size(), WordClass::share_noun);
    auto margin = computed(at, at + 1);
    if (b.is(at - 1, WordClass::margin_noun)) mark(margin.covers, at - 1);
    margin.expression = said >= 0 ? Expression::margin : Expression::difference;
    margin.percent = said >= 0;
    if (said >= 0) mark(margin.covers, said);
    if (said >= 1 && b.is(said - 1, WordClass::in)) mark(margin.covers, said - 1);
    std::size_t made = 0;
    for (int table = 0; table < b.schema().tables(); ++table)
        for (const auto cost : named_by(b, table, WordClass::cost_name))
            for (const auto income : named_by(b, table, WordClass::income_name)) {
                if (income == cost || is_named_by(b.schema(), income, WordClass::cost_name) || made++ >= most_ratios)
                    continue;
                margin.column = income;
                margin.other = cost;
                const auto& at_hand = b.mentioned_tables();
                const bool near = std::find(at_hand.begin(), at_hand.end(), table) != at_hand.end();
                margin.link = near ? 0.8F : 0.6F;
                offer_ratio(b, margin);
            }
}

// "show times per day" of one column
bool is_in_name(const OptionBuilder& b, int at) {
    return std::any_of(b.columns().begin(), b.columns().end(),
                       [at](const ColumnMention& mention) { return mention.begin < at && at < mention.end; });
}

}  // namespace

void offer_ratios(OptionBuilder& b) {
    for (int at = 0; at < b.size(); ++at) {
        if (at > 0 && b.is(at, WordClass::per) && !is_in_name(b, at)) offer_per_figure(b, at);
        if (at > 0 && b.is(at, WordClass::share_noun) && b.is(at + 1, WordClass::of)) offer_percentage_of(b, at);
        if (at > 0 && b.is(at, WordClass::rate_noun) && !b.names_column(at)) offer_rate_of_figure(b, at);
        if (b.is(at, WordClass::ratio_noun) && !b.names_column(at)) offer_ratio_said(b, at);
        if (b.is(at, WordClass::margin_noun) && !b.is(at + 1, WordClass::margin_noun) && !b.names_column(at))
            offer_margin(b, at);
    }
}

}  // namespace pf::compiler::constructs
