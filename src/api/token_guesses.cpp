#include "api/token_guesses.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/log.hpp"

namespace pf::api {
namespace {

constexpr std::size_t max_clients = 10'000;
constexpr std::chrono::hours known_for{24};

std::chrono::seconds time_to_next(double left, std::chrono::milliseconds every) {
    if (left >= 1) return std::chrono::seconds(0);
    return std::chrono::seconds(
        std::max<std::int64_t>(1, std::llround(std::ceil((1 - left) * every.count() / 1000.0))));
}

}  // namespace

TokenGuesses::TokenGuesses(const ServerSettings& settings)
    : per_client_(settings.guesses_per_client),
      in_all_(settings.guesses_in_all),
      client_pause_(settings.client_guess_pause),
      pause_in_all_(settings.guess_pause),
      all_{in_all_, Clock::now()} {}

std::chrono::seconds TokenGuesses::wait(std::string_view address, Clock::time_point now) {
    const auto found = clients_.find(address);
    std::chrono::seconds time(0);
    if (found != clients_.end()) {
        refill(found->second.guesses, per_client_, client_pause_, now);
        time = time_to_next(found->second.guesses.left, client_pause_);
    }
    if (found == clients_.end() || !found->second.known) {
        refill(all_, in_all_, pause_in_all_, now);
        time = std::max(time, time_to_next(all_.left, pause_in_all_));
    }
    if (time.count() > 0) ++counts_.refused;
    return time;
}

bool TokenGuesses::wrong(std::string_view address, std::string_view shown, Clock::time_point now) {
    Client& from = client(address, now);
    const std::size_t digest = std::hash<std::string_view>()(shown);
    if (from.last_wrong == digest) return false;
    from.last_wrong = digest;
    ++counts_.wrong;
    refill(from.guesses, per_client_, client_pause_, now);
    refill(all_, in_all_, pause_in_all_, now);
    --from.guesses.left;
    --all_.left;
    if (from.guesses.left < 1 && from.guesses.left >= 0)
        log::warn("many wrong tokens came from {}: no token from there is looked at for a while", address);
    if (all_.left < 1 && all_.left >= 0)
        log::warn("many wrong tokens came from all sides: no new client's is looked at for a while");
    return true;
}

void TokenGuesses::right(std::string_view address, Clock::time_point now) { client(address, now).known = true; }

TokenGuesses::Client& TokenGuesses::client(std::string_view address, Clock::time_point now) {
    auto found = clients_.find(address);
    if (found == clients_.end()) {
        if (clients_.size() >= max_clients) make_room(now);
        found = clients_.emplace(address, Client{{per_client_, now}, 0, false, now}).first;
    }
    found->second.seen = now;
    return found->second;
}

void TokenGuesses::make_room(Clock::time_point now) {
    std::erase_if(clients_, [&](const auto& entry) {
        Allowance guesses = entry.second.guesses;
        refill(guesses, per_client_, client_pause_, now);
        return guesses.left >= per_client_ && !(entry.second.known && now - entry.second.seen < known_for);
    });
    if (clients_.size() >= max_clients) clients_.clear();  // the bound for all together still holds
}

void TokenGuesses::refill(Allowance& allowance, double most, std::chrono::milliseconds every, Clock::time_point now) {
    const std::chrono::duration<double, std::milli> passed = now - allowance.at;
    if (passed.count() > 0) allowance.left = std::min(most, allowance.left + passed / every);
    allowance.at = now;
}

}  // namespace pf::api
