#include "compiler/rank/option_features.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

namespace pf::compiler {
namespace {

constexpr std::array<std::string_view, role_count> role_names{"select", "count", "order",   "ordcount", "value",
                                                              "number", "date",  "compare", "null",     "having",
                                                              "absent", "limit", "join"};
constexpr std::array<std::string_view, 8> aggregate_names{"-", "count", "sum", "avg", "min", "max", "range", "share"};
constexpr std::array<std::string_view, 13> op_names{
    "eq", "ne", "lt", "le", "gt", "ge", "between", "contains", "starts", "ends", "notcontains", "null", "notnull"};
constexpr std::array<std::string_view, 12> digits{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};

std::string_view bucket(int value) {
    if (value < 0) return "neg";
    if (value <= 6) return digits[static_cast<std::size_t>(value)];
    return value <= 10 ? "7+" : "11+";
}
std::string_view link_bucket(float link) {
    if (link >= 0.99F) return "full";
    if (link >= 0.85F) return "high";
    if (link >= 0.65F) return "good";
    if (link >= 0.45F) return "half";
    return "low";
}
std::string_view type_name(const ColumnTraits& t) {
    if (t.primary) return "primary";
    if (t.foreign) return "foreign";
    if (t.naming) return "naming";
    if (t.boolean) return "boolean";
    if (t.temporal) return "time";
    if (t.date_like) return "year";
    if (t.number_type) return "number";
    if (t.id_name) return "code";
    if (t.flag) return "flag";
    if (t.number) return "textnumber";
    return "text";
}

bool opens_clause(std::string_view w) {
    static const std::unordered_set<std::string_view> words{
        "where",  "whose",   "that",   "which", "who", "with",    "for",    "by",   "each",    "per",
        "order",  "ordered", "sorted", "sort",  "and", "having",  "have",   "has",  "in",      "of",
        "from",   "than",    "is",     "are",   "not", "without", "no",     "most", "highest", "least",
        "lowest", "average", "number", "many",  "top", "when",    "either", "both", "or",      "but"};
    return words.contains(w);
}

}  // namespace

Context::Context(const Analysis& a, const SchemaIndex& s, const Weights& weights) : analysis(a), schema(s) {
    const auto& tokens = a.sentence.tokens;
    words_.reserve(tokens.size());
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto known = weights.words.find(tokens[i].word);
        const char kind = a.token_class[i];
        if (kind == 'V')
            words_.emplace_back("<v>");
        else if (kind == 'N')
            words_.emplace_back("<n>");
        else if (kind == 'C' && !is_function_word(tokens[i].word))
            words_.emplace_back("<c>");
        else if (kind == 'T' && !is_function_word(tokens[i].word))
            words_.emplace_back("<t>");
        else if (known != weights.words.end())
            words_.emplace_back(*known);
        else
            words_.emplace_back("<w>");
    }
}

std::string_view Context::word(int at) const {
    if (at < 0) return "<s>";
    if (at >= static_cast<int>(words_.size())) return "<e>";
    return words_[static_cast<std::size_t>(at)];
}

bool Context::has(std::string_view wanted) const {
    return std::find(words_.begin(), words_.end(), wanted) != words_.end();
}

std::string_view Context::clause(int at) const {
    for (int i = at - 1; i >= std::max(0, at - 12); --i)
        if (opens_clause(words_[static_cast<std::size_t>(i)])) return words_[static_cast<std::size_t>(i)];
    return "";
}

