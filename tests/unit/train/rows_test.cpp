#include "train/rows.hpp"

#include <gtest/gtest.h>

namespace pf::train {
namespace {

using Cells = std::vector<std::string>;

ResultRows rows(const std::vector<Cells>& columns) {
    ResultRows made;
    for (const auto& column : columns) made.add_column(column);
    return made;
}

TEST(SameRows, IgnoreTheirOrderUnlessItIsAskedFor) {
    const auto gold = rows({{"a", "b", "b"}}), turned = rows({{"b", "a", "b"}});
    EXPECT_TRUE(same_rows(gold, turned, false, Columns::exact));
    EXPECT_FALSE(same_rows(gold, turned, true, Columns::exact));
    EXPECT_TRUE(same_rows(gold, gold, true, Columns::exact));
}

TEST(SameRows, AreAMultiset) {
    EXPECT_FALSE(same_rows(rows({{"a", "a", "b"}}), rows({{"a", "b", "b"}}), false, Columns::exact));
    EXPECT_FALSE(same_rows(rows({{"a"}}), rows({{"a", "a"}}), false, Columns::exact));
}

TEST(SameRows, IgnoreTheOrderOfColumns) {
    const auto gold = rows({{"1", "2"}, {"x", "y"}});
    EXPECT_TRUE(same_rows(gold, rows({{"x", "y"}, {"1", "2"}}), true, Columns::exact));
    // The columns have the same cells each, but no row is the same.
    EXPECT_FALSE(same_rows(gold, rows({{"y", "x"}, {"1", "2"}}), false, Columns::exact));
}

TEST(SameRows, TellAlikeColumnsApartByTheirRows) {
    const auto gold = rows({{"1", "2", "3"}, {"3", "1", "2"}, {"2", "3", "1"}});
    EXPECT_TRUE(same_rows(gold, rows({{"2", "3", "1"}, {"1", "2", "3"}, {"3", "1", "2"}}), true, Columns::exact));
    EXPECT_FALSE(same_rows(gold, rows({{"2", "1", "3"}, {"1", "2", "3"}, {"3", "1", "2"}}), true, Columns::exact));
}

TEST(SameRows, MayShowMoreColumnsOnlyWhereThatIsAllowed) {
    const auto gold = rows({{"ada", "bob"}}), more = rows({{"7", "8"}, {"ada", "bob"}});
    EXPECT_FALSE(same_rows(gold, more, false, Columns::exact));
    EXPECT_TRUE(same_rows(gold, more, false, Columns::contain));
    EXPECT_FALSE(same_rows(more, gold, false, Columns::contain)) << "fewer columns than the gold's";
    EXPECT_FALSE(same_rows(gold, rows({{"7", "8", "9"}, {"ada", "bob", "bob"}}), false, Columns::contain))
        << "more rows than the gold's";
}

TEST(SameRows, UseAColumnOfTheAnswerOnce) {
    EXPECT_FALSE(same_rows(rows({{"1"}, {"1"}}), rows({{"1"}, {"2"}}), false, Columns::contain));
}

TEST(SameRows, OfNothingAreTheSameWhateverTheColumns) {
    EXPECT_TRUE(same_rows(rows({{}}), rows({{}, {}}), true, Columns::exact));
    EXPECT_FALSE(same_rows(rows({{}}), rows({{"a"}}), false, Columns::exact));
}

TEST(Cell, HasNumbersToSixSignificantDigits) {
    EXPECT_EQ(cell("0.33333333", true), cell("0.3333334", true));
    EXPECT_EQ(cell("100", true), cell("100.00", true));
    EXPECT_NE(cell("1.00001", true), cell("1.00002", true));
    EXPECT_NE(cell("100", false), cell("100.00", false)) << "texts";
    EXPECT_NE(cell(nullptr, false), cell("", false));
}

TEST(IsOrdered, AsksTheOutermostQuery) {
    EXPECT_TRUE(is_ordered("SELECT a FROM t ORDER BY a"));
    EXPECT_TRUE(is_ordered("select a from t order by a"));
    EXPECT_FALSE(is_ordered("SELECT a FROM (SELECT a FROM t ORDER BY a LIMIT 3) AS s"));
    EXPECT_FALSE(is_ordered("SELECT a FROM t WHERE b = 'ORDER BY'"));
    EXPECT_FALSE(is_ordered("SELECT a FROM t ORDER"));
}

}  // namespace
}  // namespace pf::train
