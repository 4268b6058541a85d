// Turns: a few at a time for each key, first come, first served.
#pragma once

#include <any>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "base/task.hpp"

namespace pf {

class Turns {
 public:
    // `busy`: what one is told who waited in vain. `at_once`: how many may hold a key.
    explicit Turns(std::string busy, std::size_t at_once = 1) : busy_(std::move(busy)), at_once_(at_once) {}

    // Holds the key until destroyed.
    class Turn {
     public:
        Turn() = default;
        Turn(Turns* turns, std::string key) : turns_(turns), key_(std::move(key)) {}
        Turn(Turn&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)), key_(std::move(other.key_)) {}
        Turn& operator=(Turn&& other) noexcept;
        ~Turn() { release(); }

        // What a holder leaves to whoever holds the key next; gone when nobody waits any more.
        void leave(std::any what);
        [[nodiscard]] const std::any& left() const;

     private:
        void release();
        Turns* turns_ = nullptr;
        std::string key_;
    };

    // Errors: timeout at the deadline, cancelled.
    Task<Result<Turn>> take(std::string key, Deadline deadline);

    [[nodiscard]] std::size_t held(const std::string& key) const;
    [[nodiscard]] std::size_t waiting(const std::string& key) const;

 private:
    struct Waiter {
        asio::steady_timer timer;  // cancelled when the turn has come
        bool called = false;
    };
    struct Queue {
        std::size_t held = 0;
        std::deque<std::shared_ptr<Waiter>> waiting;
        std::any left;
    };
    void pass_on(const std::string& key);
    const std::string busy_;
    const std::size_t at_once_;
    std::map<std::string, Queue> queues_;  // a key is there while it is held
};

}  // namespace pf
