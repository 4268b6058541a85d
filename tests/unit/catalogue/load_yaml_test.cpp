#include "catalogue/load_yaml.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/embedded.hpp"
#include "catalogue/write_yaml.hpp"
#include "unit/model/sample_catalogue.hpp"

namespace pf::catalogue {
namespace {

using model::Column;
using model::Ontology;

Result<Ontology> load(std::string_view text) { return load_yaml(text, "model.yaml", test::sample_catalogue()); }

std::string error(std::string_view text) {
    const auto loaded = load(text);
    if (loaded) return "loaded";
    EXPECT_EQ(loaded.error().kind, ErrorKind::invalid_request);
    return loaded.error().message;
}

std::string names(const Ontology& ontology) {
    std::string list;
    for (const auto& table : ontology.tables) {
        list += (list.empty() ? "" : " ") + table.name + "(";
        for (std::size_t i = 0; i < table.columns.size(); ++i) list += (i ? "," : "") + table.columns[i].name;
        list += ")";
    }
    return list;
}

TEST(LoadYaml, WithoutDataTakesTheWholeCatalogue) {
    const auto loaded = load("SYSTEM: You are X.");
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->system_prompt, "You are X.");
    EXPECT_EQ(loaded->tables.size(), 5u);
    EXPECT_EQ(loaded->search_path, std::vector<std::string>{"shop"});
    EXPECT_EQ(load("DATA:\nRULES:\n")->tables.size(), 5u);
}

TEST(LoadYaml, TakesABareListOfTablesInItsOrder) {
    EXPECT_EQ(names(*load("DATA: [orders, customers]")), "orders(id,customer_id,total) customers(id,name,country)");
    EXPECT_EQ(names(*load("DATA:\n  - people\n  - crm.orders\n")), "people(id,name) orders(id)");
}

TEST(LoadYaml, TakesABareListOfColumns) {
    EXPECT_EQ(names(*load("DATA: [customers.country, people.name, customers.id]")),
              "customers(id,country) people(name)");
    EXPECT_EQ(names(*load("DATA: [crm.people.name]")), "people(name)");
}

TEST(LoadYaml, TakesDescriptionsSynonymsAndValues) {
    const auto loaded = load(R"(
DATA:
  customers:
    description: "  People who
      bought something "
    synonyms: [client, buyer, client]
    columns:
      id:
      name: How the customer is called
      country: {description: Where, synonyms: nation, values: ['NO', 1, ' x']}
)");
    ASSERT_TRUE(loaded) << loaded.error().message;
    const auto& customers = loaded->tables[0];
    EXPECT_EQ(customers.description, "People who bought something");
    EXPECT_EQ(customers.synonyms, (std::vector<std::string>{"client", "buyer"}));
    EXPECT_EQ(customers.columns[1].description, "How the customer is called");
    EXPECT_EQ(customers.columns[2].description, "Where");
    EXPECT_EQ(customers.columns[2].synonyms, (std::vector<std::string>{"nation"}));
    EXPECT_EQ(customers.columns[2].sample_values, (std::vector<std::string>{"NO", "1", " x"}));
    EXPECT_EQ(customers.primary_key, std::vector<int>{0});
    EXPECT_EQ(customers.row_estimate, 120);
}

TEST(LoadYaml, KeepsTheCataloguesWordsWhereItSaysNothing) {
    const auto loaded = load("DATA:\n  customers:\n");
    EXPECT_EQ(loaded->tables[0].description, "Who buys");
    EXPECT_EQ(loaded->tables[0].columns[2].description, "ISO code");
}

TEST(LoadYaml, MixesListsAndMappings) {
    const auto loaded = load(
        "DATA:\n  - customers: Our clients\n  - customers.name: Full name\n  - orders:\n      columns: [id, total]\n");
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(names(*loaded), "customers(id,name,country) orders(id,total)");
    EXPECT_EQ(loaded->tables[0].description, "Our clients");
    EXPECT_EQ(loaded->tables[0].columns[1].description, "Full name");
}

TEST(LoadYaml, KeepsAForeignKeyOnlyWithBothItsEnds) {
    const auto both = load("DATA: [orders, people, customers]");
    ASSERT_EQ(both->tables[0].foreign_keys.size(), 1u);
    EXPECT_EQ(both->tables[0].foreign_keys[0].target_table, 2);
    EXPECT_EQ(both->tables[0].foreign_keys[0].columns, std::vector<int>{1});
    EXPECT_EQ(load("DATA: [orders, customers.id]")->tables[0].foreign_keys.size(), 1u);
    EXPECT_TRUE(load("DATA: [orders]")->tables[0].foreign_keys.empty());
    EXPECT_TRUE(load("DATA: [orders.id, orders.total, customers]")->tables[0].foreign_keys.empty());
    EXPECT_TRUE(load("DATA: [orders, customers.name]")->tables[0].foreign_keys.empty());
    EXPECT_TRUE(load("DATA: [orders, customers.name]")->tables[1].primary_key.empty());
}

TEST(LoadYaml, SaysWhatAColumnRefersTo) {
    const auto added = load("DATA: {people: , customers: {columns: {id: {references: people.id}, name: }}}");
    ASSERT_TRUE(added) << added.error().message;
    ASSERT_EQ(added->tables[1].foreign_keys.size(), 1u);
    EXPECT_EQ(added->tables[1].foreign_keys[0].target_table, 0);
    EXPECT_EQ(added->tables[1].foreign_keys[0].strength, 1);
    const auto instead = load("DATA: {orders: , orders.customer_id: {references: people.id}, customers: , people: }");
    ASSERT_EQ(instead->tables[0].foreign_keys.size(), 1u) << "in place of what the database declares";
    EXPECT_EQ(instead->tables[0].foreign_keys[0].target_table, 2);
    EXPECT_EQ(load("DATA: {orders: , orders.id: {references: customers}, customers: }")->tables[0].foreign_keys.size(),
              2u);
}

TEST(LoadYaml, SaysThatAColumnRefersToNothing) {
    const auto loaded = load("DATA: {orders: , orders.customer_id: {references: }, customers: }");
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(loaded->tables[0].foreign_keys.empty());
    EXPECT_TRUE(loaded->tables[0].columns[1].no_key);
    EXPECT_FALSE(loaded->tables[0].columns[0].no_key);
}

TEST(LoadYaml, RefusesAReferenceThatCannotBe) {
    EXPECT_EQ(error("DATA:\n  orders:\n    columns:\n      id: {references: custmers}"),
              "model.yaml:4: the database has no table custmers; did you mean customers?");
    EXPECT_EQ(error("DATA:\n  orders:\n    columns:\n      id: {references: people}"),
              "model.yaml:4: the table people has no key of one column; name the column that is meant");
    EXPECT_EQ(error("DATA:\n  orders:\n    columns:\n      id: {references: people.name}"),
              "model.yaml:4: the types of the two columns do not fit");
    EXPECT_EQ(error("DATA:\n  orders:\n    columns:\n      id: {references: [people]}"),
              "model.yaml:4: references must be a table or a column, or nothing");
}

TEST(LoadYaml, TakesRulesShortAndLong) {
    const auto loaded = load(
        "RULES:\n  ALL: Find all\n    customers\n  Top_10:\n    sentence: Top 10 orders\n    description: The "
        "largest\n");
    ASSERT_TRUE(loaded) << loaded.error().message;
    ASSERT_EQ(loaded->rules.size(), 2u);
    EXPECT_EQ(loaded->rules[0].code, "ALL");
    EXPECT_EQ(loaded->rules[0].sentence, "Find all customers");
    EXPECT_EQ(loaded->rules[1].code, "Top_10");
    EXPECT_EQ(loaded->rules[1].sentence, "Top 10 orders");
    EXPECT_EQ(loaded->rules[1].description, "The largest");
}

TEST(LoadYaml, FindsNamesWhateverTheirCaseAndWithDots) {
    EXPECT_EQ(names(*load("DATA: [Customers.NAME]")), "customers(name)");
    EXPECT_EQ(names(*load(R"(DATA: ['"Odd.Name"."a b"', '"odd.name".naïve: #'])")), "Odd.Name(a b,naïve: #)");
    EXPECT_EQ(names(*load("DATA:\n  '\"Odd.Name\"':\n    columns: {true: x}\n")), "Odd.Name(true)");
}

TEST(LoadYaml, SaysFileLineAndWhatIsWrong) {
    EXPECT_EQ(error("SYSTEM: x\nDATE: [orders]\n"), "model.yaml:2: \"DATE\" is not known here; did you mean DATA?");
    EXPECT_EQ(error("data: [orders]\n"), "model.yaml:1: \"data\" is not known here; did you mean DATA?");
    EXPECT_EQ(error("DATA:\n  - orders\n  - custmers\n"),
              "model.yaml:3: the database has no table custmers; did you mean customers?");
    EXPECT_EQ(error("DATA:\n  customers:\n    columns:\n      nmae: x\n"),
              "model.yaml:4: the table customers has no column nmae; did you mean name?");
    EXPECT_EQ(error("DATA: [customers.zzz]"),
              "model.yaml:1: the table customers has no column zzz; there is id, name, country");
    EXPECT_EQ(error("DATA: [shop.peeple]"),
              "model.yaml:1: the database has no table shop.peeple; there is customers, orders, Odd.Name");
    EXPECT_EQ(error("DATA:\n  customers:\n    descripton: x\n"),
              "model.yaml:3: \"descripton\" is not known here; did you mean description?");
    EXPECT_EQ(error("DATA:\n  customers:\n    columns:\n      name: {value: [x]}\n"),
              "model.yaml:4: \"value\" is not known here; did you mean values?");
    EXPECT_EQ(error("DATA: [a.b.c.d]"),
              "model.yaml:1: \"a.b.c.d\" is not a name: write table, schema.table or table.column");
    EXPECT_EQ(error("DATA: ['']"), "model.yaml:1: \"\" is not a name: write table, schema.table or table.column");
    EXPECT_EQ(error("DATA: ['\"orders']"),
              "model.yaml:1: \"\"orders\" is not a name: write table, schema.table or table.column");
    EXPECT_EQ(error("DATA: []"), "model.yaml:1: DATA names no table; leave it out to use all");
    EXPECT_EQ(error("DATA: orders"), "model.yaml:1: DATA must be a list of tables or columns, or a mapping of them");
    EXPECT_EQ(error("DATA:\n  - [orders]\n"), "model.yaml:2: this must be a name, or a name and what is said of it");
    EXPECT_EQ(error("DATA:\n  customers: [id]\n"),
              "model.yaml:2: what is said of a table must be its description or a mapping");
    EXPECT_EQ(error("DATA:\n  customers:\n    columns: []\n"),
              "model.yaml:3: columns must be a list of columns or a mapping of them; leave it out for all columns");
    EXPECT_EQ(error("DATA:\n  customers:\n    synonyms: [[x]]\n"), "model.yaml:3: each of synonyms must be a text");
    EXPECT_EQ(error("DATA:\n  customers:\n    description: ''\n"), "model.yaml:3: a description is empty");
    EXPECT_EQ(error("SYSTEM: [x]"), "model.yaml:1: SYSTEM must be a text");
    EXPECT_EQ(error("- x"), "model.yaml:1: the file must be a mapping with SYSTEM, DATA and RULES");
    EXPECT_EQ(error(""), "model.yaml:1: the file must be a mapping with SYSTEM, DATA and RULES");
    EXPECT_EQ(error("RULES: [x]"), "model.yaml:1: RULES must be a mapping of codes to sentences");
    EXPECT_EQ(error("RULES:\n  A: x\n  'B C': y\n"),
              "model.yaml:3: a rule's code is a letter followed by letters, digits and _ (64 at most): LIST_ORGS");
    EXPECT_EQ(error("RULES:\n  A: {description: y}\n"), "model.yaml:2: the rule A has no sentence");
    EXPECT_EQ(error("RULES:\n  A:\n"), "model.yaml:2: the rule A has no sentence");
    EXPECT_EQ(error("RULES:\n  A: x\n  a: y\n"), "model.yaml:3: the code a is there twice (case does not count)");
    EXPECT_EQ(error("RULES:\n  A: " + std::string(17000, 'x')),
              "model.yaml:2: the sentence of A is longer than 16 KiB");
}

TEST(LoadYaml, RefusesANameThatMeansTwoThings) {
    EXPECT_EQ(error("DATA:\n  - orders\n  - shop.orders\n"),
              "model.yaml:3: the table shop.orders is there twice (first in line 2)");
    EXPECT_EQ(error("DATA:\n  - orders.id\n  - orders.ID\n"),
              "model.yaml:3: the column orders.ID is there twice (first in line 2)");
    auto catalogue = test::sample_catalogue();
    catalogue.search_path = {};
    EXPECT_EQ(load_yaml("DATA: [orders]", "m", catalogue).error().message,
              "m:1: there are several tables orders; write one of shop.orders, crm.orders");
}

TEST(LoadYaml, TakesASchemasTableBeforeATablesColumn) {
    auto catalogue = test::sample_catalogue();
    catalogue.tables.push_back(test::table("crm", "shop", {test::column("orders")}));
    EXPECT_EQ(names(*load_yaml("DATA: [shop.orders]", "m", catalogue)), "orders(id,customer_id,total)");
    EXPECT_EQ(names(*load_yaml("DATA: [crm.shop.orders]", "m", catalogue)), "shop(orders)");
}

TEST(LoadYaml, RefusesBrokenYaml) {
    EXPECT_TRUE(error("DATA:\n  - orders\n bad\n").starts_with("model.yaml:")) << error("DATA:\n  - orders\n bad\n");
    EXPECT_TRUE(error("DATA: [orders\nRULES: {").find("this is not valid YAML: ") != std::string::npos);
    EXPECT_EQ(error("SYSTEM: x\nSYSTEM: y\n"), "model.yaml:2: the key \"SYSTEM\" is there twice");
    EXPECT_EQ(error("SYSTEM: x\n---\nSYSTEM: y\n"),
              "model.yaml:1: the file holds several documents (---); one is allowed");
    EXPECT_EQ(error("SYSTEM: &a x\nDATA: [*a]\n"), "model.yaml:2: aliases (*name) are not allowed; write the text out");
    EXPECT_EQ(error("SYSTEM: !!binary eA==\n"), "model.yaml:1: tags (!name) are not allowed");
    EXPECT_EQ(error("? [a]\n: b\n"), "model.yaml:1: a key must be plain text");
    EXPECT_EQ(error("SYSTEM: x\nRULES:\n  A: \"\xff\"\n"),
              "model.yaml:3: this line is not UTF-8 text or holds control characters");
    EXPECT_EQ(error(std::string("SYSTEM: \0x", 10)),
              "model.yaml:1: this line is not UTF-8 text or holds control characters");
}

TEST(LoadYaml, RefusesBombsQuickly) {
    EXPECT_EQ(error(std::string((1u << 20) + 1, ' ')), "model.yaml:1: the file is larger than 1 MiB");
    EXPECT_EQ(error("DATA: " + std::string(100, '[') + std::string(100, ']')),
              "model.yaml:1: this is nested too deeply");
    EXPECT_NE(error("DATA: " + std::string(500000, '[')), "loaded");
    EXPECT_NE(error("DATA: " + std::string(500000, '{')), "loaded");
    std::string laughs = "a: &a [x,x,x,x,x,x,x,x,x]\n";
    for (char c = 'b'; c < 'z'; ++c)
        laughs += std::string(1, c) + ": &" + c + " [*" + std::string(1, static_cast<char>(c - 1)) + "]\n";
    EXPECT_NE(error(laughs).find("aliases"), std::string::npos);
    std::string indented;
    for (int i = 0; i < 1000; ++i) indented += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
    EXPECT_NE(error(indented).find("nested too deeply"), std::string::npos);
}

TEST(WriteYaml, ReadsBackAsTheCatalogueItWasWrittenFrom) {
    auto catalogue = test::sample_catalogue();
    catalogue.tables[0].synonyms = {"client", "true", "a, b", "x: y", "[z]"};
    catalogue.tables[0].columns[2].sample_values = {"NO", "null", "", "it's \"q\" \\ \t", "#", "- a", "é"};
    catalogue.tables[0].columns[2].sample_values.erase(catalogue.tables[0].columns[2].sample_values.begin() + 2);
    catalogue.rules.push_back({"LIST", "List: all # customers", "What \"all\" means"});
    const auto text = write_yaml(catalogue);
    const auto loaded = load_yaml(text, "model.yaml", catalogue);
    ASSERT_TRUE(loaded) << loaded.error().message << "\n" << text;
    EXPECT_EQ(names(*loaded), names(catalogue));
    for (std::size_t i = 0; i < catalogue.tables.size(); ++i) {
        EXPECT_EQ(loaded->tables[i].schema, catalogue.tables[i].schema);
        EXPECT_EQ(loaded->tables[i].description, catalogue.tables[i].description);
        EXPECT_EQ(loaded->tables[i].synonyms, catalogue.tables[i].synonyms);
        EXPECT_EQ(loaded->tables[i].foreign_keys.size(), catalogue.tables[i].foreign_keys.size());
    }
    EXPECT_EQ(loaded->tables[0].columns[2].sample_values, catalogue.tables[0].columns[2].sample_values);
    EXPECT_EQ(loaded->rules[0].sentence, "List: all # customers");
    EXPECT_EQ(loaded->rules[0].description, "What \"all\" means");
    EXPECT_EQ(write_yaml(catalogue), text);
}

TEST(WriteYaml, IsLoadableForNoTablesAndForTooMany) {
    EXPECT_TRUE(load_yaml(write_yaml({}), "model.yaml", {}));
    Ontology large;
    for (int i = 0; i < 1000; ++i) {
        std::vector<Column> columns;
        for (int j = 0; j < 60; ++j) columns.push_back(test::column("column_number_" + std::to_string(j)));
        large.tables.push_back(test::table("public", "table_" + std::to_string(i), columns));
    }
    const auto text = write_yaml(large);
    EXPECT_LT(text.size(), 1u << 20);
    const auto loaded = load_yaml(text, "model.yaml", large);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->tables.size(), 1000u);
    EXPECT_EQ(loaded->tables[7].columns.size(), 60u);
}

