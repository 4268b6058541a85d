// How much memory answers may take, all requests together. Who comes when it is taken waits; first come, first served.
#pragma once

#include <cstddef>
#include <memory>

#include "base/result.hpp"
#include "base/task.hpp"

namespace pf::api {

class MemoryBudget {
    struct State;

 public:
    explicit MemoryBudget(std::size_t bytes);

    // Gives back when destroyed; may outlive the budget.
    class Share {
     public:
        Share(std::shared_ptr<State> state, std::size_t bytes) : state_(std::move(state)), bytes_(bytes) {}
        Share(Share&& other) noexcept : state_(std::move(other.state_)), bytes_(other.bytes_) {}
        Share& operator=(Share&&) = delete;
        ~Share() {
            if (state_) shrink(0);
        }
        void shrink(std::size_t bytes);  // never grows

     private:
        std::shared_ptr<State> state_;
        std::size_t bytes_;
    };

    // More than the budget is the whole budget. Errors: unavailable at the deadline, cancelled.
    Task<Result<Share>> take(std::size_t bytes, Deadline deadline) { return take_from(state_, bytes, deadline); }

    [[nodiscard]] std::size_t free() const;

 private:
    // The state by value: it lives as long as the wait.
    static Task<Result<Share>> take_from(std::shared_ptr<State> state, std::size_t bytes, Deadline deadline);

    std::shared_ptr<State> state_;
};

}  // namespace pf::api
