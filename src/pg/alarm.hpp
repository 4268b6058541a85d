// Waiting for a descriptor with a deadline that covers many waits.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "base/task.hpp"

namespace pf::pg {

enum class Wake { ready, expired, cancelled };

// Ends the waits of one descriptor when its time has come. Must not outlive the descriptor.
class Alarm {
 public:
    explicit Alarm(asio::posix::stream_descriptor& descriptor);
    ~Alarm();
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    void set(Deadline deadline);  // replaces what was set
    void clear();
    [[nodiscard]] bool rang() const { return state_->rang; }

 private:
    struct State {
        asio::posix::stream_descriptor* descriptor;
        std::uint64_t setting = 0;  // a timer that fired for an earlier setting is stale
        bool rang = false;
    };
    std::shared_ptr<State> state_;
    asio::steady_timer timer_;
};

enum class Readiness { read, write, either };

// Waits until the descriptor is ready, the alarm rings or the coroutine is cancelled. The caller has turned
// this_coro::throw_if_cancelled off; a coroutine that was cancelled before does not wait unless `uncancellable`.
Task<Wake> wait(asio::posix::stream_descriptor& descriptor, Readiness what, const Alarm& alarm,
                bool uncancellable = false);

}  // namespace pf::pg
