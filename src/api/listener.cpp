#include "api/listener.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/certificate.hpp"
#include "api/http_session.hpp"
#include "api/problem.hpp"
#include "api/timestamp.hpp"
#include "base/log.hpp"

namespace pf::api {
namespace {

using asio::ip::tcp;
constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t files_for_others = 64;  // database connections, the log, the cluster's pipes
constexpr std::chrono::milliseconds accept_retry{100};

std::size_t connections_within_file_limit(std::size_t wanted) {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return wanted;
    const auto files = static_cast<std::size_t>(limit.rlim_cur);
    return std::min(wanted, files > 2 * files_for_others ? files - files_for_others : files / 2);
}

// A client beyond the bound hears why, if the kernel's buffer takes it at once.
void turn_away(TcpSocket socket) {
    Response response = problem(make_error(ErrorKind::unavailable, "Too many connections are open."));
    response.headers.emplace_back("Retry-After", "1");
    const auto now = http_date(std::chrono::system_clock::now());
    const std::string text =
        response_head(response, {.length = response.body.size(), .keep_alive = false}, now) + response.body;
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(text), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
}

Error cannot_listen(const ServerSettings& settings, const boost::system::error_code& failed) {
    const std::string where = fmt::format("{}:{}", settings.host, settings.port);
    if (failed == asio::error::address_in_use)
        return make_error(ErrorKind::unavailable, fmt::format("Another program already listens on {}.", where),
                          "Stop it, or choose another port with --port.");
    if (failed == asio::error::access_denied)
        return make_error(ErrorKind::unavailable, fmt::format("Listening on {} is not permitted.", where),
                          "Choose a port above 1023 with --port.");
    return make_error(ErrorKind::unavailable, fmt::format("Cannot listen on {}: {}.", where, failed.message()));
}

}  // namespace

Listener::Listener(asio::io_context& io, ServerSettings settings, Handlers handlers)
    : io_(io), acceptor_(io.get_executor()), settings_(std::move(settings)), handlers_(std::move(handlers)) {}

Result<void> Listener::listen() {
    boost::system::error_code failed;
    const auto address = asio::ip::make_address(settings_.host == "localhost" ? "127.0.0.1" : settings_.host, failed);
    if (failed)
        return make_error(ErrorKind::invalid_request, fmt::format("\"{}\" is not an IP address.", settings_.host),
                          "Use 127.0.0.1 for this machine only, or 0.0.0.0 for all of its networks.");
    if (settings_.token.empty() && !settings_.users && !is_loopback(settings_.host))
        return make_error(ErrorKind::invalid_request,
                          fmt::format("Listening on {} lets others in, so a token is needed.", settings_.host),
                          "Set PF_TOKEN to what `pattern-factory token create` prints, name a file of users with "
                          "--users, or listen on "
                          "127.0.0.1.");

    auto proxies = Proxies::named(settings_.trusted_proxies);
    if (!proxies) return proxies.error();

    const tcp::endpoint endpoint(address, settings_.port);
    acceptor_.open(endpoint.protocol(), failed);
    if (!failed) acceptor_.set_option(tcp::acceptor::reuse_address(true), failed);
    if (!failed) acceptor_.bind(endpoint, failed);
    if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
    if (failed) {
        Error error = cannot_listen(settings_, failed);
        acceptor_.close(failed);
        return error;
    }
    port_ = acceptor_.local_endpoint(failed).port();
    settings_.max_connections = connections_within_file_limit(settings_.max_connections);
    shared_ = std::make_shared<Shared>(settings_, handlers_, port_);
    shared_->proxies = std::move(*proxies);
    return load_certificate();
}

Result<void> Listener::load_certificate() {
    if (settings_.tls_certificate.empty()) return {};
    auto loaded = api::load_certificate(settings_.tls_certificate, settings_.tls_key);
    if (!loaded) return loaded.error();
    shared_->tls = std::move(*loaded);
    return {};
}

Task<> Listener::serve() {
    asio::steady_timer pause(io_);
    while (acceptor_.is_open()) {
        auto [failed, socket] = co_await acceptor_.async_accept(use_tuple);
        if (failed == asio::error::operation_aborted || !acceptor_.is_open()) co_return;
        if (failed) {
            // Out of files or memory: what is open goes on, and new clients wait in the kernel's queue.
            log::warn("listener: cannot accept a connection: {}", failed.message());
            pause.expires_after(accept_retry);
            co_await pause.async_wait(use_tuple);
            continue;
        }
        if (shared_->connection_count >= settings_.max_connections) {
            if (!shared_->tls) turn_away(std::move(socket));
            continue;
        }
        boost::system::error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        start_http_session(std::move(socket), ConnectionTicket(shared_));
    }
}

void Listener::stop_accepting() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
}

void Listener::drain() {
    if (shared_) shared_->draining = true;
    for_each_connection([](Connection& connection) { connection.drain(); });
}

void Listener::cancel_requests() {
    for_each_connection([](Connection& connection) { connection.cancel(); });
}

void Listener::abort_connections() {
    for_each_connection([](Connection& connection) { connection.abort(); });
}

// `act` may end the connection it is given, and no other.
template <class Act>
void Listener::for_each_connection(Act act) {
    if (!shared_) return;
    for (auto next = shared_->connections.begin(); next != shared_->connections.end();) act(*next++);
}

std::size_t Listener::connections() const { return shared_ ? shared_->connection_count : 0; }

TokenGuesses::Counts Listener::token_guesses() const {
    return shared_ ? shared_->guesses.counts() : TokenGuesses::Counts();
}

void Listener::on_connection_ended(std::function<void()> ended) {
    if (shared_) shared_->connection_ended = std::move(ended);
}

}  // namespace pf::api
