#include "compiler/conventions.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "compiler/doubts.hpp"
#include "compiler/join_path.hpp"
#include "compiler/lexicon.hpp"
#include "compiler/plan/fingerprint.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/rank/cue_agreement.hpp"
#include "compiler/rank/plan_features.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

constexpr std::array<std::string_view, 14> openings{"find", "list",  "show", "get", "give", "display", "return",
                                                    "run",  "fetch", "me",   "us",  "all",  "every",   "please"};

bool orders_rows(const Token& token) {
    return superlative_cue(token.word) != 0 || measure_cue(token.word) || token.word == "top" ||
           token.word == "newest" || token.word == "latest" || token.word == "most" || token.word == "recently";
}
bool ranks(const Token& token) { return token.number || orders_rows(token); }

// The table a command is about: named right after the opening words and what ranks its rows; null when it is no such
// command.
const TableMention* commanded_table(const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    std::size_t at = 0;
    while (at < tokens.size() && std::find(openings.begin(), openings.end(), tokens[at].word) != openings.end()) ++at;
    if (at + 1 < tokens.size() && tokens[at].word == "the" && ranks(tokens[at + 1])) ++at;
    for (; at < tokens.size(); ++at) {
        for (const auto& mention : analysis.tables)
            if (mention.begin == static_cast<int>(at) && mention.link >= 0.99F) return &mention;
        if (!ranks(tokens[at])) return nullptr;
    }
    return nullptr;
}

// After the query of the plan was changed.
void look_anew(Plan& plan) { plan.shape = plan::shape_of(plan.query); }

bool shows_only(const plan::Shape& query, int table) {
    return !query.select.empty() &&
           std::all_of(query.select.begin(), query.select.end(), [table](const plan::TermView& term) {
               return term.aggregate == Summary::none && term.expression == Expression::column &&
                      term.column.table == table;
           });
}

// json and its like have no equality, so rows that hold them cannot be made distinct.
bool rows_compare(const SchemaIndex& schema, int table) {
    const auto& columns = schema.ontology().tables[static_cast<std::size_t>(table)].columns;
    return std::none_of(columns.begin(), columns.end(), [](const auto& column) {
        return column.type == "json" || column.type == "xml" || column.type == "point";
    });
}

bool negates(const plan::Shape& query) {
    if (query.operation == plan::SetOperation::except) return true;
    return std::any_of(query.where.begin(), query.where.end(), [](const plan::ConditionShape& c) {
        return c.negated || c.op == Op::ne || c.op == Op::not_contains || c.op == Op::is_null || c.op == Op::not_null;
    });
}

bool counts(const plan::Shape& query) {
    if (query.count_rows) return true;
    return std::any_of(query.select.begin(), query.select.end(),
                       [](const plan::TermView& t) { return t.aggregate == Summary::count; });
}

bool joins_alternatives(const plan::Shape& query) {
    if (query.operation == plan::SetOperation::unite) return true;
    return std::any_of(query.where.begin(), query.where.end(), [](const plan::ConditionShape& c) {
        return c.any_of || (c.inside && joins_alternatives(*c.inside));
    });
}

bool computes(const plan::Shape& query, Summary aggregate) {
    const auto has = [aggregate](const plan::TermView& term) { return term.aggregate == aggregate; };
    if (std::any_of(query.select.begin(), query.select.end(), has)) return true;
    for (const auto& key : query.order)
        if (has(key.term)) return true;
    for (const auto& c : query.having)
        if (has(c.left)) return true;
    // "the total number of"
    if (aggregate == Summary::sum && counts(query)) return true;
    return std::any_of(query.where.begin(), query.where.end(),
                       [&](const plan::ConditionShape& c) { return c.inside && computes(*c.inside, aggregate); });
}

using Tokens = std::vector<Token>;

std::string_view word_at(const Tokens& tokens, std::size_t i) {
    return i < tokens.size() ? std::string_view(tokens[i].word) : std::string_view{};
}
std::string_view word_before(const Tokens& tokens, std::size_t i) {
    return i > 0 ? std::string_view(tokens[i - 1].word) : std::string_view{};
}

