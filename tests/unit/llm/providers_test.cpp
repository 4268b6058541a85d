// Servers that differ: in what they refuse, how they answer, and what they call themselves.
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/llm/asking.hpp"

namespace pf::llm {
namespace {

using namespace std::chrono_literals;
using test::FakeModelServer;
using test::FakeReply;

boost::json::object body_of(const std::string& request) {
    return boost::json::parse(request.substr(request.find("\r\n\r\n") + 4)).as_object();
}

// Refuses each of `unknown` by name, one at a time, as OpenAI does.
FakeModelServer::Handler without(std::vector<std::string> unknown) {
    return [unknown = std::move(unknown)](const FakeReply& reply, const std::string& request) {
        const auto body = body_of(request);
        for (const auto& name : unknown)
            if (body.contains(name)) {
                reply.http(400, boost::json::serialize(boost::json::object{
                                    {"error", {{"message", "Unsupported parameter"}, {"param", name}}}}));
                return;
            }
        reply.chat("SELECT 1");
    };
}

TEST(Providers, WhatAServerRefusesIsLeftOutAndNotTriedAgain) {
    const FakeModelServer server(without({"response_format", "temperature", "max_tokens", "stream_options"}));
    const auto client = client_for(server);
    const auto first = ask(*client);
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->text, "SELECT 1");
    EXPECT_EQ(first->calls, 5);
    EXPECT_EQ(client->state().left_out, "response_format, temperature, max_tokens");
    const auto second = ask(*client);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->calls, 1);
    EXPECT_EQ(server.requests().size(), 6u);
}

TEST(Providers, AServerThatDoesNotSayWhatItRefusesGetsThePlainForm) {
    const FakeModelServer server([](const FakeReply& reply, const std::string& request) {
        const auto body = body_of(request);
        if (body.size() == 3 && !body.at("stream").as_bool())
            reply.chat("SELECT 1");
        else
            reply.http(422, "{}");
    });
    const auto client = client_for(server);
    ASSERT_TRUE(ask(*client));
    EXPECT_EQ(ask(*client)->calls, 1);
}

TEST(Providers, WhatWasLeftOutInVainIsTriedAgainTheNextTime) {
    std::atomic<bool> well = false;
    const FakeModelServer server([&](const FakeReply& reply, auto&) {
        if (well)
            reply.chat("SELECT 1");
        else
            reply.http(400, R"({"error": {"message": "no"}})");
    });
    const auto client = client_for(server);
    const auto refused = ask(*client);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("refused the request (HTTP 400)"), std::string::npos);
    well = true;
    ASSERT_TRUE(ask(*client));
    EXPECT_TRUE(body_of(server.requests().back()).contains("response_format"));
    EXPECT_EQ(client->state().breaker, Breaker::State::closed);
}

TEST(Providers, ATooLongConversationIsSaidToBeOneAtOnce) {
    std::atomic<int> calls = 0;
    const auto answer = ask([&](const FakeReply& reply, auto&) {
        ++calls;
        reply.http(400, R"({"error": {"code": "context_length_exceeded", "message": "boom"}})");
    });
    ASSERT_FALSE(answer);
    EXPECT_EQ(calls, 1);
    EXPECT_NE(answer.error().message.find("cannot read this much at once"), std::string::npos);
}

TEST(Providers, AStreamedAnswerComesWithProgressAndUsage) {
    const std::string sql = "SELECT name, kind FROM patterns ORDER BY created_at";
    const FakeModelServer server([&](const FakeReply& reply, auto&) { reply.stream(sql); });
    auto settings = settings_for(server);
    settings.prices = {2, 10};
    const auto client = *make_openai_client(settings);
    std::vector<std::size_t> heard;
    Request request{hello(), 0, [&](std::size_t pieces) { heard.push_back(pieces); }};
    const auto answer = run(client->complete(std::move(request), Clock::now() + 5s));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->text, sql);
    EXPECT_EQ(answer->usage.prompt_tokens, 1000);
    EXPECT_EQ(answer->usage.completion_tokens, 50);
    EXPECT_DOUBLE_EQ(answer->usage.cost, 0.0025);
    ASSERT_FALSE(heard.empty());
    EXPECT_TRUE(std::is_sorted(heard.begin(), heard.end()));
    EXPECT_GT(client->state().last_took->count(), 0);
}

TEST(Providers, TokensAreEstimatedWhereTheServerDoesNotCount) {
    const auto answer = ask([](const FakeReply& reply, auto&) { reply.chat("SELECT name FROM patterns"); });
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->usage.prompt_tokens, 8);
    EXPECT_EQ(answer->usage.completion_tokens, 6);
}

TEST(Providers, AnAnswerInPiecesMayBeLongerOnTheWireThanAWholeOne) {
    const std::string sql = "SELECT '" + std::string(20'000, 'x') + "'";
    const auto answer = ask([&](const FakeReply& reply, auto&) { reply.stream(sql, 2); });
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->text, sql);
}

TEST(Providers, AzureIsAskedAsItWants) {
    const FakeModelServer server([](const FakeReply& reply, auto&) { reply.chat("SELECT 1"); });
    auto settings = settings_for(server);
    settings.base_url += "?api-version=2024-10-21";
    ASSERT_TRUE(ask(**make_openai_client(settings)));
    const auto request = server.requests().front();
    EXPECT_TRUE(request.starts_with("POST /v1/chat/completions?api-version=2024-10-21 HTTP/1.1\r\n")) << request;
    EXPECT_NE(request.find("\r\napi-key: " + std::string(key) + "\r\n"), std::string::npos);
    EXPECT_EQ(request.find("Authorization"), std::string::npos);
}

TEST(Providers, AModelOnThisMachineIsNotAskedThroughAProxy) {
    const FakeModelServer proxy([](const FakeReply& reply, auto&) { reply.http(502, "{}"); });
    const FakeModelServer server([](const FakeReply& reply, auto&) { reply.chat("SELECT 1"); });
    setenv("http_proxy", proxy.base_url().c_str(), 1);
    const auto answer = ask(*client_for(server));
    unsetenv("http_proxy");
    EXPECT_TRUE(answer);
    EXPECT_TRUE(proxy.requests().empty());
}

TEST(Providers, AModelElsewhereIsAskedThroughTheProxyOfTheEnvironment) {
    const FakeModelServer proxy([](const FakeReply& reply, auto&) { reply.chat("SELECT 1"); });
    OpenAiSettings settings;
    settings.base_url = "http://model.invalid/v1";
    const auto client = *make_openai_client(settings);
    setenv("http_proxy", proxy.base_url().c_str(), 1);
    const auto answer = ask(*client);
    unsetenv("http_proxy");
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_TRUE(proxy.requests().front().starts_with("POST http://model.invalid/v1/chat/completions "));
}

}  // namespace
}  // namespace pf::llm
