// What a client gets after its connection broke (docs/protocol.md, "After a reconnect").
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

struct Client {
    explicit Client(const TestServer& server) : ws(server.port()), session(text_of(ws.receive_json(), "session")) {}

    void resume(const std::string& other, std::int64_t after) {
        ws.send(json::serialize(json::object{{"type", "resume"}, {"after", after}, {"session", other}}));
    }
    json::object receive_resumed() { return ws.receive_type("event").at("payload").as_object(); }

    WsClient ws;
    std::string session;
};

void wait_for_rules(TestServer& server, std::size_t running) {
    while (server.run([&] { return server.sessions->running(); }) != running) std::this_thread::yield();
}

void wait_for_connections(TestServer& server, std::size_t count) {
    while (server.run([&] { return server.listener->connections(); }) != count) std::this_thread::yield();
}

TEST(Resume, SendsWhatEndedWhileNobodyListenedOnce) {
    TestServer server;
    Client lost(server);
    lost.ws.run("wait a little", "r");
    wait_for_rules(server, 1);
    lost.ws.raw.reset();
    wait_for_rules(server, 0);

    Client back(server);
    back.resume(lost.session, 0);
    EXPECT_EQ(text_of(back.ws.receive_json(), "rule_id"), "r");
    const json::object resumed = back.receive_resumed();
    EXPECT_EQ(text_of(resumed, "session"), lost.session);
    EXPECT_EQ(resumed.at("sent").as_int64(), 1);
    EXPECT_TRUE(resumed.at("running").as_array().empty());
    back.resume(lost.session, 0);
    EXPECT_EQ(text_of(back.ws.receive_json(), "kind"), "not_found");
}

TEST(Resume, HandsOverRulesThatStillRun) {
    TestServer server;
    Client lost(server);
    lost.ws.run("wait", "r");
    wait_for_rules(server, 1);
    lost.ws.raw.reset();
    wait_for_connections(server, 0);

    Client back(server);
    back.resume(lost.session, 0);
    EXPECT_EQ(back.receive_resumed().at("running").as_array().at(0).as_string(), "r");
    back.ws.send(R"({"type":"cancel_rule","rule_id":"r"})");
    EXPECT_EQ(text_of(back.ws.receive_type("error"), "kind"), "cancelled");
}

TEST(Resume, SkipsWhatTheClientHasSeen) {
    TestServer server;
    Client lost(server);
    for (const char* id : {"a", "b", "c"}) {
        lost.ws.run("Find all patterns", id);
        EXPECT_EQ(text_of(lost.ws.receive_json(), "rule_id"), id);
    }
    lost.ws.raw.reset();
    wait_for_connections(server, 0);
    Client back(server);
    back.resume(lost.session, 2);
    EXPECT_EQ(text_of(back.ws.receive_json(), "rule_id"), "c") << "it may have been lost on the way";
    EXPECT_EQ(back.receive_resumed().at("sent").as_int64(), 1);
}

TEST(Resume, TakesOverAConnectionTheServerStillBelievesIn) {
    TestServer server;
    Client half_dead(server);
    half_dead.ws.run("wait", "r");
    wait_for_rules(server, 1);
    Client back(server);
    back.resume(half_dead.session, 0);
    EXPECT_EQ(back.receive_resumed().at("running").as_array().size(), 1u);
    for (auto message = half_dead.ws.receive(); message.opcode != 8; message = half_dead.ws.receive())
        ASSERT_EQ(message.opcode, 1);
    back.ws.send(R"({"type":"cancel_rule","rule_id":"r"})");
    EXPECT_EQ(text_of(back.ws.receive_type("error"), "rule_id"), "r");
}

TEST(Resume, KeepsOpenQuestions) {
    TestServer server;
    Client lost(server);
    lost.ws.run("ambiguous", "q");
    EXPECT_EQ(text_of(lost.ws.receive_json(), "type"), "clarify");
    lost.ws.raw.reset();
    wait_for_connections(server, 0);
    Client back(server);
    back.resume(lost.session, 1);
    EXPECT_EQ(back.receive_resumed().at("sent").as_int64(), 0);
    back.ws.send(R"({"type":"choose_reading","rule_id":"q","n":1})");
    EXPECT_EQ(text_of(back.ws.receive_json(), "reading"), "reading 1");
}

TEST(Resume, RefusesUnknownSessionsAndItself) {
    TestServer server;
    Client client(server);
    client.resume("0123456789abcdef0123456789abcdef", 0);
    EXPECT_EQ(text_of(client.ws.receive_json(), "kind"), "not_found");
    client.resume(client.session, 0);
    EXPECT_EQ(text_of(client.ws.receive_json(), "kind"), "not_found");
    Client idle(server);
    idle.ws.raw.reset();
    wait_for_connections(server, 1);
    client.resume(idle.session, 0);
    EXPECT_EQ(text_of(client.ws.receive_json(), "kind"), "not_found")
        << "nothing was kept of a session that had nothing";
}

TEST(Resume, KeepsAnswersWithinItsBounds) {
    ServerSettings settings = TestServer::quiet();
    settings.max_kept_answers = 2;
    settings.max_kept_sessions = 1;
    TestServer server(settings);
    Client first(server), second(server);
    for (Client* client : {&first, &second})
        for (const char* id : {"a", "b", "c"}) {
            client->ws.run("Find all patterns", id);
            client->ws.receive_json();
        }
    first.ws.raw.reset();
    wait_for_connections(server, 1);
    second.ws.raw.reset();
    wait_for_connections(server, 0);
    Client back(server);
    back.resume(first.session, 0);
    EXPECT_EQ(text_of(back.ws.receive_json(), "kind"), "not_found") << "the oldest made room";
    back.resume(second.session, 0);
    EXPECT_EQ(text_of(back.ws.receive_json(), "rule_id"), "b");
    EXPECT_EQ(text_of(back.ws.receive_json(), "rule_id"), "c");
}

TEST(Resume, CountsASessionThatWasTakenOverNoLongerAsKept) {
    ServerSettings settings = TestServer::quiet();
    settings.max_kept_sessions = 1;
    TestServer server(settings);
    for (int i = 0; i < 3; ++i) {
        Client taken(server), taker(server);
        taken.ws.run("Find all patterns", "a");
        taken.ws.receive_json();
        taker.resume(taken.session, 0);
        taker.receive_resumed();
        taken.ws.raw.reset();
        taker.ws.raw.reset();
        wait_for_connections(server, 0);
    }
    Client lost(server);
    lost.ws.run("Find all patterns", "b");
    lost.ws.receive_json();
    lost.ws.raw.reset();
    wait_for_connections(server, 0);
    Client back(server);
    back.resume(lost.session, 0);
    EXPECT_EQ(text_of(back.ws.receive_json(), "rule_id"), "b");
}

TEST(Resume, ForgetsSessionsAfterAWhile) {
    ServerSettings settings = TestServer::quiet();
    settings.kept_for = std::chrono::milliseconds(50);
    TestServer server(settings);
    Client lost(server);
    lost.ws.run("Find all patterns", "a");
    lost.ws.receive_json();
    lost.ws.raw.reset();
    wait_for_connections(server, 0);
    while (server.run([&] { return server.sessions->known(); }) > 0) std::this_thread::yield();
    Client back(server);
    back.resume(lost.session, 0);
    EXPECT_EQ(text_of(back.ws.receive_json(), "kind"), "not_found");
}

}  // namespace
}  // namespace pf::api
