#include "api/protocol.hpp"
#include "unit/api/golden.hpp"
#include "unit/api/wire.hpp"

namespace pf::api {
namespace {

namespace json = boost::json;
using testing::TestServer;
using testing::WsClient;

std::string text_of(const json::object& frame, std::string_view field) {
    const auto* value = frame.if_contains(field);
    return value && value->is_string() ? std::string(value->as_string()) : "(no " + std::string(field) + ")";
}

// A client that has read its hello.
WsClient connected(const TestServer& server) {
    WsClient client(server.port());
    EXPECT_EQ(client.handshake.status, 101);
    EXPECT_EQ(text_of(client.receive_json(), "type"), "hello");
    return client;
}

TEST(WebSocket, SaysHelloFirst) {
    TestServer server;
    WsClient first(server.port()), second(server.port());
    const json::object hello = first.receive_json();
    EXPECT_EQ(text_of(hello, "type"), "hello");
    EXPECT_EQ(text_of(hello, "version"), "0.1.0");
    EXPECT_EQ(text_of(hello, "session").size(), 32u);
    EXPECT_NE(text_of(hello, "session"), text_of(second.receive_json(), "session"));
    EXPECT_EQ(first.handshake.header("Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");  // RFC 6455, 1.3
}

TEST(WebSocket, DoesNotCompress) {
    TestServer server;
    const WsClient client(server.port(), "Sec-WebSocket-Extensions: permessage-deflate\r\n");
    EXPECT_EQ(client.handshake.status, 101);
    EXPECT_EQ(client.handshake.header("Sec-WebSocket-Extensions"), "");
}

TEST(WebSocket, IsOpenedOnlyFromItsOwnPages) {
    TestServer server;
    EXPECT_EQ(WsClient(server.port(), "Origin: http://evil.example\r\n").handshake.status, 403);
    EXPECT_EQ(WsClient(server.port(), "Origin: null\r\n").handshake.status, 403);
    EXPECT_EQ(WsClient(server.port(), "Sec-Fetch-Site: cross-site\r\n").handshake.status, 403);
    EXPECT_EQ(
        WsClient(server.port(), "Origin: http://127.0.0.1:" + std::to_string(server.port()) + "\r\n").handshake.status,
        101);
    const auto encoded = server.get("/%77s", "Origin: http://evil.example\r\n");
    EXPECT_EQ(encoded.status, 403) << "the same path in other letters";
    const auto plain = server.get("/ws");
    EXPECT_EQ(plain.status, 426);
    EXPECT_EQ(plain.header("Upgrade"), "websocket");
}

TEST(WebSocket, LeavesNothingBehindWhenTheHandshakeFails) {
    TestServer server;
    EXPECT_EQ(server.get("/ws", "Upgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Version: 12\r\n").status,
              426);
    EXPECT_EQ(server.run([&] { return server.sessions->known(); }), 0u);
}

TEST(WebSocket, AnswersARuleWithItsResult) {
    TestServer server;
    WsClient client = connected(server);
    client.run("Find all patterns", "rule_7");
    const json::object result = client.receive_json();
    EXPECT_EQ(text_of(result, "type"), "rule_result");
    EXPECT_EQ(text_of(result, "rule_id"), "rule_7");
    EXPECT_EQ(result.at("seq").as_int64(), 1);
    client.run("fail", "rule_8");
    const json::object error = client.receive_json();
    EXPECT_EQ(text_of(error, "type"), "error");
    EXPECT_EQ(text_of(error, "kind"), "not_understood");
    EXPECT_EQ(text_of(error, "rule"), "fake");
    EXPECT_EQ(text_of(error, "rule_id"), "rule_8");
    EXPECT_EQ(error.at("seq").as_int64(), 2);
    client.run("throw", "rule_9");
    EXPECT_EQ(text_of(client.receive_json(), "kind"), "internal");
}

// The session stays open after each of them.
TEST(WebSocket, AnswersEachInvalidGoldenFrameWithItsError) {
    TestServer server;
    WsClient client = connected(server);
    for (const auto& name : testing::golden_names()) {
        const json::object file = testing::golden(name);
        if (!file.contains("error")) continue;
        client.send(testing::golden_text(file));
        json::object answer = client.receive_json();
        answer.erase("timestamp");
        EXPECT_TRUE(testing::same_json(answer, file.at("error"))) << name << " became " << json::serialize(answer);
    }
    client.send_frame(2, "\x01\x02");
    EXPECT_EQ(text_of(client.receive_json(), "message"), "The frame is binary; frames are JSON in text messages.");
    client.send("");
    EXPECT_EQ(text_of(client.receive_json(), "message"), "The frame is not valid JSON.");
    client.run("Find all patterns", "rule_7");
    EXPECT_EQ(text_of(client.receive_json(), "type"), "rule_result");
}

TEST(WebSocket, ReadsFragmentsWithControlFramesBetweenThem) {
    TestServer server;
    WsClient client = connected(server);
    client.send_frame(1, R"({"type":"run_rule","rule_)", false);
    client.send_frame(9, "are you there");
    client.send_frame(0, R"(code":"Find all)", false);
    client.send_frame(0, R"( patterns","rule_id":"f"})", true);
    const auto pong = client.receive();
    EXPECT_EQ(pong.opcode, 10);
    EXPECT_EQ(pong.payload, "are you there");
    EXPECT_EQ(text_of(client.receive_json(), "rule_id"), "f");
}

TEST(WebSocket, TakesMessagesUpToOneMebibyte) {
    TestServer server;
    WsClient client = connected(server);
    std::string frame = R"({"type":"run_rule","rule_code":"Find all patterns","rule_id":"big","more":")";
    frame += std::string(1024 * 1024 - frame.size() - 2, 'x') + "\"}";
    client.send(frame);
    EXPECT_EQ(text_of(client.receive_json(), "rule_id"), "big");
    client.send(frame + " ");
    EXPECT_EQ(client.receive().close_code(), 1009);
    EXPECT_TRUE(client.raw.is_closed_by_server());
}

TEST(WebSocket, ClosesOnBrokenFramesWithTheCodeOfTheRfc) {
    TestServer server;
    WsClient no_utf8 = connected(server);
    no_utf8.send("\xff\xfe");
    EXPECT_EQ(no_utf8.receive().close_code(), 1007);
    WsClient reserved = connected(server);
    reserved.send_frame(3, "x");
    EXPECT_EQ(reserved.receive().close_code(), 1002);
    WsClient unmasked = connected(server);
    unmasked.raw.send("\x81\x01x");
    EXPECT_EQ(unmasked.receive().close_code(), 1002);
    WsClient polite = connected(server);
    polite.send_frame(8, std::string("\x03\xe8", 2));
    EXPECT_EQ(polite.receive().close_code(), 1000);
    EXPECT_TRUE(polite.raw.is_closed_by_server());
}

TEST(WebSocket, GoesOnReadingWhileRulesRun) {
    TestServer server;
    WsClient client = connected(server);
    client.run("wait", "slow");
    client.run("Find all patterns", "quick");
    EXPECT_EQ(text_of(client.receive_type("rule_result"), "rule_id"), "quick");
    client.send(R"({"type":"cancel_rule","rule_id":"slow"})");
    const json::object cancelled = client.receive_type("error");
    EXPECT_EQ(text_of(cancelled, "rule_id"), "slow");
    EXPECT_EQ(text_of(cancelled, "kind"), "cancelled");
    client.send(R"({"type":"cancel_rule","rule_id":"slow"})");
    EXPECT_EQ(text_of(client.receive_type("error"), "kind"), "not_found");
}

TEST(WebSocket, ReportsProgressOfRulesThatTakeLong) {
    TestServer server;
    WsClient client = connected(server);
    client.run("wait a little", "slow");
    const json::object progress = client.receive_json();
    EXPECT_EQ(text_of(progress, "type"), "rule_progress");
    EXPECT_EQ(text_of(progress, "stage"), "generate");
    EXPECT_EQ(text_of(progress, "rule_id"), "slow");
    EXPECT_GE(progress.at("elapsed_ms").as_int64(), 100);
    EXPECT_EQ(text_of(client.receive_json(), "type"), "rule_result");

    ServerSettings at_once;
    at_once.progress_after = std::chrono::milliseconds(0);
    TestServer eager(at_once);
    WsClient other = connected(eager);
    other.run("Find all patterns", "quick");
    EXPECT_EQ(text_of(other.receive_json(), "stage"), "queued");
    EXPECT_EQ(text_of(other.receive_json(), "stage"), "generate");
    EXPECT_EQ(text_of(other.receive_json(), "type"), "rule_result");
}

TEST(WebSocket, RunsSixteenRulesOfASessionAtATime) {
    TestServer server;
    WsClient client = connected(server);
    for (int i = 0; i < 17; ++i) client.run("wait", "r" + std::to_string(i));
    const json::object refused = client.receive_type("error");
    EXPECT_EQ(text_of(refused, "rule_id"), "r16");
    EXPECT_EQ(text_of(refused, "kind"), "unavailable");
    for (int i = 0; i < 16; ++i) client.send(R"({"type":"cancel_rule","rule_id":"r)" + std::to_string(i) + "\"}");
    for (int i = 0; i < 16; ++i) EXPECT_EQ(text_of(client.receive_type("error"), "kind"), "cancelled");
    EXPECT_EQ(server.run([&] { return server.sessions->running(); }), 0u);
}

