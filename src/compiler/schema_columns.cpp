// What a column is good for, which columns name a row, which one is the key.
#include "compiler/schema_parts.hpp"

#include <algorithm>

#include "compiler/lexicon.hpp"
#include "compiler/word_class.hpp"
#include "compiler/words.hpp"

namespace pf::compiler {
namespace {

using W = WordClass;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// "12", "3.5", "100 mph"
bool is_number_with_unit(std::string_view text) {
    std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    const auto first = at;
    while (at < text.size() && (is_digit(text[at]) || text[at] == '.')) ++at;
    if (at == first || !is_digit(text[at - 1])) return false;
    if (at == text.size()) return true;
    if (text[at] != ' ' || text.size() > 20) return false;
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                       [](char c) { return c == ' ' || is_letter(c) || c == '/'; });
}

// A text whose values are numbers, or numbers with a unit.
bool holds_numbers(const model::ValueIndex::ColumnSummary& summary) {
    return !summary.examples.empty() &&
           std::all_of(summary.examples.begin(), summary.examples.end(), is_number_with_unit);
}

bool any_of(const std::vector<NameWord>& words, WordClass of) {
    return std::any_of(words.begin(), words.end(), [&](const NameWord& w) { return is(w.word, of); });
}
bool last_of(const std::vector<NameWord>& words, WordClass of) { return !words.empty() && is(words.back().word, of); }

bool is_given_name(const std::vector<NameWord>& words) {
    return last_of(words, W::given_name) || (any_of(words, W::given_with_name) && any_of(words, W::name));
}
bool is_family_name(const std::vector<NameWord>& words) {
    return last_of(words, W::family_name) || (any_of(words, W::family_with_name) && any_of(words, W::name));
}

// How well a column tells a person which row is meant; 0 and less: not at all.
float naming_score(const ColumnTraits& traits, const std::vector<NameWord>& words, int column, bool of_a_person) {
    const auto own =
        static_cast<std::size_t>(std::count_if(words.begin(), words.end(), [](const auto& w) { return w.of_table; }));
    const float late = 0.05F * static_cast<float>(column);
    if (of_a_person) return 3.5F;
    if (traits.naming)
        return 5 - 0.5F * static_cast<float>(words.size() - 1 - std::min(own, words.size() - 1)) +
               (any_of(words, W::title) ? -0.3F : 0.F) - (any_of(words, W::other_name) ? 2.F : 0.F);
    if (traits.text && !traits.key && own == words.size() && !words.empty()) return 4.5F;
    if (traits.text && !traits.id_name && !traits.date_like)
        return 2 - late - (any_of(words, W::long_text) ? 0.2F : 0.F);
    return traits.text && !traits.date_like ? 1 - late : 0;
}

// "is_primary", "has_garden", "abandoned"
bool says_yes(const std::vector<NameWord>& words) {
    return (words.size() > 1 && is(words.front().written, W::yes_verb)) ||
           (words.size() == 1 && words.front().written.size() > 4 && words.front().written.ends_with("ed"));
}

// "children", "late_count": 0 and 1 may be amounts.
bool says_amount(const std::vector<NameWord>& words) {
    return words.empty() || (words.back().word.ends_with('s') && !words.back().word.ends_with("ss")) ||
           std::any_of(words.begin(), words.end(), [](const NameWord& word) { return is(word.stem, W::no_identity); });
}

}  // namespace

