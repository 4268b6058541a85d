// States of rows that no column's own name says, and rows that are left out without a word: plans of whole sentences.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_plans.hpp"

namespace pf::compiler {
namespace {

using test::plans_of;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using Type = model::TypeClass;

// A shop whose rows are kept when they are deleted.
test::Model shop() {
    test::ModelBuilder b;
    b.table("products", {{"id", Type::integer},
                         {"name", Type::text},
                         {"stock_count", Type::integer},
                         {"reorder_level", Type::integer},
                         {"tank_ml", Type::integer},
                         {"built_year", Type::integer},
                         {"imported", Type::integer},
                         {"withdrawn_on", Type::date}})
        .table("orders", {{"id", Type::integer},
                          {"customer_id", Type::integer},
                          {"status", Type::text},
                          {"coupon", Type::text},
                          {"fine", Type::number},
                          {"ordered_on", Type::date},
                          {"approved_on", Type::date},
                          {"deleted_at", Type::timestamp}})
        .table(
            "customers",
            {{"id", Type::integer}, {"name", Type::text}, {"contract_end", Type::date}, {"is_deleted", Type::boolean}})
        .key("orders", "customer_id", "customers")
        .nullable("products", "withdrawn_on")
        .nullable("orders", "customer_id")
        .nullable("orders", "coupon")
        .nullable("orders", "approved_on")
        .nullable("orders", "deleted_at")
        .range("products", "built_year", 1960, 2020)
        .range("products", "imported", 0, 1)
        .values("orders", "status", {"VOID", "paused", "open"})
        .values("orders", "coupon", {"A1", "B2", "C3"});
    return std::move(b).build();
}

TEST(LeftOut, RowsThatWereDeletedMayNotCount) {
    EXPECT_THAT(plans_of(shop(), "how many orders do we have"),
                AllOf(Contains("SELECT count(*) FROM \"orders\""),
                      Contains("SELECT count(*) FROM \"orders\" WHERE \"deleted_at\" IS NULL")));
    EXPECT_THAT(plans_of(shop(), "customers"), Contains("SELECT * FROM \"customers\" WHERE NOT \"is_deleted\""));
    EXPECT_THAT(plans_of(shop(), "deleted orders"), Not(Contains(AllOf(HasSubstr("NOT NULL"), HasSubstr("IS NULL")))));
    EXPECT_THAT(plans_of(shop(), "products"), Not(Contains(HasSubstr("WHERE"))));
}

TEST(LeftOut, TheGroupOfNothingKnownMayNotBeShown) {
    EXPECT_THAT(plans_of(shop(), "how many orders per coupon"),
                AllOf(Contains(HasSubstr("FROM \"orders\" GROUP BY \"coupon\"")),
                      Contains(HasSubstr("FROM \"orders\" WHERE \"coupon\" IS NOT NULL GROUP BY \"coupon\""))));
    EXPECT_THAT(plans_of(shop(), "how many orders per status"), Not(Contains(HasSubstr("\"status\" IS NOT NULL"))));
}

TEST(Stated, AWordInAnotherFormThanTheDataSaysAState) {
    EXPECT_THAT(plans_of(shop(), "voided orders"), Contains("SELECT * FROM \"orders\" WHERE \"status\" = 'VOID'"));
    EXPECT_THAT(plans_of(shop(), "orders on pause"), Contains("SELECT * FROM \"orders\" WHERE \"status\" = 'paused'"));
    EXPECT_THAT(plans_of(shop(), "orders with names"), Not(Contains(HasSubstr("\"status\" ="))));
}

TEST(Passed, WhatHasEndedLiesBeforeToday) {
    for (const auto sentence : {"customers whose contract has ended", "customers whose contract has run out",
                                "customers with an expired contract"})
        EXPECT_THAT(plans_of(shop(), sentence),
                    Contains("SELECT * FROM \"customers\" WHERE \"contract_end\" < current_date"))
            << sentence;
    EXPECT_THAT(plans_of(shop(), "customers whose contract is over 5"),
                Not(Contains(HasSubstr("\"contract_end\" < current_date"))));
}

TEST(Passed, WhatIsToEndLiesAhead) {
    EXPECT_THAT(
        plans_of(shop(), "customers whose contract ends within 30 days"),
        Contains(HasSubstr("\"contract_end\" >= current_date AND \"contract_end\" < current_date + interval '30 "
                           "days' + interval '1 day'")));
    EXPECT_THAT(plans_of(shop(), "upcoming orders"),
                Contains(HasSubstr("\"ordered_on\" >= current_date + interval '1 day'")));
}

TEST(Passed, WhatIsSoldOutIsNotInStock) {
    for (const auto sentence : {"which products are sold out", "products out of stock", "what have we run out of"})
        EXPECT_THAT(plans_of(shop(), sentence), Contains(HasSubstr("FROM \"products\" WHERE \"stock_count\" = 0")))
            << sentence;
    EXPECT_THAT(plans_of(shop(), "products in stock"), Contains(HasSubstr("\"stock_count\" > 0")));
}

TEST(Ended, NoLongerAndNotYet) {
    for (const auto sentence :
         {"products no longer sold", "products that we do not sell anymore", "which products did we discontinue"})
        EXPECT_THAT(plans_of(shop(), sentence),
                    Contains("SELECT * FROM \"products\" WHERE \"withdrawn_on\" IS NOT NULL"))
            << sentence;
    EXPECT_THAT(plans_of(shop(), "orders not approved yet"),
                Contains("SELECT * FROM \"orders\" WHERE \"approved_on\" IS NULL"));
}

TEST(Moments, NotForSoLongIsNoRowSinceThen) {
    EXPECT_THAT(plans_of(shop(), "customers without orders for 3 months"),
                Contains(AllOf(HasSubstr("NOT IN (SELECT"),
                               HasSubstr("\"ordered_on\" >= current_date - interval '3 months'"))));
}

TEST(Numbers, AreComparedWithWhatTheWordsMean) {
    EXPECT_THAT(plans_of(shop(), "products older than 30"),
                Contains(HasSubstr("(date_part('year', current_date) - \"built_year\") > 30")));
    EXPECT_THAT(plans_of(shop(), "products with a tank of more than 2 litres"),
                Contains(HasSubstr("\"tank_ml\" > 2000")));
    EXPECT_THAT(plans_of(shop(), "products below the reorder level"),
                Contains("SELECT * FROM \"products\" WHERE \"stock_count\" < \"reorder_level\""));
    EXPECT_THAT(plans_of(shop(), "orders with a fine"), Contains("SELECT * FROM \"orders\" WHERE \"fine\" > 0"));
}

TEST(Flags, ZeroAndOneAreNoAndYes) {
    EXPECT_THAT(plans_of(shop(), "imported products"), Contains(HasSubstr("\"imported\" = 1")));
    EXPECT_THAT(plans_of(shop(), "products that are not imported"), Contains(HasSubstr("\"imported\" = 0")));
}

TEST(Absent, WhatNobodyHasRefersToNobody) {
    EXPECT_THAT(plans_of(shop(), "orders without anyone"),
                Contains("SELECT * FROM \"orders\" WHERE \"customer_id\" IS NULL"));
}

TEST(Texts, WhatTheyAreAboutIsInThem) {
    EXPECT_THAT(plans_of(shop(), "orders about a sofa"), Contains(HasSubstr("ILIKE '%sofa%'")));
}

TEST(Texts, ANegationIsOfAllThatIsListed) {
    EXPECT_THAT(plans_of(shop(), "orders that are not paused or open"),
                Contains(AllOf(HasSubstr("\"status\" <> 'paused'"), HasSubstr(" AND \"status\" <> 'open'"))));
}

}  // namespace
}  // namespace pf::compiler
