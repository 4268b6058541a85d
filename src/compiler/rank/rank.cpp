#include "compiler/rank/rank.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "compiler/rank/key_table.hpp"
#include "compiler/rank/plan_patterns.hpp"
#include "compiler/rank/word_uses.hpp"

namespace pf::compiler {
namespace {

// What a pattern weighs in a sentence: with each of its words and pairs of words. Plans share most of their patterns.
class PatternWeights {
 public:
    PatternWeights(const Context& context, const LinearModel& model) : model_(model), texts_(sentence_grams(context)) {
        grams_.reserve(texts_.size());
        for (const auto& text : texts_) grams_.emplace_back(std::string_view(text));
    }
    [[nodiscard]] float of(std::uint32_t key, const Piece& pattern) {
        if (const auto* known = known_.find(key)) return *known;
        const auto prefix = FeatureKey().add(pattern);
        float sum = 0;
        for (const auto& gram : grams_) {
            auto crossed = prefix;
            sum += model_.weight(crossed.add(gram).fold());
        }
        known_.set(key, sum);
        return sum;
    }

 private:
    const LinearModel& model_;
    std::vector<std::string> texts_;
    std::vector<Piece> grams_;
    KeyTable<float> known_;
};

// The `most` best, best first; those that tie stay in their order.
void keep_best(std::vector<Plan>& plans, std::size_t most, float (*score)(const Plan&)) {
    std::vector<std::pair<float, std::size_t>> order;
    order.reserve(plans.size());
    for (std::size_t i = 0; i < plans.size(); ++i) order.emplace_back(-score(plans[i]), i);
    most = std::min(most, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(most), order.end());
    std::vector<Plan> kept;
    kept.reserve(most);
    for (std::size_t i = 0; i < most; ++i) kept.push_back(std::move(plans[order[i].second]));
    plans = std::move(kept);
}

}  // namespace

void score_linear(std::vector<Plan>& plans, const Context& context, const Model& model) {
    PatternWeights weights(context, model.plan);
    PlanPatterns names;
    for (auto& plan : plans) {
        plan_patterns(plan, context, names);
        plan.linear_parts = {};
        plan.patterns.clear();
        plan.patterns.reserve(names.patterns.size());
        for (std::size_t i = 0; i < names.patterns.size(); ++i) {
            const Piece pattern(names.patterns[i]);
            const auto key = key_of(pattern);
            plan.patterns.push_back(key);
            plan.linear_parts[linear_part(pattern.text)] += weights.of(key, pattern);
        }
        FeatureSink sink(model.plan);
        for (std::size_t i = 0; i < names.own.size(); ++i) sink.add({Piece(names.own[i])});
        plan.linear_parts.back() = sink.score();
        plan.linear_score = std::accumulate(plan.linear_parts.begin(), plan.linear_parts.end(), 0.F);
    }
}

void rank_plans(std::vector<Plan>& plans, const Context& context, const Model& model) {
    score_linear(plans, context, model);
    keep_best(plans, ranked_plans, [](const Plan& plan) { return plan.linear_score + plan.option_score; });
    if (model.nets.empty()) {
        for (auto& plan : plans) plan.score = plan.linear_score + plan.option_score;
        return;
    }
    const auto rows = plan_dense(plans, context);
    WordUses uses(context, model.use);
    for (std::size_t i = 0; i < plans.size(); ++i) {
        plans[i].use_score = uses.score(plans[i]);
        score_by_nets(plans[i], rows[i], model.nets);
    }
    keep_best(plans, plans.size(), [](const Plan& plan) { return plan.score; });
}

void score_by_nets(Plan& plan, const PlanDense& features, const std::vector<RankNet>& nets) {
    plan.net_scores.clear();
    for (const auto& net : nets) plan.net_scores.push_back(plan.use_score + net.value(features, plan.patterns));
    plan.score = std::accumulate(plan.net_scores.begin(), plan.net_scores.end(), 0.F) /
                 static_cast<float>(std::max<std::size_t>(nets.size(), 1));
}

}  // namespace pf::compiler
