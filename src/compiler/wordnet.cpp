// The table of words and their relations made from WordNet at build time (cmake/wordnet_table.cpp): lines
// "word\tsynonyms\tattributes\tsimilar\tderived\tkinds", sorted.
#include <algorithm>
#include <cstring>
#include <optional>

#include "compiler/lexicon.hpp"

extern "C" const char pf_compiler_wordnet[];
extern "C" const char pf_compiler_wordnet_end[];

namespace pf::compiler {
namespace {

// What stands behind the word in WordNet's table; none when it is not there. Binary search over the lines.
std::optional<std::string_view> wordnet_entry(std::string_view word) {
    const std::string_view table(pf_compiler_wordnet,
                                 static_cast<std::size_t>(pf_compiler_wordnet_end - pf_compiler_wordnet));
    std::size_t low = 0, high = table.size();
    while (low < high) {
        auto middle = low + (high - low) / 2;
        const auto* before = static_cast<const char*>(memrchr(table.data() + low, '\n', middle - low));
        middle = before ? static_cast<std::size_t>(before + 1 - table.data()) : low;
        const auto line_end = std::min(table.find('\n', middle), table.size());
        const auto line = table.substr(middle, line_end - middle);
        const auto tab = std::min(line.find('\t'), line.size());
        const auto key = line.substr(0, tab);
        if (key == word) return line.substr(std::min(tab + 1, line.size()));
        if (key < word)
            low = line_end + 1;
        else
            high = middle;
    }
    return std::nullopt;
}

// The words of a relation of an entry, as they stand in the table.
std::string_view field_of(std::string_view entry, WordNetRelation relation) {
    for (auto skip = static_cast<std::size_t>(relation); skip > 0; --skip)
        entry.remove_prefix(std::min(entry.find('\t'), entry.size() - 1) + 1);
    return entry.substr(0, entry.find('\t'));
}

// "orders", "deliveries", "branches" without what makes them plurals; the likeliest first.
std::vector<std::string> singulars(std::string_view word) {
    std::vector<std::string> made;
    if (word.size() <= 3 || word.back() != 's') return made;
    const auto without = [word](std::size_t letters) { return std::string(word.substr(0, word.size() - letters)); };
    if (word.ends_with("ies") && word.size() > 4) made.push_back(without(3) + "y");
    made.push_back(without(1));
    if (word.ends_with("es") && word.size() > 4) made.push_back(without(2));
    return made;
}

// The word as WordNet has it, or its singular where the plural has no synonyms.
std::optional<std::string_view> wordnet_entry_of_form(std::string_view word) {
    const auto found = wordnet_entry(word);
    if (found && !field_of(*found, WordNetRelation::synonym).empty()) return found;
    for (const auto& singular : singulars(word))
        if (const auto entry = wordnet_entry(singular)) return entry;
    return found;
}

}  // namespace

bool is_dictionary_word(std::string_view word) { return wordnet_entry_of_form(word).has_value(); }

std::vector<std::string_view> related(std::string_view word, WordNetRelation relation) {
    const auto entry = wordnet_entry_of_form(word);
    std::vector<std::string_view> made;
    if (!entry) return made;
    const auto words = field_of(*entry, relation);
    for (std::size_t at = 0; at < words.size();) {
        const auto end = std::min(words.find(' ', at), words.size());
        if (end > at) made.push_back(words.substr(at, end - at));
        at = end + 1;
    }
    return made;
}

bool is_person_noun(std::string_view word) { return !related(word, WordNetRelation::kind).empty(); }

std::vector<std::string_view> synonyms(std::string_view word) { return related(word, WordNetRelation::synonym); }

}  // namespace pf::compiler
