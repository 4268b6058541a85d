#include "compiler/plan/from_sql.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "compiler/plan/fingerprint.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/postgres.hpp"
#include "small_model.hpp"

namespace pf::compiler::plan {
namespace {

using namespace test;

class FromSql : public ::testing::Test {
 protected:
    std::string again(std::string_view sql) {
        const auto query = from_sql(sql, terms, shop());
        return query ? print::to_postgres(*query, shop()) : query.error().message;
    }
    // Both texts are read as one plan.
    void same_plan(std::string_view a, std::string_view b) {
        const auto x = from_sql(a, terms, shop()), y = from_sql(b, terms, shop());
        ASSERT_TRUE(x) << a << x.error().message;
        ASSERT_TRUE(y) << b << y.error().message;
        EXPECT_EQ(fingerprint(*x, shop()), fingerprint(*y, shop())) << print::to_postgres(*x, shop()) << "\n"
                                                                    << print::to_postgres(*y, shop());
    }
    Arena arena;
    Terms terms{arena};
};

TEST_F(FromSql, AliasesAndSchemasDoNotMatter) {
    same_plan("SELECT total FROM orders", "SELECT o.total FROM public.orders AS o");
    same_plan("SELECT a.id FROM orders a JOIN customers b ON a.customer = b.id",
              "SELECT orders.id FROM orders JOIN customers ON customers.id = orders.customer");
}

TEST_F(FromSql, PlacesAndNamesOfTheSelectListAreItsTerms) {
    same_plan("SELECT note, count(*) AS n FROM orders GROUP BY 1 ORDER BY n DESC",
              "SELECT note, count(*) FROM orders GROUP BY note ORDER BY count(*) DESC");
}

TEST_F(FromSql, CommonTablesAreDerivedTables) {
    same_plan("WITH big AS (SELECT * FROM orders WHERE total > 5) SELECT count(*) FROM big",
              "SELECT count(*) FROM (SELECT * FROM orders WHERE total > 5) x");
}

TEST_F(FromSql, UsingIsACondition) {
    same_plan("SELECT a.note FROM orders a JOIN orders b USING (customer)",
              "SELECT a.note FROM orders a JOIN orders b ON a.customer = b.customer");
}

TEST_F(FromSql, DatesAreMoments) {
    EXPECT_EQ(
        again("SELECT id FROM orders WHERE placed >= '2024-01-01' AND placed < '2025-01-01'"),
        R"(SELECT "id" FROM "public"."orders" WHERE ("placed" >= date '2024-01-01' AND "placed" < date '2025-01-01'))");
    same_plan("SELECT id FROM orders WHERE placed >= date_trunc('month', now() - interval '1 month')",
              "SELECT id FROM orders WHERE placed >= date_trunc('month', current_date) - interval '1 month'");
    same_plan("SELECT id FROM orders WHERE paid > current_date - 30",
              "SELECT id FROM orders WHERE paid > current_date - interval '30 days'");
    same_plan("SELECT extract(year from placed) FROM orders", "SELECT date_part('year', placed) FROM orders");
}

TEST_F(FromSql, NegativeNumbersKeepTheirSign) {
    EXPECT_EQ(again("SELECT id FROM orders WHERE total > -5"),
              R"(SELECT "id" FROM "public"."orders" WHERE "total" > -5)");
    EXPECT_EQ(again("SELECT id FROM orders WHERE total > - 12"),
              R"(SELECT "id" FROM "public"."orders" WHERE "total" > -12)");
    EXPECT_EQ(again("SELECT id FROM orders WHERE total > -007"),
              R"(SELECT "id" FROM "public"."orders" WHERE "total" > -7)");
    same_plan("SELECT id FROM orders WHERE total > - 000", "SELECT id FROM orders WHERE total > 0");
    same_plan("SELECT id FROM orders WHERE total > - (+ 0) * 2", "SELECT id FROM orders WHERE total > 0 * 2");
}

TEST_F(FromSql, AColumnOfTheQueryRoundItIsNotOfTheInnerOne) {
    const auto sql = again(
        "SELECT id FROM orders o WHERE total > (SELECT avg(i.total) FROM orders i WHERE i.customer = o.customer)");
    EXPECT_EQ(sql, R"(SELECT t1."id" FROM "public"."orders" AS t1 WHERE t1."total" > (SELECT avg(s1."total") FROM )"
                   R"("public"."orders" AS s1 WHERE s1."customer" = t1."customer"))");
}

TEST_F(FromSql, WholeNumbersDividedAreNoFractions) {
    same_plan("SELECT id::numeric / nullif(customer, 0) FROM orders",
              "SELECT CAST(id AS numeric) / nullif(customer, 0) FROM orders");
    EXPECT_EQ(again("SELECT id / customer FROM orders"),
              R"(SELECT "id" / "customer" AS "ratio" FROM "public"."orders")");
}

TEST_F(FromSql, WhatPrintsAsAPlaceIsNoKey) {
    EXPECT_NE(again("SELECT id FROM orders ORDER BY + 1").find("a key that is a constant"), std::string::npos);
    EXPECT_NE(again("SELECT 7, id FROM orders GROUP BY 1, 2").find("a key that is a constant"), std::string::npos);
    EXPECT_NE(again("SELECT 7 AS n FROM orders ORDER BY n").find("a key that is a constant"), std::string::npos);
    EXPECT_NE(again("SELECT * FROM orders ORDER BY 1").find("a place behind *"), std::string::npos);
}

TEST_F(FromSql, ColumnsOfLongNamesStayApart) {
    const std::string name(63, 'a');
    const auto sql = again("SELECT x.* FROM (SELECT id " + name + ", total " + name + " FROM orders) x");
    same_plan(sql, sql);
    EXPECT_NE(sql.find(std::string(61, 'a') + "_2"), std::string::npos);
}

TEST_F(FromSql, ANumberOfDaysMovesADate) {
    same_plan("SELECT id FROM orders WHERE paid = date_trunc('month', current_date)::date - 1",
              "SELECT id FROM orders WHERE paid = date_trunc('month', current_date) - interval '1 day'");
}

TEST_F(FromSql, NamedWindowsAreThoseWindows) {
    same_plan("SELECT rank() OVER w FROM orders WINDOW w AS (ORDER BY total)",
              "SELECT rank() OVER (ORDER BY total) FROM orders");
}

TEST_F(FromSql, OnlyRowsAreCountedByAStar) {
    EXPECT_EQ(again("SELECT sum(*) FROM orders"),
              "The query cannot be read as a plan: an aggregate of so many arguments (character 8).");
}

TEST_F(FromSql, SaysWhatItCannotRead) {
    EXPECT_NE(again("SELECT nothing FROM orders").find("\"nothing\" (character 8)"), std::string::npos);
    EXPECT_NE(again("SELECT 1 FROM nowhere").find("\"nowhere\""), std::string::npos);
    EXPECT_NE(again("SELECT pg_sleep(1)").find("the function pg_sleep"), std::string::npos);
    EXPECT_NE(again("WITH RECURSIVE a AS (SELECT 1) SELECT * FROM a").find("WITH RECURSIVE"), std::string::npos);
    EXPECT_NE(again("DELETE FROM orders").find("other than SELECT"), std::string::npos);
    EXPECT_NE(again("SELECT id FROM orders FOR UPDATE").find("lockingClause"), std::string::npos);
    EXPECT_NE(again("SELECT").size(), 0U);
    EXPECT_NE(again("").find("one statement"), std::string::npos);
}

TEST_F(FromSql, IsBounded) {
    std::string doubling = "WITH a0 AS (SELECT id FROM orders)";
    for (int i = 1; i < 30; ++i)
        doubling += ", a" + std::to_string(i) + " AS (SELECT x.id FROM a" + std::to_string(i - 1) + " x, a" +
                    std::to_string(i - 1) + " y)";
    EXPECT_FALSE(from_sql(doubling + " SELECT id FROM a29", terms, shop()));
    std::string nested = "true";
    for (int i = 0; i < 600; ++i) nested.insert(0, "NOT ");
    EXPECT_FALSE(from_sql("SELECT " + nested, terms, shop()));
    EXPECT_FALSE(from_sql(std::string(20000, ' '), terms, shop()));
    const std::string eight = " AS (SELECT x.*, y.*, x.*, y.*, x.*, y.*, x.*, y.* FROM ";
    const auto wider = [&](const std::string& made, const std::string& from) {
        return made + eight + from + " x JOIN " + from + " y ON true)";
    };
    const auto wide = "WITH " + wider("a", "customers") + ", " + wider("b", "a") + " SELECT * FROM b";
    const auto began = std::chrono::steady_clock::now();
    EXPECT_TRUE(from_sql(wide, terms, shop())) << "a few hundred columns of a few names";
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
    EXPECT_FALSE(from_sql("WITH " + wider("a", "customers") + ", " + wider("b", "a") + ", " + wider("c", "b") + ", " +
                              wider("d", "c") + " SELECT * FROM d",
                          terms, shop()));
}

}  // namespace
}  // namespace pf::compiler::plan
