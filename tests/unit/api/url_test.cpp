#include "api/url.hpp"

#include <gtest/gtest.h>

namespace pf::api {
namespace {

TEST(Target, SplitsPathAndQuery) {
    const auto target = parse_target("/api/views/rule_x?sort=a%20b&dir=desc&filter=a+b&where=k:eq:v&empty=&bare");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/api/views/rule_x");
    EXPECT_EQ(target->segments, (std::vector<std::string>{"api", "views", "rule_x"}));
    ASSERT_EQ(target->query.size(), 6u);
    EXPECT_EQ(target->query[0].value, "a b");
    EXPECT_EQ(target->query[2].value, "a b");
    EXPECT_EQ(target->query[3].value, "k:eq:v");
    EXPECT_EQ(target->query[5].name, "bare");
    EXPECT_EQ(target->query[5].value, "");
}

TEST(Target, KeepsAnEncodedSlashInsideItsSegment) {
    const auto target = parse_target("/api/tables/a%2Fb%20%C3%A4+c");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->segments, (std::vector<std::string>{"api", "tables", "a/b ä+c"}));
}

TEST(Target, RefusesWhatIsNoText) {
    for (const char* target :
         {"", "x", "http://example.com/", "*", "/%", "/%4", "/%zz", "/a?x=%00", "/%ff", "/a?x=%", "/a?x=%C3", "/a#b"})
        EXPECT_FALSE(parse_target(target)) << target;
}

TEST(Target, RefusesToClimb) {
    for (const char* target : {"/..", "/../etc/passwd", "/a/../b", "/a/..", "/a/./b", "/%2e%2e/x", "/.%2E"}) {
        const auto parsed = parse_target(target);
        ASSERT_FALSE(parsed) << target;
        EXPECT_EQ(parsed.error().kind, ErrorKind::invalid_request);
    }
    EXPECT_TRUE(parse_target("/...")) << "three are a name";
    EXPECT_TRUE(parse_target("/a?to=../b"));
}

TEST(Target, FindsNothingByANameWithNul) {
    EXPECT_EQ(parse_target("/api/views/%22%00%27").error().kind, ErrorKind::not_found);
}

TEST(Target, DecodesEscapesOnce) {
    EXPECT_EQ(parse_target("/a%252Fb")->path, "/a%2Fb");
    EXPECT_EQ(parse_target("/..%2f..%2fetc")->segments, (std::vector<std::string>{"../../etc"}));
    EXPECT_EQ(parse_target("/a/")->segments, (std::vector<std::string>{"a", ""}));
}

TEST(PercentEncoding, RoundTrips) {
    const std::string text = "rule \"x\" 50% ä/🦄~-._";
    EXPECT_EQ(*percent_decode(percent_encode(text), false), text);
    EXPECT_EQ(percent_encode("a b/c"), "a%20b%2Fc");
}

}  // namespace
}  // namespace pf::api
