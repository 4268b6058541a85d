#include "compiler/rank/plan_features.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <unordered_map>

#include "compiler/join_path.hpp"
#include "compiler/rank/cue_agreement.hpp"

namespace pf::compiler {
namespace {

constexpr std::array<std::string_view, 8> aggregate_letters{"c", "n", "s", "a", "l", "h", "r", "p"};

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

struct JoinShape {
    float fan_out = 0;                // joins that repeat a shown row: from a table to those that refer to it
    float replaceable = 0;            // tables at the rim of which only the key is used that their neighbour has too
    float replaceable_mentioned = 0;  // … that the sentence names
    float shown_unique = 0;           // shown columns that tell rows apart
    float foreign_shown = 0;          // shown keys whose own table is joined or mentioned
};

bool holds(const std::vector<int>& columns, int column) {
    return std::find(columns.begin(), columns.end(), column) != columns.end();
}

JoinShape join_shape(const Query& query, const Analysis& a, const SchemaIndex& schema) {
    JoinShape shape;
    const auto n = query.from.size();
    const auto mentioned = [&](int table) {
        return std::find(a.mentioned_tables.begin(), a.mentioned_tables.end(), table) != a.mentioned_tables.end();
    };
    std::vector<char> reached(n, 0);
    for (const auto& term : query.select) {
        if (term.column.table < 0 || term.aggregate != Aggregate::none) continue;
        for (std::size_t e = 0; e < n; ++e)
            reached[e] |= query.from[e].table == term.column.table && query.from[e].instance == term.instance;
        if (term.column.column < 0) continue;
        shape.shown_unique += schema.column(term.column).unique || schema.traits(term.column).primary;
        for (const int table : a.mentioned_tables)
            for (const int at : schema.edges_of(term.column.table)) {
                const auto& edge = schema.edges()[static_cast<std::size_t>(at)];
                if (edge.from == term.column.table && edge.to == table && table != term.column.table &&
                    holds(edge.from_columns, term.column.column)) {
                    ++shape.foreign_shown;
                    break;
                }
            }
    }
    // from the shown tables along the joins; a step to the side that holds the foreign key repeats rows
    for (bool grown = true; grown;) {
        grown = false;
        for (std::size_t e = 0; e < n; ++e) {
            const auto& entry = query.from[e];
            if (entry.edge < 0 || entry.to < 0) continue;
            const auto other = static_cast<std::size_t>(entry.to);
            if (other >= n || reached[e] == reached[other]) continue;
            const auto& edge = schema.edges()[static_cast<std::size_t>(entry.edge)];
            const int fresh = reached[e] ? query.from[other].table : entry.table;
            shape.fan_out += edge.from == fresh && edge.to != fresh;
            reached[e] = reached[other] = 1;
            grown = true;
        }
    }
    for (std::size_t e = 0; e < n && n > 1; ++e) {
        int edge_at = query.from[e].edge, neighbours = edge_at >= 0 ? 1 : 0;
        for (std::size_t x = 0; x < n; ++x)
            if (x != e && query.from[x].edge >= 0 && query.from[x].to == static_cast<int>(e)) {
                ++neighbours;
                edge_at = query.from[x].edge;
            }
        if (neighbours != 1 || edge_at < 0) continue;
        const auto& edge = schema.edges()[static_cast<std::size_t>(edge_at)];
        const int table = query.from[e].table;
        const auto& keys = edge.from == table ? edge.from_columns : edge.to_columns;
        bool used = false, only_keys = true;
        auto see = [&](const Term& term) {
            if (term.column.table != table || term.instance != query.from[e].instance) return;
            used = true;
            only_keys = only_keys && term.column.column >= 0 && holds(keys, term.column.column);
        };
        for (const auto& term : query.select) see(term);
        for (const auto& term : query.group) see(term);
        for (const auto& c : query.where) see(c.left);
        for (const auto& c : query.having) see(c.left);
        for (const auto& key : query.order) see(key.term);
        if (!used || !only_keys) continue;
        ++shape.replaceable;
        shape.replaceable_mentioned += mentioned(table);
    }
    return shape;
}

// Whether what stands after "each", "per" or "by" is what the rows are grouped by: 1 yes, -1 no, 0 nothing says so.
int group_said(const Query& query, const Plan& plan, const Analysis& a) {
    const auto& tokens = a.sentence.tokens;
    int verdict = 0;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        const auto& word = tokens[i].word;
        if (word != "each" && word != "per" && word != "every" && word != "by") continue;
        std::size_t next = i + 1;
        while (next < tokens.size() && next < i + 4 && a.token_class[next] != 'C' && a.token_class[next] != 'T') ++next;
        if (next >= tokens.size() || next >= i + 4) continue;
        if (query.group.empty()) {
            if (word != "by") verdict = -1;
            continue;
        }
        bool said = false;
        for (const auto* o : plan.chosen)
            if (o->covers.test(next) || o->shared.test(next))
                for (const auto& term : query.group) said |= term.column.table == o->column.table;
        for (const auto& mention : a.tables)
            if (mention.tokens.test(next))
                for (const auto& term : query.group) said |= term.column.table == mention.table;
        verdict = said ? 1 : word == "by" ? verdict : -1;
    }
    return verdict;
}

// The scores of options that would still fit and are left out: of what is shown, or of the rest.
float missed_of(const Plan& plan, const Analysis& a, bool shown) {
    float sum = 0;
    TokenSet taken = plan.covered;
    for (const auto& option : a.options) {
        if (option.role == Role::join || option.score <= 0 || (option.covers & taken).any()) continue;
        if ((option.role == Role::select || option.role == Role::count) != shown) continue;
        sum += option.score;
        taken |= option.covers;
    }
    return sum;
}

}  // namespace

