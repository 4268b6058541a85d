// Conditions on texts: values of the data, texts that the data does not know, full names.
#include <algorithm>

#include "compiler/constructs/offers.hpp"
#include "model/value_words.hpp"

namespace pf::compiler::constructs {
namespace {

Option text_option(int begin, int end) {
    Option option;
    option.role = Role::value;
    option.begin = begin;
    option.end = end;
    option.covers = tokens_in(begin, end);
    return option;
}

// Whether the words that name the column are another value of it: "self-service vs desk" of a channel.
bool is_of_a_rival(const OptionBuilder& b, const ValueMention& value, const ColumnMention& mention) {
    constexpr float sure = 0.8F;
    return std::any_of(b.values().begin(), b.values().end(), [&](const ValueMention& other) {
        return other.column == value.column && other.value != value.value && other.quality > sure &&
               (tokens_in(other.begin, other.end) & mention.tokens).any();
    });
}

// "funding of Series A orgs": the word is another column's whole name, though it describes this one ("funding stage").
bool is_named_instead(const OptionBuilder& b, const ColumnMention& mention) {
    return !mention.exact && std::any_of(b.columns().begin(), b.columns().end(), [&](const ColumnMention& other) {
        return other.exact && other.column != mention.column && (other.tokens & mention.tokens).any();
    });
}

Option known_text(const OptionBuilder& b, const ValueMention& value) {
    auto option = text_option(value.begin, value.end);
    option.column = value.column;
    option.value = value.value;
    option.link = value.quality;
    option.rivals = value.rivals;
    option.how = 2;
    if (value.beginning) option.op = Op::starts;
    if (value.inside) option.op = Op::contains;
    if (value.value == "NULL") {  // that nothing is kept has a meaning of its own: "NULL = permanent"
        option.role = Role::null_test;
        option.op = Op::is_null;
        return option;
    }
    const auto* mention = mention_near(b, value.column, value.begin, value.end, 6);
    if (mention && !names_another(b, *mention)) {
        option.how = 1;
        option.operand = mention->begin;
        // "country France", "whose country is France": the name is used up; "France … country" is looser
        const bool asks_for_edge = b.is(mention->begin, WordClass::first, WordClass::last) && mention->link < 0.9F;
        if (!is_of_a_rival(b, value, *mention) && !is_named_instead(b, *mention) &&
            !asks_for_edge &&  // "when did Nora last order"
            (mention->end <= value.begin ? value.begin - mention->end <= 4 : mention->begin <= value.end))
            option.shared |= mention->tokens | mention->table_tokens;
    }
    return option;
}

// "web vs app bookings", "compare Berlin with Munich", "keg revenue versus bottle revenue".
bool are_rivals(const OptionBuilder& b, const ValueMention& left, const ValueMention& right) {
    return left.column == right.column && left.value != right.value && left.end < right.begin &&
           right.begin - left.end <= 2 && joins_rivals(b, left.end, right.begin);
}

bool has_rival(const OptionBuilder& b, const ValueMention& value) {
    return std::any_of(b.values().begin(), b.values().end(), [&](const ValueMention& other) {
        return are_rivals(b, value, other) || are_rivals(b, other, value);
    });
}

// "above 1990" of numbers kept as text: a bound, not a value.
bool is_bound(const OptionBuilder& b, const ValueMention& value) {
    const auto comparator = comparator_at(b.tokens(), value.begin, value.end);
    return comparator.said && comparator.op != Op::eq && comparator.op != Op::ne && b.traits(value.column).number;
}

bool names_schema(const OptionBuilder& b, int at) {
    return std::any_of(b.columns().begin(), b.columns().end(),
                       [at](const ColumnMention& m) { return m.exact && m.begin <= at && at < m.end; }) ||
           std::any_of(b.tables().begin(), b.tables().end(),
                       [at](const TableMention& m) { return m.link > 0.9F && m.begin <= at && at < m.end; });
}

// Why a text that the index need not know is taken for one.
struct UnknownText {
    bool quoted = false, equated = false, name_like = false;
    bool known = false;  // the index knows it all the same
    [[nodiscard]] float link() const { return known ? 0.3F : quoted ? 0.7F : equated ? 0.5F : 0.4F; }
};

bool is_equated(const OptionBuilder& b, int at) {
    const auto& token = b.token(at);
    return (b.is(at - 1, WordClass::equating) || (b.is(at - 1, WordClass::to) && b.is(at - 2, WordClass::equal))) &&
           !is_stop_word(token.word) && !token.number && token.kind == Token::Kind::word;
}

bool is_name_like(const OptionBuilder& b, int at) {
    const auto& token = b.token(at);
    return token.capital && at > 0 && !token.stop_before && !token.number && !is_function_word(token.word);
}

std::optional<UnknownText> unknown_text(const OptionBuilder& b, int at) {
    UnknownText text{b.is_quoted(at), is_equated(b, at), is_name_like(b, at), b.is_value(at)};
    if (text.quoted) return text;
    if (text.known || (!text.equated && !text.name_like) || b.is(at, WordClass::missing_value)) return std::nullopt;
    if (names_schema(b, at) && !b.is(at - 1, WordClass::equals_sign)) return std::nullopt;
    return text;
}

int end_of_name(const OptionBuilder& b, int begin) {
    int end = begin + 1;
    while (end < b.size() && end - begin < 6 && b.token(end).capital && !b.token(end).comma_before &&
           !b.token(end).stop_before && b.token(end).kind == Token::Kind::word)
        ++end;
    return end;
}

void offer_unknown(OptionBuilder& b, const UnknownText& text, int begin, int end) {
    auto option = text_option(begin, end);
    option.value = b.text(begin, end);
    option.link = text.link();
    option.how = 1;
    TokenSet negation;
    const bool negative = negated_before(b.tokens(), begin, 4, negation);
    offer_of_texts(b, option, 5, text.quoted || b.is(begin - 1, WordClass::naming_verb));
    if (!text.known && (text.quoted || text.name_like) && !negative) {  // part of a longer text
        auto part = option;
        part.op = Op::contains;
        part.link *= 0.6F;
        offer_of_texts(b, part, 5, true);
    }
    if (!negative) return;
    option.op = Op::ne;
    option.covers |= negation;
    offer_of_texts(b, option, 5, false);
}

bool is_naming(const SchemaIndex& schema, int table, int column) {
    const auto& naming = schema.naming_columns(table);
    return naming.size() == 2 && std::find(naming.begin(), naming.end(), column) != naming.end();
}

void offer_full_name(OptionBuilder& b, int at, int end, const std::string& first_name, const std::string& last_name) {
    const auto& schema = b.schema();
    int made = 0;
    for (const auto& first : schema.values().matches(first_name)) {
        if (first.words != first_name || !is_naming(schema, first.table, first.column) || made >= 3) continue;
        for (const auto& last : schema.values().matches(last_name)) {
            if (last.table != first.table || last.column == first.column || last.words != last_name ||
                !is_naming(schema, last.table, last.column))
                continue;
            auto option = text_option(at, end);
            option.column = {first.table, first.column};
            option.other = {last.table, last.column};
            option.value = std::string(first.value);
            option.value2 = std::string(last.value);
            option.link = 1;
            option.how = 2;
            b.add(option);
            ++made;
        }
    }
}

// "allergic to nuts" of a column with 'nuts' and 'milk, nuts': one of what is listed.
bool lists_several(const OptionBuilder& b, const ValueMention& value) {
    const auto& examples = b.schema().values().summary(value.column.table, value.column.column).examples;
    return std::any_of(examples.begin(), examples.end(), [&](const std::string& text) {
        return text != value.value && text.find(',') != std::string::npos &&
               text.find(value.value) != std::string::npos;
    });
}

// The value of the same column that "and", "or" or a comma joins to this one, before it or behind it; null: none.
const ValueMention* listed_beside(const OptionBuilder& b, const ValueMention& value, bool before) {
    for (const auto& other : b.values()) {
        if (other.column != value.column || other.value == value.value) continue;
        const int end = before ? other.end : value.end, begin = before ? value.begin : other.begin;
        const bool joined = begin == end + 1 && b.is(end, WordClass::and_, WordClass::or_, WordClass::nor);
        if (joined || (begin == end && b.token(begin).comma_before)) return &other;
    }
    return nullptr;
}

// "outside Bristol and Bath": the negation is of all that is listed.
void offer_none_of_list(OptionBuilder& b, const ValueMention& value, Option option) {
    constexpr int longest_list = 5;
    const auto* first = &value;
    for (int k = 0; k < longest_list; ++k)
        if (const auto* before = listed_beside(b, *first, true)) first = before;
    if (first == &value && !listed_beside(b, value, false)) return;
    TokenSet negation;
    if (!negated_before(b.tokens(), first->begin, 4, negation) || (option.shared & negation).none())
        return;  // a list behind a negation that is nothing else is denied where it is compared
    option.op = Op::ne;
    option.shared |= negation;
    b.add(std::move(option));
}

// "with 'health' in the title": not in any other column that has it.
bool is_sought_elsewhere(const OptionBuilder& b, const ValueMention& value) {
    if (!b.is(value.end, WordClass::in)) return false;
    const int name = value.end + (b.is(value.end + 1, WordClass::the, WordClass::owner) ? 2 : 1);
    const auto is_it = [&](const ColumnMention& mention, bool own) {
        return mention.exact && mention.begin == name && b.traits(mention.column).text &&
               (mention.column == value.column) == own;
    };
    const auto any = [&](bool own) {
        return std::any_of(b.columns().begin(), b.columns().end(),
                           [&](const ColumnMention& mention) { return is_it(mention, own); });
    };
    return any(false) && !any(true);
}

}  // namespace

void offer_known_texts(OptionBuilder& b) {
    for (const auto& value : b.values()) {
        if (is_sought_elsewhere(b, value)) continue;
        auto option = known_text(b, value);
        if (has_rival(b, value)) {
            option.untaught = true;
            option.link = 0.9F * value.quality;
        }
        TokenSet negation;
        if (negated_before(b.tokens(), value.begin, 8, negation)) {
            auto negative = option;
            negative.op = option.role == Role::null_test ? Op::not_null : value.is_part() ? Op::not_contains : Op::ne;
            negative.covers |= negation;
            b.add(negative);
        }
        if (!is_bound(b, value)) b.add(option);
        if (!value.is_part()) offer_none_of_list(b, value, option);
        if (option.op == Op::eq && lists_several(b, value)) {
            auto listed = option;
            listed.op = Op::contains;
            listed.link *= 0.7F;
            listed.untaught = true;
            b.add(listed);
        }
    }
}

void offer_unknown_texts(OptionBuilder& b) {
    for (int i = 0; i < b.size(); ++i) {
        const auto text = unknown_text(b, i);
        if (!text) continue;
        const int end = !text->quoted && text->name_like ? end_of_name(b, i) : i + 1;
        offer_unknown(b, *text, i, end);
        i = end - 1;
    }
}

void offer_full_names(OptionBuilder& b) {
    for (int i = 0; i < b.size(); ++i) {
        if (!b.is_quoted(i)) continue;
        const auto words = model::value_words(b.token(i).word);
        if (const auto space = words.find(' '); space != std::string::npos)
            offer_full_name(b, i, i + 1, words.substr(0, space), words.substr(space + 1));
    }
    Offered<int> offered;  // "theo hughes", whom another table has in one column
    for (const auto& value : b.values())
        if (value.end == value.begin + 2 && offered.takes(value.begin, 4))
            offer_full_name(b, value.begin, value.end, model::value_words(b.token(value.begin).word),
                            model::value_words(b.token(value.begin + 1).word));
}

}  // namespace pf::compiler::constructs
