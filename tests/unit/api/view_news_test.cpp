#include "api/view_news.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace pf::api {
namespace {

struct Told {
    explicit Told(std::chrono::milliseconds interval)
        : news(io, interval, [this](Frame frame) {
              frames.push_back(boost::json::parse(*frame));
              return sessions;
          }) {}
    [[nodiscard]] std::string newest(std::size_t frame) const {
        return std::string(frames[frame].at("payload").at("view").as_string());
    }
    std::size_t sessions = 1;
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

TEST(ViewNews, NamesTheNewestOfManyAndSaysThatThereAreMore) {
    Told told(std::chrono::milliseconds(1));
    for (std::size_t i = 0; i <= 2 * ViewNews::max_gathered; ++i) told.news.changed("view " + std::to_string(i), "x");
    told.io.run();
    ASSERT_EQ(told.frames.size(), 2u);
    EXPECT_EQ(told.frames[1].at("payload").at("views").as_array().size(), ViewNews::max_gathered);
    EXPECT_TRUE(told.frames[1].at("payload").at("more").as_bool());
    told.io.restart();
    told.news.changed("one", "x");
    EXPECT_FALSE(told.frames[2].at("payload").as_object().contains("more"));
}

TEST(ViewNews, TellsManySessionsLessOften) {
    Told told(std::chrono::milliseconds(1));
    told.sessions = 400;
    const auto began = std::chrono::steady_clock::now();
    for (const auto* view : {"a", "b"}) told.news.changed(view, "x");
    told.io.run_until(began + std::chrono::milliseconds(50));
    EXPECT_EQ(told.frames.size(), 1u);
    told.io.run_one();
    EXPECT_EQ(told.frames.size(), 2u);
}

}  // namespace
}  // namespace pf::api