TEST(WebSocket, AsksAndTakesTheChosenReading) {
    TestServer server;
    WsClient client = connected(server);
    client.run("ambiguous", "q");
    const json::object question = client.receive_json();
    EXPECT_EQ(text_of(question, "type"), "clarify");
    EXPECT_EQ(question.at("readings").as_array().size(), 2u);
    client.send(R"({"type":"choose_reading","rule_id":"q","n":2})");
    EXPECT_EQ(text_of(client.receive_json(), "reading"), "reading 2");
    client.send(R"({"type":"choose_reading","rule_id":"q","n":1})");
    EXPECT_EQ(text_of(client.receive_json(), "kind"), "not_found") << "the question is answered";
}

TEST(WebSocket, TakesAReadingThatIsOfferedWhileAModelIsAskedForTheOneAnswerOfTheRule) {
    ServerSettings settings;
    settings.progress_after = std::chrono::milliseconds(0);
    settings.max_rules_per_session = 1;
    TestServer server(settings);
    WsClient client = connected(server);
    client.run("ask a model", "slow");
    json::object offer = client.receive_type("rule_progress");
    while (text_of(offer, "stage") != "model") offer = client.receive_type("rule_progress");
    ASSERT_EQ(offer.at("readings").as_array().size(), 2u);
    EXPECT_EQ(offer.at("readings").at(1).at("n").as_int64(), 2);
    EXPECT_EQ(offer.at("readings").at(1).at("reading").as_string(), "two");
    client.send(R"({"type":"choose_reading","rule_id":"slow","n":3})");
    EXPECT_EQ(text_of(client.receive_type("error"), "kind"), "not_found") << "no such reading was offered";
    client.send(R"({"type":"choose_reading","rule_id":"slow","n":2})");
    json::object answer;
    do answer = client.receive_json();
    while (text_of(answer, "type") == "rule_progress");
    EXPECT_EQ(text_of(answer, "type"), "rule_result");
    EXPECT_EQ(text_of(answer, "reading"), "reading 2");
    EXPECT_EQ(server.run([&] { return server.sessions->running(); }), 0u);
}

