#include "compiler/plan/fingerprint.hpp"

#include <gtest/gtest.h>

#include "compiler/plan/from_sql.hpp"
#include "compiler/print/postgres.hpp"
#include "small_model.hpp"

namespace pf::compiler::plan {
namespace {

using namespace test;

class ResultFingerprint : public ::testing::Test {
 protected:
    std::uint64_t of(std::string_view sql) {
        const auto query = from_sql(sql, terms, shop());
        EXPECT_TRUE(query) << sql << (query ? "" : query.error().message);
        return query ? fingerprint_of_result(*query, shop()) : 0;
    }
    void same(std::string_view a, std::string_view b) { EXPECT_EQ(of(a), of(b)) << a << "\n" << b; }
    void other(std::string_view a, std::string_view b) { EXPECT_NE(of(a), of(b)) << a << "\n" << b; }
    Arena arena;
    Terms terms{arena};
};

TEST_F(ResultFingerprint, TheOrderOfColumnsConditionsAndGroupsSaysNothing) {
    same("SELECT name, since FROM customers", "SELECT since, name FROM customers");
    same("SELECT name FROM customers WHERE active AND since > '2024-01-01'",
         "SELECT name FROM customers WHERE since > '2024-01-01' AND active");
    same("SELECT name, since, count(*) FROM customers GROUP BY name, since",
         "SELECT since, name, count(*) FROM customers GROUP BY since, name");
    other("SELECT name FROM customers WHERE active OR since > '2024-01-01'",
          "SELECT name FROM customers WHERE active AND since > '2024-01-01'");
}

TEST_F(ResultFingerprint, TheOrderOfRowsAndOfASetOperationsColumnsDoes) {
    other("SELECT name FROM customers ORDER BY name", "SELECT name FROM customers ORDER BY since");
    other("SELECT name FROM customers ORDER BY name, since", "SELECT name FROM customers ORDER BY since, name");
    other(
        "SELECT since, paid FROM customers JOIN orders ON orders.customer = customers.id UNION SELECT since, paid "
        "FROM customers JOIN orders ON orders.customer = customers.id",
        "SELECT since, paid FROM customers JOIN orders ON orders.customer = customers.id UNION SELECT paid, since "
        "FROM customers JOIN orders ON orders.customer = customers.id");
}

TEST_F(ResultFingerprint, InnerJoinsMayStandInAnyOrderOuterOnesMayNot) {
    same("SELECT c.name, o.total FROM customers c JOIN orders o ON o.customer = c.id",
         "SELECT c.name, o.total FROM orders o JOIN customers c ON o.customer = c.id");
    other("SELECT c.name, o.total FROM customers c LEFT JOIN orders o ON o.customer = c.id",
          "SELECT c.name, o.total FROM orders o LEFT JOIN customers c ON o.customer = c.id");
}

TEST_F(ResultFingerprint, EitherOfTwoJoinedColumnsIsTheOther) {
    same("SELECT c.id, count(*) FROM customers c JOIN orders o ON o.customer = c.id GROUP BY c.id",
         "SELECT o.customer, count(*) FROM customers c JOIN orders o ON o.customer = c.id GROUP BY o.customer");
}

TEST_F(ResultFingerprint, WhatFollowsFromAKeyMakesNoOtherGroups) {
    same("SELECT c.name, count(*) FROM customers c JOIN orders o ON o.customer = c.id GROUP BY c.name, c.id",
         "SELECT c.name, count(*) FROM customers c JOIN orders o ON o.customer = c.id GROUP BY c.id");
    same("SELECT c.name, count(*) FROM customers c JOIN orders o ON o.customer = c.id GROUP BY c.name, c.id",
         "SELECT c.name, count(*) FROM customers c JOIN orders o ON o.customer = c.id GROUP BY c.name, o.customer");
    other("SELECT c.name, count(*) FROM customers c JOIN orders o ON o.customer = c.id GROUP BY c.name, c.id",
          "SELECT c.name, count(*) FROM customers c JOIN orders o ON o.customer = c.id GROUP BY c.name");
    other("SELECT c.name, count(*) FROM customers c JOIN orders o ON o.customer = c.id GROUP BY c.name, c.id",
          "SELECT c.name, count(*) FROM customers c JOIN orders o ON o.customer = c.id GROUP BY c.name, o.id");
}

TEST_F(ResultFingerprint, DifferentKeysAreAsManyAsRowsWhereNoneIsRepeated) {
    same("SELECT count(*) FROM customers", "SELECT count(DISTINCT id) FROM customers");
    same("SELECT count(*) FROM orders o JOIN customers c ON o.customer = c.id WHERE c.active",
         "SELECT count(DISTINCT o.id) FROM orders o JOIN customers c ON o.customer = c.id WHERE c.active");
    other("SELECT count(*) FROM orders o JOIN customers c ON o.customer = c.id WHERE c.active",
          "SELECT count(DISTINCT c.id) FROM orders o JOIN customers c ON o.customer = c.id WHERE c.active");
    other("SELECT count(*) FROM customers", "SELECT count(DISTINCT name) FROM customers");
}

TEST_F(ResultFingerprint, ATableThatIsNotLookedAtSaysNothingWhereItsKeyIsNeverMissing) {
    same("SELECT o.total FROM orders o", "SELECT o.total FROM orders o JOIN customers c ON o.customer = c.id");
    same("SELECT o.customer FROM orders o", "SELECT c.id FROM orders o JOIN customers c ON o.customer = c.id");
    other("SELECT o.total FROM orders o",
          "SELECT o.total FROM orders o JOIN customers c ON o.customer = c.id WHERE c.active");
    other("SELECT c.name FROM customers c", "SELECT c.name FROM customers c JOIN orders o ON o.customer = c.id");
    // a customer without a manager is left out by the join
    other("SELECT c.name FROM customers c", "SELECT c.name FROM customers c JOIN customers m ON c.manager = m.id");
}

}  // namespace
}  // namespace pf::compiler::plan
