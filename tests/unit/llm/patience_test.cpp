// How long the client waits, for what, and when it no longer asks: tries, slots, silence, breaker, budget.
#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <future>

#include "unit/llm/asking.hpp"

namespace pf::llm {
namespace {

using namespace std::chrono_literals;
using test::FakeModelServer;
using test::FakeReply;

// Answers with the first of `statuses` first, and so on; then with SQL.
FakeModelServer::Handler after(std::vector<int> statuses, std::string headers = "") {
    auto calls = std::make_shared<std::atomic<std::size_t>>(0);
    return [=](const FakeReply& reply, auto&) {
        const auto call = (*calls)++;
        if (call < statuses.size())
            reply.http(statuses[call], "{}", headers);
        else
            reply.chat("SELECT 1");
    };
}

TEST(Tries, AServerThatFailsIsAskedAgainWithGrowingPauses) {
    const auto started = Clock::now();
    const auto answer = ask(after({500, 503}));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->calls, 3);
    EXPECT_GE(Clock::now() - started, 375ms);
}

TEST(Tries, ABrokenConnectionIsTriedAgain) {
    std::atomic<int> calls = 0;
    const auto answer = ask([&](const FakeReply& reply, auto&) {
        if (++calls == 1)
            reply.reset();
        else if (calls > 2)
            reply.chat("SELECT 1");
    });
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->calls, 3);
}

TEST(Tries, AStreamThatStopsInTheMiddleIsTriedAgain) {
    std::atomic<int> calls = 0;
    const auto answer = ask([&](const FakeReply& reply, auto&) {
        if (++calls > 1) {
            reply.stream("SELECT 1");
            return;
        }
        reply.events();
        reply.event({{"content", "SELECT name FR"}}, nullptr);
    });
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->text, "SELECT 1");
    EXPECT_EQ(answer->calls, 2);
}

TEST(Tries, ThereAreThreeAtMost) {
    std::atomic<int> calls = 0;
    const auto answer = ask([&](const FakeReply& reply, auto&) {
        ++calls;
        reply.http(429, "{}");
    });
    ASSERT_FALSE(answer);
    EXPECT_EQ(calls, 3);
    EXPECT_EQ(answer.error().hint, "Try again in a moment.");
}

TEST(Tries, WaitAsLongAsTheServerAsks) {
    const auto started = Clock::now();
    const auto answer = ask(after({429}, "Retry-After: 1\r\n"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->calls, 2);
    EXPECT_GE(Clock::now() - started, 1s);
}

TEST(Tries, DoNotBeginWhenTheServerAsksForMoreTimeThanThereIs) {
    std::atomic<int> calls = 0;
    const auto started = Clock::now();
    const auto answer = ask([&](const FakeReply& reply, auto&) {
        ++calls;
        reply.http(429, "{}", "Retry-After: 30\r\n");
    });
    ASSERT_FALSE(answer);
    EXPECT_EQ(calls, 1);
    EXPECT_LT(Clock::now() - started, 1s);
    EXPECT_EQ(answer.error().hint, "Try again in 30 seconds.");
}

TEST(Tries, AWrongKeyIsNotShownAgain) {
    std::atomic<int> calls = 0;
    ASSERT_FALSE(ask([&](const FakeReply& reply, auto&) {
        ++calls;
        reply.http(401, "{}");
    }));
    EXPECT_EQ(calls, 1);
}

TEST(Tries, EndWhenCancelledDuringAPause) {
    std::promise<void> refused;
    FakeModelServer server([&](const FakeReply& reply, auto&) {
        reply.http(429, "{}", "Retry-After: 20\r\n");
        refused.set_value();
    });
    const auto client = client_for(server);
    asio::io_context io;
    Cancellable request;
    request.start(io, *client);
    std::thread canceller([&] {
        refused.get_future().wait();
        asio::post(io, [&] { request.cancel(); });
    });
    io.run_for(5s);
    canceller.join();
    ASSERT_TRUE(request.answer);
    EXPECT_EQ(request.answer->error().kind, ErrorKind::cancelled);
    EXPECT_EQ(client->state().calling, 0u);
}

TEST(Silence, EndsACallThatIsNotAnsweredAndOneThatStopsInTheMiddle) {
    for (const bool begins : {false, true}) {
        const FakeModelServer server([&](const FakeReply& reply, auto&) {
            if (begins) reply.events();
            if (begins) reply.event({{"content", "SELECT"}}, nullptr);
            reply.wait_for_close();
        });
        auto settings = settings_for(server);
        settings.silence_timeout = 300ms;
        const auto client = *make_openai_client(settings);
        const auto started = Clock::now();
        const auto answer = ask(*client, 20s);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().kind, ErrorKind::timeout);
        EXPECT_NE(answer.error().message.find("said nothing for 1 s"), std::string::npos) << answer.error().message;
        EXPECT_LT(Clock::now() - started, 2s);
    }
}

