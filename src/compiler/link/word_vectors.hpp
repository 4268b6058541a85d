// Nearness of English words: two vectors of each, made from GloVe and from the Universal Sentence Encoder lite by
// train/vectors/make.mjs (which says how), compiled in as model/words.vectors. Way in: WordVectors::shipped().
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pf::compiler {

// A direction, its axes as small whole numbers.
template <std::size_t Axes>
struct Direction {
    std::array<std::int8_t, Axes> axes{};
    float per_length = 0;  // 1 / Euclidean length; 0 of no direction at all

    [[nodiscard]] static Direction of(const std::array<std::int8_t, Axes>& axes);
    // The direction of a vector of any length.
    [[nodiscard]] static Direction of(const std::array<float, Axes>& vector);
    [[nodiscard]] float cosine(const Direction& other) const;
};

struct WordVector {
    Direction<100> company;  // of words that stand in the same company (GloVe)
    Direction<64> use;       // of words that sentences use alike (Universal Sentence Encoder)
};
// What a phrase of these words is about: the mean of their directions. No words: no direction.
[[nodiscard]] WordVector mean_of(const std::vector<WordVector>& words);

class WordVectors {
 public:
    // The bytes are those of a file made by train/vectors/make.mjs and must outlive the object. An error says what is
    // wrong with them (no such file, another version or shape, cut, damaged) and what to do.
    [[nodiscard]] static Result<WordVectors> read(std::string_view bytes);
    // Those compiled in. They must be readable, which check_shipped() says before.
    [[nodiscard]] static const WordVectors& shipped();
    // Whether those compiled in can be read: asked when the program starts.
    [[nodiscard]] static Result<void> check_shipped();

    // Of a word in lower case, in just this form ("goods" is not "good"). Thread-safe; a binary search.
    [[nodiscard]] std::optional<WordVector> of(std::string_view word) const;
    [[nodiscard]] std::size_t size() const { return begins_.size(); }

 private:
    std::string_view text_;              // the words, sorted, a newline behind each
    std::string_view axes_;              // four bits each
    std::vector<std::uint32_t> begins_;  // of each word in text_
};

}  // namespace pf::compiler
