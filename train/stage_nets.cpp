#include "stage_nets.hpp"

#include <cmath>
#include <set>
#include <string_view>
#include <thread>

#include "boosting.hpp"
#include "compiler/rank/rank.hpp"
#include "compiler/rank/word_uses.hpp"
#include "rank_net_fit.hpp"

namespace pf::train {
namespace {

using compiler::Context;

constexpr std::size_t least_databases_of_use = 6;
constexpr std::uint64_t rank_nets = 3;
constexpr float least_use_weight = 0.008F;  // smaller ones are left out

// A row each plan, a group each answerable example: as often as it weighs.
struct RankRows {
    Rows dense;
    RowKeys patterns, uses;
};

RankRows rank_rows(const Training& training, int without) {
    RankRows rows;
    rows.dense.width = compiler::PlanDense::width;
    std::uint32_t group = 0;
    for (const auto& example : training.examples) {
        if (example.question->fold == without || !example.answerable()) continue;
        const Context context(*example.analysis, *example.schema, training.model);
        const auto dense = compiler::plan_dense(example.plans, context);
        for (int time = 0; time < example.question->weight; ++time, ++group)
            for (std::size_t i = 0; i < dense.size(); ++i) {
                rows.dense.values.insert(rows.dense.values.end(), dense[i].begin(), dense[i].end());
                rows.dense.target.push_back(example.right[i] == 1 ? 1 : 0);
                rows.dense.group.push_back(group);
                rows.patterns.emplace_back(example.plans[i].patterns);
                rows.uses.emplace_back(example.uses[i]);
            }
    }
    return rows;
}

struct Nets {
    std::vector<compiler::RankNet> nets;
    SparseWeights uses;  // the mean over the nets
};

Nets fit(const Training& training, int without) {
    const auto rows = rank_rows(training, without);
    std::vector<FittedNet> fitted(rank_nets);
    std::vector<std::thread> threads;
    for (std::uint64_t i = 0; i < rank_nets; ++i)
        threads.emplace_back([&, i] {
            NetOptions options;
            options.seed = first_net_seed + i;
            fitted[i] =
                fit_rank_net(rows.dense, rows.patterns, rows.uses, compiler::PlanDense::Name("total_gap").at, options);
        });
    for (auto& thread : threads) thread.join();
    Nets made;
    for (auto& one : fitted) {
        made.nets.push_back(std::move(one.net));
        for (const auto& [key, weight] : one.uses) made.uses[key] += weight / static_cast<float>(rank_nets);
    }
    std::erase_if(made.uses, [](const auto& use) { return std::abs(use.second) < least_use_weight; });
    return made;
}

void score(Example& example, const compiler::Model& learned, const Nets& nets) {
    const Context context(*example.analysis, *example.schema, learned);
    const auto dense = compiler::plan_dense(example.plans, context);
    for (std::size_t i = 0; i < dense.size(); ++i) {
        example.plans[i].use_score = sum_of(example.uses[i], nets.uses);
        compiler::score_by_nets(example.plans[i], dense[i], nets.nets);
    }
}

}  // namespace

void collect_uses(Training& training) {
    std::unordered_map<std::uint32_t, std::set<std::string_view>> seen;
    std::vector<std::string> row_names;
    for (auto& example : training.examples) {
        const Context context(*example.analysis, *example.schema, training.model);
        const compiler::WordUses uses(context, training.model.use);
        example.uses.assign(example.plans.size(), {});
        for (std::size_t i = 0; i < example.plans.size(); ++i) {
            row_names.clear();
            compiler::FeatureSink sink(example.uses[i], &row_names);
            uses.features(example.plans[i], sink);
            for (std::size_t k = 0; k < row_names.size(); ++k) {
                auto& databases = seen[example.uses[i][k]];
                if (databases.size() >= least_databases_of_use) continue;
                databases.insert(example.question->schema);
                if (databases.size() == least_databases_of_use)
                    training.names.try_emplace(example.uses[i][k], row_names[k]);
            }
        }
    }
    for (auto& example : training.examples)
        for (auto& keys : example.uses)
            std::erase_if(keys, [&](auto key) { return seen[key].size() < least_databases_of_use; });
}

void fit_nets(Training& training) {
    for (const int fold : folds_of(training)) {
        const auto nets = fit(training, fold);
        for (auto& example : training.examples)
            if (example.question->fold == fold) score(example, training.model, nets);
    }
    auto nets = fit(training, all_folds);
    training.model.nets = std::move(nets.nets);
    training.use = std::move(nets.uses);
    for (auto& example : training.examples) {
        std::vector<float> scores;
        for (const auto& plan : example.plans) scores.push_back(plan.score);
        order_plans(example, scores, scores.size());
    }
}

}  // namespace pf::train
