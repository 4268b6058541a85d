#include "compiler/print/english.hpp"

#include <gtest/gtest.h>

#include <array>

#include "../plan/small_model.hpp"
#include "compiler/plan/from_sql.hpp"

namespace pf::compiler::plan {
namespace {

using namespace test;

const SchemaIndex& sample() {
    static const auto model = sample_model();
    static const SchemaIndex schema(model.ontology, model.values);
    return schema;
}

std::string told(std::string_view sql, const SchemaIndex& schema = sample()) {
    Arena arena;
    const Terms terms(arena);
    const auto query = from_sql(sql, terms, schema);
    return query ? print::to_english(*query, schema) : query.error().message;
}
std::string told_of_shop(std::string_view sql) { return told(sql, shop()); }

std::string placed_told(const std::string& condition) {
    const std::string opening = "notes of orders where the placed is ";
    const auto made = told_of_shop("SELECT note FROM orders WHERE " + condition);
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

TEST(English, NamesTheRowsOfATableAndWhatIsShownOfThem) {
    EXPECT_EQ(told("SELECT * FROM orgs WHERE country = 'Germany'"), "orgs where the country is “Germany”");
    EXPECT_EQ(told("SELECT name FROM orgs WHERE country = 'Germany' OR country = 'France'"),
              "names of orgs where the country is “Germany” or “France”");
    EXPECT_EQ(told("SELECT name, country FROM orgs"), "name and country of orgs");
    EXPECT_EQ(told("SELECT DISTINCT country FROM orgs"), "different countries of orgs");
    EXPECT_EQ(told("SELECT DISTINCT country, stage FROM orgs"), "different combinations of country and stage of orgs");
    EXPECT_EQ(told("SELECT name FROM orgs WHERE funding > (SELECT avg(funding) FROM orgs)"),
              "names of orgs where the funding is more than the average funding of orgs");
    EXPECT_EQ(
        told("SELECT name FROM orgs o WHERE funding > (SELECT avg(funding) FROM orgs x WHERE x.country = o.country)"),
        "names of orgs where the funding is more than the average funding of orgs where the country is the same");
    EXPECT_EQ(told_of_shop("SELECT CASE WHEN total > 5 THEN 'big' ELSE 'small' END FROM orders"),
              "“big” if the total is more than 5 or otherwise “small” of orders");
}

TEST(English, TellsPartnersByTheirOwnNamesAndNeverByKeysOrLinkTables) {
    EXPECT_EQ(told("SELECT * FROM orgs WHERE id NOT IN (SELECT org_id FROM guests)"), "orgs without guests");
    // how often a guest is found does not matter
    EXPECT_EQ(told("SELECT * FROM orgs WHERE id NOT IN (SELECT g.org_id FROM guests AS g "
                   "JOIN episode_guests AS l ON l.guest_id = g.id JOIN episodes AS e ON e.id = l.episode_id)"),
              "orgs without guests that have episodes");
    EXPECT_EQ(told("SELECT * FROM guests g WHERE NOT EXISTS (SELECT 1 FROM episode_guests e WHERE e.guest_id = g.id)"),
              "guests without episodes");
    EXPECT_EQ(told("SELECT * FROM guests WHERE org_id IN (SELECT id FROM orgs WHERE country = 'France')"),
              "guests of orgs where the country is “France”");
    EXPECT_EQ(told("SELECT * FROM posts WHERE id IN (SELECT post_id FROM pattern_posts l JOIN patterns p ON p.id = "
                   "l.pattern_id WHERE p.name = 'Freemium')"),
              "posts of patterns where the name is “Freemium”");
    EXPECT_EQ(
        told("SELECT * FROM orgs WHERE id IN (SELECT org_id FROM guests WHERE role = 'CEO') AND stage = 'Seed' AND "
             "id NOT IN (SELECT org_id FROM posts)"),
        "orgs where the stage is “Seed”, with guests where the role is “CEO”, without posts");
}

TEST(English, SaysARatioInPercent) {
    EXPECT_EQ(told("SELECT round(100.0 * sum(funding) / sum(id), 2) FROM orgs"),
              "total funding in percent of total id of orgs");
}

TEST(English, SaysFiguresThatGoFromRowToRow) {
    EXPECT_EQ(told_of_shop("SELECT date_trunc('month', placed), sum(sum(total)) OVER (ORDER BY date_trunc('month', "
                           "placed)) FROM orders GROUP BY 1"),
              "calendar month of placed and running total from orders, for each calendar month of placed");
    EXPECT_EQ(
        told_of_shop("SELECT date_trunc('month', placed), sum(total), sum(total) - lag(sum(total)) OVER (ORDER BY "
                     "date_trunc('month', placed)) FROM orders GROUP BY 1"),
        "total and change from the one before per month of placed");
}

TEST(English, SaysWhatARowIsToTheOneThatRefersToIt) {
    EXPECT_EQ(told_of_shop("SELECT c.name, m.name FROM customers m JOIN customers c ON c.manager = m.id"),
              "name of the customers and name of the manager from customers with their manager");
}

TEST(English, SaysWhoseAverageIsComparedWith) {
    EXPECT_EQ(told_of_shop("SELECT o.id FROM orders o WHERE o.total > (SELECT avg(p.total) FROM orders p WHERE "
                           "p.customer = o.customer)"),
              "ids of orders where the total is more than the average total of orders where the customer is the same");
}

TEST(English, SaysWhatMissingValuesDo) {
    // NOT IN such a list holds of no row
    EXPECT_EQ(told("SELECT * FROM patterns WHERE id NOT IN (SELECT number FROM episodes)"),
              "patterns where the id is not among the number of episodes");
    ModelBuilder builder;
    using Type = ModelBuilder::Type;
    builder.table("teams", {{"id", Type::integer}, {"name", Type::text}})
        .table("players", {{"id", Type::integer}, {"team", Type::integer}})
        .nullable("players", "team")
        .key("players", "team", "teams");
    const auto model = std::move(builder).build();
    const SchemaIndex schema(model.ontology, model.values);
    EXPECT_EQ(told("SELECT * FROM teams WHERE id NOT IN (SELECT team FROM players)", schema),
              "teams where the id is not among the teams of players");
    EXPECT_EQ(told("SELECT * FROM teams WHERE id NOT IN (SELECT team FROM players WHERE team IS NOT NULL)", schema),
              "teams without players");
    EXPECT_EQ(told("SELECT * FROM players ORDER BY team DESC LIMIT 5", schema),
              "players, by team (highest first, missing ones before), only the first 5");
}

TEST(English, SaysOfJoinedRowsHowOftenTheyCome) {
    EXPECT_EQ(told("SELECT g.*, o.* FROM guests g JOIN orgs o ON g.org_id = o.id"), "guests with their org");
    EXPECT_EQ(told("SELECT g.name, o.name, o.country FROM guests g LEFT JOIN orgs o ON g.org_id = o.id"),
              "name of the guests and name and country of the orgs, for guests with their org if there is one");
    EXPECT_EQ(told("SELECT g.* FROM guests g JOIN orgs o ON g.org_id = o.id"), "guests that have an org");
    EXPECT_EQ(told("SELECT o.* FROM orgs o JOIN guests g ON g.org_id = o.id"), "orgs, once for each of their guests");
    EXPECT_EQ(told("SELECT DISTINCT o.* FROM orgs o JOIN guests g ON g.org_id = o.id"), "orgs that have guests");
    EXPECT_EQ(told("SELECT e.* FROM episodes e JOIN episode_guests l ON l.episode_id = e.id JOIN guests g ON g.id = "
                   "l.guest_id WHERE g.role = 'CEO'"),
              "episodes, once for each of their guests where the role of the guests is “CEO”");
}

TEST(English, SaysTheFirstRowsBySuperlatives) {
    EXPECT_EQ(told("SELECT * FROM orgs ORDER BY funding DESC NULLS LAST LIMIT 5"),
              "the 5 orgs with the highest funding");
    EXPECT_EQ(told("SELECT * FROM posts ORDER BY published_on DESC NULLS LAST LIMIT 10"),
              "the 10 posts with the latest published on");
    EXPECT_EQ(told("SELECT name FROM orgs WHERE stage = 'Seed' ORDER BY funding ASC NULLS LAST LIMIT 1"),
              "name of the org with the lowest funding of those where the stage is “Seed”");
    EXPECT_EQ(told("SELECT * FROM episodes ORDER BY published_on ASC NULLS LAST"),
              "episodes, earliest published on first");
    EXPECT_EQ(told("SELECT * FROM orgs ORDER BY country ASC NULLS LAST, funding DESC NULLS LAST LIMIT 5 OFFSET 10"),
              "orgs, by country, then highest funding first, numbers 11 to 15");
    // of a column that is never missing it is the same where missing values stand
    EXPECT_EQ(told("SELECT * FROM orgs ORDER BY funding DESC LIMIT 5"), "the 5 orgs with the highest funding");
    EXPECT_EQ(told("SELECT * FROM orgs LIMIT 5"), "any 5 orgs");
}

TEST(English, CountsAndSumsUp) {
    EXPECT_EQ(told("SELECT count(*) FROM patterns"), "how many patterns");
    EXPECT_EQ(told("SELECT count(DISTINCT country) FROM orgs"), "how many different countries of orgs");
    EXPECT_EQ(told("SELECT count(*) FROM (SELECT DISTINCT country FROM orgs) x"),
              "how many different countries of orgs");
    EXPECT_EQ(told("SELECT count(*) FROM guests g JOIN orgs o ON g.org_id = o.id WHERE o.country = 'France'"),
              "how many guests that have an org where the country of the orgs is “France”");
    EXPECT_EQ(told("SELECT count(*) FROM patterns p JOIN pattern_orgs l ON l.pattern_id = p.id JOIN orgs o ON o.id = "
                   "l.org_id"),
              "how many pairs of patterns and orgs");
    EXPECT_EQ(told("SELECT avg(funding), max(date_founded) FROM orgs WHERE stage = 'Seed'"),
              "average funding and latest date founded of orgs where the stage is “Seed”");
}

TEST(English, SaysWhatIsMeasuredOfEachGroup) {
    EXPECT_EQ(told("SELECT sum(funding), country FROM orgs GROUP BY country"), "total funding per country");
    EXPECT_EQ(told("SELECT country, sum(funding) FROM orgs WHERE stage = 'Seed' GROUP BY country"),
              "total funding of orgs where the stage is “Seed”, per country");
    EXPECT_EQ(told("SELECT o.name, count(*) FROM guests g JOIN orgs o ON g.org_id = o.id GROUP BY o.id, o.name"),
              "number of guests per org");
    EXPECT_EQ(
        told("SELECT o.name, count(g.id) FROM orgs o LEFT JOIN guests g ON g.org_id = o.id GROUP BY o.id, o.name"),
        "number of guests per org, orgs without guests too");
    EXPECT_EQ(told("SELECT country, count(*) FROM orgs GROUP BY country ORDER BY count(*) DESC NULLS LAST"),
              "number of orgs per country, most first");
    EXPECT_EQ(
        told("SELECT p.kind, sum(o.funding) FROM orgs o JOIN pattern_orgs l ON l.org_id = o.id JOIN patterns p ON "
             "p.id = l.pattern_id GROUP BY p.kind"),
        "total funding of the orgs per pattern kind, for orgs with each of their patterns");
    EXPECT_EQ(told("SELECT count(*) FILTER (WHERE stage = 'Seed'), country FROM orgs GROUP BY country"),
              "number of orgs where the stage is “Seed”, per country, also where there are none");
}

TEST(English, TellsMonthsOfAYearFromThoseOfAllYears) {
    EXPECT_EQ(told("SELECT date_trunc('month', published_on), count(*) FROM episodes GROUP BY 1 ORDER BY 1 ASC "
                   "NULLS LAST"),
              "episodes per month");
    EXPECT_EQ(told("SELECT date_part('month', published_on), count(*) FROM episodes GROUP BY 1"),
              "episodes per month of the year");
    EXPECT_EQ(told("SELECT date_part('year', date_founded), avg(funding) FROM orgs GROUP BY 1"),
              "average funding per year of date founded");
}

TEST(English, SaysWhichGroupsAreMeant) {
    EXPECT_EQ(told("SELECT country, sum(funding) FROM orgs GROUP BY country ORDER BY sum(funding) DESC NULLS LAST "
                   "LIMIT 5"),
              "the 5 countries with the highest total funding");
    EXPECT_EQ(told("SELECT country FROM orgs GROUP BY country ORDER BY sum(funding) DESC NULLS LAST LIMIT 5"),
              "only the 5 countries with the highest total funding");
    EXPECT_EQ(told("SELECT country FROM orgs WHERE stage = 'Seed' GROUP BY country HAVING count(*) > 3"),
              "countries with more than 3 orgs where the stage is “Seed”");
    EXPECT_EQ(
        told("SELECT e.title FROM episodes e JOIN episode_guests l ON l.episode_id = e.id JOIN guests g ON g.id = "
             "l.guest_id GROUP BY e.id, e.title ORDER BY count(*) DESC NULLS LAST LIMIT 1"),
        "title of the episode with the most guests");
    EXPECT_EQ(told("SELECT country, name FROM (SELECT country, name, rank() OVER (PARTITION BY country ORDER BY "
                   "date_founded ASC NULLS LAST) AS place FROM orgs) d WHERE place <= 1"),
              "country and name of the org with the earliest date founded of each country");
    EXPECT_EQ(told("SELECT o.* FROM orgs o JOIN guests g ON g.org_id = o.id GROUP BY o.id HAVING count(*) > 3"),
              "orgs with more than 3 guests");
    EXPECT_EQ(
        told("SELECT o.*, count(*) FROM orgs o JOIN guests g ON g.org_id = o.id GROUP BY o.id ORDER BY count(*) DESC "
             "NULLS LAST LIMIT 5"),
        "the 5 orgs with the most guests");
}

TEST(English, SaysEveryClauseWhereNoIdiomSaysTheWholeQuery) {
    EXPECT_EQ(told("SELECT sum(funding) FROM orgs LIMIT 5"), "total funding from orgs, only the first 5");
    EXPECT_EQ(told_of_shop("SELECT id, rank() OVER (PARTITION BY customer ORDER BY total DESC NULLS LAST) FROM orders"),
              "id and rank by total (highest first) within each customer of orders");
    EXPECT_EQ(
        told("SELECT name FROM orgs WHERE stage = 'Seed' EXCEPT SELECT name FROM orgs WHERE stage = 'A' LIMIT 3"),
        "names of orgs where the stage is “Seed”, but not names of orgs where the stage is “A”, only the first 3");
}

TEST(English, TellsApartWhatReadsTheSame) {
    Arena arena;
    const Terms terms(arena);
    const auto exact = *from_sql("SELECT * FROM orgs WHERE name = 'Ann'", terms, sample());
    const auto any_case = *from_sql("SELECT * FROM orgs WHERE lower(name) = lower('Ann')", terms, sample());
    const auto other = *from_sql("SELECT * FROM guests", terms, sample());
    const auto made = print::told_apart(std::array{&exact, &any_case, &other}, sample());
    EXPECT_EQ(made[0], "all columns of orgs from orgs where the name is “Ann”");
    EXPECT_EQ(made[1], "all columns of orgs from orgs where the name is “Ann” in any case of letters");
    EXPECT_EQ(made[2], "guests");
}

// A key that only the rows tell makes each row a group, as a declared one does.
TEST(English, AKeyThatWasFoundStandsForItsRow) {
    using Type = test::ModelBuilder::Type;
    const auto told_with = [](int found_key) {
        test::ModelBuilder b;
        b.table("doctors", {{"doc_no", Type::integer}, {"name", Type::text}})
            .table("visits", {{"id", Type::integer}, {"doctor", Type::integer}})
            .key("visits", "doctor", "doctors");
        auto model = std::move(b).build();
        auto ontology = *model.ontology;
        ontology.tables[0].found_key = found_key;
        const SchemaIndex schema(std::make_shared<model::Ontology>(ontology), model.values);
        return told(
            "SELECT d.name, count(*) FROM visits v JOIN doctors d ON v.doctor = d.doc_no GROUP BY d.name, d.doc_no",
            schema);
    };
    EXPECT_EQ(told_with(0), "number of visits per doctor");
    EXPECT_NE(told_with(-1), "number of visits per doctor");
}

}  // namespace
}  // namespace pf::compiler::plan
