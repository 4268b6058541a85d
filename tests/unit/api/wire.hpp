// A listening server in this process and a client that writes any bytes, for tests of what really crosses the wire.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "api/listener.hpp"
#include "api/sessions.hpp"
#include "api/spawn.hpp"

namespace pf::api::testing {

using asio::ip::tcp;

// Blocking, with a bound on every wait; what it got so far stays in `received`.
class RawClient {
 public:
    explicit RawClient(std::uint16_t port, std::string host = "127.0.0.1") : port_(port), socket_(*io_) {
        socket_.connect({asio::ip::make_address(host), port});
        socket_.set_option(tcp::no_delay(true));
        const timeval limit{10, 0};
        setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }

    void send(std::string_view bytes) {
        boost::system::error_code failed;
        asio::write(socket_, asio::buffer(bytes), failed);
    }

    // False at the end of the connection, or after ten seconds.
    bool receive_more() {
        char chunk[64 * 1024];
        const ssize_t size = recv(socket_.native_handle(), chunk, sizeof chunk, 0);
        if (size <= 0) {
            at_end_ = size == 0 || errno == ECONNRESET;
            return false;
        }
        received.append(chunk, static_cast<std::size_t>(size));
        return true;
    }

    std::string take(std::size_t size) {
        while (received.size() < size && receive_more()) {
        }
        std::string taken = received.substr(0, size);
        received.erase(0, taken.size());
        return taken;
    }

    std::string take_through(std::string_view mark) {
        while (received.find(mark) == std::string::npos && receive_more()) {
        }
        const auto at = received.find(mark);
        return take(at == std::string::npos ? received.size() : at + mark.size());
    }

    // True when the server closes the connection within ten seconds.
    bool is_closed_by_server() {
        while (receive_more()) {
        }
        return at_end_;
    }

    void close() { socket_.close(); }
    void reset() {  // as a network that breaks
        socket_.set_option(asio::socket_base::linger(true, 0));
        socket_.close();
    }
    void shrink_receive_buffer() { socket_.set_option(asio::socket_base::receive_buffer_size(4096)); }

    [[nodiscard]] std::uint16_t port() const { return port_; }

    std::string received;

 private:
    std::uint16_t port_;
    std::unique_ptr<asio::io_context> io_ = std::make_unique<asio::io_context>();
    tcp::socket socket_;
    bool at_end_ = false;
};

struct HttpAnswer {
    int status = 0;
    std::string head, body;

    [[nodiscard]] std::string header(std::string_view name) const {
        const auto at = head.find("\r\n" + std::string(name) + ": ");
        if (at == std::string::npos) return {};
        const auto begin = at + name.size() + 4;
        return head.substr(begin, head.find("\r\n", begin) - begin);
    }
    [[nodiscard]] std::string kind() const { return std::string(boost::json::parse(body).at("kind").as_string()); }
    [[nodiscard]] std::string detail() const { return std::string(boost::json::parse(body).at("detail").as_string()); }
};

// Reads one response, by Content-Length or chunks.
inline HttpAnswer read_answer(RawClient& client, bool has_body = true) {
    HttpAnswer answer;
    answer.head = client.take_through("\r\n\r\n");
    if (answer.head.size() < 12) return answer;
    answer.status = std::stoi(answer.head.substr(9, 3));
    if (!has_body || answer.status == 204 || answer.status == 304) return answer;
    if (answer.header("Transfer-Encoding") == "chunked") {
        for (;;) {
            const std::string size_line = client.take_through("\r\n");
            if (size_line.empty()) break;
            const std::size_t size = std::stoul(size_line, nullptr, 16);
            answer.body += client.take(size);
            if (client.take(2) != "\r\n" || size == 0) break;
        }
    } else if (const std::string length = answer.header("Content-Length"); !length.empty()) {
        answer.body = client.take(std::stoul(length));
    }
    return answer;
}

struct WsMessage {
    int opcode = -1;  // 1 text, 2 binary, 8 close, 9 ping, 10 pong; -1: the connection has ended
    std::string payload;

    [[nodiscard]] boost::json::object json() const {
        if (opcode != 1) {
            ADD_FAILURE() << "expected text, got opcode " << opcode << " " << payload;
            return {};
        }
        return boost::json::parse(payload).as_object();
    }
    [[nodiscard]] int close_code() const {
        if (opcode != 8 || payload.size() < 2) return 0;
        return static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
    }
};

class WsClient {
 public:
    explicit WsClient(std::uint16_t port, const std::string& fields = "") : raw(port) {
        raw.send("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                 "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                 fields + "\r\n");
        handshake = read_answer(raw, false);
    }

    // A masked frame (RFC 6455, 5.2).
    static std::string frame(int opcode, std::string_view payload, bool fin = true) {
        std::string made(1, static_cast<char>((fin ? 0x80 : 0) | opcode));
        const std::size_t size = payload.size();
        if (size < 126) {
            made += static_cast<char>(0x80 | size);
        } else {
            const int bytes = size < 65'536 ? 2 : 8;
            made += static_cast<char>(0x80 | (bytes == 2 ? 126 : 127));
            for (int i = bytes - 1; i >= 0; --i) made += static_cast<char>(size >> (8 * i));
        }
        const char mask[] = {0x11, 0x22, 0x33, 0x44};
        made.append(mask, 4);
        for (std::size_t i = 0; i < size; ++i) made += static_cast<char>(payload[i] ^ mask[i % 4]);
        return made;
    }
    void send_frame(int opcode, std::string_view payload, bool fin = true) { raw.send(frame(opcode, payload, fin)); }
    void send(std::string_view text) { send_frame(1, text); }
    void run(std::string_view sentence, std::string_view rule_id) {
        boost::json::object frame{{"type", "run_rule"}, {"rule_code", sentence}, {"rule_id", rule_id}};
        send(boost::json::serialize(frame));
    }

