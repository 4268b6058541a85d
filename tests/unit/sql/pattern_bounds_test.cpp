#include "sql/pattern_bounds.hpp"

#include <gtest/gtest.h>

namespace pf::sql {
namespace {

TEST(SqlPatternBounds, TakesPatternsThatPeopleWrite) {
    for (const auto* pattern : {"",
                                "abc",
                                "^a.*b$",
                                "[0-9]+",
                                "^[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,}$",
                                "(foo|bar)+",
                                "^(\\d+\\.)+\\d+$",
                                "([A-Z][a-z]+ )*",
                                "(ab){2,5}",
                                "\\mword\\M",
                                "(?i)abc",
                                "(?:a|b)c?",
                                "a{3}",
                                "[]abc]+",
                                "[^]a]",
                                "[[:alpha:]_]+",
                                "x(?=y)",
                                "(?<!a)b",
                                "a|b|c",
                                "\\(\\)",
                                "(a,)*b",
                                ".*",
                                "(.*),(.*)",
                                "a{",
                                "{",
                                "[a-z]{1,255}"})
        EXPECT_EQ(refuse_regex(pattern), std::nullopt) << pattern;
}

TEST(SqlPatternBounds, RefusesRepetitionsOfRepetitions) {
    for (const auto* pattern : {"(a*)*", "(a+)+", "(a*)+", "((a+)+)+", "(a|b*)*", "(a*b*)*", "(.*)*x", "(a{2,})*",
                                "(?:a+)*", "((a)+)*", "(a+){5}", "((?i)a+)*", "(a?b*)+", "(\\w+\\s*)+"})
        EXPECT_NE(refuse_regex(pattern), std::nullopt) << pattern;
}

TEST(SqlPatternBounds, RefusesWhatIsTooLargeWrittenOut) {
    EXPECT_NE(refuse_regex("((a{1,100}){1,100}){1,100}"), std::nullopt);
    EXPECT_NE(refuse_regex("(abcdefghij){200}"), std::nullopt);
    EXPECT_NE(refuse_regex("a{256}"), std::nullopt);
    EXPECT_NE(refuse_regex("a{1,99999999999999999999}"), std::nullopt);
    EXPECT_EQ(refuse_regex(std::string(200, 'a')), std::nullopt);
    EXPECT_NE(refuse_regex(std::string(201, 'a')), std::nullopt);
    EXPECT_NE(refuse_regex(std::string(60, '(') + "a" + std::string(60, ')')), std::nullopt);
}

TEST(SqlPatternBounds, RefusesBackReferencesAndOtherSyntaxes) {
    for (const auto* pattern : {"(a)\\1", "***=abc", "***:a", "(?q)a", "(?xb)a", "(?e)a"})
        EXPECT_NE(refuse_regex(pattern), std::nullopt) << pattern;
}

TEST(SqlPatternBounds, EndsOnBrokenPatterns) {
    for (const auto* pattern : {"(", ")", "[", "[^", "[[:", "[[:alpha:", "\\", "(?", "(?:", "(?<", "a{1", "a{1,", "(?i",
                                "[]", "(|", "*", "+a"})
        (void)refuse_regex(pattern);
    EXPECT_NE(refuse_regex("(a"), std::nullopt);
    EXPECT_NE(refuse_regex("a)b("), std::nullopt);
}

TEST(SqlPatternBounds, ReadsSimilarToItsOwnWay) {
    EXPECT_EQ(refuse_similar("%(foo|bar)_[0-9]+"), std::nullopt);
    EXPECT_NE(refuse_similar("(%)*"), std::nullopt);
    EXPECT_EQ(refuse_similar("a.b^c$"), std::nullopt);
}

TEST(SqlPatternBounds, TakesOptionsThatLeaveTheSyntaxAlone) {
    EXPECT_EQ(refuse_regex_flags("gi"), std::nullopt);
    EXPECT_EQ(refuse_regex_flags(""), std::nullopt);
    EXPECT_NE(refuse_regex_flags("x"), std::nullopt);
    EXPECT_NE(refuse_regex_flags("gq"), std::nullopt);
}

TEST(SqlPatternBounds, BoundsTheRest) {
    EXPECT_EQ(refuse_like("%a_b%"), std::nullopt);
    EXPECT_NE(refuse_like(std::string(21, '%')), std::nullopt);
    EXPECT_EQ(refuse_format("%s of %I: %L 100%%"), std::nullopt);
    for (const auto* format : {"%10s", "%-5s", "%*s", "%1$s", "%", "%d"})
        EXPECT_NE(refuse_format(format), std::nullopt) << format;
    EXPECT_EQ(refuse_json_path("$.items[*] ? (@.price > 10)"), std::nullopt);
    EXPECT_NE(refuse_json_path("$ ? (@ LIKE_REGEX \"a\")"), std::nullopt);
    EXPECT_EQ(refuse_template("YYYY-MM-DD"), std::nullopt);
    EXPECT_NE(refuse_template(std::string(300, '9')), std::nullopt);
}

}  // namespace
}  // namespace pf::sql