bool says_per(const Tokens& tokens, std::size_t i) {
    const auto word = word_at(tokens, i), before = word_before(tokens, i);
    return word == "per" || (word == "each" && (before == "for" || before == "in"));
}
bool says_negation(const Tokens& tokens, std::size_t i) {
    const auto word = word_at(tokens, i);
    return word == "not" || word == "without" || word == "never" || (word == "no" && i > 0);
}
bool says_how_many(const Tokens& tokens, std::size_t i) {
    const auto word = word_at(tokens, i);
    return (word == "how" && word_at(tokens, i + 1) == "many") || (i == 0 && word == "count");
}
bool says_alternatives(const Tokens& tokens, std::size_t i) {
    const auto next = word_at(tokens, i + 1);
    return word_at(tokens, i) == "or" && next != "more" && next != "less" && next != "fewer" && next != "later" &&
           next != "earlier" && next != "equal";
}
bool says_both(const Tokens& tokens, std::size_t i) { return word_at(tokens, i) == "both"; }
bool says_rank(const Tokens& tokens, std::size_t i) {
    const auto word = word_at(tokens, i);
    return (measure_cue(word) && word.ends_with("est")) ||
           ((word == "most" || word == "fewest") && word_before(tokens, i) != "at");
}

using Says = bool (*)(const Tokens&, std::size_t);
bool says(const Tokens& tokens, Says at) {
    for (std::size_t i = 0; i < tokens.size(); ++i)
        if (at(tokens, i)) return true;
    return false;
}

// Words that ask for structure, and whether a plan has it.
struct Demand {
    Says says;
    bool (*met)(const plan::Shape&);
};
constexpr std::array<Demand, 7> demands{
    {{says_per, [](const plan::Shape& query) { return !query.group.empty() || query.windowed; }},
     {says_negation, negates},
     {says_how_many, counts},
     {says_alternatives, [](const plan::Shape& query) { return query.operation != plan::SetOperation::intersect; }},
     {says_alternatives, joins_alternatives},
     {says_both, [](const plan::Shape& query) { return !joins_alternatives(query); }},
     {says_rank, ranks_rows}}};

// The last of them that is said.
Summary aggregate_said(const Tokens& tokens) {
    Summary said = Summary::none;
    for (const auto& token : tokens)
        if (token.word == "average" || token.word == "total") said = aggregate_cue(token.word);
    return said;
}

// How much of the structure that words of the sentence ask for the plan lacks.
int missing_structure(const plan::Shape& query, const Tokens& tokens) {
    int missing = 0;
    for (const auto& demand : demands)
        if (says(tokens, demand.says) && !demand.met(query)) missing += 2;
    if (query.operation == plan::SetOperation::except && !says(tokens, says_negation)) missing += 1;
    const auto aggregate = aggregate_said(tokens);
    if (aggregate != Summary::none && !computes(query, aggregate)) missing += 2;
    return missing;
}

// "patterns by guest": each guest's patterns, so that the guest must be told.
bool shows_what_it_is_by(const plan::Shape& query, const Analysis& analysis) {
    for (const auto& mention : analysis.tables) {
        if (mention.begin == 0 || mention.link < 0.9F) continue;
        const auto& before = analysis.sentence.tokens[static_cast<std::size_t>(mention.begin) - 1].word;
        if (before != "by" && before != "per") continue;
        const auto of_it = [&mention](const plan::TermView& term) { return term.column.table == mention.table; };
        if (std::none_of(query.select.begin(), query.select.end(), of_it) &&
            std::none_of(query.order.begin(), query.order.end(),
                         [&of_it](const plan::OrderShape& key) { return of_it(key.term); }))
            return false;
    }
    return true;
}

// "the top 5 countries by total funding": what is said behind "by" orders, if anything does.
bool orders_by_the_aggregate(const plan::Shape& query, const Tokens& tokens) {
    if (query.order.empty()) return true;
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
        if (tokens[i].word != "by") continue;
        const auto said = aggregate_cue(tokens[i + 1].word);
        if (said == Summary::sum || said == Summary::avg || said == Summary::median)
            return std::any_of(query.order.begin(), query.order.end(),
                               [said](const plan::OrderShape& key) { return key.term.aggregate == said; });
    }
    return true;
}

