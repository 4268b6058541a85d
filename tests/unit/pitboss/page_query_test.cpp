#include "pitboss/page_query.hpp"

#include <gtest/gtest.h>

namespace pf::pitboss {
namespace {

const Relation view{"rule_views", "rule_x", {{"id", "bigint"}, {"na\"me", "text"}, {"payload", "json"}}, {}, true};

TEST(PageQuery, KeepsTheStoredOrderWithoutASort) {
    const auto queries = page_queries(view, {});
    ASSERT_TRUE(queries);
    EXPECT_EQ(queries->rows.text(), "SELECT * FROM \"rule_views\".\"rule_x\" LIMIT 100 OFFSET 0");
    EXPECT_EQ(queries->count.text(), "SELECT count(*) FROM \"rule_views\".\"rule_x\"");
}

TEST(PageQuery, MakesASortTotalSoThatPagesDoNotOverlap) {
    PageRequest request;
    request.sort = {{"id", true}, {"na\"me", false}, {"id", false}};
    EXPECT_NE(page_queries(view, request)
                  ->rows.text()
                  .find("ORDER BY \"id\" DESC NULLS LAST, \"na\"\"me\" ASC NULLS LAST, ctid"),
              std::string::npos);
    Relation table = view;
    table.tie_breaker = {"id"};
    request.sort = {{"na\"me", false}};
    EXPECT_NE(page_queries(table, request)->rows.text().find("\"na\"\"me\" ASC NULLS LAST, \"id\""), std::string::npos);
}

TEST(PageQuery, QuotesNamesAndValues) {
    PageRequest request;
    request.where = {{"na\"me", "eq", "O'Reilly"}};
    EXPECT_NE(page_queries(view, request)->rows.text().find("WHERE \"na\"\"me\" = 'O''Reilly'"), std::string::npos);
}

TEST(PageQuery, TakesPercentAndUnderscoreLiterally) {
    PageRequest request;
    request.where = {{"id", "contains", "50%_"}};
    EXPECT_NE(page_queries(view, request)->rows.text().find("\"id\"::text ILIKE E'%50\\\\%\\\\_%'"), std::string::npos)
        << page_queries(view, request)->rows.text();
}

TEST(PageQuery, ComparesJsonAsText) {
    PageRequest request;
    request.sort = {{"payload", false}};
    EXPECT_NE(page_queries(view, request)->rows.text().find("ORDER BY \"payload\"::text"), std::string::npos);
}

TEST(PageQuery, AListBecomesAnArrayWhateverItHolds) {
    PageRequest request;
    request.where = {{"na\"me", "in", "a,b\"c"}};
    EXPECT_NE(page_queries(view, request)->rows.text().find(R"(= ANY(E'{"a","b\\"c"}'))"), std::string::npos)
        << page_queries(view, request)->rows.text();
}

TEST(PageQuery, RefusesWhatDoesNotExistNamingWhatDoes) {
    PageRequest request;
    request.sort = {{"nope", false}};
    const auto refused = page_queries(view, request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid_request);
    EXPECT_NE(refused.error().hint.find("payload"), std::string::npos);
    request = {};
    request.where = {{"id", "like", "1"}};
    EXPECT_NE(page_queries(view, request).error().hint.find("contains"), std::string::npos);
}

TEST(PageQuery, RefusesLimitsOutOfRange) {
    for (const std::int64_t limit : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1001}}) {
        PageRequest request;
        request.limit = limit;
        EXPECT_FALSE(page_queries(view, request)) << limit;
    }
    PageRequest request;
    request.offset = -1;
    EXPECT_FALSE(page_queries(view, request));
}

TEST(PageQuery, StaysWithinWhatALinkShows) {
    PageRequest request;
    request.where = {{"id", "gt", "3"}};
    request.within = Within{{{"payload", "notnull", ""}}, "x", {"payload"}};
    const auto within = bounded(view, request);
    ASSERT_TRUE(within);
    const auto text = page_queries(view, *within)->rows.text();
    EXPECT_TRUE(text.starts_with("SELECT \"id\", \"na\"\"me\" FROM")) << text;
    EXPECT_NE(text.find("\"id\" > '3' AND \"payload\" IS NOT NULL AND ("), std::string::npos) << text;
    EXPECT_EQ(shown_columns(view, *within).size(), 2u);
    for (const auto change :
         {+[](PageRequest& asked) {
              asked.where = {{"payload", "notnull", ""}};
          },
          +[](PageRequest& asked) {
              asked.sort = {{"payload", false}};
          },
          +[](PageRequest& asked) { asked.group = Grouping{.column = "payload"}; },
          +[](PageRequest& asked) { asked.group = Grouping{.column = "id", .aggregate = "max", .of = "payload"}; }}) {
        auto asked = request;
        change(asked);
        const auto refused = bounded(view, asked);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().hint.find("payload"), std::string::npos);
        EXPECT_EQ(refused.error().message.find(view.name), std::string::npos);
    }
}

TEST(CsvQuery, DefusesTextCellsAndHeadersThatASpreadsheetWouldRun) {
    const Relation risky{"rule_views", "v", {{"=cmd", "text"}, {"n", "integer"}}, {}, true};
    const auto copy = csv_query(risky, {}, true);
    ASSERT_TRUE(copy);
    EXPECT_NE(copy->text().find("AS \"'=cmd\""), std::string::npos);
    EXPECT_NE(copy->text().find("CASE WHEN left(\"=cmd\", 1)"), std::string::npos);
    EXPECT_NE(copy->text().find(", \"n\" AS \"n\""), std::string::npos);
    EXPECT_EQ(csv_query(risky, {}, false)->text().find("CASE"), std::string::npos);
}

}  // namespace
}  // namespace pf::pitboss
