#include "compiler/rank/confidence.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "compiler/plan/fingerprint.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/rank/plan_features.hpp"

namespace pf::compiler {
namespace {

void set_scores(const std::vector<Plan>& plans, float whole, ConfidenceDense& f) {
    const auto& first = plans[0];
    const auto lead = [&](std::size_t at) { return plans.size() > at ? first.score - plans[at].score : 9; };
    float best_linear = -1e9F, best_option = -1e9F, best_use = -1e9F;
    for (const auto& plan : plans) {
        best_use = std::max(best_use, plan.use_score);
        best_linear = std::max(best_linear, plan.linear_score);
        best_option = std::max(best_option, plan.option_score);
    }
    f["share"] = 1 / std::max(whole, 1e-6F);
    f["score"] = first.score;
    f["lead_second"] = lead(1);
    f["lead_third"] = lead(2);
    f["lead_eighth"] = lead(7);
    f["plans"] = static_cast<float>(plans.size());
    f["option"] = first.option_score;
    f["linear"] = first.linear_score;
    f["linear_gap"] = first.linear_score - best_linear;
    f["option_gap"] = first.option_score - best_option;
    f["use"] = first.use_score;
    f["use_gap"] = first.use_score - best_use;
    f["use_lead"] = plans.size() > 1 ? first.use_score - plans[1].use_score : 9;
}

void set_net_leads(const std::vector<Plan>& plans, ConfidenceDense& f) {
    const auto& first = plans[0];
    float least = 9, most = plans.size() > 1 ? -9.F : 9.F;
    for (std::size_t n = 0; n < first.net_scores.size() && plans.size() > 1; ++n) {
        float best = -1e9F;
        for (std::size_t i = 1; i < plans.size(); ++i) best = std::max(best, plans[i].net_scores[n]);
        least = std::min(least, first.net_scores[n] - best);
        most = std::max(most, first.net_scores[n] - best);
    }
    f["least_net_lead"] = least;
    f["most_net_lead"] = most;
}

void set_structure(const Plan& plan, const Context& context, ConfidenceDense& f) {
    const auto& query = plan.shape;
    float least = 9, least_link = 1, unused = 0;
    for (const auto* o : plan.chosen) {
        least = std::min(least, o->score);
        least_link = std::min(least_link, o->link);
    }
    std::vector<int> tables;
    all_tables(query, tables);
    for (const int table : context.analysis.mentioned_tables)
        unused += std::find(tables.begin(), tables.end(), table) == tables.end();
    f["least_option"] = least;
    f["least_link"] = least_link;
    f["unused_tables"] = unused;
    f["tables"] = static_cast<float>(query.from.size());
    f["shown"] = static_cast<float>(query.select.size());
    f["conditions"] = static_cast<float>(query.where.size());
    f["parts"] = static_cast<float>(plan.chosen.size());
    f["set_operation"] = query.operation != plan::SetOperation::none || (plan.moves & made_not_in) ? 1 : 0;
    f["groups_having"] = static_cast<float>(query.group.size() + 10 * query.having.size());
    f["distinct"] = query.distinct;
    f["schema_tables"] = static_cast<float>(context.schema.tables());
}

DenseRow<PlanKindFeatures> kind_of(const Plan& plan, const Analysis& analysis) {
    using Kind = PlanKindFeatures;
    std::array<float, Kind::roles.size()> roles{};
    std::array<float, Kind::options.size()> options{};
    for (const auto* o : plan.chosen) {
        ++roles[static_cast<std::size_t>(o->role)];
        options[0] += o->untaught;
        options[1] += o->beside;
        options[2] += o->rivals;
        options[3] = std::max(options[3], static_cast<float>(o->how));
        options[4] += o->expression != Expression::column;
    }
    const auto doubts = doubts_about(plan, analysis);
    DenseRow<Kind> made;
    made.fill([&](std::size_t at) {
        if (at < roles.size()) return roles[at];
        at -= roles.size();
        if (at < Kind::moves.size()) return plan.moves & Kind::moves[at] ? 1.F : 0.F;
        at -= Kind::moves.size();
        if (at < options.size()) return options[at];
        return doubts.test(at - options.size()) ? 1.F : 0.F;
    });
    return made;
}

void set_words_left(const Plan& plan, const Analysis& a, ConfidenceDense& f) {
    const auto left = a.content & ~plan.covered;
    const auto of_class = [&](char kind) {
        float count = 0;
        for (std::size_t t = 0; t < a.sentence.tokens.size(); ++t) count += left.test(t) && a.token_class[t] == kind;
        return count;
    };
    f["words"] = static_cast<float>(a.sentence.tokens.size());
    f["left"] = static_cast<float>(left.count());
    f["left_others"] = of_class('W');
    f["left_numbers"] = of_class('N');
    f["left_values"] = of_class('V');
    f["left_names"] = of_class('C');
    f["unlinked"] = static_cast<float>((a.content & ~a.linked).count());
}

std::uint64_t without_distinct(plan::Query query, const SchemaIndex& schema) {
    query.distinct = false;
    return plan::fingerprint(query, schema);
}

void set_likes(const std::vector<Plan>& plans, float whole, const SchemaIndex& schema, ConfidenceDense& f) {
    const auto& first = plans[0];
    float same_shown = 0, same_rows = 0, all_but_distinct = 0;
    const auto first_rows = plan::fingerprint_of_rows(first.query, schema),
               first_without = without_distinct(first.query, schema);
    for (const auto& plan : plans) {
        const float share = std::exp(plan.score - first.score) / whole;
        if (share < 1e-3F) continue;
        if (plan.shape.select == first.shape.select) same_shown += share;
        if (plan::fingerprint_of_rows(plan.query, schema) == first_rows) same_rows += share;
        if (without_distinct(plan.query, schema) == first_without) all_but_distinct += share;
    }
    f["same_shown"] = same_shown;
    f["same_rows"] = same_rows;
    f["same_but_distinct"] = all_but_distinct;
}

float probability_of(float odds, const std::vector<std::pair<float, float>>& points) {
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

}  // namespace

ConfidenceDense confidence_dense(const std::vector<Plan>& plans, const Context& context) {
    assert(!plans.empty());
    ConfidenceDense f;
    const auto& first = plans[0];
    const auto& a = context.analysis;
    float whole = 0;
    for (const auto& plan : plans) whole += std::exp(plan.score - first.score);
    set_scores(plans, whole, f);
    set_net_leads(plans, f);
    set_structure(first, context, f);
    set_words_left(first, a, f);
    set_likes(plans, whole, context.schema, f);
    f.set(evidence(first, context));
    f.set(kind_of(first, a));
    const auto agreement = cue_agreement(first, cues_of(a), a);
    f.set(agreement);
    f["cues_broken"] =
        static_cast<float>(std::count_if(agreement.begin(), agreement.end(), [](float value) { return value > 0; }));
    assert(f.complete());
    return f;
}

float confidence_of(const std::vector<Plan>& plans, const Context& context, const Model& model) {
    if (plans.empty()) return 0;
    const auto dense = confidence_dense(plans, context);
    const float share = dense["share"];
    const float odds = model.confidence.trees.empty() ? std::log(std::max(share, 1e-4F) / std::max(1 - share, 1e-4F))
                                                      : model.confidence.value(dense);
    return probability_of(odds, model.calibration);
}

}  // namespace pf::compiler
