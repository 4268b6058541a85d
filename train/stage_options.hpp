// First stage: is an option meant? Rows of sparse features → a log-linear model, its score and dense features → trees.
#pragma once

#include <cstddef>

#include "examples.hpp"

namespace pf::train {

struct OptionFigures {
    std::size_t options = 0, features = 0;
    double linear_loss = 0, tree_loss = 0;  // log loss of a row, cross-fitted
};

// Sets Example::options: a row for each option, its target whether the gold query has it. Features that only one
// database or fewer than three rows have are left out.
[[nodiscard]] OptionFigures make_option_rows(Training& training);

// Sets Training::option, Model::option_forest and the options' cross-fitted scores.
void fit_options(Training& training, OptionFigures& figures);

}  // namespace pf::train
