#include "pitboss/said_words.hpp"

#include <gtest/gtest.h>

namespace pf::pitboss {
namespace {

SaidWord word(std::string_view sentence, std::string_view text) {
    return {sentence.find(text), text.size(), "value", "", "", "", false};
}

TEST(PlaceSaidWords, CountsAsJavaScriptDoesAndKeepsTheBlanksThatWereTyped) {
    const std::string_view sentence = "Find 🦄 in São Paulo";
    std::vector<SaidWord> words{word(sentence, "🦄"), word(sentence, "São Paulo")};
    place(words, "  Find \t 🦄 in São \n Paulo", sentence);
    ASSERT_EQ(words.size(), 2U);
    EXPECT_EQ(words[0].offset, 9U);
    EXPECT_EQ(words[0].length, 2U);
    EXPECT_EQ(words[1].offset, 15U);
    EXPECT_EQ(words[1].length, 11U);
}

TEST(PlaceSaidWords, LeavesNoneInAnotherSentence) {
    std::vector<SaidWord> words{word("List orgs", "orgs")};
    place(words, "LIST_ORGS", "List orgs");
    EXPECT_TRUE(words.empty());
}

}  // namespace
}  // namespace pf::pitboss
