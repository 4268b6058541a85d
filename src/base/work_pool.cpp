#include "base/work_pool.hpp"

#include <pthread.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace pf {

struct WorkPool::State {
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::function<void()>> jobs;
    bool stopping = false;
    std::vector<pthread_t> threads;

    void work() {
        for (;;) {
            std::unique_lock lock(mutex);
            wake.wait(lock, [this] { return stopping || !jobs.empty(); });
            if (jobs.empty()) return;
            auto job = std::move(jobs.front());
            jobs.pop_front();
            lock.unlock();
            job();
        }
    }
};

WorkPool::WorkPool(unsigned threads) : state_(std::make_unique<State>()) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack_bytes);
    for (unsigned i = 0; i < threads; ++i) {
        pthread_t thread;
        const int failed = pthread_create(
            &thread, &attributes,
            [](void* state) -> void* {
                static_cast<State*>(state)->work();
                return nullptr;
            },
            state_.get());
        if (failed) throw std::runtime_error("cannot start a worker thread");
        state_->threads.push_back(thread);
    }
    pthread_attr_destroy(&attributes);
}

WorkPool::~WorkPool() {
    {
        std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->wake.notify_all();
    for (const pthread_t thread : state_->threads) pthread_join(thread, nullptr);
}

void WorkPool::post(std::function<void()> job) {
    {
        std::lock_guard lock(state_->mutex);
        state_->jobs.push_back(std::move(job));
    }
    state_->wake.notify_one();
}

}  // namespace pf
