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

TEST(ViewNumbers, LearnsWhichAreTakenAlready) {
    ViewNumbers numbers;
    std::optional<ViewNumbers::Name> tried(numbers.take("v_"));
    numbers.learn("v_", "v_501");
    tried.reset();
    auto next = numbers.take("v_");
    EXPECT_EQ(next.text(), "v_501");
    EXPECT_EQ(numbers.take("v_").text(), "v_502");
}

TEST(ViewNumbers, LearnsNothingOfNamesWithoutANumber) {
    ViewNumbers numbers;
    numbers.learn("v_", "v_x1");
    numbers.learn("v_", "v_99999999999999999999");
    EXPECT_EQ(numbers.take("v_").text(), "v_1");
}

}  // namespace
}  // namespace pf::pitboss
