#include "api/http_session.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <cerrno>
#include <optional>

#include "api/client_address.hpp"
#include "api/client_stream.hpp"
#include "api/head_check.hpp"
#include "api/problem.hpp"
#include "api/sign_in_page.hpp"
#include "api/spawn.hpp"
#include "api/static_files.hpp"
#include "api/timestamp.hpp"
#include "api/ws_session.hpp"
#include "base/ascii.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"

namespace pf::api {
namespace {

namespace http = boost::beast::http;
using Parser = http::request_parser<http::string_body>;
constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t read_step = 2 * 1024;
constexpr std::size_t max_buffer = 64 * 1024;
constexpr std::size_t write_step = 256 * 1024;  // what one write timeout covers
constexpr std::size_t stream_step = 64 * 1024;  // what is gathered before a piece of a streamed body is sent
constexpr int max_empty_lines = 4;              // before a request line (RFC 9112, 2.2)
constexpr std::size_t max_lingering_bytes = 4 * 1024 * 1024;
constexpr std::chrono::seconds lingering{2};
constexpr std::chrono::milliseconds farewell_pause{200};
constexpr std::string_view websocket_path = "/ws";
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

class HttpSession final : public ResponseStream, public Connection, public std::enable_shared_from_this<HttpSession> {
 public:
    HttpSession(TcpSocket socket, ConnectionTicket ticket)
        : stream_(TimedTcp(std::move(socket))), ticket_(std::move(ticket)) {
        shared().connections.push_back(*this);
    }

    void start() {
        co_spawn(stream_.get_executor(), run(shared_from_this()),
                 asio::bind_cancellation_slot(cancel_.slot(), [self = shared_from_this()](std::exception_ptr failure) {
                     logged("http: session")(failure);
                 }));
    }

    void drain() override {
        if (idle_) abort();
    }

    void cancel() override {
        if (!handling_) return abort();
        stopped_ = true;
        cancel_.emit(asio::cancellation_type::terminal);
    }

    void abort() override {
        cancel_.emit(asio::cancellation_type::terminal);
        stream_.timed().close();
    }

    void begin(Response head) override {
        streaming_ = true;
        streamed_head_ = std::move(head);
    }

    Task<bool> write(std::string_view bytes) override {
        pending_.append(bytes);
        if (pending_.size() < stream_step) co_return true;
        co_return co_await flush();
    }

 private:
    enum class Next { request, close, handed_over };

    [[nodiscard]] Shared& shared() const { return ticket_.shared(); }
    [[nodiscard]] const ServerSettings& settings() const { return shared().settings; }

    static Task<> run(std::shared_ptr<HttpSession> self) {
        if (self->shared().tls && !co_await self->shake_hands()) co_return co_await self->linger();
        for (;;) {
            const Next next = co_await self->serve_one();
            if (next == Next::handed_over) co_return;
            if (next == Next::close || self->shared().draining) break;
        }
        co_await self->linger();
    }

    Task<bool> shake_hands() {
        stream_.begin_tls(*shared().tls);
        stream_.timed().expires_after(settings().head_timeout);
        const auto [failed] = co_await stream_.tls()->async_handshake(asio::ssl::stream_base::server, use_tuple);
        over_tls_ = !failed;
        // Who forgot the s of https is told.
        if (failed.category() == asio::error::get_ssl_category() &&
            ERR_GET_REASON(static_cast<unsigned long>(failed.value())) == SSL_R_HTTP_REQUEST) {
            Response response = problem(
                400, make_error(ErrorKind::invalid_request, "Here TLS is spoken.", "Begin the address with https://."));
            const std::string text =
                response_head(response, {.length = response.body.size(), .keep_alive = false}, current_date()) +
                response.body;
            co_await asio::async_write(stream_.timed(), asio::buffer(text), use_tuple);
        }
        co_return over_tls_;
    }