TEST(Silence, IsNoneWhileAnAnswerComesSlowly) {
    const FakeModelServer server([](const FakeReply& reply, auto&) {
        reply.events();
        for (int i = 0; i < 5; ++i) {
            std::this_thread::sleep_for(100ms);
            reply.event({{"content", "x"}}, nullptr);
        }
        reply.event({}, "stop");
    });
    auto settings = settings_for(server);
    settings.silence_timeout = 300ms;
    const auto answer = ask(**make_openai_client(settings));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->text, "xxxxx");
}

TEST(Timeout, OfTheClientEndsACallBeforeTheCallersDeadline) {
    const FakeModelServer server([](const FakeReply& reply, auto&) { reply.wait_for_close(); });
    auto settings = settings_for(server);
    settings.timeout = 300ms;
    const auto client = *make_openai_client(settings);
    const auto started = Clock::now();
    const auto answer = ask(*client, 60s);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::timeout);
    EXPECT_LT(Clock::now() - started, 2s);
    EXPECT_EQ(client->time_for_a_rule(), 300ms);
}

TEST(Slots, AreWaitedForInTurn) {
    FakeModelServer server([](const FakeReply& reply, auto&) { reply.chat("SELECT 1"); });
    auto settings = settings_for(server);
    settings.max_in_flight = 1;
    const auto client = *make_openai_client(settings);
    asio::io_context io;
    std::vector<Cancellable> requests(5);
    for (auto& request : requests) request.start(io, *client);
    io.poll();
    EXPECT_EQ(client->state().calling, 1u);
    EXPECT_EQ(client->state().waiting, 4u);
    io.run();
    for (auto& request : requests) EXPECT_TRUE(request.answer && *request.answer);
    EXPECT_EQ(client->state().calling, 0u);
}

TEST(Slots, AreNotWaitedForLongerThanHalfOfTheTime) {
    FakeModelServer server([](const FakeReply& reply, auto&) { reply.wait_for_close(); });
    auto settings = settings_for(server);
    settings.max_in_flight = 2;
    const auto client = *make_openai_client(settings);
    asio::io_context io;
    Cancellable first, second, third;
    first.start(io, *client);
    second.start(io, *client);
    const auto started = Clock::now();
    third.start(io, *client, 600ms);
    while (!third.answer) io.run_one();
    EXPECT_GE(Clock::now() - started, 290ms);
    EXPECT_LT(Clock::now() - started, 550ms);
    EXPECT_EQ(third.answer->error().kind, ErrorKind::unavailable);
    EXPECT_NE(third.answer->error().message.find("busy with 2"), std::string::npos);
    EXPECT_FALSE(first.answer || second.answer);
    first.cancel();
    second.cancel();
    io.run();
    ASSERT_TRUE(first.answer && second.answer);
    EXPECT_EQ(client->state().calling, 0u);
    EXPECT_EQ(client->state().breaker, Breaker::State::closed) << "a full house says nothing of the model";
}

TEST(Slots, AreFreeAtOnceWhenACallIsCancelled) {
    std::atomic<int> calls = 0;
    FakeModelServer server([&](const FakeReply& reply, auto&) {
        if (++calls == 1)
            reply.wait_for_close();
        else
            reply.chat("SELECT 1");
    });
    auto settings = settings_for(server);
    settings.max_in_flight = 1;
    const auto client = *make_openai_client(settings);
    asio::io_context io;
    Cancellable hung, next;
    hung.start(io, *client);
    next.start(io, *client);
    io.poll();
    const auto started = Clock::now();
    hung.cancel();
    io.run();
    EXPECT_LT(Clock::now() - started, 1s);
    ASSERT_TRUE(next.answer && *next.answer);
    EXPECT_EQ(hung.answer->error().kind, ErrorKind::cancelled);
}

TEST(Slots, AreNotWaitedForByMoreThanAFewDozen) {
    FakeModelServer server([](const FakeReply& reply, auto&) { reply.wait_for_close(); });
    auto settings = settings_for(server);
    settings.max_in_flight = 1;
    const auto client = *make_openai_client(settings);
    asio::io_context io;
    std::vector<Cancellable> requests(66);
    for (auto& request : requests) request.start(io, *client);
    while (!requests.back().answer) io.run_one();
    EXPECT_EQ(requests.back().answer->error().kind, ErrorKind::unavailable);
    EXPECT_EQ(client->state().waiting, 64u);
    for (auto& request : requests) request.cancel();
    io.run();
}

