#include "api/ws_session.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <vector>

#include "api/spawn.hpp"
#include "base/log.hpp"

namespace pf::api {
namespace {

namespace websocket = boost::beast::websocket;
constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);

// Most messages fit here, so that reading them allocates nothing and an idle connection holds little.
constexpr std::size_t small_message = 512;
constexpr std::size_t growth = 16 * 1024;
constexpr std::chrono::milliseconds answers_first{20};

// While it lives, the socket gathers what is written (tcp(7), TCP_CORK): one packet and one wake-up of the client.
class Cork {
 public:
    Cork(TcpSocket& socket, bool wanted) : socket_(socket), wanted_(wanted) { set(1); }
    ~Cork() { set(0); }
    Cork(const Cork&) = delete;
    Cork& operator=(const Cork&) = delete;

 private:
    void set(int on) {
        if (wanted_) setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_CORK, &on, sizeof on);
    }
    TcpSocket& socket_;
    bool wanted_;
};

class WsSession final : public MessageOutlet, public Connection, public std::enable_shared_from_this<WsSession> {
 public:
    WsSession(ClientStream<TcpSocket> stream, ConnectionTicket ticket)
        : stream_(std::move(stream)), ticket_(std::move(ticket)) {
        shared().connections.push_back(*this);
    }

    Task<> run(std::unique_ptr<UpgradeRequest> upgrade, Caller caller) {
        const auto self = shared_from_this();
        set_options();
        const auto [refused] = co_await stream_.async_accept(*upgrade, use_tuple);
        upgrade.reset();
        if (refused) co_return;
        handler_ = shared().handlers.websocket(std::move(caller));
        open_ = true;
        handler_->opened(*this);
        if (shared().draining) handler_->drain();
        co_await read_messages();
        open_ = false;
        handler_->closed();
    }

    void send(Frame text) override { enqueue({std::move(text), false}); }

    void send_binary(Frame bytes) override { enqueue({std::move(bytes), true}); }

    void close(std::uint16_t code, std::string_view reason) override { begin_close(code, reason, true); }

    void drain() override {
        if (open_) handler_->drain();
    }

    void cancel() override {}  // rules are cancelled by who runs them, so that their answers still come

    void abort() override {
        boost::system::error_code ignored;
        boost::beast::get_lowest_layer(stream_).close(ignored);
    }

 private:
    [[nodiscard]] Shared& shared() const { return ticket_.shared(); }

    void set_options() {
        const ServerSettings& settings = shared().settings;
        stream_.set_option(websocket::stream_base::timeout{settings.close_timeout, settings.websocket_idle, true});
        // A message over the bound is read to its end and thrown away, so that the close frame with its code is not
        // lost to a reset; one many times over it ends the connection at once.
        stream_.read_message_max(16 * settings.max_message_bytes);
        stream_.auto_fragment(false);
    }

    Task<> read_messages() {
        std::array<char, small_message> small;
        std::string large;
        for (;;) {
            const auto [failed, size] = co_await stream_.async_read_some(asio::buffer(small), use_tuple);
            if (failed) co_return;
            std::string_view message(small.data(), size);
            if (!stream_.is_message_done()) {
                large.assign(message);
                if (!co_await read_rest(large)) co_return;
                message = large;
            }
            if (!deliver(message)) co_return;
            if (!large.empty()) std::string().swap(large);
            if (writing_ && !closing_) co_await let_answers_go_first();
        }
    }

    // A broken frame ends the connection as soon as it is read, so what came before it is answered before that; a
    // client that does not take its answers is not waited for.
    Task<> let_answers_go_first() {
        written_ = std::make_unique<asio::steady_timer>(stream_.get_executor(), answers_first);
        co_await written_->async_wait(use_tuple);
        if (!closing_) written_.reset();
    }

    Task<bool> read_rest(std::string& message) {
        const std::size_t bound = shared().settings.max_message_bytes;
        bool too_big = false;
        while (!stream_.is_message_done()) {
            too_big = too_big || message.size() > bound;
            if (too_big) message.clear();
            const std::size_t had = message.size();
            message.resize(had + std::max(growth, had / 2));
            const auto [failed, size] =
                co_await stream_.async_read_some(asio::buffer(message.data() + had, message.size() - had), use_tuple);
            if (failed) co_return false;
            message.resize(had + size);
        }
        if (too_big || message.size() > bound) {
            begin_close(CloseCode::too_big, "message too big", false);
            co_return false;
        }
        co_return true;
    }

