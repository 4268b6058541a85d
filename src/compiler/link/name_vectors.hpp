// The names of a schema as word vectors, and which of them a word of a sentence is near. Way in: NameVectors::near().
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "compiler/link/resources.hpp"
#include "compiler/link/word_vectors.hpp"

namespace pf::compiler {

// What tells how surely a word means a name. Cosines; the gap is to the name nearest to the word.
struct Nearness {
    float company = 0, use = 0;
    float company_gap = 0, use_gap = 0;
};
// The probability that a word which nothing else links means this name: a log-linear model, LinkedBy::vectors of a
// single word of a name, LinkedBy::phrase of a name as a whole. Fitted by train/vectors/fit.py.
[[nodiscard]] float probability_of(const Nearness& near, LinkedBy by);

struct NearName {
    std::string_view key;  // as it was added
    LinkedBy by = LinkedBy::vectors;
    Nearness nearness;
    float probability = 0;
};

class NameVectors {
 public:
    // A word of a name (by: vectors) or the words of a whole name (by: phrase) under a key of the caller's; the same
    // key is added once. Words without a vector are left out, and a name without any.
    void add(std::string key, const std::vector<std::string>& words, LinkedBy by);

    // The names a word is nearest to, the likeliest first, at most `most`, all with at least `least` probability. None
    // when the word has no vector. Takes time in proportion to the names: 164 multiplications each.
    [[nodiscard]] std::vector<NearName> near(std::string_view word, std::size_t most, float least) const;
    [[nodiscard]] std::size_t size() const { return names_.size(); }
    [[nodiscard]] std::size_t bytes() const;

 private:
    struct Name {
        std::string key;
        LinkedBy by;
        WordVector vector;
    };
    std::vector<Name> names_;
    std::unordered_set<std::string> known_;  // keys, those of phrases with a space before
};

}  // namespace pf::compiler
