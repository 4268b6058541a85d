// Figures that no column holds: products, ratios, margins, shares and sums of groups; and sentences beside them that
// ask for none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_plans.hpp"

namespace pf::compiler {
namespace {

using test::plans_of;
using testing::AllOf;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Type = model::TypeClass;

// Products that are ordered by customers; no column holds what an order is worth.
test::Model shop() {
    test::ModelBuilder b;
    b.table("customers", {{"id", Type::integer}, {"name", Type::text}, {"city", Type::text}})
        .table("products",
               {{"id", Type::integer}, {"name", Type::text}, {"price", Type::number}, {"cost", Type::number}})
        .table("orders",
               {{"id", Type::integer}, {"customer_id", Type::integer}, {"status", Type::text}, {"placed", Type::date}})
        .table("order_lines", {{"id", Type::integer},
                               {"order_id", Type::integer},
                               {"product_id", Type::integer},
                               {"quantity", Type::integer}})
        .table("bills", {{"id", Type::integer}, {"customer_id", Type::integer}, {"amount", Type::number}})
        .table("problems", {{"id", Type::integer}, {"product_id", Type::integer}, {"details", Type::text}})
        .key("orders", "customer_id", "customers")
        .key("order_lines", "order_id", "orders")
        .key("order_lines", "product_id", "products")
        .key("bills", "customer_id", "customers")
        .key("problems", "product_id", "products")
        .values("orders", "status", {"Cancel", "Shipped", "Provisional"});
    return std::move(b).build();
}

// Shipments with what they cost and weigh.
test::Model freight() {
    test::ModelBuilder b;
    b.table("shipments", {{"id", Type::integer},
                          {"goods", Type::text},
                          {"charge", Type::number},
                          {"distance", Type::number},
                          {"weight_kg", Type::number}});
    return std::move(b).build();
}

TEST(Amounts, AreQuantitiesTimesPricesWhereNoColumnHoldsThem) {
    EXPECT_THAT(plans_of(shop(), "value of the orders per product"),
                Contains(AllOf(HasSubstr("\"quantity\" * "), HasSubstr(".\"price\")"), HasSubstr("GROUP BY"))));
    EXPECT_THAT(plans_of(shop(), "orders per product"), Not(Contains(HasSubstr("\"quantity\" *"))));
}

// Fuel that is bought by the litre, and parts in stock.
test::Model depot() {
    test::ModelBuilder b;
    b.table("fuelings", {{"id", Type::integer},
                         {"liters", Type::number},
                         {"price_per_liter", Type::number},
                         {"net_kg", Type::number},
                         {"fueled_on", Type::date}})
        .table("parts", {{"id", Type::integer},
                         {"name", Type::text},
                         {"in_stock", Type::integer},
                         {"min_stock", Type::integer},
                         {"cost_per_unit", Type::number}})
        .table("gifts", {{"id", Type::integer}, {"amount", Type::number}, {"given_on", Type::date}})
        .table("donors", {{"id", Type::integer}, {"name", Type::text}, {"born_on", Type::date}});
    return std::move(b).build();
}

TEST(Amounts, APricePerUnitIsTimesItsUnitsAndNeverAddedUp) {
    const auto plans = plans_of(depot(), "spend on fuelings this year");
    EXPECT_THAT(plans, Contains(HasSubstr("sum(\"liters\" * \"price_per_liter\")")));
    EXPECT_THAT(plans, Not(Contains(AnyOf(HasSubstr("sum(\"price_per_liter\")"), HasSubstr("sum(\"net_kg\")")))));
}

TEST(Amounts, WhatIsInStockIsWorthItsCost) {
    EXPECT_THAT(plans_of(depot(), "stock value of all parts"),
                Contains(HasSubstr("sum(\"in_stock\" * \"cost_per_unit\")")));
    EXPECT_THAT(plans_of(depot(), "stock value of all parts"), Not(Contains(HasSubstr("\"min_stock\" *"))));
}

TEST(Amounts, WhatWasEarnedIsAsMuchAsHowMuchWas) {
    EXPECT_THAT(plans_of(depot(), "what did we collect in gifts last month?"), Contains(HasSubstr("sum(\"amount\")")));
}

TEST(Bounds, OfMoneyAreNoAgesAndNoYears) {
    for (const auto* sentence : {"gifts over 500", "gifts over 1000"}) {
        EXPECT_THAT(plans_of(depot(), sentence), Contains(HasSubstr("\"amount\" > "))) << sentence;
        EXPECT_THAT(plans_of(depot(), sentence), Not(Contains(AnyOf(HasSubstr("years"), HasSubstr("date '")))))
            << sentence;
    }
    EXPECT_THAT(plans_of(depot(), "gifts over 20 kg"), Not(Contains(HasSubstr("\"amount\" > 20"))));
    EXPECT_THAT(plans_of(depot(), "donors over 60"), Contains(HasSubstr("interval '60 years'")));
    EXPECT_THAT(plans_of(depot(), "gifts after 2020"), Contains(HasSubstr("date '20")));
}

TEST(Bounds, AStockIsUnderItsLevel) {
    EXPECT_THAT(plans_of(depot(), "parts under min stock"), Contains(HasSubstr("\"in_stock\" < \"min_stock\"")));
}

TEST(Amounts, ADiscountInPercentIsTakenOff) {
    test::ModelBuilder b;
    b.table("lines", {{"id", Type::integer},
                      {"shop", Type::text},
                      {"quantity", Type::integer},
                      {"price", Type::number},
                      {"discount_pct", Type::number}})
        .range("lines", "discount_pct", 0, 30);
    EXPECT_THAT(plans_of(std::move(b).build(), "revenue per shop"),
                Contains(HasSubstr("sum(\"quantity\" * \"price\" * (1 - (\"discount_pct\" / 100.0)))")));
}

TEST(Having, WhatTheRowsAddUpToIsComparedWhereATotalIsSaid) {
    EXPECT_THAT(plans_of(shop(), "customers who spent more than 100 in total"),
                Contains(HasSubstr("HAVING sum(t2.\"amount\") > 100")));
    EXPECT_THAT(plans_of(shop(), "bills with an amount above 100"), Not(Contains(HasSubstr("HAVING sum"))));
}

TEST(Counted, AWordThatNamesNothingIsOfTheRowsThatRefer) {
    EXPECT_THAT(plans_of(shop(), "bugs per product"),
                Contains(AllOf(HasSubstr("count(*)"), HasSubstr("\"problems\""), HasSubstr("GROUP BY"))));
    EXPECT_THAT(plans_of(shop(), "products with more than 3 bugs"),
                Contains(AllOf(HasSubstr("\"problems\""), HasSubstr("HAVING count(*) > 3"))));
}

TEST(Ratio, OfTwoFiguresOfARowOrOfTheirSums) {
    EXPECT_THAT(plans_of(freight(), "charge per kg"), Contains(HasSubstr("\"weight_kg\", 0)")));
    EXPECT_THAT(plans_of(freight(), "average charge per distance by goods"),
                Contains(AllOf(HasSubstr("avg("), HasSubstr("\"distance\""), HasSubstr("GROUP BY \"goods\""))));
    EXPECT_THAT(plans_of(freight(), "charge and distance"), Not(Contains(HasSubstr(" / "))));
}

TEST(Ratio, AMarginIsWhatIsLeftOfThePrice) {
    EXPECT_THAT(plans_of(shop(), "margin of products in percent"),
                Contains(AllOf(HasSubstr("\"price\" - \"cost\""), HasSubstr("100.0 *"))));
    EXPECT_THAT(plans_of(shop(), "price and cost of products"), Not(Contains(HasSubstr(" - "))));
}

TEST(Share, OfTheRowsAValueIsOfThoughNothingNamesThem) {
    EXPECT_THAT(plans_of(shop(), "percentage of purchases still provisional"),
                Contains(HasSubstr("count(*) FILTER (WHERE \"status\" = 'Provisional')")));
    EXPECT_THAT(plans_of(shop(), "percentage of orders cancelled"),
                Contains(HasSubstr("count(*) FILTER (WHERE \"status\" = 'Cancel')")));
}

// Parcels that are sent, delivered, given up or sent back; what a code is called stands in its description.
test::Model parcels() {
    test::ModelBuilder b;
    b.table("parcels", {{"id", Type::integer},
                        {"carrier", Type::text},
                        {"state_cd", Type::text},
                        {"refused", Type::integer},
                        {"scanned", Type::text},
                        {"delivered_at", Type::timestamp}})
        .nullable("parcels", "delivered_at")
        .nullable("parcels", "scanned")
        .range("parcels", "refused", 0, 1)
        .values("parcels", "carrier", {"Alba", "Nord", "Sund"})
        .values("parcels", "scanned", {"Y", "N"})
        .describe("parcels", "state_cd", "O = open, R = sent back, X = cancelled");
    return std::move(b).build();
}

TEST(Share, ARateIsOfTheStateThatANounSays) {
    EXPECT_THAT(plans_of(parcels(), "cancellation rate by carrier"),
                Contains(AllOf(HasSubstr("FILTER (WHERE \"state_cd\" = 'X')"), HasSubstr("GROUP BY \"carrier\""))));
    EXPECT_THAT(plans_of(parcels(), "delivery rate of parcels"),
                Contains(HasSubstr("FILTER (WHERE \"delivered_at\" IS NOT NULL)")));
    EXPECT_THAT(plans_of(parcels(), "refusal rate of parcels"), Contains(HasSubstr("FILTER (WHERE \"refused\" = 1)")));
    EXPECT_THAT(plans_of(parcels(), "share of parcels refused"), Contains(HasSubstr("FILTER (WHERE \"refused\" = 1)")));
    EXPECT_THAT(plans_of(parcels(), "parcels by carrier"), Not(Contains(HasSubstr("FILTER"))));
}

TEST(Share, ARateIsOfTheRowsThatTheRestOfTheSentenceChooses) {
    EXPECT_THAT(
        plans_of(parcels(), "cancellation rate of parcels by Nord"),
        Contains(AllOf(HasSubstr("FILTER (WHERE \"state_cd\" = 'X')"), HasSubstr("WHERE \"carrier\" = 'Nord'"))));
    EXPECT_THAT(plans_of(parcels(), "scanned rate of parcels"), Contains(HasSubstr("WHERE \"scanned\" IS NOT NULL")));
}

TEST(Share, OfEachValueThatIsSaid) {
    EXPECT_THAT(plans_of(parcels(), "what share of parcels is Alba, Nord and Sund?"),
                Contains(AllOf(HasSubstr("\"carrier\""), HasSubstr("OVER ()"), HasSubstr("GROUP BY \"carrier\""))));
}

TEST(Share, AComputedOneOrdersItsGroups) {
    EXPECT_THAT(plans_of(parcels(), "cancellation rate by carrier, highest first"),
                Contains(HasSubstr("ORDER BY round(100.0 * count(*) FILTER (WHERE \"state_cd\" = 'X')")));
}

// Who works on what, and when; with what is charged for it in cents.
test::Model work() {
    test::ModelBuilder b;
    b.table("employees", {{"id", Type::integer}, {"name", Type::text}})
        .table("shifts", {{"id", Type::integer},
                          {"employee_id", Type::integer},
                          {"minutes", Type::integer},
                          {"kind", Type::text},
                          {"fee_cents", Type::integer},
                          {"visitors", Type::integer},
                          {"worked_on", Type::date}})
        .key("shifts", "employee_id", "employees")
        .values("employees", "name", {"Mia Berg", "Tom Lund"})
        .values("shifts", "kind", {"day", "night", "standby"});
    return std::move(b).build();
}

TEST(Amounts, AUnitThatIsSaidIsOfColumnsKeptInOthers) {
    EXPECT_THAT(plans_of(work(), "hours per employee"),
                Contains(AllOf(HasSubstr("\"minutes\") AS numeric)"), HasSubstr("/ 60"), HasSubstr("GROUP BY"))));
    EXPECT_THAT(plans_of(work(), "how many hours did Mia Berg work?"),
                Contains(AllOf(HasSubstr("\"minutes\")"), HasSubstr("/ 60"), HasSubstr("'Mia Berg'"))));
    EXPECT_THAT(plans_of(work(), "shifts over 8 hours"), Not(Contains(HasSubstr("sum("))));
    EXPECT_THAT(plans_of(work(), "the second largest fee"), Not(Contains(HasSubstr("sum(\"minutes"))));
}

TEST(Amounts, AnAggregateOfRowsIsOfWhatTheyAreWorth) {
    EXPECT_THAT(plans_of(shop(), "average bill per customer"),
                Contains(AllOf(HasSubstr("avg("), HasSubstr("\"amount\""), HasSubstr("GROUP BY"))));
    EXPECT_THAT(plans_of(shop(), "median bill"), Contains(HasSubstr("percentile_cont")));
    EXPECT_THAT(plans_of(work(), "median minutes in hours"), Contains(HasSubstr("/ 60")));
    EXPECT_THAT(plans_of(shop(), "bills per customer"), Not(Contains(HasSubstr("avg("))));
}

TEST(Counted, OnAverageForEachThatHasAny) {
    EXPECT_THAT(plans_of(work(), "average number of shifts per employee"),
                Contains(AllOf(HasSubstr("count("), HasSubstr("count(DISTINCT \"employee_id\")"))));
    EXPECT_THAT(plans_of(work(), "number of shifts per employee"), Not(Contains(HasSubstr("/ "))));
}

TEST(Amounts, WhatBelongsToARowIsAddedUpBeforeItIsAveraged) {
    EXPECT_THAT(plans_of(shop(), "average order value"),
                Contains(AllOf(HasSubstr("\"quantity\" * "), HasSubstr("count(DISTINCT t1.\"order_id\")"))));
    EXPECT_THAT(plans_of(shop(), "how much does a customer spend on average?"),
                Contains(AllOf(HasSubstr("sum(\"amount\")"), HasSubstr("count(DISTINCT \"customer_id\")"))));
    EXPECT_THAT(plans_of(work(), "average minutes per employee by kind"),
                Contains(AllOf(HasSubstr("sum(\"minutes\")"), HasSubstr("count(DISTINCT \"employee_id\")"),
                               HasSubstr("GROUP BY \"kind\""))));
    EXPECT_THAT(plans_of(shop(), "average amount of bills"), Not(Contains(HasSubstr("count(DISTINCT"))));
}

TEST(Each, ThoseThatAreFirstOfEachAreShownWhole) {
    EXPECT_THAT(plans_of(shop(), "last order of each customer with its status"),
                Contains(AllOf(HasSubstr("rank() OVER (PARTITION BY t1.\"id\" ORDER BY t2.\"placed\" DESC"),
                               HasSubstr("\"status\""), HasSubstr("\"placed\", "))));
}

TEST(Each, WhatElseIsShownDoesNotHideTheOrder) {
    EXPECT_THAT(plans_of(shop(), "each customer's latest order with its status"),
                Contains(AllOf(HasSubstr("rank() OVER (PARTITION BY"), HasSubstr("\"status\""))));
}

TEST(Share, TheLastWordOfAColumnIsNoRate) {
    test::ModelBuilder b;
    b.table("weather", {{"id", Type::integer}, {"day", Type::date}, {"cloud_cover", Type::integer}});
    EXPECT_THAT(plans_of(std::move(b).build(), "the 3 highest cloud cover rates"),
                Contains(HasSubstr("ORDER BY \"cloud_cover\" DESC NULLS LAST LIMIT 3")));
}

TEST(Ordered, TheLastAndTheOldestAreOfTheDateOfTheirRows) {
    EXPECT_THAT(plans_of(shop(), "the last order"), Contains(HasSubstr("ORDER BY \"placed\" DESC NULLS LAST LIMIT 1")));
    EXPECT_THAT(plans_of(shop(), "the oldest order"),
                Contains(HasSubstr("ORDER BY \"placed\" ASC NULLS LAST LIMIT 1")));
}

TEST(Share, AShareIsNothingThatIsShared) {
    const auto plans = plans_of(parcels(), "what share of parcels is cancelled?");
    EXPECT_THAT(plans, Contains(HasSubstr("FILTER (WHERE \"state_cd\" = 'X')")));
    EXPECT_THAT(plans, Not(Contains(HasSubstr("HAVING count(*) > 1"))));
}

TEST(Share, ARateIsOfRowsThatHaveSomethingOrThatOthersBelongTo) {
    EXPECT_THAT(plans_of(shop(), "problem rate of products"),
                Contains(AllOf(HasSubstr("FILTER (WHERE \"id\" IN (SELECT"), HasSubstr("\"problems\""))));
    test::ModelBuilder b;
    b.table("visits", {{"id", Type::integer}, {"ward", Type::text}, {"absence_code", Type::text}})
        .nullable("visits", "absence_code");
    EXPECT_THAT(
        plans_of(std::move(b).build(), "absence rate per ward"),
        Contains(AllOf(HasSubstr("FILTER (WHERE \"absence_code\" IS NOT NULL)"), HasSubstr("GROUP BY \"ward\""))));
}

TEST(Ratio, ARateIsOfTheFiguresCalledLikeIt) {
    test::ModelBuilder b;
    b.table("runs", {{"id", Type::integer},
                     {"line", Type::text},
                     {"units_rejected", Type::integer},
                     {"units_filled", Type::integer}});
    EXPECT_THAT(plans_of(std::move(b).build(), "reject rate by line"),
                Contains(AllOf(HasSubstr("sum(\"units_rejected\")"), HasSubstr("nullif(sum(\"units_filled\"), 0)"))));
}

TEST(Flags, BothAnswersStandBesideEachOther) {
    EXPECT_THAT(plans_of(parcels(), "refused vs accepted parcels"),
                Contains(HasSubstr("SELECT \"refused\", count(*) FROM \"parcels\" GROUP BY \"refused\"")));
    EXPECT_THAT(plans_of(parcels(), "refused parcels"), Not(Contains(HasSubstr("GROUP BY"))));
}

TEST(Conditions, ThatNothingIsKeptMayBeSaidByAWord) {
    test::ModelBuilder b;
    b.table("bans", {{"id", Type::integer}, {"player", Type::text}, {"until", Type::date}})
        .nullable("bans", "until")
        .label("bans", "until", "NULL", "permanent");
    EXPECT_THAT(plans_of(std::move(b).build(), "permanent bans"), Contains(HasSubstr("WHERE \"until\" IS NULL")));
}

TEST(Durations, OfAllTheyAreAveraged) {
    test::ModelBuilder b;
    b.table("tickets", {{"id", Type::integer}, {"opened_at", Type::timestamp}, {"closed_at", Type::timestamp}});
    EXPECT_THAT(plans_of(std::move(b).build(), "how long do tickets take?"),
                Contains(HasSubstr("avg(extract(epoch FROM (\"closed_at\" - \"opened_at\"))")));
}

TEST(Amounts, HowMuchIsWhatItAddsUpTo) {
    EXPECT_THAT(plans_of(shop(), "how much did we invoice Kurt?"), Contains(HasSubstr("sum(\"amount\")")));
    EXPECT_THAT(plans_of(shop(), "how much money do customers owe us?"),
                Contains(HasSubstr("sum(\"amount\") FROM \"bills\"")));
    EXPECT_THAT(plans_of(shop(), "how many bills"), Not(Contains(HasSubstr("sum("))));
}

TEST(Amounts, WhatTellsRowsApartIsNotAddedUp) {
    test::ModelBuilder b;
    b.table("episodes", {{"id", Type::integer}, {"number", Type::integer}, {"aired", Type::date}})
        .unique("episodes", "number")
        .describe("episodes", "number", "Running number of the episode")
        .table("guests", {{"id", Type::integer}, {"name", Type::text}, {"episode_id", Type::integer}})
        .key("guests", "episode_id", "episodes");
    const auto model = std::move(b).build();
    EXPECT_THAT(plans_of(model, "running total of episodes per month"), Not(Contains(HasSubstr("sum(\"number\")"))));
    EXPECT_THAT(plans_of(model, "average number of guests per episode"), Not(Contains(HasSubstr("avg(\"number\")"))));
    EXPECT_THAT(plans_of(model, "average number"), Contains(HasSubstr("avg(\"number\")")));
}

TEST(Amounts, CentsAreShownAsMoneyToo) {
    const auto plans = plans_of(work(), "average fee by kind");
    EXPECT_THAT(plans, Contains(AllOf(HasSubstr("avg(\"fee_cents\")"), HasSubstr("/ 100"))));
    EXPECT_THAT(plans, Contains(AllOf(HasSubstr("avg(\"fee_cents\")"), Not(HasSubstr("/ 100")))));
}

TEST(Pairs, FiguresOfTwoTimesStandBesideEachOther) {
    EXPECT_THAT(plans_of(work(), "shifts this month vs last month"),
                Contains(AllOf(HasSubstr("count(*) FILTER (WHERE (\"worked_on\""), HasSubstr("AS \"this month\""),
                               HasSubstr("AS \"last month\""))));
    EXPECT_THAT(plans_of(work(), "visitors this month vs last month"),
                Contains(HasSubstr("sum(\"visitors\") FILTER (WHERE (\"worked_on\"")));
    EXPECT_THAT(
        plans_of(work(), "day vs night shifts this year"),
        Contains(AllOf(HasSubstr("FILTER (WHERE \"kind\" = 'day')"), HasSubstr("FILTER (WHERE \"kind\" = 'night')"))));
    EXPECT_THAT(plans_of(work(), "shifts this month"), Not(Contains(HasSubstr("FILTER"))));
}

TEST(Dates, TheLastOfEachIsTheLatest) {
    EXPECT_THAT(plans_of(work(), "last shift of each employee"),
                Contains(AllOf(HasSubstr("max(t1.\"worked_on\")"), HasSubstr("GROUP BY"))));
    EXPECT_THAT(plans_of(work(), "when was Mia Berg's last shift?"),
                Contains(AllOf(HasSubstr("max("), HasSubstr("\"worked_on\""), HasSubstr("'Mia Berg'"))));
}

TEST(Share, ATimeIsOfAllThatAreCounted) {
    EXPECT_THAT(plans_of(shop(), "percentage of orders shipped last month"),
                Contains(AllOf(HasSubstr("FILTER (WHERE \"status\" = 'Shipped')"), HasSubstr("WHERE (\"placed\" >="))));
}

TEST(Grouped, APartOfADateContinuesAList) {
    EXPECT_THAT(plans_of("orgs by country and month"),
                Contains(AllOf(HasSubstr("count(*)"), HasSubstr("GROUP BY \"country\", CAST(date_trunc('month', "))));
}

TEST(Each, TheTopBehindGroupsRanksThem) {
    const auto plans = plans_of("average funding by country, top 3");
    EXPECT_THAT(plans, Contains(HasSubstr("GROUP BY \"country\" ORDER BY avg(\"funding\") DESC NULLS LAST LIMIT 3")));
    EXPECT_THAT(plans, Not(Contains(HasSubstr("rank() OVER"))));
}

// Employees of departments, who earn something.
test::Model staff() {
    test::ModelBuilder b;
    b.table("departments", {{"id", Type::integer}, {"name", Type::text}})
        .table("employees", {{"id", Type::integer},
                             {"full_name", Type::text},
                             {"salary", Type::number},
                             {"department_id", Type::integer}})
        .key("employees", "department_id", "departments");
    return std::move(b).build();
}

TEST(Each, TheRankedRowsAreShownBesideTheirGroup) {
    EXPECT_THAT(plans_of(staff(), "best paid person of each department"),
                Contains(AllOf(HasSubstr("\"full_name\""), HasSubstr("rank() OVER (PARTITION BY"))));
}

TEST(Compared, WithTheOwnGroupTheRowsAreAskedForNotTheGroup) {
    EXPECT_THAT(plans_of(staff(), "who is paid above the average of their own department"),
                Contains(AllOf(HasSubstr("FROM \"employees\" AS t1 WHERE t1.\"salary\" > (SELECT avg("),
                               HasSubstr("= t1.\"department_id\")"))));
}

// Invoices with what they are worth, beside a list of prices; roasts of coffee.
test::Model roastery() {
    test::ModelBuilder b;
    b.table("customers", {{"id", Type::integer}, {"name", Type::text}})
        .table("services", {{"id", Type::integer}, {"name", Type::text}, {"price", Type::number}})
        .table("invoices", {{"id", Type::integer},
                            {"customer_id", Type::integer},
                            {"service_id", Type::integer},
                            {"issued_on", Type::date},
                            {"lease_signed_on", Type::date},
                            {"paid_on", Type::date},
                            {"total", Type::number}})
        .table("roasts", {{"id", Type::integer}, {"roasted_at", Type::date}, {"roasted_kg", Type::number}})
        .key("invoices", "customer_id", "customers")
        .key("invoices", "service_id", "services");
    return std::move(b).build();
}

// The column of the likeliest of the options that pass; empty when none does.
template <typename Test>
std::string likeliest_column(const std::string& sentence, Test passes) {
    const auto model = roastery();
    const SchemaIndex schema(model.ontology, model.values);
    const auto analysis = analyse(sentence, schema);
    const Option* best = nullptr;
    for (const auto& option : analysis.options)
        if (passes(option) && (!best || option.link > best->link)) best = &option;
    return best ? schema.column(best->column).name : "";
}

TEST(Amounts, WhatWasEarnedIsInRowsThatHappenedNotInAListOfPrices) {
    EXPECT_EQ(likeliest_column("revenue", [](const Option& o) { return o.aggregate == Summary::sum; }), "total");
}

TEST(Amounts, RowsThatAreWorthMoneyAreAddedUpToo) {
    EXPECT_THAT(plans_of(roastery(), "invoiced per month"), Contains(HasSubstr("sum(\"total\")")));
    EXPECT_THAT(plans_of(roastery(), "invoices per customer"),
                AllOf(Contains(HasSubstr("sum(t1.\"total\")")), Contains(HasSubstr("count(*)"))));
    EXPECT_THAT(plans_of(roastery(), "how many invoices per customer"), Not(Contains(HasSubstr("sum("))));
}

TEST(Ordered, WhoPaidTheMostPaidTheLargestSum) {
    EXPECT_THAT(plans_of(roastery(), "customers who spent the most"),
                Contains(HasSubstr("ORDER BY sum(t2.\"total\") DESC NULLS LAST LIMIT 1")));
    EXPECT_THAT(plans_of(roastery(), "customers who paid the most invoices"), Not(Contains(HasSubstr("sum("))));
}

TEST(Amounts, HowMuchIsTheSumOfWhatAVerbNames) {
    EXPECT_THAT(plans_of(roastery(), "how much did we roast last month"),
                Contains(AllOf(HasSubstr("sum(\"roasted_kg\")"), HasSubstr("\"roasted_at\""))));
}

TEST(Amounts, SecondsSince1970AreNeverAddedUp) {
    test::ModelBuilder b;
    b.table("payments", {{"id", Type::integer}, {"paid_ts", Type::integer}, {"amount", Type::number}})
        .range("payments", "paid_ts", 1600000000, 1700000000);
    EXPECT_THAT(plans_of(std::move(b).build(), "total paid"), Not(Contains(HasSubstr("sum(\"paid_ts\")"))));
}

TEST(Dates, OfSeveralTheOneOnWhichTheRowCameToBeIsLikeliest) {
    EXPECT_EQ(likeliest_column("invoices this year", [](const Option& o) { return o.role == Role::date; }),
              "issued_on");
}

TEST(Ordered, TheTopSellingBringInMost) {
    EXPECT_THAT(plans_of(roastery(), "top selling services"),
                Contains(HasSubstr("ORDER BY sum(t2.\"total\") DESC NULLS LAST LIMIT")));
}

}  // namespace
}  // namespace pf::compiler