// "guests and their orgs": of each guest the org.
bool shows_both_of_a_pair(const plan::Shape& query, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    const auto shows = [&query](int table) {
        return std::any_of(query.select.begin(), query.select.end(),
                           [table](const plan::TermView& term) { return term.column.table == table; });
    };
    for (const auto& left : analysis.tables)
        for (const auto& right : analysis.tables) {
            const auto between = static_cast<std::size_t>(left.end);
            if (left.link < 0.9F || right.link < 0.9F || left.table == right.table || right.begin != left.end + 2 ||
                !tokens[between].is(WordClass::and_) || !tokens[between + 1].is(WordClass::owner) ||
                tokens[between + 1].word == "the")
                continue;
            if (!shows(left.table) || !shows(right.table)) return false;
        }
    for (const auto& left : analysis.kinds)  // "founders and the patterns they discussed"
        for (const auto& right : analysis.tables) {
            const auto between = static_cast<std::size_t>(left.end);
            if (right.link < 0.9F || left.table == right.table || right.begin <= left.end ||
                right.begin > left.end + 2 || !tokens[between].is(WordClass::and_))
                continue;
            if (!shows(left.table) || !shows(right.table)) return false;
        }
    return true;
}

// "how many patterns": of the table said right behind it, where one is said in full.
bool counts_what_is_asked(const plan::Shape& query, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    if (query.count_rows) return true;
    for (const auto& mention : analysis.tables) {
        const auto before = static_cast<std::size_t>(mention.begin);
        if (mention.link < 0.99F || before < 2 || !says_how_many(tokens, before - 2)) continue;
        return std::any_of(query.select.begin(), query.select.end(), [&](const plan::TermView& term) {
            return term.aggregate == Summary::count && term.column.table == mention.table;
        });
    }
    return true;
}

bool asks_for_different_rows(const Analysis& analysis) {
    return std::any_of(analysis.sentence.tokens.begin(), analysis.sentence.tokens.end(), [](const Token& token) {
        return token.word == "different" || token.word == "distinct" || token.word == "unique";
    });
}

bool shows_any_of(const plan::Shape& query, int table) {
    return query.count_rows ||
           std::any_of(query.select.begin(), query.select.end(), [table](const plan::TermView& term) {
               return term.column.table == table || term.aggregate != Summary::none;
           });
}

constexpr std::array<std::string_view, 6> joinings{"linked", "related", "connected", "associated", "belonging", "tied"};

// Words of the sentence's frame: what opens it, and words that only say that two things belong together.
TokenSet framing(const Analysis& analysis) {
    TokenSet frame;
    for (std::size_t i = 0; i < analysis.sentence.tokens.size(); ++i) {
        const auto is_in = [&word = analysis.sentence.tokens[i].word](const auto& list) {
            return std::find(list.begin(), list.end(), word) != list.end();
        };
        if (is_in(openings) || is_in(joinings)) frame.set(i);
    }
    return frame;
}

// Columns that nothing, or next to nothing, in the sentence points to.
int guessed_columns(const Plan& plan, const Analysis& analysis, const SchemaIndex& schema) {
    const auto names_its_table = [&](const Option& option) {  // "which guests": their names
        return schema.traits(option.column).naming && stands_for_rows(option, analysis);
    };
    const auto is_year = [&](const Option& option) {  // "invoices from 2010": hardly a postal code or a key
        const auto& token = analysis.sentence.tokens[static_cast<std::size_t>(option.begin)];
        return option.end - option.begin == 1 && token.number && *token.number >= 1900 && *token.number <= 2100;
    };
    const auto is_named = [&](ColumnId id) {  // "per month of created at"
        return std::any_of(analysis.columns.begin(), analysis.columns.end(),
                           [id](const ColumnMention& mention) { return mention.column == id && mention.link >= 0.9F; });
    };
    const auto is_guess = [&](const Option& option) {
        switch (option.role) {
            case Role::value: return option.how == 2 && is_year(option);
            case Role::number:
                return option.how >= 4 || (is_year(option) && option.column.column >= 0 &&
                                           (schema.traits(option.column).key || schema.traits(option.column).text));
            // the date of its row needs no name: "rentals in June", of rental_date
            case Role::date: return option.how >= 4 && option.link < 0.75F;
            case Role::absent: return option.link < 0.45F;  // one of several tables whose rows refer to it
            case Role::select:
                return option.column.column >= 0 && option.link < 0.45F && !names_its_table(option) &&
                       !is_named(option.column);
            default: return false;
        }
    };
    return static_cast<int>(
        std::count_if(plan.chosen.begin(), plan.chosen.end(), [&](const Option* option) { return is_guess(*option); }));
}

