// Which columns hold what a noun of business or of quantity asks for though none is called so: "sales", "revenue",
// "units sold"; and where no column holds it, the product that makes it: quantity × unit price, less a discount.
// Way in: amounts_meant().
#pragma once

#include <vector>

#include "compiler/option_builder.hpp"

namespace pf::compiler {

struct Amount {
    ColumnId column;
    ColumnId other;  // that it is multiplied by; column -1: none
    ColumnId less;   // the discount in percent that is taken off the product; column -1: none
    float link = 0;  // how likely it is the one meant, 0 … 1
};

// `option`, of that amount. What it covers is left to the caller.
[[nodiscard]] Option about(Option option, const Amount& amount);

// Columns that are kept in a unit of the kind, near to what is mentioned, the likeliest first.
[[nodiscard]] std::vector<Amount> amounts_in_unit(const OptionBuilder& b, const Unit& unit);

// Those that the noun at `at` may mean, the likeliest first, six at most: near in meaning to the word, by their columns
// or their table, and near to what is mentioned.
[[nodiscard]] std::vector<Amount> amounts_meant(const OptionBuilder& b, int at);
// Those of one table, the likeliest first.
[[nodiscard]] std::vector<Amount> amounts_of(const OptionBuilder& b, int table);

// A number that is no key and has a word of the class in its name.
[[nodiscard]] bool is_named_by(const SchemaIndex& schema, ColumnId id, WordClass of);

}  // namespace pf::compiler
