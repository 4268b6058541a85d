// Which words of a sentence the vocabulary's names are put in place of.
#include "compiler/link/phrases.hpp"

#include <gtest/gtest.h>

namespace pf::compiler {
namespace {

Phrases::Name name(const std::vector<std::string>& words, int table, int column) {
    Phrases::Name made;
    for (const auto& word : words) {
        made.meant.push_back({table, column, static_cast<std::int16_t>(made.words.size())});
        made.words.push_back(word);
    }
    return made;
}

std::string said(const Phrases& phrases, std::string_view text, std::vector<Meant>* meant = nullptr) {
    auto sentence = tokenise(text);
    const auto found = phrases.say(sentence);
    EXPECT_EQ(found.size(), phrases.empty() ? 0 : sentence.tokens.size());
    if (meant) *meant = found;
    std::string made;
    for (const auto& token : sentence.tokens) made += (made.empty() ? "" : " ") + token.word;
    return made;
}

TEST(Phrases, TheLongestIsTakenWhateverItsNumber) {
    Phrases phrases;
    phrases.add("money", name({"cash"}, 0, 1));
    phrases.add("money taken in", name({"net", "revenue"}, 0, 2));
    EXPECT_EQ(said(phrases, "moneys per customer"), "cash per customer");
    std::vector<Meant> meant;
    EXPECT_EQ(said(phrases, "money taken in per customer", &meant), "net revenue per customer");
    EXPECT_EQ(meant[0].column, 2);
    EXPECT_EQ(meant[1].word, 1);
    EXPECT_EQ(meant[2].table, -1);
    EXPECT_EQ(said(phrases, "money, taken in"), "cash taken in");
}

TEST(Phrases, APropertyCountsWhereItsTableIsSaid) {
    Phrases phrases;
    auto active = name({"active"}, 3, 5);
    active.beside = 3;
    phrases.add("live", active);
    phrases.add_table(3, "paying customers");
    EXPECT_EQ(said(phrases, "customers that are live"), "customers that are active");
    EXPECT_EQ(said(phrases, "films that are live"), "films that are live");
}

TEST(Phrases, TheFirstOfTwoNamesOfAPhraseStays) {
    Phrases phrases;
    phrases.add("sales", name({"revenue"}, 0, 1));
    phrases.add("Sales", name({"orders"}, 1, -1));
    phrases.add("...", name({"nothing"}, 1, -1));
    EXPECT_EQ(said(phrases, "sales by month"), "revenue by month");
}

TEST(Phrases, ASentenceNeverGrowsBeyondItsBound) {
    Phrases phrases;
    phrases.add("x", name({"a", "b", "c"}, 0, 1));
    std::string text;
    for (std::size_t i = 0; i < max_tokens; ++i) text += "x ";
    auto sentence = tokenise(text);
    (void)phrases.say(sentence);
    EXPECT_LE(sentence.tokens.size(), max_tokens);
}

}  // namespace
}  // namespace pf::compiler