    WsMessage receive() {
        const std::string head = raw.take(2);
        if (head.size() < 2) return {};
        WsMessage message;
        message.opcode = head[0] & 15;
        std::size_t size = static_cast<unsigned char>(head[1]) & 127;
        if (size >= 126) {
            const std::string extended = raw.take(size == 126 ? 2 : 8);
            size = 0;
            for (const char c : extended) size = size << 8 | static_cast<unsigned char>(c);
        }
        message.payload = raw.take(size);
        return message;
    }
    boost::json::object receive_json() { return receive().json(); }

    // The next frame of that type; those before it are dropped.
    boost::json::object receive_type(std::string_view type) {
        for (;;) {
            auto frame = receive_json();
            if (frame.empty() || frame.at("type").as_string() == type) return frame;
        }
    }

    RawClient raw;
    HttpAnswer handshake;
};

// Rules of a server without a database, by their sentence.
inline Task<Result<pitboss::RuleAnswer>> run_fake_rule(pitboss::RuleRequest request, RequestContext context) {
    context.progress(Stage::queued);
    context.progress(Stage::generate);
    pitboss::RuleOutcome outcome;
    outcome.rule_id = outcome.registered_as = request.rule_id;
    outcome.rule = "fake";
    outcome.view = "rule_fake";
    outcome.rows = 1;
    const std::string& sentence = request.rule_code;
    if (sentence == "fail") co_return make_error(ErrorKind::not_understood, "I do not know \"fail\".");
    if (sentence == "throw") throw std::runtime_error("a defect");
    if (sentence == "ambiguous" && request.reading == 0)
        co_return pitboss::Clarification{request.rule_id, "Which?", {{1, "one", 1}, {2, "two", std::nullopt}}};
    if (sentence == "ask a model") context.progress(Stage::model, {{1, "one"}, {2, "two"}});
    const bool asks = sentence == "ask a model" && request.reading == 0;
    if (asks || sentence == "wait" || sentence == "wait a little") {
        asio::steady_timer timer(co_await asio::this_coro::executor);
        timer.expires_after(sentence != "wait a little" ? std::chrono::seconds(60) : std::chrono::milliseconds(300));
        const auto [cancelled] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (cancelled) co_return make_error(ErrorKind::cancelled, "The rule was cancelled.");
    }
    if (sentence == "large") outcome.sql = std::string(300'000, 'x');
    outcome.reading = request.reading > 0 ? "reading " + std::to_string(request.reading) : "";
    co_return pitboss::RuleAnswer(std::move(outcome));
}

class TestServer {
 public:
    // Settings under which a quick rule sends nothing but its answer.
    static ServerSettings quiet() {
        ServerSettings settings;
        settings.progress_after = std::chrono::milliseconds(100);
        return settings;
    }

    explicit TestServer(ServerSettings settings = quiet(), HttpHandler http = nullptr) {
        settings.port = 0;
        people = std::make_shared<People>(settings.token, settings.users);
        sessions = std::make_shared<Sessions>(io, settings,
                                              RuleRunner{run_fake_rule,
                                                         [](std::string_view) { return std::string("fake"); },
                                                         {"0.1.0", "", "", {"compiler"}},
                                                         people});
        if (!http) http = [](Request request, ResponseStream&) { return echo(std::move(request)); };
        listener = std::make_unique<Listener>(
            io, settings, Handlers{http, [this](Caller caller) { return sessions->open(std::move(caller)); }, people});
        const auto listening = listener->listen();
        if (!listening) throw std::runtime_error(listening.error().message);
        asio::co_spawn(io, listener->serve(), logged("listener"));
        thread = std::thread([this] { io.run(); });
    }
    // Runs `work` on the server's thread and waits for its value.
    template <class Work>
    auto run(Work work) {
        std::promise<decltype(work())> done;
        asio::post(io, [&] { done.set_value(work()); });
        return done.get_future().get();
    }

    ~TestServer() {
        io.stop();
        thread.join();
        sessions->forget_all();  // also one that was opened in the last moment
    }
    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return listener->port(); }
    [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(port()); }

    // One request on a connection of its own.
    HttpAnswer request(const std::string& method, const std::string& target, const std::string& fields = "",
                       const std::string& body = "") const {
        RawClient client(port());
        client.send(method + " " + target + " HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n" + fields +
                    (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") + "\r\n" + body);
        return read_answer(client, method != "HEAD");
    }
    HttpAnswer get(const std::string& target, const std::string& fields = "") const {
        return request("GET", target, fields);
    }

    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> until_stopped = asio::make_work_guard(io);
    std::shared_ptr<People> people;
    std::shared_ptr<Sessions> sessions;
    std::unique_ptr<Listener> listener;
    std::thread thread;

 private:
    static Task<Response> echo(Request request) {
        Response response{.content_type = "text/plain"};
        response.body = std::string(to_string(request.method)) + " " + request.target.path + " " + request.body;
        co_return response;
    }
};

}  // namespace pf::api::testing
