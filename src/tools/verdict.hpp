// Compiler and model have both answered a sentence: whose answer goes out, how sure is it, or is the person asked?
// Pure. Way in: verdict_of().
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace pf::tools {

// What is held of the two engines before they are heard.
struct Trust {
    // How often the model's statement is right where the compiler is not sure. Of a large model's recorded replies
    // about databases it had not seen 0.83 were right, and 0.66 where the compiler asked back: what is hard is so for
    // both.
    double model_right = 0.75;
    // … where it returns no rows at all: people seldom ask for what is not there.
    double empty_right = 0.4;
    // How often a wrong statement of the model happens to be a given reading of the compiler: two that err apart
    // seldom meet.
    double meets = 0.1;
    // By how much each further sample of the model that returns the statement's rows makes it likelier, and one that
    // returns others unlikelier, as a factor of its odds. Samples of one model err together, so agreeing says less than
    // differing does (Wang et al. 2022, "Self-Consistency Improves Chain of Thought Reasoning"). Held, not measured.
    double sample_agrees = 1.5, sample_differs = 0.4;
    // Confidence in a reading from which the compiler may be said to agree with the model.
    double of_its_own = 0.1;
    // Confidence from which an answer goes out without asking.
    double answer = 0.5;
};

struct Opinions {
    std::vector<double> readings = {};  // confidence in each of the compiler's, best first; calibrated
    // The reading that returns the model's rows, of which there are some, or that is the same query.
    std::optional<std::size_t> same = {};
    bool empty = false;               // the model's statement returns no rows
    int agreeing = 0, differing = 0;  // further samples of the model, by whether they return these rows
    double planned = 0;  // of a statement that is no such reading: the compiler's confidence in it as a plan of its own
};

struct Verdict {
    enum class Whose { reading, model, ask };
    Whose whose = Whose::ask;
    std::size_t reading = 0;       // of Whose::reading
    bool agreed = false;           // both engines have it
    double confidence = 0;         // in what goes out; when asked, in the likelier of the two
    double model = 0;              // in the model's statement
    std::vector<double> readings;  // in each of the compiler's, with the model heard
};

// By Bayes' rule, engines taken to err independently. Readings that were sure (`Opinions::readings[0]` high) and are
// contradicted become unsure.
[[nodiscard]] Verdict verdict_of(const Opinions& opinions, const Trust& trust = {});

}  // namespace pf::tools
