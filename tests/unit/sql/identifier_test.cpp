#include "sql/identifier.hpp"

#include <gtest/gtest.h>

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
    // What nobody would read aloud is left out: whoever makes the view counts on where the name is taken.
    for (const auto* id : {"rule_17324308624561234", "rule_4f3a2b1c9d8e7f60", "a-b-c", "rule_", "", "rule_É", "rule_A"})
        EXPECT_EQ(view_name("Umsätze!", id), "rule_umsätze_1") << id;
}

TEST(SqlIdentifier, CutsALongViewNameBetweenWords) {
    EXPECT_EQ(view_name("Find all patterns created in the last 30 days where the kind is not anti-pattern", "rule_1"),
              "rule_find_all_patterns_created_in_the_last_30_1");
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

}  // namespace
}  // namespace pf::sql
