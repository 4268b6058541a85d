#include "tools/named_columns.hpp"

#include <gtest/gtest.h>

#include "unit/model/sample_catalogue.hpp"

namespace pf::tools {
namespace {

std::string named(std::string_view sql, const std::vector<std::string>& names) {
    return with_column_names(sql, names, test::sample_catalogue());
}

TEST(NamedColumns, StandBehindWhatHasNoNameOfItsOwn) {
    EXPECT_EQ(named("SELECT city, sum(total), count(*) AS n FROM orders GROUP BY city", {"", "total_of_all", "number"}),
              R"(SELECT city, sum(total) AS "total_of_all", count(*) AS n FROM orders GROUP BY city)");
    EXPECT_EQ(named("WITH a AS (SELECT max(id) FROM orders) SELECT 1 + 1, (SELECT min(id) FROM orders) FROM a",
                    {"two", "least"}),
              R"(WITH a AS (SELECT max(id) FROM orders) SELECT 1 + 1 AS "two", )"
              R"((SELECT min(id) FROM orders) AS "least" FROM a)");
    EXPECT_EQ(named("SELECT DISTINCT avg(total) FILTER (WHERE id > 3) OVER (ORDER BY id) FROM orders", {"x"}),
              R"(SELECT DISTINCT avg(total) FILTER (WHERE id > 3) OVER (ORDER BY id) AS "x" FROM orders)");
}

TEST(NamedColumns, AreLeftOutWhereTheyDoNotFit) {
    for (const std::string sql : {"SELECT * FROM orders", "SELECT sum(total) FROM orders UNION SELECT 1", "nothing", "",
                                  "SELECT sum(total, FROM orders", "SELECT id, total FROM orders"})
        EXPECT_EQ(named(sql, {"a", "b", "c"}), sql);
    EXPECT_EQ(named("SELECT sum(total) FROM orders UNION SELECT 1", {"a"}),
              "SELECT sum(total) FROM orders UNION SELECT 1");
    EXPECT_EQ(named("SELECT sum(total) FROM orders", {""}), "SELECT sum(total) FROM orders");
}

}  // namespace
}  // namespace pf::tools