// "in each category": a key shown where the table it refers to was said, and no key or code.
bool shows_key_for_name(const plan::Shape& query, const Analysis& analysis, const SchemaIndex& schema) {
    const auto& tokens = analysis.sentence.tokens;
    return std::any_of(query.select.begin(), query.select.end(), [&](const plan::TermView& term) {
        if (term.aggregate != Summary::none || term.column.column < 0 || !schema.traits(term.column).foreign)
            return false;
        for (const int e : schema.edges_of(term.column.table)) {
            const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
            if (edge.from != term.column.table || edge.from_columns.front() != term.column.column) continue;
            for (const auto& mention : analysis.tables)
                if (mention.table == edge.to && mention.link >= 0.9F &&
                    !(mention.end < static_cast<int>(tokens.size()) &&
                      says_key(tokens[static_cast<std::size_t>(mention.end)])))
                    return std::none_of(tokens.begin(), tokens.begin() + mention.begin, says_key);
        }
        return false;
    });
}

}  // namespace

bool says_key(const Token& token) {
    return token.stem == "id" || token.stem == "key" || token.stem == "code" || token.stem == "identifi";
}

bool stands_for_rows(const Option& option, const Analysis& analysis) {
    return std::any_of(analysis.tables.begin(), analysis.tables.end(), [&option](const TableMention& mention) {
        return mention.table == option.column.table && mention.link >= 0.9F && (option.covers & ~mention.tokens).none();
    });
}

bool leaves_choice_of_columns(const Plan& plan) {
    if ((plan.moves & (implied_name | implied_key | implied_all)) != 0) return true;
    return std::any_of(plan.chosen.begin(), plan.chosen.end(),
                       [](const Option* option) { return option->role == Role::select && option->column.column < 0; });
}

// "patients with diabetes": a word that is near in meaning to a table that another word names says nothing of it.
bool adds_nothing(const TableMention& near, const Analysis& analysis) {
    return is_by_meaning(near.by) &&
           std::any_of(analysis.tables.begin(), analysis.tables.end(), [&](const auto& mention) {
               return mention.table == near.table && !is_by_meaning(mention.by) &&
                      (mention.tokens & near.tokens).none();
           });
}

TokenSet words_taking_part(const Plan& plan, const Analysis& analysis, const SchemaIndex& schema) {
    std::vector<int> tables;
    all_tables(plan.shape, tables);
    const auto reads = [&tables](int table) { return std::find(tables.begin(), tables.end(), table) != tables.end(); };
    TokenSet said;
    for (const auto& mention : analysis.tables)
        if (reads(mention.table) && !adds_nothing(mention, analysis)) said |= mention.tokens;
    for (const auto& mention : analysis.columns)
        if (schema.traits(mention.column).foreign && schema.is_link(mention.column.table) &&
            reads(mention.column.table))
            said |= mention.tokens;
    return said;
}

TokenSet words_left_out(const Plan& plan, const Analysis& analysis, const SchemaIndex& schema) {
    return analysis.content & ~plan.covered & ~words_taking_part(plan, analysis, schema) & ~framing(analysis);
}

