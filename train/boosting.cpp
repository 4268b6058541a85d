#include "boosting.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

namespace pf::train {
namespace {

constexpr std::size_t bins = 48;

struct Binned {
    std::vector<std::vector<float>> edges;  // by feature: upper bounds of bins but the last
    std::vector<std::uint8_t> bin;          // row-major
};

Binned bin_rows(const Rows& rows) {
    Binned made;
    made.edges.resize(rows.width);
    made.bin.resize(rows.values.size());
    std::vector<float> column;
    for (std::size_t f = 0; f < rows.width; ++f) {
        column.clear();
        const auto step = std::max<std::size_t>(1, rows.size() / 40000);
        for (std::size_t r = 0; r < rows.size(); r += step) column.push_back(rows.values[r * rows.width + f]);
        std::sort(column.begin(), column.end());
        auto& edges = made.edges[f];
        std::vector<float> distinct = column;
        distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
        if (distinct.size() <= bins) {
            for (std::size_t i = 0; i + 1 < distinct.size(); ++i) edges.push_back((distinct[i] + distinct[i + 1]) / 2);
        } else {
            for (std::size_t b = 1; b < bins; ++b) {
                const auto edge = column[b * column.size() / bins];
                if (edges.empty() || edge > edges.back()) edges.push_back(edge);
            }
        }
        for (std::size_t r = 0; r < rows.size(); ++r)
            made.bin[r * rows.width + f] = static_cast<std::uint8_t>(
                std::lower_bound(edges.begin(), edges.end(), rows.values[r * rows.width + f]) - edges.begin());
    }
    return made;
}

struct Sums {
    double gradient = 0, hessian = 0;
    std::uint32_t count = 0;
};

struct Leaf {
    std::vector<std::uint32_t> rows;
    Sums total;
    std::vector<Sums> histogram;
    double gain = 0;
    std::size_t feature = 0, bin = 0;
    int parent = -1;  // node whose child this leaf is
    bool is_left = false;
};

class Grower {
 public:
    Grower(const Rows& rows, const Binned& binned, const BoostingOptions& options)
        : rows_(rows), binned_(binned), options_(options) {}

    compiler::Tree grow(std::vector<std::uint32_t> sample, const std::vector<float>& gradient,
                        const std::vector<float>& hessian) {
        std::vector<Leaf> leaves(1);
        leaves[0].rows = std::move(sample);
        fill(leaves[0], gradient, hessian);
        best_split(leaves[0]);
        compiler::Tree tree;
        while (static_cast<int>(leaves.size()) < options_.leaves) {
            std::size_t pick = 0;
            for (std::size_t i = 1; i < leaves.size(); ++i)
                if (leaves[i].gain > leaves[pick].gain) pick = i;
            if (leaves[pick].gain <= 1e-6) break;
            auto leaf = std::move(leaves[pick]);
            const auto node = static_cast<int>(tree.nodes.size());
            tree.nodes.push_back(
                {static_cast<std::int16_t>(leaf.feature), 0, 0, binned_.edges[leaf.feature][leaf.bin]});
            link(tree, leaf, node);
            Leaf left, right;
            for (const auto r : leaf.rows)
                (binned_.bin[r * rows_.width + leaf.feature] <= leaf.bin ? left : right).rows.push_back(r);
            left.parent = right.parent = node;
            left.is_left = true;
            auto& small = left.rows.size() < right.rows.size() ? left : right;
            auto& large = left.rows.size() < right.rows.size() ? right : left;
            fill(small, gradient, hessian);
            large.histogram = std::move(leaf.histogram);
            for (std::size_t i = 0; i < large.histogram.size(); ++i) {
                large.histogram[i].gradient -= small.histogram[i].gradient;
                large.histogram[i].hessian -= small.histogram[i].hessian;
                large.histogram[i].count -= small.histogram[i].count;
            }
            large.total = {leaf.total.gradient - small.total.gradient, leaf.total.hessian - small.total.hessian,
                           leaf.total.count - small.total.count};
            best_split(left);
            best_split(right);
            leaves[pick] = std::move(left);
            leaves.push_back(std::move(right));
        }
        for (const auto& leaf : leaves) {
            const auto index = static_cast<int>(tree.leaves.size());
            tree.leaves.push_back(
                static_cast<float>(-leaf.total.gradient / (leaf.total.hessian + options_.ridge) * options_.rate));
            link(tree, leaf, ~index);
        }
        return tree;
    }

