#include "api/allowance.hpp"

#include <gtest/gtest.h>

namespace pf::api {
namespace {

TEST(Allowance, GivesWhatThereIsAndThenWhatComesBack) {
    Allowance allowance(10, 3);
    const auto now = Clock::now();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(allowance.take(now));
    EXPECT_FALSE(allowance.take(now));
    EXPECT_FALSE(allowance.take(now + std::chrono::milliseconds(50)));
    EXPECT_TRUE(allowance.take(now + std::chrono::milliseconds(150)));
    EXPECT_FALSE(allowance.take(now + std::chrono::milliseconds(160)));
}

TEST(Allowance, SavesNoMoreThanItsMost) {
    Allowance allowance(10, 3);
    const auto later = Clock::now() + std::chrono::hours(1);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(allowance.take(later));
    EXPECT_FALSE(allowance.take(later));
}

}  // namespace
}  // namespace pf::api
