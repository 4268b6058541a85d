// A construct of the language: what one shape of sentence does to the plan. The decisions it leaves open become
// variants, and each variant is written by small steps that every construct adds in its own file. Way in: Construct.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "compiler/constructs/draft.hpp"

namespace pf::compiler::constructs {

// The ways to complete one set of options, likeliest first: the search completes no more of them than it has room for.
class Variants {
 public:
    Variants() : all_(1) {}

    // To each of the first `most` variants adds a copy in which the decision is taken.
    template <typename Change>
    void vary(Change change, std::size_t most) {
        most = std::min(most, all_.size());
        for (std::size_t i = 0; i < most; ++i) {
            auto copy = all_[i];
            change(copy);
            all_.push_back(copy);
        }
    }
    template <typename Change>
    void vary_first(Change change) {
        vary(change, 1);
    }
    // … to each way to show the rows, with no other decision taken.
    template <typename Change>
    void vary_heads(Change change) {
        vary(change, heads_);
    }
    template <typename Change>
    void vary_all(Change change) {
        vary(change, all_.size());
    }
    // What was added so far differs in what is shown only.
    void end_heads() { heads_ = all_.size(); }
    [[nodiscard]] std::size_t heads() const { return heads_; }
    [[nodiscard]] const std::vector<Choices>& all() const { return all_; }

 private:
    std::vector<Choices> all_;
    std::size_t heads_ = 1;
};

using Decision = void (*)(const Chosen&, Variants&);
// Rewrites the draft; false: this set and these choices make no plan.
using Rewrite = bool (*)(Draft&);

// The rewrites of all constructs run phase by phase, in each phase in the order of the list.
struct Construct {
    std::string_view name;
    Rewrite divide = nullptr;   // which of the conditions stand elsewhere than in WHERE; refusals that need no more
    Rewrite show = nullptr;     // what is shown, and which tables must take part
    Rewrite choose = nullptr;   // which rows
    Rewrite arrange = nullptr;  // order, groups, how many
    Rewrite join = nullptr;     // what depends on all that was said, then FROM
    Rewrite combine = nullptr;  // set operations and self joins over the joined query
    Rewrite wrap = nullptr;     // what is made of the rows of the whole
};

}  // namespace pf::compiler::constructs
