#include "compiler/spelling.hpp"

#include <algorithm>
#include <vector>

#include "base/near.hpp"
#include "compiler/definitions.hpp"
#include "compiler/lexicon.hpp"
#include "compiler/link/word_vectors.hpp"
#include "compiler/print/nouns.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

constexpr std::size_t shortest = 4;            // of a word that may be a name mistyped
constexpr std::size_t shortest_of_others = 5;  // shorter ones are near to too much
constexpr std::size_t values_looked_at = 2000;

// The words of all lists that a typing mistake is looked for among, sorted.
const std::vector<std::string_view>& listed_words() {
    static const auto words = [] {
        std::vector<std::string_view> made;
        for (std::size_t of = 0; of < word_classes; ++of)
            for (const auto& entry : words_in(static_cast<WordClass>(of)))
                if (entry.word.size() >= shortest_of_others) made.push_back(entry.word);
        std::sort(made.begin(), made.end());
        made.erase(std::unique(made.begin(), made.end()), made.end());
        return made;
    }();
    return words;
}

// Of several the longest: letters are left out more often than added.
std::string near_listed(std::string_view word) {
    const auto& words = listed_words();
    std::string_view best;
    for (auto at = std::lower_bound(words.begin(), words.end(), word.substr(0, 1));
         at != words.end() && at->front() == word.front(); ++at)
        if (at->size() > best.size() && one_typo_apart(*at, word)) best = *at;
    return std::string(best);
}

}  // namespace

bool Spelling::is_of_the_database(const Token& token) const {
    const auto* definitions = schema_.definitions();
    return !schema_.postings(token.stem).empty() || !schema_.postings(token.word).empty() ||
           schema_.is_affix(token.word) || !schema_.values().starting_with(token.word).empty() ||
           (definitions && definitions->phrases().has_word(token.stem));
}

std::string Spelling::near_name(const Token& token) const {
    const std::string_view word = token.word;
    const bool plural = word.ends_with('s') && !word.ends_with("ss");
    const auto one = word.substr(0, word.size() - (plural ? 1 : 0));
    for (const auto& name : schema_.written_beside(word)) {
        if (one_typo_apart(name.word, word)) return name.word;
        const bool near = one_typo_apart(name.word, one) ||
                          (name.stem.size() + 1 >= shortest && one_typo_apart(name.stem, token.stem));
        if (near) return plural ? print::plural(name.word) : name.word;
    }
    return {};
}

std::string Spelling::near_value(std::string_view word) const {
    for (const auto& entry : schema_.values().completions(word.substr(0, 2), values_looked_at)) {
        const auto first = entry.words.substr(0, entry.words.find(' '));
        if (first.size() >= shortest_of_others && one_typo_apart(first, word)) return std::string(first);
    }
    return {};
}

std::string Spelling::operator()(const Token& token) const {
    if (token.kind != Token::Kind::word || token.number || is_of_the_database(token)) return {};
    const auto& word = token.word;
    // "W" and "N" are more often somebody's codes
    if (const auto meant = value_of(word, WordClass::shorthand); !meant.empty() && !token.capital)
        return std::string(meant);
    const bool letters = std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (!letters || word.size() < shortest || token.classes.any() || WordVectors::shipped().of(word)) return {};
    const auto names = schema_.written_beside(word);  // "categ" is no mistake
    if (std::any_of(names.begin(), names.end(), [&](const auto& name) { return name.word.starts_with(word); }))
        return {};
    const bool named = token.capital && token.begin > 0 && !token.stop_before;  // "Miler"
    if (!named)
        if (auto name = near_name(token); !name.empty()) return name;
    if (is_dictionary_word(word) || word.size() < shortest_of_others) return {};
    if (!named)
        if (auto listed = near_listed(word); !listed.empty()) return listed;
    return near_value(word);
}

}  // namespace pf::compiler
