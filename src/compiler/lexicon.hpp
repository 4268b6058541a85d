// What the words of words/ stand for, where a class is not enough: aggregates, numbers, adjectives that stand for a
// measure, abbreviations in names, words close in meaning. No entry knows a database.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "compiler/plan/summary.hpp"
#include "compiler/words.hpp"

namespace pf::compiler {

using plan::Summary;

// A unit of measure: its size in seconds, metres, kilograms, litres; of money 1, whatever the currency.
struct Unit {
    enum class Kind : std::uint8_t { time, length, mass, volume, money } kind = Kind::time;
    double size = 1;
};
[[nodiscard]] std::optional<Unit> unit_of_measure(std::string_view word);

// Words that carry no content of their own ("the", "of", "show", "all").
[[nodiscard]] bool is_function_word(std::string_view word);
// Words that never name anything, whatever the schema ("the", "which", "of").
[[nodiscard]] bool is_stop_word(std::string_view word);

// "average" → avg; none when the word is no aggregate. "number" and "many" → count.
[[nodiscard]] Summary aggregate_cue(std::string_view word);

// A word that asks for the greatest (+1) or the least (-1) of something; 0 for others. "most", "fewest", "highest".
[[nodiscard]] int superlative_cue(std::string_view word);

// An adjective that names a measure by itself.
struct Measure {
    std::string_view word;
    int direction;                               // of the column below: +1 greatest, -1 least
    std::span<const std::string_view> columns;   // stems of name words such a measure goes by, best first
    std::span<const std::string_view> reversed;  // measures on which the direction turns ("oldest" by birth date)
    bool comparative;                            // "older" rather than "oldest"
};
[[nodiscard]] const Measure* measure_cue(std::string_view word);

// "three", "once" → 3, 1; "third" → 3; what a number is counted in: "million" → 1e6, 0 when it is no such word.
[[nodiscard]] std::optional<double> cardinal(std::string_view word);
[[nodiscard]] std::optional<double> ordinal(std::string_view word);
[[nodiscard]] double scale_of(std::string_view word);

// What a part of a name most likely abbreviates: "fname" → "first name". Empty when nothing is known.
[[nodiscard]] std::string_view abbreviation(std::string_view name_part);
// All that it may abbreviate, that one first: "inv" → invoice, inventory.
[[nodiscard]] std::span<const std::string_view> abbreviations(std::string_view name_part);

// Words names are made of; used to split squashed names.
[[nodiscard]] bool is_name_word(std::string_view word);

// What a value that a phrase begins with is also called: "united states …" → usa.
struct ValueAlias {
    std::string_view said, stands_for;
};
[[nodiscard]] std::vector<ValueAlias> value_aliases(std::string_view phrase);

// Stems of names that go by other words in general English: "residents" → population.
[[nodiscard]] std::span<const std::string_view> kindred(std::string_view stem);

// Whether WordNet has the word or its singular. Never when built without WordNet.
[[nodiscard]] bool is_dictionary_word(std::string_view word);
// What WordNet says of two words, of their two commonest senses each.
enum class WordNetRelation : std::uint8_t {
    synonym,    // the same sense; also "French" and "France"
    attribute,  // the measure that an adjective, or one it is similar to, says a value of: "expensive" → price
    similar,    // an adjective's nearer ones
    derived,    // the same root in another part of speech: "born" → birth
    kind,       // "person" of a noun for persons: "customer"
};
// Words, not stems; at most eight. Empty when unknown or built without WordNet.
[[nodiscard]] std::vector<std::string_view> related(std::string_view word, WordNetRelation relation);
// Whether the noun or its singular is for persons, by WordNet.
[[nodiscard]] bool is_person_noun(std::string_view word);
// Words close in meaning: related() by WordNetRelation::synonym.
[[nodiscard]] std::vector<std::string_view> synonyms(std::string_view word);

}  // namespace pf::compiler
