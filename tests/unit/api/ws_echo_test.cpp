// The session that echoes, as the Autobahn suite meets it. What came before a broken frame is answered, in order,
// before the connection is closed for it (cases 3.2–3.4, 4.1.3–4.1.5, 4.2.3–4.2.5, 5.15); messages of up to 16 MiB come
// back, sent whole, in fragments and in small pieces (9.1–9.8).
#include <string>
#include <vector>

#include "support/echo.hpp"
#include "unit/api/wire.hpp"

namespace pf::api {
namespace {

using testing::WsClient;

class EchoServer {
 public:
    EchoServer() : listener_(io_, settings(), testing::echo_handlers()) {
        const auto listening = listener_.listen();
        if (!listening) throw std::runtime_error(listening.error().message);
        asio::co_spawn(io_, listener_.serve(), logged("listener"));
        thread_ = std::thread([this] { io_.run(); });
    }
    ~EchoServer() {
        io_.stop();
        thread_.join();
    }
    EchoServer(const EchoServer&) = delete;
    EchoServer& operator=(const EchoServer&) = delete;
    [[nodiscard]] std::uint16_t port() const { return listener_.port(); }

 private:
    static ServerSettings settings() {
        ServerSettings settings;
        settings.port = 0;
        testing::take_messages_of(settings, 16u << 20);
        return settings;
    }
    asio::io_context io_{1};
    Listener listener_;
    std::thread thread_;
};

// A masked frame with any first byte: FIN, RSV1 to RSV3, opcode.
std::string frame(unsigned first, std::string_view payload) {
    auto made = WsClient::frame(0, payload);
    made[0] = static_cast<char>(first);
    return made;
}

constexpr unsigned fin = 0x80, text = 1, ping = 9;

struct Case {
    const char* name;
    std::vector<std::string> frames;
    enum class Sent { together, one_by_one, by_octets } sent;
    const char* echo = "Hello, world!";
};

std::vector<Case> cases() {
    using enum Case::Sent;
    const auto hello = frame(fin | text, "Hello, world!");
    const auto last = frame(fin | ping, "");
    return {
        {"3.2", {hello, frame(fin | 0x20 | text, "Hello, world!"), last}, together},
        {"3.3", {hello, frame(fin | 0x30 | text, "Hello, world!"), last}, one_by_one},
        {"3.4", {hello, frame(fin | 0x40 | text, "Hello, world!"), last}, by_octets},
        {"4.1.3", {hello, frame(fin | 5, ""), last}, together},
        {"4.1.4", {hello, frame(fin | 6, "Hello, world!"), last}, one_by_one},
        {"4.1.5", {hello, frame(fin | 7, "Hello, world!"), last}, by_octets},
        {"4.2.3", {hello, frame(fin | 13, ""), last}, together},
        {"4.2.4", {hello, frame(fin | 14, "Hello, world!"), last}, one_by_one},
        {"4.2.5", {hello, frame(fin | 15, "Hello, world!"), last}, by_octets},
        {"5.15",
         {frame(text, "fragment1"), frame(fin, "fragment2"), frame(0, "fragment3"), frame(fin | text, "fragment4")},
         together,
         "fragment1fragment2"},
    };
}

void send(WsClient& client, const Case& each) {
    std::string all;
    for (const auto& one : each.frames) {
        if (each.sent == Case::Sent::one_by_one) client.raw.send(one);
        all += one;
    }
    if (each.sent == Case::Sent::together) client.raw.send(all);
    if (each.sent == Case::Sent::by_octets)
        for (const char octet : all) client.raw.send({&octet, 1});
}

TEST(WebSocketEcho, AnswersWhatCameBeforeABrokenFrameAndThenCloses) {
    EchoServer server;
    for (const auto& each : cases()) {
        SCOPED_TRACE(each.name);
        WsClient client(server.port());
        send(client, each);
        const auto echo = client.receive();
        EXPECT_EQ(echo.opcode, 1);
        EXPECT_EQ(echo.payload, each.echo);
        EXPECT_EQ(client.receive().close_code(), 1002);
        EXPECT_TRUE(client.raw.is_closed_by_server());
    }
}

TEST(WebSocketEcho, AnswersManyMessagesInOneSegmentBeforeABrokenFrame) {
    EchoServer server;
    WsClient client(server.port());
    std::string all;
    for (int n = 0; n < 50; ++n) all += frame(fin | text, std::to_string(n));
    client.raw.send(all + frame(fin | 3, ""));
    for (int n = 0; n < 50; ++n) EXPECT_EQ(client.receive().payload, std::to_string(n));
    EXPECT_EQ(client.receive().close_code(), 1002);
}

// Bytes of which no part is like another; printable, so that they are text too.
std::string message_of(std::size_t size) {
    std::string made(size, ' ');
    std::uint32_t state = 1;
    for (char& c : made) {
        state = state * 1'664'525 + 1'013'904'223;
        c = static_cast<char>(' ' + (state >> 16) % 95);
    }
    return made;
}

void expect_echo(WsClient& client, int opcode, const std::string& sent) {
    const auto echo = client.receive();
    EXPECT_EQ(echo.opcode, opcode);
    EXPECT_EQ(echo.payload.size(), sent.size());
    EXPECT_TRUE(echo.payload == sent);
}

TEST(WebSocketEcho, GivesLargeMessagesBack) {
    EchoServer server;
    WsClient client(server.port());
    for (const std::size_t kib : {64, 256, 1'024, 4'096, 8'192, 16'384})
        for (const int opcode : {1, 2}) {
            SCOPED_TRACE(std::to_string(kib) + " KiB, opcode " + std::to_string(opcode));
            const auto message = message_of(kib << 10);
            client.send_frame(opcode, message);
            expect_echo(client, opcode, message);
        }
}

TEST(WebSocketEcho, GivesFragmentedMessagesBack) {
    EchoServer server;
    WsClient client(server.port());
    const auto message = message_of(4u << 20);
    for (const std::size_t fragment :
         {64u, 256u, 1u << 10, 4u << 10, 16u << 10, 64u << 10, 256u << 10, 1u << 20, 4u << 20})
        for (const int opcode : {1, 2}) {
            SCOPED_TRACE(std::to_string(fragment) + " bytes, opcode " + std::to_string(opcode));
            std::string frames;
            for (std::size_t at = 0; at < message.size(); at += fragment)
                frames += WsClient::frame(at == 0 ? opcode : 0, std::string_view(message).substr(at, fragment),
                                          at + fragment >= message.size());
            client.raw.send(frames);
            expect_echo(client, opcode, message);
        }
}

TEST(WebSocketEcho, GivesMessagesBackThatComeInSmallPieces) {
    EchoServer server;
    WsClient client(server.port());
    const auto message = message_of(1u << 20);
    for (const std::size_t piece : {64, 128, 256, 512, 1'024, 2'048})
        for (const int opcode : {1, 2}) {
            SCOPED_TRACE(std::to_string(piece) + " bytes, opcode " + std::to_string(opcode));
            const auto sent = WsClient::frame(opcode, message);
            for (std::size_t at = 0; at < sent.size(); at += piece)
                client.raw.send(std::string_view(sent).substr(at, piece));
            expect_echo(client, opcode, message);
        }
}

TEST(WebSocketEcho, GivesAThousandMessagesBackOneByOne) {
    EchoServer server;
    WsClient client(server.port());
    for (const std::size_t size : {0, 16, 64, 256, 1'024, 4'096, 16'384, 65'536})
        for (const int opcode : {1, 2}) {
            const auto message = message_of(size);
            for (int n = 0; n < 1'000 && !HasFailure(); ++n) {
                client.send_frame(opcode, message);
                expect_echo(client, opcode, message);
            }
        }
}

TEST(WebSocketEcho, RefusesAMessageOverItsLimit) {
    EchoServer server;
    WsClient client(server.port());
    client.send_frame(2, message_of((16u << 20) + 1));
    EXPECT_EQ(client.receive().close_code(), 1009);
}

}  // namespace
}  // namespace pf::api
