// Conditions that are said in the words of a business rather than by the names of columns: plans of whole sentences.
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
using testing::Not;
using Type = model::TypeClass;

// A club: members who come and go, what they pay, when they train.
test::Model club() {
    test::ModelBuilder b;
    b.table("members", {{"id", Type::integer},
                        {"name", Type::text},
                        {"joined_on", Type::date},
                        {"exit_date", Type::date},
                        {"deleted_at", Type::timestamp}})
        .table("bills", {{"id", Type::integer},
                         {"member_id", Type::integer},
                         {"amount", Type::number},
                         {"billed_on", Type::date},
                         {"settled_on", Type::date}})
        .table("check_ins",
               {{"id", Type::integer}, {"member_id", Type::integer}, {"gate", Type::text}, {"at", Type::timestamp}})
        .table("courses", {{"id", Type::integer}, {"title", Type::text}, {"review", Type::text}})
        .table("course_dates", {{"id", Type::integer},
                                {"course_id", Type::integer},
                                {"starts_at", Type::timestamp},
                                {"completed_at", Type::timestamp}})
        .key("bills", "member_id", "members")
        .key("check_ins", "member_id", "members")
        .key("course_dates", "course_id", "courses")
        .nullable("members", "exit_date")
        .nullable("members", "deleted_at")
        .nullable("bills", "settled_on")
        .nullable("courses", "review")
        .nullable("course_dates", "completed_at")
        .values("check_ins", "gate", {"north", "south"});
    return std::move(b).build();
}

TEST(Ended, RowsThatLeftHaveADateOfIt) {
    EXPECT_THAT(plans_of(club(), "members who left us"),
                Contains("SELECT * FROM \"members\" WHERE \"exit_date\" IS NOT NULL"));
    EXPECT_THAT(plans_of(club(), "removed members"),
                Contains("SELECT * FROM \"members\" WHERE \"deleted_at\" IS NOT NULL"));
    EXPECT_THAT(plans_of(club(), "members"), Not(Contains(HasSubstr("IS NOT NULL"))));
}

TEST(Ended, RowsThatAreStillThereHaveNone) {
    for (const auto sentence : {"members still with us", "current members", "members who have not left"})
        EXPECT_THAT(plans_of(club(), sentence), Contains("SELECT * FROM \"members\" WHERE \"exit_date\" IS NULL"))
            << sentence;
}

TEST(Ended, WhatIsOwedIsNotPaid) {
    EXPECT_THAT(plans_of(club(), "total amount that members still owe us"),
                Contains(AllOf(HasSubstr("sum("), HasSubstr("\"settled_on\" IS NULL"))));
    EXPECT_THAT(plans_of(club(), "outstanding bills"),
                Contains("SELECT * FROM \"bills\" WHERE \"settled_on\" IS NULL"));
}

TEST(Ended, AParticipleOfRowsIsADateThatIsKnown) {
    EXPECT_THAT(plans_of(club(), "completed course dates"),
                Contains("SELECT * FROM \"course_dates\" WHERE \"completed_at\" IS NOT NULL"));
    EXPECT_THAT(plans_of(club(), "course dates completed this month"),
                Not(Contains(HasSubstr("\"completed_at\" IS NOT NULL"))));
}

TEST(Missing, WhatIsWaitedForIsNotThere) {
    EXPECT_THAT(plans_of(club(), "courses waiting for a review"),
                Contains("SELECT * FROM \"courses\" WHERE \"review\" IS NULL"));
}

TEST(Absent, WhoNeverDidWhatNothingNames) {
    EXPECT_THAT(plans_of(club(), "members who never came"),
                Contains(AllOf(HasSubstr("NOT IN (SELECT"), HasSubstr("\"check_ins\""))));
    EXPECT_THAT(plans_of(club(), "members who came"), Not(Contains(HasSubstr("NOT IN"))));
}

TEST(Absent, WhatWasNotDoneInATimeMayBeOfRowsThatRefer) {
    EXPECT_THAT(plans_of(club(), "members not seen in the last 6 months"),
                Contains(AllOf(HasSubstr("NOT IN (SELECT"), HasSubstr("\"check_ins\""),
                               HasSubstr("\"at\" >= current_date - interval '6 months'"))));
}

