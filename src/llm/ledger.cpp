#include "llm/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pf::llm {
namespace {

std::chrono::sys_days day_of(Ledger::Time time) { return std::chrono::floor<std::chrono::days>(time); }

void add(Spent& spent, const Usage& usage) {
    spent.prompt_tokens += usage.prompt_tokens;
    spent.completion_tokens += usage.completion_tokens;
    spent.cost += usage.cost;
}

}  // namespace

std::optional<Error> Ledger::refusal(Time now) const {
    const auto spent = today(now);
    std::string what;
    if (budget_.tokens > 0 && spent.tokens() >= budget_.tokens)
        what = fmt::format("{} of {} tokens", spent.tokens(), budget_.tokens);
    else if (budget_.cost > 0 && spent.cost >= budget_.cost)
        what = fmt::format("{:.4g} of {:.4g}", spent.cost, budget_.cost);
    else
        return std::nullopt;
    return make_error(ErrorKind::unavailable,
                      fmt::format("Today's budget for the model is spent ({}); the next begins at midnight UTC", what),
                      "The compiler alone goes on answering.");
}

double Ledger::cost_of(std::int64_t prompt_tokens, std::int64_t completion_tokens) const {
    return (static_cast<double>(prompt_tokens) * prices_.prompt +
            static_cast<double>(completion_tokens) * prices_.completion) /
           1e6;
}

void Ledger::book(const Usage& usage, std::string_view outcome, double seconds, Time now) {
    if (day_of(now) != day_) {
        day_ = day_of(now);
        today_ = {};
    }
    add(today_, usage);
    add(ever_, usage);
    const auto known = outcomes_.find(outcome);
    ++(known == outcomes_.end() ? outcomes_.emplace(std::string(outcome), 0).first : known)->second;
    const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
    ++durations_[static_cast<std::size_t>(bucket)];
    seconds_ += seconds;
}

Spent Ledger::today(Time now) const { return day_of(now) == day_ ? today_ : Spent{}; }

}  // namespace pf::llm
