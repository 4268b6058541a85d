// The sample scenario's tables and some of their values, by hand: what the compiler tests ask about.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "compiler/compile.hpp"

namespace pf::compiler::test {

struct Model {
    std::shared_ptr<const model::Ontology> ontology;
    std::shared_ptr<const model::ValueIndex> values;
};

class ModelBuilder {
 public:
    using Type = model::TypeClass;

    // The first column is the primary key where it is called "id".
    ModelBuilder& table(const std::string& name, const std::vector<std::pair<std::string, Type>>& columns) {
        model::Table made;
        made.schema = "public";
        made.name = name;
        for (const auto& [column_name, type] : columns) {
            model::Column column;
            column.name = column_name;
            column.type_class = type;
            column.nullable = false;
            made.columns.push_back(column);
        }
        if (!made.columns.empty() && made.columns[0].name == "id") {
            made.primary_key = {0};
            made.columns[0].unique = true;
        }
        ontology_.tables.push_back(std::move(made));
        return *this;
    }
    // A model somebody made for the database, rather than its bare catalogue.
    ModelBuilder& described() {
        ontology_.rules.push_back({"ALL", "Find all patterns", "Every pattern"});
        return *this;
    }
    ModelBuilder& unique(const std::string& table, const std::string& column) {
        auto& found = ontology_.tables[index(table)];
        found.columns[static_cast<std::size_t>(*found.column(column))].unique = true;
        return *this;
    }
    ModelBuilder& view(const std::string& name, const std::vector<std::pair<std::string, Type>>& columns) {
        table(name, columns);
        ontology_.tables.back().is_view = true;
        return *this;
    }
    ModelBuilder& nullable(const std::string& table, const std::string& column) {
        auto& found = ontology_.tables[index(table)];
        found.columns[static_cast<std::size_t>(*found.column(column))].nullable = true;
        return *this;
    }
    ModelBuilder& key(const std::string& table, const std::string& column, const std::string& target) {
        auto& found = ontology_.tables[index(table)];
        found.foreign_keys.push_back({{*found.column(column)}, static_cast<int>(index(target)), {0}});
        return *this;
    }
    ModelBuilder& link(const std::string& name, const std::string& left, const std::string& left_table,
                       const std::string& right, const std::string& right_table) {
        table(name, {{left, Type::integer}, {right, Type::integer}});
        ontology_.tables.back().primary_key = {0, 1};
        return key(name, left, left_table).key(name, right, right_table);
    }
    ModelBuilder& values(const std::string& table, const std::string& column, const std::vector<std::string>& texts) {
        const auto t = static_cast<int>(index(table));
        const int c = *ontology_.tables[index(table)].column(column);
        for (const auto& text : texts) builder_.add({t, c, text});
        model::ValueIndex::ColumnSummary summary;
        summary.distinct = static_cast<std::uint32_t>(texts.size());
        summary.complete = true;
        summary.examples = texts;
        builder_.summarise(t, c, summary);
        return *this;
    }
    ModelBuilder& define(model::Definition definition) {
        definition.where = "model.yaml:" + std::to_string(ontology_.vocabulary.definitions.size() + 1);
        ontology_.vocabulary.definitions.push_back(std::move(definition));
        return *this;
    }
    // A value that the sentence calls by other words, as the description of its column has them.
    ModelBuilder& label(const std::string& table, const std::string& column, const std::string& value,
                        const std::string& words) {
        builder_.add({static_cast<int>(index(table)), *ontology_.tables[index(table)].column(column), value, words});
        return *this;
    }
    ModelBuilder& describe(const std::string& table, const std::string& column, const std::string& text) {
        auto& found = ontology_.tables[index(table)];
        found.columns[static_cast<std::size_t>(*found.column(column))].description = text;
        return *this;
    }
    ModelBuilder& range(const std::string& table, const std::string& column, double low, double high) {
        model::ValueIndex::ColumnSummary summary;
        summary.low = low;
        summary.high = high;
        builder_.summarise(static_cast<int>(index(table)), *ontology_.tables[index(table)].column(column), summary);
        return *this;
    }
    // A key of the objects in a json column. Behind all columns of the table.
    ModelBuilder& document_key(const std::string& table, const std::string& column, const std::string& key, Type type,
                               const std::vector<std::string>& texts = {}) {
        const auto& found = ontology_.tables[index(table)];
        const int at = static_cast<int>(found.columns.size()) + keys_++;
        builder_.add_key({static_cast<int>(index(table)), *found.column(column), at, key, type});
        for (const auto& text : texts) builder_.add({static_cast<int>(index(table)), at, text});
        return *this;
    }
    [[nodiscard]] Model build() && {
        ontology_.search_path = {"public"};
        return {std::make_shared<const model::Ontology>(std::move(ontology_)),
                std::make_shared<const model::ValueIndex>(std::move(builder_).build())};
    }