int unaccounted(const Plan& plan, const Analysis& analysis, const SchemaIndex& schema) {
    int left = static_cast<int>(words_left_out(plan, analysis, schema).count());
    const bool of_each =  // "average guests per episode": one figure
        std::any_of(plan.chosen.begin(), plan.chosen.end(), [](const Option* o) { return averages_each(*o); });
    if (!of_each) left += missing_structure(plan.shape, analysis.sentence.tokens);
    left += guessed_columns(plan, analysis, schema);
    if (shows_key_for_name(plan.shape, analysis, schema)) ++left;
    if (!counts_what_is_asked(plan.shape, analysis)) left += 2;
    if (!orders_by_the_aggregate(plan.shape, analysis.sentence.tokens)) left += 2;
    if (!shows_both_of_a_pair(plan.shape, analysis)) left += 2;
    if (drops_a_measure(plan, analysis)) left += 2;
    if (drops_a_rank_in_groups(plan, analysis)) left += 2;
    if (takes_a_lesser_name(plan, analysis)) left += 2;
    if (plan.moves & second_path) ++left;  // a detour over tables nobody said
    if ((!of_each && !shows_what_it_is_by(plan.shape, analysis)) || drops_a_part_of_time(plan, analysis) ||
        !uses_units(plan, analysis))
        left += 2;
    if (repeats_rows_for_any(plan, analysis)) left += 2;
    if (asks_for_different_rows(analysis) && cue_agreement(plan, cues_of(analysis), analysis)["cue_distinct"] > 0)
        left += 2;
    const auto* subject = commanded_table(analysis);
    if (subject && !shows_any_of(plan.shape, subject->table)) left += 2;
    if (subject && plan.shape.group.empty() && !plan.shape.count_rows && !plan.shape.windowed) {
        auto shown = plan;
        if (!show_whole_entity(shown, analysis, schema))
            left += plan.shape.order.empty() && plan.shape.from.size() == 1 ? 2 : 1;
    }
    return left;
}

namespace {

// "the highest funding of each country", "total funding per stage": asks without a verb.
bool names_a_figure_of_each(const Tokens& tokens) {
    const std::size_t first = !tokens.empty() && tokens[0].word == "the" ? 1 : 0;
    return first < tokens.size() && aggregate_cue(tokens[first].word) != Summary::none &&
           std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
               return token.is(WordClass::each, WordClass::per, WordClass::every, WordClass::by);
           });
}

}  // namespace

bool is_command(const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    if (tokens.size() > 1 && tokens[0].word == "how" && tokens[1].word == "many") return true;
    if (!tokens.empty() && std::find(openings.begin(), openings.end(), tokens[0].word) != openings.end()) return true;
    return commanded_table(analysis) != nullptr || names_a_figure_of_each(tokens);
}

bool names_rows_of_an_entity(const Analysis& analysis) { return commanded_table(analysis) != nullptr; }

bool only_names_an_entity(const Analysis& analysis) {
    const auto* mention = commanded_table(analysis);
    const auto& tokens = analysis.sentence.tokens;
    // "largest documents": which measure is meant, the name of the entity does not say
    return mention && (analysis.content & ~mention->tokens).none() &&
           std::none_of(tokens.begin(), tokens.begin() + mention->begin, orders_rows);
}

namespace {

// Whether each group is one row of the table, told by its declared key, of which all its columns depend.
bool groups_each_row(const Plan& plan, int table, const SchemaIndex& schema) {
    const int key = schema.key_column(table);
    const auto& group = plan.shape.group;
    return key >= 0 && schema.traits({table, key}).primary && !group.empty() &&
           std::all_of(group.begin(), group.end(), [table](const auto& by) { return by.column.table == table; }) &&
           std::any_of(group.begin(), group.end(), [&](const auto& by) {
               return by.column == ColumnId{table, key} || (by.column.column >= 0 && schema.column(by.column).unique);
           });
}

}  // namespace

bool show_whole_entity(Plan& plan, const Analysis& analysis, const SchemaIndex& schema) {
    const auto* mention = commanded_table(analysis);
    const auto& shape = plan.shape;
    const bool grouped = !shape.group.empty() || !shape.having.empty();
    if (!mention || !shows_only(shape, mention->table) || (grouped && !groups_each_row(plan, mention->table, schema)) ||
        shape.count_rows || shape.windowed || shape.operation != plan::SetOperation::none)
        return false;
    // The words that name the table may have been taken for what is shown; anything else that is shown was asked for.
    for (const auto* option : plan.chosen)
        if (option->role == Role::count || (option->role == Role::select && (option->covers & ~mention->tokens).any()))
            return false;
    const bool repeats = shape.from.size() > 1 && !grouped;
    if (repeats && (!shape.order.empty() || !rows_compare(schema, mention->table))) return false;
    const plan::Terms terms(*analysis.arena);
    const plan::Source source{mention->table, shape.select.front().instance};
    plan.query.select = {{terms.all(source), {}}};
    if (grouped) {
        plan.query.group = {terms.column(source, schema.key_column(mention->table))};
        for (const auto& key : plan.query.order)  // what ranks them is told
            if (plan::has_aggregate(*key.term)) plan.query.select.push_back({key.term, {}});
    }
    plan.query.distinct = repeats;
    plan.moves = (plan.moves & ~static_cast<std::uint32_t>(implied_name | implied_key | made_distinct)) | implied_all;
    look_anew(plan);
    return true;
}

