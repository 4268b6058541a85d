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

TEST(Secret, MakesTheHmacOfRfc4231) {
    EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

}  // namespace
}  // namespace pf
