#include "pitboss/view_numbers.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace pf::pitboss {
namespace {

TEST(ViewNumbers, GivesEachToOneOnly) {
    ViewNumbers numbers;
    auto first = numbers.take("rule_orgs_"), second = numbers.take("rule_orgs_");
    EXPECT_EQ(first.text(), "rule_orgs_1");
    EXPECT_EQ(second.text(), "rule_orgs_2");
    EXPECT_EQ(numbers.take("rule_posts_").text(), "rule_posts_1");
}

TEST(ViewNumbers, GivesAgainWhatWasLetGoButNotWhatWasKept) {
    ViewNumbers numbers;
    {
        auto kept = numbers.take("v_"), let_go = numbers.take("v_");
        kept.keep();
    }
    auto second = numbers.take("v_");
    EXPECT_EQ(second.text(), "v_2");
    EXPECT_EQ(numbers.take("v_").text(), "v_3");
}

TEST(ViewNumbers, GoesOnBehindWhatTheRegistryKnowsToBeTaken) {
    ViewNumbers numbers;
    std::optional<ViewNumbers::Name> tried(numbers.take("v_"));
    auto free = numbers.take("v_", "v_501");
    EXPECT_EQ(free.text(), "v_501");
    tried.reset();
    EXPECT_EQ(numbers.take("v_").text(), "v_502");
}

TEST(ViewNumbers, GivesWhatAViewHadThatIsGoneButNothingThatIsAboutToBeTaken) {
    ViewNumbers numbers;
    numbers.take("v_").keep();
    auto again = numbers.take("v_", "v_1");
    EXPECT_EQ(again.text(), "v_1");
    EXPECT_EQ(numbers.take("v_", "v_1").text(), "v_2");
}

TEST(ViewNumbers, CountsOnWhereTheNameHasNoNumber) {
    ViewNumbers numbers;
    EXPECT_EQ(numbers.take("v_", "v_x1").text(), "v_1");
    EXPECT_EQ(numbers.take("v_", "v_99999999999999999999").text(), "v_1");
    EXPECT_EQ(numbers.take("v_", "").text(), "v_1");
}

}  // namespace
}  // namespace pf::pitboss
