#include "train/stage_confidence.hpp"

#include <gtest/gtest.h>

namespace pf::train {
namespace {

TEST(Calibration, NeverFallsAndEndsNearTheShares) {
    std::vector<std::pair<float, char>> scored;
    for (int i = 0; i < 600; ++i) {
        // Right more often the greater the odds, but for one stretch.
        const bool right = i > 300 ? i % 10 != 0 : i % 3 == 0;
        scored.emplace_back(static_cast<float>(i), i > 400 && i < 440 ? 0 : right);
    }
    const auto points = calibrate(scored);
    ASSERT_GT(points.size(), 2U);
    for (std::size_t i = 1; i < points.size(); ++i) {
        EXPECT_GT(points[i].first, points[i - 1].first);
        EXPECT_GE(points[i].second, points[i - 1].second);
    }
    EXPECT_NEAR(points.front().second, 1.0 / 3, 0.1);
    EXPECT_NEAR(points.back().second, 0.9, 0.1);
}

TEST(Calibration, ReadsBetweenItsPointsAndHoldsItsEnds) {
    const std::vector<std::pair<float, float>> points{{0.F, 0.2F}, {2.F, 0.6F}};
    EXPECT_FLOAT_EQ(probability_of(1, points), 0.4F);
    EXPECT_FLOAT_EQ(probability_of(-9, points), 0.2F);
    EXPECT_FLOAT_EQ(probability_of(9, points), 0.6F);
}

}  // namespace
}  // namespace pf::train
