// The sentence as tokens: words with their stems, numbers in digits and words, quoted texts. Way in: tokenise().
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/words.hpp"

namespace pf::compiler {

struct Token {
    enum class Kind : std::uint8_t { word, number, quoted };
    Kind kind = Kind::word;
    std::string text;                // as typed, without quotes
    std::string word;                // lower case; the inner text of a quotation
    std::string stem;                // of `word`
    std::optional<double> number;    // 3, "three", "3rd", "2 million"
    bool ordinal = false;            // "first", "3rd"
    bool corrected = false;          // `word` is not what was typed: a typing mistake or shorthand put right
    bool capital = false;            // begins with a capital letter
    bool comma_before = false;       // a comma, colon or semicolon stands before it
    bool stop_before = false;        // a sentence ended before it
    std::size_t begin = 0, end = 0;  // bytes of the sentence
    WordClasses classes;             // of `word`

    // Whether it is of any of the classes.
    [[nodiscard]] bool is(std::same_as<WordClass> auto... of) const {
        return (classes.test(static_cast<std::size_t>(of)) || ...);
    }
};

inline constexpr std::size_t max_tokens = 240;  // what follows is not looked at, and the sentence is refused

struct Sentence {
    std::vector<Token> tokens;
    bool truncated = false;  // more than max_tokens
};

// Whether the token at `at` is of any of the classes; false outside the sentence.
[[nodiscard]] bool is_at(const std::vector<Token>& tokens, int at, std::same_as<WordClass> auto... of) {
    return at >= 0 && at < static_cast<int>(tokens.size()) && tokens[static_cast<std::size_t>(at)].is(of...);
}

// Whether it is in the plural by its ending: "posts", not "address".
[[nodiscard]] inline bool is_plural(const Token& token) {
    return token.word != token.stem && token.word.ends_with('s') && !token.word.ends_with("ss");
}

// Whether a proper name is taken for another: "Miler" for Miller, who may be somebody else.
[[nodiscard]] inline bool is_guessed_name(const Token& token) {
    return token.corrected && token.capital && token.begin > 0;
}

// What a word was meant to be, in lower case; empty when it stands as it is.
using Speller = std::function<std::string(const Token& word)>;

// Any bytes; those that are not UTF-8 letters separate words. Without the frame of the request (compiler/frame.hpp).
[[nodiscard]] Sentence tokenise(std::string_view text, const Speller& speller = {});
// The text with the corrected words of its tokens in place of what was typed, but for names that are guessed; empty
// where none is corrected.
[[nodiscard]] std::string corrected_text(std::string_view text, const Sentence& sentence);

// Snowball English stem of a lower-case word, irregular plurals first ("children" → "child"). Thread-safe.
[[nodiscard]] std::string stem(std::string_view word);

}  // namespace pf::compiler
