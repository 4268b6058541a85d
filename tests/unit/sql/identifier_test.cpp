#include "sql/identifier.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/utf8.hpp"

namespace pf::sql {
namespace {

TEST(SqlIdentifier, QuotesNames) {
    EXPECT_EQ(quote_identifier("orders"), "\"orders\"");
    EXPECT_EQ(quote_identifier("a\"b"), "\"a\"\"b\"");
    EXPECT_EQ(quote_identifier(""), "\"\"");
    EXPECT_EQ(quote_identifier(std::string_view("a\0b", 3)), "\"ab\"");
    EXPECT_EQ(quote_identifier("Größe; DROP"), "\"Größe; DROP\"");
}

TEST(SqlIdentifier, QuotesLiteralsForAnySetting) {
    EXPECT_EQ(quote_literal("it's"), "'it''s'");
    EXPECT_EQ(quote_literal("C:\\x'"), "E'C:\\\\x'''");
    EXPECT_EQ(quote_literal(""), "''");
    EXPECT_EQ(quote_literal(std::string_view("a\0'", 3)), "'a'''");
}

TEST(SqlIdentifier, NamesARuleByItsSentence) {
    EXPECT_EQ(rule_name("Find all patterns!"), "find_all_patterns");
    EXPECT_EQ(rule_name("  Find   all -- patterns "), "find_all_patterns");
    EXPECT_EQ(rule_name("Top 10 (by frequency)"), "top_10_by_frequency");
    EXPECT_EQ(rule_name("LIST_ORGS"), "list_orgs");
}

TEST(SqlIdentifier, KeepsLettersOfEveryScript) {
    EXPECT_EQ(rule_name("Größte Städte ÜBER 5"), "größte_städte_über_5");
    EXPECT_EQ(rule_name("Все Заказы"), "все_заказы");
    EXPECT_EQ(rule_name("東京 の 注文"), "東京_の_注文");
    EXPECT_EQ(rule_name("ΑΘΗΝΑ"), "αθηνα");
    EXPECT_EQ(rule_name("naïve — “quoted” 🏔 end"), "naïve_quoted_end");
}

TEST(SqlIdentifier, NamesNothingRule) {
    for (const auto* sentence : {"", "   ", "!?", "🏔🏔", "\xff\xfe"})
        EXPECT_EQ(rule_name(sentence), "rule") << sentence;
}

TEST(SqlIdentifier, TakesInvalidUtf8AsASeparator) {
    EXPECT_EQ(rule_name("a\xff"
                        "b"),
              "a_b");
    EXPECT_EQ(rule_name("a\xc3"), "a");
    EXPECT_EQ(rule_name("\xed\xa0\x80x\xe2\x82"), "x");
    EXPECT_EQ(rule_name("a\xc0\x80z"), "a_z");
}

TEST(SqlIdentifier, NamesAViewByRuleAndId) {
    EXPECT_EQ(view_name("Find all patterns", "rule_1732430862456"), "rule_find_all_patterns_1732430862456");
    EXPECT_EQ(view_name("", "rule_7"), "rule_rule_7");
}

TEST(SqlIdentifier, KeepsViewNamesWithin63Bytes) {
    const std::string long_sentence(16000, 'a');
    const std::string wide = std::string("x") + [] {
        std::string text;
        for (int i = 0; i < 200; ++i) text += "é";
        return text;
    }();
    for (const auto& sentence : {long_sentence, wide, std::string("short")})
        for (const auto& id : {std::string("rule_1732430862456"), std::string(500, 'z'), wide, std::string()}) {
            const auto name = view_name(sentence, id);
            EXPECT_LE(name.size(), max_identifier_bytes) << name;
            EXPECT_TRUE(is_utf8(name)) << name;
            EXPECT_TRUE(name.starts_with("rule_")) << name;
            EXPECT_EQ(name.find("__"), std::string::npos) << name;
        }
}

TEST(SqlIdentifier, NeverGivesTwoIdsOneView) {
    std::set<std::string> views;
    const char* const ids[] = {"rule_1",      "1",         "rule_A",   "rule_a",    "RULE_a",
                               "rule_a-b",    "rule_a_b",  "rule_a b", "rule_ab",   "rule_é",
                               "rule_É",      "rule_",     "",         "rule",      "rule_\"",
                               "rule_'",      "rule__a",   "rule_a_",  "rule_\xff", "rule_deadbeef",
                               "rule_rule_1", "rule_日本", "rule_日",  "rule_本",   "rule_ 1",
                               "rule_1\x01"};
    for (const auto* id : ids) EXPECT_TRUE(views.insert(view_name("Find all", id)).second) << id;
    // The border between name and id must not move either.
    EXPECT_NE(view_name("a", "rule_b_c"), view_name("a b", "rule_c"));
    // Two long sentences that are cut to the same beginning.
    const std::string same(100, 'x');
    EXPECT_NE(view_name(same + " one", "rule_1"), view_name(same + " two", "rule_1"));
}

TEST(SqlIdentifier, GivesTheSameViewForTheSameInput) {
    EXPECT_EQ(view_name("Umsätze!", "a-b-c"), view_name("Umsätze!", "a-b-c"));
}

}  // namespace
}  // namespace pf::sql
