#include "compiler/rank/plan_features.hpp"

#include <algorithm>
#include <cassert>
#include <string>
#include <unordered_map>

#include "compiler/join_path.hpp"
#include "compiler/rank/join_shape.hpp"
#include "compiler/rank/plan_patterns.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

constexpr float no_score = -1e9F;

bool holds(const std::vector<int>& list, int value) { return std::find(list.begin(), list.end(), value) != list.end(); }
bool is_shown(const Option& o) { return o.role == Role::select || o.role == Role::count; }

// Scores of the chosen options: shown, conditions, order and limit, having and absence.
std::array<float, 4> role_sums(const Plan& plan) {
    std::array<float, 4> sums{};
    for (const auto* o : plan.chosen) switch (o->role) {
            case Role::select:
            case Role::window:
            case Role::count: sums[0] += o->score; break;
            case Role::value:
            case Role::number:
            case Role::date:
            case Role::compare:
            case Role::null_test: sums[1] += o->score; break;
            case Role::order:
            case Role::order_count:
            case Role::each:
            case Role::limit: sums[2] += o->score; break;
            case Role::having:
            case Role::absent: sums[3] += o->score; break;
        }
    return sums;
}

// The best of the plans in each part.
struct Best {
    float option = no_score, linear = no_score, total = 0;
    std::array<float, 6> parts;
    std::array<float, 4> roles;

    explicit Best(const std::vector<Plan>& plans) {
        parts.fill(no_score);
        roles.fill(no_score);
        if (!plans.empty()) total = plans[0].linear_score + plans[0].option_score;
        for (const auto& plan : plans) {
            option = std::max(option, plan.option_score);
            linear = std::max(linear, plan.linear_score);
            for (std::size_t part = 0; part < parts.size(); ++part)
                parts[part] = std::max(parts[part], plan.linear_parts[part]);
            const auto sums = role_sums(plan);
            for (std::size_t role = 0; role < sums.size(); ++role) roles[role] = std::max(roles[role], sums[role]);
        }
    }
};

// Neighbours of a list of columns ("name, age and country"): shown together or not at all.
using Neighbours = std::vector<std::pair<TokenSet, TokenSet>>;

bool is_list(const ColumnMention& left, const ColumnMention& right, const std::vector<Token>& tokens) {
    bool list = tokens[static_cast<std::size_t>(right.begin)].comma_before;
    for (int t = left.end; t < right.begin; ++t) {
        const auto at = static_cast<std::size_t>(t);
        list |= tokens[at].comma_before || tokens[at].is(WordClass::and_);
        if (!tokens[at].is(WordClass::stop_word) && !right.table_tokens.test(at) && !left.table_tokens.test(at))
            return false;
    }
    return list;
}

Neighbours neighbours_of(const Analysis& a) {
    Neighbours made;
    for (const auto& left : a.columns)
        for (const auto& right : a.columns) {
            if (!left.exact || !right.exact || right.begin < left.end || right.begin - left.end > 3 || made.size() > 40)
                continue;
            const auto pair = std::make_pair(left.tokens, right.tokens);
            if (is_list(left, right, a.sentence.tokens) && std::find(made.begin(), made.end(), pair) == made.end())
                made.push_back(pair);
        }
    return made;
}

// What the sentence says, in bits.
struct Says {
    float each_many_most, order_both_negation, average_distinct_either, than_and;

    explicit Says(const Analysis& a) {
        const auto says = [&](WordClass of) {
            return std::any_of(a.sentence.tokens.begin(), a.sentence.tokens.end(),
                               [&](const Token& token) { return token.is(of); })
                       ? 1.F
                       : 0.F;
        };
        each_many_most =
            says(WordClass::each_word) + 2 * says(WordClass::many_word) + 4 * says(WordClass::extreme_word);
        order_both_negation = says(WordClass::order_word) + 2 * says(WordClass::both) + 4 * says(WordClass::not_word);
        average_distinct_either =
            says(WordClass::average_word) + 2 * says(WordClass::distinct_word) + 4 * says(WordClass::or_word);
        than_and = says(WordClass::than_word) + 2 * says(WordClass::and_);
    }
};

// What all plans of a sentence are seen against.
struct Setting {
    const std::vector<Plan>& plans;
    const Context& context;
    Best best{plans};
    Neighbours neighbours = neighbours_of(context.analysis);
    Says says{context.analysis};
    Cues cues = cues_of(context.analysis);
};