TEST(Moments, AreOfTablesNamedInPartAndOfRowsThatRefer) {
    EXPECT_THAT(plans_of(club(), "courses next week"),
                Contains(AllOf(HasSubstr("\"course_dates\""), HasSubstr("\"starts_at\" >="))));
    EXPECT_THAT(plans_of(club(), "who trained yesterday"), Contains(HasSubstr("\"at\" >= current_date")));
}

TEST(Moments, WhatIsComingUpIsFromTodayOn) {
    EXPECT_THAT(plans_of(club(), "course dates coming up"),
                Contains("SELECT * FROM \"course_dates\" WHERE \"starts_at\" >= current_date"));
}

TEST(Moments, ForOverAYearIsBeforeThen) {
    EXPECT_THAT(plans_of(club(), "members who have not joined for over a year"),
                Contains(HasSubstr("\"joined_on\" < current_date - interval '1 years'")));
}

TEST(Pairs, RivalsHaveAFigureEachInOneRow) {
    EXPECT_THAT(plans_of(club(), "check ins at north vs south"),
                Contains(AllOf(HasSubstr("count(*) FILTER (WHERE \"gate\" = 'north') AS \"north\""),
                               HasSubstr("count(*) FILTER (WHERE \"gate\" = 'south') AS \"south\""))));
    EXPECT_THAT(plans_of(club(), "bills this month vs last month"),
                Contains(AllOf(HasSubstr("AS \"this month\""), HasSubstr("AS \"last month\""))));
    EXPECT_THAT(plans_of(club(), "check ins at north or south"), Not(Contains(HasSubstr("FILTER"))));
}

TEST(Ended, UnpaidIsWithoutAPayment) {
    test::ModelBuilder b;
    b.table("invoices", {{"id", Type::integer}, {"total", Type::number}})
        .table("payments", {{"id", Type::integer}, {"invoice_id", Type::integer}, {"amount", Type::number}})
        .key("payments", "invoice_id", "invoices");
    EXPECT_THAT(plans_of(std::move(b).build(), "unpaid invoices"),
                Contains(AllOf(HasSubstr("NOT IN (SELECT"), HasSubstr("\"payments\""))));
}

TEST(Ended, RightNowIsBeforeTheEnd) {
    EXPECT_THAT(plans_of(club(), "how many members do we have right now"),
                Contains("SELECT count(*) FROM \"members\" WHERE \"exit_date\" IS NULL"));
}

TEST(Ended, WithoutAnEndDateIsWithoutWhatTheColumnIsCalled) {
    test::ModelBuilder b;
    b.table("codes", {{"id", Type::integer}, {"valid_until", Type::date}}).nullable("codes", "valid_until");
    EXPECT_THAT(plans_of(std::move(b).build(), "codes without an expiry date"),
                Contains("SELECT * FROM \"codes\" WHERE \"valid_until\" IS NULL"));
}

TEST(Values, ANameIsFoundInTwoColumnsBesideOne) {
    test::ModelBuilder b;
    b.table("customers",
            {{"id", Type::integer}, {"first_name", Type::text}, {"last_name", Type::text}, {"email", Type::text}})
        .table("tickets", {{"id", Type::integer}, {"customer_id", Type::integer}, {"holder", Type::text}})
        .key("tickets", "customer_id", "customers")
        .values("customers", "first_name", {"Theo"})
        .values("customers", "last_name", {"Hughes"})
        .values("tickets", "holder", {"Theo Hughes"});
    EXPECT_THAT(plans_of(std::move(b).build(), "email of theo hughes"),
                Contains("SELECT \"email\" FROM \"customers\" WHERE \"first_name\" = 'Theo' AND \"last_name\" = "
                         "'Hughes'"));
}

TEST(Values, ARivalDoesNotTakeTheWordsOfAnother) {
    test::ModelBuilder b;
    b.table("loans", {{"id", Type::integer}, {"service", Type::text}})
        .values("loans", "service", {"self-service", "desk"});
    EXPECT_THAT(plans_of(std::move(b).build(), "self-service vs desk loans"),
                Contains(AllOf(HasSubstr("'self-service'"), HasSubstr("'desk'"))));
}

