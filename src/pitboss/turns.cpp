#include "pitboss/turns.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace pf::pitboss {

Turns::Turn& Turns::Turn::operator=(Turn&& other) noexcept {
    if (this != &other) {
        release();
        turns_ = std::exchange(other.turns_, nullptr);
        key_ = std::move(other.key_);
    }
    return *this;
}

void Turns::Turn::release() {
    if (turns_) std::exchange(turns_, nullptr)->pass_on(key_);
}

Task<Result<Turns::Turn>> Turns::take(std::string key, Deadline deadline) {
    auto [held, free] = waiting_.try_emplace(key);
    if (free) co_return Turn(this, std::move(key));

    auto waiter = std::make_shared<Waiter>(asio::steady_timer(co_await asio::this_coro::executor, deadline));
    held->second.push_back(waiter);
    co_await waiter->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (waiter->called) {
        Turn turn(this, key);
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            co_return make_error(ErrorKind::cancelled, "The rule was cancelled.");  // `turn` passes on
        co_return turn;
    }
    std::erase(waiting_.at(key), waiter);
    if (Clock::now() >= deadline)
        co_return make_error(ErrorKind::timeout, "The same rule is still being run for somebody else.",
                             "Try again in a moment.");
    co_return make_error(ErrorKind::cancelled, "The rule was cancelled.");
}

void Turns::pass_on(const std::string& key) {
    const auto held = waiting_.find(key);
    if (!held->second.empty()) {
        auto next = std::move(held->second.front());
        held->second.pop_front();
        next->called = true;
        next->timer.cancel();
        return;
    }
    waiting_.erase(held);
}

}  // namespace pf::pitboss