void set_scores(const Setting& setting, std::size_t at, PlanDense& f) {
    const auto& plan = setting.plans[at];
    const auto& best = setting.best;
    const auto total_of = [](const Plan& p) { return p.linear_score + p.option_score; };
    const bool last = at + 1 >= setting.plans.size();
    f["linear"] = plan.linear_score;
    f["linear_gap"] = plan.linear_score - best.linear;
    f["option"] = plan.option_score;
    f["option_gap"] = plan.option_score - best.option;
    f["total_gap"] = total_of(plan) - best.total;
    f["rank"] = static_cast<float>(at);
    f["lead"] = last ? 5 : total_of(plan) - total_of(setting.plans[at + 1]);
    f["shown_part_gap"] = plan.linear_parts[0] - best.parts[0];
    f["where_part_gap"] = plan.linear_parts[1] - best.parts[1];
    f["tail_part_gap"] = plan.linear_parts[2] - best.parts[2];
    f["operation_part_gap"] = plan.linear_parts[3] - best.parts[3];
    f["moves_part_gap"] = plan.linear_parts[4] - best.parts[4];
    f["own_part_gap"] = plan.linear_parts[5] - best.parts[5];
    const auto sums = role_sums(plan);
    f["shown_options_gap"] = sums[0] - best.roles[0];
    f["where_options_gap"] = sums[1] - best.roles[1];
    f["order_options_gap"] = sums[2] - best.roles[2];
    f["group_options_gap"] = sums[3] - best.roles[3];
}

void set_options(const Plan& plan, PlanDense& f) {
    float least = 9, least_link = 1, sum_link = 0, rivals = 0, least_shown = 9;
    for (const auto* o : plan.chosen) {
        least = std::min(least, o->score);
        least_link = std::min(least_link, o->link);
        sum_link += o->link;
        rivals += o->rivals;
        if (is_shown(*o)) least_shown = std::min(least_shown, o->score);
    }
    f["parts"] = static_cast<float>(plan.chosen.size());
    f["least_option"] = least;
    f["least_link"] = least_link;
    f["mean_link"] = plan.chosen.empty() ? 0 : sum_link / static_cast<float>(plan.chosen.size());
    f["rivals"] = rivals;
    f["least_shown"] = least_shown;
}

void set_words_left(const Plan& plan, const Analysis& a, PlanDense& f) {
    const auto left = a.content & ~plan.covered;
    float linked = 0, numbers = 0, values = 0, names = 0, others = 0;
    for (std::size_t t = 0; t < a.sentence.tokens.size(); ++t) {
        if (!left.test(t)) continue;
        linked += a.linked.test(t);
        numbers += a.token_class[t] == 'N';
        values += a.token_class[t] == 'V';
        names += a.token_class[t] == 'C';
        others += a.token_class[t] == 'W';
    }
    f["left"] = static_cast<float>(left.count());
    f["left_linked"] = linked;
    f["left_numbers"] = numbers;
    f["left_values"] = values;
    f["left_names"] = names;
    f["left_others"] = others;
}

void set_tables(const Plan& plan, const Context& context, PlanDense& f) {
    const auto& a = context.analysis;
    const auto& schema = context.schema;
    std::vector<int> tables;
    all_tables(plan.shape, tables);
    std::sort(tables.begin(), tables.end());
    tables.erase(std::unique(tables.begin(), tables.end()), tables.end());
    const auto used = [&](int table) { return std::binary_search(tables.begin(), tables.end(), table); };
    float strange = 0, unused = 0, fully_named = 0, inferred = 0;
    for (const int table : tables) strange += !holds(a.mentioned_tables, table) && !schema.is_link(table);
    for (const int table : a.mentioned_tables) unused += !used(table);
    for (const auto& mention : a.tables)
        fully_named += mention.link > 0.9F && !used(mention.table) && (mention.tokens & ~plan.covered).any();
    for (const auto& entry : plan.shape.from)
        if (entry.edge >= 0) inferred += schema.edges()[static_cast<std::size_t>(entry.edge)].inferred;
    f["tables"] = static_cast<float>(tables.size());
    f["strange_tables"] = strange;
    f["unused_tables"] = unused;
    f["fully_named_unused_tables"] = fully_named;
    f["inferred_joins"] = inferred;
}

