// The rules this server has registered or met, so that it can tell beforehand whether one is likely to be new. What it
// forgets costs one round trip, never a wrong answer: the registry decides.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>

namespace pf::pitboss {

class KnownRules {
 public:
    static constexpr std::size_t most = 20'000;  // names; then it begins anew

    [[nodiscard]] bool likely_new(const std::string& rule_id, const std::string& sentence_key) const {
        return !names_.contains(id(rule_id)) && !names_.contains(sentence_key);
    }
    void add(const std::string& rule_id, const std::string& sentence_key) {
        if (names_.size() + 2 > most) names_.clear();
        names_.insert(id(rule_id));
        names_.insert(sentence_key);
    }

 private:
    static std::string id(const std::string& rule_id) { return "id " + rule_id; }  // no sentence key has a blank
    std::unordered_set<std::string> names_;
};

}  // namespace pf::pitboss
