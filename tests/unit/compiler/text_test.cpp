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

TEST(Tokenise, CorrectsAMistypedCueWord) {
    EXPECT_EQ(tokenise("the mininum price").tokens[1].word, "minimum");
    EXPECT_EQ(tokenise("in descennding order").tokens[1].word, "descending");
    EXPECT_EQ(tokenise("the minimal price").tokens[1].word, "minimal");
}

}  // namespace
}  // namespace pf::compiler
