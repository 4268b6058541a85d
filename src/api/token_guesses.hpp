// Wrong tokens: how often a client may show one, and all clients together (docs/security.md, "The edge").
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "api/settings.hpp"
#include "base/task.hpp"

namespace pf::api {

class TokenGuesses {
 public:
    explicit TokenGuesses(const ServerSettings& settings);

    // How long no token of this client is looked at, right or wrong; zero: it may try. What has to wait is counted.
    [[nodiscard]] std::chrono::seconds wait(std::string_view client, Clock::time_point now);

    // `shown`: what was wrong. The same again is no further guess, and false: a browser goes on showing a cookie of
    // yesterday.
    bool wrong(std::string_view client, std::string_view shown, Clock::time_point now);

    // A client that has shown the right token has to wait for its own mistakes only.
    void right(std::string_view client, Clock::time_point now);

    struct Counts {
        std::uint64_t wrong = 0, refused = 0;
    };
    [[nodiscard]] Counts counts() const { return counts_; }
    [[nodiscard]] std::size_t clients() const { return clients_.size(); }

 private:
    struct Allowance {
        double left = 0;
        Clock::time_point at;
    };
    struct Client {
        Allowance guesses;
        std::size_t last_wrong = 0;  // its hash
        bool known = false;
        Clock::time_point seen;
    };
    Client& client(std::string_view address, Clock::time_point now);
    void make_room(Clock::time_point now);
    static void refill(Allowance& allowance, double most, std::chrono::milliseconds every, Clock::time_point now);

    double per_client_, in_all_;
    std::chrono::milliseconds client_pause_, pause_in_all_;
    Allowance all_;
    std::map<std::string, Client, std::less<>> clients_;  // who has shown a token, wrong or right
    Counts counts_;
};

}  // namespace pf::api
