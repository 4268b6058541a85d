// Rows of a row that is named: those that belong to it though nothing names their table, those of its own table, and
// which of several keys leads to it.
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

test::Model office() {
    test::ModelBuilder b;
    b.table("users", {{"id", Type::integer}, {"full_name", Type::text}, {"manager_id", Type::integer}})
        .key("users", "manager_id", "users")
        .values("users", "full_name", {"Vaclav Virtanen", "Rita Moll"})
        .table("assets",
               {{"id", Type::integer}, {"tag", Type::text}, {"assigned_to", Type::integer}, {"bought_on", Type::date}})
        .key("assets", "assigned_to", "users")
        .table("courses", {{"id", Type::integer}, {"title", Type::text}, {"instructor_id", Type::integer}})
        .key("courses", "instructor_id", "users")
        .values("courses", "title", {"Databases", "Algorithms"})
        .link("enrolments", "user_id", "users", "course_id", "courses")
        .table("entries", {{"id", Type::integer},
                           {"text", Type::text},
                           {"entered_by", Type::integer},
                           {"approved_by", Type::integer}})
        .key("entries", "entered_by", "users")
        .key("entries", "approved_by", "users");
    return std::move(b).build();
}

TEST(UnnamedRows, BelongToTheRowThatAValueNames) {
    for (const auto* const asked : {"what equipment does Vaclav Virtanen have", "Vaclav Virtanen laptops"})
        EXPECT_THAT(plans_of(office(), asked),
                    Contains("SELECT t1.* FROM \"assets\" AS t1 JOIN \"users\" AS t2 ON t1.\"assigned_to\" = t2.\"id\" "
                             "WHERE t2.\"full_name\" = 'Vaclav Virtanen'"))
            << asked;
    EXPECT_THAT(plans_of(office(), "Vaclav Virtanen laptops bought this year"),
                Contains(AllOf(HasSubstr("FROM \"assets\""), HasSubstr("\"bought_on\" >="))));
}

TEST(UnnamedRows, AreNoneWhereATableIsNamed) {
    EXPECT_THAT(plans_of(office(), "users called Vaclav Virtanen"), Not(Contains(HasSubstr("\"assets\""))));
}

TEST(Self, RowsBelowTheOneThatIsNamed) {
    for (const auto* const asked : {"users under Rita Moll", "the team of Rita Moll"})
        EXPECT_THAT(plans_of(office(), asked),
                    Contains("SELECT t2.\"full_name\" FROM \"users\" AS t1 JOIN \"users\" AS t2 ON t1.\"id\" = "
                             "t2.\"manager_id\" WHERE t1.\"full_name\" = 'Rita Moll'"))
            << asked;
    EXPECT_THAT(plans_of(office(), "users called Rita Moll"), Not(Contains(HasSubstr("manager_id"))));
}

TEST(Pairs, RowsApartMayBelongByAnotherKey) {
    const auto plans = plans_of(office(), "who took both Databases and Algorithms");
    EXPECT_THAT(plans, Contains(AllOf(HasSubstr("SELECT s1.\"user_id\" FROM \"enrolments\""), HasSubstr(" AND "))));
    EXPECT_THAT(plans, Contains(AllOf(HasSubstr("SELECT s1.\"instructor_id\""), HasSubstr(" AND "))));
}

TEST(Roles, AVerbBehindAPersonSaysTheKey) {
    EXPECT_THAT(
        plans_of(office(), "entries Rita Moll approved and Vaclav Virtanen entered"),
        Contains(AllOf(HasSubstr("ON t1.\"approved_by\" = t2.\"id\""), HasSubstr("ON t1.\"entered_by\" = t3.\"id\""),
                       HasSubstr("t2.\"full_name\" = 'Rita Moll' AND t3.\"full_name\" = 'Vaclav Virtanen'"))));
}

TEST(Roles, TwoPersonsOfWhomNothingIsSaidTakeTheKeysInTheirOrder) {
    EXPECT_THAT(
        plans_of(office(), "entries of Rita Moll that went to Vaclav Virtanen"),
        Contains(AllOf(HasSubstr("ON t1.\"entered_by\" = t2.\"id\""), HasSubstr("ON t1.\"approved_by\" = t3.\"id\""),
                       HasSubstr("t2.\"full_name\" = 'Rita Moll' AND t3.\"full_name\" = 'Vaclav Virtanen'"))));
}

