// A sentence that changes the one before it, said in full.
#include "compiler/follow_up.hpp"

#include <gtest/gtest.h>

#include <string>

#include "compiler/compile.hpp"
#include "sample_model.hpp"

namespace pf::compiler {
namespace {

struct Case {
    const char *before, *sentence, *whole;
};

Compiler sample_compiler() {
    const auto model = test::sample_model();
    return Compiler(model.ontology, model.values);
}

class SentenceChangesTheOneBeforeIt : public testing::TestWithParam<Case> {};
TEST_P(SentenceChangesTheOneBeforeIt, AndIsSaidInFull) {
    const auto [before, sentence, whole] = GetParam();
    const auto made = sample_compiler().whole_sentences(before, sentence);
    ASSERT_FALSE(made.empty()) << sentence;
    EXPECT_EQ(made.front(), whole);
}

INSTANTIATE_TEST_SUITE_P(InPlaceOfTheSame, SentenceChangesTheOneBeforeIt,
                         testing::Values(Case{"Find all orgs in Germany", "and in France?", "Find all orgs in France"},
                                         Case{"orgs in Germany", "what about France", "orgs in France"},
                                         Case{"How many episodes in 2023?", "and in 2024?",
                                              "How many episodes in 2024"},
                                         Case{"number of orgs by country", "by stage", "number of orgs by stage"},
                                         Case{"number of orgs by country", "now per stage", "number of orgs per stage"},
                                         Case{"episodes in 2023", "what about last year", "episodes last year"},
                                         Case{"orgs in Germany", "and guests?", "guests in Germany"}));

INSTANTIATE_TEST_SUITE_P(
    InAddition, SentenceChangesTheOneBeforeIt,
    testing::Values(Case{"Find all orgs", "only those in France", "Find all orgs in France"},
                    Case{"Find all orgs in France", "how many are these?", "how many orgs in France"},
                    Case{"Show me the orgs in France", "how many?", "how many orgs in France"},
                    Case{"Find all orgs in France", "only the newest ten", "the newest ten orgs in France"},
                    Case{"the newest ten orgs", "top 5", "top 5 orgs"},
                    Case{"Find all episodes", "group that by month", "number of episodes by month"},
                    Case{"orgs in France", "sort them by funding", "orgs in France, sorted by funding"},
                    Case{"orgs in France, sorted by name", "sort by funding", "orgs in France, sorted by funding"},
                    Case{"guests", "without patterns", "guests without patterns"}));

TEST(FollowUp, SentenceThatNamesItsOwnRowsStandsByItself) {
    const auto compiler = sample_compiler();
    for (const auto* sentence : {"Find all guests", "orgs in France", "How many episodes are there?", "top 5 orgs",
                                 "the newest episode", "these patterns", ""})
        EXPECT_TRUE(compiler.whole_sentences("Find all orgs in Germany", sentence).empty()) << sentence;
}

TEST(FollowUp, SaysWhenThereIsNothingBeforeIt) {
    for (const auto* sentence : {"and in France?", "how many are these?", "only those in France", "what about 2023"})
        EXPECT_TRUE(Compiler::refers_back(sentence)) << sentence;
    for (const auto* sentence : {"orgs in France", "How many episodes are there?", "by month", ""})
        EXPECT_FALSE(Compiler::refers_back(sentence)) << sentence;
}

TEST(FollowUp, AnyBytesBeforeItAreSafe) {
    const auto compiler = sample_compiler();
    const std::string none("\0\xff\xfe", 3), vast(100'000, 'a');
    for (const auto& before : {none, vast, std::string()}) {
        EXPECT_TRUE(compiler.whole_sentences(before, "and in France?").empty());
        EXPECT_TRUE(compiler.whole_sentences("orgs in Germany", before).empty());
    }
}

}  // namespace
}  // namespace pf::compiler
