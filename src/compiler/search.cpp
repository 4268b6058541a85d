#include "compiler/search.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "compiler/complete.hpp"
#include "compiler/conventions.hpp"
#include "compiler/defined_options.hpp"
#include "compiler/plan/fingerprint.hpp"
#include "compiler/plan/walk.hpp"

namespace pf::compiler {
namespace {

// What the vocabulary says of a word leaves no doubt: sets that use it are kept before others, whatever was learned.
constexpr float worth_of_vocabulary = 3;

// What it costs a set, where those are kept that leave little unheard, that a word which says something takes no part.
constexpr float worth_of_a_word = 3;

struct State {
    float score = 0;
    float vocabulary = 0;  // what of the score is for words of the vocabulary
    float apart = 0;       // what it costs that dates are of other rows than the figures
    float unheard = 0;     // what it costs that words up to here take no part
    TokenSet covers, shared;
    std::array<std::int16_t, 12> chosen{};
    std::uint8_t count = 0;
    std::uint16_t roles = 0;  // bit per role already used
};

constexpr std::uint16_t bit_of(Role role) { return static_cast<std::uint16_t>(1u << static_cast<unsigned>(role)); }

bool compatible(const State& state, const Option& option) {
    if (state.count >= state.chosen.size() || (state.covers & (option.covers | option.shared)).any() ||
        (state.shared & option.covers).any())
        return false;
    switch (option.role) {
        case Role::limit:
        case Role::each:
        case Role::window:
        case Role::order_count: return !(state.roles & bit_of(option.role));
        default: return true;
    }
}

// "the last order of each customer": what is first of each is first by something.
bool lacks_order(const State& state) {
    return (state.roles & bit_of(Role::each)) && !(state.roles & (bit_of(Role::order) | bit_of(Role::order_count)));
}

// Behind the last option that puts rows in order.
std::size_t end_of_orders(const std::vector<Option>& options) {
    const auto orders = [](const Option& o) { return o.role == Role::order || o.role == Role::order_count; };
    const auto last = std::find_if(options.rbegin(), options.rend(), orders);
    return static_cast<std::size_t>(options.rend() - last);
}

// "turnover of practices this year": when the turnover was, not since when they are clients. Only which sets are kept
// goes by it: what is learned of plans knows better.
float rows_apart(const Option& one, const Option& other) {
    constexpr float summed = 1.0F, counted = 0.5F;
    const auto is_span = [](const Option& o) { return o.role == Role::date && o.other.column < 0; };
    const auto& date = is_span(one) ? one : other;
    const auto& figure = is_span(one) ? other : one;
    if (!is_span(date) || is_span(figure) || figure.column.table < 0 || figure.column.table == date.column.table)
        return 0;
    if (figure.role == Role::select && figure.aggregate != Summary::none) return summed;
    return figure.role == Role::count ? counted : 0;
}

bool comes_first(const State& a, const State& b, float of_a, float of_b) {
    if (of_a != of_b) return of_a > of_b;
    return std::lexicographical_compare(a.chosen.begin(), a.chosen.begin() + a.count, b.chosen.begin(),
                                        b.chosen.begin() + b.count);
}
bool by_score(const State& a, const State& b) { return comes_first(a, b, a.score - a.apart, b.score - b.apart); }
bool by_what_is_heard(const State& a, const State& b) {
    return comes_first(a, b, a.score - a.apart - a.unheard, b.score - b.apart - b.unheard);
}

// Puts the likeliest first, behind them those of the rest that hear most, and drops all others.
void keep(std::vector<State>& states, std::size_t likeliest, std::size_t hearing) {
    if (states.size() <= likeliest) return;
    const auto rest = states.begin() + static_cast<std::ptrdiff_t>(likeliest);
    std::nth_element(states.begin(), rest, states.end(), by_score);
    if (states.size() <= likeliest + hearing) return;
    const auto end = rest + static_cast<std::ptrdiff_t>(hearing);
    std::nth_element(rest, end, states.end(), by_what_is_heard);
    states.erase(end, states.end());
}

std::vector<State> choose(const Analysis& analysis, const SearchLimits& limits) {
    const auto& options = analysis.options;
    std::vector<State> beam{State{}}, next;
    const auto ordered = end_of_orders(options);
    for (std::size_t i = 0; i < options.size();) {
        auto end = i;
        while (end < options.size() && options[end].covers._Find_first() == options[i].covers._Find_first()) ++end;
        std::vector<std::int16_t> place;
        for (auto k = i; k < end; ++k)
            if (options[k].score > -6) place.push_back(static_cast<std::int16_t>(k));
        std::stable_sort(place.begin(), place.end(), [&](auto a, auto b) {
            return options[static_cast<std::size_t>(a)].score > options[static_cast<std::size_t>(b)].score;
        });
        if (place.size() > limits.options_per_place) place.resize(limits.options_per_place);
        i = end;
        if (place.empty()) continue;
        next = beam;
        for (const auto& state : beam)
            for (const auto k : place) {
                const auto& option = options[static_cast<std::size_t>(k)];
                if (!compatible(state, option)) continue;
                auto made = state;
                const float known = says_vocabulary(analysis, option) ? worth_of_vocabulary : 0;
                made.score += option.score + known;
                made.vocabulary += known;
                for (std::size_t c = 0; c < made.count; ++c)
                    made.apart += rows_apart(options[static_cast<std::size_t>(made.chosen[c])], option);
                made.covers |= option.covers;
                made.shared |= option.shared;
                made.chosen[made.count++] = k;
                made.roles |= bit_of(option.role);
                next.push_back(made);
            }
        if (i >= ordered) std::erase_if(next, lacks_order);
        const auto passed =
            i < options.size() ? analysis.content & tokens_in(0, first_of(options[i].covers)) : analysis.content;
        for (auto& state : next)
            state.unheard = worth_of_a_word * static_cast<float>((passed & ~(state.covers | state.shared)).count());
        keep(next, limits.beam, limits.beam_hearing);
        std::swap(beam, next);
    }
    keep(beam, limits.sets, limits.sets_hearing);
    std::sort(beam.begin(), beam.end(), by_score);
    return beam;
}

bool is_part_of_date(Expression expression) {
    return expression == Expression::bucket || expression == Expression::year_of || expression == Expression::month_of;
}

// "documents sent per year since 2000": the figures of each year are of the date that the span is of.
bool mixes_dates(const Plan& plan) {
    const auto is_part = [](const Option* o) { return o->role == Role::select && is_part_of_date(o->expression); };
    return std::any_of(plan.chosen.begin(), plan.chosen.end(), [&](const Option* span) {
        return span->role == Role::date && span->expression == Expression::column && span->other.column < 0 &&
               std::any_of(plan.chosen.begin(), plan.chosen.end(),
                           [&](const Option* part) { return is_part(part) && part->column != span->column; });
    });
}

// What a rare decision costs before anything is known of the sentence; the ranking learns on top of it.
float rarity(const Plan& plan) {
    float cost = 0;
    for (const auto& [move, price] : {std::pair{made_semi, 2.F},
                                      {made_union, 2.F},
                                      {nested_superlative, 1.5F},
                                      {made_self_join, 1.F},
                                      {count_distinct_key, 1.5F},
                                      {shown_order_key, 1.5F},
                                      {implied_order, 0.5F},
                                      {implied_condition, 0.5F},
                                      {made_except, 0.5F}})
        if (plan.moves & move) cost += price;
    return cost + (mixes_dates(plan) ? 1.5F : 0.F) + (plan.leaves_out ? 2.5F : 0.F);
}

// A share, a range or a running total is asked for in words that mean nothing else: plans without it answer another
// question.
void keep_asked_arithmetic(const Analysis& analysis, std::vector<Plan>& plans) {
    const auto arithmetic = [](const auto& part) {
        return part.aggregate == Summary::range || part.aggregate == Summary::share ||
               (part.windowed != plan::Windowed::none && part.windowed != plan::Windowed::rank);
    };
    if (std::none_of(analysis.options.begin(), analysis.options.end(), arithmetic)) return;
    const auto ratio = [](const Option* o) {
        return o->role == Role::select && (o->expression == Expression::ratio || o->expression == Expression::margin);
    };
    std::erase_if(plans, [&](const Plan& plan) {
        return std::none_of(plan.shape.select.begin(), plan.shape.select.end(), arithmetic) &&
               std::none_of(plan.chosen.begin(), plan.chosen.end(), ratio);
    });
}

// Whether each group is one row: of one table, by what tells its rows apart, or by the name of rows that were asked
// for.
bool groups_are_rows(const SchemaIndex& schema, const Plan& plan, const Analysis& analysis) {
    const auto& shape = plan.shape;
    if (shape.from.size() != 1 || shape.windowed) return false;
    return std::any_of(shape.group.begin(), shape.group.end(), [&](const plan::TermView& key) {
        if (key.column.column < 0 || key.expression != Expression::column) return false;
        const auto& naming = schema.naming_columns(key.column.table);
        const bool stands =
            (plan.moves & implied_name) != 0 ||
            std::any_of(plan.chosen.begin(), plan.chosen.end(), [&](const Option* o) {
                return o->role == Role::select && o->column == key.column && stands_for_rows(*o, analysis);
            });
        const bool named = stands && std::find(naming.begin(), naming.end(), key.column.column) != naming.end();
        return named || schema.table(key.column.table).tells_rows_apart(key.column.column);
    });
}

// "top 5 episodes by duration": a row is counted once, has one sum and one average, and none of them says anything.
// "the years from founding to funding of each org": what names a row stands for it there.
void drop_summaries_of_one_row(const Analysis& analysis, const SchemaIndex& schema, std::vector<Plan>& plans) {
    const auto summed = [](const plan::TermView& term) {
        return (term.aggregate == Summary::count && term.column.column < 0) || term.aggregate == Summary::sum ||
               term.aggregate == Summary::avg || term.aggregate == Summary::max || term.aggregate == Summary::min;
    };
    const auto of_one_row = [&](const Plan& plan) {
        const auto& shape = plan.shape;
        if (shape.from.size() != 1 || shape.group.empty()) return false;
        if (groups_are_rows(schema, plan, analysis) &&
            (std::any_of(shape.select.begin(), shape.select.end(), summed) ||
             std::any_of(shape.order.begin(), shape.order.end(),
                         [&](const plan::OrderShape& order) { return summed(order.term); })))
            return true;
        const bool named = std::any_of(shape.group.begin(), shape.group.end(), [&](const plan::TermView& key) {
            if (key.column.column < 0 || key.expression != Expression::column) return false;
            const auto& naming = schema.naming_columns(key.column.table);
            return schema.traits(key.column).key ||
                   std::find(naming.begin(), naming.end(), key.column.column) != naming.end();
        });
        return named && std::any_of(plan.chosen.begin(), plan.chosen.end(), [](const Option* o) {
                   return o->role == Role::select && o->expression == Expression::duration &&
                          (o->aggregate == Summary::sum || o->aggregate == Summary::avg);
               });
    };
    if (!std::all_of(plans.begin(), plans.end(), of_one_row)) std::erase_if(plans, of_one_row);
}

// "total funding by country", with the funding among what the groups are made of: each group has one funding, and what
// is summed up of it says nothing.
void drop_groups_by_what_is_summed(std::vector<Plan>& plans) {
    const auto sums = [](const plan::TermView& term) {
        return term.aggregate == Summary::sum || term.aggregate == Summary::avg || term.aggregate == Summary::max ||
               term.aggregate == Summary::min;
    };
    const auto within_itself = [&](const Plan& plan) {
        const auto& shape = plan.shape;
        const auto grouped_by = [&](const plan::TermView& term) {
            return sums(term) && std::any_of(shape.group.begin(), shape.group.end(), [&](const plan::TermView& key) {
                       return key.expression == Expression::column && key.column == term.column &&
                              term.expression == Expression::column && key.instance == term.instance;
                   });
        };
        return std::any_of(shape.select.begin(), shape.select.end(), grouped_by) ||
               std::any_of(shape.order.begin(), shape.order.end(),
                           [&](const plan::OrderShape& order) { return grouped_by(order.term); });
    };
    if (!std::all_of(plans.begin(), plans.end(), within_itself)) std::erase_if(plans, within_itself);
}

// "orgs by year of founding", with a day of the same rows among what the groups are made of: those are groups of days.
void drop_groups_by_a_date_and_a_part(const SchemaIndex& schema, std::vector<Plan>& plans) {
    const auto by_both = [&](const Plan& plan) {
        const auto& group = plan.shape.group;
        return std::any_of(group.begin(), group.end(), [&](const plan::TermView& part) {
            return is_part_of_date(part.expression) &&
                   std::any_of(group.begin(), group.end(), [&](const plan::TermView& whole) {
                       return whole.expression == Expression::column && whole.column.table == part.column.table &&
                              whole.column.column >= 0 && schema.traits(whole.column).temporal;
                   });
        });
    };
    if (!std::all_of(plans.begin(), plans.end(), by_both)) std::erase_if(plans, by_both);
}

// Where options are offered that nothing else explains, plans without one answer another question.
template <typename Test>
void keep_chosen(const Analysis& analysis, std::vector<Plan>& plans, Test test) {
    if (std::none_of(analysis.options.begin(), analysis.options.end(), test)) return;
    std::erase_if(plans, [&](const Plan& plan) {
        return std::none_of(plan.chosen.begin(), plan.chosen.end(), [&](const Option* o) { return test(*o); });
    });
}

// Words of the vocabulary that a plan makes nothing of. The name of a table, and of a count of its rows, is used where
// the table takes part.
int unused_words(const Plan& plan, const Analysis& analysis, const SchemaIndex& schema) {
    const auto tables = plan::tables_of(plan.query, plan::Into::subqueries);
    int unused = 0;
    for (std::size_t at = 0; at < analysis.meant.size(); ++at) {
        const auto& meant = analysis.meant[at];
        if (meant.table < 0 || plan.covered.test(at)) continue;
        const bool takes_part = std::find(tables.begin(), tables.end(), meant.table) != tables.end();
        unused += !takes_part || (meant.column >= 0 && !counts_rows({meant.table, meant.column}, schema));
    }
    return unused;
}

// What the vocabulary says of a word leaves no doubt: of plans that make less of such words than others none is meant.
void keep_vocabulary(const Analysis& analysis, const SchemaIndex& schema, std::vector<Plan>& plans) {
    if (analysis.meant.empty()) return;
    keep_chosen(analysis, plans, [](const Option& option) {  // "average revenue per customer"
        return averages_each(option);
    });
    std::vector<int> unused;
    for (const auto& plan : plans) unused.push_back(unused_words(plan, analysis, schema));
    const int least = unused.empty() ? 0 : *std::min_element(unused.begin(), unused.end());
    std::size_t at = 0;
    std::erase_if(plans, [&](const Plan&) { return unused[at++] > least; });
}

}  // namespace

std::vector<Plan> search_plans(const Analysis& analysis, const SchemaIndex& schema, const SearchLimits& limits) {
    const auto costs = join_costs(analysis, schema);
    if (std::vector<Plan> pairs; complete_pairs(analysis, schema, costs, pairs)) {
        for (auto& plan : pairs) {
            plan.shape = plan::shape_of(plan.query);
            plan.option_score = 6;
        }
        return pairs;
    }
    const auto states = choose(analysis, limits);
    std::vector<Plan> plans, found;
    std::unordered_set<std::uint64_t> known;
    for (const auto& state : states) {
        if (plans.size() >= limits.plans) break;
        std::vector<const Option*> chosen;
        for (std::size_t k = 0; k < state.count; ++k)
            chosen.push_back(&analysis.options[static_cast<std::size_t>(state.chosen[k])]);
        found.clear();
        complete(chosen, analysis, schema, costs, found);
        for (auto& plan : found) {
            if (plans.size() >= limits.plans) break;
            plan.option_score = state.score - state.vocabulary - rarity(plan);
            if (!known.insert(plan::fingerprint_of_result(plan.query, schema)).second) continue;
            plan.shape = plan::shape_of(plan.query);
            plans.push_back(std::move(plan));
        }
    }
    keep_asked_arithmetic(analysis, plans);
    drop_summaries_of_one_row(analysis, schema, plans);
    drop_groups_by_what_is_summed(plans);
    drop_groups_by_a_date_and_a_part(schema, plans);
    keep_vocabulary(analysis, schema, plans);
    return plans;
}

}  // namespace pf::compiler