// What the option's own words say of its column's name.
Said Context::said(const Option& o) const {
    const auto index = static_cast<std::size_t>(&o - analysis.options.data());
    if (said_.size() < analysis.options.size()) said_.resize(analysis.options.size());
    if (said_[index]) return *said_[index];
    Said made;
    if (o.column.table < 0) return *(said_[index] = made);
    const auto& names = schema.words_of(o.column);
    const auto& tokens = analysis.sentence.tokens;
    const TokenSet own = o.covers | o.shared;
    float whole = 0, here = 0, anywhere = 0;
    TokenSet matched;
    for (const auto& name : names) {
        const float weight = is_stop_word(name.word) ? 0.2F : name.of_table ? 0.4F : 1.F;
        whole += weight;
        bool at_own = false, at_any = false;
        for (std::size_t t = 0; t < tokens.size(); ++t) {
            if (tokens[t].kind != Token::Kind::word || tokens[t].stem != name.stem) continue;
            at_any = true;
            if (!own.test(t)) continue;
            at_own = true;
            matched.set(t);
        }
        here += at_own ? weight : 0;
        anywhere += at_any ? weight : 0;
    }
    // a synonym of the semantic model is a name too
    const auto synonyms_of_it = schema.synonym_stems(o.column);
    for (std::size_t t = 0; t < tokens.size() && !synonyms_of_it.empty(); ++t) {
        if (std::find(synonyms_of_it.begin(), synonyms_of_it.end(), tokens[t].stem) == synonyms_of_it.end()) continue;
        anywhere = std::max(anywhere, whole);
        if (!own.test(t)) continue;
        here = std::max(here, whole);
        matched.set(t);
    }
    made.here = here / std::max(whole, 0.1F);
    made.anywhere = anywhere / std::max(whole, 0.1F);
    for (std::size_t t = 0; t < tokens.size(); ++t)
        made.foreign +=
            own.test(t) && !matched.test(t) && analysis.token_class[t] == 'C' && !is_stop_word(tokens[t].word);
    const auto telling = [&](const Token& token) {
        const auto columns = schema.columns_with(token.stem);
        return columns == 0 ? 0.F : 1 / std::sqrt(static_cast<float>(columns));
    };
    for (std::size_t t = 0; t < tokens.size(); ++t)
        if (matched.test(t)) made.rare += telling(tokens[t]);
    const auto lose = [&](std::size_t t) {
        const auto& stem = tokens[t].stem;
        if (own.test(t) || analysis.token_class[t] != 'C' || is_stop_word(tokens[t].word) ||
            std::any_of(names.begin(), names.end(), [&](const NameWord& name) { return name.stem == stem; }))
            return;
        made.lost += telling(tokens[t]);
    };
    const auto first = own._Find_first();
    if (first < tokens.size()) {
        auto last = first;
        while (last + 1 < tokens.size() && own.test(last + 1)) ++last;
        if (first > 0 && !tokens[first].comma_before) lose(first - 1);
        if (last + 1 < tokens.size() && !tokens[last + 1].comma_before) lose(last + 1);
    }
    return *(said_[index] = made);
}

