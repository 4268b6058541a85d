#include "sql/value_bounds.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "sql/allow_lists.hpp"

namespace pf::sql {
namespace {

TEST(SqlValueBounds, ReadsNumbersAsPostgresqlDoes) {
    EXPECT_EQ(parse_number("12"), 12);
    EXPECT_EQ(parse_number("-1.5e3"), -1500);
    EXPECT_EQ(parse_number("+7 "), 7);
    EXPECT_TRUE(std::isinf(*parse_number("1e9999")));
    for (const auto* text : {"", "x", "1x", "nan", "0x10", "- 1"}) EXPECT_EQ(parse_number(text), std::nullopt) << text;
}

TEST(SqlValueBounds, ReadsIntervals) {
    EXPECT_EQ(parse_interval("1 day"), 86'400);
    EXPECT_EQ(parse_interval("2 weeks 3 hours"), 14 * 86'400 + 3 * 3'600);
    EXPECT_EQ(parse_interval("-1 month"), -30 * 86'400);
    EXPECT_EQ(parse_interval("15min"), 900);
    EXPECT_EQ(parse_interval("3", "day"), 3 * 86'400);
    for (const auto* text : {"", "day", "1", "1 blue moon", "P1D", "1 day ago"})
        EXPECT_EQ(parse_interval(text), std::nullopt) << text;
}

TEST(SqlValueBounds, ReadsDays) {
    EXPECT_EQ(parse_day("1970-01-01"), 0);
    EXPECT_EQ(parse_day("2000-03-01"), 11'017);
    EXPECT_EQ(parse_day("2024-02-29 10:00"), 19'782);
    EXPECT_EQ(parse_day("1969-12-31T00:00"), -1);
    for (const auto* text : {"", "2024", "today", "infinity", "20240-01-01", "2024-13-01", "0044-03-15 BC"})
        EXPECT_EQ(parse_day(text), std::nullopt) << text;
}

TEST(SqlValueBounds, MarksConstantsFarFromAnyData) {
    for (const auto* text :
         {"infinity", "-infinity", "200 years", "1850-01-01", "2300-01-01", "294000-01-01", "0044-03-15 BC"})
        EXPECT_TRUE(text_constant(text).far) << text;
    for (const auto* text : {"2024-01-01", "10 years", "hello", "now"}) EXPECT_FALSE(text_constant(text).far) << text;
}

TEST(SqlValueBounds, FollowsArithmetic) {
    const auto two_to_three = number_bounds(2, 3);
    const auto minus_one_to_one = number_bounds(-1, 1);
    const auto product = arithmetic("*", two_to_three, minus_one_to_one);
    ASSERT_TRUE(product.number);
    EXPECT_EQ(product.number->low, -3);
    EXPECT_EQ(product.number->high, 3);
    EXPECT_EQ(product.digits, 2);
    EXPECT_FALSE(arithmetic("/", two_to_three, minus_one_to_one).number);
    const auto rest = arithmetic("%", column_bounds(), number_constant(6, 0));
    ASSERT_TRUE(rest.number);
    EXPECT_EQ(rest.number->high, 6);
    EXPECT_FALSE(arithmetic("+", column_bounds(), two_to_three).number);
    EXPECT_TRUE(is_constant_zero(arithmetic("-", number_constant(2, 0), number_constant(2, 0))));
    EXPECT_FALSE(is_constant_zero(minus_one_to_one));
}

TEST(SqlValueBounds, AddsUpWhatIsPutTogether) {
    const auto label = both(text_constant("abc"), both(column_bounds(), column_bounds()));
    EXPECT_EQ(label.written, 3);
    EXPECT_EQ(label.copies, 2);
    EXPECT_FALSE(label.constant);
    EXPECT_EQ(either(text_constant("abcd"), column_bounds()).written, 4);
    EXPECT_EQ(collected(label, 10).written, 30);
    EXPECT_EQ(collected(label, 10).copies, 20);
}

TEST(SqlAllowLists, NameEachFunctionOnce) {
    for (const auto& function : allowed_functions())
        EXPECT_EQ(allowed_function(function.name), &function) << function.name;
    EXPECT_EQ(allowed_function("pg_sleep"), nullptr);
    EXPECT_EQ(allowed_function(""), nullptr);
}

TEST(SqlAllowLists, HoldNoSystemFunctionsTypesOrUsers) {
    for (const auto& function : allowed_functions()) {
        EXPECT_FALSE(function.name.starts_with("pg_") && function.name != "pg_typeof") << function.name;
        EXPECT_FALSE(function.name.starts_with("lo_")) << function.name;
        EXPECT_EQ(function.name.find("xml"), std::string_view::npos) << function.name;
    }
    for (const auto* type : {"regclass", "regproc", "oid", "name", "xml", "char", "refcursor", "record", ""})
        EXPECT_FALSE(allowed_type(type)) << type;
    for (const auto* keyword :
         {"SVFOP_CURRENT_USER", "SVFOP_SESSION_USER", "SVFOP_CURRENT_CATALOG", "SVFOP_CURRENT_SCHEMA", ""})
        EXPECT_FALSE(allowed_value_keyword(keyword)) << keyword;
    EXPECT_FALSE(is_allowed_operator("=>"));
}

}  // namespace
}  // namespace pf::sql
