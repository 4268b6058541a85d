#include "llm/breaker.hpp"

#include <gtest/gtest.h>

namespace pf::llm {
namespace {

using namespace std::chrono_literals;

void fail(Breaker& breaker, int times, Clock::time_point at = Clock::now()) {
    for (int i = 0; i < times; ++i) {
        auto pass = breaker.enter(at);
        ASSERT_TRUE(pass);
        pass->failed("The model at host failed (HTTP 500)");
    }
}

TEST(Breaker, OpensAfterFailuresInARowAndSaysSinceWhenAndWhy) {
    Breaker breaker({3, 15s});
    fail(breaker, 2);
    EXPECT_EQ(breaker.state(), Breaker::State::closed);
    EXPECT_TRUE(breaker.failing_since());
    fail(breaker, 1);
    EXPECT_EQ(breaker.state(), Breaker::State::open);
    const auto refused = breaker.enter();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
    const auto& said = refused.error().message;
    EXPECT_TRUE(said.starts_with("The model has failed since ")) << said;
    EXPECT_NE(said.find(" UTC and is tried again in 1"), std::string::npos) << said;
    EXPECT_TRUE(said.ends_with(": The model at host failed (HTTP 500)")) << said;
}

TEST(Breaker, CountsOnlyFailuresInARow) {
    Breaker breaker({3, 15s});
    fail(breaker, 2);
    breaker.enter()->succeeded();
    EXPECT_FALSE(breaker.failing_since());
    fail(breaker, 2);
    EXPECT_EQ(breaker.state(), Breaker::State::closed);
}

TEST(Breaker, LetsOneCallTryAndClosesWhenItSucceeds) {
    Breaker breaker({1, 15s});
    fail(breaker, 1);
    const auto later = Clock::now() + 16s;
    {
        auto trial = breaker.enter(later);
        ASSERT_TRUE(trial);
        EXPECT_EQ(breaker.state(), Breaker::State::trying);
        EXPECT_FALSE(breaker.enter(later)) << "a second call while the first tries";
        trial->succeeded();
    }
    EXPECT_EQ(breaker.state(), Breaker::State::closed);
    EXPECT_TRUE(breaker.enter(later));
}

TEST(Breaker, OpensAgainWhenTheTrialFails) {
    Breaker breaker({1, 15s});
    fail(breaker, 1);
    const auto since = *breaker.failing_since();
    fail(breaker, 1, Clock::now() + 16s);
    EXPECT_EQ(breaker.state(), Breaker::State::open);
    EXPECT_FALSE(breaker.enter());
    EXPECT_EQ(*breaker.failing_since(), since) << "it has not been well in between";
}

TEST(Breaker, ATrialThatIsWithdrawnLetsTheNextTry) {
    Breaker breaker({1, 15s});
    fail(breaker, 1);
    const auto later = Clock::now() + 16s;
    { EXPECT_TRUE(breaker.enter(later)); }
    EXPECT_EQ(breaker.state(), Breaker::State::open);
    EXPECT_TRUE(breaker.enter(later));
}

TEST(Breaker, APersonMayTryAtAnyTime) {
    Breaker breaker({1, 15s});
    fail(breaker, 1);
    EXPECT_TRUE(breaker.enter(Clock::now(), true));
}

}  // namespace
}  // namespace pf::llm