TEST(SameAs, TheRowsAreLikeTheOneThatIsNamed) {
    test::ModelBuilder b;
    b.table("teams", {{"id", Type::integer}, {"team_name", Type::text}})
        .table("agents", {{"id", Type::integer}, {"agent_name", Type::text}, {"team_id", Type::integer}})
        .key("agents", "team_id", "teams")
        .values("agents", "agent_name", {"Joelle Keller"});
    EXPECT_THAT(plans_of(std::move(b).build(), "colleagues in the same team as Joelle Keller"),
                Contains("SELECT \"agent_name\" FROM \"agents\" WHERE \"team_id\" IN (SELECT s1.\"team_id\" FROM "
                         "\"agents\" AS s1 WHERE s1.\"agent_name\" = 'Joelle Keller') AND \"agent_name\" <> 'Joelle "
                         "Keller'"));
}

test::Model trade() {
    test::ModelBuilder b;
    b.table("investors", {{"id", Type::integer}, {"name", Type::text}})
        .table("companies", {{"id", Type::integer}, {"company_name", Type::text}, {"tags", Type::array}})
        .table("rounds", {{"id", Type::integer}, {"company_id", Type::integer}, {"held_on", Type::date}})
        .key("rounds", "company_id", "companies")
        .table("stakes", {{"id", Type::integer},
                          {"round_id", Type::integer},
                          {"investor_id", Type::integer},
                          {"amount", Type::number},
                          {"paid_on", Type::date}})
        .key("stakes", "round_id", "rounds")
        .key("stakes", "investor_id", "investors");
    return std::move(b).build();
}

TEST(Having, RowsBehindOthersMayBeCountedOnce) {
    EXPECT_THAT(plans_of(trade(), "which investors have at least 15 companies"),
                Contains(AllOf(HasSubstr("FROM \"investors\""), HasSubstr("HAVING count(DISTINCT t4.\"id\") >= 15"))));
    EXPECT_THAT(plans_of(trade(), "investors with more than 3 stakes"), Not(Contains(HasSubstr("count(DISTINCT"))));
}

TEST(Ordered, TheBiggestIsTheOneWhoseRowsAddUpToMost) {
    for (const auto* const asked : {"who is the biggest investor", "the best investors"})
        EXPECT_THAT(plans_of(trade(), asked),
                    Contains(AllOf(HasSubstr("FROM \"investors\""), HasSubstr("ORDER BY sum(t2.\"amount\") DESC"))))
            << asked;
    EXPECT_THAT(plans_of(trade(), "the investors with the most stakes"), Not(Contains(HasSubstr("sum("))));
}

TEST(Absent, AVerbThatNamesNothingIsOfRowsThatRefer) {
    EXPECT_THAT(plans_of(trade(), "which investors never pledged"),
                Contains(AllOf(HasSubstr("FROM \"investors\""), HasSubstr("NOT IN (SELECT"), HasSubstr("\"stakes\""))));
    EXPECT_THAT(plans_of(trade(), "investors that must not be pledged"), Not(Contains(HasSubstr("NOT IN"))));
}

TEST(Moments, WhatHappensIsDatedWhereNothingIsSaid) {
    EXPECT_THAT(plans_of(trade(), "which weekday is the busiest"),
                Contains(AllOf(HasSubstr("date_part('isodow', \"paid_on\")"), HasSubstr("ORDER BY count(*) DESC"))));
}

TEST(Distinct, AListIsTakenByItsElements) {
    EXPECT_THAT(plans_of(trade(), "companies per tag"),
                Contains(HasSubstr("SELECT unnest(\"tags\"), count(*) FROM \"companies\" GROUP BY unnest(\"tags\")")));
    EXPECT_THAT(plans_of(trade(), "all the different tags"), Contains(HasSubstr("SELECT DISTINCT unnest(\"tags\")")));
    EXPECT_THAT(plans_of(trade(), "show the tags of companies"), Contains(HasSubstr("SELECT \"tags\"")));
}

