#include "compiler/option_builder.hpp"

#include <algorithm>

#include "compiler/column_contents.hpp"
#include "compiler/defined_options.hpp"
#include "compiler/print/like_pattern.hpp"
#include "sql/pattern_bounds.hpp"

namespace pf::compiler {
namespace {

// "The most recently founded org": when it was founded is what they are ranked by.
bool is_ranked_participle(const OptionBuilder& b, const Option& option) {
    if (option.role != Role::select || option.aggregate != Summary::none || option.column.column < 0 ||
        !b.word(option.end - 1).ends_with("ed"))
        return false;
    const int before = b.word(option.begin - 1).ends_with("ly") ? option.begin - 2 : option.begin - 1;
    return superlative_cue(b.word(before)) != 0 &&
           std::any_of(b.tables().begin(), b.tables().end(),
                       [&](const TableMention& mention) { return mention.begin == option.end; });
}

// "The top patterns by number of episodes": so is the number.
bool is_ranking_count(const OptionBuilder& b, const Option& option) {
    const bool count =
        option.role == Role::count || (option.role == Role::select && option.aggregate == Summary::count);
    if (!count) return false;
    const int top = b.find(0, b.size(), WordClass::ranking_end);
    if (top < 0) return false;
    for (int k = std::max(top, 1); k < b.size(); ++k)
        if (b.is(k, WordClass::row_number_noun) && b.is(k - 1, WordClass::by) && has(option.covers, k)) return true;
    return false;
}

// A text that the guard would not let into a LIKE pattern, wherever in it other text may stand.
bool makes_no_pattern(const Option& option) {
    const bool pattern = option.role == Role::value && (option.op == Op::contains || option.op == Op::not_contains ||
                                                        option.op == Op::starts || option.op == Op::ends);
    return pattern && sql::refuse_like(print::like_pattern(Op::contains, option.value)).has_value();
}

// An episode's running number, which no two have, says which one it is: nobody adds it up who does not name it.
bool adds_up_names(const OptionBuilder& b, const Option& option) {
    const bool adds = option.aggregate == Summary::sum || option.aggregate == Summary::avg;
    if (!adds || option.column.column < 0 || option.expression != Expression::column ||
        !b.schema().column(option.column).unique)
        return false;
    const auto counts_rows = [&](const ColumnMention& mention) {  // "the average number of guests per episode"
        return b.is(mention.end, WordClass::of) &&
               std::any_of(b.tables().begin(), b.tables().end(),
                           [&](const TableMention& rows) { return rows.begin == mention.end + 1; });
    };
    return std::none_of(b.columns().begin(), b.columns().end(), [&](const ColumnMention& mention) {
        return mention.column == option.column && mention.exact && !counts_rows(mention);
    });
}

// Seconds since 1970 are no amount of anything.
bool adds_up_moments(const OptionBuilder& b, const Option& option) {
    const bool adds =
        option.aggregate == Summary::sum || option.aggregate == Summary::avg || option.aggregate == Summary::median;
    return adds && option.column.column >= 0 && option.expression == Expression::column &&
           is_moment(b.schema(), option.column);
}

}  // namespace

TokenSet tokens_in(int from, int to) {
    TokenSet set;
    for (int i = std::max(from, 0); i < to; ++i) mark(set, i);
    return set;
}

OptionBuilder::OptionBuilder(Analysis& analysis, const SchemaIndex& schema)
    : a_(analysis),
      schema_(schema),
      values_(find_values(analysis, schema)),
      superlatives_(compiler::superlatives(analysis.sentence.tokens)),
      orders_(order_cues(analysis.sentence.tokens)),
      spans_(time_spans(analysis.sentence.tokens)) {
    a_.kinds = find_kinds(analysis, schema, values_);
    if (a_.kinds.empty()) a_.kinds = find_unnamed_rows(analysis, schema, values_);
}

void OptionBuilder::add(Option option) {
    if (a_.options.size() >= max_options || is_ranked_participle(*this, option) || is_ranking_count(*this, option) ||
        makes_no_pattern(option) || takes_words_of_another(a_, option) || takes_cue_of_metric(*this, option) ||
        !means_defined(option, *this) || adds_up_names(*this, option) || adds_up_moments(*this, option))
        return;
    option.shared &= ~option.covers;
    if (option.column.column >= 0)
        for (const auto& mention : a_.columns)
            option.beside |= mention.beside && mention.column == option.column &&
                             (mention.begin == option.begin || mention.begin == option.operand);
    a_.options.push_back(std::move(option));
}

bool OptionBuilder::names_column(int at) const {
    return std::any_of(a_.columns.begin(), a_.columns.end(),
                       [at](const ColumnMention& mention) { return mention.exact && has(mention.tokens, at); });
}

bool OptionBuilder::is_value(int at) const {
    return std::any_of(values_.begin(), values_.end(), [at](const ValueMention& value) {
        return value.begin <= at && at < value.end && value.quality > 0.8F;
    });
}

bool OptionBuilder::stop_between(int one, int other) const {
    for (int i = std::min(one, other) + 1; i <= std::max(one, other) && i < size(); ++i)
        if (token(i).stop_before) return true;
    return false;
}

std::string OptionBuilder::text(int begin, int end) const {
    std::string text;
    for (int k = begin; k < end; ++k) text += (k > begin ? " " : "") + token(k).text;
    return text;
}

}  // namespace pf::compiler