TEST(WebSocket, TellsEverySessionOfNewViews) {
    TestServer server;
    WsClient first = connected(server), second = connected(server);
    server.run([&] {
        server.sessions->broadcast(std::make_shared<const std::string>(encode_views_refresh({{"rule_x", "x"}})));
        return 0;
    });
    for (WsClient* client : {&first, &second}) {
        const json::object event = client->receive_json();
        EXPECT_EQ(text_of(event, "event"), "views:refresh");
        EXPECT_EQ(text_of(event.at("payload").as_object(), "view"), "rule_x");
    }
}

TEST(WebSocket, ClosesAReaderThatIsTooSlow) {
    TestServer server;
    WsClient client(server.port());
    client.receive();
    for (int i = 0; i < 100; ++i) client.run("large", "r" + std::to_string(i));
    // More than the kernel's buffers and the queue take: what was not sent is dropped, then the close frame comes.
    int results = 0;
    testing::WsMessage message;
    for (message = client.receive(); message.opcode == 1; message = client.receive()) {
        ++results;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));  // slower than the server goes on for its sake
    }
    EXPECT_EQ(message.close_code(), 1013);
    EXPECT_LT(results, 100);
}

TEST(WebSocket, PingsASilentClientAndDropsADeadOne) {
    ServerSettings settings = TestServer::quiet();
    settings.websocket_idle = std::chrono::milliseconds(600);
    TestServer server(settings);
    WsClient client = connected(server);
    for (int i = 0; i < 2; ++i) {
        const auto ping = client.receive();
        ASSERT_EQ(ping.opcode, 9);
        client.send_frame(10, ping.payload);
    }
    EXPECT_EQ(client.receive().opcode, 9);
    EXPECT_TRUE(client.raw.is_closed_by_server()) << "no pong came";
}

TEST(WebSocket, TellsItsClientsThatItShutsDown) {
    TestServer server;
    WsClient idle = connected(server), busy = connected(server);
    busy.run("wait", "r");
    while (server.run([&] { return server.sessions->running(); }) == 0) {
    }
    server.run([&] {
        server.listener->stop_accepting();
        server.listener->drain();
        return 0;
    });
    EXPECT_EQ(idle.receive().close_code(), 1001);
    busy.run("Find all patterns", "late");
    EXPECT_EQ(text_of(busy.receive_type("error"), "kind"), "unavailable");
    busy.send(R"({"type":"cancel_rule","rule_id":"r"})");
    EXPECT_EQ(text_of(busy.receive_type("error"), "rule_id"), "r");
    EXPECT_EQ(busy.receive().close_code(), 1001);
}

TEST(WebSocket, AnswersRulesThatAShutdownCancels) {
    TestServer server;
    WsClient client = connected(server);
    client.run("wait", "r");
    while (server.run([&] { return server.sessions->running(); }) == 0) {
    }
    server.run([&] {
        server.listener->drain();
        server.sessions->cancel_all();
        return 0;
    });
    EXPECT_EQ(text_of(client.receive_type("error"), "kind"), "cancelled");
    EXPECT_EQ(client.receive().close_code(), 1001);
}

}  // namespace
}  // namespace pf::api
