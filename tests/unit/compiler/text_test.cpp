#include "compiler/text.hpp"

#include <gtest/gtest.h>

namespace pf::compiler {
namespace {

TEST(Tokenise, KeepsTheDotOfATitleInTheSentence) {
    const auto sentence = tokenise("wines of St. Helena. And prices");
    ASSERT_EQ(sentence.tokens.size(), 6U);
    EXPECT_FALSE(sentence.tokens[3].stop_before);  // Helena
    EXPECT_TRUE(sentence.tokens[4].stop_before);   // And
}

TEST(Tokenise, PutsAWordRightBeforeItLooksForTheFrame) {
    const Speller speller = [](const Token& token) { return token.word == "shwo" ? "show" : ""; };
    const auto tokens = tokenise("Shwo me the prices", speller).tokens;
    const auto meant = tokenise("Show me the prices").tokens;
    ASSERT_EQ(tokens.size(), meant.size());
    EXPECT_EQ(tokens.back().word, "prices");
}

TEST(Tokenise, ReadsADashBetweenANumberAndAHigherOneAsARange) {
    for (const auto sentence : {"prices 100-200", "prices 100 - 200"}) {
        const auto tokens = tokenise(sentence).tokens;
        ASSERT_EQ(tokens.size(), 4U) << sentence;
        EXPECT_EQ(tokens[2].word, "to");
    }
    EXPECT_EQ(tokenise("on 2024-01-31").tokens.size(), tokenise("on 2024 01 31").tokens.size());
    EXPECT_EQ(tokenise("call 555-0123").tokens.size(), 3U);
    EXPECT_EQ(tokenise("a Boeing 737-800").tokens.size(), 4U);
    EXPECT_EQ(tokenise("rounds 9-3").tokens.size(), 3U);
}

TEST(Tokenise, ReadsTheSignOfInequalityInBothSpellings) {
    EXPECT_EQ(tokenise("country != x").tokens[1].word, "<>");
    EXPECT_EQ(tokenise("country <> x").tokens[1].word, "<>");
    EXPECT_TRUE(tokenise("stop! go").tokens[1].stop_before);
}

}  // namespace
}  // namespace pf::compiler
