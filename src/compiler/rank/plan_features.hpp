// What is known about a plan among its rivals, as dense features of the networks that rank. Way in: plan_dense().
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "compiler/plan.hpp"
#include "compiler/rank/context.hpp"
#include "compiler/rank/cue_agreement.hpp"
#include "compiler/rank/dense_row.hpp"
#include "compiler/rank/evidence.hpp"
#include "compiler/rank/names.hpp"

namespace pf::compiler {

// Whether a move was made: those that the parts of the plan do not show anyhow.
struct MoveFeatures {
    static constexpr std::array<Move, 13> moves{
        implied_name, implied_key,        implied_all, implied_count,   joined_mention, made_intersect,    made_or,
        made_not_in,  extreme_as_compare, second_path, group_key_added, and_as_said,    compare_with_where};
    static constexpr auto names = [] {
        std::array<std::string_view, moves.size()> made;
        std::transform(moves.begin(), moves.end(), made.begin(), move_name);
        return made;
    }();
};

// "gap": below the best of the plans.
struct PlanFeatures {
    static constexpr std::array<std::string_view, 39> own{
        "linear",  // score of the log-linear ranker
        "linear_gap",
        "option",  // sum of the options' scores
        "option_gap",
        "total_gap",  // of both
        "rank",       // by both
        "lead",       // before the next
        "parts",      // options
        "least_option",
        "least_link",
        "mean_link",
        "rivals",
        "left",  // words of content not accounted for; of them linked ones, numbers, values, names, others
        "left_linked",
        "left_numbers",
        "left_values",
        "left_names",
        "left_others",
        "tables",
        "strange_tables",  // that nobody mentioned
        "unused_tables",   // mentioned ones
        "fully_named_unused_tables",
        "inferred_joins",
        "shown",
        "aggregates",
        "counts",
        "conditions",
        "alternatives",
        "subqueries",
        "memberships",
        "parts_of_texts",
        "groups",
        "having",
        "order",  // 1 + the aggregate that orders
        "limit",
        "set_operation",
        "distinct",
        "count_rows",
        "unique_shown",
    };
    static constexpr std::array<std::string_view, 22> among{
        "missed_best",        // the best option left out that would still fit
        "same_shown_before",  // plans before that show the same, that choose and order the same rows
        "same_rows_before",
        "words",
        "says_each_many_most",  // bits
        "says_order_both_negation",
        "says_average_distinct_either",
        "says_than_and",
        "counts_own_key",  // counts rows of a table by its own key: always one
        "idle_joins",      // that add nothing
        "key_twice",       // the same key shown from two sides
        "least_shown",     // score of the least sure of what is shown
        "shown_part_gap",  // of each part of the log-linear score (linear_part())
        "where_part_gap",
        "tail_part_gap",
        "operation_part_gap",
        "moves_part_gap",
        "own_part_gap",
        "shown_options_gap",  // of the sum of the options' scores by their roles
        "where_options_gap",
        "order_options_gap",
        "group_options_gap",
    };
    static constexpr std::array<std::string_view, 9> shape{
        "list_broken",  // neighbours of a list of columns of which only one is shown; both
        "list_together",
        "fan_out",  // joins that repeat a shown row: from a table to those that refer to it
        "fan_out_distinct",
        "replaceable_tables",  // at the rim, of which only the key is used that their neighbour has too
        "replaceable_mentioned_tables",
        "telling_shown",  // shown columns that tell rows apart
        "foreign_shown",  // shown keys whose own table is joined or mentioned
        "group_said",     // what stands behind "each" is what the rows are grouped by: 1 yes, -1 no
    };
    static constexpr std::array<std::string_view, 3> rest{
        "cues_broken",
        "missed_shown",  // scores of options left out that would still fit: of what is shown, of the rest
        "missed_rest",
    };
    static constexpr auto names =
        joined(own, MoveFeatures::names, among, shape, EvidenceFeatures::names, CueFeatures::names, rest);
};
using PlanDense = DenseRow<PlanFeatures>;
// For plans in order of linear_score + option_score, best first.
[[nodiscard]] std::vector<PlanDense> plan_dense(const std::vector<Plan>& plans, const Context& context);

// The tables of all parts of the query, subqueries too.
void all_tables(const plan::Shape& query, std::vector<int>& tables);

}  // namespace pf::compiler
