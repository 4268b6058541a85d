// What a plan leaves undone of what words of the sentence ask for, by construction. While one of these holds, the plan
// is offered and never the answer, however much the ranking trusts it; what was learned weighs the rest. Way in:
// doubt_about().
#pragma once

#include <array>
#include <bitset>
#include <optional>
#include <string_view>

#include "compiler/options.hpp"
#include "compiler/plan.hpp"

namespace pf::compiler {

inline constexpr std::array<std::string_view, 16> doubt_names{
    "unit",           "measure",        "comparison", "part of time", "number", "order", "negation", "rank in groups",
    "one of several", "later sentence", "count",      "how",          "value",  "any",   "average",  "name"};
// Those that hold, by their place among the names.
[[nodiscard]] std::bitset<doubt_names.size()> doubts_about(const Plan& plan, const Analysis& analysis);
// The name of the first doubt that holds: "number", "negation", …; empty when there is none.
[[nodiscard]] std::string_view doubt_about(const Plan& plan, const Analysis& analysis);

// Whether the plan does something with every unit of a number it takes: in "longer than 2 hours" the unit changes what
// the number means.
[[nodiscard]] bool uses_units(const Plan& plan, const Analysis& analysis);

// Adjectives of measure that neither order rows nor compare anything: "recent patterns", "expensive films"; and that
// something was late where it is not heard.
[[nodiscard]] TokenSet measures_left_out(const Plan& plan, const Analysis& analysis);
[[nodiscard]] bool drops_a_measure(const Plan& plan, const Analysis& analysis);

// The token of a quality that is asked for and that the plan makes nothing of: "how tall are the guests?", of which
// nothing tells.
[[nodiscard]] std::optional<int> unheard_quality(const Plan& plan, const Analysis& analysis);

// Whether it leaves out a part of time that rows shall be told by: "per method and month".
[[nodiscard]] bool drops_a_part_of_time(const Plan& plan, const Analysis& analysis);

// Whether it leaves out whose average it compares with, what shall be the same, or that two are set against each other:
// "above the average of their department", "in the same year as Nora", "books versus films".
[[nodiscard]] bool drops_a_comparison(const Plan& plan, const Analysis& analysis);

// Whether it takes a word for a column that it names by its meaning or in part, though a column of a table that is said
// is called so: "with 'health' in the title", of the role of a guest, where episodes have a title.
[[nodiscard]] bool takes_a_lesser_name(const Plan& plan, const Analysis& analysis);

// Whether it shows one row, or the extreme of all, where one of each group is asked for: "the cheapest of each
// category".
[[nodiscard]] bool drops_a_rank_in_groups(const Plan& plan, const Analysis& analysis);

// Whether each row stands once for every row of another table of which any was asked for: "patterns with an episode".
[[nodiscard]] bool repeats_rows_for_any(const Plan& plan, const Analysis& analysis);

// Whether rows are put in order, or only the extreme ones are taken, also inside.
[[nodiscard]] bool ranks_rows(const plan::Shape& query);

}  // namespace pf::compiler
