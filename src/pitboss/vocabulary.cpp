#include "pitboss/vocabulary.hpp"

#include <algorithm>

#include "model/snapshot.hpp"
#include "model/value_words.hpp"

namespace pf::pitboss {
namespace {

// Whether a word of `name` begins with `prefix`, which value_words has treated.
bool fits(std::string_view name, std::string_view prefix) {
    const std::string words = model::value_words(name);
    for (std::size_t at = words.find(prefix); at != std::string::npos; at = words.find(prefix, at + 1))
        if (at == 0 || words[at - 1] == ' ') return true;
    return false;
}

void add_tables(Vocabulary& made, const model::Ontology& ontology, std::string_view prefix, std::size_t limit) {
    for (const auto& table : ontology.tables) {
        if (made.tables.size() == limit) return;
        Vocabulary::Table one{table.name, table.description, {}};
        const bool whole = fits(table.name, prefix);
        for (const auto& column : table.columns)
            if (one.columns.size() < limit && (prefix.empty() || fits(column.name, prefix)))
                one.columns.push_back({column.name, column.type});
        if (whole || !one.columns.empty()) made.tables.push_back(std::move(one));
    }
}

}  // namespace

Vocabulary vocabulary(const Services& services, std::string_view prefix, std::size_t limit) {
    const auto snapshot = services.snapshot();
    const auto& ontology = snapshot->ontology;
    const std::string words = model::value_words(prefix);
    Vocabulary made;
    for (const auto& rule : ontology.rules)
        if (made.rules.size() < limit && (fits(rule.code, words) || fits(rule.sentence, words)))
            made.rules.push_back({rule.code, rule.sentence, rule.description});
    add_tables(made, ontology, words, limit);
    if (words.empty()) return made;
    for (const auto& entry : snapshot->values->completions(words, limit)) {
        const auto& table = ontology.tables[static_cast<std::size_t>(entry.table)];
        if (static_cast<std::size_t>(entry.column) >= table.columns.size()) continue;  // of a key in a document
        Vocabulary::Value value{table.name, table.columns[static_cast<std::size_t>(entry.column)].name,
                                std::string(entry.value)};
        // several words may lead to one value
        const bool known = std::any_of(made.values.begin(), made.values.end(), [&](const auto& other) {
            return other.value == value.value && other.column == value.column && other.table == value.table;
        });
        if (!known) made.values.push_back(std::move(value));
    }
    return made;
}

}  // namespace pf::pitboss