void set_shown(const plan::Shape& query, const SchemaIndex& schema, PlanDense& f) {
    float aggregates = 0, counts = 0, unique = 0, twice = 0;
    for (const auto& term : query.select) {
        aggregates += term.aggregate != Summary::none;
        counts += term.aggregate == Summary::count;
        if (term.column.column >= 0) unique += schema.column(term.column).unique;
    }
    for (std::size_t x = 0; x < query.select.size(); ++x)
        for (std::size_t y = x + 1; y < query.select.size(); ++y) {
            const auto &left = query.select[x].column, &right = query.select[y].column;
            if (left.column >= 0 && right.column >= 0)
                twice += schema.column(left).name == schema.column(right).name && schema.traits(left).key;
        }
    f["shown"] = static_cast<float>(query.select.size());
    f["aggregates"] = aggregates;
    f["counts"] = counts;
    f["unique_shown"] = unique;
    f["key_twice"] = twice;
}

void set_conditions(const plan::Shape& query, PlanDense& f) {
    float alternatives = 0, subqueries = 0, memberships = 0, likes = 0;
    for (const auto& c : query.where) {
        alternatives += c.any_of;
        subqueries += c.kind == plan::ConditionView::Kind::subquery && !c.membership;
        memberships += c.kind == plan::ConditionView::Kind::subquery && c.membership;
        likes += c.op == Op::contains || c.op == Op::starts || c.op == Op::ends;
    }
    f["conditions"] = static_cast<float>(query.where.size());
    f["alternatives"] = alternatives;
    f["subqueries"] = subqueries;
    f["memberships"] = memberships;
    f["parts_of_texts"] = likes;
}

// Counts of a table's rows by its own key, which are always one.
float counts_own_key(const plan::Shape& query, const SchemaIndex& schema) {
    const auto counts = [](const plan::TermView& term) { return term.aggregate == Summary::count; };
    if (query.from.size() != 1 || query.group.empty()) return 0;
    if (query.having.empty() && std::none_of(query.select.begin(), query.select.end(), counts) &&
        (query.order.empty() || !counts(query.order[0].term)))
        return 0;
    float sum = 0;
    for (const auto& term : query.group) {
        if (term.column.column < 0) continue;
        const auto& traits = schema.traits(term.column);
        sum += schema.column(term.column).unique || traits.primary ? 1.F : traits.naming ? 0.5F : 0.F;
    }
    return sum;
}

void set_tail(const plan::Shape& query, const SchemaIndex& schema, PlanDense& f) {
    f["groups"] = static_cast<float>(query.group.size());
    f["having"] = static_cast<float>(query.having.size());
    f["order"] = query.order.empty() ? 0 : 1 + static_cast<float>(query.order[0].term.aggregate);
    f["limit"] = static_cast<float>(std::min<std::int64_t>(query.limit, 20));
    f["set_operation"] = static_cast<float>(query.operation);
    f["distinct"] = query.distinct;
    f["count_rows"] = query.count_rows;
    f["counts_own_key"] = counts_own_key(query, schema);
}

DenseRow<MoveFeatures> moves_of(const Plan& plan) {
    DenseRow<MoveFeatures> made;
    made.fill([&](std::size_t at) { return plan.moves & MoveFeatures::moves[at] ? 1.F : 0.F; });
    return made;
}

float missed_best(const Plan& plan, const Analysis& a) {
    float best = 0;
    for (const auto& option : a.options)
        if ((option.covers & plan.covered).none()) best = std::max(best, option.score);
    return best;
}

// The scores of options that would still fit and are left out: of what is shown, or of the rest.
float missed_of(const Plan& plan, const Analysis& a, bool shown) {
    float sum = 0;
    TokenSet taken = plan.covered;
    for (const auto& option : a.options) {
        if (option.score <= 0 || (option.covers & taken).any()) continue;
        if (is_shown(option) != shown) continue;
        sum += option.score;
        taken |= option.covers;
    }
    return sum;
}

void set_missed(const Plan& plan, const Analysis& a, PlanDense& f) {
    f["missed_best"] = missed_best(plan, a);
    f["missed_shown"] = missed_of(plan, a, true);
    f["missed_rest"] = missed_of(plan, a, false);
}

void set_sentence(const Setting& setting, PlanDense& f) {
    f["words"] = static_cast<float>(setting.context.analysis.sentence.tokens.size());
    f["says_each_many_most"] = setting.says.each_many_most;
    f["says_order_both_negation"] = setting.says.order_both_negation;
    f["says_average_distinct_either"] = setting.says.average_distinct_either;
    f["says_than_and"] = setting.says.than_and;
}

void set_lists(const Plan& plan, const Neighbours& neighbours, PlanDense& f) {
    TokenSet shown;
    for (const auto* o : plan.chosen)
        if (o->role == Role::select) shown |= o->covers;
    float broken = 0, together = 0;
    for (const auto& [left, right] : neighbours) {
        const bool l = (left & shown).any(), r = (right & shown).any();
        together += l && r;
        broken += (l && !r && (right & plan.covered).none()) || (r && !l && (left & plan.covered).none());
    }
    f["list_broken"] = broken;
    f["list_together"] = together;
}

