// What can be told of the language model, for metrics and the settings page. No secrets, nothing that was said.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pf::pitboss {

struct ModelState {
    bool configured = false;  // false: nothing is ever sent anywhere, and the rest is empty
    std::string name, address;
    bool key = false;                     // is one set?
    std::string_view breaker = "closed";  // "open": it failed so often that it is not asked; "trying": one call tries
    std::optional<std::chrono::system_clock::time_point> failing_since;
    std::string last_failure;        // a sentence; empty while nothing fails
    std::string left_out;            // what of a request its server refuses: "response_format, temperature"
    std::vector<std::string> sends;  // what leaves with a rule that it is asked for, a few words each
    std::size_t calling = 0, waiting = 0;
    std::optional<std::chrono::milliseconds> last_took;  // of the last call that was answered

    struct Spent {
        std::int64_t prompt_tokens = 0, completion_tokens = 0;
        double cost = 0;
    };
    Spent ever, today;              // since the start; since midnight UTC
    std::int64_t daily_tokens = 0;  // budget; 0: none
    double daily_cost = 0;          // budget; 0: none

    std::map<std::string, std::uint64_t, std::less<>> outcomes;  // "ok" or an error's kind → requests
    struct Bucket {
        double bound;  // seconds; the last one has none
        std::uint64_t count;
    };
    std::vector<Bucket> durations;
    double seconds = 0;
};

// A call that was made to see whether the model answers.
struct ModelAnswer {
    std::chrono::milliseconds took{0};
    int calls = 0, tokens = 0;
};

}  // namespace pf::pitboss
