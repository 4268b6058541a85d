#include "pitboss/after_loss.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "pitboss/answer.hpp"

namespace pf::pitboss {
namespace {

constexpr auto patience = std::chrono::seconds(10);
constexpr auto pause = std::chrono::milliseconds(100);
// PostgreSQL ends all its processes when one was killed; those that it has not come to yet still answer.
constexpr auto settling = std::chrono::milliseconds(300);

}  // namespace

bool is_loss(const pg::Connection& connection, const Error& error) {
    return connection.broken() && error.kind == ErrorKind::unavailable;
}

Task<Result<pg::Pool::Lease>> acquire_after_loss(pg::Pool& pool, Deadline deadline) {
    const Deadline until = sooner(deadline, patience);
    asio::steady_timer timer(co_await asio::this_coro::executor, settling);
    (void)co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    for (;;) {
        auto lease = co_await pool.acquire(deadline);
        if (lease || lease.error().kind != ErrorKind::unavailable || Clock::now() + pause > until) co_return lease;
        timer.expires_after(pause);
        const auto [cancelled] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (cancelled) co_return lease;
    }
}

}  // namespace pf::pitboss
