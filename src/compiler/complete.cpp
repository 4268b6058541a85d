#include "compiler/complete.hpp"

#include <algorithm>
#include <deque>

#include "compiler/completion.hpp"

namespace pf::compiler {

Completion::Completion(const std::vector<const Option*>& chosen, const Analysis& analysis, const SchemaIndex& schema,
                       const JoinCosts& costs)
    : chosen_(chosen), a_(analysis), schema_(schema), costs_(costs) {
    for (const auto* option : chosen) covered_ |= option->covers | option->shared;
}

void Completion::run(std::vector<Plan>& plans) {
    bool shown = false, absent = false, negative = false, pair = false, order_one = false, compare = false,
         counted = false, grouped_by_rows = false, ordered = false, ordered_count = false, aggregated = false,
         tables_shown = false, plain = false;
    std::vector<const Option*> literals;
    for (const auto* o : chosen_) {
        ordered |= o->role == Role::order;
        ordered_count |= o->role == Role::order_count;
        aggregated |= o->role == Role::select && o->aggregate != Aggregate::none;
        shown |= o->role == Role::select || o->role == Role::count;
        tables_shown |= o->role == Role::select && o->column.column < 0;
        plain |= o->role == Role::select && o->aggregate == Aggregate::none;
        counted |= o->role == Role::count;
        absent |= o->role == Role::absent;
        negative |= (o->role == Role::value && o->op == Op::ne) || o->excluded;
        compare |= o->role == Role::compare;
        order_one |= o->role == Role::order && o->limit == 1 && o->aggregate == Aggregate::none;
        grouped_by_rows |= o->role == Role::order_count || o->role == Role::having;
        if (o->role == Role::value || o->role == Role::number) literals.push_back(o);
    }
    for (std::size_t i = 0; i < literals.size(); ++i)
        for (std::size_t j = i + 1; j < literals.size(); ++j) pair |= literals[i]->column == literals[j]->column;
    bool several = literals.size() > 1;
    std::deque<Choices> all{Choices{}};
    auto vary = [&](auto change, std::size_t most) {
        const auto n = std::min(all.size(), most);
        for (std::size_t i = 0; i < n; ++i) {
            all.push_back(all[i]);
            change(all.back());
        }
    };
    if (!shown || tables_shown) {
        vary([](Choices& c) { c.shown = Choices::Shown::key; }, 1);
        vary([](Choices& c) { c.shown = Choices::Shown::all; }, 1);
        if (!shown) vary([](Choices& c) { c.shown = Choices::Shown::count; }, 1);
        if (!shown && names_order()) vary([](Choices& c) { c.shown = Choices::Shown::ordered; }, 1);
        if (!shown && names_condition()) vary([](Choices& c) { c.shown = Choices::Shown::condition; }, 1);
    }
    const auto heads = all.size();
    if (pair) {
        vary([](Choices& c) { c.pair = Choices::Pair::any; }, heads);
        vary([](Choices& c) { c.pair = Choices::Pair::intersect; }, heads);
    }
    if (several && !pair && schema_.tables() > 1) vary([](Choices& c) { c.pair = Choices::Pair::intersect; }, heads);
    if (negative) {
        vary([](Choices& c) { c.negative = Choices::Negative::not_in; }, heads);
        vary([](Choices& c) { c.negative = Choices::Negative::except; }, heads);
    }
    if (order_one) vary([](Choices& c) { c.extreme_as_compare = true; }, heads);
    if (compare || order_one)
        vary(
            [](Choices& c) {
                c.compare_with_where = true;
                if (!c.extreme_as_compare) c.extreme_as_compare = false;
            },
            heads * 2);
    const bool other_tables = std::any_of(chosen_.begin(), chosen_.end(), [&](const Option* o) {
        return o->column.table >= 0 && o->column.table != chosen_.front()->column.table;
    });
    if (absent) {
        vary([](Choices& c) { c.absent_except = true; }, heads);
        if (!literals.empty()) vary([](Choices& c) { c.absent_except = c.inner = true; }, heads);
    }
    if (negative && literals.size() > 1)
        for (const auto kind : {Choices::Negative::not_in, Choices::Negative::except})
            vary(
                [&](Choices& c) {
                    c.negative = kind;
                    c.rest_negative = true;
                },
                heads);
    if (ordered_count) vary([](Choices& c) { c.nested = true; }, heads);
    if (ordered) vary([](Choices& c) { c.order_shown = true; }, 1);
    if (other_tables && (plain || counted || !shown || tables_shown) && !grouped_by_rows)
        vary([](Choices& c) { c.semi = true; }, heads);
    if (counted && (other_tables || a_.mentioned_tables.size() > 1)) vary([](Choices& c) { c.count_key = true; }, 1);
    if (same_at() >= 0 && !literals.empty()) vary([](Choices& c) { c.same = true; }, heads);
    if (self_table() >= 0 && !literals.empty()) {
        vary([](Choices& c) { c.self = Choices::Self::child; }, heads);
        vary([](Choices& c) { c.self = Choices::Self::parent; }, heads);
    }
    if (shown && a_.tables.size() > 1 && !counted) vary([](Choices& c) { c.unite = true; }, 1);
    if ((absent || compare) && !literals.empty()) vary([](Choices& c) { c.inner = true; }, heads);
    if (counted && grouped_by_rows && !plain) vary([](Choices& c) { c.wrap_count = true; }, heads);
    if (grouped_by_rows || (counted && plain)) vary([](Choices& c) { c.group_key = true; }, heads);
    const auto before_join = all.size();
    const auto lone = lone_mentions();
    if (!a_.mentioned_tables.empty()) vary([](Choices& c) { c.join_mentioned = 1; }, before_join);
    for (std::size_t k = 0; k < lone.size(); ++k)
        vary([&](Choices& c) { c.join_mentioned = static_cast<int>(k) + 2; }, heads);
    if (!lone.empty() && (counted || aggregated))
        vary(
            [](Choices& c) {
                c.join_mentioned = 2;
                c.semi = true;
            },
            1);
    if (counted && !lone.empty())
        vary(
            [](Choices& c) {
                c.join_mentioned = 2;
                c.count_key = true;
            },
            1);
    const auto before_path = all.size();
    if (schema_.tables() > 1) vary([](Choices& c) { c.second_path = true; }, std::min<std::size_t>(before_path, 3));
    vary([](Choices& c) { c.distinct = true; }, std::min<std::size_t>(all.size(), 12));
    for (const auto& choices : all) {
        Plan plan;
        if (!build(choices, plan)) continue;
        plan.chosen = chosen_;
        plan.covered = covered_;
        plans.push_back(std::move(plan));
        if (plans.size() > 64) break;
    }
}

void complete(const std::vector<const Option*>& chosen, const Analysis& analysis, const SchemaIndex& schema,
              const JoinCosts& costs, std::vector<Plan>& plans) {
    Completion(chosen, analysis, schema, costs).run(plans);
}

}  // namespace pf::compiler
