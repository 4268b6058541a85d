// Circuit breaker: a model that has failed several times in a row is left alone for a while, then tried by one call.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/task.hpp"

namespace pf::llm {

class Breaker {
 public:
    struct Limits {
        int failures = 3;                                               // in a row, after which it opens
        std::chrono::milliseconds open_for = std::chrono::seconds(15);  // before one call tries
    };
    enum class State { closed, open, trying };

    explicit Breaker(Limits limits) : limits_(limits) {}
    Breaker() : Breaker(Limits{}) {}

    // A call's leave to be made. One that ends without a verdict says nothing of the model.
    class Pass {
     public:
        Pass(Breaker& breaker, bool trial) : breaker_(&breaker), trial_(trial) {}
        Pass(Pass&& other) noexcept : breaker_(std::exchange(other.breaker_, nullptr)), trial_(other.trial_) {}
        Pass& operator=(Pass&&) = delete;
        ~Pass();
        void succeeded();
        void failed(std::string why);  // a sentence without its full stop

     private:
        Breaker* breaker_;
        bool trial_;
    };

    // Errors: unavailable, with since when and why, while it is open and while one call tries. `at_any_rate`: a person
    // asks whether the model is back.
    [[nodiscard]] Result<Pass> enter(Clock::time_point now = Clock::now(), bool at_any_rate = false);

    [[nodiscard]] State state() const;
    // Of the first failure in the row; nothing after a success.
    [[nodiscard]] std::optional<std::chrono::system_clock::time_point> failing_since() const { return failing_since_; }
    [[nodiscard]] const std::string& last_failure() const { return last_failure_; }

 private:
    [[nodiscard]] Error refusal(Clock::time_point now) const;
    const Limits limits_;
    int failures_ = 0;
    bool trying_ = false;
    Clock::time_point closed_until_ = {};  // to calls
    std::optional<std::chrono::system_clock::time_point> failing_since_;
    std::string last_failure_;
};

[[nodiscard]] std::string_view to_string(Breaker::State state);  // "closed", "open", "trying"

}  // namespace pf::llm
