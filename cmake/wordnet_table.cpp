// Writes the compiler's table of words and their relations from an installed WordNet (Debian's wordnet-base; format:
// wndb(5WN)): lines "word\tsynonyms\tattributes\tsimilar\tderived\tkinds", the words of each with spaces between,
// sorted by word; words without any too. Run at build time; no text of WordNet is kept in the sources.
//   wordnet_table DICT_DIR OUTPUT     an empty table when DICT_DIR is not there
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace {

constexpr std::size_t senses_used = 2;  // the commonest ones
constexpr std::size_t most_of_a_relation = 8;

// In the order of the table's fields (compiler/lexicon.hpp: WordNetRelation).
enum Relation : std::size_t { synonyms, attributes, similar, derived, kinds, relations };

constexpr std::string_view persons = "18";  // the lexicographer file noun.person (lexnames(5WN))

struct Pointer {
    char part;  // of speech
    std::string offset;
    std::size_t from = 0, to = 0;  // words of the two synsets, counted from 1; 0: the whole synset
};
struct Synset {
    bool person = false;  // a kind of persons; nobody in particular
    std::vector<std::string> words;
    std::map<std::string, std::vector<Pointer>> pointers;  // by symbol
};
using Synsets = std::map<char, std::unordered_map<std::string, Synset>>;  // by part of speech and offset
using Entry = std::array<std::vector<std::string>, relations>;
using Table = std::map<std::string, Entry>;

std::string lower(std::string word) {
    for (auto& c : word)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return word;
}

bool plain(const std::string& word) {
    return word.size() > 1 && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

Synset read_synset(std::istringstream& in) {
    std::string lex_file, type, count_hex;
    in >> lex_file >> type >> count_hex;
    Synset synset;
    const auto count = std::stoul(count_hex, nullptr, 16);
    for (unsigned long i = 0; i < count; ++i) {
        std::string word, id;
        in >> word >> id;
        if (const auto marker = word.find('('); marker != std::string::npos) word.resize(marker);
        synset.words.push_back(lower(word));
    }
    std::size_t pointers = 0;
    in >> pointers;
    for (std::size_t i = 0; i < pointers; ++i) {
        std::string symbol, target, part, words;
        in >> symbol >> target >> part >> words;
        if (part.empty() || words.size() != 4) continue;
        synset.pointers[symbol].push_back({part[0] == 's' ? 'a' : part[0], target,
                                           std::stoul(words.substr(0, 2), nullptr, 16),
                                           std::stoul(words.substr(2), nullptr, 16)});
    }
    synset.person = lex_file == persons && !synset.pointers.contains("@i");
    return synset;
}

std::unordered_map<std::string, Synset> read_synsets(const std::string& path) {
    std::unordered_map<std::string, Synset> synsets;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == ' ') continue;
        std::istringstream in(line);
        std::string offset;
        in >> offset;
        synsets.emplace(offset, read_synset(in));
    }
    return synsets;
}

void add(Table& table, const std::string& word, Relation relation, const std::string& other) {
    auto& list = table[word][relation];
    if (other != word && plain(other) && list.size() < most_of_a_relation &&
        std::find(list.begin(), list.end(), other) == list.end())
        list.push_back(other);
}

// The synsets that the pointers of this symbol lead to from a word; those between single words only from that word.
template <class Visit>
void follow(const Synsets& synsets, const Synset& from, const std::string& word, const char* symbol, Visit visit) {
    const auto pointers = from.pointers.find(symbol);
    if (pointers == from.pointers.end()) return;
    for (const auto& pointer : pointers->second) {
        if (pointer.from > 0 && (pointer.from > from.words.size() || from.words[pointer.from - 1] != word)) continue;
        const auto part = synsets.find(pointer.part);
        if (part == synsets.end()) continue;
        if (const auto target = part->second.find(pointer.offset); target != part->second.end())
            visit(target->second, pointer.to);
    }
}

void add_sense(Table& table, const Synsets& synsets, const std::string& lemma, const Synset& sense) {
    const auto add_all = [&](Relation relation) {
        return [&table, &lemma, relation](const Synset& target, std::size_t only) {
            for (std::size_t i = 0; i < target.words.size(); ++i)
                if (only == 0 || only == i + 1) add(table, lemma, relation, target.words[i]);
        };
    };
    add_all(synonyms)(sense, 0);
    // "French" → "France" and back: the whole synset, whichever of its words the pointer is of
    if (const auto pertains = sense.pointers.find("\\"); pertains != sense.pointers.end())
        for (const auto& pointer : pertains->second) {
            const auto part = synsets.find(pointer.part);
            if (part == synsets.end()) continue;
            const auto base = part->second.find(pointer.offset);
            if (base == part->second.end()) continue;
            for (const auto& word : base->second.words) {
                add(table, lemma, synonyms, word);
                if (plain(word)) add(table, word, synonyms, lemma);
            }
        }
    // "hefty" has no attribute of its own; "heavy", which it is similar to, has
    follow(synsets, sense, lemma, "=", add_all(attributes));
    follow(synsets, sense, lemma, "&", [&](const Synset& head, std::size_t only) {
        add_all(similar)(head, only);
        for (const auto& word : head.words) follow(synsets, head, word, "=", add_all(attributes));
    });
    follow(synsets, sense, lemma, "+", add_all(derived));
}

void add_lemmas(Table& table, const Synsets& synsets, char part, const std::string& index) {
    std::ifstream file(index);
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == ' ') continue;
        std::istringstream in(line);
        std::string lemma, type;
        std::size_t senses = 0, pointers = 0, tagged = 0;
        in >> lemma >> type >> senses >> pointers;
        for (std::string symbol; pointers > 0; --pointers) in >> symbol;
        in >> senses >> tagged;
        if (!plain(lemma)) continue;
        for (std::size_t i = 0; i < std::min(senses, senses_used); ++i) {
            std::string offset;
            in >> offset;
            const auto& of_part = synsets.at(part);
            const auto found = of_part.find(offset);
            if (found == of_part.end()) continue;
            add_sense(table, synsets, lemma, found->second);
            // a second sense is rarely meant by the name of a table: "cat", "date"
            if (i == 0 && found->second.person) add(table, lemma, kinds, "person");
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: wordnet_table DICT_DIR OUTPUT\n";
        return 2;
    }
    const std::filesystem::path root = argv[1];
    const std::vector<std::pair<std::string, char>> parts{{"noun", 'n'}, {"verb", 'v'}, {"adj", 'a'}};
    Synsets synsets;
    for (const auto& [name, part] : parts) synsets[part] = read_synsets(root / std::string("data.").append(name));
    Table table;
    for (const auto& [name, part] : parts) add_lemmas(table, synsets, part, root / std::string("index.").append(name));
    std::ofstream out(argv[2], std::ios::binary);
    for (const auto& [word, entry] : table) {
        out << word;
        for (const auto& list : entry) {
            out << '\t';
            for (std::size_t i = 0; i < list.size(); ++i) out << (i ? " " : "") << list[i];
        }
        out << '\n';
    }
    return out.good() ? 0 : 1;
}
