#include "compiler/rank/plan_patterns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>

#include "compiler/rank/names.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

char term_pattern(const plan::TermView& term) {
    switch (term.windowed) {
        case plan::Windowed::running: return 'R';
        case plan::Windowed::change: return 'C';
        case plan::Windowed::growth: return 'G';
        case plan::Windowed::rank: return 'P';
        case plan::Windowed::none: break;
    }
    if (term.aggregate == Summary::none && term.column.column < 0) return '*';
    if (term.aggregate == Summary::none && term.expression == Expression::bucket) return 'b';
    if (term.aggregate == Summary::none) return term.expression != Expression::column ? 'e' : 'c';
    if (term.aggregate == Summary::count && term.column.column >= 0) return 'd';
    return names_of(term.aggregate).sign;
}

// Of one whose kind says it all, "" for the others.
std::string_view plain_pattern(const plan::ConditionShape& c) {
    if (c.kind == plan::ConditionView::Kind::date) return "d";
    if (c.kind == plan::ConditionView::Kind::flag) return "f";
    if (c.kind == plan::ConditionView::Kind::subquery && c.membership) return c.negated ? "N" : "I";
    return "";
}

std::string condition_pattern(const plan::ConditionShape& c) {
    std::string made(plain_pattern(c));
    if (!made.empty()) return made;
    switch (c.kind) {
        case plan::ConditionView::Kind::literal: made = c.number_literal ? "n" : "v"; break;
        case plan::ConditionView::Kind::null_test: made = "u"; break;
        case plan::ConditionView::Kind::terms: made = "t"; break;
        default:
            made = "S";
            if (c.inside && !c.inside->select.empty()) made += term_pattern(c.inside->select[0]);
    }
    return made.append(names_of(c.op).sign);
}

std::string_view operation_pattern(plan::SetOperation operation) {
    switch (operation) {
        case plan::SetOperation::intersect: return "Xi";
        case plan::SetOperation::except: return "Xe";
        case plan::SetOperation::unite:
        case plan::SetOperation::unite_all: return "Xu";
        case plan::SetOperation::none: break;
    }
    return "X-";
}

// What kind of column is shown first, "" when it is none.
std::string_view first_shown(const plan::Shape& query, const SchemaIndex& schema) {
    if (query.select.empty() || query.select[0].column.column < 0) return "";
    const auto& t = schema.traits(query.select[0].column);
    if (t.primary) return "Fp";
    if (t.foreign) return "Ff";
    if (t.naming) return "Fn";
    return t.number_type ? "F#" : "Ft";
}

bool holds(const std::vector<int>& list, int value) { return std::find(list.begin(), list.end(), value) != list.end(); }

std::string_view digit(std::size_t value, std::size_t most) { return digits[std::min(value, most)].text; }

// The whole of a plan, two of its parts at a time.
struct Whole {
    std::string select, where, tail, size;
    std::string_view operation;
};

void add_patterns(const Plan& plan, const Whole& whole, const Context& context, TextList& made) {
    const auto& query = plan.shape;
    made.add({whole.select});
    made.add({"L", digit(query.select.size(), 5)});
    made.add({whole.where});
    made.add({whole.size});
    made.add({whole.tail});
    made.add({whole.operation});
    if (query.distinct)
        made.add({"D1"});
    else if (query.group.empty() && !query.select.empty() && query.select[0].aggregate == Summary::none)
        made.add({"D0"});
    made.add({"J", digit(query.from.size(), 5)});
    for (const auto& [move, name] : move_names)
        if (plan.moves & move) made.add({"M", name});
    if (const auto kind = first_shown(query, context.schema); !kind.empty())
        made.add({kind, query.select[0].aggregate != Summary::none ? "a" : ""});
}

void add_distinct(const plan::Shape& query, const Whole& whole, const SchemaIndex& schema, TextList& own) {
    own.add({"D1J", std::to_string(query.from.size()), whole.size});
    bool unique = false, key = false;
    for (const auto& term : query.select) {
        if (term.column.column < 0) continue;
        unique |= schema.column(term.column).unique;
        key |= schema.traits(term.column).key;
    }
    own.add({"D1u", unique ? "1" : "0", key ? "1" : "0"});
}

