// Rows that no name of a table says, but that belong to a row that is named by a value: "Pavel Stone's pets" of
// patients, "what equipment does Vaclav Virtanen have", "how often was LOYAL15 used", "who runs the North Depot".
#include <algorithm>

#include "compiler/link/skeleton.hpp"
#include "compiler/mentions.hpp"
#include "compiler/option_targets.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

using W = WordClass;

constexpr float sure_value = 0.84F;
constexpr float named = 0.6F;        // a table that is said so surely is what is asked for
constexpr float likely = 0.5F;       // a name that takes a word
constexpr float surely_near = 0.4F;  // of a name to the word
constexpr float unknown = 0.2F;      // of rows whose table's name is not near to the word
constexpr float beyond = 0.08F;      // less, for each further key on the way
constexpr std::size_t most = 6, most_values = 3;

const Token& at(const Analysis& analysis, int i) { return analysis.sentence.tokens[static_cast<std::size_t>(i)]; }

bool in_value(const std::vector<ValueMention>& values, int i) {
    return std::any_of(values.begin(), values.end(), [i](const ValueMention& value) {
        return value.quality > 0.8F && value.begin <= i && i < value.end;
    });
}

template <typename Mention>
bool takes(const std::vector<Mention>& mentions, int i) {
    return std::any_of(mentions.begin(), mentions.end(), [i](const Mention& mention) {
        return mention.link >= likely && mention.tokens.test(static_cast<std::size_t>(i));
    });
}

bool is_cue(const Token& token) {
    return token.number || token.kind == Token::Kind::quoted || token.is(W::stop_word, W::rank_word, W::superlative) ||
           token.is(W::measure, W::date_part, W::calendar_unit, W::month, W::weekday, W::negation) ||
           token.is(W::share_noun, W::sum_noun, W::count_noun, W::money_noun, W::quantity_noun, W::asking_for) ||
           token.is(W::referring_verb) || unit_of_measure(token.word).has_value() || is_function_word(token.word) ||
           aggregate_cue(token.word) != Summary::none;
}

// A noun that nothing accounts for; no participle: "orders placed by Anna".
bool is_unknown_noun(int i, const Analysis& analysis, const std::vector<ValueMention>& values) {
    const auto& token = at(analysis, i);
    return token.word.size() > 2 && !is_cue(token) && !token.word.ends_with("ed") && !token.word.ends_with("ly") &&
           !in_value(values, i) && !takes(analysis.tables, i) && !takes(analysis.columns, i);
}

bool is_plural(std::string_view word) { return word.ends_with('s') && !word.ends_with("ss"); }

// A value that may name the row: no word of quantity, "the most money".
bool is_sure(const ValueMention& value, const Analysis& analysis) {
    return value.quality >= sure_value && (value.end - value.begin > 1 || !is_cue(at(analysis, value.begin)));
}

// "the team of Gerald Moss"
bool stands_before(int i, const Analysis& analysis, const std::vector<ValueMention>& values) {
    return std::any_of(values.begin(), values.end(), [&](const ValueMention& value) {
        return is_sure(value, analysis) && (value.begin == i + 1 || value.begin == i + 2);
    });
}

// A column is asked for: it says which rows.
bool names_column(const Analysis& analysis, const std::vector<ValueMention>& values) {
    return std::any_of(analysis.columns.begin(), analysis.columns.end(),
                       [&](const ColumnMention& mention) { return mention.exact && !in_value(values, mention.begin); });
}

// The word for the rows: a noun, one in the plural first, else what asks for them; -1 without one.
int word_for_rows(const Analysis& analysis, const std::vector<ValueMention>& values) {
    const auto size = static_cast<int>(analysis.sentence.tokens.size());
    const bool column = names_column(analysis, values);
    int found = -1;
    for (int i = 0; i < size; ++i) {
        if (!is_unknown_noun(i, analysis, values)) continue;
        if (is_plural(at(analysis, i).word)) return i;
        if (found < 0 && !column &&
            (stands_before(i, analysis, values) || is_at(analysis.sentence.tokens, i - 1, W::what, W::which)))
            found = i;
    }
    for (int i = 0; i < size && found < 0 && !column; ++i)
        if (at(analysis, i).is(W::what, W::who, W::often, W::any_row)) found = i;
    return found;
}

// How near the table's name is to the word, by its letters or by its meaning.
float nearness_to(std::string_view word, int table, const SchemaIndex& schema) {
    for (const auto& part : schema.words_of({table, -1}))
        if (part.written.size() > 2 && (word.starts_with(part.written) || shortens(part.written, word))) return 0.8F;
    return std::max(0.F, nearness(word, {table, -1}, schema));
}

class Rows {
 public:
    Rows(const Analysis& analysis, const SchemaIndex& schema, int word) : schema_(schema), word_(word) {
        const auto& token = at(analysis, word);
        text_ = token.word;
        persons_ = token.is(W::who);
    }

    // Of the tables that refer to the value's, then of those that these refer to as well.
    void of_value(int table) {
        own_ = nearness_to(text_, table, schema_);
        for (const int e : schema_.edges_of(table)) {
            const auto& edge = edge_at(e);
            if (edge.to != table || edge.from == table) {
                if (persons_ && edge.from == table && edge.to != table) add(edge.to, table, 0);
                continue;
            }
            add(edge.from, table, 0);
            for (const int next : schema_.edges_of(edge.from))
                if (edge_at(next).from == edge.from && edge_at(next).to != table) add(edge_at(next).to, table, 1);
        }
    }

    std::vector<KindMention> take() {
        std::stable_sort(found_.begin(), found_.end(), [](const auto& x, const auto& y) { return x.link > y.link; });
        if (found_.size() > most) found_.resize(most);
        return std::move(found_);
    }

 private:
    [[nodiscard]] const JoinEdge& edge_at(int e) const { return schema_.edges()[static_cast<std::size_t>(e)]; }

    void add(int table, int value_table, int further) {
        if (table == value_table) return;
        const float near = nearness_to(text_, table, schema_);
        const bool own = own_ >= surely_near && near < own_ - 0.1F;  // "overdue jobs" are the work orders themselves
        const float link = unknown + 0.4F * near - beyond * static_cast<float>(further) - (own ? 0.1F : 0);
        for (auto& other : found_)
            if (other.table == table) {
                other.link = std::max(other.link, link);
                return;
            }
        found_.push_back({word_, word_ + 1, table, true, link});
    }

    const SchemaIndex& schema_;
    int word_;
    std::string_view text_;
    float own_ = 0;         // how near the word is to the value's own table
    bool persons_ = false;  // "who": whom the row refers to as well
    std::vector<KindMention> found_;
};

}  // namespace

std::vector<KindMention> find_unnamed_rows(const Analysis& analysis, const SchemaIndex& schema,
                                           const std::vector<ValueMention>& values) {
    const bool asked = std::any_of(analysis.tables.begin(), analysis.tables.end(), [&](const TableMention& mention) {
        return mention.link >= named && !in_value(values, mention.begin);
    });
    if (asked) return {};
    const int word = word_for_rows(analysis, values);
    if (word < 0) return {};
    Rows rows(analysis, schema, word);
    std::size_t left = most_values;
    std::vector<int> seen;
    for (const auto& value : values) {
        if (!is_sure(value, analysis) || std::find(seen.begin(), seen.end(), value.column.table) != seen.end())
            continue;
        if (left-- == 0) break;
        seen.push_back(value.column.table);
        rows.of_value(value.column.table);
    }
    return rows.take();
}

}  // namespace pf::compiler
