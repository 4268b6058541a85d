// Amounts that a noun of business asks for though no column is called so: "sales by branch", "top 10 customers by
// revenue"; and rows that are counted per group under a name nothing knows: "sign-ups per month".
#include <algorithm>
#include <vector>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr int most_joins = 3;  // between the rows that are told of and their amounts
constexpr std::size_t most_amounts = 5;

struct Amount {
    ColumnId column;
    float link = 0;
};

// Tables by how many joins they are away from those mentioned, all at 0 when none is; -1 too far.
std::vector<int> distances(const OptionBuilder& b) {
    const auto& schema = b.schema();
    const auto& mentioned = b.mentioned_tables();
    std::vector<int> away(static_cast<std::size_t>(schema.tables()), mentioned.empty() ? 0 : -1);
    std::vector<int> reached(mentioned.begin(), mentioned.end());
    for (const int table : reached) away[static_cast<std::size_t>(table)] = 0;
    for (std::size_t i = 0; i < reached.size(); ++i) {
        const int from = reached[i], next = away[static_cast<std::size_t>(from)] + 1;
        if (next > most_joins) break;
        for (const int e : schema.edges_of(from)) {
            const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
            const int to = edge.from == from ? edge.to : edge.from;
            if (away[static_cast<std::size_t>(to)] >= 0) continue;
            away[static_cast<std::size_t>(to)] = next;
            reached.push_back(to);
        }
    }
    return away;
}

// The likeliest first: near in meaning to the word, by its column or its table, and near to what is mentioned.
std::vector<Amount> amounts(const OptionBuilder& b, int at) {
    const auto& schema = b.schema();
    const auto away = distances(b);
    std::vector<Amount> found;
    for (int table = 0; table < schema.tables(); ++table) {
        const int joins = away[static_cast<std::size_t>(table)];
        if (joins < 0) continue;
        const float of_table = nearness(b.word(at), {table, -1}, schema);
        for (int c = 0; c < schema.own_columns(table); ++c) {
            const ColumnId id{table, c};
            const auto& traits = b.traits(id);
            const auto& words = schema.words_of(id);
            const auto names_money = [](const NameWord& word) { return is(word.stem, WordClass::money_name); };
            if (!traits.number || traits.key || std::none_of(words.begin(), words.end(), names_money)) continue;
            const float near = std::max({0.F, of_table, nearness(b.word(at), id, schema)});
            found.push_back({id, 0.3F + 0.5F * near - 0.05F * static_cast<float>(joins)});
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const Amount& x, const Amount& y) { return x.link > y.link; });
    if (found.size() > most_amounts) found.resize(most_amounts);
    return found;
}

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

void offer_amount(OptionBuilder& b, int at, const Amount& amount) {
    auto option = told(b, at);
    option.column = amount.column;
    option.link = amount.link;
    option.covers = tokens_in(at, at + 1);
    option.aggregate = Summary::sum;
    if (const auto said = aggregate_cue(b.word(at - 1)); said == Summary::sum || said == Summary::avg) {
        option.aggregate = said;
        mark(option.covers, at - 1);
    }
    b.add(option);
    for (const auto& cue : b.superlatives()) {  // "the top 10 customers by revenue"
        const int by = first_of(option.covers) - 1;
        if (cue.at >= by || !b.is(by, WordClass::by, WordClass::with)) continue;
        auto order = option;
        order.role = Role::order;
        order.how = 4;
        order.cue = cue.at;
        order.descending = cue.direction > 0;
        order.limit = cue.limit;
        order.covers |= cue.tokens;
        mark(order.covers, by);
        b.add(order);
    }
}

// "sign-ups per month": of rows that nothing in the sentence names.
void offer_unnamed_rows(OptionBuilder& b, int at) {
    auto count = told(b, at);
    count.role = Role::count;
    count.link = 0.2F;
    b.add(count);
}

}  // namespace

void offer_turnover(OptionBuilder& b) {
    for (int at = 0; at < b.size(); ++at) {
        const bool money = b.is(at, WordClass::money_noun);
        if (!money && (!stands_before_per(b, at) || b.is(at, WordClass::stop_word) || b.token(at).number)) continue;
        if (is_named(b, at, money ? 0.8F : 0.5F)) continue;
        if (money)
            for (const auto& amount : amounts(b, at)) offer_amount(b, at, amount);
        else if (aggregate_cue(b.word(at)) == Summary::none)
            offer_unnamed_rows(b, at);
    }
}

}  // namespace pf::compiler::constructs
