// The parts of a sentence that it may be said without.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "compiler/compile.hpp"
#include "sample_model.hpp"

namespace pf::compiler {
namespace {

using testing::ElementsAre;

Compiler sample_compiler() {
    const auto model = test::sample_model();
    return Compiler(model.ontology, model.values);
}

std::vector<std::string> said(const std::string& sentence) {
    std::vector<std::string> made;
    for (const auto& part : sample_compiler().parts(sentence).parts)
        made.push_back(part.kind + ": " + part.label + " → " + part.without);
    return made;
}

TEST(SentenceParts, ConditionGoesWithTheWordsThatLeadToIt) {
    EXPECT_THAT(said("Find all orgs in Germany"), ElementsAre("condition: country = Germany → Find all orgs"));
}

TEST(SentenceParts, EachConditionGoesByItself) {
    EXPECT_THAT(
        said("orgs in Germany founded after 2015"),
        ElementsAre("condition: country = Germany → orgs founded after 2015", testing::EndsWith("→ orgs in Germany")));
}

TEST(SentenceParts, GroupAndFigureAreApart) {
    EXPECT_THAT(said("number of orgs by country"), ElementsAre("group: by country → number of orgs"));
}

TEST(SentenceParts, RankGoesAsAWhole) {
    EXPECT_THAT(said("the 5 newest episodes"),
                ElementsAre(testing::MatchesRegex("order: first 5 · latest .* → episodes")));
    EXPECT_THAT(said("the 3 oldest orgs"), ElementsAre(testing::MatchesRegex("order: first 3 · .* → orgs")));
}

TEST(SentenceParts, WhatIsChangedStandsWhereItIsSaid) {
    const std::string sentence = "top 3 orgs in Germany by funding";
    for (const auto& part : sample_compiler().parts(sentence).parts) {
        const auto changed = sentence.substr(part.begin, part.length);
        EXPECT_EQ(changed, part.kind == "condition" ? "Germany" : "3");
    }
}

TEST(SentenceParts, NothingIsLeftThatLedToWhatIsGoneOrJoinedOnToIt) {
    EXPECT_THAT(said("patterns that are not anti-pattern and created in the last 30 days"),
                testing::Contains(testing::EndsWith("→ patterns created in the last 30 days")));
    EXPECT_THAT(said("orgs whose stage is Seed and whose country is Germany"),
                ElementsAre(testing::EndsWith("→ orgs whose country is Germany"),
                            testing::EndsWith("→ orgs whose stage is Seed")));
    for (const auto* sentence :
         {"top 5 orgs in Germany by funding", "top 5 orgs by funding in Germany", "top 5 orgs in 'Germany' by funding",
          "orgs in Germany or France by stage", "total funding by country for orgs in Series A",
          "orgs in Germany and in Series A by funding", "episodes per month in 2025",
          "guests with orgs in Germany, sorted by name", "top 3 countries by total funding in Series B"})
        for (const auto& part : sample_compiler().parts(sentence).parts)
            EXPECT_THAT(part.without, testing::Not(testing::MatchesRegex(
                                          "(and|or|by|in|with|of) .*|.* (in|of|by|with|and|or|for|whose|that|is)|"
                                          ".* (in|of|with|and|or) (by|per|in|of|with|sorted|and|or)( .*|)")))
                << sentence << " without " << part.label;
}

TEST(SentenceParts, NothingOfASentenceThatIsNotUnderstood) {
    for (const auto* sentence : {"", "find frobnicated wombats", "\xFF\xFE", "DROP TABLE orgs"})
        EXPECT_TRUE(sample_compiler().parts(sentence).parts.empty()) << sentence;
}

}  // namespace
}  // namespace pf::compiler
