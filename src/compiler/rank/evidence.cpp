#include "compiler/rank/evidence.hpp"

#include <algorithm>
#include <limits>

namespace pf::compiler {
namespace {

bool is_shown(const Option& o) { return o.role == Role::select || o.role == Role::count; }

// How well the names of some columns are said.
struct Names {
    float least = 1, sum = 0, count = 0, lost = 0;
    void add(float here) {
        least = std::min(least, here);
        sum += here;
        ++count;
    }
    [[nodiscard]] float mean() const { return count > 0 ? sum / count : 1; }
};

int first_condition(const Plan& plan) {
    int first = std::numeric_limits<int>::max();
    for (const auto* o : plan.chosen)
        if (o->role == Role::value || o->role == Role::number || o->role == Role::date)
            first = std::min(first, o->begin);
    return first;
}

void set_names(const Plan& plan, const Context& context, Evidence& f) {
    Names shown, rest;
    float foreign = 0, rare = 0, behind = 0;
    const int condition = first_condition(plan);
    for (const auto* o : plan.chosen) {
        if (o->column.table < 0) continue;
        const auto& said = context.said(*o);
        auto& names = is_shown(*o) ? shown : rest;
        foreign += said.foreign;
        rare += said.rare;
        names.lost += said.lost;
        if (is_shown(*o) || o->column.column >= 0) names.add(said.here);
        behind += is_shown(*o) && o->begin > condition;
    }
    f["said_shown_least"] = shown.least;
    f["said_shown_mean"] = shown.mean();
    f["said_rest_least"] = rest.least;
    f["said_rest_mean"] = rest.mean();
    f["shown_behind"] = behind;
    f["foreign_words"] = foreign;
    f["shown_columns"] = shown.count;
    f["rest_columns"] = rest.count;
    f["lost_shown"] = shown.lost;
    f["lost_rest"] = rest.lost;
    f["rare_words"] = rare;
}

void set_regret(const Plan& plan, const Analysis& a, Evidence& f) {
    float unnamed = 0, unknown_text = 0, sum = 0, worst = 0;
    for (const auto* o : plan.chosen) {
        unnamed += o->how >= 2 && o->role != Role::value;
        unknown_text += o->role == Role::value && o->how != 2 && o->how != 5;
        float best = o->score;
        for (const auto& other : a.options)
            if (other.begin == o->begin) best = std::max(best, other.score);
        sum += best - o->score;
        worst = std::max(worst, best - o->score);
    }
    f["unnamed"] = unnamed;
    f["unknown_texts"] = unknown_text;
    f["regret"] = sum;
    f["worst_regret"] = worst;
}

}  // namespace

Evidence evidence(const Plan& plan, const Context& context) {
    Evidence f;
    set_names(plan, context, f);
    set_regret(plan, context.analysis, f);
    return f;
}

}  // namespace pf::compiler
