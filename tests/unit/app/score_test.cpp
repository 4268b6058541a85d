#include "app/evaluation/score.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace pf::app {
namespace {

Verdict verdict(std::string status, bool right, std::string construct = "entity") {
    Verdict made;
    made.sentence = "Find all";
    made.status = std::move(status);
    made.right = right;
    made.construct = std::move(construct);
    made.compile_ms = 2;
    return made;
}

std::vector<Verdict> verdicts() {
    auto refused = verdict("not_understood", true, "refusal");
    refused.refusal_expected = true;
    auto offered = verdict("ambiguous", false);
    offered.offered = true;
    return {verdict("ok", true), verdict("ok", true, "count"), verdict("ok", false), offered, refused};
}

TEST(EvaluationScore, CountsAccuracyCoverageAndPrecision) {
    const auto made = evaluate(verdicts(), {});
    EXPECT_DOUBLE_EQ(made.all.accuracy(), 3.0 / 5);
    EXPECT_DOUBLE_EQ(made.all.coverage(), 3.0 / 4);  // of those that have an answer
    EXPECT_DOUBLE_EQ(made.all.precision(), 2.0 / 3);
    EXPECT_EQ(made.all.offered, 1u);
    EXPECT_EQ(made.by_construct.at("count").questions, 1u);
    EXPECT_DOUBLE_EQ(made.by_construct.at("refusal").precision(), 1);
    EXPECT_DOUBLE_EQ(made.compile_p99_ms, 2);
    EXPECT_TRUE(made.below.empty());
}

TEST(EvaluationScore, CountsAnAnswerToWhatShouldBeRefusedAsWrong) {
    auto answered = verdict("ok", false);
    answered.refusal_expected = true;
    const auto made = evaluate({answered}, {});
    EXPECT_DOUBLE_EQ(made.all.precision(), 0);
    EXPECT_DOUBLE_EQ(made.all.coverage(), 1);
}

TEST(EvaluationScore, SaysWhatIsBelowItsFloor) {
    const auto made = evaluate(verdicts(), {.accuracy = 0.6, .precision = 0.7, .coverage = 0.5});
    ASSERT_EQ(made.below.size(), 1u);
    EXPECT_EQ(made.below[0], "precision is 0.667, below 0.700");
}

TEST(EvaluationScore, PrintsATableAndJson) {
    const auto made = evaluate(verdicts(), {.accuracy = 1, .precision = {}, .coverage = {}});
    const auto table = table_of(made, true);
    EXPECT_NE(table.find("all                      5     0.600     0.750      0.667"), std::string::npos) << table;
    EXPECT_NE(table.find("accuracy is 0.600"), std::string::npos);
    const auto json = boost::json::parse(json_of(made));
    EXPECT_EQ(json.at("all").at("questions").to_number<int>(), 5);
    EXPECT_EQ(json.at("questions").as_array().size(), 5u);
    EXPECT_EQ(json.at("below_floor").as_array().size(), 1u);
}

}  // namespace
}  // namespace pf::app
