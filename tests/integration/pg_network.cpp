// pg::Connection over TCP and over a network that stops: a relay in this test stands between it and the cluster's
// socket.
#include <gtest/gtest.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "support/cluster.hpp"

namespace pf::pg {
namespace {

using namespace std::chrono_literals;
using test::must;
using test::soon;

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

// Passes bytes between a TCP port and the cluster's socket until told to hold them back.
class Relay {
 public:
    Relay(asio::io_context& loop, std::string socket)
        : loop_(loop), acceptor_(loop, {asio::ip::address_v4::loopback(), 0}), socket_(std::move(socket)) {
        asio::co_spawn(loop_, accept(*this), asio::detached);
    }
    unsigned short port() const { return acceptor_.local_endpoint().port(); }
    int connections() const { return connections_; }
    bool holds_back = false;

 private:
    static Task<> accept(Relay& relay) {
        for (;;) {
            auto [failure, client] = co_await relay.acceptor_.async_accept(as_value);
            if (failure) co_return;
            ++relay.connections_;
            auto near = std::make_shared<asio::ip::tcp::socket>(std::move(client));
            auto far = std::make_shared<asio::local::stream_protocol::socket>(relay.loop_);
            far->connect({relay.socket_});
            asio::co_spawn(relay.loop_, pass(relay, near, far), asio::detached);
            asio::co_spawn(relay.loop_, pass(relay, far, near), asio::detached);
        }
    }
    template <class From, class To>
    static Task<> pass(Relay& relay, std::shared_ptr<From> from, std::shared_ptr<To> to) {
        std::array<char, 4096> bytes;
        for (;;) {
            auto [failure, size] = co_await from->async_read_some(asio::buffer(bytes), as_value);
            if (failure) break;
            if (relay.holds_back) continue;
            auto [broken, written] = co_await asio::async_write(*to, asio::buffer(bytes, size), as_value);
            if (broken) break;
        }
        boost::system::error_code ignored;
        to->shutdown(To::shutdown_send, ignored);
    }

    asio::io_context& loop_;
    asio::ip::tcp::acceptor acceptor_;
    std::string socket_;
    int connections_ = 0;
};

class PgOverTcp : public test::ClusterTest {
 protected:
    static std::string socket_of_cluster() {
        const std::string conninfo = test::cluster().connection("pf_admin").conninfo;
        const auto from = conninfo.find('\'') + 1;
        return conninfo.substr(from, conninfo.find('\'', from) - from) + "/.s.PGSQL.5432";
    }
    std::unique_ptr<Connection> connect_by(const std::string& host) {
        ConnectionSettings settings;
        settings.conninfo = "host=" + host + " port=" + std::to_string(relay_.port()) +
                            " user=pf_admin dbname=pattern_factory sslmode=disable gssencmode=disable";
        return must(run(Connection::connect(settings, soon())));
    }
    Relay relay_{loop_, socket_of_cluster()};
};

TEST_F(PgOverTcp, ConnectsByAddressAndByName) {
    for (const char* host : {"127.0.0.1", "localhost"})
        EXPECT_EQ(ask(*connect_by(host), sql::Literal("SELECT 1")), "1") << host;
}

TEST_F(PgOverTcp, ADeadlineEndsTheStatementInTheServer) {
    auto connection = connect_by("127.0.0.1");
    const int before = relay_.connections();
    const auto result = run(connection->query(sql::Literal("SELECT pg_sleep(60)"), {}, Clock::now() + 150ms));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::timeout);
    EXPECT_GT(relay_.connections(), before);  // the cancel request has a connection of its own
    ASSERT_FALSE(connection->broken());
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT 1")), "1");
}

TEST_F(PgOverTcp, ANetworkThatStopsBreaksTheConnectionWithinASecond) {
    auto connection = connect_by("127.0.0.1");
    relay_.holds_back = true;
    const auto began = Clock::now();
    const auto result = run(connection->query(sql::Literal("SELECT 1"), {}, began + 150ms));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::timeout);
    EXPECT_LT(Clock::now() - began, 3s);
    EXPECT_TRUE(connection->broken());
    const auto after = run(connection->query(sql::Literal("SELECT 1"), {}, soon()));
    ASSERT_FALSE(after);
    EXPECT_EQ(after.error().kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace pf::pg
