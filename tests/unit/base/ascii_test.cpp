#include "base/ascii.hpp"

#include <gtest/gtest.h>

namespace pf {
namespace {

TEST(Ascii, LowersLettersFromAToZOnly) { EXPECT_EQ(lower("AZ az [@ \xC3\x89"), "az az [@ \xC3\x89"); }

TEST(Ascii, ComparesWithoutCase) {
    EXPECT_TRUE(equal_but_for_case("Content-Type", "content-TYPE"));
    EXPECT_FALSE(equal_but_for_case("content", "content-type"));
    EXPECT_FALSE(equal_but_for_case("@", "`"));
}

TEST(Ascii, TrimsWhiteSpaceAtBothEnds) {
    EXPECT_EQ(trimmed(" \t a b\n"), "a b");
    EXPECT_EQ(trimmed(" \n "), "");
    EXPECT_EQ(trimmed("\n a ", " "), "\n a");
}

}  // namespace
}  // namespace pf
