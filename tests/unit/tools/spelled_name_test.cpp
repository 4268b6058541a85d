#include "tools/spelled_name.hpp"

#include <gtest/gtest.h>

#include "sql/guard.hpp"
#include "sql/identifier.hpp"
#include "tools/mend/mend.hpp"

namespace pf::tools {
namespace {

TEST(SpelledName, IsPlainWherePostgresqlReadsItSo) {
    EXPECT_EQ(spelled_name("date_founded"), "date_founded");
    EXPECT_EQ(spelled_name("order"), "\"order\"");
    EXPECT_EQ(spelled_name("Full Name"), "\"Full Name\"");
    EXPECT_EQ(spelled_name("1st"), "\"1st\"");
    EXPECT_EQ(spelled_name("größe"), "\"größe\"");
    EXPECT_EQ(spelled_name("a\"b"), "\"a\"\"b\"");
    EXPECT_EQ(spelled_name(""), "\"\"");
}

// One line, whatever it is; and PostgreSQL's own parser reads the name back.
TEST(SpelledName, GivesTheCodesOfWhatWouldNotShow) {
    EXPECT_EQ(spelled_name("a\nb"), R"(U&"a\000Ab")");
    EXPECT_EQ(spelled_name("```"), R"(U&"\0060\0060\0060")");
    EXPECT_EQ(spelled_name("x\u202ey\U000E0041"), R"(U&"x\202Ey\+0E0041")");
    EXPECT_EQ(spelled_name("a\\\n\"b"), R"(U&"a\\\000A""b")");
    for (const std::string name :
         {"a\nb", "```", "x\u202ey\U000E0041", "a\\\n\"b", "tab\there", "\u200bzero", "nb\u00a0sp"}) {
        const sql::GuardPolicy policy{{{"s", "t", {name}}}, {"s"}};
        const auto query = "SELECT " + spelled_name(name) + " FROM t";
        const auto guarded = sql::guard(query, policy);
        ASSERT_TRUE(guarded) << query << ": " << guarded.error().message;
        EXPECT_NE(guarded->text().find(sql::quote_identifier(name)), std::string::npos) << guarded->text();
        EXPECT_EQ(mended(query, {}, {}), query);
    }
}

}  // namespace
}  // namespace pf::tools
