#include "catalogue/load_yaml.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "catalogue/data_section.hpp"
#include "catalogue/vocabulary_sections.hpp"
#include "catalogue/yaml_tree.hpp"

namespace pf::catalogue {
namespace {

using model::Column;
using model::ForeignKey;
using model::Ontology;
using model::PredefinedRule;
using model::Table;

using Kind = YamlNode::Kind;

constexpr std::size_t max_sentence_bytes = 16u << 10;

Result<std::string> read_system(const YamlNode& node, std::string_view file_name);
Result<std::vector<PredefinedRule>> read_rules(const YamlNode& node, std::string_view file_name);
Result<PredefinedRule> read_rule(const YamlNode& key, const YamlNode& value, std::string_view file_name);
void add_whole_tables(std::vector<TableChoice>& choices, const Ontology& catalogue, std::string_view schema);
Ontology choose(const Ontology& catalogue, const std::vector<TableChoice>& choices);

}  // namespace

Result<Ontology> load_yaml(std::string_view text, std::string_view file_name, const Ontology& catalogue,
                           std::string_view always_schema) {
    const auto tree = parse_yaml(text, file_name);
    if (!tree) return tree.error();
    if (tree->kind != Kind::mapping)
        return yaml_error(file_name, tree->line, "the file must be a mapping with SYSTEM, DATA and RULES");
    if (auto known =
            check_keys(*tree, file_name, {"SYSTEM", "DATA", "RULES", "METRICS", "DIMENSIONS", "FILTERS", "SYNONYMS"});
        !known)
        return known.error();

    Ontology ontology = catalogue;
    if (const auto* data = tree->find("DATA"); data && data->kind != Kind::null) {
        auto choices = read_data(*data, file_name, catalogue);
        if (!choices) return choices.error();
        add_whole_tables(*choices, catalogue, always_schema);
        ontology = choose(catalogue, *choices);
    }
    if (const auto* system = tree->find("SYSTEM"); system && system->kind != Kind::null) {
        auto prompt = read_system(*system, file_name);
        if (!prompt) return prompt.error();
        ontology.system_prompt = std::move(*prompt);
    }
    if (const auto* rules = tree->find("RULES"); rules && rules->kind != Kind::null) {
        auto read = read_rules(*rules, file_name);
        if (!read) return read.error();
        ontology.rules = std::move(*read);
    }
    auto vocabulary = read_vocabulary(*tree, file_name);
    if (!vocabulary) return vocabulary.error();
    ontology.vocabulary = std::move(*vocabulary);
    return ontology;
}

namespace {

Result<std::string> read_system(const YamlNode& node, std::string_view file_name) {
    if (node.kind != Kind::scalar) return yaml_error(file_name, node.line, "SYSTEM must be a text");
    return node.text;
}

Result<std::vector<PredefinedRule>> read_rules(const YamlNode& node, std::string_view file_name) {
    if (node.kind != Kind::mapping)
        return yaml_error(file_name, node.line, "RULES must be a mapping of codes to sentences");
    std::vector<PredefinedRule> rules;
    std::set<std::string> codes;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        auto rule = read_rule(node.keys[i], node.items[i], file_name);
        if (!rule) return rule.error();
        std::string code = rule->code;
        std::transform(code.begin(), code.end(), code.begin(), [](unsigned char c) { return std::toupper(c); });
        if (!codes.insert(code).second)
            return yaml_error(file_name, node.keys[i].line,
                              "the code " + rule->code + " is there twice (case does not count)");
        rules.push_back(std::move(*rule));
    }
    return rules;
}

Result<PredefinedRule> read_rule(const YamlNode& key, const YamlNode& value, std::string_view file_name) {
    const auto& code = key.text;
    const bool fits =
        !code.empty() && code.size() <= 64 && std::isalpha(static_cast<unsigned char>(code[0])) &&
        std::all_of(code.begin(), code.end(), [](unsigned char c) { return std::isalnum(c) || c == '_'; });
    if (!fits)
        return yaml_error(file_name, key.line,
                          "a rule's code is a letter followed by letters, digits and _ (64 at most): LIST_ORGS");
    PredefinedRule rule{code, {}, {}};
    const YamlNode* sentence = &value;
    if (value.kind == Kind::mapping) {
        if (auto known = check_keys(value, file_name, {"sentence", "description"}); !known) return known.error();
        sentence = value.find("sentence");
        if (const auto* description = value.find("description"); description && description->kind != Kind::null) {
            auto text = read_line(*description, file_name, "a description");
            if (!text) return text.error();
            rule.description = std::move(*text);
        }
    }
    if (!sentence || sentence->kind == Kind::null)
        return yaml_error(file_name, key.line, "the rule " + code + " has no sentence");
    auto text = read_line(*sentence, file_name, "the sentence of " + code);
    if (!text) return text.error();
    if (text->size() > max_sentence_bytes)
        return yaml_error(file_name, sentence->line, "the sentence of " + code + " is longer than 16 KiB");
    rule.sentence = std::move(*text);
    return rule;
}

Column described(const Column& column, const ColumnChoice& said) {
    Column made = column;
    if (said.description) made.description = *said.description;
    if (!said.synonyms.empty()) made.synonyms = said.synonyms;
    if (!said.values.empty()) made.sample_values = said.values;
    made.no_key = said.references && said.references->table < 0;
    return made;
}

// What the file says a column refers to, in place of what the database declares of it.
void refer(Table& table, int column, const NamedThing& target) {
    std::erase_if(table.foreign_keys, [&](const ForeignKey& key) { return key.columns == std::vector<int>{column}; });
    if (target.table >= 0) table.foreign_keys.push_back({{column}, target.table, {target.column}});
}

// Indexes through `map`; false when one of them is not kept.
bool remap(std::vector<int>& indexes, const std::vector<int>& map) {
    for (int& index : indexes) {
        index = map[static_cast<std::size_t>(index)];
        if (index < 0) return false;
    }
    return true;
}

// Those that no choice names.
void add_whole_tables(std::vector<TableChoice>& choices, const Ontology& catalogue, std::string_view schema) {
    if (schema.empty()) return;
    for (std::size_t i = 0; i < catalogue.tables.size(); ++i) {
        const int table = static_cast<int>(i);
        if (catalogue.tables[i].schema != schema) continue;
        if (std::any_of(choices.begin(), choices.end(), [table](const auto& choice) { return choice.table == table; }))
            continue;
        TableChoice& choice = choices.emplace_back();
        choice.table = table;
        choice.named = choice.all_columns = true;
    }
}

// The chosen tables in the file's order, their columns in the catalogue's; keys that lost a column or a target are
// gone.
Ontology choose(const Ontology& catalogue, const std::vector<TableChoice>& choices) {
    Ontology chosen;
    chosen.system_prompt = catalogue.system_prompt;
    chosen.rules = catalogue.rules;
    chosen.search_path = catalogue.search_path;
    std::vector<int> kept_tables(catalogue.tables.size(), -1);
    std::vector<std::vector<int>> kept_columns(catalogue.tables.size());
    for (const auto& choice : choices) {
        const auto old_index = static_cast<std::size_t>(choice.table);
        const auto& old = catalogue.tables[old_index];
        Table table = old;
        table.columns.clear();
        for (const auto& [column, said] : choice.columns)
            if (said.references) refer(table, column, *said.references);
        if (choice.description) table.description = *choice.description;
        if (!choice.synonyms.empty()) table.synonyms = choice.synonyms;
        auto& kept = kept_columns[old_index];
        kept.assign(old.columns.size(), -1);
        for (std::size_t i = 0; i < old.columns.size(); ++i) {
            const auto said = choice.columns.find(static_cast<int>(i));
            const bool named = said != choice.columns.end();
            if (!named && !choice.all_columns) continue;
            kept[i] = static_cast<int>(table.columns.size());
            table.columns.push_back(named ? described(old.columns[i], said->second) : old.columns[i]);
        }
        kept_tables[old_index] = static_cast<int>(chosen.tables.size());
        chosen.tables.push_back(std::move(table));
    }
    for (std::size_t i = 0; i < chosen.tables.size(); ++i) {
        auto& table = chosen.tables[i];
        const auto& kept = kept_columns[static_cast<std::size_t>(choices[i].table)];
        if (!remap(table.primary_key, kept)) table.primary_key.clear();
        std::erase_if(table.foreign_keys, [&](ForeignKey& key) {
            const auto target = static_cast<std::size_t>(key.target_table);
            key.target_table = kept_tables[target];
            return key.target_table < 0 || !remap(key.columns, kept) ||
                   !remap(key.target_columns, kept_columns[target]);
        });
    }
    return chosen;
}

}  // namespace

}  // namespace pf::catalogue
