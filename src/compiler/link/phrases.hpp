// Words and phrases of the vocabulary in a sentence: each stands for one name, and is put in its place. Way in:
// Phrases::say().
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/text.hpp"

namespace pf::compiler {

// A word of a name that a token stands for, whatever else the token could mean.
struct Meant {
    int table = -1;         // -1: nothing of the kind
    int column = -1;        // -1: the table
    std::int16_t word = 0;  // of the name's words
};

// "Active Customers" → active, customers.
[[nodiscard]] std::vector<std::string> phrase_words(std::string_view phrase);

class Phrases {
 public:
    // What a phrase is put in place of: the words of a name, a token for each.
    struct Name {
        std::vector<std::string> words;
        std::vector<Meant> meant;  // as many
        int beside = -1;           // a table that must be said as well
    };

    // Of two names of one phrase the first stays; a phrase without words stands for nothing.
    void add(std::string_view phrase, Name name);
    // A name that says the table, for Name::beside: its last word does.
    void add_table(int table, std::string_view name);
    [[nodiscard]] bool empty() const { return names_.empty(); }
    // Whether a phrase has the word with this stem.
    [[nodiscard]] bool has_word(const std::string& stem) const { return stems_.contains(stem); }

    // Puts names in place of phrases, the longest first, as long as the sentence has room. Returned: what each token
    // then stands for; empty where there is none. One look-up a token, however many phrases there are.
    [[nodiscard]] std::vector<Meant> say(Sentence& sentence) const;

 private:
    struct Found {
        std::size_t tokens = 0;
        const Name* name = nullptr;
    };
    [[nodiscard]] bool says_table(int table, const Sentence& sentence) const;
    [[nodiscard]] Found longest_at(const Sentence& sentence, std::size_t begin) const;

    std::unordered_map<std::string, Name> names_;           // by stems, a blank between
    std::unordered_map<std::string, std::size_t> longest_;  // words of the longest phrase, by its first stem
    std::vector<std::set<std::string>> tables_;             // stems that say each
    std::unordered_set<std::string> stems_;                 // of all their words
};

}  // namespace pf::compiler
