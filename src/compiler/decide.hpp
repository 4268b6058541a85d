// The ranked plans → an answer, a choice or a refusal, and what the person is told. The one place that sets a status:
// what the product takes at its word, and how sure the ranking must be. Way in: decide().
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/compile.hpp"
#include "compiler/rank/context.hpp"
#include "compiler/rank/model.hpp"
#include "compiler/suggest.hpp"

namespace pf::compiler {

// The figures of the decision: probabilities.
struct Bounds {
    // Confidence below which nothing is an answer, whatever else speaks for it.
    float least = 0.25F;
    // Confidence from which a plan that accounts for every word of the sentence is taken at its word: such a plan needs
    // less of the ranking's trust, and a short command less than a question.
    float command = 0.3F;
    float question = 0.5F;
    // How far behind the first, in log-odds, a plan may be that accounts for more of the sentence and is preferred to
    // it. Further down stand sets of options that cover the words and mean something else.
    float accounted_behind = 3;
    // Confidence below which readings that leave a word out which nothing knows, or that all leave the same word out,
    // are not offered: the word is named instead.
    float unheard = 0.5F;
    // Weight of the plans that choose the same rows, from which only the columns are open and all of them are shown:
    // with a semantic model made for the database, and without one.
    float rows_described = 0.55F;
    float rows_bare = 0.8F;
    // How sure a reading behind the first is, of its share of the weights: of 1,262 questions to 36 databases not seen
    // that were asked back about, the second had 0.15 of the weights and was right for 0.055, the third 0.058 and
    // 0.029.
    float further = 0.4F;
    // Without any of these the bound is learned: Model::accept.
};
inline constexpr Bounds bounds;

inline constexpr std::size_t max_readings = 4;

struct Verdict {
    Status status = Status::not_understood;
    std::vector<double> confidence;  // of each plan that is shown, from the first; ok: one
    std::vector<UnknownWord> unknown;
    bool leaves_words_out = false;  // as of Compilation, as what follows
    std::string message, hint;
};

// Reorders the plans to what the product's conventions prefer and may make the first show whole rows; prints the
// SQL of those that are shown. The plans must be ranked.
[[nodiscard]] Verdict decide(std::vector<Plan>& plans, const Context& context, const Model& model,
                             const Suggester& suggester);

// Before anything is compiled: why it cannot be, for the sentence is no text or too long, or there are no tables.
[[nodiscard]] std::optional<Verdict> refuse_unreadable(std::string_view sentence, const SchemaIndex& schema);

}  // namespace pf::compiler
