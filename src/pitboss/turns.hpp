// Turns: one at a time for each key, first come, first served. Two clients with the same rule id meet here, not in the
// database.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/task.hpp"

namespace pf::pitboss {

class Turns {
 public:
    // Holds the key until destroyed.
    class Turn {
     public:
        Turn() = default;
        Turn(Turns* turns, std::string key) : turns_(turns), key_(std::move(key)) {}
        Turn(Turn&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)), key_(std::move(other.key_)) {}
        Turn& operator=(Turn&& other) noexcept;
        ~Turn() { release(); }

     private:
        void release();
        Turns* turns_ = nullptr;
        std::string key_;
    };

    // Errors: timeout at the deadline, cancelled.
    Task<Result<Turn>> take(std::string key, Deadline deadline);

 private:
    struct Waiter {
        asio::steady_timer timer;  // cancelled when the turn has come
        bool called = false;
    };
    void pass_on(const std::string& key);
    std::map<std::string, std::deque<std::shared_ptr<Waiter>>> waiting_;  // a key is there while it is held
};

}  // namespace pf::pitboss
