#include "compiler/compile.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include <random>

#include "sample_model.hpp"

namespace pf::compiler {
namespace {

Compiler sample_compiler() {
    auto model = test::sample_model();
    return Compiler(model.ontology, model.values);
}

TEST(Compiler, NamesTheWordItDoesNotUnderstand) {
    const auto compilation = sample_compiler().compile("Find all wombats");
    EXPECT_EQ(compilation.status, Status::not_understood);
    ASSERT_EQ(compilation.unknown.size(), 1U);
    EXPECT_EQ(compilation.unknown[0].word, "wombats");
    EXPECT_EQ(compilation.unknown[0].offset, 9U);
    EXPECT_NE(compilation.message.find("wombats"), std::string::npos);
}

Compiler undescribed_compiler() {
    auto model = test::sample_model();
    auto bare = std::make_shared<model::Ontology>(*model.ontology);
    bare->rules.clear();
    return Compiler(bare, model.values);
}

TEST(Compiler, TakesRowsOfANamedEntityAtTheirWordAlsoWithoutASemanticModel) {
    const auto compilation = undescribed_compiler().compile("orgs in Germany");
    EXPECT_EQ(compilation.status, Status::ok);
    ASSERT_EQ(compilation.readings.size(), 1U);
    EXPECT_EQ(compilation.readings[0].sql, "SELECT * FROM \"public\".\"orgs\" WHERE \"country\" = 'Germany'");
}

TEST(Compiler, SaysWhatSqlOfSomebodyElseFindsAndHowLikelyThatIsMeant) {
    const auto compiler = undescribed_compiler();
    const auto meant = compiler.read_back("orgs in Germany", "SELECT * FROM public.orgs o WHERE o.country = 'Germany'");
    EXPECT_EQ(meant.reading, compiler.compile("orgs in Germany").readings[0].reading);
    EXPECT_GT(meant.probability, 0.5);
    const auto other = compiler.read_back("orgs in Germany", "SELECT * FROM public.orgs WHERE country = 'France'");
    EXPECT_NE(other.reading.find("France"), std::string::npos);
    EXPECT_EQ(other.probability, 0);
}

TEST(Compiler, SaysNothingOfSqlThatItCannotRead) {
    const auto compiler = sample_compiler();
    for (const auto* sql : {"", "\xff\xfe", "DROP TABLE orgs", "SELECT * FROM nowhere",
                            "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT n FROM t"}) {
        const auto read = compiler.read_back("orgs", sql);
        EXPECT_EQ(read.reading, "") << sql;
        EXPECT_EQ(read.probability, 0) << sql;
    }
    EXPECT_NE(compiler.read_back("\xff", "SELECT name FROM orgs").reading, "");
}

TEST(Compiler, NeverAnswersAYearAsAKey) {
    const auto described = sample_compiler(), bare = undescribed_compiler();
    for (const auto* compiler : {&described, &bare}) {
        const auto compilation = compiler->compile("guests who spoke in 2024");
        EXPECT_FALSE(compilation.status == Status::ok &&
                     compilation.readings[0].sql.find("_id\" = 2024") != std::string::npos);
    }
}

TEST(Compiler, NeverAnswersANumberWhoseUnitItDoesNotUse) {
    EXPECT_NE(sample_compiler().compile("orgs with funding over 2 hours").status, Status::ok);
    EXPECT_NE(undescribed_compiler().compile("orgs with funding over 2 hours").status, Status::ok);
}

TEST(Compiler, AsksWhichRowsAShareIsOf) {
    const auto compilation = sample_compiler().compile("the share of orgs");
    EXPECT_EQ(compilation.status, Status::not_understood);
    EXPECT_EQ(compilation.message, "Which of the orgs? A share counts those that meet a condition.");
}

TEST(Compiler, ReadsATypingMistakeAsTheNameThatIsMeantAndSaysSo) {
    const auto compiler = sample_compiler();
    const auto typed = compiler.compile("list all episdes"), meant = compiler.compile("list all episodes");
    EXPECT_EQ(typed.status, Status::ok);
    ASSERT_FALSE(typed.readings.empty());
    EXPECT_EQ(typed.readings[0].sql, meant.readings[0].sql);
    EXPECT_EQ(compiler.corrected("list all episdes"), "list all episodes");
    EXPECT_EQ(compiler.corrected("list all episodes"), "");
}

TEST(Compiler, SuggestsTheNearestNameForAWordThatIsTooFarFromIt) {
    const auto compilation = sample_compiler().compile("list all epizodez");
    EXPECT_EQ(compilation.status, Status::not_understood);
    ASSERT_EQ(compilation.unknown.size(), 1U);
    const auto& suggestions = compilation.unknown[0].suggestions;
    EXPECT_NE(std::find(suggestions.begin(), suggestions.end(), "episodes"), suggestions.end());
}

TEST(Compiler, SameSentenceGivesSameSql) {
    const auto compiler = sample_compiler();
    const auto first = compiler.compile("patterns linked to orgs in Series A"),
               second = compiler.compile("patterns linked to orgs in Series A");
    ASSERT_FALSE(first.readings.empty());
    EXPECT_EQ(first.readings[0].sql, second.readings[0].sql);
    EXPECT_EQ(first.readings[0].confidence, second.readings[0].confidence);
}

TEST(Compiler, CountsAnEntityOnceHoweverManyLinksItHas) {
    const auto compilation = sample_compiler().compile("How many patterns are there for each stage of orgs?");
    ASSERT_FALSE(compilation.readings.empty());
    EXPECT_NE(compilation.readings[0].sql.find("count(DISTINCT "), std::string::npos) << compilation.readings[0].sql;
}

TEST(Compiler, ShowsWholeRowsOfAnEntityThatIsAllACommandNamesAlsoWithoutASemanticModel) {
    auto model = test::sample_model();
    auto bare = std::make_shared<model::Ontology>(*model.ontology);
    bare->rules.clear();
    const auto compilation = Compiler(bare, model.values).compile("Find all guests");
    EXPECT_EQ(compilation.status, Status::ok);
    ASSERT_FALSE(compilation.readings.empty());
    EXPECT_EQ(compilation.readings[0].sql, "SELECT * FROM \"public\".\"guests\"");
}

TEST(Compiler, RefusesBytesThatAreNoText) {
    for (const std::string sentence : {"patterns named `\\sta=\xe0", "patterns named \"a\x01b\""}) {
        const auto compilation = sample_compiler().compile(sentence);
        EXPECT_EQ(compilation.status, Status::not_understood);
        EXPECT_TRUE(compilation.readings.empty());
    }
}

TEST(Compiler, ConfidenceIsAProbability) {
    for (const auto& reading : sample_compiler().compile("how many patterns per kind").readings) {
        EXPECT_GE(reading.confidence, 0);
        EXPECT_LE(reading.confidence, 1);
    }
}

TEST(Compiler, RefusesWhatIsTooLong) {
    const auto compiler = sample_compiler();
    EXPECT_EQ(compiler.compile(std::string(17 * 1024, 'a')).status, Status::not_understood);
    std::string words;
    for (int i = 0; i < 3000; ++i) words += "all ";
    EXPECT_EQ(compiler.compile(words).status, Status::not_understood);
}

TEST(Compiler, SurvivesEmptyModelAndEmptySentence) {
    const Compiler empty(std::make_shared<const model::Ontology>(), std::make_shared<const model::ValueIndex>());
    EXPECT_EQ(empty.compile("Find all patterns").status, Status::not_understood);
    EXPECT_EQ(sample_compiler().compile("").status, Status::not_understood);
    EXPECT_EQ(sample_compiler().compile("?!.,;").status, Status::not_understood);
}

TEST(Compiler, SurvivesAnyBytes) {
    const auto compiler = sample_compiler();
    std::mt19937 random(3);
    const std::vector<std::string> pieces{
        "patterns", "\"",  "'",    "most",    "10",       "between", "\xF0\x9F\x98\x80",   "\xff", "--",
        ";",        "not", "than", "average", "Series A", ",",       std::string(1, '\0'), "by",   "each",
        "first"};
    for (int round = 0; round < 300; ++round) {
        std::string sentence;
        for (int i = 0; i < 30; ++i) {
            sentence += pieces[random() % pieces.size()];
            sentence += ' ';
        }
        for (const auto& reading : compiler.compile(sentence).readings) EXPECT_EQ(reading.sql.rfind("SELECT ", 0), 0U);
    }
}

TEST(Compiler, QuotesNamesThatAreKeywordsOrHaveSpaces) {
    test::ModelBuilder b;
    b.table(
        "order",
        {{"id", model::TypeClass::integer}, {"Ship To", model::TypeClass::text}, {"se\"lect", model::TypeClass::text}});
    auto model = std::move(b).build();
    const auto compilation = Compiler(model.ontology, model.values).compile("show the ship to of every order");
    ASSERT_FALSE(compilation.readings.empty());
    EXPECT_NE(compilation.readings[0].sql.find("\"public\".\"order\""), std::string::npos);
}

TEST(Compiler, IsBoundedOnAVeryWideTable) {
    test::ModelBuilder b;
    std::vector<std::pair<std::string, model::TypeClass>> columns{{"id", model::TypeClass::integer}};
    for (int i = 0; i < 1600; ++i) columns.emplace_back("name_" + std::to_string(i) + "_code", model::TypeClass::text);
    b.table("wide", columns);
    auto model = std::move(b).build();
    const Compiler compiler(model.ontology, model.values);
    EXPECT_FALSE(compiler.compile("show the name code of wide where name is 3").readings.empty());
}

}  // namespace
}  // namespace pf::compiler
