#include <gtest/gtest.h>

#include <set>

#include "train/workspace.hpp"

namespace pf::train {
namespace {

TEST(Folds, StayWhereTheyAre) {
    // crc32 of the name modulo 5: a model's figures by fold can be compared with those of an older one.
    EXPECT_EQ(fold_of("bank"), 0);
    EXPECT_EQ(fold_of("clinic"), 1);
    EXPECT_EQ(fold_of("campus"), 2);
    EXPECT_EQ(fold_of("crm"), 3);
    EXPECT_EQ(fold_of("saas"), 4);
}

TEST(Folds, AreOfTheSchemaWhateverTheQuestionOrTheCaseOfItsName) {
    const auto one = read_question(R"({"db_id": "Bank", "question": "loans", "pg": "SELECT 1"})");
    const auto other = read_question(R"({"db_id": "bank", "question": "all clients", "pg": ["SELECT 2"]})");
    EXPECT_EQ(one.schema, "bank");
    EXPECT_EQ(one.fold, other.fold);
}

TEST(Folds, AreAllUsed) {
    std::set<int> folds;
    for (int i = 0; i < 100; ++i) folds.insert(fold_of("schema_" + std::to_string(i)));
    EXPECT_EQ(folds, (std::set<int>{0, 1, 2, 3, 4}));
}

TEST(Questions, HaveSeveralGoldsAndSayWhatIsExpected) {
    const auto question = read_question(
        R"({"db_id": "bank", "question": "best customers", "pg": ["SELECT 1", "SELECT 2"], "expect": "clarify",
            "kind": "measure"})");
    EXPECT_EQ(question.gold, (std::vector<std::string>{"SELECT 1", "SELECT 2"}));
    EXPECT_EQ(question.expect, Expect::clarify);
    EXPECT_EQ(question.kind, "measure");
}

TEST(Questions, WithoutTheirDataNeedNoGold) {
    const auto question = read_question(R"({"db_id": "bank", "question": "weather", "pg": [], "expect": "refuse"})");
    EXPECT_EQ(question.expect, Expect::refuse);
    EXPECT_TRUE(question.gold.empty());
}

TEST(Questions, AreRefusedWithoutGoldOrWithAnUnknownExpectation) {
    EXPECT_ANY_THROW((void)read_question(R"({"db_id": "bank", "question": "loans", "pg": []})"));
    EXPECT_ANY_THROW((void)read_question(R"({"db_id": "b", "question": "q", "pg": "SELECT 1", "expect": "guess"})"));
    EXPECT_ANY_THROW((void)read_question(R"({"db_id": "b", "pg": "SELECT 1"})"));
    EXPECT_ANY_THROW((void)read_question("loans"));
}

}  // namespace
}  // namespace pf::train