    void begin_close(std::uint16_t code, std::string_view reason, bool after_queue) {
        if (closing_ || !open_) return;
        closing_ = true;
        co_spawn(
            stream_.get_executor(),
            send_close(shared_from_this(), {static_cast<websocket::close_code>(code), {reason.data(), reason.size()}},
                       after_queue && writing_),
            logged("websocket: closing"));
    }

    bool deliver(std::string_view message) {
        try {
            if (stream_.got_text())
                handler_->text(message);
            else
                handler_->binary(message);
            return true;
        } catch (const std::exception& failure) {
            log::error("websocket: a message could not be handled: {}", failure.what());
            close(CloseCode::internal_error, "internal error");
            return true;  // until the closing handshake ends the reading
        }
    }

    struct Queued {
        Frame message;
        bool binary = false;
    };

    void enqueue(Queued queued) {
        if (closing_ || !open_) return;
        queued_bytes_ += queued.message->size();
        if (queued_bytes_ > shared().settings.max_queued_bytes) {
            log::warn("websocket: closed a connection that does not read: {} bytes queued", queued_bytes_);
            queue_.clear();
            begin_close(CloseCode::try_again_later, "reading too slowly", false);
            return;
        }
        queue_.push_back(std::move(queued));
        if (writing_) return;
        writing_ = true;
        co_spawn(stream_.get_executor(), write_queue(shared_from_this()), logged("websocket: writing"));
    }

    // The one writer. It exists only while there is something to write. What is sent in one turn of the loop leaves
    // together.
    static Task<> write_queue(std::shared_ptr<WsSession> self) {
        co_await asio::post(self->stream_.get_executor(), asio::use_awaitable);
        bool gone = false;
        while (!gone && !self->queue_.empty()) {
            const std::vector<Queued> batch = std::exchange(self->queue_, {});
            const Cork cork(boost::beast::get_lowest_layer(self->stream_), batch.size() > 1);
            for (const auto& [message, binary] : batch) {
                self->stream_.text(!binary);
                const auto [failed, size] = co_await self->stream_.async_write(asio::buffer(*message), use_tuple);
                gone = failed.failed();  // the reader sees the end too
                if (gone) break;
                self->queued_bytes_ -= size;
            }
        }
        self->writing_ = gone;  // what comes after the end is only queued, and goes with the session
        if (self->written_) self->written_->cancel();
    }

    static Task<> send_close(std::shared_ptr<WsSession> self, websocket::close_reason reason, bool after_queue) {
        const auto until = Clock::now() + self->shared().settings.close_timeout;
        asio::steady_timer limit(self->stream_.get_executor(), until);
        limit.async_wait([weak = self->weak_from_this()](boost::system::error_code cancelled) {
            const auto session = weak.lock();
            if (session && !cancelled) session->abort();
        });
        if (after_queue) {
            self->written_ = std::make_unique<asio::steady_timer>(self->stream_.get_executor(), until);
            co_await self->written_->async_wait(use_tuple);
        }
        co_await self->stream_.async_close(reason, use_tuple);
    }

    websocket::stream<ClientStream<TcpSocket>, false> stream_;
    ConnectionTicket ticket_;
    std::shared_ptr<MessageHandler> handler_;
    std::vector<Queued> queue_;
    std::unique_ptr<asio::steady_timer> written_;  // cancelled when the queue is empty; made by who waits for that
    std::size_t queued_bytes_ = 0;
    bool open_ = false, closing_ = false, writing_ = false;
};

}  // namespace

Task<> run_websocket(ClientStream<TcpSocket> stream, std::unique_ptr<UpgradeRequest> upgrade, ConnectionTicket ticket,
                     Caller caller) {
    co_await std::make_shared<WsSession>(std::move(stream), std::move(ticket))
        ->run(std::move(upgrade), std::move(caller));
}

}  // namespace pf::api
