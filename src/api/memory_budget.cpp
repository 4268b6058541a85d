#include "api/memory_budget.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <utility>

namespace pf::api {

struct MemoryBudget::State {
    struct Waiter {
        asio::steady_timer timer;  // cancelled when the bytes are there
        std::size_t bytes;
        bool served = false;
    };

    void serve() {
        while (!waiting.empty() && waiting.front()->bytes <= left) {
            const auto next = std::move(waiting.front());
            waiting.pop_front();
            left -= next->bytes;
            next->served = true;
            next->timer.cancel();
        }
    }

    std::size_t all, left;
    std::deque<std::shared_ptr<Waiter>> waiting;
};

MemoryBudget::MemoryBudget(std::size_t bytes) : state_(std::make_shared<State>(State{bytes, bytes, {}})) {}

std::size_t MemoryBudget::free() const { return state_->left; }

void MemoryBudget::Share::shrink(std::size_t bytes) {
    state_->left += bytes_ - std::min(bytes, bytes_);
    bytes_ = std::min(bytes, bytes_);
    state_->serve();
}

Task<Result<MemoryBudget::Share>> MemoryBudget::take_from(std::shared_ptr<State> state, std::size_t bytes,
                                                          Deadline deadline) {
    bytes = std::min(bytes, state->all);
    if (state->waiting.empty() && bytes <= state->left) {
        state->left -= bytes;
        co_return Share(std::move(state), bytes);
    }
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    auto waiter =
        std::make_shared<State::Waiter>(asio::steady_timer(co_await asio::this_coro::executor, deadline), bytes);
    state->waiting.push_back(waiter);
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (cancellation.cancelled() == asio::cancellation_type::none)
        co_await waiter->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_await asio::this_coro::throw_if_cancelled(throws);
    if (waiter->served) co_return Share(std::move(state), bytes);
    std::erase(state->waiting, waiter);
    state->serve();  // a smaller one behind it may fit
    if (cancellation.cancelled() != asio::cancellation_type::none)
        co_return make_error(ErrorKind::cancelled, "Waiting for memory was cancelled.");
    co_return make_error(ErrorKind::unavailable, "The server has too many large answers under way.",
                         "Try again in a moment.");
}

}  // namespace pf::api
