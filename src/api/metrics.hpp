// What the server counts of itself, as Prometheus reads it (text format 0.0.4).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/token_guesses.hpp"
#include "base/request_context.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "pitboss/model_state.hpp"
#include "pitboss/pool_states.hpp"
#include "pitboss/supervisor.hpp"

namespace pf::api {

class Metrics {
 public:
    // Upper bounds of the histogram of rules' durations, in seconds.
    static constexpr std::array<double, 12> bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30};

    // `outcome`: ok, clarify or the kind of an error.
    void count_rule(std::string_view outcome, double seconds);
    void count_response(int status);
    // `outcome`: ok, wrong (the link opens nothing), refused (too many at once) or failed.
    void count_shared(std::string_view outcome);

    // What is true now rather than counted.
    struct Gauges {
        std::size_t connections = 0, sessions = 0, rules_running = 0;
        std::vector<pitboss::PoolState> pools;
        pitboss::ModelState model = {};
        TokenGuesses::Counts token_guesses = {};
    };
    [[nodiscard]] std::string text(const Gauges& gauges) const;

 private:
    std::map<std::string, std::uint64_t, std::less<>> rules_;  // by outcome
    std::array<std::uint64_t, bounds.size() + 1> durations_{};
    double seconds_ = 0;
    std::uint64_t count_ = 0;
    std::map<std::string, std::uint64_t, std::less<>> shared_;  // by outcome
    std::map<int, std::uint64_t> responses_;                    // by status
};

// Runs a rule and counts how it ended; for both doors, socket and HTTP. What both refer to outlives the task.
Task<Result<pitboss::RuleAnswer>> run_counted(Metrics& metrics, pitboss::Supervisor& supervisor,
                                              pitboss::RuleRequest request, RequestContext context);

}  // namespace pf::api
