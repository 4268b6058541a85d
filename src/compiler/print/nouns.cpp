#include "compiler/print/nouns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/word_class.hpp"
#include "compiler/words.hpp"

namespace pf::compiler::print {
namespace {

bool ends_in_any(std::string_view word, std::initializer_list<std::string_view> endings) {
    return std::any_of(endings.begin(), endings.end(), [&](std::string_view each) { return word.ends_with(each); });
}

bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

// "address", "status", "analysis": an s that makes no plural.
bool ends_in_own_s(std::string_view word) { return ends_in_any(word, {"ss", "us", "is"}); }

std::string plural_word(std::string_view word) {
    if (word.empty() || word.back() < 'a' || word.back() > 'z') return std::string(word);
    for (const auto& entry : words_in(WordClass::irregular_plural)) {
        if (entry.word == word) return std::string(word);
        if (entry.value == word) return std::string(entry.word);
    }
    if (is(word, WordClass::mass_noun)) return std::string(word);
    if (word.back() == 's' && !ends_in_own_s(word)) return std::string(word);
    if (ends_in_own_s(word) || ends_in_any(word, {"ch", "sh", "x", "z"})) return fmt::format("{}es", word);
    if (word.size() > 1 && word.back() == 'y' && !is_vowel(word[word.size() - 2]))
        return fmt::format("{}ies", word.substr(0, word.size() - 1));
    return fmt::format("{}s", word);
}

std::string singular_word(std::string_view word) {
    if (const auto known = value_of(word, WordClass::irregular_plural); !known.empty()) return std::string(known);
    constexpr std::size_t shortest = 4;
    if (word.size() < shortest || word.back() != 's' || ends_in_own_s(word) || is(word, WordClass::mass_noun))
        return std::string(word);
    if (word.size() > shortest && word.ends_with("ies")) return fmt::format("{}y", word.substr(0, word.size() - 3));
    const bool of_us = word.size() > shortest && word.ends_with("uses") && !is_vowel(word[word.size() - 5]);
    if (of_us || ends_in_any(word, {"sses", "ches", "shes", "xes"}))
        return std::string(word.substr(0, word.size() - 2));
    return std::string(word.substr(0, word.size() - 1));
}

template <class Change>
std::string with_last_word(std::string_view name, Change change) {
    const auto blank = name.rfind(' ');
    const auto at = blank == std::string_view::npos ? 0 : blank + 1;
    return std::string(name.substr(0, at)) + change(name.substr(at));
}

}  // namespace

std::string plural(std::string_view name) { return with_last_word(name, plural_word); }
std::string singular(std::string_view name) { return with_last_word(name, singular_word); }
std::string with_article(std::string_view noun) {
    return fmt::format("{} {}", !noun.empty() && is_vowel(noun.front()) ? "an" : "a", noun);
}

}  // namespace pf::compiler::print
