// What a run of training says of itself: how often the first plan is right, where the right one stands, how sure of it
// the model is. All of them of databases that the models in question have not seen.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "examples.hpp"
#include "stage_confidence.hpp"

namespace pf::train {

struct Count {
    std::size_t right = 0, asked = 0;
    void add(bool one) { right += one, ++asked; }
    [[nodiscard]] double share() const {
        return static_cast<double>(right) / static_cast<double>(asked == 0 ? 1 : asked);
    }
};

// Where the first right plan stands.
struct Recall {
    static constexpr std::array<std::size_t, 7> depths{1, 2, 4, 8, 20, 40, 100};
    std::array<Count, depths.size()> within{};
    Count any, gold_read;
    double chance = 0;  // that any one of the plans, taken blindly, is right: what a ranker must beat
};
[[nodiscard]] Recall recall_of(const Training& training);
[[nodiscard]] std::string text_of(const Recall& recall);

// How many of the surest `share` of all examples are right.
[[nodiscard]] Count surest(const std::vector<Sureness>& sure, double share, std::size_t examples);

// How often the first plan is right, by a property of the example; an example may have several, or none.
[[nodiscard]] std::map<std::string, Count> right_first_by(
    const Training& training, const std::function<std::vector<std::string>(const Example&)>& names);

[[nodiscard]] std::map<std::string, Count> by_fold(const Training& training);

}  // namespace pf::train
