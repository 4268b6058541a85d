#include "api/memory_budget.hpp"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <string>
#include <vector>

namespace pf::api {
namespace {

using namespace std::chrono_literals;

const auto rethrow = [](std::exception_ptr failed) {
    if (failed) std::rethrow_exception(failed);
};

struct Taker {
    MemoryBudget budget{100};
    std::vector<std::string> events;
    std::vector<MemoryBudget::Share> held;
};

// Takes and keeps `bytes`; says so, or why not.
Task<> keep(Taker& taker, std::size_t bytes, std::chrono::milliseconds patience) {
    auto share = co_await taker.budget.take(bytes, Clock::now() + patience);
    taker.events.push_back(share ? std::to_string(bytes) : std::string(to_string(share.error().kind)));
    if (share) taker.held.push_back(std::move(*share));
}

TEST(MemoryBudget, WhoComesWhenItIsTakenWaitsItsTurn) {
    asio::io_context loop;
    Taker taker;
    asio::co_spawn(loop, keep(taker, 80, 10s), rethrow);
    asio::co_spawn(loop, keep(taker, 60, 10s), rethrow);
    asio::co_spawn(loop, keep(taker, 10, 10s), rethrow);  // would fit, but comes after the other
    asio::post(loop, [&taker] {
        EXPECT_EQ(taker.events, (std::vector<std::string>{"80"}));
        taker.held[0].shrink(30);
    });
    loop.run();
    EXPECT_EQ(taker.events, (std::vector<std::string>{"80", "60", "10"}));
    EXPECT_EQ(taker.budget.free(), 0u);
    taker.held.clear();
    EXPECT_EQ(taker.budget.free(), 100u);
}

TEST(MemoryBudget, MoreThanAllOfItIsAllOfIt) {
    asio::io_context loop;
    Taker taker;
    asio::co_spawn(loop, keep(taker, 1'000, 10s), rethrow);
    loop.run();
    EXPECT_EQ(taker.events, (std::vector<std::string>{"1000"}));
    EXPECT_EQ(taker.budget.free(), 0u);
    taker.held[0].shrink(1'000);  // never grows
    EXPECT_EQ(taker.budget.free(), 0u);
    taker.held[0].shrink(40);
    EXPECT_EQ(taker.budget.free(), 60u);
}

TEST(MemoryBudget, AWaiterEndsAtItsDeadlineAndASmallerOneBehindItComes) {
    asio::io_context loop;
    Taker taker;
    asio::co_spawn(loop, keep(taker, 80, 10s), rethrow);
    asio::co_spawn(loop, keep(taker, 60, 1ms), rethrow);
    asio::co_spawn(loop, keep(taker, 10, 10s), rethrow);
    loop.run();
    EXPECT_EQ(taker.events, (std::vector<std::string>{"80", "unavailable", "10"}));
    EXPECT_EQ(taker.budget.free(), 10u);
}

TEST(MemoryBudget, AWaiterThatIsCancelledTakesNothing) {
    asio::io_context loop;
    Taker taker;
    asio::cancellation_signal stop;
    asio::co_spawn(loop, keep(taker, 80, 10s), rethrow);
    asio::co_spawn(loop, keep(taker, 60, 10s), asio::bind_cancellation_slot(stop.slot(), rethrow));
    asio::post(loop, [&stop] { stop.emit(asio::cancellation_type::terminal); });
    loop.run();
    EXPECT_EQ(taker.events, (std::vector<std::string>{"80", "cancelled"}));
    EXPECT_EQ(taker.budget.free(), 20u);
}

TEST(MemoryBudget, AShareMayOutliveIt) {
    asio::io_context loop;
    std::vector<MemoryBudget::Share> held;
    {
        Taker taker;
        asio::co_spawn(loop, keep(taker, 80, 10s), rethrow);
        loop.run();
        held = std::move(taker.held);
    }
    held[0].shrink(10);
    held.clear();
}

}  // namespace
}  // namespace pf::api
