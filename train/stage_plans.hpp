// Second stage: which plan is meant, by a log-linear model over what it has and what the sentence says.
#pragma once

#include <functional>
#include <string>

#include "examples.hpp"
#include "judge.hpp"

namespace pf::train {

// Options with scores → all plans of the search. Returns their number.
std::size_t search(Training& training);

// Two rounds: those plans are judged that the options' scores like best, a first model learns from them, and those that
// it likes best of all are judged then. Sets Training::plan; of every example the plans, at most as many as the product
// ranks further, ordered by the cross-fitted model, with linear scores, and which of them are right. `say` is called
// after each judging and at the end.
void fit_plans(Training& training, Judge& judge, unsigned threads, const std::function<void(const std::string&)>& say);

}  // namespace pf::train
