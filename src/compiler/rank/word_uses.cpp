#include "compiler/rank/word_uses.hpp"

#include <algorithm>
#include <array>

#include "compiler/rank/plan_features.hpp"

namespace pf::compiler {
namespace {

constexpr std::array<Piece, 5> named_names{"0", "*", "full", "half", "low"};
constexpr std::array<Piece, 8> kind_names{"", "primary", "foreign", "naming", "number", "other", "row", "rows"};

std::uint8_t kind_of(const Option& o, const SchemaIndex& schema) {
    if (o.column.column < 0) return o.column.table >= 0 ? 6 : 7;
    const auto& t = schema.traits(o.column);
    const int type = t.primary ? 1 : t.foreign ? 2 : t.naming ? 3 : t.number_type ? 4 : 5;
    return static_cast<std::uint8_t>(type + 8 * std::min<int>(o.how, order_of_shown));
}
const Piece& type_name(std::uint8_t kind) { return kind_names[kind % 8]; }
const Piece& how_name(std::uint8_t kind) { return digits[kind / 8]; }

bool used(UseRole role) { return role != 0 && role != accounted; }

}  // namespace

std::vector<WordUses::Use> WordUses::uses(const Plan& plan) const {
    const auto& a = context_.analysis;
    std::vector<Use> made(a.sentence.tokens.size());
    std::vector<int> tables;
    all_tables(plan.shape, tables);
    for (const auto& mention : a.tables) {
        const bool joined = std::find(tables.begin(), tables.end(), mention.table) != tables.end();
        for (int t = mention.begin; t < mention.end; ++t) {
            auto& role = made[static_cast<std::size_t>(t)].role;
            if (joined)
                role = table_used;
            else if (role == 0)
                role = table_unused;
        }
    }
    for (std::size_t t = 0; t < made.size(); ++t)
        if (plan.covered.test(t) && made[t].role != table_used) made[t].role = accounted;
    for (const bool alone : {false, true})
        for (const auto* o : plan.chosen) {
            Use use;
            use.role = use_of(o->role, !alone);
            const float here = o->column.column < 0 ? 0 : context_.said(*o).here;
            use.named = o->column.column < 0 ? 1 : here > 0.99F ? 2 : here > 0.49F ? 3 : 4;
            use.aggregate = static_cast<std::uint8_t>(o->aggregate);
            use.kind = kind_of(*o, context_.schema);
            const auto& tokens = alone ? o->covers : o->shared;
            for (std::size_t t = 0; t < made.size(); ++t) {
                if (!tokens.test(t)) continue;
                made[t] = use;
                made[t].first = static_cast<int>(t) == o->begin;
            }
        }
    return made;
}

std::vector<WordUses::Run> WordUses::runs(const std::vector<Use>& uses) {
    std::vector<Run> made;
    for (int t = 0; t < static_cast<int>(uses.size()); ++t) {
        const auto& use = uses[static_cast<std::size_t>(t)];
        if (!used(use.role)) {
            if (!made.empty()) made.back().end = t + 1;
            continue;
        }
        const bool goes_on = !made.empty() && made.back().rest_begin == t && made.back().role == use.role && !use.first;
        if (!goes_on) made.push_back({use.role, use.kind, t, t});
        made.back().rest_begin = made.back().end = t + 1;
    }
    return made;
}

// Behind the last one: the end of the sentence.
WordUses::Run WordUses::run_at(const std::vector<Run>& runs, std::size_t at) {
    return at < runs.size() ? runs[at] : Run{outside, 0, 0, 0};
}

void WordUses::around(const std::vector<Use>& uses, int at, FeatureSink& sink) const {
    const auto role = [&](int t) -> const Piece& {
        return use_name(t < 0 || t >= static_cast<int>(uses.size()) ? outside : uses[static_cast<std::size_t>(t)].role);
    };
    const auto first = [&](int t) {
        return t >= 0 && t < static_cast<int>(uses.size()) && uses[static_cast<std::size_t>(t)].first ? Piece("^")
                                                                                                      : Piece("");
    };
    const auto& use = uses[static_cast<std::size_t>(at)];
    const auto &word = context_.word(at), &next = context_.word(at + 1);
    sink.add({"u0", word, role(at)});
    sink.add({"u1", word, role(at), named_names[use.named], names_of(static_cast<Summary>(use.aggregate)).name});
    sink.add({"u2", word, role(at), first(at), next, role(at + 1), first(at + 1)});
    sink.add({"u3", role(at), next, role(at + 1)});
    sink.add({"u4", word, role(at), first(at), role(at + 1), first(at + 1)});
    if (at + 2 < static_cast<int>(uses.size()))
        sink.add({"u5", role(at), next, role(at + 1), first(at + 1), role(at + 2)});
    if (at == 0) sink.add({"u6", word, role(at), first(at)});
    sink.add({"u7", role(at - 1), role(at), role(at + 1)});
}

void WordUses::along(const std::vector<Run>& runs, std::size_t at, FeatureSink& sink) const {
    const Run here = run_at(runs, at), next = run_at(runs, at + 1), second = run_at(runs, at + 2);
    sink.add({"r0", use_name(here.role), use_name(next.role)});
    sink.add({"r1", use_name(here.role), use_name(next.role), use_name(second.role)});
    sink.add({"r2", use_name(here.role), type_name(here.kind), how_name(here.kind), use_name(next.role),
              type_name(next.kind), how_name(next.kind)});
    for (int t = here.rest_begin; t < here.end; ++t)
        sink.add({"r3", use_name(here.role), context_.word(t), use_name(next.role)});
}

template <class Visit>
void WordUses::visit(const Plan& plan, Visit&& visit) const {
    const auto made = uses(plan);
    const auto size = static_cast<int>(made.size());
    std::vector<UseRole> roles;
    for (const auto& use : made) roles.push_back(use.role);
    for (int t = 0; t < size; ++t) {
        const auto role = [&](int at) -> std::uint64_t {
            return at < 0 || at >= size ? outside : roles[static_cast<std::size_t>(at)];
        };
        const auto& use = made[static_cast<std::size_t>(t)];
        const bool next_first = t + 1 < size && made[static_cast<std::size_t>(t) + 1].first;
        PartKey key(5);
        key.add(static_cast<std::uint64_t>(t) << 32 | role(t - 1) << 24 | role(t) << 16 | role(t + 1) << 8 |
                role(t + 2))
            .add(std::uint64_t{use.named} << 16 | std::uint64_t{use.aggregate} << 8 | (use.first ? 2U : 0U) |
                 (next_first ? 1U : 0U));
        visit(key.value(), [&](FeatureSink& sink) { around(made, t, sink); });
    }
    const auto in_runs = runs(made);
    for (std::size_t r = 0; r < in_runs.size(); ++r) {
        const Run run = run_at(in_runs, r), next = run_at(in_runs, r + 1), second = run_at(in_runs, r + 2);
        PartKey key(6);
        key.add(static_cast<std::uint64_t>(run.rest_begin) << 32 | static_cast<std::uint64_t>(run.end));
        for (const std::uint64_t part : {run.role, run.kind, next.role, next.kind, second.role}) key.add(part);
        visit(key.value(), [&](FeatureSink& sink) { along(in_runs, r, sink); });
    }
    names_.visit(plan, roles, visit);
}

void WordUses::features(const Plan& plan, FeatureSink& sink) const {
    visit(plan, [&](std::uint64_t, auto&& emit) { emit(sink); });
}

float WordUses::score(const Plan& plan) {
    float sum = 0;
    visit(plan, [&](std::uint64_t key, auto&& emit) {
        if (const auto* known = known_.find(key)) {
            sum += *known;
            return;
        }
        FeatureSink sink(model_);
        emit(sink);
        known_.set(key, sink.score());
        sum += sink.score();
    });
    return sum;
}

}  // namespace pf::compiler
