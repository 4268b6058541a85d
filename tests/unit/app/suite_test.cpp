#include "app/evaluation/suite.hpp"

#include <gtest/gtest.h>

namespace pf::app {
namespace {

Suite read(std::string_view text, const std::string& name = "suite.yaml") {
    auto suite = read_suite(text, name);
    if (!suite) throw std::runtime_error(suite.error().message);
    return std::move(*suite);
}

std::string refusal(std::string_view text, const std::string& name = "suite.yaml") {
    const auto suite = read_suite(text, name);
    return suite ? "accepted" : suite.error().message;
}

TEST(EvaluationSuite, ReadsYaml) {
    const auto suite = read(R"(
- floors: {accuracy: 0.9, precision: 1}
- sentence: List all orgs
  construct: entity
  ordered: true
  sql: SELECT * FROM orgs
- sentence: How many orgs?
  rows: [[30]]
- sentence: Orgs or their names
  sql: [SELECT * FROM orgs, SELECT name FROM orgs]
- sentence: Paint the orgs blue
  refused: true
)");
    EXPECT_EQ(suite.floors.accuracy, 0.9);
    EXPECT_EQ(suite.floors.precision, 1.0);
    EXPECT_EQ(suite.floors.coverage, std::nullopt);
    ASSERT_EQ(suite.questions.size(), 4u);
    EXPECT_EQ(suite.questions[0].construct, "entity");
    EXPECT_TRUE(suite.questions[0].ordered);
    EXPECT_EQ(suite.questions[0].line, 3);
    EXPECT_EQ(suite.questions[1].rows, std::vector<Row>{{"30"}});
    EXPECT_EQ(suite.questions[1].construct, "other");
    EXPECT_EQ(suite.questions[2].sql.size(), 2u);
    EXPECT_TRUE(suite.questions[3].refused);
}

TEST(EvaluationSuite, ReadsJsonLines) {
    const auto suite = read(R"({"sentence":"How many orgs?","rows":[[30, null, "x"]]}

{"sentence":"List all orgs","sql":"SELECT * FROM orgs"})",
                            "suite.jsonl");
    ASSERT_EQ(suite.questions.size(), 2u);
    EXPECT_EQ(suite.questions[0].rows, (std::vector<Row>{{"30", std::nullopt, "x"}}));
    EXPECT_EQ(suite.questions[1].line, 3);
}

TEST(EvaluationSuite, NamesFileAndLineOfWhatIsWrong) {
    EXPECT_EQ(refusal("- sentence: x\n"), "suite.yaml:1: the question must have one of sql, rows and refused: true");
    EXPECT_EQ(refusal("- sentence: x\n  sql: y\n  refused: true\n"),
              "suite.yaml:1: the question must have one of sql, rows and refused: true");
    EXPECT_EQ(refusal("- sentence: x\n  sql: y\n  order: true\n"),
              "suite.yaml:3: order is unknown here; known are sentence, construct, ordered, sql, rows, refused");
    EXPECT_EQ(refusal("- sql: y\n"), "suite.yaml:1: the question has no sentence");
    EXPECT_EQ(refusal("- floors: {accuracy: 2}\n"), "suite.yaml:1: accuracy must be a number from 0 to 1");
    EXPECT_EQ(refusal("sentence: x\n"), "suite.yaml:1: the file must be a list");
    EXPECT_EQ(refusal("- floors: {accuracy: 1}\n"), "suite.yaml:1: the file has no questions");
    EXPECT_EQ(refusal("{\"sentence\":\"x\",\"sql\":\"y\"}\nnothing\n", "s.jsonl"), "s.jsonl:2: the line is no JSON");
}

}  // namespace
}  // namespace pf::app
