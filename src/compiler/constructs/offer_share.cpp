// Shares of rows, or of what they add up to: "what share of orgs are …", "% of revenue per category", "users per role
// in percent", "cancellation rate by country".
#include <algorithm>

#include "compiler/amounts.hpp"
#include "compiler/constructs/offers.hpp"
#include "compiler/said_states.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr float least_link = 0.45F;
constexpr float least_link_of_table = 0.3F;
constexpr int reach_behind = 5;  // tokens from "share of" to what it is of
constexpr int reach_before = 8;  // … from it to "in percent"

// "discount rate" of a column; "fraud rate" is none of the interest rate.
bool ends_longer_name(const OptionBuilder& b, int at) {
    return std::any_of(b.columns().begin(), b.columns().end(), [at](const ColumnMention& mention) {
        return mention.link >= least_link && has(mention.tokens, at) && mention.begin < at;
    });
}
// "the cloud cover rate" of a figure.
bool follows_figure(const OptionBuilder& b, int at) {
    return std::any_of(b.columns().begin(), b.columns().end(), [&](const ColumnMention& mention) {
        return mention.exact && mention.end == at && b.traits(mention.column).number && !b.traits(mention.column).key;
    });
}
bool takes_part_in_name(const OptionBuilder& b, int at) { return b.names_column(at) || ends_longer_name(b, at); }

// "the share of revenue": of amounts that are called otherwise.
void offer_of_amounts(OptionBuilder& b, const Option& share, int from, int to) {
    for (int at = std::max(0, from); at < std::min(to, b.size()); ++at) {
        if (!b.is(at, WordClass::money_noun) || b.names_column(at)) continue;
        for (const auto& amount : amounts_meant(b, at)) {
            auto option = about(share, amount);
            option.operand = at;
            mark(option.covers, at);
            b.add(option);
        }
    }
}

// A table whose rows are counted where a value of that one is said; of a table of codes those that refer to it.
std::vector<int> counted_by_value(const SchemaIndex& schema, int table) {
    constexpr std::size_t most = 3;
    if (!schema.is_code_table(table)) return {table};
    std::vector<int> referring;
    for (const int e : schema.edges_of(table)) {
        const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
        if (edge.to == table && edge.from != table && referring.size() < most) referring.push_back(edge.from);
    }
    return referring;
}

// "the percentage of rides by subscribers": of the rows that a value is a value of, where no name links them.
void offer_of_conditions(OptionBuilder& b, const Option& share) {
    Offered<int> offered;
    const auto offer = [&](int table, float link) {
        const auto is_it = [&](const Option& other) {
            return other.aggregate == Summary::share && other.column == ColumnId{table, -1};
        };
        if (std::any_of(b.options().begin(), b.options().end(), is_it) || !offered.takes(table, 4)) return;
        auto option = share;
        option.column = {table, -1};
        option.link = link;
        b.add(option);
    };
    if (takes_part_in_name(b, share.begin)) return;
    for (const auto& value : b.values())
        if (value.quality >= 0.8F && (value.end <= share.begin || value.begin >= share.end))
            for (const int table : counted_by_value(b.schema(), value.column.table)) offer(table, 0.05F);
    for (const auto& mention : b.columns())  // "of requests where": of the rows that have one
        if (mention.begin >= share.end && mention.link >= least_link && !b.traits(mention.column).number)
            offer(mention.column.table, 0.5F * mention.link);
}