void option_features(const Option& o, const Context& context, FeatureSink& sink) {
    const auto& a = context.analysis;
    const auto& schema = context.schema;
    const auto& tokens = a.sentence.tokens;
    // the role, with what distinguishes its kinds
    std::string role(role_names[static_cast<std::size_t>(o.role)]);
    if (o.aggregate != Aggregate::none) role += aggregate_names[static_cast<std::size_t>(o.aggregate)];
    if (o.role == Role::select && o.column.column < 0) role += "T";
    if (o.role == Role::count && o.column.column >= 0) role += "C";
    if (o.excluded) role += "X";
    if ((o.role == Role::order || o.role == Role::order_count) && o.limit > 0) role += "L";
    const std::string_view r = role;
    sink.add({r});
    const auto how = digits[o.how];
    const auto link = link_bucket(o.link);
    const auto rivals = bucket(o.rivals);
    std::string_view type = "none";
    bool table_mentioned = false, first_table = false, last_table = false;
    if (o.column.table >= 0) {
        if (o.column.column >= 0) type = type_name(schema.traits(o.column));
        for (const int t : a.mentioned_tables) table_mentioned |= t == o.column.table;
        first_table = !a.mentioned_tables.empty() && a.mentioned_tables.front() == o.column.table;
        last_table = !a.mentioned_tables.empty() && a.mentioned_tables.back() == o.column.table;
    }
    const auto mentioned = table_mentioned ? (first_table ? "first" : last_table ? "last" : "mid") : "no";
    const auto op = op_names[static_cast<std::size_t>(o.op)];
    const auto said = context.said(o);
    const auto direct = link_bucket(said.here);
    sink.add({r, "direct", direct, link});
    sink.add({r, "direct", direct, bucket(static_cast<int>(said.foreign)), mentioned});
    sink.add({r, "lost", said.lost > 0.4F ? "much" : said.lost > 0 ? "some" : "none", direct});
    sink.add({r, "link", link, how});
    sink.add({r, "rivals", rivals, mentioned});
    sink.add({r, "link", link, rivals, mentioned});
    sink.add({r, "type", type});
    sink.add({r, "type", type, how});
    sink.add({r, "op", op, type});
    sink.add({r, "table", mentioned});
    if (o.column.column >= 0) sink.add({r, "beside", o.beside ? "y" : "n", rivals});
    const auto p1 = context.word(o.begin - 1), p2 = context.word(o.begin - 2), p3 = context.word(o.begin - 3);
    const auto n1 = context.word(o.end), n2 = context.word(o.end + 1), n3 = context.word(o.end + 2);
    sink.add({r, "p1", p1});
    sink.add({r, "p2", p2, p1});
    sink.add({r, "p3", p3, p2, p1});
    sink.add({r, "p1", p1, type});
    sink.add({r, "n1", n1});
    sink.add({r, "n2", n1, n2});
    sink.add({r, "n3", n1, n2, n3});
    sink.add({r, "pn", p1, n1});
    sink.add({r, "pn2", p2, p1, n1});
    sink.add({r, "q", context.word(0), context.word(1)});
    sink.add({r, "q1", context.word(0)});
    const auto clause = context.clause(o.begin);
    sink.add({r, "clause", clause});
    sink.add({r, "clause", clause, type});
    const int n = context.size();
    const auto place = bucket(o.begin * 5 / std::max(n, 1));
    sink.add({r, "place", place});
    sink.add({r, "place", place, context.word(0)});
    // how many columns were said before and after this one
    int before = 0, after = 0, last_end = -1;
    bool same_before = false, same_after = false;
    for (const auto& mention : a.columns) {
        if (mention.link < 0.5F) continue;
        if (mention.end <= o.begin) {
            before += mention.begin >= last_end;
            last_end = mention.end;
            same_before |= mention.column == o.column && o.column.column >= 0;
        } else if (mention.begin >= o.end) {
            after += mention.begin >= last_end;
            last_end = mention.end;
            same_after |= mention.column == o.column && o.column.column >= 0;
        }
    }
    sink.add({r, "before", bucket(before), "after", bucket(after)});
    if (same_before) sink.add({r, "samebefore", clause});
    if (same_after) sink.add({r, "sameafter", clause});
    // where a value, number, superlative or order word stands
    auto nearest = [&](char kind, int from, int step) {
        for (int i = from, d = 0; i >= 0 && i < n && d < 7; i += step, ++d)
            if (a.token_class[static_cast<std::size_t>(i)] == kind) return d;
        return 9;
    };
    sink.add({r, "valueafter", bucket(nearest('V', o.end, 1))});
    sink.add({r, "numberafter", bucket(nearest('N', o.end, 1))});
    sink.add({r, "valuebefore", bucket(nearest('V', o.begin - 1, -1))});
    sink.add({r, "tableafter", bucket(nearest('T', o.end, 1)), n1});
    if (o.cue >= 0) {
        const auto cue = context.word(o.cue);
        sink.add({r, "cue", cue});
        sink.add({r, "cue", cue, context.word(o.cue + 1)});
        sink.add({r, "cue", cue, context.word(o.cue - 1)});
        sink.add({r, "cue", cue, type, how});
        if (o.role == Role::order || o.role == Role::order_count) {
            const auto direction = o.descending ? "down" : "up";
            sink.add({r, "way", direction, cue});
            sink.add({r, "way", direction, cue, context.word(o.cue + 1)});
            sink.add({r, "way", direction, context.word(o.cue - 1), cue});
            sink.add({r, "way", direction, cue, type});
        }
        if (o.operand >= 0) {
            const int distance = o.operand - o.cue;
            sink.add({r, "cueto", cue, distance < 0 ? "before" : "after", bucket(std::abs(distance))});
            std::string between;
            if (distance > 0 && distance < 6)
                for (int i = o.cue + 1; i < o.operand; ++i) between += context.word(i), between += ' ';
            sink.add({r, "between", cue, between});
            sink.add({r, "opn1", context.word(o.operand + 1)});
            sink.add({r, "opp1", context.word(o.operand - 1)});
        }
    } else if (o.operand >= 0) {
        const int distance = o.operand < o.begin ? o.begin - o.operand : o.operand - o.end + 20;
        sink.add({r, "operand", distance < 12 ? bucket(distance) : "after", how});
        std::string between;
        if (o.operand < o.begin && o.begin - o.operand < 6)
            for (int i = o.operand + 1; i < o.begin; ++i) between += context.word(i), between += ' ';
        sink.add({r, "between", between, op});
        sink.add({r, "opp1", context.word(o.operand - 1)});
    }
    if (o.role == Role::value) {
        const auto& token = tokens[static_cast<std::size_t>(o.begin)];
        const bool quoted = token.kind == Token::Kind::quoted;
        const auto length = bucket(o.end - o.begin);
        const auto shape = quoted ? "quoted" : token.capital ? "capital" : "lower";
        sink.add({r, "shape", shape, length, how, link});
        sink.add({r, "shape", shape, rivals, mentioned});
        sink.add({r, "shape", shape, type, how});
        sink.add({r, "op", op, shape});
        bool all_names = true;
        for (int i = o.begin; i < o.end; ++i) {
            bool named = false;
            for (const auto& mention : a.columns)
                named |= mention.tokens.test(static_cast<std::size_t>(i)) && mention.exact;
            for (const auto& mention : a.tables)
                named |= mention.tokens.test(static_cast<std::size_t>(i)) && mention.link > 0.9F;
            all_names = all_names && named;
        }
        sink.add({r, "isname", all_names ? "y" : "n", shape, how});
        if (o.end - o.begin == 1) sink.add({r, "functionword", is_function_word(token.word) ? "y" : "n", shape, how});
    }
    if (o.role == Role::number && o.column.column >= 0) {
        const auto& summary = schema.values().summary(o.column.table, o.column.column);
        double value = 0;
        if (tokens[static_cast<std::size_t>(o.begin)].number) value = *tokens[static_cast<std::size_t>(o.begin)].number;
        const bool known = summary.low == summary.low;
        const auto fit = !known ? "unknown" : value < summary.low ? "below" : value > summary.high ? "above" : "inside";
        sink.add({r, "fit", fit, op});
        sink.add({r, "fit", fit, type, how});
        sink.add({r, "year", value >= 1000 && value <= 2200 ? "y" : "n", type});
    }
    if (o.role == Role::select || o.role == Role::count) {
        // standing in a list with other names: "name, age and country"
        const bool comma = o.begin < n && tokens[static_cast<std::size_t>(std::min(o.begin, n - 1))].comma_before;
        const auto list = comma ? "comma" : p1 == "and" || p2 == "and" ? "and" : "no";
        sink.add({r, "list", list, p1, n1});
        sink.add({r, "list", list, clause});
        const bool sentence2 = [&] {
            for (int i = 1; i <= o.begin && i < n; ++i)
                if (tokens[static_cast<std::size_t>(i)].stop_before) return true;
            return false;
        }();
        if (sentence2) sink.add({r, "second", clause});
        if (context.has("each") || context.has("per") || context.has("every")) sink.add({r, "haseach", p1, type});
        if (context.has("many")) sink.add({r, "hasmany", p1, place});
    }
}

