#include "llm/openai_client.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <future>

#include "unit/llm/asking.hpp"

namespace pf::llm {
namespace {

using namespace std::chrono_literals;
using test::FakeModelServer;
using test::FakeReply;

TEST(OpenAiClient, ReturnsTheContentOfTheFirstChoice) {
    const auto answer = ask([](const FakeReply& reply, auto&) { reply.chat("SELECT \"a\"\n"); });
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->text, "SELECT \"a\"\n");
}

TEST(OpenAiClient, SendsTheConversationAsTheApiWantsIt) {
    FakeModelServer server([](const FakeReply& reply, auto&) { reply.chat("SELECT 1"); });
    const auto client = client_for(server);
    ASSERT_TRUE(ask(*client));
    ASSERT_EQ(server.requests().size(), 1u);
    const auto request = server.requests().front();
    EXPECT_TRUE(request.starts_with("POST /v1/chat/completions HTTP/1.1\r\n")) << request;
    EXPECT_NE(request.find("\r\nAuthorization: Bearer " + std::string(key) + "\r\n"), std::string::npos);
    EXPECT_NE(request.find("\r\nContent-Type: application/json\r\n"), std::string::npos);
    EXPECT_EQ(request.find("Accept-Encoding"), std::string::npos);
    const auto body = boost::json::parse(request.substr(request.find("\r\n\r\n") + 4));
    auto expected = boost::json::parse(R"({"model": "test-model", "messages": [
        {"role": "system", "content": "Write \"SQL\"."}, {"role": "user", "content": "Find all patterns ✓"}],
        "temperature": 0E0, "max_tokens": 4096, "stream": true, "stream_options": {"include_usage": true}})");
    expected.as_object()["response_format"] = body.at("response_format");
    EXPECT_EQ(body, expected);
    const auto& schema = body.at("response_format").at("json_schema").at("schema");
    EXPECT_EQ(schema.at("required"), boost::json::parse(R"(["sql", "says", "error"])"));
}

TEST(OpenAiClient, SendsNoAuthorizationWithoutAKey) {
    FakeModelServer server([](const FakeReply& reply, auto&) { reply.chat("SELECT 1"); });
    auto settings = settings_for(server);
    settings.api_key.clear();
    settings.base_url += "/";
    const auto client = *make_openai_client(settings);
    ASSERT_TRUE(ask(*client));
    EXPECT_EQ(server.requests().front().find("Authorization"), std::string::npos);
    EXPECT_TRUE(server.requests().front().starts_with("POST /v1/chat/completions "));
}

TEST(OpenAiClient, RefusesSettingsThatCannotWork) {
    const auto refused = [](const std::string& model, int at_a_time) {
        OpenAiSettings settings;
        settings.model = model;
        settings.max_in_flight = at_a_time;
        const auto client = make_openai_client(settings);
        return !client && client.error().kind == ErrorKind::invalid_request;
    };
    EXPECT_TRUE(refused("", 1));
    EXPECT_TRUE(refused("m", 0));
    EXPECT_FALSE(refused("m", 1));
}

struct BadReply {
    const char* name;
    FakeModelServer::Handler handler;
    ErrorKind kind;
    const char* says;
};

class OpenAiClientBadReply : public testing::TestWithParam<BadReply> {};

TEST_P(OpenAiClientBadReply, EndsInANamedErrorThatRepeatsNothing) {
    const auto started = Clock::now();
    const auto answer = ask(GetParam().handler, 1500ms);
    EXPECT_LT(Clock::now() - started, 2s);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, GetParam().kind);
    EXPECT_NE(answer.error().message.find(GetParam().says), std::string::npos) << answer.error().message;
    EXPECT_NE(answer.error().message.find("127.0.0.1"), std::string::npos) << answer.error().message;
    EXPECT_EQ(whole(answer.error()).find("SECRET"), std::string::npos) << whole(answer.error());
    EXPECT_EQ(whole(answer.error()).find("boom"), std::string::npos) << whole(answer.error());
}