    Task<Next> serve_one() {
        const auto [head_length, upload_follows] = co_await read_head();
        if (head_length == 0) co_return Next::close;

        Parser parser;
        parser.header_limit(static_cast<std::uint32_t>(settings().max_head_bytes));
        parser.body_limit(upload_follows ? settings().max_upload_bytes : settings().max_body_bytes);
        boost::system::error_code failed;
        const std::size_t used = parser.put(asio::buffer(buffer_.data(), head_length), failed);
        if (failed || !parser.is_header_done() || used != head_length)
            co_return co_await refuse({400, "The request head is malformed."});
        buffer_.consume(head_length);
        http_1_0_ = parser.get().version() < 11;
        keep_alive_ = parser.keep_alive();
        head_only_ = parser.get().method() == http::verb::head;

        if (parser.get().count(http::field::origin) > 1)
            co_return co_await refuse({400, "Origin stands there more than once."});
        auto request = request_of(parser.get());
        if (!request) co_return co_await answer(problem(request.error()), parser.is_done());
        const RequestFacts facts = facts_of(parser.get(), *request);
        if (const auto refusal = shared().gate.check_names(facts)) co_return co_await refuse(*refusal);
        const std::string shown = shared().gate.shown_token(facts, request->target);
        if (!shown.empty())
            if (const auto pause = shared().guesses.wait(facts.client, Clock::now()); pause.count() > 0)
                co_return co_await refuse_guess(*request, pause);
        if (auto signed_in = shared().gate.sign_in(request->method, request->target, facts.over_tls)) {
            count_guess(facts.client, shown, signed_in->status != 401);
            if (signed_in->status == 401)
                co_return co_await refuse_unauthorised(*request, {401, "That is not a token of this server."});
            if (const auto who = shared().handlers.people->by_token(shown_to_sign_in(request->target)))
                shared().handlers.record(*who, "signed_in", std::string(facts.client));
            co_return co_await answer(std::move(*signed_in), parser.is_done());
        }
        request->caller = shared().gate.caller(facts.authorization, facts.cookie);
        request->bearer = bearer_token(facts.authorization);
        if (!shown.empty() && !wants_link(facts.path) && !signs_in(facts.path))
            count_guess(facts.client, shown, request->caller.has_value());
        if (concerns_sign_in(facts.path))
            request->browser =
                Browser{std::string(facts.host), std::string(facts.client), std::string(facts.cookie), facts.over_tls};
        if (!request->caller)
            if (const auto refusal = shared().gate.check_token(facts))
                co_return co_await refuse_unauthorised(*request, *refusal);
        if (request->target.path == websocket_path) co_return co_await upgrade(parser, std::move(*request->caller));

        if (shared().requests_in_flight >= settings().max_requests_in_flight && request->target.path != "/healthz")
            co_return co_await answer(busy("The server has too much to do."), false);
        const InFlight in_flight(shared());
        if (upload_follows) {
            Upload upload(*this, std::move(parser));
            request->stream = &upload;
            Response response = co_await handle(std::move(*request));
            co_return co_await answer(std::move(response), upload.done());
        }
        if (!co_await read_body(parser)) co_return Next::close;
        request->body = std::move(parser.get().body());
        Response response = co_await handle(std::move(*request));
        if (response.wrong_guess) count_guess(client_, shown, false);
        co_return co_await answer(std::move(response), true);
    }

    struct InFlight {
        explicit InFlight(Shared& s) : shared(s) { ++shared.requests_in_flight; }
        ~InFlight() { --shared.requests_in_flight; }
        InFlight(const InFlight&) = delete;
        InFlight& operator=(const InFlight&) = delete;
        Shared& shared;
    };