std::array<float, option_dense_count> option_dense(const Option& o, const Context& context, float linear) {
    std::array<float, option_dense_count> f{};
    const auto& a = context.analysis;
    const auto& schema = context.schema;
    const bool column = o.column.column >= 0;
    int better = 0, span_mates = 0;
    float best_link = 0, best_here = 0, best_anywhere = 0, best_rare = 0;
    const auto said = context.said(o);
    for (const auto& other : a.options) {
        if (other.role != o.role || other.aggregate != o.aggregate) continue;
        if (((other.covers | other.shared) & (o.covers | o.shared)).any()) {
            const auto theirs = context.said(other);
            best_rare = std::max(best_rare, theirs.rare - theirs.lost);
        }
        if (other.begin != o.begin) continue;
        ++span_mates;
        better += other.link > o.link + 1e-4F;
        best_link = std::max(best_link, other.link);
        const auto theirs = context.said(other);
        best_here = std::max(best_here, theirs.here);
        best_anywhere = std::max(best_anywhere, theirs.anywhere);
    }
    std::size_t k = 0;
    f[k++] = linear;
    f[k++] = static_cast<float>(o.role) + (o.excluded ? 0.5F : 0);
    f[k++] = o.link;
    f[k++] = o.link - best_link;
    f[k++] = static_cast<float>(better);
    f[k++] = static_cast<float>(span_mates);
    f[k++] = static_cast<float>(o.rivals);
    f[k++] = static_cast<float>(o.how);
    f[k++] = static_cast<float>(o.aggregate);
    f[k++] = static_cast<float>(o.op);
    f[k++] = static_cast<float>(o.begin);
    f[k++] = static_cast<float>(o.end - o.begin);
    f[k++] = static_cast<float>(context.size() - o.begin);
    f[k++] = o.operand < 0 ? -99 : static_cast<float>(o.operand - o.begin);
    f[k++] = o.cue < 0 ? -99 : static_cast<float>(o.begin - o.cue);
    int rank = 99;
    for (std::size_t i = 0; i < a.mentioned_tables.size(); ++i)
        if (a.mentioned_tables[i] == o.column.table) rank = static_cast<int>(i);
    f[k++] = static_cast<float>(rank);
    f[k++] = static_cast<float>(a.mentioned_tables.size());
    const ColumnTraits none;
    const auto& traits = column ? schema.traits(o.column) : none;
    f[k++] = static_cast<float>(traits.number_type + 2 * traits.text + 4 * traits.temporal);
    f[k++] = static_cast<float>(traits.primary + 2 * traits.foreign);
    f[k++] = static_cast<float>(traits.naming + 2 * traits.date_like);
    f[k++] = column ? static_cast<float>(schema.words_of(o.column).size()) : 0;
    int distance = 99;  // to the nearest mention of its table
    for (const auto& mention : a.tables)
        if (mention.table == o.column.table && mention.link > 0.45F)
            distance =
                std::min(distance, mention.begin >= o.begin ? mention.begin - o.begin : o.begin - mention.begin + 1);
    f[k++] = static_cast<float>(distance);
    int count_other = 0;
    for (const auto& mention : a.columns) count_other += mention.column == o.column;
    f[k++] = static_cast<float>(count_other);
    f[k++] = static_cast<float>(o.covers.count());
    f[k++] = column ? static_cast<float>(std::min<std::uint32_t>(
                          schema.values().summary(o.column.table, o.column.column).distinct, 3000))
                    : -1;
    f[k++] = static_cast<float>(a.columns.size());
    f[k++] =
        o.role == Role::value && context.analysis.sentence.tokens[static_cast<std::size_t>(o.begin)].text == o.value
            ? 1
            : 0;
    f[k++] = (o.column.table >= 0 && schema.is_link(o.column.table) ? 1.F : 0.F) + (o.beside ? 2.F : 0.F);
    f[k++] = said.here;
    f[k++] = said.here - best_here;
    f[k++] = said.anywhere;
    f[k++] = said.anywhere - best_anywhere;
    f[k++] = static_cast<float>(said.foreign);
    f[k++] = said.rare;
    f[k++] = said.lost;
    f[k++] = said.rare - said.lost - best_rare;
    f[k++] = (o.descending ? 1.F : 0.F) + (o.limit > 0 ? 2.F : 0.F);
    float twins = 0;  // a column of the same name in another table that is mentioned
    if (column)
        for (const int table : a.mentioned_tables) {
            const auto& columns = schema.table(table).columns;
            twins += table != o.column.table && std::any_of(columns.begin(), columns.end(), [&](const auto& other) {
                         return other.name == schema.column(o.column).name;
                     });
        }
    f[k++] = twins;
    const auto& tokens = a.sentence.tokens;
    bool qualified = false;  // by a word that nothing links: "lead time" where only "time" is a name
    if (const auto before = static_cast<std::size_t>(o.begin) - 1; o.begin > 0 && before < tokens.size())
        qualified = a.token_class[before] == 'W' && !is_function_word(tokens[before].word);
    f[k++] = qualified;
    return f;
}

