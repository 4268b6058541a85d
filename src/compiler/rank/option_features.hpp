// What is known about an option of a sentence, as features of the learned model. Way in: score_options().
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "compiler/options.hpp"
#include "compiler/rank/context.hpp"
#include "compiler/rank/dense_row.hpp"
#include "compiler/rank/model.hpp"

namespace pf::compiler {

// Sparse: the option's role with the words around it, its kind of column, how it was linked.
void option_features(const Option& option, const Context& context, FeatureSink& sink);

// Positions and distances count words; -99 and 99: there is none.
struct OptionFeatures {
    static constexpr std::array<std::string_view, 39> names{
        "linear",  // score of the sparse features
        "role",
        "link",
        "link_gap",      // below the best of its role here
        "better_links",  // options of its role here that link better
        "place_mates",   // … all of them
        "rivals",
        "how",
        "aggregate",
        "op",
        "begin",
        "length",
        "words_to_end",
        "to_operand",
        "to_cue",
        "table_rank",  // of its table among the mentioned ones
        "tables_mentioned",
        "type",    // bits: number, text, temporal
        "key",     // bits: primary, foreign
        "naming",  // bits: naming, like a date
        "name_words",
        "table_distance",  // to the nearest mention of its table
        "times_named",
        "covers",
        "distinct_values",
        "column_mentions",
        "value_as_typed",
        "link_table",  // bits: of a link table, its table beside it
        "said",
        "said_gap",  // below the best here
        "said_anywhere",
        "said_anywhere_gap",
        "foreign",
        "rare",
        "lost",
        "telling_gap",  // rare - lost, below the best of those that overlap
        "direction",    // bits: descending, limited
        "twins",        // columns of its name in other mentioned tables
        "qualified",    // by a word that nothing links: "lead time" where only "time" is a name
    };
};
using OptionDense = DenseRow<OptionFeatures>;
// `linear`: the score of its sparse features.
[[nodiscard]] OptionDense option_dense(const Option& option, const Context& context, float linear);

// The score of a kind of option that the training questions have too few of to learn it; none for all others.
[[nodiscard]] std::optional<float> untaught_score(const Option& option);

// Sets Option::score of every option.
void score_options(Analysis& analysis, const Context& context, const Model& model);

}  // namespace pf::compiler