// Of what stands in [from, to): rows of tables, sums of measures.
void offer_of_mentioned(OptionBuilder& b, const Option& share, int from, int to) {
    const auto inside = [&](const auto& mention) { return mention.begin >= from && mention.end <= to; };
    for (const auto& mention : b.tables()) {
        if (!inside(mention) || mention.link < least_link_of_table) continue;
        auto option = share;
        option.operand = mention.begin;
        option.column = {mention.table, -1};
        option.shared |= mention.tokens;
        option.link = mention.link;
        b.add(option);
    }
    for (const auto& mention : b.columns()) {
        const auto& traits = b.traits(mention.column);
        if (!inside(mention) || mention.link < least_link || !traits.number || traits.key ||
            has(mention.tokens, share.cue))
            continue;
        auto option = share;
        option.operand = mention.begin;
        option.column = mention.column;
        option.covers |= mention.tokens;
        option.shared |= mention.table_tokens;
        option.link = mention.exact ? mention.link : 0.7F * mention.link;
        b.add(option);
    }
    offer_of_amounts(b, share, from, to);
}

Option share_at(int begin, int end) {
    auto option = computed(begin, end);
    option.aggregate = Summary::share;
    option.covers = tokens_in(begin, end);
    return option;
}

// "the share of A+ among all grades": of the rows that the value is a value of.
void offer_of_values(OptionBuilder& b, int at) {
    Offered<int> offered;
    for (const auto& value : b.values()) {
        if (value.begin <= at || value.begin - at > 3 || !offered.takes(value.column.table, 2)) continue;
        auto option = share_at(at, at + 2);
        option.column = {value.column.table, -1};
        option.link = 0.6F;
        b.add(option);
    }
}

// "the percentage of orgs that …"; what it is of stands before "by country".
void offer_share_of(OptionBuilder& b, int at) {
    offer_of_values(b, at);
    const int per = b.find(at + 2, b.size(), WordClass::per, WordClass::by, WordClass::each);
    const int last = at + 2 + reach_behind;
    offer_of_mentioned(b, share_at(at, at + 2), at + 1, per < 0 ? last : std::min(last, per));
    offer_of_conditions(b, share_at(at, at + 2));
}

// "revenue share of each company"
void offer_share_behind(OptionBuilder& b, int at) {
    offer_of_mentioned(b, share_at(at, at + (b.is(at + 1, WordClass::of) ? 2 : 1)), std::max(0, at - 3), at);
}

// "users per role in percent", "… as a percentage", "users per role, percent"
void offer_in_percent(OptionBuilder& b, int at) {
    const int begin = b.is(at - 1, WordClass::in, WordClass::as)                 ? at - 1
                      : b.is(at - 2, WordClass::as)                              ? at - 2
                      : at + 1 == b.size() && at > 0 && b.token(at).comma_before ? at
                                                                                 : -1;
    if (begin <= 0) return;
    offer_of_mentioned(b, share_at(begin, at + 1), std::max(0, begin - reach_before), begin);
    offer_of_conditions(b, share_at(begin, at + 1));
}

// States that the word says: "cancellation" of those 'Cancelled'. Returns the tables that have them.
std::vector<int> offer_states_said(OptionBuilder& b, int at, const std::vector<int>& tables) {
    std::vector<int> found;
    for (auto& state : states_said(b, at, tables)) {
        found.push_back(state.column.table);
        b.add(std::move(state));
    }
    return found;
}

// Where nothing names one; a bounded number of them.
std::vector<int> all_tables(const SchemaIndex& schema) {
    constexpr int most_tables = 60;
    std::vector<int> all;
    for (int table = 0; table < std::min(schema.tables(), most_tables); ++table) all.push_back(table);
    return all;
}

// "the percentage of items cancelled" of those that are 'Cancel', "of invoices paid" of a date paid_on.
void offer_states_of_rows(OptionBuilder& b) {
    const auto at_hand = tables_at_hand(b);
    for (int at = 1; at < b.size(); ++at) {
        const bool participle = b.word(at).ends_with("ed") || !value_of(b.word(at), WordClass::irregular).empty();
        if (participle && !b.is(at, WordClass::stop_word)) offer_states_said(b, at, at_hand);
    }
}

