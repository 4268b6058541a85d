#include "tools/prompt_context.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "base/unicode.hpp"
#include "model/value_words.hpp"
#include "model/write_vocabulary.hpp"
#include "tools/spelled_name.hpp"

namespace pf::tools {
namespace {

using model::Column;
using model::ForeignKey;
using model::Ontology;
using model::Table;
using model::value_words;

constexpr std::size_t max_note_bytes = 240;   // of one description
constexpr float least_sure_key = 0.5F;        // of keys nobody declared, those that are shown
constexpr std::size_t most_definitions = 20;  // of the vocabulary
constexpr std::size_t max_wide_columns = 60;  // of a table in a schema that does not fit

using Words = std::set<std::string, std::less<>>;

// Without its schema where the search path finds this table and no other first.
std::string spelled(const Ontology& ontology, const Table& table) {
    for (const auto& schema : ontology.search_path) {
        if (schema == table.schema) return spelled_name(table.name);
        const bool taken = std::any_of(ontology.tables.begin(), ontology.tables.end(), [&](const Table& other) {
            return other.schema == schema && other.name == table.name;
        });
        if (taken) break;
    }
    return spelled_name(table.schema) + "." + spelled_name(table.name);
}

// One line of at most `max_bytes`, cut between characters.
std::string note_text(std::string_view text, std::size_t max_bytes) {
    std::string line;
    while (!text.empty() && line.size() < max_bytes) {
        const auto character = first_character(text);
        const bool shown = character.valid && !is_control(character.code) && !is_blank(character.code);
        if (shown)
            line += text.substr(0, character.bytes);
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
        text.remove_prefix(character.bytes);
    }
    return line;
}

std::string joined(const std::vector<std::string>& texts, std::size_t at_most) {
    std::string list;
    for (std::size_t i = 0; i < texts.size() && i < at_most; ++i) list += (i ? ", " : "") + note_text(texts[i], 80);
    return list;
}

std::string note(const std::string& description, const std::vector<std::string>& synonyms,
                 const std::vector<std::string>& values) {
    std::string line = note_text(description, max_note_bytes);
    if (!synonyms.empty()) line += (line.empty() ? "" : "; ") + ("also called " + joined(synonyms, 8));
    if (!values.empty()) line += (line.empty() ? "" : "; ") + ("for example " + joined(values, 12));
    return line.empty() ? "" : " -- " + line;
}

// The words of a text without endings of number, so that "patterns" meets "pattern".
void add_words(std::string_view text, Words& words) {
    std::string separated(text);
    for (std::size_t i = 1; i < separated.size(); ++i)  // singerId is two words
        if (std::islower(static_cast<unsigned char>(separated[i - 1])) &&
            std::isupper(static_cast<unsigned char>(separated[i])))
            separated.insert(i++, 1, ' ');
    const auto all = value_words(separated);
    for (std::size_t begin = 0; begin < all.size();) {
        const auto end = std::min(all.find(' ', begin), all.size());
        auto word = all.substr(begin, end - begin);
        if (word.size() > 4 && word.ends_with("ies"))
            word.replace(word.size() - 3, 3, "y");
        else if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss"))
            word.pop_back();
        if (word.size() > 2) words.insert(std::move(word));
        begin = end + 1;
    }
}

Words words_of(const Column& column) {
    Words words;
    add_words(column.name, words);
    add_words(column.description, words);
    for (const auto& synonym : column.synonyms) add_words(synonym, words);
    for (const auto& value : column.sample_values) add_words(value, words);
    return words;
}

std::size_t shared(const Words& a, const Words& b) {
    return static_cast<std::size_t>(std::count_if(a.begin(), a.end(), [&](auto& word) { return b.contains(word); }));
}

// How much the sentence speaks of a table: its own names count most.
double relevance(const Table& table, const Words& sentence) {
    Words own, described;
    add_words(table.name, own);
    for (const auto& synonym : table.synonyms) add_words(synonym, own);
    add_words(table.description, described);
    double score = 5.0 * static_cast<double>(shared(own, sentence)) + static_cast<double>(shared(described, sentence));
    double columns = 0;
    for (const auto& column : table.columns) columns += static_cast<double>(shared(words_of(column), sentence));
    return score + std::min(columns, 6.0);
}

bool is_key(const Table& table, int column) {
    const auto holds = [column](const std::vector<int>& indexes) {
        return std::find(indexes.begin(), indexes.end(), column) != indexes.end();
    };
    return holds(table.primary_key) || std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(),
                                                   [&](auto& key) { return holds(key.columns); });
}

// The columns of a wide table that are worth the space: keys, those that share words with the sentence, then the first.
std::vector<char> chosen_columns(const Table& table, const Words* sentence) {
    std::vector<char> chosen(table.columns.size(), sentence ? 0 : 1);
    if (!sentence) return chosen;
    std::size_t left = max_wide_columns;
    const auto choose = [&](auto wanted) {
        for (std::size_t i = 0; i < chosen.size() && left; ++i) {
            if (chosen[i] || !wanted(i)) continue;
            chosen[i] = 1;
            --left;
        }
    };
    choose([&](std::size_t i) { return is_key(table, static_cast<int>(i)); });
    choose([&](std::size_t i) { return shared(words_of(table.columns[i]), *sentence) > 0; });
    choose([](std::size_t) { return true; });
    return chosen;
}

std::string names_of(const Table& table, const std::vector<int>& columns) {
    std::string list;
    for (const int column : columns)
        list += (list.empty() ? "" : ", ") + spelled_name(table.columns[static_cast<std::size_t>(column)].name);
    return list;
}

// `sentence` null: with all columns.
std::string table_text(const Ontology& ontology, const Table& table, const Words* sentence) {
    const auto chosen = chosen_columns(table, sentence);
    std::string text =
        "CREATE TABLE " + spelled(ontology, table) + " (" + note(table.description, table.synonyms, {}) + "\n";
    std::size_t left_out = 0;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const auto& column = table.columns[i];
        if (!chosen[i]) {
            ++left_out;
            continue;
        }
        const bool alone = table.primary_key == std::vector<int>{static_cast<int>(i)};
        text += "  " + spelled_name(column.name) + " " + note_text(column.type, 80) + (alone ? " PRIMARY KEY" : "") +
                "," + note(column.description, column.synonyms, column.sample_values) + "\n";
    }
    if (left_out) text += "  -- and " + std::to_string(left_out) + " other columns\n";
    if (table.primary_key.size() > 1) text += "  PRIMARY KEY (" + names_of(table, table.primary_key) + "),\n";
    for (const auto& key : table.foreign_keys) {
        const auto& target = ontology.tables[static_cast<std::size_t>(key.target_table)];
        if (key.strength < least_sure_key) continue;
        text += "  FOREIGN KEY (" + names_of(table, key.columns) + ") REFERENCES " + spelled(ontology, target) + " (" +
                names_of(target, key.target_columns) + "),";
        text += key.evidence == model::KeyEvidence::declared ? "\n" : "  -- not declared, found in the data\n";
    }
    return text + ");\n";
}

