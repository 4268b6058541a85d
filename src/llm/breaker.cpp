#include "llm/breaker.hpp"

#include <fmt/chrono.h>

#include <algorithm>
#include <utility>

namespace pf::llm {

Result<Breaker::Pass> Breaker::enter(Clock::time_point now, bool at_any_rate) {
    if (failures_ < limits_.failures) return Pass(*this, false);
    if (!at_any_rate && (trying_ || now < closed_until_)) return refusal(now);
    trying_ = true;
    return Pass(*this, true);
}

Error Breaker::refusal(Clock::time_point now) const {
    const auto wait = std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(closed_until_ - now).count());
    const auto next = trying_ ? std::string("is being tried again now") : fmt::format("is tried again in {} s", wait);
    return make_error(ErrorKind::unavailable,
                      fmt::format("The model has failed since {:%H:%M:%S} UTC and {}: {}",
                                  std::chrono::floor<std::chrono::seconds>(*failing_since_), next, last_failure_),
                      "The compiler alone goes on answering.");
}

Breaker::State Breaker::state() const {
    if (failures_ < limits_.failures) return State::closed;
    return trying_ ? State::trying : State::open;
}

Breaker::Pass::~Pass() {
    if (breaker_ && trial_) breaker_->trying_ = false;
}

void Breaker::Pass::succeeded() {
    breaker_->failures_ = 0;
    breaker_->failing_since_.reset();
    breaker_->last_failure_.clear();
}

void Breaker::Pass::failed(std::string why) {
    if (breaker_->failures_ == 0) breaker_->failing_since_ = std::chrono::system_clock::now();
    ++breaker_->failures_;
    breaker_->last_failure_ = std::move(why);
    if (breaker_->failures_ >= breaker_->limits_.failures)
        breaker_->closed_until_ = Clock::now() + breaker_->limits_.open_for;
}

std::string_view to_string(Breaker::State state) {
    switch (state) {
        case Breaker::State::closed: return "closed";
        case Breaker::State::open: return "open";
        case Breaker::State::trying: return "trying";
    }
    return "closed";
}

}  // namespace pf::llm
