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
        void keep() { numbers_ = nullptr; }  // a view has it

     private:
        ViewNumbers* numbers_;
        std::string stem_;
        long number_;
    };

    [[nodiscard]] Name take(const std::string& stem) {
        if (stems_.size() >= most && !stems_.contains(stem)) stems_.clear();
        auto& known = stems_[stem];
        if (known.free.empty()) return {*this, stem, known.next++};
        return {*this, stem, known.free.extract(known.free.begin()).value()};
    }

    // All names below this one, which begins with the stem, are known to be taken.
    void learn(const std::string& stem, std::string_view name) {
        name.remove_prefix(stem.size());
        long number = 0;
        const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (failed != std::errc() || end != name.data() + name.size()) return;
        auto& known = stems_[stem];
        known.free.erase(known.free.begin(), known.free.lower_bound(number));
        known.least = std::max(known.least, number);
        known.next = std::max(known.next, number);
    }

 private:
    struct Stem {
        long least = 1, next = 1;
        std::set<long> free;  // between them
    };

    void let_go(const std::string& stem, long number) {
        const auto known = stems_.find(stem);
        if (known == stems_.end() || number < known->second.least || number >= known->second.next) return;
        known->second.free.insert(number);
    }

    std::unordered_map<std::string, Stem> stems_;
};

}  // namespace pf::pitboss
