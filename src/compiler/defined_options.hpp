// Options about what the vocabulary defines: a metric is always its aggregate, a filter always a condition, and a
// phrase is taken whole or not at all.
#pragma once

#include "compiler/option_builder.hpp"

namespace pf::compiler {

// Makes the option one that a definition allows: a metric shown, ordered by or compared is aggregated as it says. False
// where it makes no sense of it: the average of a count, a filter that is shown. Options about other columns stay.
[[nodiscard]] bool means_defined(Option& option, const OptionBuilder& b);

// Whether the column is a metric that counts all rows of its table.
[[nodiscard]] bool counts_rows(ColumnId id, const SchemaIndex& schema);

// Whether the option uses a word that the vocabulary says stands for a column it is not about.
[[nodiscard]] bool takes_words_of_another(const Analysis& analysis, const Option& option);

// Whether it uses "total" or "average" right before a metric that it is not about.
[[nodiscard]] bool takes_cue_of_metric(const OptionBuilder& b, const Option& option);

// Whether one of its words is one that the vocabulary says stands for its column.
[[nodiscard]] bool says_vocabulary(const Analysis& analysis, const Option& option);

// `option`, about the dates of the metrics said. Returns whether there is one.
bool offer_dates_of_metrics(OptionBuilder& b, const Option& option);

}  // namespace pf::compiler
