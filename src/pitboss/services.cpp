#include "pitboss/services.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

#include "base/log.hpp"
#include "pg/pool.hpp"
#include "tools/register_view.hpp"

namespace pf::pitboss {
namespace {

constexpr auto reconnect_pause = std::chrono::seconds(1);

std::string member(const boost::json::value& payload, std::string_view name) {
    const auto* object = payload.if_object();
    const auto* value = object ? object->if_contains(name) : nullptr;
    return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

// Listens on one connection until it is lost or the task is cancelled.
Task<> listen_once(const pg::ConnectionSettings& settings, const Heard& heard) {
    auto connection = co_await pg::Connection::connect(settings, Clock::now() + std::chrono::seconds(5));
    if (!connection) co_return;
    auto listening =
        co_await (*connection)
            ->query(sql::Statement("LISTEN ").name(tools::events_channel), {}, Clock::now() + std::chrono::seconds(5));
    if (!listening) co_return;
    for (;;) {
        auto notification = co_await (*connection)->next_notification();
        if (!notification) co_return;
        boost::system::error_code failed;
        const auto payload = boost::json::parse(notification->payload, failed);
        if (failed) continue;
        if (auto board = member(payload, "board"); !board.empty())
            heard.board(std::move(board));
        else
            heard.view(member(payload, "view"), member(payload, "rule"));
    }
}

}  // namespace

Task<Readiness> readiness(Services& services, Deadline deadline) {
    Readiness readiness;
    readiness.warnings = services.warnings;
    if (readiness.reason = services.storage_trouble(); !readiness.reason.empty()) co_return readiness;
    auto lease = co_await services.app->acquire(deadline);
    if (!lease) {
        readiness.reason = lease.error().message;
        co_return readiness;
    }
    auto rows = co_await (**lease).query(sql::Literal("SELECT FROM pattern_factory.rules LIMIT 1"), {}, deadline);
    if (!rows) {
        readiness.reason = rows.error().message;
        co_return readiness;
    }
    readiness.ready = true;
    co_return readiness;
}

Task<> listen_for_changes(pg::ConnectionSettings settings, Heard heard) {
    co_await asio::this_coro::throw_if_cancelled(false);
    asio::steady_timer pause(co_await asio::this_coro::executor);
    for (;;) {
        co_await listen_once(settings, heard);
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) co_return;
        pause.expires_after(reconnect_pause);
        const auto [failed] = co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
        if (failed) co_return;
    }
}

}  // namespace pf::pitboss