// Numbers whose names say in which unit they are.
test::Model works() {
    test::ModelBuilder b;
    b.table("projects", {{"id", Type::integer}, {"name", Type::text}})
        .table("timesheets", {{"id", Type::integer},
                              {"project_id", Type::integer},
                              {"minutes", Type::integer},
                              {"break_min", Type::integer},
                              {"fee_cents", Type::integer}})
        .table("stays", {{"id", Type::integer}, {"arrival", Type::date}, {"departure", Type::date}})
        .key("timesheets", "project_id", "projects");
    return std::move(b).build();
}

TEST(Units, ANounOfOneSaysWhatIsAddedUp) {
    EXPECT_THAT(
        plans_of(works(), "hours worked per project"),
        Contains(AllOf(HasSubstr("CAST(sum(t1.\"minutes\") AS numeric) / 60"), HasSubstr("GROUP BY t2.\"name\""))));
    EXPECT_THAT(plans_of(works(), "timesheets of the last 5 hours"), Not(Contains(HasSubstr("/ 60"))));
}

TEST(Units, AreReadOffTheEndOfAName) {
    EXPECT_THAT(plans_of(works(), "total break in hours"),
                Contains(HasSubstr("CAST(sum(\"break_min\") AS numeric) / 60")));
    EXPECT_THAT(plans_of(works(), "timesheets with a fee above 3 dollars"),
                Contains("SELECT * FROM \"timesheets\" WHERE \"fee_cents\" > 300"));
}

TEST(Units, NightsOfAStayAreAddedUp) {
    EXPECT_THAT(plans_of(works(), "how many nights of stays"),
                Contains(AllOf(HasSubstr("sum("), HasSubstr("\"departure\""), HasSubstr("\"arrival\""))));
}

// Names that only letters left out explain.
TEST(Linking, ANameIsFoundByTheWholeWordToo) {
    test::ModelBuilder b;
    b.table("outg", {{"id", Type::integer}, {"st_dt", Type::date}}).table("qte", {{"id", Type::integer}});
    const auto model = std::move(b).build();
    EXPECT_THAT(plans_of(model, "outages"), Contains("SELECT * FROM \"outg\""));
    EXPECT_THAT(plans_of(model, "quotes"), Contains("SELECT * FROM \"qte\""));
}

// A clinic whose shop sells what it has: texts of several words, dates of several kinds, stocks and prices.
test::Model clinic() {
    test::ModelBuilder b;
    b.table("doctors", {{"id", Type::integer}, {"name", Type::text}, {"started", Type::date}})
        .table("patients", {{"id", Type::integer}, {"name", Type::text}, {"registered", Type::date}})
        .table("diagnoses", {{"id", Type::integer}, {"patient_id", Type::integer}, {"description", Type::text}})
        .table("cases", {{"id", Type::integer},
                         {"patient_id", Type::integer},
                         {"status", Type::text},
                         {"created_at", Type::timestamp},
                         {"solved_at", Type::timestamp}})
        .table("drugs", {{"id", Type::integer},
                         {"title", Type::text},
                         {"price", Type::number},
                         {"stock", Type::number},
                         {"reorder_level", Type::number}})
        .table("sales", {{"id", Type::integer}, {"drug_id", Type::integer}, {"sold_at", Type::timestamp}})
        .table("letters", {{"id", Type::integer}, {"title", Type::text}})
        .table("cake_orders", {{"id", Type::integer}, {"ordered_at", Type::timestamp}, {"pickup_on", Type::date}})
        .key("diagnoses", "patient_id", "patients")
        .key("cases", "patient_id", "patients")
        .key("sales", "drug_id", "drugs")
        .nullable("cases", "solved_at")
        .values("cases", "status", {"open", "solved"})
        .values("diagnoses", "description", {"Type 2 diabetes", "Hay fever", "Yellow fever"});
    return std::move(b).build();
}

TEST(Values, AWordInsideOfOneValueMeansIt) {
    EXPECT_THAT(plans_of(clinic(), "patients with diabetes"), Contains(HasSubstr("= 'Type 2 diabetes'")));
    EXPECT_THAT(plans_of(clinic(), "patients with fever"), Contains(HasSubstr("ILIKE '%fever%'")));
    EXPECT_THAT(plans_of(clinic(), "patients"), Not(Contains(HasSubstr("fever"))));
}

