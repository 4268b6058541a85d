// Last stage: is the first plan right? Trees over it and its rivals, their odds as probabilities, and from which
// probability on the product answers without asking back.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "examples.hpp"

namespace pf::train {

struct Sureness {
    float odds = 0;  // cross-fitted
    char right = 0;
    std::size_t example = 0;
};

// Sets Model::confidence and Model::calibration. Returns the examples that have plans, surest first.
std::vector<Sureness> fit_confidence(Training& training);

struct Acceptance {
    double answered = 0;           // examples that are
    double right = 0;              // of them
    std::size_t unanswerable = 0;  // of them: to clarify or to refuse
};
// The same of the examples of each file of questions, at the bound of all.
// Why the first plan is no answer, however sure: a doubt's name, or "unknown word"; empty where nothing holds it back.
[[nodiscard]] std::string_view held_back(const Example& example, const compiler::Model& model);

struct FileAcceptance {
    std::size_t asked = 0, right_first = 0, answered = 0, right = 0;
};
[[nodiscard]] std::vector<FileAcceptance> acceptance_by_file(const Training& training,
                                                             const std::vector<Sureness>& sure);

// Sets Model::accept: the least probability with which 92 of a hundred answers above it are right; 1, which no answer
// has, when there is none. Sentences with unknown words, or whose first plan is in doubt (compiler/doubts.hpp), count
// as not answered, whatever the odds.
Acceptance choose_bound(Training& training, const std::vector<Sureness>& sure);

// Isotonic regression (pool adjacent violators) of (odds, right), as points of a piecewise linear function.
[[nodiscard]] std::vector<std::pair<float, float>> calibrate(std::vector<std::pair<float, char>> scored);

// The probability of `odds` on that function.
[[nodiscard]] float probability_of(float odds, const std::vector<std::pair<float, float>>& points);

}  // namespace pf::train
