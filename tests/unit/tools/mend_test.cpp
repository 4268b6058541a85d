#include "tools/mend/mend.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "unit/model/sample_catalogue.hpp"
#include "unit/sql/guard_cases.hpp"

namespace pf::tools {
namespace {

using model::Ontology;
using model::TypeClass;
using model::ValueIndex;

// The tables of the guard's cases; what the columns hold goes by their names.
Ontology case_ontology() {
    const auto policy = sql::testing::case_policy();
    Ontology made;
    made.search_path = policy.search_path;
    for (const auto& relation : policy.relations) {
        std::vector<model::Column> columns;
        for (const auto& name : relation.columns) {
            const auto is = [&](std::initializer_list<std::string_view> names) {
                return std::find(names.begin(), names.end(), name) != names.end();
            };
            if (name == "id" || name.ends_with("_id") || is({"quantity", "rating", "seconds"}))
                columns.push_back(test::integer(name));
            else if (is({"price", "cost", "total", "discount", "unit_price", "salary", "weight"}))
                columns.push_back(test::column(name, "numeric(10,2)", TypeClass::number));
            else if (name.ends_with("_at") || name == "at")
                columns.push_back(test::column(name, "timestamp", TypeClass::timestamp));
            else if (name.ends_with("_on") || name == "birth_date")
                columns.push_back(test::column(name, "date", TypeClass::date));
            else if (is({"newsletter", "discontinued"}))
                columns.push_back(test::column(name, "boolean", TypeClass::boolean));
            else if (is({"tags", "sizes", "profile", "payload", "attributes"}))
                columns.push_back(test::column(name, "jsonb", TypeClass::json));
            else
                columns.push_back(test::column(name));
        }
        made.tables.push_back(test::table(relation.schema, relation.name, std::move(columns)));
        if (relation.columns.front() == "id" && relation.schema != "rule_views") made.tables.back().primary_key = {0};
    }
    return made;
}

std::string mend(std::string_view sql, Mend which = Mend::meant) {
    static const auto ontology = case_ontology();
    static const auto values = [] {
        ValueIndex::Builder builder;
        for (int table = 0; table < static_cast<int>(ontology.tables.size()); ++table)
            if (const auto country = ontology.at(table).column("country")) {
                builder.add({table, *country, "France"});
                builder.add({table, *country, "Spain"});
            }
        return std::move(builder).build();
    }();
    return mended(sql, ontology, values, which);
}

TEST(Mend, LeavesHonestPostgresqlByteForByte) {
    for (const auto& query : sql::testing::good_queries()) EXPECT_EQ(mend(query, Mend::refused), query);
}

std::string without(std::string text, std::string_view part, std::string_view by = {}) {
    for (auto at = text.find(part); at != text.npos; at = text.find(part)) text.replace(at, part.size(), by);
    return text;
}

TEST(Mend, ChangesOfHonestPostgresqlOnlyHowTextsAreComparedAndWhereNullsStand) {
    const auto apart = [](const std::string& text) { return without(without(text, "ILIKE", "LIKE"), " NULLS LAST"); };
    for (const auto& query : sql::testing::good_queries()) {
        EXPECT_EQ(apart(mend(query)), apart(query));
        EXPECT_TRUE(sql::guard(mend(query), sql::testing::case_policy())) << mend(query);
    }
}

TEST(Mend, MendsASecondTimeNothing) {
    for (const auto& query : sql::testing::good_queries()) EXPECT_EQ(mend(mend(query)), mend(query));
}

TEST(Mend, TakesANameThatNothingHasForAText) {
    EXPECT_EQ(mend(R"(SELECT name FROM customers WHERE country = "Peru")"),
              "SELECT name FROM customers WHERE country = 'Peru'");
    EXPECT_EQ(mend(R"(SELECT name FROM customers WHERE country IN ("Peru", "O'Brien"))"),
              "SELECT name FROM customers WHERE country IN ('Peru', 'O''Brien')");
    EXPECT_EQ(mend(R"(SELECT "name" FROM "customers" WHERE "country" = "city")"),
              R"(SELECT "name" FROM "customers" WHERE "country" = "city")");
    EXPECT_EQ(mend(R"(SELECT name AS "Peru" FROM customers ORDER BY "Peru")"),
              R"(SELECT name AS "Peru" FROM customers ORDER BY "Peru")");
    EXPECT_EQ(mend(R"(SELECT c.name FROM customers AS "c" WHERE "c"."city" = "c")"),
              R"(SELECT c.name FROM customers AS "c" WHERE "c"."city" = "c")");
    // Most likely a column misspelt: the guard's refusal says so.
    EXPECT_EQ(mend(R"(SELECT name FROM customers WHERE "cuntry" = 'Peru')"),
              R"(SELECT name FROM customers WHERE "cuntry" = 'Peru')");
}

TEST(Mend, SpellsNamesAsTheDatabaseDoes) {
    EXPECT_EQ(mend(R"(SELECT `Full Name`, [id] FROM `employees`)"), R"(SELECT "Full Name", id FROM employees)");
    EXPECT_EQ(mend(R"(SELECT e.[full name] FROM hr.employees e)"), R"(SELECT e."Full Name" FROM hr.employees e)");
    EXPECT_EQ(mend(R"(SELECT "T1"."Name" FROM "Customers" AS T1)"), "SELECT t1.name FROM customers AS T1");
    EXPECT_EQ(mend("SELECT tags[1], (ARRAY[1, 2])[1] FROM customers"),
              "SELECT tags[1], (ARRAY[1, 2])[1] FROM customers");
}

TEST(Mend, TakesTheSpellingThatTheDataHas) {
    EXPECT_EQ(mend("SELECT id FROM customers WHERE country = 'france'"),
              "SELECT id FROM customers WHERE country = 'France'");
    EXPECT_EQ(mend("SELECT id FROM customers WHERE country IN ('FRANCE', 'peru')"),
              "SELECT id FROM customers WHERE country IN ('France', 'peru')");
    EXPECT_EQ(mend("SELECT id FROM customers WHERE country = 'france'", Mend::refused),
              "SELECT id FROM customers WHERE country = 'france'");
    EXPECT_EQ(mend("SELECT id FROM customers WHERE city = 'france'"), "SELECT id FROM customers WHERE city = 'france'");
}

TEST(Mend, LeavesWhatIsInsideAnAggregate) {
    for (const std::string query :
         {"SELECT status, percentile_cont(0.5) WITHIN GROUP (ORDER BY total) FROM orders GROUP BY status",
          "SELECT status, round((percentile_cont(0.5) WITHIN GROUP (ORDER BY total - discount))::numeric, 2) FROM "
          "orders "
          "GROUP BY status ORDER BY mode() WITHIN GROUP (ORDER BY channel)",
          "SELECT status, count(*) FILTER (WHERE channel = 'web') FROM orders GROUP BY status",
          "SELECT status IS DISTINCT FROM 'new' AS old, count(*) FROM orders GROUP BY 1"})
        EXPECT_EQ(mend(query), query);
}

TEST(Mend, LeavesWhatItCannotRead) {
    for (const std::string text : {"", "'", "(", ")", "\"", "SELECT [", "SELECT `a", "/* ", "$$", "SELECT '\xff\xfe",
                                   "SELECT\0x", "no SQL at all, sorry", "SELECT"})
        EXPECT_EQ(mend(text), text);
    const std::string deep = std::string(5000, '(') + std::string(5000, ')');
    EXPECT_EQ(mend(deep), deep);
    const std::string large = "SELECT `" + std::string(20000, 'a') + "` FROM customers";
    EXPECT_EQ(mend(large), large);
}

// What says a part twice, inside itself; names that stand for long ones; tables without end.
TEST(Mend, BoundsWhatItMakes) {
    std::string nested = "at";
    for (int i = 0; i < 90; ++i) nested = "TIMESTAMPDIFF(month, at, " + nested + ")";
    std::string sources = "events", uses, items;
    while (sources.size() < 8'000) sources += ",events";
    while (uses.size() < 12'000) uses += "x OR ";
    for (int i = 0; i < 300; ++i) items += "kind || ";
    const std::string large[] = {"SELECT " + nested + " FROM events",
                                 "SELECT `id` FROM " + sources + " WHERE kind = \"a\"",
                                 "SELECT " + items + "kind AS x FROM events WHERE " + uses + "x",
                                 "SELECT " + std::string(1'500, '-') + "\n kind FROM events"};
    for (const auto& query : large) EXPECT_LE(mend(query).size(), 40'000U);
    std::string cases = "kind";
    for (int i = 0; i < 600; ++i) cases = "CASE WHEN " + cases + " THEN 1 END";
    (void)mend("SELECT " + cases + " FROM events");
}

// Whatever the bytes: no crash, and it ends.
TEST(Mend, IsSafeOnBrokenStatements) {
    auto queries = sql::testing::good_queries();
    for (const auto& attack : sql::testing::attacks()) queries.push_back(attack.sql);
    queries.push_back(
        "SELECT TOP 3 strftime('%Y', `at`), group_concat(x SEPARATOR ','), iif(a, \"b\", c) FROM events "
        "LEFT JOIN [orders] GROUP BY kind HAVING n > 2 LIMIT 1, 2 UNION SELECT DISTINCT a ORDER BY b");
    std::mt19937 random(7);
    const std::string_view parts[] = {"(",      ")",     ",",          "'",        "\"",      "`",
                                      "[",      "]",     " GROUP BY ", " SELECT ", ".",       " FROM ",
                                      " CASE ", " END ", "::",         " AS ",     " IN ",    " JOIN ",
                                      "date(",  "--",    "/*",         "\xc3",     " LIMIT ", " UNION "};
    for (const auto& query : queries)
        for (int n = 0; n < 12; ++n) {
            auto broken = query.substr(0, 3000);
            for (int edit = 0; edit <= n / 3; ++edit) {
                const auto place = broken.empty() ? 0 : random() % broken.size();
                if (random() % 2)
                    broken.erase(place, random() % 9);
                else
                    broken.insert(place, parts[random() % std::size(parts)]);
            }
            (void)mend(broken);
        }
}

}  // namespace
}  // namespace pf::tools
