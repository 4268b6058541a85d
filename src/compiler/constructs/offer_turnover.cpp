// Amounts that a noun of business or of quantity asks for though no column is called so: "sales by branch", "top 10
// customers by revenue", "units sold per product"; and rows that are counted per group under a name nothing knows:
// "sign-ups per month"; and sums that no word asks for: "hours per employee" of minutes, "how many tonnes did they
// bring in", "passengers this month vs last month".
#include <algorithm>

#include "compiler/amounts.hpp"
#include "compiler/column_contents.hpp"
#include "compiler/constructs/offers.hpp"
#include "compiler/referring_tables.hpp"

namespace pf::compiler::constructs {
namespace {

bool is_named(const OptionBuilder& b, int at, float least) {
    const auto names = [&](const auto& mention) { return mention.link >= least && has(mention.tokens, at); };
    return std::any_of(b.tables().begin(), b.tables().end(), names) ||
           std::any_of(b.columns().begin(), b.columns().end(), names) ||
           std::any_of(b.values().begin(), b.values().end(),
                       [at](const ValueMention& value) { return value.begin <= at && at < value.end; });
}

bool stands_before_per(const OptionBuilder& b, int at) {
    return at + 1 < b.size() && !b.token(at + 1).stop_before &&
           b.is(at + 1, WordClass::per, WordClass::by, WordClass::each);
}

Option told(const OptionBuilder& b, int at) {
    auto option = said_at(at, at + 1, -1);
    option.role = Role::select;
    option.how = stands_before_per(b, at) ? told_by_per : 4;
    return option;
}

// "the top 10 customers by revenue", "the most revenue"
void offer_ranked(OptionBuilder& b, int at, const Option& amount) {
    for (const auto& cue : b.superlatives()) {
        const int by = first_of(amount.covers) - 1;
        const bool said_by = cue.at < by && b.is(by, WordClass::by, WordClass::with);
        if (!said_by && (cue.at >= at || at - cue.at > 2 || cue.measure)) continue;
        auto order = amount;
        order.role = Role::order;
        order.how = 4;
        order.cue = cue.at;
        order.descending = cue.direction > 0;
        order.limit = cue.limit;
        order.covers |= cue.tokens;
        if (said_by) mark(order.covers, by);
        b.add(order);
    }
}

void offer_amount(OptionBuilder& b, int at, const Amount& amount) {
    auto option = about(told(b, at), amount);
    option.covers = tokens_in(at, at + 1);
    option.aggregate = Summary::sum;
    if (const auto said = aggregate_cue(b.word(at - 1)); said == Summary::sum || said == Summary::avg) {
        option.aggregate = said;
        mark(option.covers, at - 1);
    }
    b.add(option);
    offer_ranked(b, at, option);
}

// "sign-ups per month": of rows that nothing in the sentence names.
void offer_unnamed_rows(OptionBuilder& b, int at) {
    auto count = told(b, at);
    count.role = Role::count;
    count.link = 0.2F;
    b.add(count);
    for (const auto& rows : referring_tables(b, at)) {  // "bugs per product"
        count.column = {rows.table, -1};
        count.link = rows.link;
        count.covers.set(static_cast<std::size_t>(at), rows.near);
        count.untaught = true;
        b.add(count);
    }
}

// A unit that what is shown is in: not "over 30 kg", "price per km" or "in hours", no "second largest" and no table of
// gas meters.
bool asks_for_unit(const OptionBuilder& b, int at) {
    const bool short_form = b.word(at).size() <= 3;
    const bool noun = short_form ? !b.is_capital(at) : is_plural(b.token(at));
    const bool named = std::any_of(b.tables().begin(), b.tables().end(), [at](const TableMention& mention) {
        return mention.link >= 0.6F && has(mention.tokens, at);
    });
    if (!noun || named || aggregate_cue(b.word(at)) != Summary::none) return false;
    const bool of_number = at > 0 && (b.token(at - 1).number || b.is(at - 1, WordClass::a, WordClass::an));
    return !of_number && !b.is(at - 1, WordClass::per, WordClass::by, WordClass::each, WordClass::in) &&
           !b.is(at - 2, WordClass::per);
}

// The aggregate said right before the unit, with its tokens; a sum where none is.
Summary summary_before(const OptionBuilder& b, int at, TokenSet& covers) {
    if (b.is(at - 1, WordClass::many) && b.is(at - 2, WordClass::how)) {
        covers |= tokens_in(at - 2, at);
        return Summary::sum;
    }
    for (int k = at - 1; k >= std::max(0, at - 2); --k)
        if (const auto said = aggregate_cue(b.word(k)); said != Summary::none && said != Summary::count) {
            mark(covers, k);
            return said;
        }
    return Summary::sum;
}

void offer_in_unit(OptionBuilder& b, int at) {
    const auto unit = unit_of_measure(b.word(at));
    if (!unit || unit->kind == Unit::Kind::money || b.word(at).size() < 2 || !asks_for_unit(b, at)) return;
    auto option = computed(at, at + 1);
    option.cue = -1;
    option.how = 4;
    option.untaught = true;
    option.aggregate = summary_before(b, at, option.covers);
    option.begin = first_of(option.covers);
    for (const auto& amount : amounts_in_unit(b, *unit)) {
        auto made = about(option, amount);
        made.divisor = *in_own_units(b.schema(), amount.column, *unit);
        b.add(made);
    }
}

// "passengers", "freight revenue": what there is more or less of.
bool is_measured(const OptionBuilder& b, int at) {
    return is_plural(b.token(at)) || b.is(at, WordClass::money_noun, WordClass::mass_noun);
}

// "passengers this month vs last month", "card fees so far this year": of a time or of rivals a measure is added up.
void offer_measure_of_time(OptionBuilder& b, const ColumnMention& mention) {
    const auto& traits = b.traits(mention.column);
    const bool told = !b.spans().empty() || b.any_is(0, b.size(), WordClass::versus);
    if (!told || !traits.number_type || traits.key || mention.link < 0.6F || !is_measured(b, mention.end - 1) ||
        b.any_is(0, mention.begin, WordClass::many, WordClass::count_noun) ||
        !aggregate_cues_before(b, mention.begin).empty())
        return;
    auto made = about(said_at(mention.begin, mention.end, -1), mention, 4);
    made.role = Role::select;
    made.aggregate = Summary::sum;
    made.covers = mention.tokens;
    made.shared = mention.table_tokens;
    made.untaught = true;
    b.add(made);
}

// "average gift from organisations", "median invoice": of what such rows are worth.
void offer_worth_of_rows(OptionBuilder& b, const TableMention& mention) {
    constexpr std::size_t most_columns = 3;
    const auto cues = aggregate_cues_before(b, mention.begin);
    const auto is_count = [](const auto& cue) { return cue.first == Summary::count; };
    if (mention.link < 0.6F || std::any_of(cues.begin(), cues.end(), is_count)) return;
    auto amounts = amounts_of(b, mention.table);
    if (amounts.size() > most_columns) amounts.resize(most_columns);
    for (const auto& [summary, at] : cues)
        for (const auto& amount : amounts) {
            if (summary != Summary::avg && summary != Summary::median && summary != Summary::sum) continue;
            auto option = about(said_at(at, mention.end, at), amount);
            option.role = Role::select;
            option.aggregate = summary;
            option.covers = mention.tokens;
            mark(option.covers, at);
            option.how = 4;
            option.untaught = true;
            b.add(option);
        }
}

// "sales per month", "invoiced last year", "donations by donor": rows that are said for what they are worth.
void offer_worth_of_named(OptionBuilder& b, const TableMention& mention) {
    constexpr std::size_t most_columns = 3;
    if (mention.link < 0.6F || mention.end != mention.begin + 1) return;
    const int at = mention.begin;
    const bool done = b.word(at).ends_with("ed");
    if (!done && !b.is(at, WordClass::rows_of_money)) return;
    if (b.any_is(at - 2, at, WordClass::many, WordClass::count_noun) || b.is(at - 1, WordClass::totalled_superlative))
        return;
    auto amounts = amounts_of(b, mention.table);
    if (amounts.size() > most_columns) amounts.resize(most_columns);
    for (const auto& amount : amounts) {
        auto option = about(told(b, at), amount);
        option.covers = mention.tokens;
        option.aggregate = Summary::sum;
        b.add(option);
        offer_ranked(b, at, option);
    }
}

// "who spent the most", "which agent brought in the most": the sum of what such rows are worth.
void offer_most_money(OptionBuilder& b, const Superlative& cue) {
    constexpr int reach = 3;
    constexpr std::size_t most_amounts = 4;
    if (cue.measure || !b.is(cue.at, WordClass::totalled_superlative)) return;
    const int behind = cue.at + 1;
    const bool names_another = behind < b.size() && !b.token(behind).stop_before &&
                               !b.is(behind, WordClass::stop_word) && !b.is(behind, WordClass::money_noun) &&
                               !b.is(behind, WordClass::calendar_unit);
    if (names_another) return;
    for (int at = cue.at - 1; at >= std::max(0, cue.at - reach); --at) {
        if (b.stop_between(at, cue.at)) return;
        if (!b.is(at, WordClass::money_verb)) continue;
        auto amounts = amounts_meant(b, at);
        if (amounts.size() > most_amounts) amounts.resize(most_amounts);
        for (const auto& amount : amounts) {
            auto order = about(said_at(cue.at, cue.at + 1, cue.at), amount);
            order.role = Role::order;
            order.aggregate = Summary::sum;
            order.how = 4;
            order.descending = cue.direction > 0;
            order.limit = cue.limit;
            order.covers = cue.tokens;
            if (!b.is(at, WordClass::owed_word)) mark(order.covers, at);
            if (b.is(behind, WordClass::money_noun)) mark(order.covers, behind);
            b.add(order);
        }
        return;
    }
}

// The amounts that any word behind `from` may speak of: what was billed, earned, owed, paid out for.
std::vector<Amount> amounts_spoken_of(const OptionBuilder& b, int from) {
    constexpr std::size_t most_told = 4;
    std::vector<Amount> found;
    for (int at = from; at < b.size(); ++at) {
        if (b.is(at, WordClass::stop_word) || b.token(at).number || b.is(at, WordClass::calendar_unit)) continue;
        for (const auto& amount : amounts_meant(b, at)) {
            const auto is_it = [&](const Amount& other) {
                return other.column == amount.column && other.other == amount.other;
            };
            const auto known = std::find_if(found.begin(), found.end(), is_it);
            if (known == found.end())
                found.push_back(amount);
            else
                known->link = std::max(known->link, amount.link);
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const Amount& x, const Amount& y) { return x.link > y.link; });
    if (found.size() > most_told) found.resize(most_told);
    return found;
}

// "how much did we roast last month?": what is kept of it in numbers, in columns that are named or that have the verb
// in their names ("roasted_kg" of roasts).
void offer_measured(OptionBuilder& b, const Option& asked) {
    const auto measures = [&](ColumnId id) {
        return b.traits(id).number_type && !b.traits(id).key && !is_moment(b.schema(), id);
    };
    for (const auto& mention : b.columns()) {
        if (mention.begin < asked.end || mention.link < 0.4F || !measures(mention.column)) continue;
        auto made = about(asked, mention, 4);
        made.covers |= mention.tokens;
        made.shared |= mention.table_tokens;
        b.add(made);
    }
    for (const auto& mention : b.tables()) {
        if (mention.begin < asked.end || mention.link < 0.9F || mention.end != mention.begin + 1) continue;
        const auto& verb = b.token(mention.begin).stem;
        for (int c = 0; c < b.schema().own_columns(mention.table); ++c) {
            const auto& words = b.schema().words_of({mention.table, c});
            const bool has_verb =
                std::any_of(words.begin(), words.end(), [&](const NameWord& word) { return word.stem == verb; });
            if (!has_verb || !measures({mention.table, c})) continue;
            auto made = asked;
            made.column = {mention.table, c};
            made.link = 0.8F;
            made.covers |= mention.tokens;
            b.add(made);
        }
    }
}

// "how much"
bool asks_how_much(const OptionBuilder& b, int at) {
    return b.is(at, WordClass::how) && value_of(b.word(at + 1), WordClass::asked_adjective) == "pricier" &&
           b.is(at + 1, WordClass::stop_word);
}

// "what did we earn last month?", "what did we bill net for this year?"
bool asks_what_was_paid(const OptionBuilder& b, int at) {
    constexpr int reach = 3;
    return b.is(at, WordClass::what) && b.is(at + 1, WordClass::helping_verb) &&
           b.any_is(at + 2, std::min(b.size(), at + 2 + reach), WordClass::money_verb);
}

// "how much did we bill last month?", "how much money is outstanding?": what it adds up to.
void offer_how_much(OptionBuilder& b, int at) {
    if (!asks_how_much(b, at) && !asks_what_was_paid(b, at)) return;
    const bool money = b.is(at + 2, WordClass::money_noun) && !is_named(b, at + 2, 0.8F);
    auto option = computed(at, at + (money ? 3 : 2));
    option.aggregate = Summary::sum;
    option.how = 4;
    for (const auto& amount : amounts_spoken_of(b, at + 2)) {
        auto made = about(option, amount);
        made.untaught = true;
        for (const auto& mention : b.columns())  // "what did we bill net"
            if (mention.column == amount.column && mention.begin >= option.end &&
                (mention.tokens & made.covers).none()) {
                made.covers |= mention.tokens;
                made.link = std::min(1.F, made.link + 0.2F);
            }
        b.add(made);
    }
    offer_measured(b, option);
}

}  // namespace

void offer_turnover(OptionBuilder& b) {
    for (const auto& mention : b.tables()) {
        offer_worth_of_rows(b, mention);
        offer_worth_of_named(b, mention);
    }
    for (const auto& cue : b.superlatives()) offer_most_money(b, cue);
    for (int at = 0; at < b.size(); ++at) {
        offer_in_unit(b, at);
        offer_how_much(b, at);
    }
    for (const auto& mention : b.columns()) offer_measure_of_time(b, mention);
    for (int at = 0; at < b.size(); ++at) {
        const bool amount = b.is(at, WordClass::money_noun, WordClass::quantity_noun);
        if (!amount && (!stands_before_per(b, at) || b.is(at, WordClass::stop_word) || b.token(at).number)) continue;
        if (is_named(b, at, amount ? 0.8F : 0.5F)) continue;
        if (amount)
            for (const auto& meant : amounts_meant(b, at)) offer_amount(b, at, meant);
        else if (aggregate_cue(b.word(at)) == Summary::none)
            offer_unnamed_rows(b, at);
    }
}

}  // namespace pf::compiler::constructs
