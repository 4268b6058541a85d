#include "base/work_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

namespace pf {
namespace {

TEST(WorkPool, RunsWorkElsewhereAndResumesTheCallerAtHome) {
    asio::io_context loop;
    WorkPool pool(2);
    std::thread::id worked, resumed;
    int value = 0;
    asio::co_spawn(
        loop,
        [](WorkPool& workers, std::thread::id& at, std::thread::id& back, int& result) -> Task<> {
            result = co_await workers.run([&at] {
                at = std::this_thread::get_id();
                return 42;
            });
            back = std::this_thread::get_id();
        }(pool, worked, resumed, value),
        asio::detached);
    loop.run();
    EXPECT_EQ(value, 42);
    EXPECT_NE(worked, std::this_thread::get_id());
    EXPECT_EQ(resumed, std::this_thread::get_id());
}

TEST(WorkPool, RunsWhatIsQueuedBeforeItEnds) {
    std::atomic<int> done = 0;
    {
        WorkPool pool(1);
        for (int i = 0; i < 100; ++i) pool.post([&done] { ++done; });
    }
    EXPECT_EQ(done, 100);
}

TEST(WorkPool, ThreadsHaveTheStackTheParserNeeds) {
    WorkPool pool(1);
    std::atomic<bool> survived = false;
    {
        WorkPool inner(1);
        inner.post([&survived] {
            volatile char block[6 << 20];  // most of the 8 MiB promised
            for (std::size_t i = 0; i < sizeof block; i += 4096) block[i] = 1;
            survived = block[0] == 1;
        });
    }
    EXPECT_TRUE(survived);
}

}  // namespace
}  // namespace pf
