#include "catalogue/write_yaml.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "catalogue/catalogue_names.hpp"
#include "catalogue/yaml_tree.hpp"
#include "model/write_vocabulary.hpp"

namespace pf::catalogue {
namespace {

using model::Ontology;
using model::Table;
using model::yaml_list;
using model::yaml_scalar;

constexpr std::string_view head = R"(# The semantic model of this database: what its tables are called and mean.
# Written from the live catalogue; edit it freely. Types, keys and comments still come from the database.
# A table or column that is taken out here can no longer be asked for. The format: docs/semantic-model.md.

# What a language model, if one is set, is told first.
SYSTEM: |
  You are the rule engine of Pattern Factory. You turn one English sentence into one PostgreSQL SELECT statement over the
  tables described below.

# What may be asked for. For each table and column: description, synonyms (other words people use), values (a few samples).
)";

constexpr std::string_view vocabulary = R"(
# Words of the people who ask that stand in no name. These are proposals: correct those that are right, and take the
# # away. revenue: sum(orders.total) is then understood in "revenue per country" and "top 5 customers by revenue".
)";

constexpr std::string_view rules = R"(
# Sentences that can be run by their code.
RULES:
)";

// For a comment: one line, whatever a type or name holds.
std::string one_line(std::string_view text) {
    std::string line(text);
    std::replace_if(
        line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return line;
}

std::string described(std::string_view indent, const std::string& description, const std::vector<std::string>& synonyms,
                      const std::vector<std::string>& values) {
    std::string lines;
    if (!description.empty()) lines += fmt::format("{}description: {}\n", indent, yaml_scalar(one_line(description)));
    if (!synonyms.empty()) lines += fmt::format("{}synonyms: {}\n", indent, yaml_list(synonyms));
    if (!values.empty()) lines += fmt::format("{}values: {}\n", indent, yaml_list(values));
    return lines;
}

std::string key_note(const Ontology& catalogue, const Table& table, int column) {
    std::string note;
    const auto is_in = [column](const std::vector<int>& indexes) {
        return std::find(indexes.begin(), indexes.end(), column) != indexes.end();
    };
    if (is_in(table.primary_key)) note += ", primary key";
    for (const auto& key : table.foreign_keys)
        if (is_in(key.columns))
            note +=
                ", references " + table_path(catalogue, catalogue.tables[static_cast<std::size_t>(key.target_table)]);
    return note;
}

std::string data(const Ontology& catalogue, bool with_columns) {
    if (catalogue.tables.empty()) return "# The database has no table that may be read.\nDATA:\n";
    std::string text = "DATA:\n";
    for (const auto& table : catalogue.tables) {
        text += fmt::format("  {}:\n", yaml_scalar(table_path(catalogue, table)));
        text += described("    ", table.description, table.synonyms, {});
        if (!with_columns || table.columns.empty()) continue;
        text += "    columns:\n";
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const auto& column = table.columns[i];
            text += fmt::format("      {}:  # {}{}\n", yaml_scalar(column.name), one_line(column.type),
                                one_line(key_note(catalogue, table, static_cast<int>(i))));
            text += described("        ", column.description, column.synonyms, column.sample_values);
        }
    }
    return text;
}

}  // namespace

std::string write_yaml(const Ontology& catalogue, const std::vector<model::Definition>& proposals) {
    std::string tail;
    if (!proposals.empty()) tail += std::string(vocabulary) + model::write_vocabulary(proposals, "#");
    tail += rules;
    for (const auto& rule : catalogue.rules)
        tail += fmt::format("  {}:\n    sentence: {}\n", rule.code, yaml_scalar(rule.sentence)) +
                described("    ", rule.description, {}, {});
    if (catalogue.rules.empty())
        tail += fmt::format("#  FIRST_LOOK:\n#    sentence: Find all {}\n#    description: Everything there is\n",
                            catalogue.tables.empty() ? "things" : one_line(catalogue.tables.front().name));
    auto text = std::string(head) + data(catalogue, true) + tail;
    if (text.size() <= max_yaml_bytes) return text;
    return std::string(head) +
           "# Columns are left out, since the file would be too large; add those that need words.\n" +
           data(catalogue, false) + tail;
}

}  // namespace pf::catalogue
