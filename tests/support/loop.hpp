// Running coroutines to their end in a test.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/result.hpp"
#include "base/task.hpp"

namespace pf::test {

inline Deadline soon() { return Clock::now() + std::chrono::seconds(20); }

// Runs `task` to its end on `loop`, together with whatever else is there.
template <class T>
T run(asio::io_context& loop, Task<T> task) {
    std::optional<T> value;
    std::exception_ptr thrown;
    bool done = false;
    asio::co_spawn(loop, std::move(task), [&](std::exception_ptr failure, T result) {
        thrown = failure;
        if (!failure) value.emplace(std::move(result));
        done = true;
    });
    loop.restart();
    while (!done && loop.run_one() > 0) {
    }
    if (thrown) std::rethrow_exception(thrown);
    if (!value) throw std::runtime_error("the coroutine did not end");
    return std::move(*value);
}

inline void run(asio::io_context& loop, Task<void> task) {
    std::exception_ptr thrown;
    bool done = false;
    asio::co_spawn(loop, std::move(task), [&](std::exception_ptr failure) {
        thrown = failure;
        done = true;
    });
    loop.restart();
    while (!done && loop.run_one() > 0) {
    }
    if (thrown) std::rethrow_exception(thrown);
    if (!done) throw std::runtime_error("the coroutine did not end");
}

// The value of a Result, or the test's end with its message.
template <class T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message + " (" + result.error().detail + ")");
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace pf::test
