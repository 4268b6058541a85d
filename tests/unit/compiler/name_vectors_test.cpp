#include "compiler/link/name_vectors.hpp"

#include <gtest/gtest.h>

namespace pf::compiler {
namespace {

NameVectors names_of(const std::vector<std::string>& words) {
    NameVectors names;
    for (const auto& word : words) names.add(word, {word}, LinkedBy::vectors);
    return names;
}

TEST(NameVectors, TheNearestNameComesFirst) {
    const auto names = names_of({"city", "customer", "price", "invoice"});
    EXPECT_EQ(names.near("client", 3, 0).at(0).key, "customer");
    EXPECT_EQ(names.near("town", 3, 0).at(0).key, "city");
}

TEST(NameVectors, GiveNoMoreThanAskedForAndNothingUnlikely) {
    const auto names = names_of({"city", "customer", "price", "invoice"});
    EXPECT_EQ(names.near("client", 2, 0).size(), 2U);
    EXPECT_TRUE(names.near("client", 0, 0).empty());
    EXPECT_TRUE(names.near("client", 4, 1.01F).empty());
    for (const auto& near : names.near("client", 4, 0.05F)) EXPECT_GE(near.probability, 0.05F);
}

TEST(NameVectors, KnowNothingOfUnknownWordsAndNames) {
    const auto names = names_of({"xqzzt", "city"});
    EXPECT_EQ(names.size(), 1U);
    EXPECT_TRUE(names.near("xqzzt", 3, 0).empty());
    EXPECT_TRUE(names.near("", 3, 0).empty());
    EXPECT_TRUE(NameVectors().near("city", 3, 0).empty());
}

TEST(NameVectors, TakeANameOnceForEachWayItIsMeant) {
    NameVectors names;
    names.add("birth", {"birth"}, LinkedBy::vectors);
    names.add("birth", {"birth"}, LinkedBy::vectors);
    names.add("birthdat", {"birth", "date"}, LinkedBy::phrase);
    names.add("birthdat", {"birthday"}, LinkedBy::vectors);
    EXPECT_EQ(names.size(), 3U);
}

TEST(NameVectors, AWholeNameIsNearWhereItsWordsAre) {
    NameVectors names;
    names.add("phonenumb", {"phone", "number"}, LinkedBy::phrase);
    names.add("birthdat", {"birth", "date"}, LinkedBy::phrase);
    EXPECT_EQ(names.near("telephone", 1, 0).at(0).key, "phonenumb");
    EXPECT_EQ(names.near("telephone", 1, 0).at(0).by, LinkedBy::phrase);
}

TEST(NameVectors, GapsAreToTheNearestName) {
    const auto near = names_of({"city", "customer"}).near("client", 2, 0);
    EXPECT_EQ(near[0].nearness.company_gap, 0);
    EXPECT_FLOAT_EQ(near[1].nearness.company_gap, near[1].nearness.company - near[0].nearness.company);
}

TEST(NameVectors, NearerIsLikelier) {
    for (const auto by : {LinkedBy::vectors, LinkedBy::phrase}) {
        EXPECT_GT(probability_of({.company = 0.9F, .use = 0.8F}, by),
                  probability_of({.company = 0.3F, .use = 0.3F, .company_gap = -0.2F}, by));
        EXPECT_LT(probability_of({.company = -1, .use = -1, .company_gap = -1, .use_gap = -1}, by), 0.01F);
    }
}

}  // namespace
}  // namespace pf::compiler
