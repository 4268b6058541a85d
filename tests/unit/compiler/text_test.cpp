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

TEST(Typo, IsOneLetterInsertedLeftOutReplacedOrSwapped) {
    EXPECT_TRUE(one_typo_apart("episode", "episde"));
    EXPECT_TRUE(one_typo_apart("episde", "episode"));
    EXPECT_TRUE(one_typo_apart("guest", "gusst"));
    EXPECT_TRUE(one_typo_apart("guest", "geust"));
    EXPECT_FALSE(one_typo_apart("guest", "guest"));
    EXPECT_FALSE(one_typo_apart("guest", "gtseu"));
    EXPECT_FALSE(one_typo_apart("guest", "gue"));
}

}  // namespace
}  // namespace pf::compiler