FakeModelServer::Handler with(int status, std::string body, std::string headers = "") {
    return [=](const FakeReply& reply, auto&) { reply.http(status, body, headers); };
}

const BadReply bad_replies[] = {
    {"Empty", with(200, ""), ErrorKind::unavailable, "not JSON"},
    {"Html", with(200, "<html>boom SECRET</html>"), ErrorKind::unavailable, "not JSON"},
    {"NoChoices", with(200, R"({"error":"boom"})"), ErrorKind::unavailable, "no chat completion"},
    {"AnArray", with(200, "[1]"), ErrorKind::unavailable, "no chat completion"},
    {"EmptyChoices", with(200, R"({"choices":[]})"), ErrorKind::unavailable, "no answer"},
    {"ChoiceOfAnotherType", with(200, R"({"choices":[5]})"), ErrorKind::unavailable, "empty answer"},
    {"NullContent", with(200, R"({"choices":[{"message":{"content":null}}]})"), ErrorKind::unavailable, "empty answer"},
    {"CutContent", with(200, R"({"choices":[{"finish_reason":"length","message":{"content":"SELECT"}}]})"),
     ErrorKind::unavailable, "length limit"},
    {"BadUtf8", with(200, "{\"\xc3\x28\":1}"), ErrorKind::unavailable, "not JSON"},
    {"DeepJson", with(200, std::string(200000, '[')), ErrorKind::unavailable, "not JSON"},
    {"WrongKey", with(401, R"({"error":{"message":"bad key sk-SECRET"}})"), ErrorKind::unavailable,
     "refused the API key"},
    {"UnknownModel", with(404, "boom"), ErrorKind::unavailable, "test-model"},
    {"BadRequest", with(400, "boom"), ErrorKind::unavailable, "refused the request (HTTP 400)"},
    {"RateLimitWithoutDate", with(429, "{}"), ErrorKind::unavailable, "too many requests"},
    {"RateLimitBeyondTheDeadline", with(429, "{}", "Retry-After: 30\r\n"), ErrorKind::unavailable, "too many requests"},
    {"ServerError", with(500, R"({"error":{"message":"boom"}})"), ErrorKind::unavailable, "failed (HTTP 500)"},
    {"Redirect", with(302, "", "Location: http://169.254.169.254/latest/SECRET\r\n"), ErrorKind::unavailable,
     "not followed"},
    {"UnaskedCompression", with(200, "\x1f\x8b\x08 boom", "Content-Encoding: gzip\r\n"), ErrorKind::unavailable,
     "not JSON"},
    {"Truncated",
     [](const FakeReply& reply, auto&) { reply.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"choices\""); },
     ErrorKind::unavailable, "broke off"},
    {"NoReply", [](const FakeReply&, auto&) {}, ErrorKind::unavailable, "broke off"},
    {"Reset", [](const FakeReply& reply, auto&) { reply.reset(); }, ErrorKind::unavailable, "broke off"},
    {"NotHttp", [](const FakeReply& reply, auto&) { reply.send("SSH-2.0-boom\r\n"); }, ErrorKind::unavailable,
     "no usable answer"},
    {"Huge",
     [](const FakeReply& reply, auto&) {
         reply.send("HTTP/1.1 200 OK\r\n\r\n{\"x\":\"");
         while (reply.send(std::string(1 << 16, 'a'))) {
         }
     },
     ErrorKind::unavailable, "more than 256 KiB"},
    {"EndlessHeaders",
     [](const FakeReply& reply, auto&) {
         reply.send("HTTP/1.1 200 OK\r\n");
         while (reply.send("X-A: " + std::string(1000, 'a') + "\r\n")) {
         }
     },
     ErrorKind::unavailable, "more than 256 KiB"},
    {"Hang", [](const FakeReply& reply, auto&) { reply.wait_for_close(); }, ErrorKind::timeout, "in time"},
    {"HangsInTheMiddle",
     [](const FakeReply& reply, auto&) {
         reply.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{");
         reply.wait_for_close();
     },
     ErrorKind::timeout, "in time"},
};

