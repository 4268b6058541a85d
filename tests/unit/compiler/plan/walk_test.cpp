#include "compiler/plan/walk.hpp"
#include "compiler/plan/fingerprint.hpp"

#include <gtest/gtest.h>

#include "small_model.hpp"

namespace pf::compiler::plan {
namespace {

using namespace test;

class Walk : public ::testing::Test {
 protected:
    // SELECT name FROM customers WHERE id IN (SELECT customer FROM orders WHERE total > 5)
    Query with_orders(int instance = 0) {
        const Source source{1, instance};
        Query inner;
        inner.select = {{terms.column(source, order_customer), {}}};
        inner.from.push_back({source, nullptr, false, -1, -1, nullptr});
        inner.where = {terms.call(Op::gt, {terms.column(source, total), terms.number("5")})};
        Query outer;
        outer.select = {{terms.column(customers, customer_name), {}}};
        outer.from.push_back({customers, nullptr, false, -1, -1, nullptr});
        outer.where = {terms.within(terms.column(customers, customer_id), terms.keep(inner))};
        return outer;
    }
    Arena arena;
    Terms terms{arena};
};

TEST_F(Walk, EqualTermsHaveEqualHashes) {
    const auto* a = terms.call(Op::add, {terms.column(orders, total), terms.number("1")});
    const auto* b = terms.call(Op::add, {terms.column(orders, total), terms.number("1")});
    const auto* c = terms.call(Op::add, {terms.column(orders, total), terms.number("2")});
    EXPECT_EQ(a->hash, b->hash);
    EXPECT_TRUE(same(*a, *b));
    EXPECT_NE(a->hash, c->hash);
    EXPECT_FALSE(same(*a, *c));
}

TEST_F(Walk, AndInsideAndIsOneAnd) {
    const auto *a = terms.truth(true), *b = terms.truth(false), *c = terms.null();
    EXPECT_TRUE(same(*terms.call(Op::all_of, {terms.call(Op::all_of, {a, b}), c}), *terms.call(Op::all_of, {a, b, c})));
}

TEST_F(Walk, AQuarterIsThreeMonths) {
    Moment quarter, months;
    quarter.shift_unit = Unit::quarter;
    quarter.shift = -1;
    months.shift_unit = Unit::month;
    months.shift = -3;
    EXPECT_TRUE(same(*terms.moment(quarter), *terms.moment(months)));
}

TEST_F(Walk, FingerprintDoesNotTellNumberingsOfInstancesApart) {
    EXPECT_EQ(fingerprint(with_orders(0), shop()), fingerprint(with_orders(3), shop()));
    auto other = with_orders();
    other.limit = 3;
    EXPECT_NE(fingerprint(with_orders(), shop()), fingerprint(other, shop()));
}

TEST_F(Walk, FindsTablesAndColumnsInAndOutsideSubqueries) {
    const auto query = with_orders();
    EXPECT_EQ(tables_of(query, Into::this_query), (std::vector<int>{0}));
    EXPECT_EQ(tables_of(query, Into::subqueries), (std::vector<int>{0, 1}));
    EXPECT_EQ(columns_of(query, Into::this_query).size(), 2U);
    EXPECT_EQ(columns_of(query, Into::subqueries).size(), 4U);
    EXPECT_EQ(names_of(query).size(), 6U);
}

TEST_F(Walk, RewritesInSubqueriesToo) {
    const auto* seven = terms.number("7");
    const auto made = rewrite(with_orders(), terms, Into::subqueries,
                              [&](const Term* term) { return term->kind == Term::Kind::number ? seven : term; });
    bool found = false;
    walk(made, Into::subqueries, [&](const Term& term) { found |= term.text == "7"; });
    EXPECT_TRUE(found);
    EXPECT_NE(fingerprint(made, shop()), fingerprint(with_orders(), shop()));
}

TEST_F(Walk, LeavesAloneWhatDoesNotChange) {
    const auto query = with_orders();
    const auto made = rewrite(query, terms, Into::subqueries, [](const Term* term) { return term; });
    EXPECT_EQ(made.where[0], query.where[0]);
}

TEST_F(Walk, AWindowIsNoAggregate) {
    Term window;
    window.kind = Term::Kind::window;
    window.aggregate = Aggregate::sum;
    const Term* argument = terms.column(orders, total);
    window.args = {&argument, 1};
    EXPECT_FALSE(has_aggregate(*terms.make(window)));
    EXPECT_TRUE(has_aggregate(*terms.aggregate(Aggregate::sum, argument)));
}

TEST_F(Walk, DepthCountsSubqueries) { EXPECT_EQ(depth(with_orders()), 3); }

}  // namespace
}  // namespace pf::compiler::plan