TEST(ClientBreaker, StopsAskingAModelThatFailsAndAsksAgainLater) {
    std::atomic<int> calls = 0;
    std::atomic<bool> well = false;
    const FakeModelServer server([&](const FakeReply& reply, auto&) {
        ++calls;
        if (well)
            reply.chat("SELECT 1");
        else
            reply.http(404, R"({"error": "boom SECRET"})");
    });
    auto settings = settings_for(server);
    settings.breaker = {2, 400ms};
    const auto client = *make_openai_client(settings);
    ASSERT_FALSE(ask(*client));
    ASSERT_FALSE(ask(*client));
    EXPECT_EQ(client->state().breaker, Breaker::State::open);
    const auto refused = ask(*client);
    ASSERT_FALSE(refused);
    EXPECT_EQ(calls, 2);
    EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
    EXPECT_NE(refused.error().message.find("has failed since"), std::string::npos) << refused.error().message;
    EXPECT_EQ(whole(refused.error()).find("SECRET"), std::string::npos);
    well = true;
    EXPECT_TRUE(run(client->check(Clock::now() + 5s))) << "a person may look at any time";
    EXPECT_EQ(client->state().breaker, Breaker::State::closed);
    EXPECT_TRUE(ask(*client));
}

TEST(ClientBreaker, DoesNotCountWhatIsAboutOneConversation) {
    const std::pair<int, const char*> replies[] = {
        {400, "{}"},
        {200, R"({"choices": [{"message": {"content": null}}]})"},
        {200, R"({"choices": [{"message": {"content": null, "tool_calls": [{}]}}]})"},
        {200, R"({"choices": [{"message": {"content": "S"}, "finish_reason": "length"}]})"},
    };
    for (const auto& [status, body] : replies) {
        const FakeModelServer server([&, s = status, b = body](const FakeReply& reply, auto&) { reply.http(s, b); });
        auto settings = settings_for(server);
        settings.breaker = {1, 60s};
        const auto client = *make_openai_client(settings);
        ASSERT_FALSE(ask(*client));
        EXPECT_EQ(client->state().breaker, Breaker::State::closed) << body;
    }
}

TEST(ClientBreaker, CountsADeadlineOnlyWhenThereWasTimeToAnswer) {
    const FakeModelServer server([](const FakeReply& reply, auto&) { reply.wait_for_close(); });
    auto settings = settings_for(server);
    settings.breaker = {1, 60s};
    const auto client = *make_openai_client(settings);
    EXPECT_EQ(ask(*client, 100ms).error().kind, ErrorKind::timeout);
    EXPECT_EQ(client->state().breaker, Breaker::State::closed);
    EXPECT_EQ(ask(*client, 1100ms).error().kind, ErrorKind::timeout);
    EXPECT_EQ(client->state().breaker, Breaker::State::open);
}

TEST(ClientBreaker, CountsNoCancellation) {
    std::promise<void> asked;
    const FakeModelServer server([&](const FakeReply& reply, auto&) {
        asked.set_value();
        reply.wait_for_close();
    });
    auto settings = settings_for(server);
    settings.breaker = {1, 60s};
    const auto client = *make_openai_client(settings);
    asio::io_context io;
    Cancellable request;
    request.start(io, *client);
    io.poll();
    asked.get_future().wait();
    request.cancel();
    io.run();
    EXPECT_EQ(client->state().breaker, Breaker::State::closed);
}

TEST(ClientBudget, EndsTheDaysCallsAndCountsWhatWasSentInVain) {
    std::atomic<int> calls = 0;
    const FakeModelServer server([&](const FakeReply& reply, auto&) {
        if (++calls == 1)
            reply.wait_for_close();
        else
            reply.stream("SELECT 1");
    });
    auto settings = settings_for(server);
    settings.budget.tokens = 1'050;
    const auto client = *make_openai_client(settings);
    ASSERT_FALSE(ask(*client, 200ms));
    EXPECT_EQ(client->ledger().ever().prompt_tokens, 8) << "who was asked may have read it";
    ASSERT_TRUE(ask(*client));
    const auto refused = ask(*client);
    ASSERT_FALSE(refused);
    EXPECT_EQ(calls, 2);
    EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
    EXPECT_NE(refused.error().message.find("budget for the model is spent (1058 of 1050 tokens)"), std::string::npos)
        << refused.error().message;
    EXPECT_FALSE(run(client->check(Clock::now() + 5s))) << "a look costs too";
}

}  // namespace
}  // namespace pf::llm
