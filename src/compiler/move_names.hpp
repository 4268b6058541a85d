// The name of each Move, under which what is learned of it is kept: bits may move, names stay.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

#include "compiler/plan.hpp"

namespace pf::compiler {

struct MoveName {
    Move move;
    std::string_view name;
};
inline constexpr std::array<MoveName, 32> move_names{{
    {implied_name, "implied_name"},
    {implied_key, "implied_key"},
    {implied_all, "implied_all"},
    {implied_count, "implied_count"},
    {table_as_key, "table_as_key"},
    {made_distinct, "made_distinct"},
    {distinct_dropped, "distinct_dropped"},
    {joined_mention, "joined_mention"},
    {made_intersect, "made_intersect"},
    {made_or, "made_or"},
    {made_except, "made_except"},
    {made_not_in, "made_not_in"},
    {extreme_as_compare, "extreme_as_compare"},
    {compare_with_where, "compare_with_where"},
    {second_path, "second_path"},
    {wrapped_count, "wrapped_count"},
    {group_key_added, "group_key_added"},
    {count_distinct_key, "count_distinct_key"},
    {shown_order_key, "shown_order_key"},
    {table_as_all, "table_as_all"},
    {dropped_limit, "dropped_limit"},
    {and_as_said, "and_as_said"},
    {inner_absent, "inner_absent"},
    {self_pairs, "self_pairs"},
    {made_semi, "made_semi"},
    {made_union, "made_union"},
    {nested_superlative, "nested_superlative"},
    {made_self_join, "made_self_join"},
    {implied_order, "implied_order"},
    {implied_condition, "implied_condition"},
    {names_referred, "names_referred"},
    {made_apart, "made_apart"},
}};

// `move` is one bit.
[[nodiscard]] constexpr std::string_view move_name(Move move) {
    return move_names[static_cast<std::size_t>(std::countr_zero(static_cast<std::uint32_t>(move)))].name;
}

static_assert(std::all_of(move_names.begin(), move_names.end(),
                          [](const MoveName& n) { return move_name(n.move) == n.name; }));

}  // namespace pf::compiler
