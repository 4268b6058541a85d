#include "pg/alarm.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace pf::pg {

Alarm::Alarm(asio::posix::stream_descriptor& descriptor)
    : state_(std::make_shared<State>()), timer_(descriptor.get_executor()) {
    state_->descriptor = &descriptor;
}

Alarm::~Alarm() { ++state_->setting; }

void Alarm::set(Deadline deadline) {
    state_->rang = false;
    const auto setting = ++state_->setting;
    if (deadline == Deadline::max()) {
        timer_.cancel();
        return;
    }
    timer_.expires_at(deadline);
    timer_.async_wait([state = state_, setting](boost::system::error_code failure) {
        if (failure || state->setting != setting) return;
        state->rang = true;
        boost::system::error_code ignored;
        state->descriptor->cancel(ignored);
    });
}

void Alarm::clear() {
    ++state_->setting;
    timer_.cancel();
}

Task<Wake> wait(asio::posix::stream_descriptor& descriptor, Readiness what, const Alarm& alarm, bool uncancellable) {
    constexpr auto as_value = asio::as_tuple(asio::use_awaitable);
    for (;;) {
        if (alarm.rang()) co_return Wake::expired;
        const auto state = co_await asio::this_coro::cancellation_state;
        if (!uncancellable && state.cancelled() != asio::cancellation_type::none) co_return Wake::cancelled;
        boost::system::error_code failure;
        if (what == Readiness::either) {
            auto [order, read, write] =
                co_await asio::experimental::make_parallel_group(
                    descriptor.async_wait(asio::posix::descriptor_base::wait_read, asio::deferred),
                    descriptor.async_wait(asio::posix::descriptor_base::wait_write, asio::deferred))
                    .async_wait(asio::experimental::wait_for_one(), as_value);
            failure = order[0] == 0 ? read : write;
        } else {
            const auto how = what == Readiness::read ? asio::posix::descriptor_base::wait_read
                                                     : asio::posix::descriptor_base::wait_write;
            std::tie(failure) = co_await descriptor.async_wait(how, as_value);
        }
        // Any failure but an interruption is libpq's to find out and name.
        if (failure != asio::error::operation_aborted) co_return Wake::ready;
    }
}

}  // namespace pf::pg
