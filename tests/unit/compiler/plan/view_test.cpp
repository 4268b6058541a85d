#include "compiler/plan/shape.hpp"

#include <gtest/gtest.h>

#include "compiler/plan/from_sql.hpp"
#include "small_model.hpp"

namespace pf::compiler::plan {
namespace {

using namespace test;

class View : public ::testing::Test {
 protected:
    std::optional<TermView> shown(const std::string& sql) {
        const auto query = from_sql("SELECT " + sql + " FROM orders", terms, shop());
        return view_of(*query.value().select[0].term);
    }
    Shape shape(const std::string& sql) { return shape_of(from_sql(sql, terms, shop()).value()); }
    std::vector<ConditionShape> conditions(const std::string& sql) {
        return shape("SELECT id FROM orders WHERE " + sql).where;
    }
    Arena arena;
    Terms terms{arena};
};

TEST_F(View, SimpleTermsAreOneColumnOrTwo) {
    EXPECT_EQ(shown("avg(total)")->aggregate, Summary::avg);
    EXPECT_EQ(shown("avg(total)")->column, (ColumnId{1, total}));
    EXPECT_EQ(shown("max(total) - min(total)")->aggregate, Summary::range);
    EXPECT_EQ(shown("date_part('year', placed)")->expression, Expression::year_of);
    const auto age = shown("placed::date - paid::date");
    EXPECT_EQ(age->expression, Expression::days_between);
    EXPECT_EQ(age->other, (ColumnId{1, placed}));
    EXPECT_EQ(shown("round(100.0 * count(*) FILTER (WHERE total > 5) / nullif(count(*), 0), 1)")->aggregate,
              Summary::share);
    EXPECT_FALSE(shown("total * 2"));
}

TEST_F(View, FiguresThatGoFromRowToRowAreOfWhatTheyFollow) {
    const auto running = shown("sum(sum(total)) OVER (ORDER BY placed)");
    EXPECT_EQ(running->windowed, Windowed::running);
    EXPECT_EQ(running->aggregate, Summary::sum);
    EXPECT_EQ(running->column, (ColumnId{1, total}));
    EXPECT_EQ(shown("sum(total) - lag(sum(total)) OVER (ORDER BY placed)")->windowed, Windowed::change);
    EXPECT_EQ(shown("rank() OVER (ORDER BY total DESC)")->windowed, Windowed::rank);
    EXPECT_EQ(shown("sum(total)")->windowed, Windowed::none);
    EXPECT_FALSE(shown("count(*) - lag(sum(total)) OVER (ORDER BY placed)"));
}

TEST_F(View, AShareMayBeOfWhatAColumnAddsUpTo) {
    const auto share = shown("round(100.0 * sum(total) / sum(sum(total)) OVER (), 2)");
    EXPECT_EQ(share->aggregate, Summary::share);
    EXPECT_EQ(share->column, (ColumnId{1, total}));
    EXPECT_FALSE(shown("round(100.0 * sum(total) FILTER (WHERE total > 5) / sum(id), 2)"));
}

TEST_F(View, ConditionsOfAnOrFollowOneAnother) {
    const auto views = conditions("total > 5 AND (note = 'a' OR NOT note ILIKE 'b%' OR note IS NULL)");
    ASSERT_EQ(views.size(), 4U);
    EXPECT_TRUE(views[0].number_literal);
    EXPECT_TRUE(views[1].indexed);
    EXPECT_FALSE(views[1].any_of);
    EXPECT_TRUE(views[2].any_of);
    EXPECT_TRUE(views[2].negated);
    EXPECT_EQ(views[2].op, Op::starts);
    EXPECT_EQ(views[3].kind, ConditionView::Kind::null_test);
}

TEST_F(View, ADateConditionHasItsBounds) {
    const auto views = conditions("placed >= '2024-01-01' AND placed < '2025-01-01'");
    ASSERT_EQ(views.size(), 1U);
    EXPECT_EQ(views[0].kind, ConditionView::Kind::date);
    EXPECT_EQ(views[0].from->year, 2024);
    EXPECT_EQ(views[0].until->year, 2025);
}

TEST_F(View, ASubqueryIsMembershipOrItsValue) {
    const auto views =
        conditions("customer NOT IN (SELECT id FROM customers) AND total = (SELECT max(total) FROM orders)");
    ASSERT_EQ(views.size(), 2U);
    EXPECT_TRUE(views[0].membership && views[0].negated);
    EXPECT_FALSE(views[1].membership);
    EXPECT_EQ(views[1].op, Op::eq);
}

TEST_F(View, WhatIsNotSimpleIsAnOtherOfItsFirstColumn) {
    const auto seen = shape("SELECT total * 2, sum(total) / count(*) FROM orders");
    EXPECT_EQ(seen.select[0].expression, Expression::other);
    EXPECT_EQ(seen.select[0].aggregate, Summary::none);
    EXPECT_EQ(seen.select[0].column, (ColumnId{1, total}));
    EXPECT_EQ(seen.select[1].aggregate, Summary::other);
    EXPECT_EQ(conditions("EXISTS (SELECT 1 FROM customers)")[0].kind, ConditionView::Kind::other);
}

TEST_F(View, ACountOfTheRowsOfAQueryHasItsShape) {
    const auto seen = shape("SELECT count(*) FROM (SELECT customer FROM orders GROUP BY customer) AS d");
    EXPECT_TRUE(seen.count_rows);
    EXPECT_EQ(seen.group.size(), 1U);
}

TEST_F(View, AShareShowsItsFilterAndASubqueryItsShape) {
    const auto share =
        shape("SELECT round(100.0 * count(*) FILTER (WHERE total > 5) / nullif(count(*), 0), 1) FROM orders");
    ASSERT_EQ(share.filter.size(), 1U);
    EXPECT_EQ(share.filter[0].op, Op::gt);
    const auto inside = conditions("customer IN (SELECT id FROM customers)");
    ASSERT_TRUE(inside[0].inside);
    EXPECT_EQ(inside[0].inside->select.size(), 1U);
}

}  // namespace
}  // namespace pf::compiler::plan
