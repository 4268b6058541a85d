#include "compiler/options.hpp"

#include <algorithm>

#include "compiler/constructs/offers.hpp"
#include "compiler/mentions.hpp"
#include "compiler/option_builder.hpp"
#include "compiler/spelling.hpp"

namespace pf::compiler {
namespace {

// A table's name yields to the whole name of a column.
void classify_names(Analysis& analysis) {
    const auto at = [&analysis](int k) -> char& { return analysis.token_class[static_cast<std::size_t>(k)]; };
    for (const auto& mention : analysis.tables)
        for (int k = mention.begin; k < mention.end; ++k)
            if (has(mention.tokens, k) && mention.link > 0.45F) at(k) = 'T';
    for (const auto& mention : analysis.columns)
        for (int k = mention.begin; k < mention.end; ++k)
            if (has(mention.tokens, k) && mention.link > 0.4F && (at(k) != 'T' || mention.exact)) at(k) = 'C';
}

// Names yield to numbers, to quoted texts, and to values of several words.
void classify_literals(Analysis& analysis, const std::vector<ValueMention>& values) {
    const auto& tokens = analysis.sentence.tokens;
    auto& classes = analysis.token_class;
    for (std::size_t i = 0; i < tokens.size(); ++i)
        if (tokens[i].number && !tokens[i].ordinal) classes[i] = 'N';
    for (const auto& value : values) {
        if (value.quality <= 0.8F) continue;
        for (auto i = static_cast<std::size_t>(value.begin); i < static_cast<std::size_t>(value.end); ++i)
            if (classes[i] == 'W' || value.end - value.begin > 1) classes[i] = 'V';
    }
    for (std::size_t i = 0; i < tokens.size(); ++i)
        if (tokens[i].kind == Token::Kind::quoted) classes[i] = 'V';
}

TokenSet content_of(const Analysis& analysis, const SchemaIndex& schema) {
    TokenSet content;
    for (std::size_t i = 0; i < analysis.sentence.tokens.size(); ++i) {
        const auto& token = analysis.sentence.tokens[i];
        const char kind = analysis.token_class[i];
        if (kind == 'W' && schema.is_affix(token.word)) continue;  // "tbl employee"
        const bool named = (kind == 'C' || kind == 'T') && !is_stop_word(token.word);
        if (named || !is_function_word(token.word) || token.number || token.kind == Token::Kind::quoted) content.set(i);
    }
    return content;
}

// Whether only what its word may mean links it: "shiny" to the kind of a pattern, "diabetes" to patients.
bool is_near_only(const Option& option, const Analysis& analysis) {
    const bool by_name = option.role == Role::select || option.role == Role::order || option.role == Role::value;
    if (!by_name || option.link > linked_by_letters) return false;
    return option.column.column >= 0 ||
           std::any_of(analysis.tables.begin(), analysis.tables.end(), [&](const TableMention& mention) {
               return mention.table == option.column.table && mention.begin == option.begin &&
                      is_by_meaning(mention.by);
           });
}

}  // namespace

Analysis analyse(std::string_view text, const SchemaIndex& schema) {
    Analysis analysis;
    analysis.sentence = tokenise(text, Spelling(schema));
    if (const auto* definitions = schema.definitions()) analysis.meant = definitions->phrases().say(analysis.sentence);
    find_mentions(analysis, schema);
    OptionBuilder builder(analysis, schema);
    constructs::offer_all(builder);
    for (const auto& option : analysis.options) {
        analysis.linked |= option.covers | option.shared;
        if (!is_near_only(option, analysis)) analysis.named |= option.covers | option.shared;
    }
    std::stable_sort(analysis.options.begin(), analysis.options.end(),
                     [](const Option& x, const Option& y) { return first_of(x.covers) < first_of(y.covers); });
    analysis.token_class.assign(analysis.sentence.tokens.size(), 'W');
    classify_names(analysis);
    classify_literals(analysis, builder.values());
    analysis.content = content_of(analysis, schema);
    return analysis;
}

}  // namespace pf::compiler
