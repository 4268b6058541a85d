#include "pitboss/group_query.hpp"

#include <gtest/gtest.h>

namespace pf::pitboss {
namespace {

const Relation view{
    "rule_views",
    "rule_x",
    {{"kind", "text"}, {"at", "timestamp with time zone"}, {"pri\"ce", "numeric(8,2)"}, {"payload", "json"}},
    {},
    true};

PageRequest grouped(Grouping group) {
    PageRequest request;
    request.group = std::move(group);
    return request;
}
std::string rows(Grouping group) {
    const auto made = group_queries(view, grouped(std::move(group)));
    return made ? made->queries.rows.text() : made.error().message;
}

TEST(GroupQuery, CountsTheRowsOfEachValueTheLargestFirst) {
    EXPECT_EQ(rows({"kind"}),
              "SELECT \"kind\"::text, count(*) FROM \"rule_views\".\"rule_x\" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1 "
              "LIMIT 100 OFFSET 0");
}

TEST(GroupQuery, PutsMomentsAndNumbersIntoBucketsInTheirOrder) {
    EXPECT_EQ(rows({"at", "month"}),
              "SELECT date_trunc('month', \"at\")::date, count(*) FROM \"rule_views\".\"rule_x\" GROUP BY 1 ORDER BY 1 "
              "LIMIT 100 OFFSET 0");
    EXPECT_NE(rows({"at", "quarter"}).find("date_trunc('quarter', \"at\")::date"), std::string::npos);
    EXPECT_NE(rows({"pri\"ce", "0.5"})
                  .find("floor(\"pri\"\"ce\"::double precision / '0.5'::double precision) * '0.5'::double precision"),
              std::string::npos);
}

TEST(GroupQuery, AddsUpNumbersAndNamesItsColumns) {
    const auto made = group_queries(view, grouped({"kind", "", "sum", "pri\"ce"}));
    ASSERT_TRUE(made);
    EXPECT_NE(made->queries.rows.text().find("sum(\"pri\"\"ce\"::double precision)"), std::string::npos);
    EXPECT_EQ(made->columns[1].name, "sum of pri\"ce");
    EXPECT_EQ(made->columns[1].type, "double precision");
}

TEST(GroupQuery, KeepsConditionsAndCountsTheGroups) {
    PageRequest request = grouped({"kind"});
    request.where = {{"kind", "ne", "O'Reilly"}};
    EXPECT_EQ(
        group_queries(view, request)->queries.count.text(),
        "SELECT count(*) FROM (SELECT \"kind\"::text FROM \"rule_views\".\"rule_x\" WHERE \"kind\" IS DISTINCT FROM "
        "'O''Reilly' GROUP BY 1) AS groups");
}

TEST(GroupQuery, RefusesWhatDoesNotSuitTheColumn) {
    EXPECT_EQ(rows({"nonsense"}), "group: rule_x has no column \"nonsense\".");
    EXPECT_EQ(rows({"kind", "day"}), "bucket: kind is a text; only numbers and moments have buckets.");
    EXPECT_EQ(rows({"at", "5"}), "bucket: \"5\" does not suit at, a timestamp with time zone.");
    EXPECT_EQ(rows({"pri\"ce", "1'; DROP"}), "bucket: \"1'; DROP\" is no number above 0.");
    EXPECT_EQ(rows({"pri\"ce", "-1"}), "bucket: \"-1\" is no number above 0.");
    EXPECT_EQ(rows({"kind", "", "sum", "kind"}), "value: kind is a text, not a number.");
    EXPECT_EQ(rows({"kind", "", "median", "pri\"ce"}), "value: \"median\" is no aggregate.");
}

}  // namespace
}  // namespace pf::pitboss