    // The next request's head, which is then at the start of the buffer; of length 0 when the connection is over.
    Task<HeadComplete> read_head() {
        int empty_lines = 0;
        http_1_0_ = head_only_ = false;  // a refusal must not look like the answer to the request before
        idle_ = buffer_.size() == 0;
        stream_.timed().expires_after(idle_ ? settings().idle_timeout : settings().head_timeout);
        for (;;) {
            while (received().starts_with("\r\n") && ++empty_lines <= max_empty_lines) buffer_.consume(2);
            const HeadCheck check = check_head(received(), settings());
            if (const auto* complete = std::get_if<HeadComplete>(&check)) {
                idle_ = false;
                co_return *complete;
            }
            if (const auto* refusal = std::get_if<Refusal>(&check)) {
                idle_ = false;
                co_await refuse(*refusal);
                co_return HeadComplete{};
            }
            const auto [failed, size] = co_await stream_.async_read_some(buffer_.prepare(read_step), use_tuple);
            if (failed) co_return HeadComplete{};
            if (idle_) stream_.timed().expires_after(settings().head_timeout);
            idle_ = false;
            buffer_.commit(size);
        }
    }

    [[nodiscard]] std::string_view received() const {
        return {static_cast<const char*>(buffer_.data().data()), buffer_.size()};
    }

    [[nodiscard]] RequestFacts facts_of(const http::request<http::string_body>& head, const Request& request) {
        if (local_address_.empty()) {
            boost::system::error_code failed;
            const auto local = stream_.next_layer().local_endpoint(failed);
            if (!failed) local_address_ = host_of(local.address());
            const auto remote = stream_.next_layer().remote_endpoint(failed);
            if (!failed) peer_ = remote.address();
            client_ = client_of(peer_);
        }
        RequestFacts facts;
        facts.method = request.method;
        facts.path = request.target.path;  // decoded, as routes see it: /%77s is /ws
        facts.websocket = facts.path == websocket_path;
        facts.host = view(head[http::field::host]);
        facts.local_address = local_address_;
        facts.client = client_;
        if (const auto origin = head.find(http::field::origin); origin != head.end())
            facts.origin = view(origin->value());
        facts.fetch_site = view(head["Sec-Fetch-Site"]);
        facts.authorization = view(head[http::field::authorization]);
        facts.cookie = view(head[http::field::cookie]);
        facts.over_tls = over_tls_;
        if (shared().proxies.include(peer_)) hear_proxy(head, facts);
        return facts;
    }

    // One connection of a proxy brings requests of many clients.
    void hear_proxy(const http::request<http::string_body>& head, RequestFacts& facts) {
        std::string forwarded_for;
        for (auto [line, end] = head.equal_range("X-Forwarded-For"); line != end; ++line)
            forwarded_for += (forwarded_for.empty() ? "" : ",") + std::string(line->value());
        client_ = client_of(shared().proxies.client(peer_, forwarded_for));
        facts.client = client_;
        if (const auto scheme = last_element(view(head["X-Forwarded-Proto"])); !scheme.empty())
            facts.over_tls = equal_but_for_case(scheme, "https");
        if (const auto host = last_element(view(head["X-Forwarded-Host"])); !host.empty()) facts.host = host;
    }

    [[nodiscard]] Result<Request> request_of(const http::request<http::string_body>& head) const {
        auto target = parse_target(view(head.target()));
        if (!target) return target.error();
        Request request;
        request.method = method_of(view(head.method_string())).value_or(Method::options);
        request.target = std::move(*target);
        request.accept = view(head[http::field::accept]);
        request.accept_encoding = view(head[http::field::accept_encoding]);
        request.content_type = view(head[http::field::content_type]);
        request.if_none_match = view(head[http::field::if_none_match]);
        return request;
    }

    Task<Next> upgrade(Parser& parser, Caller caller) {
        if (!boost::beast::websocket::is_upgrade(parser.get()) || !parser.is_done() || buffer_.size() > 0) {
            Response response = problem(426, make_error(ErrorKind::invalid_request, "Here a WebSocket is spoken."));
            response.headers.emplace_back("Upgrade", "websocket");
            response.close = true;
            co_return co_await answer(std::move(response), false);
        }
        if (shared().draining) co_return co_await answer(shutting_down(), false);
        auto head = std::make_unique<UpgradeRequest>(parser.get().base());
        const auto executor = stream_.get_executor();
        unlink();
        co_spawn(executor, run_websocket(stream_.release(), std::move(head), std::move(ticket_), std::move(caller)),
                 logged("websocket: session"));
        co_return Next::handed_over;
    }

