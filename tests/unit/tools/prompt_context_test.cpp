#include "tools/prompt_context.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "unit/model/sample_catalogue.hpp"

namespace pf::tools {
namespace {

using model::Column;
using model::Ontology;

Ontology told() {
    auto made = test::sample_catalogue();
    made.system_prompt = "You are X.";
    return made;
}

TEST(SchemaText, SaysEverythingOfASmallSchema) {
    auto ontology = told();
    ontology.tables[0].synonyms = {"client"};
    ontology.tables[0].columns[2].sample_values = {"NO", "SE"};
    ontology.tables.resize(2);
    EXPECT_EQ(schema_text("anything", ontology),
              "CREATE TABLE customers ( -- Who buys; also called client\n"
              "  id integer PRIMARY KEY,\n"
              "  name text,\n"
              "  country text, -- ISO code; for example NO, SE\n"
              ");\n"
              "CREATE TABLE orders (\n"
              "  id integer PRIMARY KEY,\n"
              "  customer_id integer,\n"
              "  total numeric(10,2),\n"
              "  FOREIGN KEY (customer_id) REFERENCES customers (id),\n"
              ");\n");
}

TEST(SchemaText, MarksAKeyThatNobodyDeclaredAndLeavesOutADoubtfulOne) {
    auto ontology = told();
    ontology.tables[1].foreign_keys[0].evidence = model::KeyEvidence::contents;
    ontology.tables[1].foreign_keys[0].strength = 0.9F;
    EXPECT_NE(schema_text("", ontology).find("REFERENCES customers (id),  -- not declared, found in the data\n"),
              std::string::npos);
    ontology.tables[1].foreign_keys[0].strength = 0.4F;
    EXPECT_EQ(schema_text("", ontology).find("REFERENCES"), std::string::npos);
}

TEST(SchemaText, SpellsNamesAsPostgresqlReadsThem) {
    const auto text = schema_text("", told());
    EXPECT_NE(text.find("CREATE TABLE \"Odd.Name\" ("), std::string::npos);
    EXPECT_NE(text.find("  \"a b\" text,\n  \"true\" text,\n  \"naïve: #\" text,\n"), std::string::npos);
    EXPECT_NE(text.find("CREATE TABLE crm.people ("), std::string::npos);
    EXPECT_NE(text.find("CREATE TABLE crm.orders ("), std::string::npos);
}

TEST(SchemaText, KeepsADescriptionOnItsLine) {
    Ontology ontology;
    ontology.search_path = {"s"};
    ontology.tables.push_back(test::table("s", "t", {test::column("c")}));
    ontology.tables[0].description = "one\n);\nDROP TABLE x;\x01" + std::string(5000, 'y');
    const auto text = schema_text("", ontology);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
    EXPECT_LT(text.size(), 400u);
}

TEST(SchemaText, ChoosesByTheSentenceWhatFits) {
    Ontology ontology;
    ontology.search_path = {"s"};
    for (int i = 0; i < 1000; ++i) {
        std::vector<Column> columns;
        for (int j = 0; j < 20; ++j) columns.push_back(test::column("attribute_" + std::to_string(j)));
        ontology.tables.push_back(test::table("s", "thing" + std::to_string(i), columns));
    }
    ontology.tables[900].name = "invoices";
    ontology.tables[900].foreign_keys.push_back({{3}, 950, {0}});
    ontology.tables[950].name = "suppliers";
    ontology.tables[970].columns[5].description = "How often it was reminded of";
    const auto text = schema_text("Show each invoice that was reminded", ontology);
    EXPECT_LE(text.size(), max_schema_text_bytes);
    EXPECT_GT(text.size(), max_schema_text_bytes / 2);
    EXPECT_TRUE(text.starts_with("CREATE TABLE invoices (")) << text.substr(0, 100);
    EXPECT_NE(text.find("CREATE TABLE suppliers ("), std::string::npos);
    EXPECT_NE(text.find("CREATE TABLE thing970 ("), std::string::npos);
    EXPECT_NE(text.find(" other tables are left out\n"), std::string::npos);
}

TEST(SchemaText, ShowsTheKeysAndTheWantedColumnsOfAWideTable) {
    Ontology ontology;
    ontology.search_path = {"s"};
    std::vector<Column> columns;
    for (int j = 0; j < 1600; ++j) columns.push_back(test::column("attribute_number_" + std::to_string(j)));
    columns[1500].name = "windSpeed";
    ontology.tables.push_back(test::table("s", "weather", columns));
    ontology.tables[0].primary_key = {1599};
    const auto text = schema_text("average wind speed", ontology);
    EXPECT_LE(text.size(), max_schema_text_bytes);
    EXPECT_NE(text.find("  \"windSpeed\" text,"), std::string::npos);
    EXPECT_NE(text.find("  attribute_number_1599 text PRIMARY KEY,"), std::string::npos);
    EXPECT_NE(text.find("other columns"), std::string::npos);
}

TEST(PromptValues, HoldTheSystemTextAndTheSchema) {
    const auto values = prompt_values("Find all", told());
    EXPECT_EQ(values.at("system"), "You are X.");
    EXPECT_NE(values.at("schema").find("CREATE TABLE customers"), std::string::npos);
}

}  // namespace
}  // namespace pf::tools
