// The English words the compiler knows, by class: the lists of words/, compiled in. Way in: is(), value_of().
#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <string_view>

namespace pf::compiler {

enum class WordClass : std::uint16_t;  // compiler/word_class.hpp, made at build time: included by what names a class

inline constexpr std::size_t most_word_classes = 640;
using WordClasses = std::bitset<most_word_classes>;

// The classes of a lower-case word; none of an unknown one. One look-up: ask once and keep it, as Token does.
[[nodiscard]] const WordClasses& classes_of(std::string_view word);
[[nodiscard]] bool is(std::string_view word, WordClass of);

struct WordEntry {
    std::string_view word;
    std::string_view value;  // behind "="; empty in a class that does not map
};
// What stands behind the word in a class that maps; empty when the word is not in it.
[[nodiscard]] std::string_view value_of(std::string_view word, WordClass of);
// All words of a class in the order of its list. Never empty.
[[nodiscard]] std::span<const WordEntry> words_in(WordClass of);

}  // namespace pf::compiler
