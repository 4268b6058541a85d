// A blocking call of libpq or the C library on a thread of its own, so that the server's one thread never waits in it.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>

#include "base/task.hpp"

namespace pf::pg {

class Background {
 public:
    // Null when the system gives no thread or descriptor. `job` owns all it touches: it may outlive the program's
    // interest.
    static std::unique_ptr<Background> start(const asio::any_io_executor& executor, std::function<void()> job);

    // Waits until the job has ended, the deadline has passed or the coroutine is cancelled (`uncancellable`: it may be
    // already). True when it has ended. The caller has turned this_coro::throw_if_cancelled off.
    Task<bool> ended(Deadline deadline, bool uncancellable = false);
    [[nodiscard]] bool has_ended() const;

 private:
    Background(const asio::any_io_executor& executor, int event, std::shared_ptr<std::atomic<bool>> done);
    asio::posix::stream_descriptor event_;
    std::shared_ptr<std::atomic<bool>> done_;
};

}  // namespace pf::pg
