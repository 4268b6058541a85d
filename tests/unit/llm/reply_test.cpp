#include "llm/reply.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pf::llm {
namespace {

std::string sql(std::string_view reply) {
    const auto result = sql_from_reply(reply);
    return result ? *result : "error: " + result.error().message;
}

TEST(Reply, TakesBareSql) {
    EXPECT_EQ(sql("  SELECT 1\n"), "SELECT 1");
    EXPECT_EQ(sql("select name from patterns"), "select name from patterns");
    EXPECT_EQ(sql("WITH a AS (SELECT 1) SELECT * FROM a"), "WITH a AS (SELECT 1) SELECT * FROM a");
    EXPECT_EQ(sql("(SELECT 1) UNION (SELECT 2)"), "(SELECT 1) UNION (SELECT 2)");
}

TEST(Reply, TakesSqlAfterALineOfProse) { EXPECT_EQ(sql("Here is the query:\n\nSELECT 1\nFROM t"), "SELECT 1\nFROM t"); }

TEST(Reply, TakesTheFirstFenceThatHoldsSql) {
    EXPECT_EQ(sql("Sure!\n```sql\nSELECT 1\n```\n"), "SELECT 1");
    EXPECT_EQ(sql("```\nSELECT 1\n```\nor\n```\nSELECT 2\n```"), "SELECT 1");
    EXPECT_EQ(sql("```python\nprint(1)\n```\n```SQL\nSELECT 2\n```"), "SELECT 2");
    EXPECT_EQ(sql("```sql\nSELECT 1"), "SELECT 1");
    EXPECT_EQ(sql("```SELECT 1```"), "SELECT 1");
}

TEST(Reply, TakesSqlOutOfJson) {
    EXPECT_EQ(sql(R"({"sql": "SELECT 1", "reading": "one"})"), "SELECT 1");
    EXPECT_EQ(sql("```json\n{\"sql\": \"SELECT '}'\"}\n```"), "SELECT '}'");
    EXPECT_EQ(sql("{\"sql\": \"SELECT 1\"}\nI hope this helps."), "SELECT 1");
}

TEST(Reply, HandsForbiddenStatementsToTheGuardInsteadOfJudgingThem) {
    EXPECT_EQ(sql("DROP TABLE data.orders"), "DROP TABLE data.orders");
    EXPECT_EQ(sql("SELECT 1; DELETE FROM data.orders"), "SELECT 1; DELETE FROM data.orders");
}

TEST(Reply, ReportsTheModelsReasonWhenItCannot) {
    for (const auto* reply : {R"({"error": "there is no table of invoices"})", "CANNOT: there is no table of invoices",
                              "```json\n{\"error\":\"there is no table of invoices\"}\n```"}) {
        const auto result = sql_from_reply(reply);
        ASSERT_FALSE(result) << reply;
        EXPECT_EQ(result.error().kind, ErrorKind::not_understood);
        EXPECT_EQ(result.error().message, "The model cannot answer this: there is no table of invoices");
    }
}

TEST(Reply, CutsALongReasonAndKeepsItOnOneLine) {
    const auto result = sql_from_reply("{\"error\": \"a\\nb" + std::string(5000, 'x') + "\"}");
    ASSERT_FALSE(result);
    EXPECT_LT(result.error().message.size(), 400u);
    EXPECT_NE(result.error().message.find(": a bx"), std::string::npos);
}

TEST(Reply, IsNotUnderstoodWithoutSql) {
    for (const auto* reply : {"", "   ", "I cannot do that.", "Drop me a line", "{}", R"({"sql": ""})", R"({"sql": 5})",
                              R"({"sql": )", "``````", "```sql\n```", "With kind regards", "{\"a\":\"\xc3\x28\"}"}) {
        const auto result = sql_from_reply(reply);
        ASSERT_FALSE(result) << reply;
        EXPECT_EQ(result.error().kind, ErrorKind::not_understood) << reply;
        EXPECT_FALSE(result.error().message.empty());
    }
}

TEST(Reply, SurvivesDeepJson) {
    EXPECT_FALSE(sql_from_reply(std::string(200000, '[')));
    std::string objects;
    for (int i = 0; i < 20000; ++i) objects += R"({"sql":)";
    EXPECT_FALSE(sql_from_reply(objects));
}

}  // namespace
}  // namespace pf::llm
