// How often something may be done: so many at once, and so many a second in the long run (a token bucket).
#pragma once

#include <algorithm>
#include <chrono>

#include "base/request_context.hpp"

namespace pf::api {

class Allowance {
 public:
    constexpr Allowance(double per_second, double at_once)
        : per_second_(per_second), at_once_(at_once), left_(at_once) {}

    // False: not now.
    bool take(Clock::time_point now) {
        const std::chrono::duration<double> passed = now - last_;
        last_ = now;
        left_ = std::min(at_once_, left_ + per_second_ * passed.count());
        if (left_ < 1) return false;
        left_ -= 1;
        return true;
    }

 private:
    double per_second_, at_once_, left_;
    Clock::time_point last_{};
};

}  // namespace pf::api
