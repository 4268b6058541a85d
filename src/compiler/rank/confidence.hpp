// How sure it is that the first plan is right: trees over what sets it apart from its rivals, calibrated on questions
// about databases they had not seen. Way in: confidence_of().
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "compiler/doubts.hpp"
#include "compiler/plan.hpp"
#include "compiler/rank/context.hpp"
#include "compiler/rank/cue_agreement.hpp"
#include "compiler/rank/dense_row.hpp"
#include "compiler/rank/evidence.hpp"
#include "compiler/rank/model.hpp"
#include "compiler/rank/names.hpp"

namespace pf::compiler {

// What kind of plan it is: how many options of each role it is made of, moves that its shape does not show, and doubts.
struct PlanKindFeatures {
    static constexpr std::array<std::string_view, role_count> roles{
        "role_select", "role_count", "role_order",   "role_order_count", "role_value",
        "role_number", "role_date",  "role_compare", "role_null_test",   "role_having",
        "role_absent", "role_limit", "role_each",    "role_window"};
    static constexpr std::array<Move, 22> moves{
        implied_name,      implied_key,        implied_all,        implied_count,   table_as_key,
        made_distinct,     distinct_dropped,   joined_mention,     made_or,         made_except,
        made_not_in,       compare_with_where, second_path,        group_key_added, count_distinct_key,
        made_semi,         made_union,         nested_superlative, made_self_join,  implied_order,
        implied_condition, names_referred};
    static constexpr auto move_names = [] {
        std::array<std::string_view, moves.size()> made;
        std::transform(moves.begin(), moves.end(), made.begin(), move_name);
        return made;
    }();
    static constexpr std::array<std::string_view, 5> options{
        "untaught",  // of a kind the ranking had not seen
        "beside",    "rivals",
        "least_how",  // where the columns come from: the least plain
        "computed",   // of more than a column
    };
    static constexpr auto names = joined(roles, move_names, options, doubt_names);
};

// Of the first of the plans; the rest are its rivals. "gap": below the best of them; "lead": above one.
struct ConfidenceFeatures {
    static constexpr std::array<std::string_view, 29> own{
        "share",  // its probability among them
        "score",          "lead_second",   "lead_third", "lead_eighth", "plans",      "option",       "linear",
        "linear_gap",     "option_gap",    "use",        "use_gap",     "use_lead",   "least_option", "least_link",
        "left",  // words of content not accounted for
        "left_others",    "unused_tables", "tables",     "shown",       "conditions", "parts",        "words",
        "set_operation",
        "groups_having",  // 1 a group, 10 a condition on groups
        "distinct",       "schema_tables",
        "least_net_lead",  // how far each network by itself sets it apart: the least sure of them, and the surest
        "most_net_lead",
    };
    static constexpr std::array<std::string_view, 8> among{
        "cues_broken",
        "same_shown",  // how much of the rest agrees in part: shows the same, chooses the same rows, all but DISTINCT
        "same_rows",   "same_but_distinct", "left_numbers", "left_values", "left_names",
        "unlinked",  // words of content that nothing links
    };
    static constexpr auto names =
        joined(own, EvidenceFeatures::names, CueFeatures::names, among, PlanKindFeatures::names);
};
using ConfidenceDense = DenseRow<ConfidenceFeatures>;
// `plans`: at least one, best first.
[[nodiscard]] ConfidenceDense confidence_dense(const std::vector<Plan>& plans, const Context& context);
// 0 … 1; 0 when there is no plan.
[[nodiscard]] float confidence_of(const std::vector<Plan>& plans, const Context& context, const Model& model);

}  // namespace pf::compiler
