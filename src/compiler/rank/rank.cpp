#include "compiler/rank/rank.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "compiler/emit_sql.hpp"
#include "compiler/rank/cue_agreement.hpp"
#include "compiler/rank/word_uses.hpp"

namespace pf::compiler {

void score_linear(std::vector<Plan>& plans, const Context& context, const Weights& weights) {
    const auto grams = sentence_grams(context);
    std::unordered_map<std::string, float> cache;
    for (auto& plan : plans) {
        const auto traits = plan_traits(plan, context);
        plan.linear_parts = {};
        plan.patterns.clear();
        for (const auto& pattern : traits.patterns) plan.patterns.push_back(pattern_key(pattern));
        for (const auto& pattern : traits.patterns) {
            auto [found, fresh] = cache.try_emplace(pattern, 0.F);
            if (fresh) {
                FeatureKey prefix;  // the feature's name is "pattern|gram|", as FeatureSink has it
                prefix.add(pattern);
                prefix.add("|");
                for (const auto& gram : grams) {
                    auto key = prefix;
                    key.add(gram);
                    key.add("|");
                    found->second += weights.plan.weight(key.fold());
                }
            }
            plan.linear_parts[linear_part(pattern)] += found->second;
        }
        FeatureSink sink(weights.plan);
        for (const auto& own : traits.own) sink.add({own});
        plan.linear_parts[5] = sink.score();
        plan.linear_score = 0;
        for (const float part : plan.linear_parts) plan.linear_score += part;
    }
}

namespace {

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

void rank_plans(std::vector<Plan>& plans, const Context& context, const Weights& weights) {
    score_linear(plans, context, weights);
    keep_best(plans, ranked_plans, [](const Plan& plan) { return plan.linear_score + plan.option_score; });
    for (auto& plan : plans) plan.sql = emit_sql(plan.query, context.schema);
    if (weights.nets.empty()) {
        for (auto& plan : plans) plan.score = plan.linear_score + plan.option_score;
        return;
    }
    const auto rows = plan_dense(plans, context);
    WordUses uses(context, weights.use);
    for (std::size_t i = 0; i < plans.size(); ++i) {
        plans[i].use_score = uses.score(plans[i]);
        score_by_nets(plans[i], rows[i], weights.nets);
    }
    keep_best(plans, plans.size(), [](const Plan& plan) { return plan.score; });
}

void score_by_nets(Plan& plan, const PlanDense& features, const std::vector<RankNet>& nets) {
    plan.net_scores.clear();
    for (const auto& net : nets) plan.net_scores.push_back(plan.use_score + net.value(features, plan.patterns));
    plan.score = std::accumulate(plan.net_scores.begin(), plan.net_scores.end(), 0.F) /
                 static_cast<float>(std::max<std::size_t>(nets.size(), 1));
}

std::array<float, confidence_dense_count> confidence_dense(const std::vector<Plan>& plans, const Context& context) {
    std::array<float, confidence_dense_count> f{};
    if (plans.empty()) return f;
    const auto& first = plans[0];
    const auto& a = context.analysis;
    float whole = 0;
    for (const auto& plan : plans) whole += std::exp(plan.score - first.score);
    std::size_t k = 0;
    f[k++] = 1 / std::max(whole, 1e-6F);
    f[k++] = first.score;
    f[k++] = plans.size() > 1 ? first.score - plans[1].score : 9;
    f[k++] = plans.size() > 2 ? first.score - plans[2].score : 9;
    f[k++] = plans.size() > 7 ? first.score - plans[7].score : 9;
    f[k++] = static_cast<float>(plans.size());
    f[k++] = first.option_score;
    f[k++] = first.linear_score;
    float best_linear = -1e9F, best_option = -1e9F, best_use = -1e9F;
    for (const auto& plan : plans) {
        best_use = std::max(best_use, plan.use_score);
        best_linear = std::max(best_linear, plan.linear_score);
        best_option = std::max(best_option, plan.option_score);
    }
    f[k++] = first.linear_score - best_linear;
    f[k++] = first.option_score - best_option;
    f[k++] = first.use_score;
    f[k++] = first.use_score - best_use;
    f[k++] = plans.size() > 1 ? first.use_score - plans[1].use_score : 9;
    float least = 9, least_link = 1;
    for (const auto* o : first.chosen) {
        least = std::min(least, o->score);
        least_link = std::min(least_link, o->link);
    }
    f[k++] = least;
    f[k++] = least_link;
    const auto uncovered = a.content & ~first.covered;
    f[k++] = static_cast<float>(uncovered.count());
    float others = 0, unused = 0;
    for (std::size_t t = 0; t < a.sentence.tokens.size(); ++t) others += uncovered.test(t) && a.token_class[t] == 'W';
    f[k++] = others;
    std::vector<int> tables;
    all_tables(first.query, tables);
    for (const int table : a.mentioned_tables) unused += std::find(tables.begin(), tables.end(), table) == tables.end();
    f[k++] = unused;
    f[k++] = static_cast<float>(first.query.from.size());
    f[k++] = static_cast<float>(first.query.select.size());
    f[k++] = static_cast<float>(first.query.where.size());
    f[k++] = static_cast<float>(first.chosen.size());
    f[k++] = static_cast<float>(a.sentence.tokens.size());
    f[k++] = first.query.operation != SetOperation::none || (first.moves & made_not_in) ? 1 : 0;
    f[k++] = static_cast<float>(first.query.group.size() + 10 * first.query.having.size());
    f[k++] = first.query.distinct;
    f[k++] = static_cast<float>(context.schema.tables());
    // how far each network by itself sets the first apart: the least sure of them, and the surest
    float least_lead = 9, most_lead = plans.size() > 1 ? -9.F : 9.F;
    for (std::size_t n = 0; n < first.net_scores.size() && plans.size() > 1; ++n) {
        float best = -1e9F;
        for (std::size_t i = 1; i < plans.size(); ++i) best = std::max(best, plans[i].net_scores[n]);
        least_lead = std::min(least_lead, first.net_scores[n] - best);
        most_lead = std::max(most_lead, first.net_scores[n] - best);
    }
    f[k++] = least_lead;
    f[k++] = most_lead;
    for (const float value : evidence(first, context)) f[k++] = value;
    float broken = 0;
    for (const float value : cue_agreement(first, cues_of(a), a)) {
        f[k++] = value;
        broken += value > 0;
    }
    f[k++] = broken;
    // how much of the rest agrees with the first in part
    float same_shown = 0, same_rows = 0, all_but_distinct = 0;
    auto rows_of = [](Query query) {
        query.select.clear();
        query.group.clear();
        query.distinct = false;
        return fingerprint(query);
    };
    auto without_distinct = [](Query query) {
        query.distinct = false;
        return fingerprint(query);
    };
    const auto first_rows = rows_of(first.query), first_without = without_distinct(first.query);
    for (const auto& plan : plans) {
        const float share = std::exp(plan.score - first.score) / whole;
        if (share < 1e-3F) continue;
        if (plan.query.select == first.query.select) same_shown += share;
        if (rows_of(plan.query) == first_rows) same_rows += share;
        if (without_distinct(plan.query) == first_without) all_but_distinct += share;
    }
    f[k++] = same_shown;
    f[k++] = same_rows;
    f[k++] = all_but_distinct;
    float numbers = 0, values = 0, names = 0, unlinked = 0;
    for (std::size_t t = 0; t < a.sentence.tokens.size(); ++t) {
        unlinked += a.content.test(t) && !a.linked.test(t);
        if (!uncovered.test(t)) continue;
        numbers += a.token_class[t] == 'N';
        values += a.token_class[t] == 'V';
        names += a.token_class[t] == 'C';
    }
    f[k++] = numbers;
    f[k++] = values;
    f[k++] = names;
    f[k++] = unlinked;
    assert(k <= confidence_dense_count);
    return f;
}

float confidence_of(const std::vector<Plan>& plans, const Context& context, const Weights& weights) {
    if (plans.empty()) return 0;
    const auto dense = confidence_dense(plans, context);
    float odds = 0;
    if (!weights.confidence.trees.empty())
        odds = weights.confidence.value(dense);
    else
        odds = std::log(std::max(dense[0], 1e-4F) / std::max(1 - dense[0], 1e-4F));
    const auto& points = weights.calibration;
    if (points.empty()) return 1 / (1 + std::exp(-odds));
    if (odds <= points.front().first) return points.front().second;
    for (std::size_t i = 1; i < points.size(); ++i)
        if (odds <= points[i].first) {
            const auto [x0, y0] = points[i - 1];
            const auto [x1, y1] = points[i];
            return x1 > x0 ? y0 + (y1 - y0) * (odds - x0) / (x1 - x0) : y1;
        }
    return points.back().second;
}

}  // namespace pf::compiler
