// Writes the compiler's synonym table from an installed WordNet (Debian's wordnet-base; format: wndb(5WN)):
// lines "word\tsynonym synonym …", sorted by word; words without synonyms too. Run at build time; no text of WordNet is
// kept in the sources.
//   wordnet_table DICT_DIR OUTPUT     an empty table when DICT_DIR is not there
#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

constexpr std::size_t senses_used = 2;  // the commonest ones
constexpr std::size_t most_synonyms = 8;

struct Synset {
    std::vector<std::string> words;
    std::vector<std::pair<char, std::string>> pertains;  // part of speech, offset: "French" → "France"
};

std::string lower(std::string word) {
    for (auto& c : word)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return word;
}

bool plain(const std::string& word) {
    return word.size() > 1 && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

std::unordered_map<std::string, Synset> read_synsets(const std::string& path) {
    std::unordered_map<std::string, Synset> synsets;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == ' ') continue;
        std::istringstream in(line);
        std::string offset, lex_file, type, count_hex;
        in >> offset >> lex_file >> type >> count_hex;
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
            std::string symbol, target, pos, source;
            in >> symbol >> target >> pos >> source;
            if (symbol == "\\" && !pos.empty()) synset.pertains.emplace_back(pos[0], target);
        }
        synsets.emplace(offset, std::move(synset));
    }
    return synsets;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: wordnet_table DICT_DIR OUTPUT\n";
        return 2;
    }
    const std::string root = argv[1];
    const std::vector<std::pair<std::string, char>> parts{{"noun", 'n'}, {"verb", 'v'}, {"adj", 'a'}};
    std::map<char, std::unordered_map<std::string, Synset>> synsets;
    for (const auto& [name, pos] : parts) synsets[pos] = read_synsets(root + "/data." + name);
    std::map<std::string, std::vector<std::string>> table;
    auto add = [&](const std::string& word, const std::string& synonym) {
        auto& list = table[word];
        if (synonym != word && plain(synonym) && list.size() < most_synonyms &&
            std::find(list.begin(), list.end(), synonym) == list.end())
            list.push_back(synonym);
    };
    for (const auto& [name, pos] : parts) {
        std::ifstream file(root + "/index." + name);
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
                const auto found = synsets[pos].find(offset);
                if (found == synsets[pos].end()) continue;
                for (const auto& word : found->second.words) add(lemma, word);
                for (const auto& [target_pos, target] : found->second.pertains)
                    if (const auto base = synsets[target_pos].find(target); base != synsets[target_pos].end())
                        for (const auto& word : base->second.words) {
                            add(lemma, word);
                            if (plain(word)) add(word, lemma);
                        }
            }
        }
    }
    std::ofstream out(argv[2], std::ios::binary);
    for (const auto& [word, list] : table) {
        out << word << '\t';
        for (std::size_t i = 0; i < list.size(); ++i) out << (i ? " " : "") << list[i];
        out << '\n';
    }
    return out.good() ? 0 : 1;
}
