#include "compiler/print/english.hpp"

#include <gtest/gtest.h>

#include "../plan/small_model.hpp"
#include "compiler/plan/from_sql.hpp"

namespace pf::compiler::plan {
namespace {

using namespace test;

std::string told(std::string_view sql) {
    Arena arena;
    const Terms terms(arena);
    const auto query = from_sql(sql, terms, shop());
    return query ? print::to_english(*query, shop()) : query.error().message;
}
std::string placed_told(const std::string& condition) {
    const std::string opening = "the note from orders where the placed is ";
    const auto made = told("SELECT note FROM orders WHERE " + condition);
    return made.starts_with(opening) ? made.substr(opening.size()) : made;
}

TEST(English, SaysSpansOfTimeAsAPersonDoes) {
    EXPECT_EQ(placed_told(
                  "placed >= date_trunc('month', now()) AND placed < date_trunc('month', now()) + interval '1 month'"),
              "in this calendar month");
    EXPECT_EQ(
        placed_told(
            "placed >= date_trunc('quarter', now()) - interval '3 months' AND placed < date_trunc('quarter', now())"),
        "in the last calendar quarter");
    EXPECT_EQ(placed_told("placed >= current_date - interval '30 days'"), "in the last 30 days");
    EXPECT_EQ(placed_told("placed >= now() - interval '1 hour'"), "in the last hour");
    EXPECT_EQ(placed_told("placed >= '2015-01-01' AND placed < '2016-01-01'"), "in 2015");
    EXPECT_EQ(placed_told("placed >= '2015-12-01' AND placed < '2016-01-01'"), "in December 2015");
    EXPECT_EQ(placed_told("placed >= date '2015-03-05' AND placed < date '2015-03-05' + interval '1 day'"),
              "on 5 March 2015");
    EXPECT_EQ(placed_told("placed >= current_date AND placed < current_date + interval '1 day'"), "today");
    EXPECT_EQ(placed_told("placed >= current_date - 1 AND placed < current_date"), "yesterday");
    EXPECT_EQ(placed_told("placed < '2015-01-01'"), "before 2015");
    EXPECT_EQ(placed_told("placed >= '2015-03-01'"), "1 March 2015 or later");
    EXPECT_EQ(placed_told("extract(year from placed) = 2015"), "in 2015");
}

TEST(English, SaysTheOldShapesAsBefore) {
    EXPECT_EQ(
        told("SELECT name FROM customers WHERE lower(name) = lower('Ann') ORDER BY since DESC NULLS LAST LIMIT 3"),
        "the name from customers where the name is “Ann”, ordered by since (highest first), only the first 3");
    EXPECT_EQ(told("SELECT customer, count(*) FROM orders GROUP BY customer"),
              "the customer and number of orders rows from orders, for each customer");
    EXPECT_EQ(told("SELECT count(*) FROM (SELECT DISTINCT note FROM orders) x"), "how many different note from orders");
    EXPECT_EQ(told("SELECT * FROM orders WHERE total > (SELECT avg(total) FROM orders)"),
              "the full rows from orders where the total is more than the average total over orders");
}

TEST(English, SaysTheNewShapes) {
    EXPECT_EQ(told("SELECT id, rank() OVER (PARTITION BY customer ORDER BY total DESC) FROM orders"),
              "the id and rank by total (highest first) within each customer from orders");
    EXPECT_EQ(told("SELECT date_trunc('month', placed), sum(total) FROM orders GROUP BY 1"),
              "the calendar month of placed and total total from orders, for each calendar month of placed");
    EXPECT_EQ(told("SELECT CASE WHEN total > 5 THEN 'big' ELSE 'small' END FROM orders"),
              "the “big” if the total is more than 5 or otherwise “small” from orders");
    EXPECT_EQ(
        told("SELECT name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer = c.id)"),
        "the name from customers where there is no row among the rows from orders where the customer is the id of "
        "the customers");
}

TEST(English, SaysFiguresThatGoFromRowToRow) {
    EXPECT_EQ(
        told("SELECT date_trunc('month', placed), sum(sum(total)) OVER (ORDER BY date_trunc('month', placed)) FROM "
             "orders GROUP BY 1"),
        "the calendar month of placed and running total total from orders");
    EXPECT_EQ(told("SELECT date_trunc('month', placed), sum(total), sum(total) - lag(sum(total)) OVER (ORDER BY "
                   "date_trunc('month', placed)) FROM orders GROUP BY 1"),
              "the calendar month of placed, total total and change from the one before from orders, for each calendar "
              "month of placed");
}

TEST(English, SaysWhatARowIsToTheOneThatRefersToIt) {
    EXPECT_EQ(told("SELECT c.name, m.name FROM customers m JOIN customers c ON c.manager = m.id"),
              "the name of the customers and name of the manager from customers with their manager");
}

TEST(English, SaysWhoseAverageIsComparedWith) {
    EXPECT_EQ(told("SELECT o.id FROM orders o WHERE o.total > (SELECT avg(p.total) FROM orders p WHERE p.customer = "
                   "o.customer)"),
              "the id from orders where the total is more than the average total over orders where the customer is the "
              "same");
}

TEST(English, SaysTheFirstOfEachGroupInsteadOfItsWindow) {
    const std::string ranked =
        "SELECT d.customer, d.total FROM (SELECT customer, total, rank() OVER (PARTITION BY customer ORDER BY total "
        "DESC) AS "
        "place FROM orders) AS d WHERE d.place <= ";
    EXPECT_EQ(told(ranked + "1"),
              "the customer and total from orders, of each customer the first by total (highest first)");
    EXPECT_EQ(told(ranked + "3"),
              "the customer and total from orders, of each customer the first 3 by total (highest first)");
}

}  // namespace
}  // namespace pf::compiler::plan
