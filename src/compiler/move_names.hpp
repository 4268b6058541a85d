// The name of each Move, under which what is learned of it is kept: bits may move, names stay.
#pragma once

#include <array>
#include <bit>
#include <string_view>

#include "compiler/plan.hpp"

namespace pf::compiler {

inline constexpr std::array<std::string_view, 30> move_names{
    "implied_name",  "implied_key",        "implied_all",        "implied_count",      "table_as_key",
    "made_distinct", "distinct_dropped",   "joined_mention",     "made_intersect",     "made_or",
    "made_except",   "made_not_in",        "extreme_as_compare", "compare_with_where", "second_path",
    "wrapped_count", "group_key_added",    "count_distinct_key", "shown_order_key",    "table_as_all",
    "dropped_limit", "and_as_said",        "inner_absent",       "self_pairs",         "made_semi",
    "made_union",    "nested_superlative", "made_self_join",     "implied_order",      "implied_condition"};

// The enumerator's own name; `move` is one bit.
[[nodiscard]] constexpr std::string_view move_name(Move move) {
    return move_names[static_cast<std::size_t>(std::countr_zero(static_cast<std::uint32_t>(move)))];
}

static_assert(move_name(implied_name) == "implied_name");
static_assert(move_name(joined_mention) == "joined_mention");
static_assert(move_name(second_path) == "second_path");
static_assert(move_name(self_pairs) == "self_pairs");
static_assert(move_name(implied_condition) == "implied_condition");

}  // namespace pf::compiler
