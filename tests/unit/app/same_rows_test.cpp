#include "app/evaluation/same_rows.hpp"

#include <gtest/gtest.h>

namespace pf::app {
namespace {

using Rows = std::vector<Row>;

TEST(SameRows, IgnoresTheOrderOfRowsUnlessItCounts) {
    const Rows a{{"1", "x"}, {"2", "y"}}, b{{"2", "y"}, {"1", "x"}};
    EXPECT_TRUE(same_rows(a, b, false));
    EXPECT_FALSE(same_rows(a, b, true));
    EXPECT_TRUE(same_rows(a, a, true));
}

TEST(SameRows, IgnoresTheOrderOfColumns) {
    EXPECT_TRUE(same_rows({{"1", "x"}, {"2", "y"}}, {{"x", "1"}, {"y", "2"}}, true));
    EXPECT_FALSE(same_rows({{"1", "x"}, {"2", "y"}}, {{"y", "1"}, {"x", "2"}}, false));
}

TEST(SameRows, TriesTheOrdersOfColumnsThatHoldTheSame) {
    EXPECT_TRUE(same_rows({{"1", "2", "a"}, {"2", "1", "b"}}, {{"2", "1", "a"}, {"1", "2", "b"}}, false));
    EXPECT_FALSE(same_rows({{"1", "2", "a"}, {"2", "1", "b"}}, {{"1", "1", "a"}, {"2", "2", "b"}}, false));
}

TEST(SameRows, CountsRowsThatAreThereMoreThanOnce) {
    EXPECT_FALSE(same_rows({{"1"}, {"1"}, {"2"}}, {{"1"}, {"2"}, {"2"}}, false));
    EXPECT_FALSE(same_rows({{"1"}}, {{"1"}, {"1"}}, false));
    EXPECT_FALSE(same_rows({{"1"}}, {{"1", "1"}}, false));
    EXPECT_TRUE(same_rows({}, {}, true));
}

TEST(SameRows, ComparesNumbersByValueAndNullWithNullAlone) {
    EXPECT_TRUE(same_rows({{"5"}}, {{"5.00"}}, false));
    EXPECT_TRUE(same_rows({{"0.333333333333"}}, {{"0.33333333333333331"}}, false));
    EXPECT_FALSE(same_rows({{"5"}}, {{"5.1"}}, false));
    EXPECT_TRUE(same_rows({{std::nullopt}}, {{std::nullopt}}, false));
    EXPECT_FALSE(same_rows({{std::nullopt}}, {{""}}, false));
    EXPECT_FALSE(same_rows({{std::nullopt}}, {{"0"}}, false));
}

}  // namespace
}  // namespace pf::app
