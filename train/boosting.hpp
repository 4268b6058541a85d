// Gradient-boosted regression trees on binned features. Way in: boost_binary().
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/rank/model.hpp"

namespace pf::train {

struct BoostingOptions {
    int trees = 150;
    int leaves = 16;
    int least_rows = 30;
    float rate = 0.08F;
    float ridge = 5;
    float row_share = 0.7F;  // of groups, drawn anew for each tree
    std::uint64_t seed = 1;
};

struct Rows {
    std::size_t width = 0;
    std::vector<float> values;         // row after row
    std::vector<float> target;         // 1 right, 0 wrong
    std::vector<float> weight;         // empty: 1
    std::vector<std::uint32_t> group;  // of each row; rows of a group stand together

    void add(const auto& row, float aim, std::uint32_t of_group) {
        values.insert(values.end(), row.begin(), row.end());
        target.push_back(aim);
        group.push_back(of_group);
    }
    [[nodiscard]] std::size_t size() const { return target.size(); }
};

// Logistic loss row by row.
[[nodiscard]] compiler::Forest boost_binary(const Rows& rows, const BoostingOptions& options);

}  // namespace pf::train
