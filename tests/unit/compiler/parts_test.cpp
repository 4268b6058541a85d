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

TEST(SentenceParts, NothingOfASentenceThatIsNotUnderstood) {
    for (const auto* sentence : {"", "find frobnicated wombats", "\xFF\xFE", "DROP TABLE orgs"})
        EXPECT_TRUE(sample_compiler().parts(sentence).parts.empty()) << sentence;
}

}  // namespace
}  // namespace pf::compiler
