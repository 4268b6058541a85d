#include "tools/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pf::tools {
namespace {

constexpr double least = 0.005;  // a confidence of 0 or 1 would leave nothing to learn from the other engine

double open(double probability) { return std::clamp(probability, least, 1 - least); }

// How often the model's statement is right, its samples heard.
double right_of_model(const Opinions& opinions, const Trust& trust) {
    const double alone = open(opinions.empty ? trust.empty_right : trust.model_right);
    const double odds = alone / (1 - alone) * std::pow(trust.sample_agrees, opinions.agreeing) *
                        std::pow(trust.sample_differs, opinions.differing);
    return open(odds / (1 + odds));
}

struct Weights {
    std::vector<double> readings;
    double model = 0;  // of a statement that is none of the readings
    double none = 0;   // all are wrong
};

// What may be true, each weighed by how likely the model then had said what it said: the truth, with `model_right`;
// something else that the compiler had thought of too, with the small part of the rest that meets it.
Weights weigh(const Opinions& opinions, const Trust& trust) {
    const bool known = opinions.same || opinions.planned > 0;
    const double right = right_of_model(opinions, trust), wrong = (1 - right) * (known ? trust.meets : 1);
    Weights made;
    double left = 1;
    for (std::size_t i = 0; i < opinions.readings.size(); ++i) {
        const double prior = std::clamp(opinions.readings[i], 0.0, std::max(left - least, 0.0));
        left -= prior;
        made.readings.push_back(prior * (opinions.same == i ? right : wrong));
    }
    const double model = opinions.same ? 0 : opinions.planned > 0 ? std::min(opinions.planned, left) : left;
    made.model = model * right;
    made.none = (known ? left - model : left) * wrong;
    return made;
}

double sum_of(const Weights& weights) {
    return std::accumulate(weights.readings.begin(), weights.readings.end(), weights.model + weights.none);
}

// As if the compiler had never thought of the model's statement.
Weights weigh_as_strange(Opinions opinions, const Trust& trust) {
    opinions.same.reset();
    opinions.planned = 0;
    return weigh(opinions, trust);
}

}  // namespace

Verdict verdict_of(const Opinions& opinions, const Trust& trust) {
    // That the compiler had thought of the statement speaks for it, however little it held of it.
    const auto strange = weigh_as_strange(opinions, trust);
    const double least_model = strange.model / sum_of(strange);
    auto weights = weigh(opinions, trust);
    if (!opinions.same && weights.model / sum_of(weights) < least_model) weights = strange;
    const double whole = sum_of(weights);
    Verdict made;
    for (const double weight : weights.readings) made.readings.push_back(weight / whole);
    if (opinions.same) made.readings[*opinions.same] = std::max(made.readings[*opinions.same], least_model);
    made.model = opinions.same ? made.readings[*opinions.same] : weights.model / whole;
    const auto best = std::max_element(made.readings.begin(), made.readings.end());
    const double of_compiler = best == made.readings.end() ? 0 : *best;
    made.confidence = std::max(of_compiler, made.model);
    if (made.confidence < trust.answer) return made;
    if (made.model > of_compiler) {
        made.whose = Verdict::Whose::model;
        return made;
    }
    const auto reading = static_cast<std::size_t>(best - made.readings.begin());
    if (opinions.same == reading && opinions.readings[reading] < trust.of_its_own) {  // hardly the compiler's answer
        made.whose = Verdict::Whose::model;
        return made;
    }
    made.whose = Verdict::Whose::reading;
    made.reading = reading;
    made.agreed = opinions.same == made.reading;
    return made;
}

}  // namespace pf::tools
