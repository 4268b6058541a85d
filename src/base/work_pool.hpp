// Threads for work that computes or blocks (compiling, parsing, HTTP to a model), so that the server's one thread never
// does.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "base/task.hpp"

namespace pf {

class WorkPool {
 public:
    static constexpr std::size_t stack_bytes = 8u << 20;  // known, for the SQL parser (docs/security.md)

    explicit WorkPool(unsigned threads);
    ~WorkPool();  // runs what is queued, then joins
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;

    void post(std::function<void()> job);

    // Runs `work` on a pool thread and resumes the caller on its own executor with the value it returned. `work` must
    // not throw. The wait cannot be cancelled: work that may take long watches its own deadline.
    template <class Work>
    Task<std::invoke_result_t<Work>> run(Work work) {
        using T = std::invoke_result_t<Work>;
        auto executor = co_await asio::this_coro::executor;
        co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(T)>(
            [this, executor](auto handler, Work job) {
                auto shared = std::make_shared<decltype(handler)>(std::move(handler));
                post([shared, executor, job = std::move(job)]() mutable {
                    asio::post(executor, [shared, value = std::make_shared<T>(job())]() mutable {
                        std::move (*shared)(std::move(*value));
                    });
                });
            },
            asio::use_awaitable, std::move(work));
    }

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace pf
