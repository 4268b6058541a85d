// Resources of meaning: which names a word may stand for though it is another, and how surely. Way in: resources_of().
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pf::compiler {

// What made a link between a word of a sentence and a word of a name, so that trust in each can be learned.
enum class LinkedBy : std::uint8_t {
    stem,          // the same word, in whatever form
    whole_name,    // one word that says a name of several, or two of its words
    model,         // a synonym of the semantic model
    description,   // a word of the model's description
    abbreviation,  // of usual names
    dictionary,    // WordNet's synonyms
    kindred,       // general English that no dictionary lists
    beginning,     // the name begins with the word, or the word with the name
    ending,        // "room" for "classroom"
    skeleton,      // letters left out: "dlvry" for "delivery"
    naming,        // "name" for the column that tells which row is meant
    attribute,     // WordNet: the measure an adjective says a value of
    similar,       // WordNet: an adjective near another
    derived,       // WordNet: the same root in another part of speech
    vectors,       // a word near in meaning to a word of a name
    phrase,        // a word near in meaning to a name as a whole
};
[[nodiscard]] std::string_view name_of(LinkedBy by);
// Only what the words mean, by vectors, and no letter and no list.
[[nodiscard]] inline bool is_by_meaning(LinkedBy by) { return by == LinkedBy::vectors || by == LinkedBy::phrase; }

struct Near {
    std::string stem;
    float strength = 0;  // 1: as good as the word itself
};

class Resource {
 public:
    virtual ~Resource() = default;
    [[nodiscard]] virtual LinkedBy by() const = 0;
    // What goes by other stems than its own: of a word in lower case, and its stem. Thread-safe.
    [[nodiscard]] virtual std::vector<Near> near(std::string_view word, std::string_view stem) const = 0;
};

// A resource of names is asked once for each word of a name, when a model is indexed; one of sentences when a word of a
// sentence is looked up and nothing surer has been found; one of meanings then, too, of a word that is no cue and no
// value. (Word vectors compare with all names at once: link/name_vectors.hpp.)
enum class Asked : std::uint8_t { of_names, of_sentences, of_meanings };
// Every resource there is, the surest first.
[[nodiscard]] std::span<const Resource* const> resources_of(Asked asked);

}  // namespace pf::compiler
