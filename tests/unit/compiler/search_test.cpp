// What the search makes of a sentence: the plan that is meant must be among its plans. Which one comes first is learned
// and tested elsewhere.
#include "compiler/search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "made_plans.hpp"

namespace pf::compiler {
namespace {

using test::plans_of;
using testing::Contains;
using testing::Each;
using testing::Not;
using Type = model::TypeClass;

TEST(Search, CountsRowsOfOneTableOnceOverALinkTable) {
    EXPECT_THAT(
        plans_of("number of patterns for each stage of orgs"),
        Contains("SELECT count(DISTINCT t1.\"id\"), t3.\"stage\" FROM \"patterns\" AS t1 JOIN \"pattern_orgs\" AS "
                 "t2 ON t1.\"id\" = t2.\"pattern_id\" JOIN \"orgs\" AS t3 ON t2.\"org_id\" = t3.\"id\" GROUP BY "
                 "t3.\"stage\""));
}

TEST(Search, LetsAConditionOnAnotherTableOnlyChooseRows) {
    EXPECT_THAT(
        plans_of("how many guests work for orgs in Germany"),
        Contains("SELECT count(*) FROM \"guests\" WHERE \"org_id\" IN (SELECT s1.\"id\" FROM \"orgs\" AS s1 WHERE "
                 "s1.\"country\" = 'Germany')"));
}

TEST(Search, ReadsAListWithOrAsOneAlternative) {
    EXPECT_THAT(plans_of("names of orgs in Germany, France or Kenya"),
                Contains("SELECT \"name\" FROM \"orgs\" WHERE \"country\" = 'Germany' OR \"country\" = 'France' OR "
                         "\"country\" = 'Kenya'"));
}

TEST(Search, ReadsBothAsTwoSetsThatMeet) {
    const auto plans = plans_of("names of patterns linked to orgs in both Germany and France");
    EXPECT_THAT(plans, Contains(testing::HasSubstr(" INTERSECT ")));
    EXPECT_THAT(plans, Not(Contains(testing::HasSubstr("'Germany' OR "))));
}

TEST(Search, ComparesOverAndUnderAsAlternatives) {
    EXPECT_THAT(
        plans_of("titles of episodes with a duration under 20 or more than 60 minutes"),
        Contains("SELECT \"title\" FROM \"episodes\" WHERE \"duration_minutes\" < 20 OR \"duration_minutes\" > 60"));
}

TEST(Search, ReadsOrEqualAsPartOfTheComparison) {
    EXPECT_THAT(plans_of("titles of episodes with a duration greater than or equal to 60"),
                Contains("SELECT \"title\" FROM \"episodes\" WHERE \"duration_minutes\" >= 60"));
}

TEST(Search, OrdersFromOldestToNewest) {
    EXPECT_THAT(plans_of("list orgs from oldest to newest"),
                Contains("SELECT \"name\" FROM \"orgs\" ORDER BY \"date_founded\" ASC NULLS LAST"));
}

TEST(Search, OrdersByASecondKey) {
    EXPECT_THAT(plans_of("names of orgs ordered by country and name"),
                Contains("SELECT \"name\" FROM \"orgs\" ORDER BY \"country\" ASC NULLS LAST, \"name\" ASC NULLS LAST"));
}

TEST(Search, ComparesWithTheRowThatIsNamed) {
    EXPECT_THAT(plans_of("names of orgs founded before Stackheron"),
                Contains("SELECT \"name\" FROM \"orgs\" WHERE \"date_founded\" < (SELECT min(s1.\"date_founded\") FROM "
                         "\"orgs\" AS s1 WHERE s1.\"name\" = 'Stackheron')"));
}

TEST(Search, TakesAMonthOfAnyYearAndADayOfTheWeek) {
    EXPECT_THAT(plans_of("names of orgs funded in March"),
                Contains("SELECT \"name\" FROM \"orgs\" WHERE date_part('month', \"date_funded\") = 3"));
    EXPECT_THAT(plans_of("names of orgs funded between March and June"),
                Contains("SELECT \"name\" FROM \"orgs\" WHERE date_part('month', \"date_funded\") BETWEEN 3 AND 6"));
    EXPECT_THAT(plans_of("names of orgs founded on a Monday"),
                Contains("SELECT \"name\" FROM \"orgs\" WHERE date_part('isodow', \"date_founded\") = 1"));
}

TEST(Search, GroupsByTheYearOfADate) {
    EXPECT_THAT(
        plans_of("how many orgs were founded each year"),
        Contains(
            "SELECT count(*), date_part('year', \"date_founded\") AS \"year\" FROM \"orgs\" GROUP BY date_part('year', "
            "\"date_founded\") ORDER BY date_part('year', \"date_founded\") ASC NULLS LAST"));
}

TEST(Search, StandsTwoTablesBelowEachOther) {
    EXPECT_THAT(plans_of("names of guests and orgs"),
                Contains("SELECT \"name\" FROM \"guests\" UNION SELECT \"name\" FROM "
                         "\"orgs\""));
}

TEST(Search, ChoosesAGroupByASuperlative) {
    EXPECT_THAT(
        plans_of("names of orgs in the category with the most orgs"),
        Contains(testing::HasSubstr("\"id\" IN (SELECT s1.\"id\" FROM \"categories\" AS s1 JOIN \"orgs\" AS s2 ON "
                                    "s1.\"id\" = s2.\"category_id\" GROUP BY s1.\"id\" ORDER BY count(*) DESC "
                                    "NULLS LAST LIMIT 1)")));
}

TEST(Search, KnowsACountryByItsOtherNames) {
    EXPECT_THAT(plans_of("names of orgs in the UK"),
                Contains("SELECT \"name\" FROM \"orgs\" WHERE \"country\" = 'United Kingdom'"));
    EXPECT_THAT(plans_of("names of orgs in Great Britain"),
                Contains("SELECT \"name\" FROM \"orgs\" WHERE \"country\" = 'United Kingdom'"));
}

TEST(Search, ReadsThePluralOfAValue) {
    EXPECT_THAT(plans_of("list all anti-patterns"),
                Contains("SELECT \"name\" FROM \"patterns\" WHERE \"kind\" = 'anti-pattern'"));
}

test::Model staff_model() {
    test::ModelBuilder b;
    b.table("staff", {{"id", Type::integer},
                      {"fname", Type::text},
                      {"lname", Type::text},
                      {"salary", Type::integer},
                      {"bonus", Type::integer},
                      {"reports_to", Type::integer},
                      {"hometown", Type::text}})
        .key("staff", "reports_to", "staff")
        .values("staff", "fname", {"Nancy", "Olu", "Mina"})
        .values("staff", "lname", {"Edwards", "Adeyemi", "Okafor"});
    return std::move(b).build();
}

TEST(Search, FollowsAKeyOfATableToItself) {
    EXPECT_THAT(
        plans_of(staff_model(), "last names of staff who report to Nancy"),
        Contains("SELECT t2.\"lname\" FROM \"staff\" AS t1 JOIN \"staff\" AS t2 ON t1.\"id\" = t2.\"reports_to\" "
                 "WHERE t1.\"fname\" = 'Nancy'"));
}

TEST(Search, ReadsAbbreviatedNamesAsTheirWords) {
    EXPECT_THAT(plans_of(staff_model(), "first name and last name of staff with a salary above 10"),
                Contains("SELECT \"fname\", \"lname\" FROM \"staff\" WHERE \"salary\" > 10"));
}

TEST(Search, SplitsAQuotedFullName) {
    EXPECT_THAT(plans_of(staff_model(), "salary of \"Nancy Edwards\""),
                Contains("SELECT \"salary\" FROM \"staff\" WHERE \"fname\" = 'Nancy' AND \"lname\" = 'Edwards'"));
}

TEST(Search, ComparesAColumnWithAnother) {
    EXPECT_THAT(plans_of(staff_model(), "first name of staff whose bonus is higher than their salary"),
                Contains("SELECT \"fname\" FROM \"staff\" WHERE \"bonus\" > \"salary\""));
}

TEST(Search, SharesAnAggregateOverAList) {
    EXPECT_THAT(plans_of(staff_model(), "average salary and bonus of staff"),
                Contains("SELECT avg(\"salary\"), avg(\"bonus\") FROM \"staff\""));
}

constexpr auto share_opening = "SELECT round(100.0 * count(*) FILTER (WHERE ";
constexpr auto share_closing = ") / nullif(count(*), 0), 6) AS \"share\" FROM ";

TEST(Search, CountsAShareOfTheRowsInPercent) {
    EXPECT_THAT(plans_of("what share of patterns are anti-patterns"),
                Each(std::string(share_opening) + "\"kind\" = 'anti-pattern'" + share_closing + "\"patterns\""));
    EXPECT_THAT(plans_of("what percentage of orgs in Germany have funding over 2000000"),
                Contains(std::string(share_opening) + "\"funding\" > 2000000" + share_closing +
                         "\"orgs\" WHERE \"country\" = 'Germany'"));
}

TEST(Search, CountsAShareOfRowsThatOthersBelongTo) {
    EXPECT_THAT(plans_of("the share of orgs with posts"),
                Contains(testing::HasSubstr("FILTER (WHERE \"id\" IN (SELECT s1.\"org_id\" FROM \"posts\" AS s1")));
}

TEST(Search, MakesNoPlanOfAShareOfNothing) { EXPECT_THAT(plans_of("the share of orgs"), testing::IsEmpty()); }

TEST(Search, SubtractsTheLowestFromTheHighest) {
    EXPECT_THAT(plans_of("difference between the highest and the lowest funding for each country"),
                Contains("SELECT (max(\"funding\") - min(\"funding\")) AS \"range\", \"country\" FROM \"orgs\" "
                         "GROUP BY \"country\""));
}

TEST(Search, PairsRowsThatAgreeInAColumn) {
    EXPECT_THAT(plans_of("pairs of orgs in the same country"),
                Contains("SELECT t1.\"name\", t2.\"name\", t1.\"country\" FROM \"orgs\" AS t1 JOIN \"orgs\" AS t2 ON "
                         "true WHERE t1.\"country\" = t2.\"country\" AND t1.\"id\" < t2.\"id\""));
}

TEST(Search, ShowsWhatTheRowsAreOrderedByWhenItAloneIsNamed) {
    EXPECT_THAT(plans_of(staff_model(), "the 3 highest salaries"),
                Contains("SELECT \"salary\" FROM \"staff\" ORDER BY \"salary\" DESC NULLS LAST LIMIT 3"));
}

TEST(Search, ShowsWhatTheRowsAreChosenByWhenItAloneIsNamed) {
    EXPECT_THAT(plans_of(staff_model(), "hometowns that contain 'ville'"),
                Contains("SELECT \"hometown\" FROM \"staff\" WHERE \"hometown\" ILIKE '%ville%'"));
}

TEST(Search, TakesABeginningOfSeveralValuesForAllOfThem) {
    test::ModelBuilder b;
    b.table("airports", {{"id", Type::integer}, {"name", Type::text}, {"passengers", Type::integer}})
        .values("airports", "name", {"London Gatwick", "London Heathrow", "Leeds Bradford"});
    const auto plans = plans_of(std::move(b).build(), "total passengers of the London airports");
    EXPECT_THAT(plans, Contains("SELECT sum(\"passengers\") FROM \"airports\" WHERE \"name\" ILIKE 'London%'"));
    EXPECT_THAT(plans, Not(Contains(testing::HasSubstr("Gatwick"))));
}

TEST(Search, FindsTheTableThatIsNamedInPart) {
    test::ModelBuilder b;
    b.table("enzyme", {{"id", Type::integer}, {"name", Type::text}})
        .table("medicine_enzyme_interaction", {{"enzyme_id", Type::integer}, {"interaction_type", Type::text}})
        .key("medicine_enzyme_interaction", "enzyme_id", "enzyme");
    EXPECT_THAT(plans_of(std::move(b).build(), "how many enzymes do not have any interactions"),
                Contains("SELECT count(*) FROM \"enzyme\" WHERE \"id\" NOT IN (SELECT s1.\"enzyme_id\" FROM "
                         "\"medicine_enzyme_interaction\" AS s1)"));
}

test::Model shop_model() {
    test::ModelBuilder b;
    b.table("customer", {{"id", Type::integer},
                         {"first_name", Type::text},
                         {"last_name", Type::text},
                         {"title", Type::text},
                         {"country", Type::text}})
        .table("track", {{"id", Type::integer}, {"name", Type::text}, {"milliseconds", Type::integer}})
        .table("rental", {{"id", Type::integer},
                          {"customer_id", Type::integer},
                          {"rental_date", Type::date},
                          {"return_date", Type::date},
                          {"last_update", Type::timestamp},
                          {"price", Type::number}})
        .view("customer_sales", {{"customer_id", Type::integer}, {"amount", Type::number}})
        .key("rental", "customer_id", "customer")
        .values("customer", "country", {"USA", "Canada"});
    return std::move(b).build();
}

TEST(Search, ConvertsANumberToTheUnitOfItsColumn) {
    EXPECT_THAT(plans_of(shop_model(), "names of tracks longer than 5 minutes"),
                Contains("SELECT \"name\" FROM \"track\" WHERE \"milliseconds\" > 300000"));
    EXPECT_THAT(plans_of(shop_model(), "names of tracks over 90 seconds"),
                Contains("SELECT \"name\" FROM \"track\" WHERE \"milliseconds\" > 90000"));
}

TEST(Search, TakesAnAmountOfMoneyForAPriceAndNeverForAKey) {
    const auto plans = plans_of(shop_model(), "how many rentals over 10 dollars");
    EXPECT_THAT(plans, Contains("SELECT count(*) FROM \"rental\" WHERE \"price\" > 10"));
    EXPECT_THAT(plans, Not(Contains(testing::HasSubstr("\"id\" > 10"))));
}

TEST(Search, TakesTheDateTheRowIsAboutBeforeWhenItWasChanged) {
    const auto plans = plans_of(shop_model(), "how many rentals in June 2022");
    const auto at = [&](std::string_view column) {
        const auto found = std::find_if(plans.begin(), plans.end(), [&](const std::string& sql) {
            return sql.starts_with("SELECT count(*) FROM \"rental\" WHERE (\"" + std::string(column));
        });
        return found - plans.begin();
    };
    EXPECT_LT(at("rental_date"), at("return_date"));
    EXPECT_LT(at("return_date"), at("last_update"));
}

TEST(Search, ReadsFromAYearAsWithinIt) {
    EXPECT_THAT(plans_of(shop_model(), "how many rentals from 2022"),
                Contains("SELECT count(*) FROM \"rental\" WHERE (\"rental_date\" >= date '2022-01-01' AND "
                         "\"rental_date\" < date '2023-01-01')"));
}

TEST(Search, ReadsPriorToAsBefore) {
    EXPECT_THAT(plans_of(shop_model(), "how many rentals prior to 2022"),
                Contains("SELECT count(*) FROM \"rental\" WHERE \"rental_date\" < date '2022-01-01'"));
}

TEST(Search, JoinsNoView) {
    EXPECT_THAT(plans_of(shop_model(), "customers with sales"),
                Not(Contains(testing::HasSubstr("JOIN \"customer_sales\""))));
}

TEST(Search, NamesAPersonBeforeTheirTitle) {
    EXPECT_THAT(plans_of(shop_model(), "which customers are from Canada"),
                Contains("SELECT \"first_name\", \"last_name\" FROM \"customer\" WHERE \"country\" = 'Canada'"));
}

TEST(Search, ReadsUSAsTheCountry) {
    EXPECT_THAT(plans_of(shop_model(), "how many customers are from the US"),
                Contains("SELECT count(*) FROM \"customer\" WHERE \"country\" = 'USA'"));
}

TEST(Search, TakesAStopWordBehindWordForTheText) {
    EXPECT_THAT(plans_of(shop_model(), "names of tracks that contain the word you"),
                Contains("SELECT \"name\" FROM \"track\" WHERE \"name\" ILIKE '%you%'"));
    EXPECT_THAT(plans_of(shop_model(), "names of tracks that start with A"),
                Contains("SELECT \"name\" FROM \"track\" WHERE \"name\" ILIKE 'A%'"));
}

TEST(Search, LooksForNoTextThatTheGuardWouldRefuse) {
    for (const auto& [most, more] : {std::pair{std::string(18, '%'), std::string(19, '%')},
                                     {std::string(198, 'x'), std::string(199, 'x')},
                                     {std::string(99, '_'), std::string(100, '_')}}) {
        EXPECT_THAT(plans_of(shop_model(), "names of tracks that contain '" + most + "'"),
                    Contains(testing::HasSubstr("ILIKE")));
        EXPECT_THAT(plans_of(shop_model(), "names of tracks that contain '" + more + "'"),
                    Not(Contains(testing::HasSubstr("ILIKE"))));
    }
}

TEST(Search, TakesRowsWithoutAKeyAsBelongingToNothing) {
    test::ModelBuilder b;
    b.table("orgs", {{"id", Type::integer}, {"name", Type::text}})
        .table("posts", {{"id", Type::integer}, {"title", Type::text}, {"org_id", Type::integer}})
        .key("posts", "org_id", "orgs")
        .nullable("posts", "org_id");
    EXPECT_THAT(plans_of(std::move(b).build(), "titles of posts that have no org"),
                Contains("SELECT \"title\" FROM \"posts\" WHERE \"org_id\" IS NULL"));
}

}  // namespace
}  // namespace pf::compiler
