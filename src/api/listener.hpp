// The listening socket: accepts up to a bound of connections and, when told to stop, lets them finish within a
// deadline.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <memory>

#include "api/connection.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

namespace pf::api {

class Listener {
 public:
    Listener(asio::io_context& io, ServerSettings settings, Handlers handlers);

    // Errors: invalid_request (an address that is none, more than the loopback without a token, a proxy that is no
    // address, a certificate that cannot be used), unavailable (the port is taken, or not ours to take). Afterwards
    // port() is the real one and connections are queued by the kernel.
    Result<void> listen();
    [[nodiscard]] std::uint16_t port() const { return port_; }

    // Reads the certificate again, for connections that begin from now on. Errors as load_certificate; the former one
    // stays then.
    Result<void> load_certificate();

    // Accepts until stop_accepting().
    Task<> serve();

    void stop_accepting();

    // Idle connections are closed, the others end with what they are at.
    void drain();

    void cancel_requests();

    void abort_connections();

    [[nodiscard]] std::size_t connections() const;

    [[nodiscard]] TokenGuesses::Counts token_guesses() const;

    // Called after each connection that ends, once draining has begun.
    void on_connection_ended(std::function<void()> ended);

 private:
    template <class Act>
    void for_each_connection(Act act);

    asio::io_context& io_;
    asio::basic_socket_acceptor<asio::ip::tcp, Executor> acceptor_;
    ServerSettings settings_;
    Handlers handlers_;
    std::shared_ptr<Shared> shared_;  // from listen() on
    std::uint16_t port_ = 0;
};

}  // namespace pf::api