TEST(Windowed, AFigureMayShareItsWordsWithTheDate) {
    test::ModelBuilder b;
    b.table("valuations", {{"id", Type::integer}, {"equity_value", Type::number}, {"valued_on", Type::date}});
    EXPECT_THAT(plans_of(std::move(b).build(), "how did the total equity value change from quarter to quarter"),
                Contains(AllOf(HasSubstr("sum(\"equity_value\")"), HasSubstr("date_trunc('quarter', \"valued_on\")"),
                               HasSubstr("lag("))));
}

TEST(Referred, WhoseItIsAndWhatIsToldOfIt) {
    test::ModelBuilder b;
    b.table("incidents", {{"id", Type::integer},
                          {"title", Type::text},
                          {"number", Type::text},
                          {"parent_id", Type::integer},
                          {"is_major", Type::boolean}})
        .key("incidents", "parent_id", "incidents");
    const auto model = std::move(b).build();
    EXPECT_THAT(plans_of(model, "show incidents with their parent's number"),
                Contains(AllOf(HasSubstr("t2.\"title\", t2.\"number\""), HasSubstr("t1.\"parent_id\" = t2.\"id\""))));
    EXPECT_THAT(plans_of(model, "major incidents and their parent"),
                Contains("SELECT t1.\"title\", t2.\"title\" FROM \"incidents\" AS t1 JOIN \"incidents\" AS t2 ON "
                         "t1.\"parent_id\" = t2.\"id\" WHERE t1.\"is_major\""));
}

TEST(Missing, AListBehindWithoutIsMissingWhole) {
    test::ModelBuilder b;
    b.table("clients", {{"id", Type::integer}, {"name", Type::text}, {"email", Type::text}, {"mobile", Type::text}})
        .nullable("clients", "email")
        .nullable("clients", "mobile");
    const auto model = std::move(b).build();
    for (const auto* const asked : {"clients without email or mobile", "clients with neither an email nor a mobile"})
        EXPECT_THAT(plans_of(model, asked), Contains(HasSubstr("WHERE \"email\" IS NULL AND \"mobile\" IS NULL")))
            << asked;
}

TEST(Per, ACountMayBeTheNameOfAColumn) {
    test::ModelBuilder b;
    b.table("pledges", {{"id", Type::integer}, {"frequency", Type::text}});
    EXPECT_THAT(plans_of(std::move(b).build(), "pledges by frequency"),
                Contains(HasSubstr("SELECT \"frequency\", count(*) FROM \"pledges\" GROUP BY \"frequency\"")));
}

TEST(SameAs, RowsThatMetTheOneThatIsNamed) {
    const std::string met = "\"course_id\" IN (SELECT ";
    EXPECT_THAT(plans_of(office(), "users enrolled with Rita Moll"),
                Contains(AllOf(HasSubstr("FROM \"users\" WHERE \"id\" IN (SELECT s1.\"user_id\" FROM \"enrolments\""),
                               HasSubstr(met), HasSubstr("AND \"full_name\" <> 'Rita Moll'"))));
    EXPECT_THAT(plans_of(office(), "users called Rita Moll"), Not(Contains(HasSubstr(met))));
}

TEST(UnnamedRows, AreMeantByEverything) {
    EXPECT_THAT(plans_of(office(), "show everything Rita Moll entered and Vaclav Virtanen approved"),
                Contains(AllOf(HasSubstr("FROM \"entries\""), HasSubstr("t2.\"full_name\" = 'Rita Moll'"),
                               HasSubstr("t3.\"full_name\" = 'Vaclav Virtanen'"))));
}

TEST(Self, WhoSomebodyReportsToIsOfTheirTable) {
    test::ModelBuilder b;
    b.table("agt", {{"id", Type::integer}, {"agt_nm", Type::text}, {"manager_id", Type::integer}})
        .key("agt", "manager_id", "agt")
        .values("agt", "agt_nm", {"Noor Siddiqui"})
        .table("clients", {{"id", Type::integer}, {"name", Type::text}, {"agt_id", Type::integer}})
        .key("clients", "agt_id", "agt");
    EXPECT_THAT(
        plans_of(std::move(b).build(), "who does Noor Siddiqui report to"),
        Contains("SELECT t1.\"agt_nm\" FROM \"agt\" AS t1 JOIN \"agt\" AS t2 ON t1.\"id\" = t2.\"manager_id\" WHERE "
                 "t2.\"agt_nm\" = 'Noor Siddiqui'"));
}

}  // namespace
}  // namespace pf::compiler