// Tables that nobody mentioned, and what groups of one table are by.
void add_tables(const plan::Shape& query, const Whole& whole, const Context& context, TextList& own) {
    const auto& schema = context.schema;
    const auto strange =
        static_cast<std::size_t>(std::count_if(query.from.begin(), query.from.end(), [&](const plan::FromEntry& e) {
            return !schema.is_link(e.source.table) && !holds(context.analysis.mentioned_tables, e.source.table);
        }));
    own.add({"K", digit(strange, 4)});
    own.add({"K", digit(strange, 4), "J", std::to_string(query.from.size())});
    if (query.from.size() != 1 || query.group.empty() || query.group[0].column.column < 0) return;
    const auto& t = schema.traits(query.group[0].column);
    const bool unique = t.primary || schema.column(query.group[0].column).unique;
    own.add({"G", unique ? "u" : t.naming ? "n" : "-", whole.tail});
}

void add_words(const Plan& plan, const Context& context, TextList& own) {
    const auto& a = context.analysis;
    for (const auto* o : plan.chosen) {
        if (o->role != Role::having && o->role != Role::order_count && o->role != Role::count) continue;
        own.add({"R", names_of(o->role).name.text,
                 o->column.table < 0                          ? "?"
                 : holds(a.mentioned_tables, o->column.table) ? "m"
                                                              : "s"});
    }
    for (std::size_t i = 0; i < a.sentence.tokens.size(); ++i)
        if (!plan.covered.test(i) && (a.content.test(i) || !a.sentence.tokens[i].is(WordClass::stop_word)))
            own.add({"U", context.word(static_cast<int>(i)).text});
}

}  // namespace

std::string select_pattern(const plan::Shape& query) {
    std::string made;
    for (const auto& term : query.select) made += term_pattern(term);
    if (made.size() > 5) made = made.substr(0, 5) + "+";
    return made;
}

std::string where_pattern(const plan::Shape& query) {
    std::vector<std::string> parts;
    parts.reserve(query.where.size());
    for (const auto& c : query.where) parts.push_back((c.any_of ? "|" : "") + condition_pattern(c));
    std::sort(parts.begin(), parts.end());
    std::string made;
    for (const auto& part : parts) {
        made += part;
        made += ' ';
    }
    return made;
}

std::string tail_pattern(const plan::Shape& query) {
    std::string made;
    if (!query.group.empty()) made += 'g';
    for (const auto& c : query.having) {
        made += 'h';
        made += term_pattern(c.left);
        made += condition_pattern(c);
    }
    for (const auto& key : query.order) {
        made += 'o';
        made += term_pattern(key.term);
        made += key.descending ? '-' : '+';
    }
    if (query.limit > 0) made += query.limit == 1 ? '1' : 'k';
    if (query.offset > 0) made += 's';
    if (query.windowed) made += 'r';
    if (query.count_rows) made += 'w';
    return made;
}

void plan_patterns(const Plan& plan, const Context& context, PlanPatterns& made) {
    const auto& query = plan.shape;
    const auto conditions = query.where.size() + (query.right ? 1 : 0);
    const Whole whole{"S" + select_pattern(query), "W" + where_pattern(query), "T" + tail_pattern(query),
                      "C" + std::string(digit(conditions, 4)), operation_pattern(query.operation)};
    made.patterns.clear();
    add_patterns(plan, whole, context, made.patterns);
    auto& own = made.own;
    own.clear();
    own.add({whole.select, whole.tail});
    own.add({whole.where, whole.tail});
    own.add({whole.select, whole.where});
    own.add({whole.operation, whole.size, whole.select});
    if (query.distinct) add_distinct(query, whole, context.schema, own);
    add_tables(query, whole, context, own);
    add_words(plan, context, own);
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
    std::unordered_set<std::string> seen;
    auto add = [&](std::string gram) {
        if (seen.insert(gram).second) grams.push_back(std::move(gram));
    };
    for (int i = 0; i < context.size() && grams.size() < 140; ++i) {
        const std::string word(context.word(i).text), next(context.word(i + 1).text);
        const bool mask = word.front() == '<';
        if (!mask) add(word);
        if (!(mask && next.front() == '<')) add(fmt::format("{} {}", word, next));
        if (i == 0) add("^" + word);
    }
    return grams;
}

}  // namespace pf::compiler
