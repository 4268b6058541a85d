#include "compiler/print/postgres.hpp"

#include <gtest/gtest.h>

#include "../plan/small_model.hpp"

namespace pf::compiler::plan {
namespace {

using namespace test;
using print::latest_day;

class Postgres : public ::testing::Test {
 protected:
    Query of_orders(const Term* shown) {
        Query query;
        query.select = {{shown, {}}};
        query.from.push_back({orders, nullptr, false, -1, -1, nullptr});
        return query;
    }
    const Term* of(int column) { return terms.column(orders, column); }
    std::string sql(const Query& query) { return print::to_postgres(query, shop()); }

    Arena arena;
    Terms terms{arena};
};

TEST_F(Postgres, OneTableNeedsNoAlias) {
    auto query = of_orders(of(total));
    query.where = {terms.call(Op::gt, {of(total), terms.number("5")})};
    EXPECT_EQ(sql(query), R"(SELECT "total" FROM "public"."orders" WHERE "total" > 5)");
}

TEST_F(Postgres, JoinsByTheKeyOfTheModel) {
    auto query = of_orders(of(total));
    query.from.push_back({customers, nullptr, true, edge_between(1, 0), 0, nullptr});
    EXPECT_EQ(sql(query), R"(SELECT t1."total" FROM "public"."orders" AS t1 LEFT JOIN "public"."customers" AS t2 ON )"
                          R"(t1."customer" = t2."id")");
}

TEST_F(Postgres, AQueryLookedAtFromInsideHasAnAlias) {
    Query inner;
    inner.from.push_back({customers, nullptr, false, -1, -1, nullptr});
    inner.where = {terms.call(Op::eq, {terms.column(customers, customer_id), of(order_customer)})};
    auto query = of_orders(of(order_id));
    query.where = {terms.exists(terms.keep(inner), true)};
    EXPECT_EQ(sql(query), R"(SELECT t1."id" FROM "public"."orders" AS t1 WHERE NOT EXISTS (SELECT 1 FROM )"
                          R"("public"."customers" AS s1 WHERE s1."id" = t1."customer"))");
}

TEST_F(Postgres, ADerivedTableNamesItsColumns) {
    auto inner = of_orders(terms.call(Op::bucket, {of(placed)}, Unit::month));
    inner.select.push_back({terms.aggregate(Aggregate::count), {}});
    inner.group = {inner.select[0].term};
    Query outer;
    const Source months{derived, 0};
    outer.select = {{terms.aggregate(Aggregate::avg, terms.column(months, 1)), {}}};
    outer.from.push_back({months, terms.keep(inner), false, -1, -1, nullptr});
    EXPECT_EQ(sql(outer), R"(SELECT avg("count") FROM (SELECT date_trunc('month', "placed") AS "month", count(*) FROM )"
                          R"("public"."orders" GROUP BY date_trunc('month', "placed")) AS d1)");
}

TEST_F(Postgres, AWindowHasItsPartitionAndOrder) {
    const std::vector<const Term*> partition{of(order_customer)};
    const std::vector<OrderKey> order{{of(total), true, OrderKey::Nulls::last}};
    EXPECT_EQ(sql(of_orders(terms.window(WindowFunction::row_number, {}, partition, order))),
              R"(SELECT row_number() OVER (PARTITION BY "customer" ORDER BY "total" DESC NULLS LAST) FROM )"
              R"("public"."orders")");
}

TEST_F(Postgres, WholeNumbersAreDividedAsFractions) {
    EXPECT_EQ(sql(of_orders(terms.call(Op::divide, {of(order_id), of(order_customer)}))),
              R"(SELECT CAST("id" AS numeric) / nullif("customer", 0) AS "ratio" FROM "public"."orders")");
    EXPECT_EQ(sql(of_orders(terms.call(Op::divide, {of(total), terms.number("2")}))),
              R"(SELECT "total" / 2 AS "ratio" FROM "public"."orders")");
}

TEST_F(Postgres, AnOrInsideAnAndHasBrackets) {
    auto query = of_orders(of(order_id));
    const auto* known = terms.call(Op::not_null, {of(note)});
    query.where = {terms.call(Op::any_of, {known, terms.call(Op::is_null, {of(paid)})}), known};
    EXPECT_EQ(sql(query), R"(SELECT "id" FROM "public"."orders" WHERE ("note" IS NOT NULL OR "paid" IS NULL) AND )"
                          R"("note" IS NOT NULL)");
}

TEST_F(Postgres, MomentsAreSpelt) {
    Moment month;
    month.floor = Unit::month;
    auto next = month;
    next.shift_unit = Unit::month;
    next.shift = 1;
    auto query = of_orders(of(order_id));
    query.where = {terms.call(Op::during, {of(placed), terms.moment(month), terms.moment(next)})};
    EXPECT_EQ(sql(query), R"(SELECT "id" FROM "public"."orders" WHERE ("placed" >= date_trunc('month', current_date) )"
                          R"(AND "placed" < date_trunc('month', current_date) + interval '1 month'))");
}

TEST_F(Postgres, AChainOfOneOperationNeedsNoBrackets) {
    const auto* third = terms.keep(of_orders(of(order_id)));
    auto second = of_orders(of(order_id));
    second.operation = SetOperation::unite;
    second.right = third;
    auto first = second;
    first.right = terms.keep(second);
    EXPECT_EQ(sql(first).find('('), std::string::npos);
    first.operation = SetOperation::except;
    EXPECT_NE(sql(first).find("EXCEPT (SELECT"), std::string::npos);
}

}  // namespace
}  // namespace pf::compiler::plan
