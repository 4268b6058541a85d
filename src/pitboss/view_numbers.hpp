// The numbers that tell views of one name apart, so that rules made at the same time do not all try for the same one.
// What it does not know, because another server made it or it was before the start, the registry tells.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace pf::pitboss {

class ViewNumbers {
 public:
    static constexpr std::size_t most = 10'000;  // stems; then it begins anew

    // A name that nobody else gets, until it is let go.
    class Name {
     public:
        Name(ViewNumbers& numbers, std::string stem, long number)
            : numbers_(&numbers), stem_(std::move(stem)), number_(number) {}
        Name(Name&& other) noexcept
            : numbers_(std::exchange(other.numbers_, nullptr)), stem_(std::move(other.stem_)), number_(other.number_) {}
        Name& operator=(Name&&) = delete;
        ~Name() {
            if (numbers_) numbers_->let_go(stem_, number_);
        }
        [[nodiscard]] std::string text() const { return stem_ + std::to_string(number_); }
        void keep() {  // a view has it
            if (auto* numbers = std::exchange(numbers_, nullptr)) numbers->land(stem_, number_);
        }

     private:
        ViewNumbers* numbers_;
        std::string stem_;
        long number_;
    };

    [[nodiscard]] Name take(const std::string& stem) {
        if (stems_.size() >= most && !stems_.contains(stem)) stems_.clear();
        auto& known = stems_[stem];
        const long number = known.free.empty() ? known.next++ : known.free.extract(known.free.begin()).value();
        known.in_flight.insert(number);
        return {*this, stem, number};
    }

    // `free` begins with the stem and is the first name that the registry knows nobody to have: it, also where a view
    // has had it, unless a rule that is not registered yet is about to take it; then one behind it.
    [[nodiscard]] Name take(const std::string& stem, std::string_view free) {
        const auto digits = free.substr(std::min(stem.size(), free.size()));
        long number = 0;
        const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (failed != std::errc() || end != digits.data() + digits.size()) return take(stem);
        auto& known = stems_[stem];
        known.free.erase(known.free.begin(), known.free.upper_bound(number));
        known.least = std::max(known.least, number);
        known.next = std::max(known.next, number + 1);
        if (!known.in_flight.insert(number).second) return take(stem);
        return {*this, stem, number};
    }

 private:
    struct Stem {
        long least = 1, next = 1;
        std::set<long> free;       // between them
        std::set<long> in_flight;  // taken, and no view's yet
    };

    void land(const std::string& stem, long number) {
        if (const auto known = stems_.find(stem); known != stems_.end()) known->second.in_flight.erase(number);
    }

    void let_go(const std::string& stem, long number) {
        const auto known = stems_.find(stem);
        if (known == stems_.end() || known->second.in_flight.erase(number) == 0) return;
        if (number >= known->second.least && number < known->second.next) known->second.free.insert(number);
    }

    std::unordered_map<std::string, Stem> stems_;
};

}  // namespace pf::pitboss
