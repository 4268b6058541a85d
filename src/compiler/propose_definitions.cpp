#include "compiler/propose_definitions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "compiler/lexicon.hpp"
#include "compiler/schema_index.hpp"
#include "compiler/text.hpp"
#include "sql/identifier.hpp"
#include "sql/syntax_tree.hpp"

namespace pf::compiler {
namespace {

using model::Definition;
using Kind = Definition::Kind;

constexpr std::size_t most_proposals = 60, most_synonyms = 3;

void propose_of_columns(const SchemaIndex& schema, int table, std::vector<Definition>& made) {
    const auto& ontology = schema.ontology();
    const auto rows = schema.readable({table, -1});
    for (int c = 0; c < static_cast<int>(ontology.at(table).columns.size()); ++c) {
        const auto& traits = schema.traits({table, c});
        const auto path = definition_path(ontology, table, c);
        const auto name = schema.readable({table, c});
        if (traits.number_type && !traits.id_name && !traits.date_like)
            made.push_back({.kind = Kind::metric, .name = "total " + name, .is = fmt::format("sum({})", path)});
        if (traits.boolean)
            made.push_back({.kind = Kind::filter, .name = fmt::format("{} {}", name, rows), .is = path});
    }
}

// Of the last word of its name: "movie" of film.
void propose_of_table(const SchemaIndex& schema, int table, std::vector<Definition>& made) {
    const auto& words = schema.words_of({table, -1});
    if (words.empty() || schema.is_link(table)) return;
    std::size_t count = 0;
    for (const auto other : synonyms(words.back().word))
        if (schema.postings(stem(other)).empty() && count++ < most_synonyms)
            made.push_back({.kind = Kind::synonym,
                            .name = std::string(other),
                            .is = definition_path(schema.ontology(), table, -1)});
}

}  // namespace

std::vector<Definition> propose_definitions(const model::Ontology& catalogue) {
    const SchemaIndex schema(std::make_shared<const model::Ontology>(catalogue),
                             std::make_shared<const model::ValueIndex>());
    std::vector<Definition> made;
    for (int t = 0; t < schema.tables(); ++t) {
        if (schema.table(t).is_view) continue;
        propose_of_columns(schema, t, made);
        propose_of_table(schema, t, made);
    }
    std::set<std::string> names;
    std::erase_if(made, [&](const Definition& each) { return !names.insert(each.name).second; });
    if (made.size() > most_proposals) made.resize(most_proposals);
    return made;
}

std::string definition_path(const model::Ontology& ontology, int table, int column) {
    const auto& of = ontology.at(table);
    const auto path = [&](auto written) {
        std::string made;
        if (!of.schema.empty() && ontology.search_path != std::vector{of.schema}) made = written(of.schema) + ".";
        made += written(of.name);
        return column < 0 ? made : made + "." + written(of.at(column).name);
    };
    const auto bare = path([](const std::string& name) { return name; });
    const bool plain = std::all_of(bare.begin(), bare.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    });
    return plain && sql::SyntaxTree::parse("SELECT " + bare) ? bare : path(sql::quote_identifier);
}

}  // namespace pf::compiler
