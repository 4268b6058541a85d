#include "compiler/conventions.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "compiler/emit_sql.hpp"
#include "compiler/lexicon.hpp"

namespace pf::compiler {
namespace {

constexpr std::array<std::string_view, 14> openings{"find", "list",   "show", "get", "give",  "display", "return",
                                                    "run",  "fetch",  "me",   "us",  "all",   "every",   "please"};

bool ranks(const Token& token) {
    return token.number || superlative_cue(token.word) != 0 || measure_cue(token.word) || token.word == "top" ||
           token.word == "newest" || token.word == "latest" || token.word == "most" || token.word == "recently";
}

// The table a command is about: named right after the opening words and what ranks its rows; -1 when it is no such command.
int commanded_table(const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    std::size_t at = 0;
    while (at < tokens.size() && std::find(openings.begin(), openings.end(), tokens[at].word) != openings.end()) ++at;
    if (at + 1 < tokens.size() && tokens[at].word == "the" && ranks(tokens[at + 1])) ++at;
    for (; at < tokens.size(); ++at) {
        for (const auto& mention : analysis.tables)
            if (mention.begin == static_cast<int>(at) && mention.link >= 0.99F) return mention.table;
        if (!ranks(tokens[at])) return -1;
    }
    return -1;
}

bool shows_only(const Query& query, int table) {
    return !query.select.empty() && std::all_of(query.select.begin(), query.select.end(), [table](const Term& term) {
        return term.aggregate == Aggregate::none && term.expression == Expression::column && term.column.table == table;
    });
}

// json and its like have no equality, so rows that hold them cannot be made distinct.
bool rows_compare(const SchemaIndex& schema, int table) {
    const auto& columns = schema.ontology().tables[static_cast<std::size_t>(table)].columns;
    return std::none_of(columns.begin(), columns.end(), [](const auto& column) {
        return column.type == "json" || column.type == "xml" || column.type == "point";
    });
}

}  // namespace

bool leaves_choice_of_columns(const Plan& plan) {
    if ((plan.moves & (implied_name | implied_key | implied_all)) != 0) return true;
    return std::any_of(plan.chosen.begin(), plan.chosen.end(),
                       [](const Option* option) { return option->role == Role::select && option->column.column < 0; });
}

bool show_whole_entity(Plan& plan, const Analysis& analysis, const SchemaIndex& schema) {
    const int table = commanded_table(analysis);
    auto& query = plan.query;
    if (table < 0 || !leaves_choice_of_columns(plan) || !shows_only(query, table) || !query.group.empty() ||
        !query.having.empty() || query.count_rows || query.operation != SetOperation::none)
        return false;
    // One option alone may have said the table; anything else that is shown was asked for.
    for (const auto* option : plan.chosen)
        if ((option->role == Role::select && option->column.column >= 0) || option->role == Role::count) return false;
    Term whole;
    whole.column = {table, -1};
    whole.instance = query.select.front().instance;
    const bool repeats = query.from.size() > 1;
    if (repeats && (!query.order.empty() || !rows_compare(schema, table))) return false;
    query.select = {whole};
    query.distinct = repeats;
    plan.moves = (plan.moves & ~static_cast<std::uint32_t>(implied_name | implied_key)) | implied_all;
    plan.sql = emit_sql(query, schema);
    return true;
}

}  // namespace pf::compiler
