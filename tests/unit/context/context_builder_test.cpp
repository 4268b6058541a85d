#include "context/context_builder.hpp"

#include <gtest/gtest.h>

#include "context/snapshot.hpp"
#include "unit/context/sample_catalogue.hpp"

namespace pf::context {
namespace {

Ontology with_rules() {
    auto made = test::sample_catalogue();
    made.system_prompt = "You are X.";
    made.rules.push_back({"LIST_ALL", "List  all customers", ""});
    return made;
}

std::string resolved(std::string_view text) {
    const auto sentence = resolve_sentence(text, with_rules());
    return sentence ? *sentence : "error: " + sentence.error().message;
}

TEST(ResolveSentence, TurnsACodeIntoItsSentence) {
    EXPECT_EQ(resolved("LIST_ALL"), "List all customers");
    EXPECT_EQ(resolved("  list_All\n"), "List all customers");
    EXPECT_EQ(resolved("LIST_ALL now"), "LIST_ALL now");
}

TEST(ResolveSentence, MakesOneTidyLine) {
    EXPECT_EQ(resolved("  Find\tall\r\n\u00a0\u3000patterns\u200b \u202ex "), "Find all patterns x");
    EXPECT_EQ(resolved("Find \xf0\x9f\x98\x80 in caf\u00e9s"), "Find \xf0\x9f\x98\x80 in caf\u00e9s");
}

TEST(ResolveSentence, RefusesWhatIsNoSentence) {
    for (const auto& text : {std::string(), std::string(" \n\t\u2003"), std::string("a\x01z"), std::string("a\0z", 3),
                             std::string("a\u0085\u0086"), std::string("a\xff"), std::string("\xc0\x80"),
                             std::string("\xed\xa0\x80"), std::string("a\x7f"), std::string("\u202e")}) {
        const auto sentence = resolve_sentence(text, with_rules());
        ASSERT_FALSE(sentence) << text;
        EXPECT_EQ(sentence.error().kind, ErrorKind::invalid_request);
    }
    EXPECT_EQ(resolve_sentence("", with_rules()).error().hint, "Say what to find, for example: Find all customers");
}

TEST(OffsetInRuleCode, FindsAWordWhereItWasTyped) {
    const std::string typed = "  Find \u00a0 all\u202e\n caf\u00e9s  ";
    const auto sentence = *resolve_sentence(typed, with_rules());
    for (const std::string_view word : {"Find", "all", "caf", "s"})
        EXPECT_EQ(offset_in_rule_code(typed, sentence, sentence.rfind(word)), typed.rfind(word)) << word;
    EXPECT_EQ(offset_in_rule_code(typed, sentence, sentence.size()), std::nullopt);
}

TEST(OffsetInRuleCode, FindsNothingInTheCodeOfAPredefinedRule) {
    EXPECT_EQ(offset_in_rule_code("LIST_ALL", "List all customers", 0), std::nullopt);
    EXPECT_EQ(offset_in_rule_code("List", "List all customers", 0), std::nullopt);
}

TEST(NormaliseSentence, IgnoresCaseAndTheFinalDot) {
    EXPECT_EQ(normalise_sentence("Find ALL Patterns."), normalise_sentence("find all patterns"));
    EXPECT_EQ(normalise_sentence("\u00c9cole?"), "\u00e9cole");
    EXPECT_EQ(normalise_sentence("..."), "");
}

TEST(NormaliseSentence, KeepsTheCaseOfQuotedText) {
    EXPECT_NE(normalise_sentence("kind is \"US\""), normalise_sentence("kind is \"us\""));
    EXPECT_EQ(normalise_sentence("KIND is \"US\""), "kind is \"US\"");
    EXPECT_NE(normalise_sentence("a b"), normalise_sentence("ab"));
}

TEST(SchemaText, SaysEverythingOfASmallSchema) {
    auto ontology = with_rules();
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

TEST(SchemaText, SpellsNamesAsPostgresqlReadsThem) {
    const auto text = schema_text("", with_rules());
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
    const auto values = prompt_values("Find all", with_rules());
    EXPECT_EQ(values.at("system"), "You are X.");
    EXPECT_NE(values.at("schema").find("CREATE TABLE customers"), std::string::npos);
}

TEST(Snapshot, LetsTheGuardPassTheModelsTablesAndTheRuleViews) {
    ValueIndex::Builder values;
    values.add({0, 2, "NO"});
    const auto snapshot =
        make_snapshot(test::sample_catalogue(), std::move(values).build(), {{"rule_views", "rule_x", {"a"}}}, 7);
    EXPECT_EQ(snapshot->version, 7u);
    EXPECT_EQ(snapshot->values->size(), 1u);
    ASSERT_EQ(snapshot->policy.relations.size(), 6u);
    EXPECT_EQ(snapshot->policy.search_path, std::vector<std::string>{"shop"});
    const auto has = [&](std::string_view schema, std::string_view name, std::size_t columns) {
        for (const auto& relation : snapshot->policy.relations)
            if (relation.schema == schema && relation.name == name) return relation.columns.size() == columns;
        return false;
    };
    EXPECT_TRUE(has("rule_views", "rule_x", 1));
    EXPECT_TRUE(has("shop", "Odd.Name", 3));
    const auto ontology = ontology_of(snapshot);
    EXPECT_EQ(ontology->tables.size(), 5u);
    EXPECT_EQ(snapshot.use_count(), 2);
}

}  // namespace
}  // namespace pf::context