INSTANTIATE_TEST_SUITE_P(All, OpenAiClientBadReply, testing::ValuesIn(bad_replies),
                         [](const auto& each) { return each.param.name; });

TEST(OpenAiClient, SaysWhenNobodyListens) {
    std::string url;
    {
        const FakeModelServer gone([](const FakeReply&, auto&) {});
        url = gone.base_url();
    }
    OpenAiSettings settings;
    settings.base_url = url;
    const auto answer = ask(**make_openai_client(settings));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::unavailable);
    EXPECT_NE(answer.error().message.find("cannot be reached"), std::string::npos);
}

TEST(OpenAiClient, TimesOutAtOnceWhenTheDeadlineHasPassed) {
    FakeModelServer server([](const FakeReply& reply, auto&) { reply.chat("SELECT 1"); });
    const auto client = client_for(server);
    const auto answer = ask(*client, -1s);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::timeout);
    EXPECT_TRUE(server.requests().empty());
}

TEST(OpenAiClient, EndsAtOnceWhenCancelled) {
    std::promise<void> asked;
    FakeModelServer server([&](const FakeReply& reply, auto&) {
        asked.set_value();
        reply.wait_for_close();
    });
    const auto client = client_for(server);
    asio::io_context io;
    Cancellable request;
    request.start(io, *client);
    std::thread canceller([&] {
        asked.get_future().wait();
        asio::post(io, [&] { request.signal.emit(asio::cancellation_type::terminal); });
    });
    const auto started = Clock::now();
    io.run();
    canceller.join();
    EXPECT_LT(Clock::now() - started, 1s);
    ASSERT_TRUE(request.answer);
    ASSERT_FALSE(*request.answer);
    EXPECT_EQ(request.answer->error().kind, ErrorKind::cancelled);
}

TEST(OpenAiClient, AnswersManyAtOnce) {
    FakeModelServer server([](const FakeReply& reply, auto&) { reply.chat("SELECT 1"); });
    auto settings = settings_for(server);
    settings.max_in_flight = 50;
    const auto client = *make_openai_client(settings);
    asio::io_context io;
    std::vector<Cancellable> requests(50);
    for (auto& request : requests) request.start(io, *client);
    io.run();
    for (auto& request : requests) EXPECT_EQ((*request.answer)->text, "SELECT 1");
}

TEST(OpenAiClient, EndsItsCallsWhenDestroyed) {
    std::promise<void> asked;
    FakeModelServer server([&](const FakeReply& reply, auto&) {
        asked.set_value();
        reply.wait_for_close();
    });
    auto client = client_for(server);
    asio::io_context io;
    Cancellable request;
    request.start(io, *client);
    io.poll();
    asked.get_future().wait();
    client.reset();
    io.run();
    ASSERT_TRUE(request.answer);
    EXPECT_EQ(request.answer->error().kind, ErrorKind::cancelled);
}

TEST(OpenAiClient, EndsACallThatItsDestructionMeetsBetweenTwoTries) {
    std::promise<void> refused;
    FakeModelServer server([&](const FakeReply& reply, auto&) {
        reply.http(429, "{}", "Retry-After: 1\r\n");
        refused.set_value();
    });
    auto client = client_for(server);
    asio::io_context io;
    Cancellable request;
    request.start(io, *client);
    io.poll();
    refused.get_future().wait();
    io.run_for(200ms);
    client.reset();
    io.run();
    ASSERT_TRUE(request.answer);
    EXPECT_EQ(request.answer->error().kind, ErrorKind::cancelled);
}

TEST(OpenAiClient, IsNamedAfterItsModel) { EXPECT_EQ((*make_openai_client({}))->name(), "gpt-4o"); }

}  // namespace
}  // namespace pf::llm
