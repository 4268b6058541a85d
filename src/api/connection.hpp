// A live connection as the server sees it, and what all connections of one server share.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list.hpp>
#include <functional>
#include <memory>

#include "api/gate.hpp"
#include "api/http.hpp"
#include "api/message_handler.hpp"
#include "api/people.hpp"
#include "api/proxies.hpp"
#include "api/settings.hpp"
#include "api/token_guesses.hpp"

namespace boost::asio::ssl {
class context;
}

namespace pf::api {

// A concrete executor: 4–8 % faster than any_io_executor.
using Executor = asio::io_context::executor_type;
using TcpSocket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

// All the transport knows of the application.
struct Handlers {
    HttpHandler http;
    std::function<std::shared_ptr<MessageHandler>(Caller)> websocket;  // one for each connection
    std::shared_ptr<const People> people;
    std::function<void(const Caller&, std::string what, std::string about)> record = [](const Caller&, auto, auto) {
    };  // into the audit log
};

class Connection : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
    virtual ~Connection() = default;
    virtual void drain() = 0;   // finishes what runs, takes nothing new, then closes
    virtual void cancel() = 0;  // ends what runs
    virtual void abort() = 0;   // closes now; may be called at any time, also twice
};

struct Shared {
    ServerSettings settings;
    Handlers handlers;
    Gate gate;
    TokenGuesses guesses;
    Proxies proxies;
    std::shared_ptr<asio::ssl::context> tls;  // of connections that begin now; null: plain HTTP
    bool draining = false;
    std::size_t requests_in_flight = 0;
    boost::intrusive::list<Connection, boost::intrusive::constant_time_size<false>> connections;
    std::size_t connection_count = 0;
    std::function<void()> connection_ended;  // called after each end while the server stops

    Shared(ServerSettings s, Handlers h, std::uint16_t port)
        : settings(std::move(s)), handlers(std::move(h)), gate(settings, port, handlers.people), guesses(settings) {}
};

// Counts a connection as live for as long as it exists; a WebSocket takes it over from the HTTP connection it began as.
class ConnectionTicket {
 public:
    explicit ConnectionTicket(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {
        ++shared_->connection_count;
    }
    ConnectionTicket(ConnectionTicket&&) noexcept = default;
    ConnectionTicket& operator=(ConnectionTicket&&) = delete;
    ~ConnectionTicket() {
        if (!shared_) return;
        --shared_->connection_count;
        if (shared_->connection_ended) shared_->connection_ended();
    }
    [[nodiscard]] Shared& shared() const { return *shared_; }

 private:
    std::shared_ptr<Shared> shared_;
};

}  // namespace pf::api
