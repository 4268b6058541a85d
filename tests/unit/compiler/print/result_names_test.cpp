#include "compiler/print/result_names.hpp"

#include <gtest/gtest.h>

#include "../plan/small_model.hpp"
#include "compiler/plan/fingerprint.hpp"
#include "compiler/plan/from_sql.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/postgres.hpp"

namespace pf::compiler::plan {
namespace {

using namespace test;

// The names, "-" for a column that keeps its own; the SQL with them is read as the same query.
std::string names_of(std::string_view sql, const SchemaIndex& schema) {
    Arena arena;
    const Terms terms(arena);
    const auto query = from_sql(sql, terms, schema);
    if (!query) return query.error().message;
    auto bare = *query;
    for (auto& shown : bare.select) shown.name = {};
    const auto named = print::with_names(bare, schema, arena);
    const auto back = from_sql(print::to_postgres(named, schema), terms, schema);
    if (!back || fingerprint(*back, schema) != fingerprint(*query, schema)) return "another query";
    std::string made;
    for (const auto& shown : named.select)
        made += (made.empty() ? "" : " ") + (shown.name.empty() ? "-" : std::string(shown.name));
    return made;
}
std::string names(std::string_view sql) {
    static const auto model = sample_model();
    static const SchemaIndex schema(model.ontology, model.values);
    return names_of(sql, schema);
}

TEST(ResultNames, SayWhatIsComputed) {
    EXPECT_EQ(names("SELECT country, sum(funding), avg(funding), count(*) FROM orgs GROUP BY country"),
              "- total_funding average_funding number_of_orgs");
    EXPECT_EQ(names("SELECT min(published_on), max(number) FROM episodes"), "earliest_published_on highest_number");
    EXPECT_EQ(names("SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY funding) FROM orgs"), "median_funding");
    EXPECT_EQ(names("SELECT count(DISTINCT country) FROM orgs"), "number_of_different_countries");
    EXPECT_EQ(names("SELECT date_part('month', published_on), count(*) FROM episodes GROUP BY 1"),
              "month number_of_episodes");
    EXPECT_EQ(names("SELECT o.name, round(avg(g.id), 2) FROM orgs o JOIN guests g ON g.org_id = o.id GROUP BY o.name"),
              "- average_id");
}

TEST(ResultNames, LeaveACountOfAllRowsAndColumnsThatHaveNames) {
    EXPECT_EQ(names("SELECT count(*) FROM orgs WHERE stage = 'Seed'"), "-");
    EXPECT_EQ(names("SELECT name, funding FROM orgs ORDER BY funding LIMIT 3"), "- -");
}

TEST(ResultNames, TellTwoColumnsOfOneNameApart) {
    EXPECT_EQ(names("SELECT g.name, o.name FROM guests g JOIN orgs o ON g.org_id = o.id"), "guest_name org_name");
    EXPECT_EQ(names("SELECT sum(number), sum(number) FROM episodes"), "total_number total_number_2");
}

TEST(ResultNames, AreNoNamesOfColumnsForThoseWouldBeOrderedBy) {
    ModelBuilder builder;
    using Type = ModelBuilder::Type;
    builder.table("sales", {{"id", Type::integer},
                            {"month", Type::integer},
                            {"paid", Type::date},
                            {"amount", Type::number},
                            {"total_amount", Type::number}});
    const auto model = std::move(builder).build();
    const SchemaIndex schema(model.ontology, model.values);
    EXPECT_EQ(names_of("SELECT date_part('month', paid) FROM sales ORDER BY month", schema), "month_2");
    EXPECT_EQ(names_of("SELECT id, sum(amount) FROM sales GROUP BY id, total_amount ORDER BY total_amount", schema),
              "- total_amount_2");
}

TEST(ResultNames, AreNoLongerThanPostgresKeepsThem) {
    const auto made = names(
        "SELECT country, count(*) FILTER (WHERE stage = 'Seed' AND name <> 'A very long name that nobody can read' AND "
        "funding > 1000000) FROM orgs GROUP BY country");
    EXPECT_TRUE(made.starts_with("- number_of_orgs_where_the_stage_is_seed")) << made;
    EXPECT_LE(made.size(), 2 + 63U);
}

}  // namespace
}  // namespace pf::compiler::plan