    // False when the connection is over; it was answered then if it could be.
    Task<bool> read_body(Parser& parser) {
        if (parser.is_done()) co_return true;
        stream_.timed().expires_after(settings().body_timeout);
        if (!co_await send_go_on(parser.get())) co_return false;
        const auto [failed, size] = co_await http::async_read(stream_, buffer_, parser, use_tuple);
        if (!failed) co_return true;
        if (failed == http::error::body_limit)
            co_await refuse({413, fmt::format("The body is larger than {} bytes.", settings().max_body_bytes)});
        else if (failed.category() == http::make_error_code(http::error::bad_chunk).category())
            co_await refuse({400, "The body is malformed."});
        co_return false;
    }

    // To a client that waits for it before it sends the body.
    template <class Head>
    Task<bool> send_go_on(const Head& head) {
        if (head[http::field::expect].empty() || http_1_0_ || buffer_.size() > 0) co_return true;
        const auto [unsent, size] = co_await asio::async_write(stream_, asio::buffer(go_on), use_tuple);
        co_return !unsent;
    }

    // The body of one request while its handler reads it.
    class Upload final : public RequestStream {
     public:
        Upload(HttpSession& session, Parser&& head)
            : session_(session), parser_(std::move(head)), limit_(session.settings().max_upload_bytes) {
            parser_.body_limit(limit_);
            if (parser_.content_length()) length_ = *parser_.content_length();
        }

        [[nodiscard]] bool done() const { return parser_.is_done(); }
        [[nodiscard]] std::optional<std::uint64_t> length() const override { return length_; }

        Task<Result<std::string_view>> read() override {
            if (!begun_ && !co_await session_.send_go_on(parser_.get())) co_return gone();
            begun_ = true;
            while (!parser_.is_done()) {
                auto& body = parser_.get().body();
                body.data = piece_.data();
                body.size = piece_.size();
                body.more = true;
                session_.stream_.timed().expires_after(session_.settings().body_timeout);
                const auto [failed, size] =
                    co_await http::async_read_some(session_.stream_, session_.buffer_, parser_, use_tuple);
                if (failed == http::error::body_limit)
                    co_return make_error(ErrorKind::invalid_request,
                                         fmt::format("The file is larger than {} bytes.", limit_));
                if (failed == http::make_error_code(http::error::bad_chunk))
                    co_return make_error(ErrorKind::invalid_request, "The body is malformed.");
                if (failed && failed != http::error::need_buffer) co_return gone();
                if (const std::size_t got = piece_.size() - body.size; got > 0)
                    co_return std::string_view(piece_.data(), got);
            }
            co_return std::string_view();
        }

     private:
        static Error gone() { return make_error(ErrorKind::cancelled, "The file did not come whole."); }

        HttpSession& session_;
        http::request_parser<http::buffer_body> parser_;
        const std::uint64_t limit_;
        std::optional<std::uint64_t> length_;
        std::string piece_ = std::string(max_buffer, '\0');
        bool begun_ = false;
    };

    // While a handler runs: withdraws a request whose client hangs up before it is answered (and one that closes its
    // side of the connection, as most servers do: the two look the same). What it has sent of a next request stays
    // where it is.
    class Watch {
     public:
        explicit Watch(HttpSession& session) : session_(session) {
            session_.handling_ = true;
            session_.stopped_ = false;
            session_.stream_.next_layer().async_wait(
                asio::socket_base::wait_read, [weak = session_.weak_from_this()](boost::system::error_code failed) {
                    if (const auto self = weak.lock(); !failed && self) self->see_who_left();
                });
        }
        ~Watch() {
            session_.handling_ = false;
            boost::system::error_code ignored;
            session_.stream_.next_layer().cancel(ignored);
            session_.look_again_.reset();
        }
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;

