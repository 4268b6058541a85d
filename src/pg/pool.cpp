#include "pg/pool.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>
#include <vector>

#include "base/log.hpp"

namespace pf::pg {
namespace {

constexpr auto recycle_timeout = std::chrono::seconds(5);

Error closed_error() { return make_error(ErrorKind::unavailable, "The server is stopping."); }

}  // namespace

// A slot is the right to one of the pool's connections. Who holds a slot holds a Lease, with or without a connection in
// it; its death passes the slot on.
struct Pool::State : std::enable_shared_from_this<Pool::State> {
    struct Waiter {
        Waiter(State& its_state, Deadline deadline)
            : state(its_state),
              timer(its_state.executor, deadline),
              place(state.waiters.insert(state.waiters.end(), this)) {}
        ~Waiter() {
            if (queued) state.waiters.erase(place);
        }
        void end_waiting() {
            state.waiters.erase(place);
            queued = false;
            timer.cancel();
        }
        State& state;
        asio::steady_timer timer;
        std::list<Waiter*>::iterator place;
        bool queued = true;
        Lease lease;
    };

    State(asio::any_io_executor its_executor, Settings its_settings)
        : executor(std::move(its_executor)), settings(std::move(its_settings)), stalled(executor) {
        if (settings.eager == 0 || settings.eager > settings.size) settings.eager = settings.size;
    }

    Task<Result<Lease>> acquire(Deadline deadline);
    Task<Result<Lease>> slot(Deadline deadline);
    Task<Result<void>> fill(Lease& lease, Deadline deadline);
    static Task<> recycle(std::shared_ptr<State> self, std::unique_ptr<Connection> connection);
    Lease lend(std::unique_ptr<Connection> connection);
    [[nodiscard]] std::size_t busy() const { return open - idle.size(); }
    Lease lend_another();
    void watch_for_stall();
    void give_back(std::unique_ptr<Connection> connection);
    void keep(std::unique_ptr<Connection> connection);
    void drop(std::unique_ptr<Connection> connection);
    void serve_first_waiter();
    void close();

    asio::any_io_executor executor;
    Settings settings;
    std::size_t open = 0;  // slots in use: idle, lent, being made or being cleaned
    std::vector<std::unique_ptr<Connection>> idle;
    std::list<Waiter*> waiters;  // first come, first served
    asio::steady_timer stalled;  // runs while somebody waits and more could be lent
    bool watching = false;
    std::size_t given_back = 0;
    bool closed = false;
};

Pool::Pool(asio::any_io_executor executor, Settings settings)
    : state_(std::make_shared<State>(std::move(executor), std::move(settings))) {}

Pool::~Pool() { state_->close(); }

namespace {

// By value: the state lives as long as the wait.
template <class State>
Task<Result<Pool::Lease>> acquire_from(std::shared_ptr<State> state, Deadline deadline) {
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    auto lease = co_await state->acquire(deadline);
    co_await asio::this_coro::throw_if_cancelled(throws);
    co_return lease;
}

}  // namespace

Task<Result<Pool::Lease>> Pool::acquire(Deadline deadline) { return acquire_from(state_, deadline); }

std::size_t Pool::open() const { return state_->open; }

std::size_t Pool::idle() const { return state_->idle.size(); }

std::size_t Pool::waiting() const { return state_->waiters.size(); }

void Pool::close() { state_->close(); }

Pool::Lease::Lease(Lease&& other) noexcept : pool_(std::move(other.pool_)), connection_(std::move(other.connection_)) {}

Pool::Lease& Pool::Lease::operator=(Lease&& other) noexcept {
    if (this != &other) {
        Lease former(std::move(*this));
        pool_ = std::move(other.pool_);
        connection_ = std::move(other.connection_);
    }
    return *this;
}

// NOLINTNEXTLINE(bugprone-exception-escape): it throws when memory is out, and then the program ends
Pool::Lease::~Lease() {
    if (const auto pool = std::move(pool_)) static_cast<State*>(pool.get())->give_back(std::move(connection_));
}

Task<Result<Pool::Lease>> Pool::State::acquire(Deadline deadline) {
    auto lease = co_await slot(deadline);
    if (!lease) co_return lease.error();
    // An idle connection may have died: then its slot gets a new one, and only the failure of that is an error.
    if (lease->connection_ && lease->connection_->hung_up()) lease->connection_.reset();
    if (!lease->connection_) {
        auto filled = co_await fill(*lease, deadline);
        if (!filled) co_return filled.error();
    }
    co_return lease;
}

Task<Result<Pool::Lease>> Pool::State::slot(Deadline deadline) {
    if (closed) co_return closed_error();
    if (waiters.empty() && busy() < settings.eager) co_return lend_another();
    if (waiters.size() >= settings.max_waiting)
        co_return make_error(
            ErrorKind::unavailable,
            fmt::format("The server is busy: {} requests already wait for the database.", waiters.size()),
            "Try again in a moment.");
    Waiter waiter(*this, deadline);
    watch_for_stall();
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() == asio::cancellation_type::none)
        co_await waiter.timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (waiter.lease.pool_) co_return std::move(waiter.lease);
    if (closed) co_return closed_error();
    if (state.cancelled() != asio::cancellation_type::none)
        co_return make_error(ErrorKind::cancelled, "Waiting for the database was cancelled.");
    co_return make_error(ErrorKind::timeout, "No connection to the database became free in time.",
                         "Try again in a moment.");
}