ColumnTraits judge_column(const SchemaIndex& schema, ColumnId id) {
    using T = model::TypeClass;
    const auto& table = schema.table(id.table);
    const auto& column = schema.column(id);
    const auto& words = schema.words_of(id);
    const auto& summary = schema.values().summary(id.table, id.column);
    const auto holds = [&](const std::vector<int>& columns) {
        return std::find(columns.begin(), columns.end(), id.column) != columns.end();
    };
    ColumnTraits made;
    made.number_type = column.type_class == T::integer || column.type_class == T::number;
    made.text = column.type_class == T::text;
    made.number = made.number_type || (made.text && holds_numbers(summary));
    made.temporal = column.type_class == T::date || column.type_class == T::timestamp;
    made.boolean = column.type_class == T::boolean;
    made.primary = table.primary_key.size() == 1 && holds(table.primary_key);
    made.foreign = std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(),
                               [&](const auto& key) { return holds(key.columns); });
    made.key = holds(table.primary_key) || made.foreign;
    made.date_like = made.temporal || any_of(words, W::date_name);
    made.id_name = last_of(words, W::id_name) || made.key;
    made.naming = (made.text || column.type_class == T::other) &&
                  (last_of(words, W::naming_name) || (words.size() > 1 && is(words[0].word, W::name)));
    const bool bits = column.type_class == T::integer && !made.key && summary.low >= 0 && summary.high <= 1;
    const bool both = bits && summary.low < summary.high;
    made.flag = made.boolean || (bits && (any_of(words, W::flag_word) || says_yes(words))) ||
                (both && !says_amount(words)) ||
                (made.text && summary.complete && summary.distinct > 0 && summary.distinct <= 2);
    return made;
}

std::vector<int> choose_naming_columns(const SchemaIndex& schema, int table) {
    const auto& columns = schema.table(table).columns;
    const auto& primary = schema.table(table).primary_key;
    int given = -1, family = -1, best = -1;
    float best_score = 0;
    for (int c = 0; c < schema.own_columns(table); ++c) {
        const auto& words = schema.words_of({table, c});
        const auto& traits = schema.traits({table, c});
        if (given < 0 && is_given_name(words)) given = c;
        if (family < 0 && is_family_name(words)) family = c;
        const float score = naming_score(traits, words, c, c == given || c == family) - (traits.foreign ? 1.F : 0.F);
        if (score > best_score) {
            best_score = score;
            best = c;
        }
    }
    // a person's title says less than the names
    const bool titled = best >= 0 && last_of(schema.words_of({table, best}), W::title);
    if (given >= 0 && family >= 0 && (best_score < 4.4F || titled)) return {given, family};
    if (best >= 0) return {best};
    if (columns.empty()) return {};
    return {primary.empty() ? 0 : primary[0]};
}

bool names_persons(const SchemaIndex& schema, int table) {
    if (schema.naming_columns(table).size() > 1) return true;
    const auto& words = schema.words_of({table, -1});
    return !words.empty() && (is(words.back().stem, W::person_table) || is_person_noun(words.back().word));
}

bool names_codes(const SchemaIndex& schema, int table) {
    constexpr std::size_t most_columns = 4;
    const auto& columns = schema.table(table).columns;
    if (columns.size() < 2 || columns.size() > most_columns || schema.key_column(table) < 0) return false;
    bool text = false, referred_to = false, refers = false;
    for (int c = 0; c < static_cast<int>(columns.size()); ++c)
        text |= c != schema.key_column(table) && schema.traits({table, c}).text;
    for (const int e : schema.edges_of(table)) {
        const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
        referred_to |= edge.to == table && edge.from != table;
        refers |= edge.from == table && edge.to != table;
    }
    return text && referred_to && !refers;
}

int choose_key(const SchemaIndex& schema, int table) {
    const auto& primary = schema.table(table).primary_key;
    if (!primary.empty()) return primary.size() == 1 ? primary[0] : -1;
    if (const int found = schema.table(table).found_key; found >= 0) return found;
    const auto& columns = schema.table(table).columns;
    for (int c = 0; c < schema.own_columns(table); ++c) {
        const auto& words = schema.words_of({table, c});
        if (columns[static_cast<std::size_t>(c)].unique ||
            (last_of(words, W::id) && (words.size() == 1 || words[0].of_table)))
            return c;
    }
    return -1;
}

}  // namespace pf::compiler
