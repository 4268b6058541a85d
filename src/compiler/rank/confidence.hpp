// How sure it is that the first plan is right: trees over what sets it apart from its rivals, calibrated on questions
// about databases they had not seen. Way in: confidence_of().
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "compiler/plan.hpp"
#include "compiler/rank/context.hpp"
#include "compiler/rank/cue_agreement.hpp"
#include "compiler/rank/dense_row.hpp"
#include "compiler/rank/evidence.hpp"
#include "compiler/rank/model.hpp"

namespace pf::compiler {

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
    static constexpr auto names = joined(own, EvidenceFeatures::names, CueFeatures::names, among);
};
using ConfidenceDense = DenseRow<ConfidenceFeatures>;
// `plans`: at least one, best first.
[[nodiscard]] ConfidenceDense confidence_dense(const std::vector<Plan>& plans, const Context& context);
// 0 … 1; 0 when there is no plan.
[[nodiscard]] float confidence_of(const std::vector<Plan>& plans, const Context& context, const Model& model);

}  // namespace pf::compiler