std::optional<float> untaught_score(const Option& option) {
    if (option.role == Role::date) {
        if (option.how != 1) return 2 * option.link;
        const int distance =
            option.operand < option.begin ? option.begin - option.operand : option.operand - option.begin + 2;
        return 1.5F + 2 * option.link - 0.3F * static_cast<float>(distance);
    }
    if (option.expression != Expression::column || option.aggregate >= Aggregate::range) return 2 + 3 * option.link;
    if (option.how == order_of_shown) return 1.5F + 2 * option.link;
    return std::nullopt;
}

void score_options(Analysis& analysis, const Context& context, const Weights& weights) {
    std::vector<Option*> taught;
    std::vector<std::array<float, option_dense_count>> rows;
    for (auto& option : analysis.options) {
        if (const auto fixed = untaught_score(option)) {
            option.score = *fixed;
            continue;
        }
        FeatureSink sink(weights.option);
        option_features(option, context, sink);
        option.score = sink.score();
        if (weights.option_forest.trees.empty()) continue;
        taught.push_back(&option);
        rows.push_back(option_dense(option, context, option.score));
    }
    const auto scores = weights.option_forest.values(rows);
    for (std::size_t i = 0; i < taught.size(); ++i) taught[i]->score = scores[i];
}

}  // namespace pf::compiler