// The program's own model over a catalogue that has just the tables and columns it names.
TEST(LoadYaml, AcceptsTheModelOfTheSampleScenario) {
    Ontology catalogue;
    catalogue.search_path = {"public"};
    const std::vector<std::pair<std::string, std::vector<std::string>>> tables = {
        {"patterns", {"id", "name", "kind", "description", "created_at", "updated_at"}},
        {"episodes", {"id", "title", "number", "published_on", "duration_minutes", "summary"}},
        {"guests", {"id", "name", "role", "org_id", "bio"}},
        {"orgs", {"id", "name", "stage", "funding", "date_founded", "date_funded", "category_id", "country"}},
        {"posts", {"id", "title", "url", "author", "published_on", "org_id", "summary"}},
        {"categories", {"id", "name", "description"}},
        {"pattern_episodes", {"pattern_id", "episode_id"}},
        {"pattern_guests", {"pattern_id", "guest_id"}},
        {"pattern_orgs", {"pattern_id", "org_id"}},
        {"pattern_posts", {"pattern_id", "post_id"}},
        {"episode_guests", {"episode_id", "guest_id"}}};
    for (const auto& [name, columns] : tables) {
        std::vector<Column> made;
        for (const auto& column : columns) made.push_back(test::column(column));
        catalogue.tables.push_back(test::table("public", name, made));
    }
    const auto files = embedded_files(Group::model);
    ASSERT_EQ(files.size(), 1u);
    const auto loaded = load_yaml(files[0].bytes, files[0].path, catalogue);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->tables.size(), 11u);
    EXPECT_EQ(loaded->rules.size(), 9u);
    EXPECT_FALSE(loaded->system_prompt.empty());
}