void set_joins(const Plan& plan, const Context& context, PlanDense& f) {
    const auto& query = plan.shape;
    const auto joins = join_shape(query, context.analysis, context.schema);
    f["idle_joins"] = joins.idle;
    f["fan_out"] = joins.fan_out;
    f["fan_out_distinct"] = joins.fan_out > 0 && query.distinct ? 1.F : 0.F;
    f["replaceable_tables"] = joins.replaceable;
    f["replaceable_mentioned_tables"] = joins.replaceable_mentioned;
    f["telling_shown"] = joins.shown_unique;
    f["foreign_shown"] = joins.foreign_shown;
}

// Whether the name at a token is what the rows are grouped by.
bool groups_by(const Plan& plan, const Analysis& a, std::size_t at) {
    const auto grouped = [&](int table) {
        return std::any_of(plan.shape.group.begin(), plan.shape.group.end(),
                           [&](const plan::TermView& term) { return term.column.table == table; });
    };
    return std::any_of(plan.chosen.begin(), plan.chosen.end(),
                       [&](const Option* o) {
                           return (o->covers.test(at) || o->shared.test(at)) && grouped(o->column.table);
                       }) ||
           std::any_of(a.tables.begin(), a.tables.end(),
                       [&](const auto& mention) { return mention.tokens.test(at) && grouped(mention.table); });
}

// Whether what stands after "each", "per" or "by" is what the rows are grouped by: 1 yes, -1 no, 0 nothing says so.
int group_said(const Plan& plan, const Analysis& a) {
    const auto& tokens = a.sentence.tokens;
    int verdict = 0;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        const bool asks = tokens[i].is(WordClass::each_word);
        if (!asks && !tokens[i].is(WordClass::by)) continue;
        const auto end = std::min(tokens.size(), i + 4);
        auto next = i + 1;
        while (next < end && a.token_class[next] != 'C' && a.token_class[next] != 'T') ++next;
        if (next >= end) continue;
        if (!plan.shape.group.empty() && groups_by(plan, a, next))
            verdict = 1;
        else if (asks)
            verdict = -1;
    }
    return verdict;
}

void set_agreement(const Plan& plan, const Setting& setting, PlanDense& f) {
    const auto agreement = cue_agreement(plan, setting.cues, setting.context.analysis);
    f.set(agreement);
    f["cues_broken"] =
        static_cast<float>(std::count_if(agreement.begin(), agreement.begin() + CueAgreement::Name("capitals_left").at,
                                         [](float value) { return value > 0; }));
    f["group_said"] = static_cast<float>(group_said(plan, setting.context.analysis));
}

}  // namespace

void all_tables(const plan::Shape& query, std::vector<int>& tables) {
    for (const auto& entry : query.from) tables.push_back(entry.source.table);
    for (const auto* conditions : {&query.where, &query.filter})
        for (const auto& c : *conditions)
            if (c.inside) all_tables(*c.inside, tables);
    if (query.right) all_tables(*query.right, tables);
}

std::vector<PlanDense> plan_dense(const std::vector<Plan>& plans, const Context& context) {
    const Setting setting{plans, context};
    std::unordered_map<std::string, int> same_shown, same_rows;
    std::vector<PlanDense> rows(plans.size());
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const auto& plan = plans[i];
        const auto& query = plan.shape;
        auto& f = rows[i];
        set_scores(setting, i, f);
        set_options(plan, f);
        set_words_left(plan, context.analysis, f);
        set_tables(plan, context, f);
        set_shown(query, context.schema, f);
        set_conditions(query, f);
        set_tail(query, context.schema, f);
        f.set(moves_of(plan));
        set_missed(plan, context.analysis, f);
        set_sentence(setting, f);
        set_lists(plan, setting.neighbours, f);
        set_joins(plan, context, f);
        f.set(evidence(plan, context));
        set_agreement(plan, setting, f);
        const int first = query.select.empty() ? 0 : query.select[0].column.column;
        f["same_shown_before"] = static_cast<float>(same_shown[select_pattern(query) + std::to_string(first)]++);
        f["same_rows_before"] = static_cast<float>(same_rows[where_pattern(query) + tail_pattern(query)]++);
        assert(f.complete());
    }
    return rows;
}

}  // namespace pf::compiler