std::array<float, evidence_count> evidence(const Plan& plan, const Context& context) {
    const auto& a = context.analysis;
    float least_shown = 1, sum_shown = 0, shown = 0, least_rest = 1, sum_rest = 0, rest = 0, unnamed = 0,
          unknown_text = 0, regret = 0, before = 0, foreign = 0, lost_shown = 0, lost_rest = 0, rare = 0,
          worst_regret = 0;
    int first_condition = 1 << 20;
    for (const auto* o : plan.chosen)
        if (o->role == Role::value || o->role == Role::number || o->role == Role::date)
            first_condition = std::min(first_condition, o->begin);
    for (const auto* o : plan.chosen) {
        const auto said = context.said(*o);
        const bool is_shown = o->role == Role::select || o->role == Role::count;
        if (o->column.table >= 0) {
            foreign += said.foreign;
            rare += said.rare;
            (is_shown ? lost_shown : lost_rest) += said.lost;
            if (is_shown) {
                least_shown = std::min(least_shown, said.here);
                sum_shown += said.here;
                ++shown;
                before += o->begin > first_condition;
            } else if (o->column.column >= 0) {
                least_rest = std::min(least_rest, said.here);
                sum_rest += said.here;
                ++rest;
            }
        }
        unnamed += o->how >= 2 && o->role != Role::value;
        unknown_text += o->role == Role::value && o->how != 2 && o->how != 5;
        float best = o->score;
        for (const auto& other : a.options)
            if (other.begin == o->begin && other.score > best) best = other.score;
        regret += best - o->score;
        worst_regret = std::max(worst_regret, best - o->score);
    }
    return {least_shown, shown > 0 ? sum_shown / shown : 1,
            least_rest,  rest > 0 ? sum_rest / rest : 1,
            unnamed,     unknown_text,
            regret,      before,
            foreign,     shown,
            rest,        lost_shown,
            lost_rest,   rare,
            worst_regret};
}

// The tables of all parts of the query, subqueries too.
void all_tables(const Query& query, std::vector<int>& tables) {
    for (const auto& entry : query.from) tables.push_back(entry.table);
    for (const auto* conditions : {&query.where, &query.filter})
        for (const auto& c : *conditions)
            if (c.subquery) all_tables(*c.subquery, tables);
    if (query.right) all_tables(*query.right, tables);
}

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
    const auto cues = cues_of(a);
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
        const auto joins = join_shape(query, a, schema);
        f[k++] = joins.fan_out;
        f[k++] = joins.fan_out > 0 && query.distinct ? 1.F : 0.F;
        f[k++] = joins.replaceable;
        f[k++] = joins.replaceable_mentioned;
        f[k++] = joins.shown_unique;
        f[k++] = joins.foreign_shown;
        f[k++] = static_cast<float>(group_said(query, plan, a));
        for (const float value : evidence(plan, context)) f[k++] = value;
        const auto agreement = cue_agreement(plan, cues, a);
        for (const float value : agreement) f[k++] = value;
        f[k++] =
            static_cast<float>(std::count_if(agreement.begin(), agreement.begin() + 13, [](float v) { return v > 0; }));
        const float total_missed = missed_of(plan, a, true), missed_conditions = missed_of(plan, a, false);
        f[k++] = total_missed;
        f[k++] = missed_conditions;
        assert(k <= plan_dense_count);
    }
    return rows;
}

}  // namespace pf::compiler
