#include "tools/verdict.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace pf::tools {
namespace {

using Whose = Verdict::Whose;

TEST(Verdict, TwoThatAgreeAreSurerThanEach) {
    const auto verdict = verdict_of({.readings = {0.4, 0.3}, .same = 1});
    EXPECT_EQ(verdict.whose, Whose::reading);
    EXPECT_EQ(verdict.reading, 1U);
    EXPECT_TRUE(verdict.agreed);
    EXPECT_GT(verdict.confidence, 0.9);
}

TEST(Verdict, WhatTheCompilerRefusesIsAnsweredByTheModelWithItsOwnTrust) {
    const auto verdict = verdict_of({}, {.model_right = 0.75});
    EXPECT_EQ(verdict.whose, Whose::model);
    EXPECT_FALSE(verdict.agreed);
    EXPECT_NEAR(verdict.confidence, 0.75, 0.01);
}

TEST(Verdict, ASureReadingThatTheModelContradictsIsLessSureButNotGivenUp) {
    const auto verdict = verdict_of({.readings = {0.95}});
    EXPECT_EQ(verdict.whose, Whose::reading);
    EXPECT_FALSE(verdict.agreed);
    EXPECT_LT(verdict.confidence, 0.95);
    EXPECT_GT(verdict.readings[0], verdict.model);
}

TEST(Verdict, TwoThatDisagreeAndAreAboutAsLikelyAreAskedAbout) {
    const auto verdict = verdict_of({.readings = {0.5, 0.3}});
    EXPECT_EQ(verdict.whose, Whose::ask);
    EXPECT_LT(verdict.confidence, Trust{}.answer);
}

TEST(Verdict, AStatementThatIsOneOfTheCompilersOwnPlansIsLikelierThanAStrangeOne) {
    const auto strange = verdict_of({.readings = {0.5, 0.2}}),
               planned = verdict_of({.readings = {0.5, 0.2}, .planned = 0.1});
    EXPECT_GT(planned.model, strange.model);
}

TEST(Verdict, ThatTheCompilerHeldLittleOfAStatementDoesNotSpeakAgainstIt) {
    EXPECT_GE(verdict_of({.readings = {0.25}, .planned = 0.01}).model, verdict_of({.readings = {0.25}}).model);
    EXPECT_GE(verdict_of({.readings = {0.01}, .same = 0}).model, verdict_of({.readings = {0.01}}).model);
}

TEST(Verdict, AStatementThatReturnsNothingIsTrustedLess) {
    EXPECT_LT(verdict_of({.empty = true}).model, verdict_of({}).model);
    EXPECT_EQ(verdict_of({.empty = true}).whose, Whose::ask);
}

TEST(Verdict, SamplesThatAgreeMakeAStatementLikelierAndOnesThatDifferLessLikely) {
    const auto alone = verdict_of({.readings = {0.5}}), agreeing = verdict_of({.readings = {0.5}, .agreeing = 2}),
               differing = verdict_of({.readings = {0.5}, .differing = 2});
    EXPECT_GT(agreeing.model, alone.model);
    EXPECT_LT(differing.model, alone.model);
    EXPECT_EQ(verdict_of({.differing = 2}).whose, Whose::ask);
}

TEST(Verdict, IsAProbabilityForAnyOpinions) {
    for (const double first : {0.0, 0.2, 0.5, 0.9, 1.0})
        for (const double second : {0.0, 0.3, 1.0})
            for (const double planned : {0.0, 0.4, 1.0})
                for (const int same : {-1, 0, 1}) {
                    Opinions opinions{.readings = {first, second}, .planned = planned};
                    if (same >= 0) opinions.same = static_cast<std::size_t>(same);
                    const auto verdict = verdict_of(opinions);
                    const double sum = std::accumulate(verdict.readings.begin(), verdict.readings.end(),
                                                       same >= 0 ? 0.0 : verdict.model);
                    EXPECT_GE(verdict.confidence, 0);
                    if (same < 0) EXPECT_LE(sum, 1 + 1e-9);
                    EXPECT_GE(verdict.model, 0);
                }
}

}  // namespace
}  // namespace pf::tools
