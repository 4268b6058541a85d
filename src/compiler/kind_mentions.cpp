// Rows named by a value: "tellers hired in 2020", "logins per day", "transfers above 400".
#include <algorithm>

#include "compiler/mentions.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

using W = WordClass;

constexpr float sure_value = 0.84F;
constexpr float likely_table = 0.45F, sure_table = 0.7F;
constexpr std::size_t most_kinds = 8;
constexpr std::size_t most_tables = 3;  // that refer to one table of codes

bool is_table_at(const Analysis& analysis, int at, float link) {
    return std::any_of(analysis.tables.begin(), analysis.tables.end(), [&](const TableMention& table) {
        return table.link > link && table.begin <= at && at < table.end;
    });
}

// Whether nothing stands between the word before `at` and it: no "&", no comma.
bool follows_at_once(const std::vector<Token>& tokens, int at) {
    const auto& before = tokens[static_cast<std::size_t>(at - 1)];
    const auto& here = tokens[static_cast<std::size_t>(at)];
    return here.begin - before.end <= 1 && !here.comma_before && !here.stop_before;
}

// Whether the value is said as a noun of its own: no table's name, nothing behind it that it tells the kind of, and no
// word before it that makes a place or a time of it.
bool stands_alone(const ValueMention& value, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    if (value.end - value.begin == 1 && is_table_at(analysis, value.begin, sure_table)) return false;
    if (value.end < static_cast<int>(tokens.size()) && follows_at_once(tokens, value.end) &&
        is_table_at(analysis, value.end, likely_table))
        return false;
    return !is_at(tokens, value.begin - 1, W::in, W::from, W::with, W::by, W::at, W::on);
}

bool is_plural(const ValueMention& value, const Analysis& analysis) {
    const auto& word = analysis.sentence.tokens[static_cast<std::size_t>(value.end - 1)].word;
    return word.size() > 3 && word.ends_with('s') && !word.ends_with("ss") &&
           (value.value.empty() || (value.value.back() != 's' && value.value.back() != 'S'));
}

bool says_kind(const SchemaIndex& schema, ColumnId id) {
    const auto& words = schema.words_of(id);
    return std::any_of(words.begin(), words.end(), [](const NameWord& word) { return is(word.word, W::kind_name); });
}

}  // namespace

std::vector<KindMention> find_kinds(const Analysis& analysis, const SchemaIndex& schema,
                                    const std::vector<ValueMention>& values) {
    std::vector<KindMention> kinds;
    const auto add = [&kinds](const ValueMention& value, int table) {
        if (kinds.size() < most_kinds) kinds.push_back({value.begin, value.end, table});
    };
    for (const auto& value : values) {
        if (value.quality < sure_value || value.beginning || !stands_alone(value, analysis)) continue;
        const bool codes = schema.is_code_table(value.column.table);
        if (!says_kind(schema, value.column) && !(codes && is_plural(value, analysis))) continue;
        if (!codes) {
            add(value, value.column.table);
            continue;
        }
        std::size_t left = most_tables;
        for (const int e : schema.edges_of(value.column.table)) {
            const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
            if (edge.to == value.column.table && edge.from != edge.to && left-- > 0) add(value, edge.from);
            if (left == 0) break;
        }
    }
    return kinds;
}

}  // namespace pf::compiler
