#include "base/turns.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace pf {
namespace {

Error cancelled_error() { return make_error(ErrorKind::cancelled, "The rule was cancelled."); }

}  // namespace

Turns::Turn& Turns::Turn::operator=(Turn&& other) noexcept {
    if (this != &other) {
        release();
        turns_ = std::exchange(other.turns_, nullptr);
        key_ = std::move(other.key_);
    }
    return *this;
}

void Turns::Turn::leave(std::any what) { turns_->queues_.at(key_).left = std::move(what); }

const std::any& Turns::Turn::left() const { return turns_->queues_.at(key_).left; }

void Turns::Turn::release() {
    if (turns_) std::exchange(turns_, nullptr)->pass_on(key_);
}

Task<Result<Turns::Turn>> Turns::take(std::string key, Deadline deadline) {
    auto& queue = queues_[key];
    if (queue.held < at_once_) {
        ++queue.held;
        co_return Turn(this, std::move(key));
    }
    auto waiter = std::make_shared<Waiter>(asio::steady_timer(co_await asio::this_coro::executor, deadline));
    queue.waiting.push_back(waiter);
    co_await waiter->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (waiter->called) {
        Turn turn(this, key);
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) co_return cancelled_error();  // `turn` passes on
        co_return turn;
    }
    std::erase(queues_.at(key).waiting, waiter);
    if (Clock::now() >= deadline) co_return make_error(ErrorKind::timeout, busy_, "Try again in a moment.");
    co_return cancelled_error();
}

std::size_t Turns::held(const std::string& key) const {
    const auto queue = queues_.find(key);
    return queue == queues_.end() ? 0 : queue->second.held;
}

std::size_t Turns::waiting(const std::string& key) const {
    const auto queue = queues_.find(key);
    return queue == queues_.end() ? 0 : queue->second.waiting.size();
}

// Whoever has waited longest holds it now: the number of holders stays, so nobody can step in between.
void Turns::pass_on(const std::string& key) {
    const auto held = queues_.find(key);
    auto& queue = held->second;
    if (!queue.waiting.empty()) {
        auto next = std::move(queue.waiting.front());
        queue.waiting.pop_front();
        next->called = true;
        next->timer.cancel();
        return;
    }
    if (--queue.held == 0) queues_.erase(held);
}

}  // namespace pf
