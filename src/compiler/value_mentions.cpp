// Values of the data in the sentence.
#include <algorithm>
#include <map>
#include <string>

#include "compiler/column_contents.hpp"
#include "compiler/link/nationalities.hpp"
#include "compiler/mentions.hpp"
#include "compiler/word_class.hpp"
#include "model/value_words.hpp"

namespace pf::compiler {
namespace {

using W = WordClass;
using Tokens = std::vector<Token>;

constexpr std::size_t values_found = 600;  // of a sentence, before the longest are chosen
constexpr std::size_t values_per_span = 6;
constexpr int longest_phrase = 10;  // tokens
constexpr std::size_t longest_country_code = 3;
constexpr int longest_plural = 5;
constexpr std::size_t completions_of_a_beginning = 4;
constexpr std::size_t shortest_inside = 4, values_inside = 40, columns_with_inside = 3;

const Token& at(const Tokens& tokens, int i) { return tokens[static_cast<std::size_t>(i)]; }

bool is_quoted(const Token& token) { return token.kind == Token::Kind::quoted; }

bool in_capitals(const Token& token) {
    return std::all_of(token.text.begin(), token.text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}
// "US", "LA": the country and the city, not the words.
bool is_place_in_capitals(const Token& token) { return token.is(W::place_in_capitals) && in_capitals(token); }

int word_count(std::string_view phrase) { return static_cast<int>(std::count(phrase.begin(), phrase.end(), ' ')) + 1; }

// The words of tokens [begin, end) as values are compared, with a blank between.
std::string words_of(const Tokens& tokens, int begin, int end) {
    std::string made;
    for (int k = begin; k < end; ++k) made += (k > begin ? " " : "") + model::value_words(at(tokens, k).word);
    return made;
}

class ValueFinder {
 public:
    ValueFinder(const Analysis& analysis, const SchemaIndex& schema)
        : analysis_(analysis),
          tokens_(analysis.sentence.tokens),
          n_(static_cast<int>(tokens_.size())),
          schema_(schema) {}

    std::vector<ValueMention> run() {
        for (int i = 0; i < n_ && found_.size() < values_found; ++i) find_at(i);
        return std::move(found_);
    }

 private:
    void find_at(int i) {
        const auto& token = at(tokens_, i);
        const bool quoted = is_quoted(token);
        const int last = std::min(n_, i + longest_phrase);
        const auto phrase = phrase_of(i, last);
        if (phrase.empty()) return;
        const auto before = found_.size();
        take(i, last, phrase, 1);
        if (const auto plain = model::without_marks(phrase); plain != phrase) take(i, last, plain, 0.95F);
        if ((quoted || token.capital) && !is_stop_word(token.word) && !is_function_word(token.word))
            take_beginning(i, last, before);
        if (!quoted) take_plurals(i);
        if (quoted || (is_stop_word(token.word) && !is_place_in_capitals(token))) return;
        take_singular(i);
        if (token.kind == Token::Kind::word && !is_function_word(token.word))
            for (const auto synonym : synonyms(token.word)) take(i, i + 1, std::string(synonym), 0.6F);
        take_aliases(i, phrase);
        take_initial_of_sex(i);
        take_country(i);
        if (token.kind == Token::Kind::word && !is_function_word(token.word) && !in_text_that_is_named(i))
            take_inside(i);
    }

    // The words from `begin` on, within a sentence; a quotation stands alone.
    [[nodiscard]] std::string phrase_of(int begin, int last) const {
        std::string phrase;
        for (int j = begin; j < last; ++j) {
            if (j > begin && (at(tokens_, j).stop_before || is_quoted(at(tokens_, begin)))) break;
            const auto words = model::value_words(at(tokens_, j).word);
            if (words.empty()) continue;
            if (!phrase.empty()) phrase += ' ';
            phrase += words;
        }
        return phrase;
    }

    void add(int begin, int end, const model::ValueIndex::Entry& entry, float quality) {
        found_.push_back({begin, end, {entry.table, entry.column}, std::string(entry.value), quality, 0});
    }

    // Each entry matches a leading part of the phrase: its word count says how many tokens it takes.
    void take(int begin, int max_end, const std::string& phrase, float quality) {
        for (const auto& entry : schema_.values().matches(phrase)) {
            const auto length = word_count(entry.words);
            int end = begin, seen = 0;
            for (; end < max_end && seen < length; ++end) {
                const auto inner = model::value_words(at(tokens_, end).word);
                if (!inner.empty()) seen += word_count(inner);
            }
            if (seen != length) continue;
            add(begin, end, entry, quality);
            if (found_.size() > values_found) return;
        }
    }

    // The beginning of a longer value: "New York" of "New York City". Nothing where what was found since `before` says
    // all of it.
    void take_beginning(int i, int last, std::size_t before) {
        int end = i + 1;
        if (!is_quoted(at(tokens_, i)))
            while (end < last && at(tokens_, end).capital && !at(tokens_, end).comma_before) ++end;
        if (std::any_of(found_.begin() + static_cast<std::ptrdiff_t>(before), found_.end(),
                        [end](const ValueMention& whole) { return whole.end >= end; }))
            return;
        const auto prefix = words_of(tokens_, i, end);
        if (prefix.size() < 3) return;
        const auto longer = schema_.values().completions(prefix + " ", completions_of_a_beginning);
        for (const auto& entry : longer) {
            add(i, end, entry, 0.7F);
            // of several such values none alone is meant
            found_.back().beginning = std::any_of(longer.begin(), longer.end(), [&](const auto& other) {
                return other.table == entry.table && other.column == entry.column && other.value != entry.value;
            });
            if (found_.back().beginning) found_.back().value = text_of(i, end);
        }
    }
    [[nodiscard]] std::string text_of(int begin, int end) const {
        std::string made;
        for (int k = begin; k < end; ++k) made += (k > begin ? " " : "") + at(tokens_, k).text;
        return made;
    }

    // "diabetes" of "Type 2 diabetes", "Berlin" of "Berlin Chapter": a word that names nothing and is no value itself.
    void take_inside(int i) {
        const auto& token = at(tokens_, i);
        const auto word = model::value_words(token.word);
        const auto is_here = [i](const ValueMention& value) { return value.begin <= i && i < value.end; };
        const auto names_it = [i](const auto& mention) {
            return mention.link >= linked_by_letters && mention.tokens.test(static_cast<std::size_t>(i));
        };
        if (word.size() < shortest_inside || token.classes.any() ||
            std::any_of(found_.begin(), found_.end(), is_here) ||
            std::any_of(analysis_.columns.begin(), analysis_.columns.end(), names_it) ||
            std::any_of(analysis_.tables.begin(), analysis_.tables.end(), names_it))
            return;
        auto entries = entries_with(word);
        if (entries.empty() && word.ends_with('s')) entries = entries_with(word.substr(0, word.size() - 1));
        std::map<ColumnId, std::vector<const model::ValueIndex::Entry*>> columns;
        for (const auto& entry : entries) columns[{entry.table, entry.column}].push_back(&entry);
        if (columns.size() > columns_with_inside) return;
        for (const auto& [column, values] : columns) {
            const bool one = std::all_of(values.begin(), values.end(),
                                         [&](const auto* value) { return value->value == values.front()->value; });
            add(i, i + 1, *values.front(), one ? 0.7F : 0.6F);
            found_.back().inside = !one;
            if (!one) found_.back().value = token.text;
        }
    }
    // "with 'health' in the title": it is searched for there.
    [[nodiscard]] bool in_text_that_is_named(int i) const {
        const int name = is_at(tokens_, i + 2, W::the, W::its, W::their) ? i + 3 : i + 2;
        return is_at(tokens_, i + 1, W::in) &&
               std::any_of(analysis_.columns.begin(), analysis_.columns.end(), [&](const ColumnMention& mention) {
                   return mention.begin == name && mention.link >= linked_by_letters;
               });
    }
    // Values of several words, one of which it is.
    [[nodiscard]] std::vector<model::ValueIndex::Entry> entries_with(const std::string& word) const {
        auto entries = schema_.values().containing(word, values_inside);
        const auto first = schema_.values().completions(word + " ", values_inside);
        entries.insert(entries.end(), first.begin(), first.end());
        return entries;
    }

    // "anti-patterns": the plural of a value of several words
    void take_plurals(int i) {
        for (int j = i + 1; j < std::min(n_, i + longest_plural); ++j) {
            const auto& last = at(tokens_, j);
            if (last.stop_before) break;
            if (last.word.size() < 4 || !last.word.ends_with('s') || last.word.ends_with("ss")) continue;
            auto head = model::value_words(last.word);
            if (head.size() > 1) head.pop_back();
            take_whole(i, j + 1, words_of(tokens_, i, j) + " " + head, 0.92F);
        }
    }
    // Values whose words are the phrase and no less.
    void take_whole(int begin, int end, const std::string& phrase, float quality) {
        for (const auto& entry : schema_.values().matches(phrase))
            if (entry.words == phrase) add(begin, end, entry, quality);
    }

    void take_singular(int i) {
        const auto& token = at(tokens_, i);
        const auto& text = token.text;
        // "TVs", but not "gas"
        const bool initials = text.size() == 3 && text[2] == 's' && text[0] <= 'Z' && text[1] <= 'Z';
        if ((token.word.size() <= 3 && !initials) || !token.word.ends_with('s')) return;
        const auto word = model::value_words(token.word);
        take(i, i + 1, word.substr(0, word.size() - 1), 0.9F);
        if (word.size() > 4 && word.ends_with("ies"))
            take(i, i + 1, word.substr(0, word.size() - 3) + "y", 0.9F);
        else if (word.size() > 4 && word.ends_with("es"))
            take(i, i + 1, word.substr(0, word.size() - 2), 0.85F);
    }

    void take_aliases(int i, const std::string& phrase) {
        for (const auto alias : value_aliases(phrase)) {
            if (is(alias.said, W::place_in_capitals) && !is_place_in_capitals(at(tokens_, i))) continue;
            take_whole(i, std::min(i + word_count(alias.said), n_), std::string(alias.stands_for), 0.9F);
        }
    }

    // "Dutch" of a column with Netherlands, or of countries with NL; "from Germany" of a column with German. Not where
    // the word itself is a value.
    void take_country(int i) {
        const auto& word = at(tokens_, i).word;
        const auto* country = word.size() > longest_country_code ? country_of(word) : nullptr;
        const auto is_value = [i](const ValueMention& value) { return value.begin == i && value.quality >= 1; };
        if (!country || std::any_of(found_.begin(), found_.end(), is_value)) return;
        for (const auto* forms : {&country->names, &country->nationalities})
            for (const auto form : *forms) take_whole(i, i + 1, std::string(form), 0.85F);
        for (const auto code : country->codes)
            for (const auto& entry : schema_.values().matches(code))
                if (entry.words == code && is_of_country({entry.table, entry.column})) add(i, i + 1, entry, 0.85F);
    }
    [[nodiscard]] bool is_of_country(ColumnId id) const {
        const auto& words = schema_.words_of(id);
        return std::any_of(words.begin(), words.end(),
                           [](const NameWord& word) { return is(word.word, W::name_of_country); });
    }

    // "women" of a column gender with F
    void take_initial_of_sex(int i) {
        const auto initial = value_of(at(tokens_, i).word, W::initial_of_sex);
        if (initial.empty()) return;
        for (const auto& entry : schema_.values().matches(initial))
            for (const auto& name : schema_.words_of({entry.table, entry.column}))
                if (is(name.word, W::name_of_sex)) add(i, i + 1, entry, 0.95F);
    }

    const Analysis& analysis_;
    const Tokens& tokens_;
    int n_;
    const SchemaIndex& schema_;
    std::vector<ValueMention> found_;
};

bool is_single_capital(const Tokens& tokens, int i) {
    return i >= 0 && i < static_cast<int>(tokens.size()) && at(tokens, i).capital && at(tokens, i).text.size() == 1;
}
// "got A or C": a single letter between "or" or "and" and another.
bool in_alternatives(const Tokens& tokens, int i) {
    return (is_at(tokens, i + 1, W::or_, W::and_) && is_single_capital(tokens, i + 2)) ||
           (is_at(tokens, i - 1, W::or_, W::and_) && is_single_capital(tokens, i - 2));
}

// Whether a stop word is written as a value is: "IT", "Will" where that is the value.
bool is_written_as_value(const ValueMention& value, const Token& token, const Tokens& tokens) {
    if (!token.capital || value.begin == 0) return false;
    if (token.text == value.value) return token.text.size() > 1 || in_alternatives(tokens, value.begin);
    return token.text.size() > 1 && in_capitals(token);
}

// Whether the value's column is said in full right before it.
bool follows_its_column(const ValueMention& value, const Analysis& analysis) {
    return std::any_of(analysis.columns.begin(), analysis.columns.end(), [&](const ColumnMention& mention) {
        return mention.column == value.column && mention.exact && mention.end <= value.begin &&
               value.begin - mention.end <= 3 && value.quality > 0.95F;
    });
}
// A table that is said with other words too is not what the value says: "credit" of "credit cards".
bool is_table_name(const ValueMention& value, int begin, const Analysis& analysis) {
    const auto sure = [](const TableMention& table) { return table.link >= 0.9F; };
    return std::any_of(analysis.tables.begin(), analysis.tables.end(), [&](const TableMention& table) {
        if (!sure(table) || table.begin != begin || table.end != value.end) return false;
        return std::none_of(analysis.tables.begin(), analysis.tables.end(), [&](const TableMention& other) {
            return sure(other) && other.table == table.table && other.begin == value.end;
        });
    });
}

// "rentals still out", where somebody is called Still: a word with a meaning of its own, in small letters, is nobody.
bool is_taken_for_a_person(const ValueMention& value, const Token& token, const SchemaIndex& schema) {
    if (token.capital || token.classes.none() || !schema.is_person_table(value.column.table)) return false;
    const auto& names = schema.naming_columns(value.column.table);
    return std::find(names.begin(), names.end(), value.column.column) != names.end();
}

// A single function word is a value only when it is written like one, a table's own name only where its column is said.
bool is_unlikely(const ValueMention& value, const Analysis& analysis, const SchemaIndex& schema) {
    const auto& tokens = analysis.sentence.tokens;
    int begin = value.begin;  // without "the"
    while (begin < value.end && is_stop_word(at(tokens, begin).word)) ++begin;
    const bool single = value.end - value.begin <= 1;
    if (!single && begin == value.end) return true;
    const auto& token = at(tokens, std::min(begin, value.end - 1));
    if (is_quoted(token)) return false;
    const bool capital_tells = token.capital && value.begin > 0;
    if (!capital_tells && is_table_name(value, begin, analysis) && !follows_its_column(value, analysis) &&
        !says_what_is_referred_to(schema, value.column))
        return true;
    if (!single) return false;
    if (is_stop_word(token.word)) return !is_written_as_value(value, token, tokens);
    if (is_taken_for_a_person(value, token, schema) && !follows_its_column(value, analysis)) return true;
    return is_function_word(token.word) && !token.capital && value.quality < 1;
}

bool same_span(const ValueMention& a, const ValueMention& b) { return a.begin == b.begin && a.end == b.end; }

// Whether a longer value holds it, or its column has one on the same words.
bool is_shadowed(const ValueMention& value, const std::vector<ValueMention>& longer) {
    return std::any_of(longer.begin(), longer.end(), [&](const ValueMention& other) {
        if (same_span(value, other)) return other.column == value.column;
        return other.begin <= value.begin && value.end <= other.end && other.quality > 0.8F &&
               other.end - other.begin > 1;
    });
}

// The longest wins; what lies inside it is gone ("John F Kennedy" holds no 'F').
std::vector<ValueMention> keep_longest(std::vector<ValueMention> found) {
    std::stable_sort(found.begin(), found.end(), [](const ValueMention& a, const ValueMention& b) {
        if (a.end - a.begin != b.end - b.begin) return a.end - a.begin > b.end - b.begin;
        if (a.begin != b.begin) return a.begin < b.begin;
        if (a.quality != b.quality) return a.quality > b.quality;
        return a.column < b.column;
    });
    std::vector<ValueMention> kept;
    for (auto& value : found) {
        const auto same = static_cast<std::size_t>(std::count_if(
            kept.begin(), kept.end(), [&value](const ValueMention& other) { return same_span(value, other); }));
        if (same < values_per_span && !is_shadowed(value, kept)) kept.push_back(std::move(value));
    }
    return kept;
}

void count_rivals(std::vector<ValueMention>& values) {
    for (auto& value : values)
        value.rivals =
            static_cast<std::uint8_t>(std::count_if(values.begin(), values.end(), [&value](const ValueMention& other) {
                return &other != &value && same_span(value, other);
            }));
}

}  // namespace

std::vector<ValueMention> find_values(const Analysis& analysis, const SchemaIndex& schema) {
    auto found = ValueFinder(analysis, schema).run();
    std::erase_if(found, [&](const ValueMention& value) { return is_unlikely(value, analysis, schema); });
    auto values = keep_longest(std::move(found));
    count_rivals(values);
    std::stable_sort(values.begin(), values.end(),
                     [](const ValueMention& a, const ValueMention& b) { return a.begin < b.begin; });
    return values;
}

}  // namespace pf::compiler
