// What the model's calls cost: tokens, money and time; and what may be spent in a day.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "llm/client.hpp"

namespace pf::llm {

struct Prices {  // of a million tokens, in whatever currency
    double prompt = 0, completion = 0;
};

struct Budget {  // of a day, UTC; 0: none
    std::int64_t tokens = 0;
    double cost = 0;
};

struct Spent {
    std::int64_t prompt_tokens = 0, completion_tokens = 0;
    double cost = 0;
    [[nodiscard]] std::int64_t tokens() const { return prompt_tokens + completion_tokens; }
};

class Ledger {
 public:
    using Time = std::chrono::system_clock::time_point;
    static constexpr std::array<double, 9> bounds{0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30};  // of durations, in seconds

    Ledger(Prices prices, Budget budget) : prices_(prices), budget_(budget) {}

    // Why no call may be made: unavailable, until midnight UTC. Calls under way when the budget ends are not ended, so
    // a day may cost a little more.
    [[nodiscard]] std::optional<Error> refusal(Time now) const;

    [[nodiscard]] double cost_of(std::int64_t prompt_tokens, std::int64_t completion_tokens) const;
    // `outcome`: ok or the kind of an error. `usage.cost` is what cost_of() says.
    void book(const Usage& usage, std::string_view outcome, double seconds, Time now);

    [[nodiscard]] Spent today(Time now) const;
    [[nodiscard]] const Spent& ever() const { return ever_; }  // since the program's start
    [[nodiscard]] const Budget& budget() const { return budget_; }
    [[nodiscard]] const std::map<std::string, std::uint64_t, std::less<>>& outcomes() const { return outcomes_; }
    [[nodiscard]] const std::array<std::uint64_t, bounds.size() + 1>& durations() const { return durations_; }
    [[nodiscard]] double seconds() const { return seconds_; }

 private:
    const Prices prices_;
    const Budget budget_;
    Spent ever_, today_;
    std::chrono::sys_days day_ = {};  // that today_ is of
    std::map<std::string, std::uint64_t, std::less<>> outcomes_;
    std::array<std::uint64_t, bounds.size() + 1> durations_{};
    double seconds_ = 0;
};

}  // namespace pf::llm
