#include "stage_confidence.hpp"

#include <algorithm>

#include "boosting.hpp"
#include "compiler/doubts.hpp"
#include "compiler/rank/confidence.hpp"
#include "compiler/suggest.hpp"

namespace pf::train {
namespace {

using compiler::Context;

constexpr double least_precision = 0.92;  // of the answers that are given without asking back

// A bound drawn from fewer answers is chance.
double least_answers(std::size_t examples) { return std::min(200.0, static_cast<double>(examples) / 20); }

Rows dense_rows(const Training& training, int without) {
    Rows rows;
    rows.width = compiler::ConfidenceDense::width;
    std::uint32_t group = 0;
    for (const auto& example : training.examples) {
        if (example.question->fold == without || example.plans.empty()) continue;
        const Context context(*example.analysis, *example.schema, training.model);
        const auto dense = compiler::confidence_dense(example.plans, context);
        for (int time = 0; time < example.question->weight; ++time) rows.add(dense, example.right[0] ? 1 : 0, group++);
    }
    return rows;
}

compiler::Forest fit(const Training& training, int without) {
    BoostingOptions options;
    options.trees = 240;
    options.leaves = 8;
    options.rate = 0.05F;
    return boost_binary(dense_rows(training, without), options);
}

}  // namespace

std::vector<Sureness> fit_confidence(Training& training) {
    std::vector<Sureness> sure;
    std::vector<std::pair<float, char>> scored;
    for (const int fold : folds_of(training)) {
        const auto forest = fit(training, fold);
        for (std::size_t i = 0; i < training.examples.size(); ++i) {
            const auto& example = training.examples[i];
            if (example.question->fold != fold || example.plans.empty()) continue;
            const Context context(*example.analysis, *example.schema, training.model);
            const auto odds = forest.value(compiler::confidence_dense(example.plans, context));
            const char right = example.right[0] ? 1 : 0;
            scored.emplace_back(odds, right);
            sure.push_back({odds, right, i});
        }
    }
    training.model.confidence = fit(training, all_folds);
    training.model.calibration = calibrate(std::move(scored));
    std::sort(sure.begin(), sure.end(), [](const auto& a, const auto& b) { return a.odds > b.odds; });
    return sure;
}

std::string_view held_back(const Example& example, const compiler::Model& model) {
    if (const auto doubt = compiler::doubt_about(example.plans[0], *example.analysis); !doubt.empty()) return doubt;
    const compiler::Suggester suggester(*example.schema);
    return suggester.unknown_words(*example.analysis, example.plans, model).empty() ? "" : "unknown word";
}

std::vector<FileAcceptance> acceptance_by_file(const Training& training, const std::vector<Sureness>& sure) {
    std::vector<FileAcceptance> files;
    const auto file_of = [&](const Example& example) -> FileAcceptance& {
        if (files.size() <= example.question->file) files.resize(example.question->file + 1);
        return files[example.question->file];
    };
    for (const auto& example : training.examples) ++file_of(example).asked;
    for (const auto& one : sure) {
        const auto& example = training.examples[one.example];
        auto& file = file_of(example);
        file.right_first += static_cast<std::size_t>(one.right);
        const bool sure_enough = probability_of(one.odds, training.model.calibration) >= training.model.accept;
        if (!sure_enough || !held_back(example, training.model).empty()) continue;
        ++file.answered;
        file.right += static_cast<std::size_t>(one.right);
    }
    return files;
}

Acceptance choose_bound(Training& training, const std::vector<Sureness>& sure) {
    Acceptance made;
    training.model.accept = 1;
    double right = 0, answers = 0;
    std::size_t unanswerable = 0;
    for (const auto& one : sure) {
        const auto& example = training.examples[one.example];
        if (!held_back(example, training.model).empty()) continue;
        right += one.right;
        ++answers;
        unanswerable += !example.answerable();
        if (answers > least_answers(training.examples.size()) && right / answers >= least_precision) {
            made = {answers, right, unanswerable};
            training.model.accept = probability_of(one.odds, training.model.calibration);
        }
    }
    return made;
}

std::vector<std::pair<float, float>> calibrate(std::vector<std::pair<float, char>> scored) {
    std::sort(scored.begin(), scored.end());
    struct Block {
        double odds, right, count;
    };
    std::vector<Block> blocks;
    const auto size = std::max<std::size_t>(scored.size() / 60, 20);
    for (std::size_t from = 0; from < scored.size(); from += size) {
        Block block{0, 0, 0};
        for (auto i = from; i < std::min(scored.size(), from + size); ++i) {
            block.odds += scored[i].first;
            block.right += scored[i].second;
            ++block.count;
        }
        block.odds /= block.count;
        blocks.push_back(block);
        while (blocks.size() > 1 && blocks[blocks.size() - 2].right / blocks[blocks.size() - 2].count >=
                                        blocks.back().right / blocks.back().count) {
            const auto last = blocks.back();
            blocks.pop_back();
            auto& into = blocks.back();
            into.odds = (into.odds * into.count + last.odds * last.count) / (into.count + last.count);
            into.right += last.right;
            into.count += last.count;
        }
    }
    std::vector<std::pair<float, float>> points;
    for (const auto& block : blocks)
        points.emplace_back(static_cast<float>(block.odds),
                            static_cast<float>((block.right + 0.5) / (block.count + 1)));
    return points;
}

float probability_of(float odds, const std::vector<std::pair<float, float>>& points) {
    float p = points.empty() ? 0.8F : points.front().second;
    for (std::size_t i = 1; i < points.size(); ++i)
        if (odds >= points[i - 1].first)
            p = odds >= points[i].first
                    ? points[i].second
                    : points[i - 1].second + (points[i].second - points[i - 1].second) * (odds - points[i - 1].first) /
                                                 std::max(points[i].first - points[i - 1].first, 1e-6F);
    return p;
}

}  // namespace pf::train