     private:
        HttpSession& session_;
    };

    void see_who_left() {
        if (!handling_) return;
        if (has_left()) return abort();
        if (!over_tls_) return;
        // What has come may be the client's farewell, which only TLS can read: the end of its side follows it.
        look_again_.emplace(stream_.get_executor(), farewell_pause);
        look_again_->async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
            if (const auto self = weak.lock(); !cancelled && self) self->see_who_left();
        });
    }

    [[nodiscard]] bool has_left() {
        if (over_tls_) {
            pollfd side{stream_.next_layer().native_handle(), POLLRDHUP, 0};
            return ::poll(&side, 1, 0) > 0;
        }
        char byte = 0;
        const auto got = ::recv(stream_.next_layer().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
    }

    // The last resort: whatever a handler throws is a defect, answered as such and logged, and the server goes on.
    Task<Response> handle(Request request) {
        streaming_ = head_sent_ = false;
        const std::string what = fmt::format("{} {}", to_string(request.method), request.target.path);
        Response response = problem(make_error(ErrorKind::internal, "The server failed to answer; its log says why."));
        {
            const Watch watch(*this);
            try {
                response = co_await shared().handlers.http(std::move(request), *this);
            } catch (const boost::system::system_error& error) {
                if (error.code() != asio::error::operation_aborted)
                    log::error("http: {}: {}", what, error.what());
                else if (!stopped_)
                    throw;
            } catch (const std::exception& error) {
                log::error("http: {}: {}", what, error.what());
            }
        }
        if (!stopped_) co_return response;
        co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
        co_return response.status < 400 ? response : shutting_down();
    }

    Task<Next> refuse(Refusal refusal) {
        Response response = problem(refusal.status, make_error(ErrorKind::invalid_request, std::move(refusal.message),
                                                               std::move(refusal.hint)));
        response.close = true;
        co_return co_await answer(std::move(response), false);
    }

    void count_guess(std::string_view client, std::string_view shown, bool right) {
        if (right)
            shared().guesses.right(client, Clock::now());
        else if (shared().guesses.wrong(client, shown, Clock::now()))
            shared().handlers.record({}, "sign_in_refused", std::string(client));
    }

    // To a browser that opens a page with a form to sign in.
    Response without_access(const Request& request, Refusal refusal) {
        const bool page = request.method == Method::get && accepts(request.accept, "text/html");
        Response response =
            page ? sign_in_page(refusal.status, refusal.message, address_to_return_to(request.target),
                                ways_to_sign_in(settings(), *shared().handlers.people))
                 : problem(refusal.status,
                           make_error(ErrorKind::invalid_request, std::move(refusal.message), std::move(refusal.hint)));
        response.close = true;
        return response;
    }

    Task<Next> refuse_unauthorised(const Request& request, Refusal refusal) {
        Response response = without_access(request, std::move(refusal));
        response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"pattern-factory\"");
        co_return co_await answer(std::move(response), false);
    }

    Task<Next> refuse_guess(const Request& request, std::chrono::seconds pause) {
        Response response = without_access(
            request, {429, fmt::format("Too many wrong tokens were tried. Try again in {} s.", pause.count())});
        response.headers.emplace_back("Retry-After", std::to_string(pause.count()));
        co_return co_await answer(std::move(response), false);
    }

    static Response busy(std::string why) {
        Response response = problem(make_error(ErrorKind::unavailable, std::move(why), "Try again in a second."));
        response.headers.emplace_back("Retry-After", "1");
        response.close = true;
        return response;
    }

    static Response shutting_down() { return busy("The server is shutting down."); }

    // `whole`: the request was read to its end, so that another may follow it.
    Task<Next> answer(Response response, bool whole) {
        if (streaming_) co_return co_await end_stream(std::move(response));
        const bool keep = keep_alive_ && whole && !response.close && !shared().draining;
        const std::string_view body = response.file.empty() ? std::string_view(response.body) : response.file;
        const std::string head =
            response_head(response, {.length = body.size(), .keep_alive = keep, .http_1_0 = http_1_0_}, current_date());
        const bool sent = co_await send(head, head_only_ ? std::string_view{} : body);
        co_return sent&& keep ? Next::request : Next::close;
    }

