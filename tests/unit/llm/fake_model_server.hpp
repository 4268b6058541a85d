// A model server for tests that does whatever it is told: plain sockets, a thread for each connection.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/json.hpp>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace pf::test {

// What a handler answers with. send() is false when the client has gone.
class FakeReply {
 public:
    explicit FakeReply(int socket) : socket_(socket) {}
    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    bool http(int status, std::string_view body, std::string_view headers = "") const {
        return send("HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/json\r\nContent-Length: " +
                    std::to_string(body.size()) + "\r\n" + std::string(headers) + "\r\n" + std::string(body));
    }
    bool chat(std::string_view content) const {
        return http(200, boost::json::serialize(
                             boost::json::object{{"choices",
                                                  {{{"index", 0},
                                                    {"message", {{"role", "assistant"}, {"content", content}}},
                                                    {"finish_reason", "stop"}}}}}));
    }
    // The same in pieces, as servers answer stream: true.
    bool stream(std::string_view content, std::size_t piece = 8) const {
        if (!events()) return false;
        for (std::size_t at = 0; at < content.size(); at += piece)
            if (!event({{"content", content.substr(at, piece)}}, nullptr)) return false;
        return event({}, "stop") && send("data: " +
                                         boost::json::serialize(boost::json::object{
                                             {"choices", boost::json::array()},
                                             {"usage", {{"prompt_tokens", 1000}, {"completion_tokens", 50}}}}) +
                                         "\n\ndata: [DONE]\n\n");
    }
    bool events() const { return send("HTTP/1.1 200 X\r\nContent-Type: text/event-stream\r\n\r\n"); }
    bool event(boost::json::object delta, boost::json::value finish) const {
        return send(
            "data: " +
            boost::json::serialize(boost::json::object{
                {"choices", {{{"index", 0}, {"delta", std::move(delta)}, {"finish_reason", std::move(finish)}}}}}) +
            "\n\n");
    }
    // Returns when the client has closed its end.
    void wait_for_close() const {
        char byte = 0;
        while (recv(socket_, &byte, 1, 0) > 0) {
        }
    }
    // Closes with a TCP reset.
    void reset() const {
        const linger now{1, 0};
        setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }

 private:
    int socket_;
};

class FakeModelServer {
 public:
    // `handler` answers one request (head and body as they came); the connection is closed after it.
    using Handler = std::function<void(const FakeReply&, const std::string& request)>;

    explicit FakeModelServer(Handler handler)
        : handler_(std::move(handler)), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        if (bind(listener_, generic, size) || listen(listener_, 64) || getsockname(listener_, generic, &size))
            throw std::runtime_error("the fake model server cannot listen");
        port_ = ntohs(address.sin_port);
        acceptor_ = std::thread([this] { accept_all(); });
    }
    ~FakeModelServer() {
        stopping_ = true;
        shutdown(listener_, SHUT_RDWR);
        acceptor_.join();
        {
            const std::lock_guard lock(mutex_);
            for (const int open : open_) shutdown(open, SHUT_RDWR);
        }
        for (auto& thread : threads_) thread.join();
        close(listener_);
    }
    FakeModelServer(const FakeModelServer&) = delete;
    FakeModelServer& operator=(const FakeModelServer&) = delete;

    [[nodiscard]] std::string base_url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/v1"; }
    [[nodiscard]] std::vector<std::string> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

 private:
    void accept_all() {
        while (!stopping_) {
            const int client = accept(listener_, nullptr, nullptr);
            if (client < 0) continue;
            const std::lock_guard lock(mutex_);
            open_.push_back(client);
            threads_.emplace_back([this, client] { serve(client); });
        }
    }
    void serve(int client) {
        const auto request = read_request(client);
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(request);
        }
        handler_(FakeReply(client), request);
        const std::lock_guard lock(mutex_);
        std::erase(open_, client);
        close(client);
    }
    static std::string read_request(int client) {
        std::string request;
        char buffer[65536];
        while (true) {
            if (const auto head = request.find("\r\n\r\n"); head != request.npos) {
                const auto length = request.find("Content-Length: ");
                if (length == request.npos || request.size() >= head + 4 + std::stoul(request.substr(length + 16)))
                    return request;
            }
            const auto got = recv(client, buffer, sizeof buffer, 0);
            if (got <= 0) return request;
            request.append(buffer, static_cast<std::size_t>(got));
        }
    }

    Handler handler_;
    int listener_;
    int port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::thread acceptor_;
    mutable std::mutex mutex_;
    std::vector<int> open_;
    std::vector<std::string> requests_;
    std::vector<std::thread> threads_;
};

}  // namespace pf::test
