// A WebSocket load client for bench/run.py. Prints one JSON object a mode:
//   client PORT latency N FIRST          one client, N different rules one after the other: milliseconds
//   client PORT throughput N C FIRST     C clients, N rules each: rules a second
//   client PORT accept N                 N connections, each to its hello: milliseconds from connect() to the
//   handshake's answer client PORT idle N SECONDS           N connections, held open
#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using Clock = std::chrono::steady_clock;
using Socket = beast::websocket::stream<asio::ip::tcp::socket>;

double ms_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

class Client {
 public:
    explicit Client(unsigned short port) : socket_(loop_) {
        const auto began = Clock::now();
        socket_.next_layer().connect({asio::ip::make_address("127.0.0.1"), port});
        socket_.next_layer().set_option(asio::ip::tcp::no_delay(true));
        socket_.handshake("127.0.0.1:" + std::to_string(port), "/ws");
        handshake_ms = ms_since(began);
        read();  // hello
    }

    // Milliseconds from run_rule to its rule_result.
    double run(const std::string& sentence, const std::string& id) {
        const std::string frame =
            boost::json::serialize(boost::json::object{{"type", "run_rule"}, {"rule_code", sentence}, {"rule_id", id}});
        const auto began = Clock::now();
        socket_.write(asio::buffer(frame));
        for (;;) {
            const std::string text = read();
            if (text.find(R"("type":"rule_result")") != std::string::npos) return ms_since(began);
            if (text.find(R"("type":"error")") != std::string::npos ||
                text.find(R"("type":"clarify")") != std::string::npos)
                throw std::runtime_error(text);
        }
    }

    double handshake_ms = 0;

 private:
    std::string read() {
        beast::flat_buffer buffer;
        socket_.read(buffer);
        return beast::buffers_to_string(buffer.data());
    }

    asio::io_context loop_;
    Socket socket_;
};

// Sentences that differ, so that each is a rule of its own: FIRST, FIRST + 1, … days.
std::string sentence(long long n) { return "Find all patterns created in the last " + std::to_string(n) + " days"; }

void print_times(const char* mode, std::vector<double> times) {
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
        return times[std::min(times.size() - 1, static_cast<std::size_t>(share * static_cast<double>(times.size())))];
    };
    std::printf("{\"mode\":\"%s\",\"n\":%zu,\"p50_ms\":%.4f,\"p90_ms\":%.4f,\"p99_ms\":%.4f}\n", mode, times.size(),
                at(.5), at(.9), at(.99));
}

void latency(unsigned short port, int n, long long base) {
    Client client(port);
    std::vector<double> times;
    for (int i = 0; i < n; ++i) times.push_back(client.run(sentence(base + i), "bench_" + std::to_string(base + i)));
    print_times("latency", std::move(times));
}

void throughput(unsigned short port, int n, int clients, long long base) {
    std::vector<std::unique_ptr<Client>> connected;
    for (int c = 0; c < clients; ++c) connected.push_back(std::make_unique<Client>(port));
    std::atomic<int> failures = 0;
    std::vector<std::vector<double>> times(static_cast<std::size_t>(clients));
    const auto began = Clock::now();
    std::vector<std::thread> threads;
    for (int c = 0; c < clients; ++c)
        threads.emplace_back([&, c] {
            for (int i = 0; i < n; ++i) {
                const long long number = base + c * 1'000LL + i;
                try {
                    times[static_cast<std::size_t>(c)].push_back(connected[static_cast<std::size_t>(c)]->run(
                        sentence(number), "bench_" + std::to_string(number)));
                } catch (const std::exception& error) {
                    if (failures++ == 0) std::fprintf(stderr, "%s\n", error.what());
                }
            }
        });
    for (auto& thread : threads) thread.join();
    const double seconds = ms_since(began) / 1000;
    std::vector<double> all;
    for (const auto& part : times) all.insert(all.end(), part.begin(), part.end());
    std::sort(all.begin(), all.end());
    std::printf(
        "{\"mode\":\"throughput\",\"clients\":%d,\"rules\":%zu,\"failures\":%d,\"rules_per_s\":%.1f,\"p50_ms\":%.3f,"
        "\"p99_ms\":%.3f}\n",
        clients, all.size(), failures.load(), static_cast<double>(all.size()) / seconds, all[all.size() / 2],
        all[all.size() * 99 / 100]);
}

void accept(unsigned short port, int n) {
    std::vector<double> times;
    for (int i = 0; i < n; ++i) times.push_back(Client(port).handshake_ms);
    print_times("accept", std::move(times));
}

void idle(unsigned short port, int n, unsigned seconds) {
    std::vector<std::unique_ptr<Client>> open;
    for (int i = 0; i < n; ++i) open.push_back(std::make_unique<Client>(port));
    std::printf("{\"mode\":\"idle\",\"open\":%d}\n", n);
    std::fflush(stdout);
    sleep(seconds);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4)
        return std::fputs("usage: client PORT latency N FIRST | throughput N C FIRST | accept N | idle N SECONDS\n",
                          stderr),
               2;
    const auto port = static_cast<unsigned short>(std::atoi(argv[1]));
    const std::string mode = argv[2];
    const int n = std::atoi(argv[3]), extra = argc > 4 ? std::atoi(argv[4]) : 1;
    try {
        if (mode == "latency")
            latency(port, n, extra);
        else if (mode == "throughput")
            throughput(port, n, extra, argc > 5 ? std::atoi(argv[5]) : 1);
        else if (mode == "accept")
            accept(port, n);
        else if (mode == "idle")
            idle(port, n, static_cast<unsigned>(extra));
        else
            return 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