TEST(LoadYaml, TakesTheVocabularyInItsShortAndLongForms) {
    const auto loaded = load(R"(
METRICS:
  - revenue: sum(orders.total)
    date: orders.paid
    synonyms: [sales, turnover]
  - {name: orders placed, is: count(orders.id), description: How often people buy}
  - average order: avg(orders.total)
FILTERS: {large order: orders.total > 100}
SYNONYMS:
  buyer: customers
)");
    ASSERT_TRUE(loaded) << loaded.error().message;
    const auto& made = loaded->vocabulary.definitions;
    ASSERT_EQ(made.size(), 5U);
    EXPECT_EQ(made[0].name, "revenue");
    EXPECT_EQ(made[0].is, "sum(orders.total)");
    EXPECT_EQ(made[0].date, "orders.paid");
    EXPECT_EQ(made[0].synonyms, (std::vector<std::string>{"sales", "turnover"}));
    EXPECT_EQ(made[0].where, "model.yaml:3");
    EXPECT_EQ(made[1].description, "How often people buy");
    EXPECT_EQ(made[2].is, "avg(orders.total)");
    EXPECT_EQ(made[3].kind, model::Definition::Kind::filter);
    EXPECT_EQ(made[4].kind, model::Definition::Kind::synonym);
    EXPECT_TRUE(loaded->vocabulary.refused.empty());
}

TEST(LoadYaml, LeavesOutAnEntryThatCannotBeReadAndSaysWhy) {
    const auto loaded = load(R"(
METRICS:
  - revenue
  - {name: sales, si: sum(orders.total)}
  - empty:
  - fine: sum(orders.total)
FILTERS:
  - large: orders.total > 100
    date: orders.paid
)");
    ASSERT_TRUE(loaded) << loaded.error().message;
    ASSERT_EQ(loaded->vocabulary.definitions.size(), 1U);
    EXPECT_EQ(loaded->vocabulary.definitions[0].name, "fine");
    const auto& refused = loaded->vocabulary.refused;
    ASSERT_EQ(refused.size(), 4U);
    EXPECT_EQ(refused[0], "model.yaml:3: an entry reads \"name: what it is\"");
    EXPECT_EQ(refused[1], "model.yaml:4: \"si\" is not known here; did you mean is?");
    EXPECT_EQ(refused[2], "model.yaml:5: empty does not say what it is");
    EXPECT_EQ(error("METRICS: revenue"), "model.yaml:1: METRICS must be a list or a mapping");
}

}  // namespace
}  // namespace pf::catalogue