 private:
    [[nodiscard]] std::size_t index(const std::string& table) const {
        for (std::size_t i = 0; i < ontology_.tables.size(); ++i)
            if (ontology_.tables[i].name == table) return i;
        throw std::out_of_range("no table " + table);
    }
    model::Ontology ontology_;
    model::ValueIndex::Builder builder_;
    int keys_ = 0;
};

inline Model sample_model() {
    using Type = model::TypeClass;
    ModelBuilder b;
    b.table("categories", {{"id", Type::integer}, {"name", Type::text}, {"description", Type::text}})
        .table("orgs", {{"id", Type::integer},
                        {"name", Type::text},
                        {"stage", Type::text},
                        {"funding", Type::number},
                        {"date_founded", Type::date},
                        {"date_funded", Type::date},
                        {"category_id", Type::integer},
                        {"country", Type::text}})
        .table("guests", {{"id", Type::integer},
                          {"name", Type::text},
                          {"role", Type::text},
                          {"org_id", Type::integer},
                          {"bio", Type::text}})
        .table("episodes", {{"id", Type::integer},
                            {"title", Type::text},
                            {"number", Type::integer},
                            {"published_on", Type::date},
                            {"duration_minutes", Type::integer},
                            {"summary", Type::text}})
        .table("posts", {{"id", Type::integer},
                         {"title", Type::text},
                         {"url", Type::text},
                         {"author", Type::text},
                         {"published_on", Type::date},
                         {"org_id", Type::integer},
                         {"summary", Type::text}})
        .table("patterns", {{"id", Type::integer},
                            {"name", Type::text},
                            {"kind", Type::text},
                            {"description", Type::text},
                            {"created_at", Type::timestamp},
                            {"updated_at", Type::timestamp}})
        .key("orgs", "category_id", "categories")
        .key("guests", "org_id", "orgs")
        .key("posts", "org_id", "orgs")
        .link("pattern_episodes", "pattern_id", "patterns", "episode_id", "episodes")
        .link("pattern_guests", "pattern_id", "patterns", "guest_id", "guests")
        .link("pattern_orgs", "pattern_id", "patterns", "org_id", "orgs")
        .link("pattern_posts", "pattern_id", "patterns", "post_id", "posts")
        .link("episode_guests", "episode_id", "episodes", "guest_id", "guests")
        .unique("patterns", "name")
        .unique("orgs", "name")
        .unique("categories", "name")
        .unique("guests", "name")
        .values("patterns", "kind", {"pattern", "anti-pattern"})
        .values("orgs", "stage",
                {"Pre-seed", "Seed", "Series A", "Series B", "Series C", "Growth", "Public", "Bootstrapped"})
        .values("orgs", "name", {"Stackheron", "Birchwire"})
        .values("orgs", "country", {"Germany", "France", "United Kingdom", "Kenya"})
        .described()
        .values("categories", "name", {"Developer tools", "Digital health", "Logistics"});
    return std::move(b).build();
}

}  // namespace pf::compiler::test
