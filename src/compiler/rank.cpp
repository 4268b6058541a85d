#include "compiler/rank.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <unordered_map>

#include "compiler/emit_sql.hpp"
#include "compiler/join_path.hpp"

namespace pf::compiler {
namespace {

constexpr std::array<std::string_view, 6> aggregate_letters{"c", "n", "s", "a", "l", "h"};

std::string term_pattern(const Term& term) {
    if (term.aggregate == Aggregate::none)
        return term.column.column < 0 ? "*" : term.expression != Expression::column ? "e" : "c";
    std::string made(aggregate_letters[static_cast<std::size_t>(term.aggregate)]);
    if (term.aggregate == Aggregate::count && term.column.column >= 0) made = "d";
    return made;
}

std::string select_pattern(const Query& query) {
    std::string made;
    for (const auto& term : query.select) made += term_pattern(term);
    if (made.size() > 5) made = made.substr(0, 5) + "+";
    return made;
}

std::string condition_pattern(const Condition& c) {
    constexpr std::array<std::string_view, 13> ops{"=", "!", "<", "<=", ">", ">=", "b", "%", "^", "$", "!%", "0", "1"};
    std::string made;
    switch (c.kind) {
        case Condition::Kind::literal: made = c.number_literal ? "n" : "v"; break;
        case Condition::Kind::date: return "d";
        case Condition::Kind::null_test: made = "u"; break;
        case Condition::Kind::flag: return "f";
        case Condition::Kind::subquery:
            if (c.membership) return c.negated ? "N" : "I";
            made = "S";
            made += c.subquery && !c.subquery->select.empty() ? term_pattern(c.subquery->select[0]) : "";
            break;
        case Condition::Kind::terms: made = "t"; break;
    }
    return made + std::string(ops[static_cast<std::size_t>(c.op)]);
}

std::string where_pattern(const Query& query) {
    std::vector<std::string> parts;
    for (const auto& c : query.where) parts.push_back((c.any_of ? "|" : "") + condition_pattern(c));
    std::sort(parts.begin(), parts.end());
    std::string made;
    for (const auto& part : parts) made += part + " ";
    return made;
}

std::string tail_pattern(const Query& query) {
    std::string made;
    if (!query.group.empty()) made += "g";
    for (const auto& c : query.having) made += "h" + term_pattern(c.left) + condition_pattern(c);
    for (const auto& key : query.order)
        made += std::string("o") + term_pattern(key.term) + (key.descending ? "-" : "+");
    if (query.limit > 0) made += query.limit == 1 ? "1" : "k";
    if (query.count_rows) made += "w";
    return made;
}

// The tables of all parts of the query, subqueries too.
void all_tables(const Query& query, std::vector<int>& tables) {
    for (const auto& entry : query.from) tables.push_back(entry.table);
    for (const auto& c : query.where)
        if (c.subquery) all_tables(*c.subquery, tables);
    if (query.right) all_tables(*query.right, tables);
}

// Scores of the chosen options: shown, conditions, order and limit, having and absence.
std::array<float, 4> role_sums(const Plan& plan) {
    std::array<float, 4> sums{};
    for (const auto* o : plan.chosen) switch (o->role) {
            case Role::select:
            case Role::count: sums[0] += o->score; break;
            case Role::value:
            case Role::number:
            case Role::date:
            case Role::compare:
            case Role::null_test: sums[1] += o->score; break;
            case Role::order:
            case Role::order_count:
            case Role::limit: sums[2] += o->score; break;
            case Role::having:
            case Role::absent:
            case Role::join: sums[3] += o->score; break;
        }
    return sums;
}

}  // namespace

PlanTraits plan_traits(const Plan& plan, const Context& context) {
    const auto& query = plan.query;
    const auto& a = context.analysis;
    PlanTraits traits;
    const auto select = "S" + select_pattern(query), where = "W" + where_pattern(query),
               tail = "T" + tail_pattern(query);
    const auto operation = std::string("X") + (query.operation == SetOperation::intersect ? "i"
                                               : query.operation == SetOperation::except  ? "e"
                                               : query.operation == SetOperation::unite   ? "u"
                                                                                          : "-");
    const auto size = "C" + std::to_string(std::min<std::size_t>(query.where.size() + (query.right ? 1 : 0), 4));
    auto& p = traits.patterns;
    p.push_back(select);
    p.push_back("L" + std::to_string(std::min<std::size_t>(query.select.size(), 5)));
    p.push_back(where);
    p.push_back(size);
    p.push_back(tail);
    p.push_back(operation);
    if (query.distinct)
        p.emplace_back("D1");
    else if (query.group.empty() && !query.select.empty() && query.select[0].aggregate == Aggregate::none)
        p.emplace_back("D0");
    p.push_back("J" + std::to_string(std::min<std::size_t>(query.from.size(), 5)));
    for (unsigned bit = 0; bit < 32; ++bit)
        if (plan.moves >> bit & 1) p.push_back("M" + std::to_string(bit));
    // what kind of column is shown first
    if (!query.select.empty() && query.select[0].column.column >= 0) {
        const auto& t = context.schema.traits(query.select[0].column);
        p.push_back(std::string("F") +
                    (t.primary       ? "p"
                     : t.foreign     ? "f"
                     : t.naming      ? "n"
                     : t.number_type ? "#"
                                     : "t") +
                    (query.select[0].aggregate != Aggregate::none ? "a" : ""));
    }
    auto& own = traits.own;
    own.push_back(select + tail);
    own.push_back(where + tail);
    own.push_back(select + where);
    own.push_back(operation + size + select);
    if (query.distinct) {
        own.push_back("D1J" + std::to_string(query.from.size()) + size);
        bool unique = false, key = false;
        for (const auto& term : query.select)
            if (term.column.column >= 0) {
                unique |= context.schema.column(term.column).unique;
                key |= context.schema.traits(term.column).key;
            }
        own.push_back(std::string("D1u") + (unique ? "1" : "0") + (key ? "1" : "0"));
    }
    const auto strange = std::count_if(query.from.begin(), query.from.end(), [&](const FromEntry& e) {
        return !context.schema.is_link(e.table) &&
               std::find(a.mentioned_tables.begin(), a.mentioned_tables.end(), e.table) == a.mentioned_tables.end();
    });
    own.push_back("K" + std::to_string(std::min<std::ptrdiff_t>(strange, 4)));
    own.push_back("K" + std::to_string(std::min<std::ptrdiff_t>(strange, 4)) + "J" + std::to_string(query.from.size()));
    if (query.from.size() == 1 && !query.group.empty() && query.group[0].column.column >= 0) {
        const auto& t = context.schema.traits(query.group[0].column);
        own.push_back(std::string("G") +
                      (t.primary || context.schema.column(query.group[0].column).unique ? "u"
                       : t.naming                                                       ? "n"
                                                                                        : "-") +
                      tail);
    }
    for (const auto* o : plan.chosen)
        if (o->role == Role::having || o->role == Role::order_count || o->role == Role::count)
            own.push_back("R" + std::to_string(static_cast<int>(o->role)) +
                          (o->column.table < 0 ? "?"
                           : std::find(a.mentioned_tables.begin(), a.mentioned_tables.end(), o->column.table) ==
                                   a.mentioned_tables.end()
                               ? "s"
                               : "m"));
    for (std::size_t i = 0; i < a.sentence.tokens.size(); ++i)
        if (!plan.covered.test(i)) {
            const auto word = context.word(static_cast<int>(i));
            if (a.content.test(i) || !is_stop_word(a.sentence.tokens[i].word)) own.push_back("U" + std::string(word));
        }
    return traits;
}

std::size_t linear_part(std::string_view pattern) {
    switch (pattern.empty() ? ' ' : pattern.front()) {
        case 'S':
        case 'L':
        case 'F': return 0;
        case 'W':
        case 'C': return 1;
        case 'T': return 2;
        case 'X': return 3;
        default: return 4;
    }
}

std::vector<std::string> sentence_grams(const Context& context) {
    std::vector<std::string> grams{""};
    std::unordered_map<std::string, bool> seen;
    auto add = [&](std::string gram) {
        if (seen.emplace(gram, true).second) grams.push_back(std::move(gram));
    };
    for (int i = 0; i < context.size() && grams.size() < 140; ++i) {
        const auto word = context.word(i);
        const bool mask = word.front() == '<';
        if (!mask) add(std::string(word));
        const auto next = context.word(i + 1);
        if (!(mask && next.front() == '<')) add(std::string(word) + " " + std::string(next));
        if (i == 0) add("^" + std::string(word));
    }
    return grams;
}

void score_linear(std::vector<Plan>& plans, const Context& context, const Weights& weights) {
    const auto grams = sentence_grams(context);
    std::unordered_map<std::string, float> cache;
    for (auto& plan : plans) {
        const auto traits = plan_traits(plan, context);
        plan.linear_parts = {};
        for (const auto& pattern : traits.patterns) {
            auto [found, fresh] = cache.try_emplace(pattern, 0.F);
            if (fresh) {
                FeatureSink sink(weights.plan);
                for (const auto& gram : grams) sink.add({pattern, gram});
                found->second = sink.score();
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

std::vector<PlanDense> plan_dense(const std::vector<Plan>& plans, const Context& context) {
    const auto& a = context.analysis;
    const auto& schema = context.schema;
    std::vector<PlanDense> rows(plans.size());
    float best_option = -1e9F, best_linear = -1e9F;
    for (const auto& plan : plans) {
        best_option = std::max(best_option, plan.option_score);
        best_linear = std::max(best_linear, plan.linear_score);
    }
    std::array<float, 6> best_part;
    std::array<float, 4> best_role;
    best_part.fill(-1e9F);
    best_role.fill(-1e9F);
    for (const auto& plan : plans) {
        for (std::size_t part = 0; part < best_part.size(); ++part)
            best_part[part] = std::max(best_part[part], plan.linear_parts[part]);
        const auto sums = role_sums(plan);
        for (std::size_t role = 0; role < sums.size(); ++role) best_role[role] = std::max(best_role[role], sums[role]);
    }
    const float best_total = plans.empty() ? 0 : plans[0].linear_score + plans[0].option_score;
    auto flag = [&](std::initializer_list<std::string_view> words) {
        for (const auto word : words)
            for (const auto& token : a.sentence.tokens)
                if (token.word == word) return 1.F;
        return 0.F;
    };
    const float each = flag({"each", "per", "every"}), many = flag({"many", "number", "count"}),
                most = flag({"most", "highest", "largest", "least", "lowest", "smallest", "fewest", "maximum",
                             "minimum", "greatest"}),
                order = flag({"order", "ordered", "sort", "sorted", "alphabetical", "ascending", "descending"}),
                both = flag({"both"}), negation = flag({"not", "no", "never", "without", "except"}),
                average = flag({"average", "mean"}), distinct = flag({"distinct", "different", "unique"}),
                either = flag({"or", "either"}), than = flag({"than", "above", "below", "over", "under"}),
                and_word = flag({"and"});
    // neighbours of a list of columns ("name, age and country"): shown together or not at all
    std::vector<std::pair<TokenSet, TokenSet>> neighbours;
    for (const auto& left : a.columns)
        for (const auto& right : a.columns) {
            if (!left.exact || !right.exact || right.begin < left.end || right.begin - left.end > 3 ||
                neighbours.size() > 40)
                continue;
            bool list = a.sentence.tokens[static_cast<std::size_t>(right.begin)].comma_before;
            for (int t = left.end; t < right.begin; ++t) {
                const auto& token = a.sentence.tokens[static_cast<std::size_t>(t)];
                list |= token.comma_before || token.word == "and";
                if (!is_stop_word(token.word) && !right.table_tokens.test(static_cast<std::size_t>(t)) &&
                    !left.table_tokens.test(static_cast<std::size_t>(t))) {
                    list = false;
                    break;
                }
            }
            const auto pair = std::make_pair(left.tokens, right.tokens);
            if (list && std::find(neighbours.begin(), neighbours.end(), pair) == neighbours.end())
                neighbours.push_back(pair);
        }
    std::unordered_map<std::string, int> same_select, same_where;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const auto& plan = plans[i];
        const auto& query = plan.query;
        auto& f = rows[i];
        std::size_t k = 0;
        const float total = plan.linear_score + plan.option_score;
        f[k++] = plan.linear_score;
        f[k++] = plan.linear_score - best_linear;
        f[k++] = plan.option_score;
        f[k++] = plan.option_score - best_option;
        f[k++] = total - best_total;
        f[k++] = static_cast<float>(i);
        f[k++] = i + 1 < plans.size() ? total - (plans[i + 1].linear_score + plans[i + 1].option_score) : 5;
        f[k++] = static_cast<float>(plan.chosen.size());
        float least = 9, least_link = 1, sum_link = 0, rivals = 0;
        for (const auto* o : plan.chosen) {
            least = std::min(least, o->score);
            least_link = std::min(least_link, o->link);
            sum_link += o->link;
            rivals += o->rivals;
        }
        f[k++] = least;
        f[k++] = least_link;
        f[k++] = plan.chosen.empty() ? 0 : sum_link / static_cast<float>(plan.chosen.size());
        f[k++] = rivals;
        const auto uncovered = a.content & ~plan.covered;
        float linked = 0, numbers = 0, values = 0, names = 0, others = 0;
        for (std::size_t t = 0; t < a.sentence.tokens.size(); ++t) {
            if (!uncovered.test(t)) continue;
            linked += a.linked.test(t);
            numbers += a.token_class[t] == 'N';
            values += a.token_class[t] == 'V';
            names += a.token_class[t] == 'C';
            others += a.token_class[t] == 'W';
        }
        f[k++] = static_cast<float>(uncovered.count());
        f[k++] = linked;
        f[k++] = numbers;
        f[k++] = values;
        f[k++] = names;
        f[k++] = others;
        std::vector<int> tables;
        all_tables(query, tables);
        std::sort(tables.begin(), tables.end());
        tables.erase(std::unique(tables.begin(), tables.end()), tables.end());
        float strange = 0, unused = 0, inferred = 0;
        for (const int table : tables)
            strange +=
                std::find(a.mentioned_tables.begin(), a.mentioned_tables.end(), table) == a.mentioned_tables.end() &&
                !schema.is_link(table);
        for (const int table : a.mentioned_tables) unused += !std::binary_search(tables.begin(), tables.end(), table);
        for (const auto& entry : query.from)
            if (entry.edge >= 0) inferred += schema.edges()[static_cast<std::size_t>(entry.edge)].inferred;
        float strong_unused = 0;  // fully named tables that no part uses
        for (const auto& mention : a.tables)
            strong_unused += mention.link > 0.9F && !std::binary_search(tables.begin(), tables.end(), mention.table) &&
                             !(mention.tokens & ~plan.covered).none();
        f[k++] = static_cast<float>(tables.size());
        f[k++] = strange;
        f[k++] = unused;
        f[k++] = strong_unused;
        f[k++] = inferred;
        float aggregates = 0, counts = 0;
        for (const auto& term : query.select) {
            aggregates += term.aggregate != Aggregate::none;
            counts += term.aggregate == Aggregate::count;
        }
        f[k++] = static_cast<float>(query.select.size());
        f[k++] = aggregates;
        f[k++] = counts;
        float alternatives = 0, subqueries = 0, absent = 0, likes = 0;
        for (const auto& c : query.where) {
            alternatives += c.any_of;
            subqueries += c.kind == Condition::Kind::subquery && !c.membership;
            absent += c.kind == Condition::Kind::subquery && c.membership;
            likes += c.op == Op::contains || c.op == Op::starts || c.op == Op::ends;
        }
        f[k++] = static_cast<float>(query.where.size());
        f[k++] = alternatives;
        f[k++] = subqueries;
        f[k++] = absent;
        f[k++] = likes;
        f[k++] = static_cast<float>(query.group.size());
        f[k++] = static_cast<float>(query.having.size());
        f[k++] = query.order.empty() ? 0 : 1 + static_cast<float>(query.order[0].term.aggregate);
        f[k++] = static_cast<float>(std::min<std::int64_t>(query.limit, 20));
        f[k++] = static_cast<float>(query.operation);
        f[k++] = query.distinct;
        f[k++] = query.count_rows;
        float unique = 0;
        for (const auto& term : query.select)
            if (term.column.column >= 0) unique += schema.column(term.column).unique;
        f[k++] = unique;
        for (const auto bit :
             {implied_name, implied_key, implied_all, implied_count, joined_mention, made_intersect, made_or,
              made_not_in, extreme_as_compare, second_path, group_key_added, and_as_said, compare_with_where})
            f[k++] = (plan.moves & bit) ? 1 : 0;
        float missed = 0;  // the best option left out that would still fit
        for (const auto& option : a.options)
            if (option.role != Role::join && option.score > 0 && (option.covers & plan.covered).none() &&
                (option.shared & plan.covered & ~option.shared).none())
                missed = std::max(missed, option.score);
        f[k++] = missed;
        const auto same = same_select[select_pattern(query) +
                                      std::to_string(query.select.empty() ? 0 : query.select[0].column.column)]++;
        f[k++] = static_cast<float>(same);
        f[k++] = static_cast<float>(same_where[where_pattern(query) + tail_pattern(query)]++);
        f[k++] = static_cast<float>(a.sentence.tokens.size());
        f[k++] = each + 2 * many + 4 * most;
        f[k++] = order + 2 * both + 4 * negation;
        f[k++] = average + 2 * distinct + 4 * either;
        f[k++] = than + 2 * and_word;
        // counting the rows of a table by its own key; joins that add nothing; the same key shown from two sides
        float own_key = 0, idle = 0, twice = 0;
        if (query.from.size() == 1 && !query.group.empty() &&
            (!query.having.empty() || counts > 0 ||
             (!query.order.empty() && query.order[0].term.aggregate == Aggregate::count)))
            for (const auto& term : query.group)
                if (term.column.column >= 0)
                    own_key += schema.column(term.column).unique || schema.traits(term.column).primary ? 1.F
                               : schema.traits(term.column).naming                                     ? 0.5F
                                                                                                       : 0.F;
        const auto used = tables_of(query);
        for (std::size_t e = 0; e < query.from.size(); ++e) {
            bool leaf = true, said = false;
            for (const auto& entry : query.from) leaf = leaf && entry.to != static_cast<int>(e);
            if (e == 0)
                leaf = query.from.size() > 1 && std::count_if(query.from.begin(), query.from.end(),
                                                              [](const FromEntry& x) { return x.to == 0; }) == 1;
            for (const auto& term : query.select)
                said |= term.column.table == query.from[e].table && term.aggregate != Aggregate::count;
            for (const auto& c : query.where) said |= c.left.column.table == query.from[e].table;
            for (const auto& key : query.order) said |= key.term.column.table == query.from[e].table;
            idle += leaf && !said && query.from.size() > 1;
        }
        for (std::size_t x = 0; x < query.select.size(); ++x)
            for (std::size_t y = x + 1; y < query.select.size(); ++y)
                if (query.select[x].column.column >= 0 && query.select[y].column.column >= 0)
                    twice += schema.column(query.select[x].column).name == schema.column(query.select[y].column).name &&
                             schema.traits(query.select[x].column).key;
        f[k++] = own_key;
        f[k++] = idle;
        f[k++] = twice;
        float shown_uncertain = 9;  // the least sure of what is shown
        for (const auto* o : plan.chosen)
            if (o->role == Role::select || o->role == Role::count)
                shown_uncertain = std::min(shown_uncertain, o->score);
        f[k++] = shown_uncertain;
        for (std::size_t part = 0; part < plan.linear_parts.size(); ++part)
            f[k++] = plan.linear_parts[part] - best_part[part];
        const auto sums = role_sums(plan);
        for (std::size_t role = 0; role < sums.size(); ++role) f[k++] = sums[role] - best_role[role];
        TokenSet shown;
        for (const auto* o : plan.chosen)
            if (o->role == Role::select) shown |= o->covers;
        float broken = 0, together = 0;
        for (const auto& [left, right] : neighbours) {
            const bool l = (left & shown).any(), r = (right & shown).any();
            together += l && r;
            broken += (l && !r && (right & plan.covered).none()) || (r && !l && (left & plan.covered).none());
        }
        f[k++] = broken;
        f[k++] = together;
        assert(k <= plan_dense_count);
    }
    return rows;
}

void rank_plans(std::vector<Plan>& plans, const Context& context, const Weights& weights) {
    score_linear(plans, context, weights);
    std::stable_sort(plans.begin(), plans.end(), [](const Plan& x, const Plan& y) {
        return x.linear_score + x.option_score > y.linear_score + y.option_score;
    });
    if (plans.size() > ranked_plans) plans.resize(ranked_plans);
    for (auto& plan : plans) plan.sql = emit_sql(plan.query, context.schema);
    if (weights.rank.trees.empty()) {
        for (auto& plan : plans) plan.score = plan.linear_score + plan.option_score;
        return;
    }
    const auto rows = plan_dense(plans, context);
    for (std::size_t i = 0; i < plans.size(); ++i) plans[i].score = weights.rank.value(rows[i]);
    std::stable_sort(plans.begin(), plans.end(), [](const Plan& x, const Plan& y) { return x.score > y.score; });
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
    float best_linear = -1e9F, best_option = -1e9F;
    for (const auto& plan : plans) {
        best_linear = std::max(best_linear, plan.linear_score);
        best_option = std::max(best_option, plan.option_score);
    }
    f[k++] = first.linear_score - best_linear;
    f[k++] = first.option_score - best_option;
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
