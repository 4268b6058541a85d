#include "rank_net_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>
#include <unordered_map>

namespace pf::train {
namespace {

using compiler::RankNet;
constexpr std::size_t hidden = RankNet::hidden;

// Weights of the network in one array, with their gradient and Adam's moments.
class Parameters {
 public:
    explicit Parameters(std::size_t n) : weight(n), gradient(n), mean_(n), square_(n) {}

    void step(float scale, float rate, float decay) {
        ++steps_;
        const float first = 1 - std::pow(0.9F, steps_), second = 1 - std::pow(0.999F, steps_);
        for (std::size_t i = 0; i < weight.size(); ++i) {
            const float g = gradient[i] * scale;
            gradient[i] = 0;
            if (g == 0 && mean_[i] == 0) continue;
            mean_[i] = 0.9F * mean_[i] + 0.1F * g;
            square_[i] = 0.999F * square_[i] + 0.001F * g * g;
            weight[i] -= rate * (mean_[i] / first / (std::sqrt(square_[i] / second) + 1e-8F) + decay * weight[i]);
        }
    }

    std::vector<float> weight, gradient;

 private:
    std::vector<float> mean_, square_;
    float steps_ = 0;
};

struct Group {
    std::size_t from, to;
};

// Groups that teach: with right rows and wrong ones.
std::vector<Group> groups_of(const Rows& rows) {
    std::vector<Group> groups;
    for (std::size_t from = 0; from < rows.size();) {
        auto to = from;
        std::size_t right = 0;
        while (to < rows.size() && rows.group[to] == rows.group[from]) right += rows.target[to++] > 0.5F;
        if (right > 0 && right < to - from) groups.push_back({from, to});
        from = to;
    }
    return groups;
}

void normalise(const Rows& rows, RankNet& net, std::vector<float>& values) {
    const auto width = rows.width;
    net.inputs.resize(width);
    for (std::size_t f = 0; f < width; ++f) {
        double sum = 0, squares = 0;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const double x = rows.values[r * width + f];
            sum += x;
            squares += x * x;
        }
        const auto n = static_cast<double>(std::max<std::size_t>(rows.size(), 1));
        net.inputs[f].mean = static_cast<float>(sum / n);
        net.inputs[f].scale = static_cast<float>(std::sqrt(std::max(squares / n - sum / n * (sum / n), 0.0))) + 1e-3F;
    }
    values.resize(rows.values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = RankNet::normalised(rows.values[i], net.inputs[i % width]);
}

// Keys that occur in at least `least` rows, numbered in their order.
struct Numbered {
    Numbered(const RowKeys& row_keys, std::size_t least) : rows(row_keys.size()) {
        std::unordered_map<std::uint32_t, std::size_t> seen;
        for (const auto& row : row_keys)
            for (const auto key : row) ++seen[key];
        for (const auto& [key, count] : seen)
            if (count >= least) keys.push_back(key);
        std::sort(keys.begin(), keys.end());
        seen.clear();
        for (std::size_t i = 0; i < keys.size(); ++i) seen[keys[i]] = i;
        for (std::size_t r = 0; r < rows.size(); ++r)
            for (const auto key : row_keys[r])
                if (const auto found = seen.find(key); found != seen.end())
                    rows[r].push_back(static_cast<std::uint32_t>(found->second));
    }
    std::vector<std::uint32_t> keys;
    std::vector<std::vector<std::uint32_t>> rows;
};

// Where each kind of weight lies in Parameters.
struct Layout {
    std::size_t direct, input, pattern, bias, output, use, whole;
    Layout(std::size_t width, std::size_t patterns, std::size_t uses)
        : direct(0),
          input(width),
          pattern(input + width * hidden),
          bias(pattern + patterns * hidden),
          output(bias + hidden),
          use(output + hidden),
          whole(use + uses) {}
};

}  // namespace

FittedNet fit_rank_net(const Rows& rows, const RowKeys& patterns, const RowKeys& uses, std::size_t start,
                       const NetOptions& options) {
    FittedNet made;
    auto& net = made.net;
    if (rows.size() == 0) return made;
    std::vector<float> values;
    normalise(rows, net, values);
    const Numbered pattern(patterns, options.least_patterns), use(uses, options.least_patterns);
    const Layout at(rows.width, pattern.keys.size(), use.keys.size());
    Parameters p(at.whole);
    std::mt19937_64 random(options.seed);
    std::normal_distribution<float> normal;
    std::uniform_real_distribution<float> uniform(0, 1);
    auto draw = [&](std::size_t from, std::size_t to, float deviation) {
        for (auto i = from; i < to; ++i) p.weight[i] = deviation * normal(random);
    };
    draw(at.input, at.pattern, 1 / std::sqrt(static_cast<float>(rows.width)));
    draw(at.pattern, at.bias, 0.05F);
    draw(at.output, at.use, 1 / std::sqrt(static_cast<float>(hidden)));
    p.weight[at.direct + start] = 0.7F * net.inputs[start].scale;

    auto groups = groups_of(rows);
    std::vector<RankNet::Layer> sums, masks;
    std::vector<float> scores;
    std::size_t waiting = 0, done = 0;
    for (int epoch = 0; epoch < options.epochs; ++epoch) {
        std::shuffle(groups.begin(), groups.end(), random);
        for (std::size_t g = 0; g < groups.size(); ++g) {
            const auto [from, to] = groups[g];
            const auto n = to - from;
            sums.resize(n);
            masks.resize(n);
            scores.assign(n, 0);
            for (std::size_t k = 0; k < n; ++k) {
                auto& sum = sums[k];
                std::copy_n(&p.weight[at.bias], hidden, sum.begin());
                const float* x = &values[(from + k) * rows.width];
                for (std::size_t f = 0; f < rows.width; ++f) {
                    scores[k] += p.weight[at.direct + f] * x[f];
                    const float* w = &p.weight[at.input + f * hidden];
                    for (std::size_t h = 0; h < hidden; ++h) sum[h] += w[h] * x[f];
                }
                for (const auto number : pattern.rows[from + k]) {
                    const float* w = &p.weight[at.pattern + number * hidden];
                    for (std::size_t h = 0; h < hidden; ++h) sum[h] += w[h];
                }
                for (const auto number : use.rows[from + k]) scores[k] += p.weight[at.use + number];
                for (std::size_t h = 0; h < hidden; ++h) {
                    masks[k][h] = uniform(random) < options.dropout ? 0 : 1 / (1 - options.dropout);
                    scores[k] += p.weight[at.output + h] * std::max(sum[h], 0.F) * masks[k][h];
                }
            }
            const float best = *std::max_element(scores.begin(), scores.end());
            float whole = 0, right = 0;
            for (std::size_t k = 0; k < n; ++k) {
                scores[k] = std::exp(scores[k] - best);
                whole += scores[k];
                if (rows.target[from + k] > 0.5F) right += scores[k];
            }
            right = std::max(right, 1e-20F);
            for (std::size_t k = 0; k < n; ++k) {
                const float slope = scores[k] / whole - (rows.target[from + k] > 0.5F ? scores[k] / right : 0);
                if (std::abs(slope) < 1e-5F) continue;
                RankNet::Layer back{};
                for (std::size_t h = 0; h < hidden; ++h) {
                    p.gradient[at.output + h] += slope * std::max(sums[k][h], 0.F) * masks[k][h];
                    back[h] = sums[k][h] > 0 ? slope * p.weight[at.output + h] * masks[k][h] : 0;
                    p.gradient[at.bias + h] += back[h];
                }
                const float* x = &values[(from + k) * rows.width];
                for (std::size_t f = 0; f < rows.width; ++f) {
                    p.gradient[at.direct + f] += slope * x[f];
                    float* w = &p.gradient[at.input + f * hidden];
                    for (std::size_t h = 0; h < hidden; ++h) w[h] += back[h] * x[f];
                }
                for (const auto number : pattern.rows[from + k]) {
                    float* w = &p.gradient[at.pattern + number * hidden];
                    for (std::size_t h = 0; h < hidden; ++h) w[h] += back[h];
                }
                for (const auto number : use.rows[from + k]) p.gradient[at.use + number] += slope;
            }
            if (++waiting < options.batch && g + 1 < groups.size()) continue;
            done += waiting;
            const float progress =
                static_cast<float>(done) / static_cast<float>(groups.size()) / static_cast<float>(options.epochs);
            const float rate = options.rate * 0.5F * (1 + std::cos(std::numbers::pi_v<float> * progress));
            p.step(1 / static_cast<float>(waiting), rate, options.decay);
            waiting = 0;
        }
    }
    for (std::size_t f = 0; f < rows.width; ++f) {
        net.inputs[f].direct = p.weight[at.direct + f];
        std::copy_n(&p.weight[at.input + f * hidden], hidden, net.inputs[f].weights.begin());
    }
    for (std::size_t i = 0; i < pattern.keys.size(); ++i)
        std::copy_n(&p.weight[at.pattern + i * hidden], hidden, net.pattern(pattern.keys[i]).begin());
    for (std::size_t i = 0; i < use.keys.size(); ++i) made.uses[use.keys[i]] = p.weight[at.use + i];
    std::copy_n(&p.weight[at.bias], hidden, net.bias.begin());
    std::copy_n(&p.weight[at.output], hidden, net.output.begin());
    return made;
}

}  // namespace pf::train
