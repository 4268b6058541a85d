#include "pitboss/view_space.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.hpp"
#include "pg/pool.hpp"
#include "pitboss/answer.hpp"

namespace pf::pitboss {
namespace {

constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);
constexpr auto interval = std::chrono::milliseconds(250);
constexpr auto look_timeout = std::chrono::seconds(2);

constexpr sql::Literal bytes_of_views =
    "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class "
    "WHERE relnamespace = 'rule_views'::regnamespace AND relkind = 'm'";

// $1 the backend that builds, $2 bytes; of the roles' script (pg/roles.cpp).
constexpr sql::Literal stop_large_build = "SELECT pattern_factory.stop_large_build($1::integer, $2::bigint)";

std::string in_mib(std::int64_t bytes) { return fmt::format("{} MiB", bytes >> 20); }

Error no_room(const Limits& limits) {
    return make_error(
        ErrorKind::unavailable,
        fmt::format("The views of all rules would take more than {}, their limit.", in_mib(limits.max_views_bytes)),
        "Delete rules that nobody needs, or ask the server's administrator for more room (PF_MAX_VIEWS_MIB).");
}

}  // namespace

Error too_large(const Room& room, const Limits& limits) {
    if (room.of_all) return no_room(limits);
    return make_error(
        ErrorKind::forbidden_sql,
        fmt::format("This rule's view would take more than {}, the limit of a rule's view.", in_mib(room.bytes)),
        "Ask for less: a condition, fewer columns, or counts per group.");
}

Room ViewSpace::left() const {
    const auto& limits = services_.limits;
    if (!services_.sizes_readable) return {};
    Room room{limits.max_view_bytes, false};
    const auto of_all = limits.max_views_bytes - used_;
    if (limits.max_views_bytes > 0 && (room.bytes == 0 || of_all < room.bytes)) room = {of_all, true};
    return room;
}

Task<Result<Room>> ViewSpace::room(Deadline deadline) {
    if (auto room = left(); room.bytes >= 0 && !(room.of_all && room.bytes == 0)) co_return room;
    co_await measure(deadline);
    if (auto room = left(); room.bytes >= 0 && !(room.of_all && room.bytes == 0)) co_return room;
    co_return no_room(services_.limits);
}

Task<> ViewSpace::measure(Deadline deadline) {
    if (services_.limits.max_views_bytes == 0 || !services_.sizes_readable) co_return;
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return;
    auto bytes = co_await (**lease).query(bytes_of_views, {}, deadline);
    if (bytes) used_ = bytes->integer(0, 0);
}

struct BuildWatch::State {
    State(asio::any_io_executor executor, Services& its_services, int its_backend, std::int64_t its_most)
        : services(its_services), backend(its_backend), most(its_most), timer(executor), looked(executor) {}
    Services& services;
    int backend;
    std::int64_t most;
    asio::steady_timer timer, looked;
    bool looking = false, done = false, stopped = false;
};

BuildWatch::BuildWatch(asio::any_io_executor executor, Services& services, int backend, const Room& room) {
    if (room.bytes == 0 || !services.separate_roles) return;
    state_ = std::make_shared<State>(executor, services, backend, room.bytes);
    asio::co_spawn(executor, watch(state_), [](const std::exception_ptr& failed) {
        if (failed) log::error("watching a view that is made ended");
    });
}

BuildWatch::~BuildWatch() {
    if (!state_) return;
    state_->done = true;
    state_->timer.cancel();
}

Task<> BuildWatch::watch(std::shared_ptr<State> state) {
    while (!state->done && !state->stopped) {
        state->timer.expires_after(interval);
        co_await state->timer.async_wait(use_tuple);
        if (state->done) co_return;
        const Deadline deadline = Clock::now() + look_timeout;
        auto lease = co_await state->services.app->acquire(deadline);
        if (state->done) co_return;
        if (!lease) continue;
        state->looking = true;
        auto bytes = co_await (**lease).query(stop_large_build,
                                              {std::to_string(state->backend), std::to_string(state->most)}, deadline);
        state->stopped = bytes && bytes->integer(0, 0) > state->most;
        state->looking = false;
        state->looked.cancel();
        if (!bytes && bytes.error().kind != ErrorKind::unavailable && bytes.error().kind != ErrorKind::timeout)
            co_return;  // no such function, or it may not read files here: the view is measured when it is made
    }
}

Task<bool> BuildWatch::stopped_it() {
    const auto state = state_;
    if (!state) co_return false;
    if (state->looking) {
        state->looked.expires_after(look_timeout);
        co_await state->looked.async_wait(use_tuple);
    }
    co_return state->stopped;
}

}  // namespace pf::pitboss