Task<Result<void>> Pool::State::fill(Lease& lease, Deadline deadline) {
    auto made = co_await Connection::connect(settings.connection, deadline);
    if (!made) co_return made.error();
    lease.connection_ = std::move(*made);
    if (settings.on_connect.empty()) co_return Result<void>();
    auto prepared = co_await lease->script(settings.on_connect, deadline);
    if (!prepared) lease.connection_.reset();
    co_return prepared;
}

Pool::Lease Pool::State::lend(std::unique_ptr<Connection> connection) {
    Lease lease;
    lease.pool_ = shared_from_this();
    lease.connection_ = std::move(connection);
    return lease;
}

// One that is idle, else the right to open one.
Pool::Lease Pool::State::lend_another() {
    if (idle.empty()) {
        ++open;
        return lend(nullptr);
    }
    auto connection = std::move(idle.back());
    idle.pop_back();
    return lend(std::move(connection));
}

// Work that takes long must not stop what comes after it for as long as another connection may be lent.
void Pool::State::watch_for_stall() {
    if (watching || closed || waiters.empty() || busy() >= settings.size) return;
    watching = true;
    stalled.expires_after(settings.patience);
    stalled.async_wait([weak = weak_from_this(), seen = given_back](boost::system::error_code cancelled) {
        const auto self = weak.lock();
        if (!self) return;
        self->watching = false;
        if (cancelled || self->closed || self->waiters.empty()) return;
        if (self->given_back == seen && self->busy() < self->settings.size) {
            Waiter& first = *self->waiters.front();
            first.lease = self->lend_another();
            first.end_waiting();
        }
        self->watch_for_stall();
    });
}

void Pool::State::give_back(std::unique_ptr<Connection> connection) {
    ++given_back;
    if (closed || !connection || connection->broken() || connection->in_transaction())
        return drop(std::move(connection));
    if (settings.on_return.empty()) return keep(std::move(connection));
    asio::co_spawn(executor, recycle(shared_from_this(), std::move(connection)), [](const std::exception_ptr& failure) {
        if (failure) log::error("pool: a connection was lost while it was cleaned");
    });
}

Task<> Pool::State::recycle(std::shared_ptr<State> self, std::unique_ptr<Connection> connection) {
    auto cleaned = co_await connection->script(self->settings.on_return, Clock::now() + recycle_timeout);
    // DISCARD ALL forgets what on_connect has set.
    if (cleaned && !self->settings.on_connect.empty())
        cleaned = co_await connection->script(self->settings.on_connect, Clock::now() + recycle_timeout);
    if (cleaned && !self->closed)
        self->keep(std::move(connection));
    else
        self->drop(std::move(connection));
}

void Pool::State::keep(std::unique_ptr<Connection> connection) {
    idle.push_back(std::move(connection));
    serve_first_waiter();
}

void Pool::State::drop(std::unique_ptr<Connection> connection) {
    connection.reset();  // the server rolls back what was open
    --open;
    if (!closed) serve_first_waiter();
}

void Pool::State::serve_first_waiter() {
    if (!waiters.empty() && busy() < settings.eager) {
        Waiter& first = *waiters.front();
        first.lease = lend_another();
        first.end_waiting();
    }
    watch_for_stall();
}

void Pool::State::close() {
    closed = true;
    open -= idle.size();
    idle.clear();
    while (!waiters.empty()) waiters.front()->end_waiting();
}

}  // namespace pf::pg