 private:
    static void link(compiler::Tree& tree, const Leaf& leaf, int child) {
        if (leaf.parent < 0) return;
        auto& node = tree.nodes[static_cast<std::size_t>(leaf.parent)];
        (leaf.is_left ? node.left : node.right) = static_cast<std::int16_t>(child);
    }

    void fill(Leaf& leaf, const std::vector<float>& gradient, const std::vector<float>& hessian) {
        leaf.histogram.assign(rows_.width * bins, {});
        leaf.total = {};
        for (const auto r : leaf.rows) {
            const auto g = gradient[r], h = hessian[r];
            leaf.total.gradient += g;
            leaf.total.hessian += h;
            ++leaf.total.count;
            const auto* bin = &binned_.bin[r * rows_.width];
            for (std::size_t f = 0; f < rows_.width; ++f) {
                auto& sums = leaf.histogram[f * bins + bin[f]];
                sums.gradient += g;
                sums.hessian += h;
                ++sums.count;
            }
        }
    }

    void best_split(Leaf& leaf) const {
        leaf.gain = 0;
        const auto score = [&](double g, double h) { return g * g / (h + options_.ridge); };
        const auto whole = score(leaf.total.gradient, leaf.total.hessian);
        for (std::size_t f = 0; f < rows_.width; ++f) {
            Sums left;
            for (std::size_t b = 0; b < binned_.edges[f].size(); ++b) {
                const auto& sums = leaf.histogram[f * bins + b];
                left.gradient += sums.gradient;
                left.hessian += sums.hessian;
                left.count += sums.count;
                const auto right_count = leaf.total.count - left.count;
                if (static_cast<int>(left.count) < options_.least_rows) continue;
                if (static_cast<int>(right_count) < options_.least_rows) break;
                const auto gain = score(left.gradient, left.hessian) +
                                  score(leaf.total.gradient - left.gradient, leaf.total.hessian - left.hessian) - whole;
                if (gain > leaf.gain) {
                    leaf.gain = gain;
                    leaf.feature = f;
                    leaf.bin = b;
                }
            }
        }
    }

    const Rows& rows_;
    const Binned& binned_;
    const BoostingOptions& options_;
};

// `slopes` fills gradient and hessian from the scores.
compiler::Forest boost(
    const Rows& rows, const BoostingOptions& options,
    const std::function<void(const std::vector<float>&, std::vector<float>&, std::vector<float>&)>& slopes) {
    compiler::Forest forest;
    if (rows.size() == 0) return forest;
    const auto binned = bin_rows(rows);
    std::vector<float> scores(rows.size(), 0), gradient(rows.size()), hessian(rows.size());
    std::mt19937_64 random(options.seed);
    Grower grower(rows, binned, options);
    std::uint32_t groups = 0;
    for (const auto group : rows.group) groups = std::max(groups, group + 1);
    std::vector<char> drawn(groups);
    for (int t = 0; t < options.trees; ++t) {
        slopes(scores, gradient, hessian);
        for (auto& flag : drawn) flag = static_cast<double>(random() >> 11) / 9007199254740992.0 < options.row_share;
        std::vector<std::uint32_t> sample;
        for (std::uint32_t r = 0; r < rows.size(); ++r)
            if (drawn[rows.group[r]] && hessian[r] > 0) sample.push_back(r);
        auto tree = grower.grow(std::move(sample), gradient, hessian);
        for (std::size_t r = 0; r < rows.size(); ++r)
            scores[r] += tree.value(std::span<const float>(&rows.values[r * rows.width], rows.width));
        forest.trees.push_back(std::move(tree));
    }
    return forest;
}

}  // namespace

compiler::Forest boost_binary(const Rows& rows, const BoostingOptions& options) {
    return boost(rows, options,
                 [&](const std::vector<float>& scores, std::vector<float>& gradient, std::vector<float>& hessian) {
                     for (std::size_t r = 0; r < rows.size(); ++r) {
                         const float p = 1 / (1 + std::exp(-scores[r])), w = rows.weight.empty() ? 1 : rows.weight[r];
                         gradient[r] = w * (p - rows.target[r]);
                         hessian[r] = w * std::max(p * (1 - p), 1e-4F);
                     }
                 });
}

}  // namespace pf::train