// Tables of what is said right before the word: of a value, of a column that says yes or no.
std::vector<int> tables_of_states_before(const OptionBuilder& b, int at) {
    std::vector<int> found;
    for (const auto& value : b.values())
        if (value.end == at && !b.is(value.begin, WordClass::stop_word)) found.push_back(value.column.table);
    for (const auto& mention : b.columns())
        if (mention.end == at && (b.traits(mention.column).flag || b.traits(mention.column).boolean))
            found.push_back(mention.column.table);
    return found;
}

// "absence rate" of a column absence_code: of the rows that have one. Returns the tables that may.
std::vector<int> offer_known_said(OptionBuilder& b, int at) {
    std::vector<int> found;
    for (const auto& mention : b.columns()) {
        const auto& traits = b.traits(mention.column);
        if (mention.end != at || mention.link < least_link || mention.by != LinkedBy::stem || traits.flag ||
            traits.boolean || traits.number || !b.schema().column(mention.column).nullable)
            continue;
        auto known = about(said_at(mention.begin, mention.end, mention.begin), mention, 3);
        known.role = Role::null_test;
        known.op = Op::not_null;
        known.covers = mention.tokens;
        known.link *= 0.6F;
        known.untaught = true;
        b.add(known);
        found.push_back(mention.column.table);
    }
    return found;
}

// "return rate" of a table of returns: of the rows that have one, which it refers to.
std::vector<int> owners_of_said(const OptionBuilder& b, int at) {
    std::vector<int> found;
    for (const auto& mention : b.tables())
        if (mention.end == at && mention.link >= least_link)
            for (const int e : b.schema().edges_of(mention.table))
                if (const auto& edge = b.schema().edges()[static_cast<std::size_t>(e)];
                    edge.from == mention.table && edge.to != mention.table)
                    found.push_back(edge.to);
    return found;
}

// "cancellation rate", "fraud rate by channel", "leased share": of the rows at hand, those the word before it tells.
// `named`: a column is called so, and only where a state is said before it the rate may be another.
void offer_rate(OptionBuilder& b, int at, bool named) {
    auto rate = share_at(at, at + (b.is(at + 1, WordClass::of) ? 2 : 1));
    rate.how = share_of_those;
    Offered<int> offered;
    const auto offer = [&](int table, float link) {
        if (!offered.takes(table, 4)) return;
        auto option = rate;
        option.column = {table, -1};
        option.link = link;
        b.add(option);
    };
    const auto of_values = tables_of_states_before(b, at);
    const auto at_hand = tables_at_hand(b);
    auto of_states = offer_states_said(b, at - 1, at_hand);
    if (of_states.empty())
        of_states =
            offer_states_said(b, at - 1, at_hand.empty() ? all_tables(b.schema()) : tables_beside(b.schema(), at_hand));
    for (const auto& told : {of_values, of_states})
        for (const int state : told)
            for (const int table : counted_by_value(b.schema(), state)) offer(table, 0.6F);
    for (const int table : owners_of_said(b, at)) offer(table, 0.55F);
    for (const int table : offer_known_said(b, at)) offer(table, 0.5F);
    if (!named)
        for (const int table : at_hand) offer(table, 0.5F);
}

}  // namespace

void offer_shares(OptionBuilder& b) {
    for (int i = 0; i < b.size(); ++i) {
        if (b.is(i, WordClass::rate_noun) && i > 0 && !ends_longer_name(b, i))
            offer_rate(b, i, b.names_column(i) || follows_figure(b, i));
        if (!b.is(i, WordClass::share_noun) || b.names_column(i)) continue;
        offer_states_of_rows(b);
        const bool of = b.is(i + 1, WordClass::of);
        if (of && i + 2 < b.size()) offer_share_of(b, i);
        if (!of) offer_in_percent(b, i);
        const bool goes_on = i + 1 < b.size() && !b.is(i + 1, WordClass::in, WordClass::per, WordClass::by);
        if (of || !goes_on) offer_share_behind(b, i);
        if (!of && !goes_on && i > 0) offer_rate(b, i, true);
    }
}

}  // namespace pf::compiler::constructs
