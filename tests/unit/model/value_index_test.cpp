#include "model/value_index.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

#include "model/value_words.hpp"

namespace pf::model {
namespace {

ValueIndex index_of(const std::vector<ValueIndex::Entry>& entries) {
    ValueIndex::Builder builder;
    for (const auto& entry : entries) EXPECT_TRUE(builder.add(entry)) << entry.value;
    return std::move(builder).build();
}

std::string shown(const std::vector<ValueIndex::Entry>& entries) {
    std::string text;
    for (const auto& entry : entries)
        text += (text.empty() ? "" : " | ") + std::to_string(entry.table) + "." + std::to_string(entry.column) + " " +
                std::string(entry.value);
    return text;
}

TEST(ValueWords, AreLowerCaseLettersAndDigits) {
    EXPECT_EQ(value_words("C\u00f4te d'Ivoire (CI)"), "c\u00f4te d ivoire ci");
    EXPECT_EQ(value_words("  Series-A  "), "series a");
    EXPECT_EQ(value_words("\u00c9COLE \u0141\u00d3D\u0179 \u0391\u03a9 \u041c\u041e\u0421\u041a\u0412\u0410"),
              "\u00e9cole \u0142\u00f3d\u017a \u03b1\u03c9 \u043c\u043e\u0441\u043a\u0432\u0430");
    EXPECT_EQ(value_words("3.5%"), "3 5");
    EXPECT_EQ(value_words("\u6771\u4eac"), "\u6771\u4eac");
    EXPECT_EQ(value_words(" -\u2013\u2026! "), "");
    EXPECT_EQ(value_words(std::string("a\xff\x00z\xc3", 5)), "a z");
}

TEST(ValueWords, AreFoundWithoutTheirMarksToo) {
    EXPECT_EQ(without_marks("m\u00fcnchen"), "munchen");
    EXPECT_EQ(without_marks("m\u00fcnchen", true), "muenchen");
    EXPECT_EQ(without_marks("\u0142\u00f3d\u017a stra\u00dfe \u6771"), "lodz strasse \u6771");
    const auto index = index_of({{0, 1, "M\u00fcnchen"}, {0, 1, "Oslo"}});
    EXPECT_EQ(shown(index.matches("munchen")), "0.1 M\u00fcnchen");
    EXPECT_EQ(shown(index.matches("muenchen")), "0.1 M\u00fcnchen");
    EXPECT_EQ(shown(index.matches("m\u00fcnchen")), "0.1 M\u00fcnchen");
}

TEST(ValueIndex, FindsAValueByOtherWords) {
    ValueIndex::Builder builder;
    EXPECT_TRUE(builder.add({0, 1, "C", "Closed for good"}));
    const auto index = std::move(builder).build();
    EXPECT_EQ(shown(index.matches("closed for good")), "0.1 C");
    EXPECT_EQ(shown(index.matches("c")), "");
}

TEST(ValueIndex, FindsWordsInsideOfShortValues) {
    const auto index = index_of({{0, 1, "Type 2 diabetes"},
                                 {0, 2, "Berlin Chapter"},
                                 {1, 0, "West Berlin Chapter"},
                                 {1, 1, "a sentence of more than six words on diabetes"}});
    EXPECT_EQ(shown(index.containing("diabetes", 9)), "0.1 Type 2 diabetes");
    EXPECT_EQ(shown(index.containing("2 diabetes", 9)), "0.1 Type 2 diabetes");
    EXPECT_EQ(shown(index.containing("berlin", 9)), "1.0 West Berlin Chapter");
    EXPECT_EQ(index.containing("chapter", 9).size(), 2U);
    EXPECT_EQ(index.containing("chapter", 1).size(), 1U);
    EXPECT_EQ(shown(index.containing("diabet", 9)), "");
    EXPECT_EQ(shown(index.containing("type", 9)), "");
}

TEST(ValueIndex, FindsLeadingMatchesLongestFirst) {
    const auto index = index_of({{0, 1, "New"},
                                 {1, 0, "New York"},
                                 {0, 1, "New York City"},
                                 {2, 2, "York"},
                                 {3, 0, "new-york"},
                                 {0, 1, "Newark"}});
    EXPECT_EQ(shown(index.matches("new york city hall")), "0.1 New York City | 1.0 New York | 3.0 new-york | 0.1 New");
    EXPECT_EQ(shown(index.matches("new yorkers")), "0.1 New");
    EXPECT_EQ(shown(index.matches("york")), "2.2 York");
    EXPECT_EQ(shown(index.matches("ne")), "");
    EXPECT_EQ(shown(index.matches("")), "");
}

TEST(ValueIndex, FindsEntriesByTheirFirstWord) {
    const auto index = index_of({{0, 1, "New"}, {1, 0, "New York"}, {0, 1, "Newark"}, {5, 5, "new york city"}});
    EXPECT_EQ(shown(index.starting_with("new")), "5.5 new york city | 1.0 New York | 0.1 New");
    EXPECT_EQ(shown(index.starting_with("york")), "");
}

TEST(ValueIndex, CompletesAPrefix) {
    const auto index = index_of({{0, 1, "Newark"}, {1, 0, "New York"}, {0, 1, "Oslo"}, {0, 2, "new"}});
    EXPECT_EQ(shown(index.completions("new", 10)), "0.2 new | 1.0 New York | 0.1 Newark");
    EXPECT_EQ(shown(index.completions("new y", 10)), "1.0 New York");
    EXPECT_EQ(shown(index.completions("new", 2)), "0.2 new | 1.0 New York");
}

TEST(ValueIndex, KeepsTheSameTextOfSeveralColumnsApart) {
    const auto index = index_of({{3, 1, "French"}, {1, 2, "French"}, {1, 1, "FRENCH"}, {1, 1, "French"}});
    EXPECT_EQ(shown(index.matches("french")), "1.1 FRENCH | 1.1 French | 1.2 French | 3.1 French");
    for (const auto& entry : index.matches("french")) EXPECT_EQ(entry.words, "french");
}

TEST(ValueIndex, LeavesOutProseAndTextsWithoutWords) {
    ValueIndex::Builder builder;
    EXPECT_FALSE(builder.add({0, 0, std::string(121, 'x')}));
    EXPECT_TRUE(builder.add({0, 0, std::string(120, 'x')}));
    EXPECT_FALSE(builder.add({0, 0, "--"}));
    EXPECT_FALSE(builder.add({0, 0, ""}));
    EXPECT_EQ(std::move(builder).build().size(), 1u);
}

TEST(ValueIndex, StaysWithinItsMemory) {
    ValueIndexLimits limits;
    limits.max_bytes = 100'000;
    ValueIndex::Builder builder(limits);
    int kept = 0;
    for (int i = 0; i < 100'000; ++i) kept += builder.add({0, 0, "Value number " + std::to_string(i)});
    EXPECT_LT(kept, 3000);
    EXPECT_GT(kept, 1000);
    const auto index = std::move(builder).build();
    EXPECT_LE(index.bytes(), limits.max_bytes);
    EXPECT_EQ(index.size(), static_cast<std::size_t>(kept));
}

TEST(ValueIndex, SharesEqualTexts) {
    ValueIndex::Builder builder;
    const std::string text(100, 'x');
    for (int column = 0; column < 1000; ++column) builder.add({0, column, text});
    const auto index = std::move(builder).build();
    EXPECT_LT(index.bytes(), 20'000u);
    EXPECT_EQ(index.matches(text).size(), 1000u);
}

TEST(ValueIndex, RemembersWhatEachColumnIsLike) {
    ValueIndex::Builder builder;
    ValueIndex::ColumnSummary summary;
    summary.distinct = 3;
    summary.complete = true;
    summary.high = 9;
    summary.examples = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
    builder.summarise(2, 1, summary);
    const auto index = std::move(builder).build();
    EXPECT_EQ(index.summary(2, 1).distinct, 3u);
    EXPECT_TRUE(index.summary(2, 1).complete);
    EXPECT_EQ(index.summary(2, 1).high, 9);
    EXPECT_TRUE(std::isnan(index.summary(2, 1).low));
    EXPECT_EQ(index.summary(2, 1).examples.size(), 8u);
    EXPECT_EQ(index.summary(0, 0).distinct, 0u);
    EXPECT_FALSE(index.summary(0, 0).complete);
}

TEST(ValueIndex, IsEmptyWhenNothingWasAdded) {
    const ValueIndex index;
    EXPECT_EQ(index.size(), 0u);
    EXPECT_TRUE(index.matches("a b").empty());
    EXPECT_TRUE(index.starting_with("a").empty());
    EXPECT_TRUE(index.completions("", 5).empty());
}

TEST(ValueIndex, SurvivesAnyBytes) {
    std::mt19937 random(7);
    ValueIndex::Builder builder;
    std::map<std::string, int> expected;
    for (int i = 0; i < 3000; ++i) {
        std::string text;
        for (unsigned length = random() % 12; length-- > 0;)
            text += static_cast<char>("ab AB\xc3\xa9\xff\x00z "[random() % 11]);
        if (builder.add({i, 0, text})) ++expected[value_words(text)];
    }
    const auto index = std::move(builder).build();
    for (const auto& [words, count] : expected) {
        int found = 0;
        for (const auto& entry : index.matches(words)) found += entry.words == words;
        EXPECT_EQ(found, count) << words;
    }
}

}  // namespace
}  // namespace pf::model