TEST(Values, ATextIsSoughtInTheColumnThatIsNamed) {
    EXPECT_THAT(plans_of(clinic(), "drugs with 'fever' in the title"),
                AllOf(Contains(HasSubstr("\"title\" ILIKE '%fever%'")), Not(Contains(HasSubstr("description"))),
                      Not(Contains(AllOf(HasSubstr("\"letters\""), HasSubstr("fever"))))));
}

TEST(Durations, WhatGoesOnLastsUntilToday) {
    EXPECT_THAT(plans_of(clinic(), "cases open for more than 3 days"),
                Contains(AllOf(HasSubstr("\"status\" = 'open'"),
                               HasSubstr("\"created_at\" < current_date - interval '3 days'"))));
}

TEST(Grouped, NewRowsAreThoseThatCameToBe) {
    EXPECT_THAT(plans_of(clinic(), "new patients per month"),
                Contains(AllOf(HasSubstr("date_trunc('month', \"registered\")"), HasSubstr("count(*)"))));
}

TEST(Absent, WhatWasNeverSoldHasNoSale) {
    EXPECT_THAT(plans_of(clinic(), "drugs never sold"),
                Contains(HasSubstr("NOT IN (SELECT s1.\"drug_id\" FROM \"sales\"")));
}

TEST(Compared, AStockIsBelowALevelAndNoPriceIs) {
    EXPECT_THAT(plans_of(clinic(), "drugs below reorder level"),
                AllOf(Contains(HasSubstr("\"stock\" < \"reorder_level\"")),
                      Not(Contains(HasSubstr("\"price\" < \"reorder_level\"")))));
}

TEST(Dates, WhatIsOrderedAndFetchedIsNoPeriodThatGoesOn) {
    EXPECT_THAT(plans_of(clinic(), "cake orders for tomorrow"),
                AllOf(Contains(HasSubstr("\"pickup_on\" >= ")), Not(Contains(HasSubstr("\"pickup_on\" IS NULL")))));
}

TEST(Ordered, FirstBehindASuperlativeOrdersAllRows) {
    EXPECT_THAT(plans_of(clinic(), "drugs, most expensive first"),
                Contains("SELECT * FROM \"drugs\" ORDER BY \"price\" DESC NULLS LAST"));
    EXPECT_THAT(plans_of(clinic(), "sales per month, newest first"),
                Contains(AllOf(HasSubstr("GROUP BY"),
                               HasSubstr("ORDER BY CAST(date_trunc('month', \"sold_at\") AS date) DESC"))));
}

TEST(Durations, OfGroupsATimeIsAveragedRatherThanAddedUp) {
    const auto model = clinic();
    const SchemaIndex schema(model.ontology, model.values);
    const auto analysis = analyse("resolution time of cases by status", schema);
    const auto likeliest = [&](Summary summary) {
        float best = 0;
        for (const auto& option : analysis.options)
            if (option.other.column >= 0 && option.aggregate == summary) best = std::max(best, option.link);
        return best;
    };
    EXPECT_GT(likeliest(Summary::sum), 0);
    EXPECT_GT(likeliest(Summary::avg), likeliest(Summary::sum));
}

TEST(Compared, AUnitIsToldByTheValuesWhereOnlyOneFits) {
    test::ModelBuilder b;
    b.table("films", {{"id", Type::integer}, {"title", Type::text}, {"length", Type::integer}})
        .range("films", "length", 46, 185)
        .table("calls", {{"id", Type::integer}, {"duration", Type::integer}})
        .range("calls", "duration", 1, 9000);
    const auto model = std::move(b).build();
    for (const auto* sentence : {"films longer than 2 hours", "films over 120 minutes"})
        EXPECT_THAT(plans_of(model, sentence), Contains(HasSubstr("\"length\" > 120"))) << sentence;
    // two hours, 120 minutes and 7,200 seconds all lie among them
    EXPECT_THAT(plans_of(model, "calls longer than 2 hours"),
                Not(Contains(AnyOf(HasSubstr("> 120"), HasSubstr("> 7200")))));
}

}  // namespace
}  // namespace pf::compiler
