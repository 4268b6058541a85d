// What words of a sentence ask for and a plan does not do keeps it from being the answer.
#include "compiler/doubts.hpp"

#include <gtest/gtest.h>

#include "compiler/compile.hpp"
#include "compiler/search.hpp"
#include "sample_model.hpp"

namespace pf::compiler {
namespace {

struct Case {
    const char *sentence, *doubt;  // of a plan that only lists the table's rows
};

class WordThatAsksForMore : public testing::TestWithParam<Case> {};
TEST_P(WordThatAsksForMore, PutsThePlainListInDoubt) {
    const auto model = test::sample_model();
    const SchemaIndex schema(model.ontology, model.values);
    const auto analysis = analyse(GetParam().sentence, schema);
    Plan plain;  // covers nothing but the table
    for (const auto& mention : analysis.tables) plain.covered |= mention.tokens;
    EXPECT_EQ(doubt_about(plain, analysis), GetParam().doubt) << GetParam().sentence;
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, WordThatAsksForMore,
    testing::Values(Case{"all orgs", ""}, Case{"orgs but Stackheron", "negation"},
                    Case{"orgs not in Germany", "negation"}, Case{"orgs without funding", "negation"},
                    Case{"orgs over 30", "number"}, Case{"top orgs of 2020", "number"},
                    Case{"orgs, highest funding first", "measure"}, Case{"orgs that never were late", "measure"},
                    Case{"orgs. Then by country.", "later sentence"}, Case{"the newest of each org", "measure"}));

TEST(Doubts, TextThatIsNotInTheDataIsSearchedForOnlyWhenThatIsSaid) {
    const auto model = test::sample_model();
    const Compiler compiler(model.ontology, model.values);
    EXPECT_NE(compiler.compile("orgs in Germny").status, Status::ok);
    EXPECT_NE(compiler.compile("org Stakheron").status, Status::ok);
    EXPECT_EQ(compiler.compile("orgs whose name contains \"wire\"").status, Status::ok);
}

TEST(Doubts, OneRowIsNoAnswerToSeveralOfTheNewest) {
    const auto model = test::sample_model();
    const Compiler compiler(model.ontology, model.values);
    const auto made = compiler.compile("guests of the newest episode");
    if (made.status == Status::ok) EXPECT_EQ(made.readings.at(0).sql.find("LIMIT 1"), std::string::npos);
}

TEST(Doubts, HowOftenSomethingIsIsComparedWithNoColumn) {
    const auto model = test::sample_model();
    const Compiler compiler(model.ontology, model.values);
    for (const auto* sentence : {"patterns mentioned only once", "patterns described twice"}) {
        const auto made = compiler.compile(sentence);
        EXPECT_NE(made.status, Status::ok) << sentence;
        for (const auto& reading : made.readings)
            EXPECT_EQ(reading.sql.find("description ="), std::string::npos) << reading.sql;
    }
}

TEST(Doubts, RowsThatHaveAnyOfAnotherTableAreShownOnce) {
    const auto model = test::sample_model();
    const Compiler compiler(model.ontology, model.values);
    const auto made = compiler.compile("patterns with an episode but no org");
    if (made.status == Status::ok) EXPECT_EQ(made.readings.at(0).sql.find("t3.*"), std::string::npos);
}

TEST(Doubts, QualityThatNothingTellsOfIsNamedAsNotUnderstood) {
    const auto model = test::sample_model();
    const auto made = Compiler(model.ontology, model.values).compile("how tall are the guests?");
    EXPECT_EQ(made.status, Status::not_understood);
    EXPECT_NE(made.message.find("tall"), std::string::npos) << made.message;
}

TEST(Doubts, QualityOfRowsThatNothingTellsOfIsNamedAsNotUnderstood) {
    const auto model = test::sample_model();
    const Compiler compiler(model.ontology, model.values);
    for (const auto* sentence : {"tall orgs", "find all shiny orgs"}) {
        const auto made = compiler.compile(sentence);
        EXPECT_NE(made.status, Status::ok) << sentence;
        EXPECT_NE(made.message.find(made.status == Status::not_understood ? "tall" : "shiny"), std::string::npos)
            << made.message;
    }
}

TEST(Doubts, RowsOfATableAreCountedOnceAcrossOthersInTheOrderToo) {
    const auto model = test::sample_model();
    const auto made = Compiler(model.ontology, model.values).compile("top 3 categories by number of patterns");
    EXPECT_NE(made.readings.at(0).sql.find("ORDER BY count(DISTINCT"), std::string::npos) << made.readings.at(0).sql;
}

TEST(Doubts, WhatIsSummedUpOfOneRowIsNoReading) {
    const auto model = test::sample_model();
    const auto made = Compiler(model.ontology, model.values).compile("top 5 episodes by duration");
    for (const auto& reading : made.readings) {
        EXPECT_EQ(reading.sql.find("count("), std::string::npos) << reading.sql;
        EXPECT_EQ(reading.sql.find("sum("), std::string::npos) << reading.sql;
    }
}

TEST(Doubts, AverageIsNotTheAnswerWhereNobodyAskedForOne) {
    const auto model = test::sample_model();
    const auto made = Compiler(model.ontology, model.values).compile("how old are the orgs");
    if (made.status == Status::ok) EXPECT_EQ(made.readings.at(0).sql.find("avg("), std::string::npos);
}

TEST(Doubts, TheLastWordOfALongerNameAsksForNoCount) {
    const auto model = test::sample_model();
    auto ontology = std::make_shared<model::Ontology>(*model.ontology);
    for (auto& table : ontology->tables)
        if (table.name == "guests")
            for (const auto* name : {"room_count", "count"}) {
                auto& column = table.columns.emplace_back();
                column.name = name;
                column.type = "integer";
                column.type_class = model::TypeClass::integer;
            }
    const SchemaIndex schema(ontology, model.values);
    const auto doubt = [&](const char* sentence) {
        const auto analysis = analyse(sentence, schema);
        Plan plain;
        for (std::size_t i = 0; i < analysis.sentence.tokens.size(); ++i) plain.covered.set(i);
        return doubt_about(plain, analysis);
    };
    EXPECT_EQ(doubt("the count of guests"), "count");
    EXPECT_EQ(doubt("the room count of guests"), "");
}

TEST(Doubts, ExceptionIsNeverAnsweredByWhatItExcepts) {
    const auto model = test::sample_model();
    const Compiler compiler(model.ontology, model.values);
    for (const auto* sentence :
         {"all orgs but Stackheron", "Find all orgs except Stackheron", "orgs other than Stackheron"}) {
        const auto made = compiler.compile(sentence);
        if (made.status != Status::ok) continue;
        const auto& sql = made.readings.at(0).sql;
        EXPECT_TRUE(sql.find("<>") != std::string::npos || sql.find("NOT IN") != std::string::npos) << sql;
    }
}

TEST(Doubts, ADateThatNobodyNamedIsNotWhatAVerbSays) {
    using Type = model::TypeClass;
    test::ModelBuilder b;
    b.table("doctors", {{"id", Type::integer}, {"name", Type::text}, {"started", Type::date}});
    const auto model = std::move(b).build();
    const Compiler compiler(model.ontology, model.values);
    EXPECT_NE(compiler.compile("doctors who work on Saturdays").status, Status::ok);
}

}  // namespace
}  // namespace pf::compiler
