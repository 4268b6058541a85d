#include "pg/background.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <thread>

#include "pg/alarm.hpp"

namespace pf::pg {

std::unique_ptr<Background> Background::start(const asio::any_io_executor& executor, std::function<void()> job) {
    const int event = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const int ours = event < 0 ? -1 : ::fcntl(event, F_DUPFD_CLOEXEC, 0);
    if (ours < 0) {
        if (event >= 0) ::close(event);
        return nullptr;
    }
    auto done = std::make_shared<std::atomic<bool>>(false);
    // Signals are the server thread's business.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = true;
    try {
        std::thread([event, done, job = std::move(job)]() mutable {
            job();
            job = {};
            done->store(true);
            const std::uint64_t one = 1;
            [[maybe_unused]] const auto written = ::write(event, &one, sizeof one);
            ::close(event);
        }).detach();
    } catch (const std::system_error&) {
        started = false;
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (!started) {
        ::close(event);
        ::close(ours);
        return nullptr;
    }
    return std::unique_ptr<Background>(new Background(executor, ours, std::move(done)));
}

Background::Background(const asio::any_io_executor& executor, int event, std::shared_ptr<std::atomic<bool>> done)
    : event_(executor, event), done_(std::move(done)) {}

bool Background::has_ended() const { return done_->load(); }

Task<bool> Background::ended(Deadline deadline, bool uncancellable) {
    if (has_ended()) co_return true;
    Alarm alarm(event_);
    alarm.set(deadline);
    co_await wait(event_, Readiness::read, alarm, uncancellable);
    co_return has_ended();
}

}  // namespace pf::pg
