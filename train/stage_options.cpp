#include "stage_options.hpp"

#include <cmath>
#include <set>

#include "agreement.hpp"
#include "boosting.hpp"
#include "compiler/rank/option_features.hpp"

namespace pf::train {
namespace {

using compiler::Context;

std::set<std::uint32_t> frequent_keys(const std::vector<Example>& examples) {
    std::map<std::uint32_t, std::pair<int, const std::string*>> seen;  // rows (−1: enough), first schema
    std::set<std::uint32_t> kept;
    for (const auto& example : examples)
        for (const auto& row : example.options)
            for (const auto key : row.keys) {
                auto& [count, schema] = seen.try_emplace(key, 0, &example.question->schema).first->second;
                if (count < 0) continue;
                ++count;
                if (count >= 3 && *schema != example.question->schema) {
                    kept.insert(key);
                    count = -1;
                }
            }
    return kept;
}

SparseWeights fit_linear(const std::vector<Example>& examples, int without) {
    std::vector<const SparseRow*> rows;
    for (const auto& example : examples)
        if (example.question->fold != without && example.gold)
            for (const auto& row : example.options)
                if (row.taught) rows.push_back(&row);
    LinearOptions options;
    options.prune = 0.02F;
    return fit_binary(rows, options);
}

Rows dense_rows(const Training& training, int without) {
    Rows rows;
    rows.width = compiler::OptionDense::width;
    for (const auto& example : training.examples) {
        if (example.question->fold == without || !example.gold) continue;
        const Context context(*example.analysis, *example.schema, training.model);
        const auto group = rows.group.empty() ? 0 : rows.group.back() + 1;
        for (std::size_t i = 0; i < example.options.size(); ++i) {
            if (!example.options[i].taught) continue;
            rows.add(compiler::option_dense(example.analysis->options[i], context, example.option_linear[i]),
                     example.options[i].target, group);
        }
    }
    return rows;
}

compiler::Forest fit_trees(const Training& training, int without) {
    BoostingOptions options;
    options.trees = 80;
    options.leaves = 24;
    options.rate = 0.12F;
    options.least_rows = 40;
    return boost_binary(dense_rows(training, without), options);
}

struct Loss {
    double linear = 0, trees = 0, rows = 0;
    static float of(float score, float target) { return std::log1p(std::exp(target > 0.5F ? -score : score)); }
};

void score_options(Example& example, const compiler::Model& learned, const compiler::Forest& forest, Loss& loss) {
    const Context context(*example.analysis, *example.schema, learned);
    for (std::size_t i = 0; i < example.options.size(); ++i) {
        auto& option = example.analysis->options[i];
        if (const auto fixed = compiler::untaught_score(option)) {
            option.score = *fixed;
            continue;
        }
        option.score = forest.value(compiler::option_dense(option, context, example.option_linear[i]));
        if (!example.answerable()) continue;
        loss.linear += Loss::of(example.option_linear[i], example.options[i].target);
        loss.trees += Loss::of(option.score, example.options[i].target);
        ++loss.rows;
    }
}

}  // namespace

OptionFigures make_option_rows(Training& training) {
    OptionFigures figures;
    std::vector<std::string> row_names;
    for (auto& example : training.examples) {
        const Context context(*example.analysis, *example.schema, training.model);
        for (const auto& option : example.analysis->options) {
            SparseRow row;
            row.taught = !compiler::untaught_score(option);
            row_names.clear();
            compiler::FeatureSink sink(row.keys, &row_names);
            compiler::option_features(option, context, sink);
            for (std::size_t i = 0; i < row.keys.size(); ++i) training.names.try_emplace(row.keys[i], row_names[i]);
            row.target = example.gold && agrees(option, *example.gold, *example.schema) ? 1 : 0;
            row.group = static_cast<std::uint32_t>(example.question->fold);
            example.options.push_back(std::move(row));
            ++figures.options;
        }
    }
    const auto kept = frequent_keys(training.examples);
    figures.features = kept.size();
    for (auto& example : training.examples)
        for (auto& row : example.options) std::erase_if(row.keys, [&](auto key) { return !kept.contains(key); });
    return figures;
}

void fit_options(Training& training, OptionFigures& figures) {
    for (const int fold : folds_of(training)) {
        const auto model = fit_linear(training.examples, fold);
        for (auto& example : training.examples)
            if (example.question->fold == fold)
                for (const auto& row : example.options) example.option_linear.push_back(sum_of(row.keys, model));
    }
    training.option = fit_linear(training.examples, all_folds);
    Loss loss;
    for (const int fold : folds_of(training)) {
        const auto forest = fit_trees(training, fold);
        for (auto& example : training.examples)
            if (example.question->fold == fold) score_options(example, training.model, forest, loss);
    }
    training.model.option_forest = fit_trees(training, all_folds);
    figures.linear_loss = loss.linear / loss.rows;
    figures.tree_loss = loss.trees / loss.rows;
}

}  // namespace pf::train
