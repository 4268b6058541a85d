// What was made of the last sentences of one version of the semantic model: a rule that is run again need not be
// compiled again. The compiler has no clock, and dates are left to the database, so nothing of it grows old; other
// values in the same words may mean something else, so only the same sentence counts.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace pf::tools {

// Not thread-safe.
template <class Interpretation>
class RecentInterpretations {
 public:
    static constexpr std::size_t most = 128, longest_sentence = 500;

    // Null when it is not there; else it counts as the latest. Valid until the next add().
    [[nodiscard]] const Interpretation* find(std::string_view sentence) {
        const auto found = by_sentence_.find(sentence);
        if (found == by_sentence_.end()) return nullptr;
        latest_first_.splice(latest_first_.begin(), latest_first_, found->second);
        return &found->second->second;
    }
    // The one that was asked for longest ago goes. Sentences over longest_sentence bytes are not kept.
    void add(std::string sentence, Interpretation made) {
        if (sentence.size() > longest_sentence || by_sentence_.contains(sentence)) return;
        latest_first_.emplace_front(std::move(sentence), std::move(made));
        by_sentence_.emplace(latest_first_.front().first, latest_first_.begin());
        if (latest_first_.size() <= most) return;
        by_sentence_.erase(latest_first_.back().first);
        latest_first_.pop_back();
    }

 private:
    using Entries = std::list<std::pair<std::string, Interpretation>>;
    Entries latest_first_;
    std::unordered_map<std::string_view, typename Entries::iterator> by_sentence_;  // the keys are those of the entries
};

}  // namespace pf::tools
