#include "base/turns.hpp"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace pf {
namespace {

const auto rethrow = [](std::exception_ptr failed) {
    if (failed) std::rethrow_exception(failed);
};

TEST(Turns, ComeInTheOrderTheyWereAskedFor) {
    asio::io_context loop;
    Turns turns("busy");
    std::vector<int> order;
    for (int i = 0; i < 5; ++i)
        asio::co_spawn(
            loop,
            [](Turns& all, std::vector<int>& taken, int who) -> Task<> {
                auto turn = co_await all.take("key", Clock::now() + std::chrono::seconds(10));
                EXPECT_TRUE(turn);
                co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
                taken.push_back(who);
            }(turns, order, i),
            rethrow);
    loop.run();
    EXPECT_EQ(order, (std::vector{0, 1, 2, 3, 4}));
}

TEST(Turns, OfOtherKeysDoNotWait) {
    asio::io_context loop;
    Turns turns("busy");
    bool done = false;
    asio::co_spawn(
        loop,
        [](Turns& all, bool& finished) -> Task<> {
            auto a = co_await all.take("a", Clock::now() + std::chrono::seconds(10));
            auto b = co_await all.take("b", Clock::now() + std::chrono::seconds(10));
            finished = a && b;
        }(turns, done),
        rethrow);
    loop.run();
    EXPECT_TRUE(done);
}

TEST(Turns, AWaiterEndsAtItsDeadlineAndTheNextStillComes) {
    asio::io_context loop;
    Turns turns("busy");
    std::vector<std::string> events;
    auto held = std::make_shared<Turns::Turn>();
    asio::co_spawn(
        loop,
        [](Turns& all, std::shared_ptr<Turns::Turn> mine) -> Task<> {
            *mine = *co_await all.take("key", Clock::now() + std::chrono::seconds(10));
        }(turns, held),
        rethrow);
    asio::co_spawn(
        loop,
        [](Turns& all, std::vector<std::string>& log, std::shared_ptr<Turns::Turn> mine) -> Task<> {
            auto turn = co_await all.take("key", Clock::now() + std::chrono::milliseconds(5));
            log.push_back(turn ? "got it" : std::string(to_string(turn.error().kind)));
            *mine = Turns::Turn();
        }(turns, events, held),
        rethrow);
    asio::co_spawn(
        loop,
        [](Turns& all, std::vector<std::string>& log) -> Task<> {
            auto turn = co_await all.take("key", Clock::now() + std::chrono::seconds(10));
            log.push_back(turn ? "next" : "lost");
        }(turns, events),
        rethrow);
    loop.run();
    EXPECT_EQ(events, (std::vector<std::string>{"timeout", "next"}));
}

TEST(Turns, ACancelledWaiterIsLeftOut) {
    asio::io_context loop;
    Turns turns("busy");
    asio::cancellation_signal cancel;
    std::vector<std::string> events;
    auto held = std::make_shared<Turns::Turn>();
    asio::co_spawn(
        loop,
        [](Turns& all, std::shared_ptr<Turns::Turn> mine) -> Task<> {
            *mine = *co_await all.take("key", Clock::now() + std::chrono::seconds(10));
        }(turns, held),
        rethrow);
    asio::co_spawn(
        loop,
        [](Turns& all, std::vector<std::string>& log) -> Task<> {
            co_await asio::this_coro::throw_if_cancelled(false);
            auto turn = co_await all.take("key", Clock::now() + std::chrono::seconds(10));
            log.push_back(turn ? "got it" : std::string(to_string(turn.error().kind)));
        }(turns, events),
        asio::bind_cancellation_slot(cancel.slot(), rethrow));
    asio::post(loop, [&] { asio::post(loop, [&] { cancel.emit(asio::cancellation_type::terminal); }); });
    loop.run_for(std::chrono::seconds(5));
    EXPECT_EQ(events, (std::vector<std::string>{"cancelled"}));
    *held = Turns::Turn();
}

TEST(Turns, AsManyHoldAKeyAsMayAndNoMore) {
    asio::io_context loop;
    Turns turns("all taken", 2);
    std::vector<std::string> events;
    asio::co_spawn(
        loop,
        [](Turns& all, std::vector<std::string>& log) -> Task<> {
            auto first = co_await all.take("key", Clock::now() + std::chrono::seconds(10));
            {
                auto second = co_await all.take("key", Clock::now() + std::chrono::seconds(10));
                EXPECT_TRUE(first && second);
                EXPECT_EQ(all.held("key"), 2u);
                auto third = co_await all.take("key", Clock::now() + std::chrono::milliseconds(5));
                log.push_back(third ? "got it" : third.error().message);
                EXPECT_EQ(all.waiting("key"), 0u);
            }
            auto third = co_await all.take("key", Clock::now() + std::chrono::seconds(10));
            log.push_back(third ? "got it" : third.error().message);
        }(turns, events),
        rethrow);
    loop.run();
    EXPECT_EQ(events, (std::vector<std::string>{"all taken", "got it"}));
    EXPECT_EQ(turns.held("key"), 0u);
}

}  // namespace
}  // namespace pf
