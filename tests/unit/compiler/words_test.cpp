// What the lists of words/ hold, and that every value in them can be read.
#include "compiler/words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/ascii.hpp"
#include "compiler/lexicon.hpp"
#include "compiler/text.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

TEST(Words, AreOfTheirClassesAndNoOthers) {
    EXPECT_TRUE(is("without", WordClass::negation));
    EXPECT_TRUE(is("without", WordClass::stop_word));
    EXPECT_FALSE(is("without", WordClass::aggregate));
    EXPECT_TRUE(classes_of("zyzzyva").none());
    EXPECT_TRUE(classes_of("").none());
}

TEST(Words, OfAnIncludedClassBelongToTheClassThatIncludesIt) {
    for (const auto& entry : words_in(WordClass::stop_word)) EXPECT_TRUE(is(entry.word, WordClass::function_word));
}

TEST(Words, HaveTheValueOfTheClassThatIsAsked) {
    EXPECT_EQ(value_of("max", WordClass::abbreviation), "maximum");
    EXPECT_EQ(value_of("max", WordClass::aggregate), "max");
    EXPECT_EQ(value_of("max", WordClass::negation), "");
    EXPECT_EQ(value_of("zyzzyva", WordClass::aggregate), "");
}

TEST(Words, StandInTheOrderOfTheirList) {
    const auto words = words_in(WordClass::ordinal_ending);
    ASSERT_GE(words.size(), 2U);
    EXPECT_EQ(words[0].word, "st");
    EXPECT_EQ(words[1].word, "nd");
}

TEST(Words, AreLowerCaseSoThatTokensFindThem) {
    for (std::size_t of = 0; of < word_classes; ++of)
        for (const auto& entry : words_in(static_cast<WordClass>(of))) EXPECT_EQ(entry.word, lower(entry.word));
}

// A malformed value throws at the first look-up of its table.
TEST(Words, HaveValuesThatCanBeRead) {
    for (const auto& entry : words_in(WordClass::aggregate)) EXPECT_NE(aggregate_cue(entry.word), Summary::none);
    for (const auto& entry : words_in(WordClass::superlative)) EXPECT_EQ(std::abs(superlative_cue(entry.word)), 1);
    for (const auto& entry : words_in(WordClass::measure)) {
        ASSERT_NE(measure_cue(entry.word), nullptr);
        EXPECT_FALSE(measure_cue(entry.word)->columns.empty());
    }
    for (const auto& entry : words_in(WordClass::unit_of_measure)) {
        ASSERT_TRUE(unit_of_measure(entry.word));
        EXPECT_GT(unit_of_measure(entry.word)->size, 0);
    }
    for (const auto& entry : words_in(WordClass::cardinal)) EXPECT_TRUE(cardinal(entry.word));
    for (const auto& entry : words_in(WordClass::ordinal)) EXPECT_TRUE(ordinal(entry.word));
    for (const auto& entry : words_in(WordClass::scale)) EXPECT_GE(scale_of(entry.word), 100);
    for (const auto& entry : words_in(WordClass::kindred)) EXPECT_FALSE(kindred(entry.word).empty());
}

TEST(Words, OfATokenAreThoseOfItsWordAsItIsRead) {
    const Speller speller = [](const Token& token) { return token.word == "minimun" ? "minimum" : ""; };
    const auto sentence = tokenise("Cats that don't eat, \"Not\" and the Minimun", speller);
    const auto& tokens = sentence.tokens;
    ASSERT_EQ(tokens.size(), 9U);
    EXPECT_TRUE(tokens[3].is(WordClass::negation));   // 't
    EXPECT_TRUE(tokens[5].is(WordClass::negation));   // whatever its case
    EXPECT_TRUE(tokens[8].is(WordClass::aggregate));  // typed wrong
    EXPECT_TRUE(is_at(tokens, 1, WordClass::that));
    EXPECT_FALSE(is_at(tokens, -1, WordClass::that));
    EXPECT_FALSE(is_at(tokens, 9, WordClass::that));
}

TEST(Words, OfPlacesStandForEachOther) {
    const auto aliases = value_aliases("united states census");
    ASSERT_EQ(aliases.size(), 3U);
    EXPECT_EQ(aliases[0].said, "united states");
    EXPECT_EQ(aliases[0].stands_for, "united states of america");
    EXPECT_EQ(aliases[2].stands_for, "us");
    EXPECT_TRUE(value_aliases("unitedly").empty());
}

TEST(WordNet, TellsTheMeasureThatAnAdjectiveSaysAValueOf) {
    EXPECT_THAT(related("heavy", WordNetRelation::attribute), testing::Contains("weight"));
    EXPECT_THAT(related("hefty", WordNetRelation::attribute), testing::Contains("weight")) << "through heavy";
    EXPECT_THAT(related("weight", WordNetRelation::attribute), testing::Contains("heavy"));
}

TEST(WordNet, KeepsItsRelationsApart) {
    EXPECT_THAT(related("old", WordNetRelation::similar), testing::Contains("elderly"));
    EXPECT_THAT(related("old", WordNetRelation::attribute), testing::Not(testing::Contains("elderly")));
    EXPECT_THAT(related("price", WordNetRelation::derived), testing::Contains("pricy"));
    EXPECT_THAT(synonyms("price"), testing::Contains("cost"));
    EXPECT_EQ(synonyms("price"), related("price", WordNetRelation::synonym));
}

TEST(WordNet, TellsNounsForPersonsByTheirFirstSense) {
    for (const auto word : {"customer", "customers", "student", "physicians"})
        EXPECT_TRUE(is_person_noun(word)) << word;
    for (const auto word : {"order", "date", "cat", "machines", "xqzzt"}) EXPECT_FALSE(is_person_noun(word)) << word;
}

TEST(WordNet, SaysLittleAndNothingOfUnknownWords) {
    for (const auto relation :
         {WordNetRelation::synonym, WordNetRelation::attribute, WordNetRelation::similar, WordNetRelation::derived}) {
        EXPECT_LE(related("good", relation).size(), 8U);
        EXPECT_TRUE(related("xqzzt", relation).empty());
        EXPECT_TRUE(related("", relation).empty());
    }
}

}  // namespace
}  // namespace pf::compiler
