// Running one coroutine to its end on an io_context: for commands and for the server's start, before anything is
// served.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "base/task.hpp"

namespace pf::app {

// The task's value. Rethrows what the task throws. Nothing else may be running on `loop`.
template <class T>
T run_to_end(asio::io_context& loop, Task<T> task) {
    std::optional<T> value;
    std::exception_ptr thrown;
    asio::co_spawn(loop, std::move(task), [&](std::exception_ptr failed, T result) {
        thrown = failed;
        if (!failed) value.emplace(std::move(result));
    });
    loop.restart();
    loop.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*value);
}

}  // namespace pf::app