// Tables by relevance; each is followed by those its foreign keys reach, since joins need them.
std::vector<std::size_t> by_relevance(const Ontology& ontology, const Words& sentence) {
    std::vector<std::pair<double, std::size_t>> ranked;
    for (std::size_t i = 0; i < ontology.tables.size(); ++i)
        ranked.push_back({-relevance(ontology.tables[i], sentence), i});
    std::sort(ranked.begin(), ranked.end());
    std::vector<std::size_t> order;
    std::vector<char> placed(ontology.tables.size(), 0);
    const auto place = [&](std::size_t table) {
        if (!std::exchange(placed[table], 1)) order.push_back(table);
    };
    for (const auto& [score, table] : ranked) {
        place(table);
        if (score < 0)
            for (const auto& key : ontology.tables[table].foreign_keys)
                place(static_cast<std::size_t>(key.target_table));
    }
    return order;
}

// The entries of the vocabulary that the sentence says, as the semantic model's file would have them.
std::string said_words(std::string_view sentence, const Ontology& ontology) {
    const auto text = lower(sentence);
    const auto is_said = [&](const std::string& phrase) { return text.find(lower(phrase)) != std::string::npos; };
    std::vector<model::Definition> said;
    for (const auto& definition : ontology.vocabulary.definitions)
        if (said.size() < most_definitions &&
            (is_said(definition.name) || std::any_of(definition.synonyms.begin(), definition.synonyms.end(), is_said)))
            said.push_back(definition);
    return said.empty() ? std::string() : "\n\nWhat words of the sentence mean:\n" + model::write_vocabulary(said);
}

}  // namespace

std::map<std::string, std::string> prompt_values(std::string_view sentence, const Ontology& ontology) {
    return {{"system", ontology.system_prompt},
            {"schema", schema_text(sentence, ontology) + said_words(sentence, ontology)}};
}

std::string schema_text(std::string_view sentence, const Ontology& ontology, std::size_t max_bytes) {
    std::string whole;
    for (const auto& table : ontology.tables) {
        whole += table_text(ontology, table, nullptr);
        if (whole.size() > max_bytes) break;
    }
    if (whole.size() <= max_bytes) return whole;

    Words words;
    add_words(sentence, words);
    std::string text;
    std::size_t left_out = 0;
    constexpr std::size_t last_line = 64;
    for (const auto table : by_relevance(ontology, words)) {
        const auto next = table_text(ontology, ontology.tables[table], &words);
        if (text.size() + next.size() + last_line <= max_bytes)
            text += next;
        else
            ++left_out;
    }
    return text + "-- " + std::to_string(left_out) + " other tables are left out\n";
}

}  // namespace pf::tools
