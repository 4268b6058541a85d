#include "compiler/amounts.hpp"

#include <algorithm>
#include <string_view>

#include "compiler/column_contents.hpp"
#include "compiler/option_targets.hpp"

namespace pf::compiler {
namespace {

constexpr int most_joins = 5;  // between the rows that are told of and their amounts
constexpr std::size_t most_amounts = 6;

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

bool has_name(const SchemaIndex& schema, ColumnId id, WordClass of) {
    const auto& words = schema.words_of(id);
    return std::any_of(words.begin(), words.end(), [of](const NameWord& word) { return is(word.stem, of); });
}

// How many there are of a thing, not what one costs.
bool is_quantity(const SchemaIndex& schema, ColumnId id) {
    return is_named_by(schema, id, WordClass::quantity_name) && !has_name(schema, id, WordClass::money_name) &&
           !has_name(schema, id, WordClass::cost_name);
}

// What one costs: a price rather than a sum of them, as "total_cost" and "cost_amount" are.
bool is_price(const SchemaIndex& schema, ColumnId id) {
    if (has_name(schema, id, WordClass::added_up_name)) return false;
    return is_named_by(schema, id, WordClass::price_name) || is_named_by(schema, id, WordClass::cost_name);
}

// Percents that are taken off a price.
ColumnId discount_of(const SchemaIndex& schema, int table) {
    for (int c = 0; c < schema.own_columns(table); ++c) {
        const auto& summary = schema.values().summary(table, c);
        const bool percents = summary.high > 1 && summary.high <= 100 && summary.low >= 0;
        if (percents && is_named_by(schema, {table, c}, WordClass::discount_name) &&
            has_name(schema, {table, c}, WordClass::percent_name))
            return {table, c};
    }
    return {};
}

// Quantities of the table's rows times a price of theirs, or of a row they refer to.
void add_products(const SchemaIndex& schema, int table, ColumnId quantity, std::vector<Amount>& found) {
    const auto add = [&](int priced) {
        for (int c = 0; c < schema.own_columns(priced); ++c)
            if (is_price(schema, {priced, c})) found.push_back({quantity, {priced, c}, discount_of(schema, table), 0});
    };
    const auto before = found.size();
    add(table);
    if (found.size() > before) return;
    for (const int e : schema.edges_of(table))
        if (const auto& edge = schema.edges()[static_cast<std::size_t>(e)]; edge.from == table && edge.to != table)
            add(edge.to);
}

std::vector<Amount> quantities(const SchemaIndex& schema, int table) {
    std::vector<Amount> found;
    for (int c = 0; c < schema.own_columns(table); ++c)
        if (is_quantity(schema, {table, c})) found.push_back({{table, c}, {}, {}, 0});
    return found;
}

// "pricePerLiter": the word for what it is the price of one; nullptr where the name says none.
const NameWord* priced_unit(const SchemaIndex& schema, ColumnId id) {
    const auto& words = schema.words_of(id);
    for (std::size_t k = 1; k + 1 < words.size(); ++k)
        if (words[k].word == "per") return &words[k + 1];
    return nullptr;
}

// "net_kg": a weight or a size, whatever else its name says.
bool weighs(const SchemaIndex& schema, ColumnId id) {
    const auto& words = schema.words_of(id);
    return std::any_of(words.begin(), words.end(), [](const NameWord& word) {
        const auto unit = word.word.size() > 1 ? unit_of_measure(word.word) : std::nullopt;
        return unit && unit->kind != Unit::Kind::money && unit->kind != Unit::Kind::time;
    });
}

// Litres of a row times its price per litre.
void add_per_unit(const SchemaIndex& schema, int table, std::vector<Amount>& found) {
    const auto counts = [&](ColumnId id, const NameWord& priced) {
        const auto& words = schema.words_of(id);
        return schema.traits(id).number_type && !schema.traits(id).key && !priced_unit(schema, id) &&
               std::any_of(words.begin(), words.end(), [&](const NameWord& word) { return word.stem == priced.stem; });
    };
    for (int p = 0; p < schema.own_columns(table); ++p) {
        const auto* priced = priced_unit(schema, {table, p});
        if (!priced || !is_price(schema, {table, p})) continue;
        for (int c = 0; c < schema.own_columns(table); ++c)
            if (counts({table, c}, *priced)) found.push_back({{table, c}, {table, p}, discount_of(schema, table), 0});
    }
}

// What is in stock times what one of it costs: "what is our stock worth".
void add_stock(const SchemaIndex& schema, int table, std::vector<Amount>& found) {
    for (int c = 0; c < schema.own_columns(table); ++c) {
        const ColumnId id{table, c};
        if (is_named_by(schema, id, WordClass::stock_name) && !has_name(schema, id, WordClass::level_name) &&
            !is_price(schema, id))
            add_products(schema, table, id, found);
    }
}

// What the sentence speaks of.
struct Spoken {
    bool stock = false;  // what is there
    bool spent = false;  // what went out
};
Spoken spoken_of(const OptionBuilder& b) {
    const int at = b.find(0, b.size(), WordClass::stock_name);
    const bool stock = at >= 0 && !b.is(at - 1, WordClass::by, WordClass::on);  // not "by hand"
    return {stock, b.any_is(0, b.size(), WordClass::spend_word)};
}

// Columns that are called amounts, and products; a unit price that is part of a product is no amount, nor is one per
// unit.
std::vector<Amount> sums_of_money(const SchemaIndex& schema, int table, Spoken spoken) {
    std::vector<Amount> found;
    for (const auto& quantity : quantities(schema, table)) add_products(schema, table, quantity.column, found);
    add_per_unit(schema, table, found);
    if (spoken.stock) add_stock(schema, table, found);
    const auto products = found.size();
    for (int c = 0; c < schema.own_columns(table); ++c) {
        const ColumnId id{table, c};
        const bool part = std::any_of(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(products),
                                      [id](const Amount& product) { return product.other == id; });
        if (!part && !priced_unit(schema, id) && !weighs(schema, id) && is_named_by(schema, id, WordClass::money_name))
            found.push_back({id, {}, {}, 0});
    }
    return found;
}

float nearness_of(const OptionBuilder& b, std::string_view word, const Amount& amount) {
    float near = std::max(
        {0.F, nearness(word, {amount.column.table, -1}, b.schema()), nearness(word, amount.column, b.schema())});
    if (amount.other.column < 0) return near;
    near = std::max({near, nearness(word, amount.other, b.schema()), 0.4F});
    const bool at_cost = b.any_is(0, b.size(), WordClass::cost_noun);
    return near + (at_cost == has_name(b.schema(), amount.other, WordClass::cost_name) ? 0.2F : -0.2F);
}

// What speaks for an amount before any word does: rows with a date of their own are what happened, others are lists of
// what there is; what was earned is called a total or an amount, and a price alone is not it. What went out is called
// a cost.
float likely_earned(const SchemaIndex& schema, const Amount& amount, Spoken spoken) {
    float likely = 0;
    const int table = amount.column.table;
    bool dated = false;
    for (int c = 0; c < schema.own_columns(table) && !dated; ++c)
        dated = is_moment(schema, {table, c}) && !tells_another_time(schema, {table, c});
    for (const int e : schema.edges_of(table)) {  // lines of an invoice have its date
        const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
        for (int c = 0; c < schema.own_columns(edge.to) && !dated && amount.other.column >= 0; ++c)
            dated = edge.from == table && is_moment(schema, {edge.to, c});
    }
    likely += dated ? 0.1F : -0.15F;
    if (spoken.spent) {
        const auto cost = [&](ColumnId id) {
            return id.column >= 0 &&
                   (has_name(schema, id, WordClass::cost_name) || has_name(schema, id, WordClass::outgoing_name));
        };
        return likely + (cost(amount.column) || cost(amount.other) ? 0.2F : 0);
    }
    if (amount.other.column >= 0) return likely;
    if (has_name(schema, amount.column, WordClass::earned_name))
        likely += 0.1F;
    else if (is_price(schema, amount.column))
        likely -= 0.1F;
    if (has_name(schema, amount.column, WordClass::outgoing_name)) likely -= 0.1F;
    return likely;
}

void keep_likeliest(std::vector<Amount>& found) {
    std::stable_sort(found.begin(), found.end(), [](const Amount& x, const Amount& y) { return x.link > y.link; });
    if (found.size() > most_amounts) found.resize(most_amounts);
}

}  // namespace

Option about(Option option, const Amount& amount) {
    option.column = amount.column;
    option.link = amount.link;
    if (amount.other.column < 0) return option;
    option.expression = Expression::product;
    option.other = amount.other;
    option.less = amount.less;
    option.untaught = true;
    return option;
}

std::vector<Amount> amounts_meant(const OptionBuilder& b, int at) {
    const auto& schema = b.schema();
    const bool counted = b.is(at, WordClass::quantity_noun);
    const auto spoken = spoken_of(b);
    const auto away = distances(b);
    std::vector<Amount> found;
    for (int table = 0; table < schema.tables(); ++table) {
        const int joins = away[static_cast<std::size_t>(table)];
        if (joins < 0) continue;
        for (auto& amount : counted ? quantities(schema, table) : sums_of_money(schema, table, spoken)) {
            const float likely = counted ? 0 : likely_earned(schema, amount, spoken);
            amount.link = 0.3F + 0.5F * nearness_of(b, b.word(at), amount) + likely - 0.05F * static_cast<float>(joins);
            amount.link = std::max(amount.link, 0.05F);
            found.push_back(amount);
        }
    }
    // a column that holds it is surer than a product
    const bool held = std::any_of(found.begin(), found.end(), [](const Amount& a) { return a.other.column < 0; });
    for (auto& amount : found)
        if (held && amount.other.column >= 0) amount.link *= 0.4F;
    keep_likeliest(found);
    return found;
}

std::vector<Amount> amounts_in_unit(const OptionBuilder& b, const Unit& unit) {
    const auto& schema = b.schema();
    const auto away = distances(b);
    std::vector<Amount> found;
    for (int table = 0; table < schema.tables(); ++table) {
        const int joins = away[static_cast<std::size_t>(table)];
        if (joins < 0) continue;
        for (int c = 0; c < schema.own_columns(table); ++c) {
            const ColumnId id{table, c};
            if (!schema.traits(id).number_type || schema.traits(id).key || !in_own_units(schema, id, unit)) continue;
            const bool said = std::any_of(b.columns().begin(), b.columns().end(),
                                          [id](const ColumnMention& mention) { return mention.column == id; });
            found.push_back({id, {}, {}, 0.6F - 0.05F * static_cast<float>(joins) + (said ? 0.2F : 0.F)});
        }
    }
    keep_likeliest(found);
    return found;
}

std::vector<Amount> amounts_of(const OptionBuilder& b, int table) {
    const auto spoken = spoken_of(b);
    auto found = sums_of_money(b.schema(), table, spoken);
    for (auto& amount : found) amount.link = 0.4F + likely_earned(b.schema(), amount, spoken);
    keep_likeliest(found);
    return found;
}

bool is_named_by(const SchemaIndex& schema, ColumnId id, WordClass of) {
    const auto& traits = schema.traits(id);
    return traits.number && !traits.key && has_name(schema, id, of);
}

}  // namespace pf::compiler