bool show_each_value_once(Plan& plan, const Analysis& analysis, const SchemaIndex& schema) {
    const auto& shape = plan.shape;
    if (plan.chosen.size() != 1 || plan.chosen.front()->role != Role::select || shape.select.size() != 1 ||
        shape.distinct || shape.select.front().aggregate != Summary::none ||
        shape.select.front().expression != Expression::column || !shape.order.empty() || shape.limit > 0 ||
        shape.from.size() != 1 || !shape.group.empty())
        return false;
    const auto id = shape.select.front().column;
    if (id.column < 0 || schema.column(id).unique || schema.traits(id).naming || schema.traits(id).key) return false;
    const auto& said = plan.chosen.front()->covers;
    const auto& tokens = analysis.sentence.tokens;
    std::size_t last = tokens.size();
    for (std::size_t i = 0; i < tokens.size(); ++i)
        if (said.test(i)) last = i;
    if (last >= tokens.size() || !is_plural(tokens[last])) return false;  // "the country": of each row
    for (const auto& mention : analysis.tables)
        if (mention.link >= 0.9F && mention.table == id.table && (mention.tokens & ~said).any()) return false;
    plan.query.distinct = true;
    look_anew(plan);
    return true;
}

namespace {

// Whether a count of the rows of a table may count one of them more than once.
bool counts_repeated_rows(const Plan& plan, int table, const SchemaIndex& schema) {
    const auto& group = plan.shape.group;
    const bool of_groups =
        std::any_of(group.begin(), group.end(), [table](const plan::TermView& by) { return by.column.table == table; });
    return table >= 0 && schema.key_column(table) >= 0 && !of_groups && repeats_rows(plan.query, table, schema);
}

// In what is shown, what orders and what groups are chosen by.
bool count_rows_once(Plan& plan, const plan::Terms& terms, const SchemaIndex& schema) {
    if (plan.shape.count_rows) return false;
    bool changed = false;
    const auto once = [&](const plan::Term* term) {
        const int table = term->source.table;
        if (!plan::counts_rows(*term) || !counts_repeated_rows(plan, table, schema)) return term;
        changed = true;
        return terms.aggregate(plan::Aggregate::count, terms.column({table, 0}, schema.key_column(table)), true);
    };
    for (auto& shown : plan.query.select) shown.term = plan::rewrite(shown.term, terms, once);
    if (goes_over_others(plan.shape.from, schema)) {
        for (auto& key : plan.query.order) key.term = plan::rewrite(key.term, terms, once);
        for (auto& condition : plan.query.having) condition = plan::rewrite(condition, terms, once);
    }
    if (changed) look_anew(plan);
    return changed;
}

}  // namespace

void count_entities_once(std::vector<Plan>& plans, const Analysis& analysis, const SchemaIndex& schema,
                         bool described) {
    const plan::Terms terms(*analysis.arena);
    for (std::size_t i = 0; i < plans.size();) {
        auto& plan = plans[i];
        const auto stands_before = [&] {
            const auto made = plan::fingerprint_of_result(plan.query, schema);
            return std::any_of(plans.begin(), plans.begin() + static_cast<std::ptrdiff_t>(i), [&](const Plan& earlier) {
                return plan::fingerprint_of_result(earlier.query, schema) == made;
            });
        };
        if ((described || goes_over_others(plan.shape.from, schema)) && count_rows_once(plan, terms, schema) &&
            stands_before())
            plans.erase(plans.begin() + static_cast<std::ptrdiff_t>(i));
        else
            ++i;
    }
}

}  // namespace pf::compiler