    Task<Next> end_stream(Response response) {
        streaming_ = false;
        const bool failed = response.status >= 400;
        if (!head_sent_) {
            if (!failed) {
                response = std::move(streamed_head_);
                response.body = std::exchange(pending_, {});
            }
            pending_.clear();
            co_return co_await answer(std::move(response), true);
        }
        if (failed) {
            log::warn("http: a transfer was cut off: {}", response.body);
            co_return Next::close;
        }
        if (!co_await flush()) co_return Next::close;
        if (!http_1_0_ && !co_await send(last_chunk, {})) co_return Next::close;
        co_return keep_alive_ && !http_1_0_ && !shared().draining ? Next::request : Next::close;
    }

    // Sends what was gathered as one chunk, the first time behind the head.
    Task<bool> flush() {
        std::string before;
        if (!head_sent_) {
            head_sent_ = true;
            const bool keep = keep_alive_ && !http_1_0_ && !shared().draining;
            before = response_head(streamed_head_, {.length = std::nullopt, .keep_alive = keep, .http_1_0 = http_1_0_},
                                   current_date());
        }
        if (pending_.empty()) co_return before.empty() || co_await send(before, {});
        if (!http_1_0_) {
            before += chunk_head(pending_.size());
            pending_ += chunk_tail;
        }
        const bool sent = co_await send(before, pending_);
        pending_.clear();
        co_return sent;
    }

    // One write for both when they are small; the write timeout covers each step of a large one.
    Task<bool> send(std::string_view first, std::string_view second) {
        do {
            const std::array<asio::const_buffer, 2> buffers{asio::buffer(first),
                                                            asio::buffer(second.substr(0, write_step))};
            stream_.timed().expires_after(settings().write_timeout);
            const auto [failed, size] = co_await asio::async_write(stream_, buffers, use_tuple);
            if (failed) co_return false;
            first = {};
            second.remove_prefix(std::min(write_step, second.size()));
        } while (!second.empty());
        co_return true;
    }

    // Closing while the client still sends would reset the connection, and the last response with it (RFC 9112, 9.6).
    Task<> linger() {
        if (!stream_.next_layer().is_open()) co_return;
        boost::system::error_code ignored;
        stream_.timed().expires_after(lingering);
        if (over_tls_) co_await stream_.tls()->async_shutdown(use_tuple);
        stream_.next_layer().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
        buffer_.clear();
        idle_ = true;
        for (std::size_t seen = 0; seen < max_lingering_bytes;) {
            const auto [failed, size] =
                co_await stream_.timed().async_read_some(buffer_.prepare(max_buffer), use_tuple);
            if (failed) break;
            seen += size;
        }
        stream_.timed().close();
    }

    ClientStream<TimedTcp> stream_;
    ConnectionTicket ticket_;
    boost::beast::flat_buffer buffer_{max_buffer};
    asio::cancellation_signal cancel_;
    asio::ip::address peer_;
    std::string local_address_, client_;
    std::optional<asio::steady_timer> look_again_;  // while a handler runs
    bool over_tls_ = false;
    bool idle_ = true;  // no request is being read or answered
    bool keep_alive_ = false, http_1_0_ = false, head_only_ = false;
    bool handling_ = false;  // a request is with its handler
    bool stopped_ = false;   // the server stops: its handler was told to end
    bool streaming_ = false, head_sent_ = false;
    Response streamed_head_;
    std::string pending_;  // of a streamed body, not yet sent
};

}  // namespace

void start_http_session(TcpSocket socket, ConnectionTicket ticket) {
    std::make_shared<HttpSession>(std::move(socket), std::move(ticket))->start();
}

}  // namespace pf::api
