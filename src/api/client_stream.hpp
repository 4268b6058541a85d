// The bytes of one client: over TCP, or over TLS on it.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "api/connection.hpp"

namespace pf::api {

using TimedTcp = boost::beast::basic_stream<asio::ip::tcp, Executor>;
using TlsStream = asio::ssl::stream<TimedTcp>;

// An AsyncStream. `Plain`, a TcpSocket or a TimedTcp, is what it is without TLS.
template <class Plain>
class ClientStream {
 public:
    using executor_type = Executor;

    explicit ClientStream(Plain plain) : plain_(std::move(plain)) {}
    explicit ClientStream(std::unique_ptr<TlsStream> tls) : tls_(std::move(tls)) {}

    executor_type get_executor() { return next_layer().get_executor(); }

    // The socket, whatever stands between.
    TcpSocket& next_layer() {
        if (tls_) return tls_->next_layer().socket();
        if constexpr (std::is_same_v<Plain, TimedTcp>)
            return plain_->socket();
        else
            return *plain_;
    }
    const TcpSocket& next_layer() const { return const_cast<ClientStream*>(this)->next_layer(); }

    // TCP with time limits, whatever stands above.
    TimedTcp& timed() { return tls_ ? tls_->next_layer() : *plain_; }

    [[nodiscard]] TlsStream* tls() { return tls_.get(); }

    // Before the first byte; a handshake comes next.
    void begin_tls(asio::ssl::context& context) {
        tls_ = std::make_unique<TlsStream>(std::move(*plain_), context);
        plain_.reset();
    }

    // For a stream that sets its own time limits; this one is over then.
    ClientStream<TcpSocket> release() {
        timed().expires_never();
        if (tls_) return ClientStream<TcpSocket>(std::move(tls_));
        return ClientStream<TcpSocket>(plain_->release_socket());
    }

    // The type is said rather than deduced: Beast asks for it with handlers that could not run.
    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
        -> decltype(std::declval<Plain&>().async_read_some(buffers, std::forward<Token>(token))) {
        if (tls_) return tls_->async_read_some(buffers, std::forward<Token>(token));
        return plain_->async_read_some(buffers, std::forward<Token>(token));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
        -> decltype(std::declval<Plain&>().async_write_some(buffers, std::forward<Token>(token))) {
        if (tls_) return tls_->async_write_some(buffers, std::forward<Token>(token));
        return plain_->async_write_some(buffers, std::forward<Token>(token));
    }

 private:
    std::optional<Plain> plain_;
    std::unique_ptr<TlsStream> tls_;  // one of the two
};

// How a WebSocket ends its connection (Beast, "Teardown").
template <class Handler>
void async_teardown(boost::beast::role_type role, ClientStream<TcpSocket>& stream, Handler&& handler) {
    if (auto* tls = stream.tls()) return boost::beast::async_teardown(role, *tls, std::forward<Handler>(handler));
    boost::beast::websocket::async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}

}  // namespace pf::api
