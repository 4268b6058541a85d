#include "base/secret.hpp"

#include <gtest/gtest.h>

namespace pf {
namespace {

// FIPS 180-4, the example of one block.
TEST(Secret, Sha256OfTheStandardsExample) {
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Secret, TokensHaveTwoHexDigitsAByteAndDiffer) {
    EXPECT_EQ(random_token(16).size(), 32u);
    EXPECT_NE(random_token(16), random_token(16));
}

TEST(Secret, ComparesWholeTexts) {
    EXPECT_TRUE(equal_in_constant_time("secret", "secret"));
    EXPECT_FALSE(equal_in_constant_time("secret", "secreT"));
    EXPECT_FALSE(equal_in_constant_time("secret", "secret1"));
    EXPECT_TRUE(equal_in_constant_time("", ""));
}

}  // namespace
}  // namespace pf
