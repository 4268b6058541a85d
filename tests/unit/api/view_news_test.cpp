#include "api/view_news.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace pf::api {
namespace {

struct Told {
    explicit Told(std::chrono::milliseconds interval)
        : news(io, interval, [this](Frame frame) { frames.push_back(boost::json::parse(*frame)); }) {}
    [[nodiscard]] std::string newest(std::size_t frame) const {
        return std::string(frames[frame].at("payload").at("view").as_string());
    }
    asio::io_context io;
    std::vector<boost::json::value> frames;
    ViewNews news;
};

TEST(ViewNews, TellsTheFirstChangeAtOnce) {
    Told told(std::chrono::hours(1));
    told.news.changed("a", "rule_a");
    ASSERT_EQ(told.frames.size(), 1u);
    EXPECT_EQ(boost::json::serialize(told.frames[0].at("payload")), R"({"view":"a","rule":"rule_a"})");
}

TEST(ViewNews, TellsWhatFollowsTogetherAndEachViewOnce) {
    Told told(std::chrono::milliseconds(1));
    for (const auto* view : {"a", "b", "c", "b"}) told.news.changed(view, "x");
    EXPECT_EQ(told.frames.size(), 1u);
    told.io.run();
    ASSERT_EQ(told.frames.size(), 2u);
    EXPECT_EQ(told.newest(1), "b");
    EXPECT_EQ(boost::json::serialize(told.frames[1].at("payload").at("views")),
              R"([{"view":"c","rule":"x"},{"view":"b","rule":"x"}])");
    told.io.restart();
    told.news.changed("d", "x");
    EXPECT_EQ(told.newest(2), "d");
}

TEST(ViewNews, DoesNotGatherWithoutEnd) {
    Told told(std::chrono::hours(1));
    for (std::size_t i = 0; i <= 2 * ViewNews::max_gathered; ++i) told.news.changed("view " + std::to_string(i), "x");
    EXPECT_EQ(told.frames.size(), 3u);
}

}  // namespace
}  // namespace pf::api
