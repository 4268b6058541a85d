#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "pg/connection.hpp"
#include "support/loop.hpp"

namespace pf::pg {
namespace {

using namespace std::chrono_literals;

Result<std::unique_ptr<Connection>> connect(asio::io_context& loop, std::string conninfo,
                                            Deadline deadline = test::soon()) {
    ConnectionSettings settings;
    settings.conninfo = std::move(conninfo);
    return test::run(loop, Connection::connect(std::move(settings), deadline));
}

// Takes connections and never says a word.
class SilentServer {
 public:
    explicit SilentServer(asio::io_context& loop) : acceptor_(loop, {asio::ip::address_v4::loopback(), 0}) {}
    std::string conninfo() const {
        return "host=127.0.0.1 user=someone dbname=some port=" + std::to_string(acceptor_.local_endpoint().port());
    }

 private:
    asio::ip::tcp::acceptor acceptor_;  // the kernel completes the handshake; nobody accepts
};

TEST(Connect, AnUnreadableConnectionStringKeepsItsSecret) {
    asio::io_context loop(1);
    for (const char* conninfo :
         {"host=db password=hunter2 hunter2", "postgresql://u:hunter2@h:port/d", "password='hunter2", "hunter2"}) {
        const auto made = connect(loop, conninfo);
        ASSERT_FALSE(made) << conninfo;
        EXPECT_EQ(made.error().kind, ErrorKind::unavailable);
        EXPECT_EQ((made.error().message + made.error().hint + made.error().detail).find("hunter2"), std::string::npos)
            << conninfo;
    }
}

TEST(Connect, NobodyListeningIsUnavailable) {
    asio::io_context loop(1);
    std::string conninfo;
    {
        const SilentServer gone(loop);
        conninfo = gone.conninfo() + " password=hunter2";
    }
    const auto made = connect(loop, conninfo);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::unavailable);
    EXPECT_EQ((made.error().message + made.error().detail).find("hunter2"), std::string::npos);
}

TEST(Connect, AnUnknownHostNameIsUnavailable) {
    asio::io_context loop(1);
    const auto made = connect(loop, "host=no-such-host.invalid user=someone");
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::unavailable);
}

TEST(Connect, AMissingSocketIsUnavailable) {
    asio::io_context loop(1);
    const auto made = connect(loop, "host=/nonexistent user=someone");
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::unavailable);
}

TEST(Connect, ASilentServerEndsWithTheDeadline) {
    asio::io_context loop(1);
    const SilentServer server(loop);
    const auto began = Clock::now();
    const auto made = connect(loop, server.conninfo(), began + 200ms);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::timeout);
    EXPECT_GE(Clock::now() - began, 200ms);
    EXPECT_LT(Clock::now() - began, 5s);
}

TEST(Connect, ADeadlineInThePastDoesNotEvenTry) {
    asio::io_context loop(1);
    const auto made = connect(loop, "host=/nonexistent", Clock::now() - 1s);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::timeout);
}

TEST(Connect, CancellationEndsTheWait) {
    asio::io_context loop(1);
    const SilentServer server(loop);
    ConnectionSettings settings;
    settings.conninfo = server.conninfo();
    asio::cancellation_signal cancel;
    std::optional<ErrorKind> kind;
    asio::co_spawn(
        loop, Connection::connect(std::move(settings), test::soon()),
        asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr, Result<std::unique_ptr<Connection>> made) {
            if (!made) kind = made.error().kind;
        }));
    asio::steady_timer timer(loop, 100ms);
    timer.async_wait([&](boost::system::error_code) { cancel.emit(asio::cancellation_type::terminal); });
    const auto began = Clock::now();
    loop.run();
    EXPECT_EQ(kind, ErrorKind::cancelled);
    EXPECT_LT(Clock::now() - began, 5s);
}

TEST(Connect, ALoopThatGoesAwayInTheMiddleLeavesNothingBehind) {
    auto loop = std::make_unique<asio::io_context>(1);
    const auto server = std::make_unique<SilentServer>(*loop);
    ConnectionSettings settings;
    settings.conninfo = server->conninfo();
    bool ended = false;
    asio::co_spawn(*loop, Connection::connect(std::move(settings), test::soon()),
                   [&](std::exception_ptr, const Result<std::unique_ptr<Connection>>&) { ended = true; });
    loop->run_for(50ms);
    EXPECT_FALSE(ended);
}

}  // namespace
}  // namespace pf::pg
