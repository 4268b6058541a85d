// Conditions on texts, yes-or-no columns and missing values.
#include "compiler/option_builder.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "model/value_words.hpp"

namespace pf::compiler {

void OptionBuilder::values() {
    for (const auto& value : values_) {
        Option option;
        option.role = Role::value;
        option.begin = value.begin;
        option.end = value.end;
        option.column = value.column;
        option.value = value.value;
        option.covers = range(value.begin, value.end);
        option.link = value.quality;
        option.rivals = value.rivals;
        option.how = 2;
        if (value.beginning) option.op = Op::starts;
        if (const auto* mention = mention_near(value.column, value.begin, value.end, 6)) {
            option.how = 1;
            option.operand = mention->begin;
            // "country France", "whose country is France": the name is used up; "France … country" is looser
            if (mention->end <= value.begin ? value.begin - mention->end <= 4 : mention->begin - value.end <= 0)
                option.shared |= mention->tokens | mention->table_tokens;
        }
        TokenSet negation;
        if (negated_before(tokens_, value.begin, 8, negation)) {
            auto negative = option;
            negative.op = value.beginning ? Op::not_contains : Op::ne;
            negative.covers |= negation;
            add(negative);
        }
        if (const auto comparator = comparator_at(tokens_, value.begin, value.end);
            comparator.said && comparator.op != Op::eq && comparator.op != Op::ne &&
            schema_.traits(value.column).number)
            continue;
        add(option);
    }
}

// "Jeremy Gibbons" in quotation marks: a first and a last name kept in two columns.
void OptionBuilder::full_names() {
    for (int i = 0; i < n_; ++i) {
        if (token(i).kind != Token::Kind::quoted) continue;
        const auto words = model::value_words(token(i).word);
        const auto space = words.find(' ');
        if (space == std::string::npos) continue;
        int made = 0;
        for (const auto& first : schema_.values().matches(words.substr(0, space))) {
            const auto& naming = schema_.naming_columns(first.table);
            if (naming.size() != 2 || made >= 3) continue;
            for (const auto& last : schema_.values().matches(words.substr(space + 1))) {
                if (last.table != first.table || last.column == first.column || first.words != words.substr(0, space) ||
                    last.words != words.substr(space + 1))
                    continue;
                if (std::find(naming.begin(), naming.end(), first.column) == naming.end() ||
                    std::find(naming.begin(), naming.end(), last.column) == naming.end())
                    continue;
                Option option;
                option.role = Role::value;
                option.begin = i;
                option.end = i + 1;
                option.covers = range(i, i + 1);
                option.column = {first.table, first.column};
                option.other = {last.table, last.column};
                option.value = std::string(first.value);
                option.value2 = std::string(last.value);
                option.link = 1;
                option.how = 2;
                add(option);
                ++made;
            }
        }
    }
}

// For a text that stands in "has X in its …": the token behind "its"; 0 when none does.
int OptionBuilder::held_in(int at) const {
    const auto before = word(at - 1);
    if (before != "has" && before != "have" && before != "having" && before != "with" && before != "contain" &&
        before != "contains" && before != "containing" && before != "include" && before != "includes")
        return 0;
    if (word(at + 1) != "in" || (token(at).kind == Token::Kind::word && is_stop_word(word(at)))) return 0;
    int end = at + 2;
    if (word(end) == "part" && word(end + 1) == "of") end += 2;
    const auto owner = word(end);
    return owner == "its" || owner == "their" || owner == "his" || owner == "her" ? end + 1 : 0;
}

// LIKE: a text behind "containing", "starts with", …
void OptionBuilder::patterns() {
    for (int i = 0; i < n_; ++i) {
        const bool quoted = token(i).kind == Token::Kind::quoted;
        // "the letter a", "the word you", "start with A": a stop word that is the text
        const auto opening = word(i - 1);
        const bool text = opening == "letter" || opening == "character" || opening == "word" || opening == "string" ||
                          opening == "substring" ||
                          (opening == "with" && token(i).text.size() == 1 && token(i).capital);
        if (!quoted && !text && is_stop_word(word(i))) continue;
        if (const auto inside = held_in(i); inside > 0) {  // "has love in its title"
            Option option;
            option.role = Role::value;
            option.begin = i;
            option.end = i + 1;
            option.covers = range(i, inside);
            option.op = Op::contains;
            option.value = token(i).text;
            option.link = 0.9F;
            offer_columns(option, 3, true);
            continue;
        }
        const auto cue = pattern_before(tokens_, i);
        if (!cue) continue;
        // an unquoted text must follow the cue at once and runs to the next cue word
        int end = i + 1;
        if (!quoted) {
            const auto before = word(i - 1);
            const bool follows = before == "containing" || before == "contains" || before == "contain" ||
                                 before == "word" || before == "letter" || before == "string" ||
                                 before == "substring" || before == "with" || before == "like" || before == "phrase" ||
                                 before == "keyword" || before == "including" || before == "includes" ||
                                 before == "mentioning" || before == "the" || before == "letters" ||
                                 before == "character" || before == "in";
            if (!follows || word(i) == "word" || word(i) == "letter" || word(i) == "substring" || word(i) == "string" ||
                word(i) == "phrase" || word(i) == "text" || word(i) == "characters" || word(i) == "letters" ||
                word(i) == "character" || word(i) == "keyword")
                continue;
            while (end < n_ && token(end).kind == Token::Kind::word && !is_function_word(word(end)) &&
                   !token(end).comma_before && !token(end).stop_before && end - i < 4 &&
                   token(end).capital == token(i).capital && token(i).capital)
                ++end;
        }
        Option option;
        option.role = Role::value;
        option.begin = i;
        option.end = end;
        option.covers = range(i, end) | cue->tokens;
        option.op = cue->op;
        for (int k = i; k < end; ++k) option.value += (k > i ? " " : "") + token(k).text;
        option.link = quoted ? 1.F : 0.8F;
        offer_columns(option, 9, true);
    }
}

// Offers `option` for the text columns mentioned within `reach` tokens, then for the naming columns of mentioned
// tables.
void OptionBuilder::offer_columns(Option option, int reach, bool naming_too) {
    std::vector<ColumnId> offered;
    struct Near {
        const ColumnMention* mention;
        int distance;
    };
    std::vector<Near> near;
    for (const auto& mention : a_.columns) {
        if ((mention.tokens & range(option.begin, option.end)).any()) continue;
        const int distance = mention.end <= option.begin ? option.begin - mention.end : mention.begin - option.end + 2;
        const auto& traits = schema_.traits(mention.column);
        if (distance <= reach && (traits.text || schema_.column(mention.column).type_class == model::TypeClass::other))
            near.push_back({&mention, distance});
    }
    std::stable_sort(near.begin(), near.end(), [](const Near& x, const Near& y) { return x.distance < y.distance; });
    for (const auto& [mention, distance] : near) {
        if (offered.size() >= 6) break;
        if (std::find(offered.begin(), offered.end(), mention->column) != offered.end()) continue;
        offered.push_back(mention->column);
        auto made = option;
        made.column = mention->column;
        made.operand = mention->begin;
        made.how = 1;
        made.rivals = mention->rivals;
        made.link *= mention->link;
        made.shared |= mention->tokens | mention->table_tokens;
        for (int k = std::min(mention->end, option.begin); k < std::max(mention->begin, option.begin); ++k)
            if (is_stop_word(word(k)) || word(k) == "equal" || word(k) == "equals" || word(k) == "named" ||
                word(k) == "called")
                made.shared.set(static_cast<std::size_t>(k));
        add(made);
    }
    if (!naming_too) return;
    for (const int table : a_.mentioned_tables)
        for (const int column : schema_.naming_columns(table)) {
            const ColumnId id{table, column};
            if (!schema_.traits(id).text || std::find(offered.begin(), offered.end(), id) != offered.end() ||
                offered.size() >= 9)
                continue;
            offered.push_back(id);
            auto made = option;
            made.column = id;
            made.how = 4;
            made.link *= 0.5F;
            add(made);
        }
}

// Texts that the index does not know: quoted, behind "is"/"equals", or written like a name.
void OptionBuilder::plain_literals() {
    for (int i = 0; i < n_; ++i) {
        const bool quoted = token(i).kind == Token::Kind::quoted;
        bool known = false;
        for (const auto& value : values_) known |= value.begin <= i && i < value.end && value.quality > 0.8F;
        if (known && !quoted) continue;
        const auto before = word(i - 1);
        const bool equated =
            (before == "equals" || before == "=" || (before == "to" && word(i - 2) == "equal") || before == "named" ||
             before == "called" || before == "is" || before == "as" || before == "not" || before == "than") &&
            i > 0 && !is_stop_word(word(i)) && !token(i).number && token(i).kind == Token::Kind::word;
        const bool name_like =
            token(i).capital && i > 0 && !token(i).stop_before && !token(i).number && !is_function_word(word(i));
        if (!quoted && !equated && !name_like) continue;
        if (!quoted && (word(i) == "empty" || word(i) == "missing" || word(i) == "unknown" || word(i) == "blank" ||
                        word(i) == "null"))
            continue;
        bool column_here = false;
        for (const auto& mention : a_.columns) column_here |= mention.exact && mention.begin <= i && i < mention.end;
        for (const auto& mention : a_.tables)
            column_here |= mention.link > 0.9F && mention.begin <= i && i < mention.end;
        if (!quoted && column_here && !(before == "equals" || before == "=")) continue;
        int end = i + 1;
        if (!quoted)
            while (end < n_ && token(end).capital && !token(end).comma_before && !token(end).stop_before &&
                   token(end).kind == Token::Kind::word && end - i < 6 && name_like)
                ++end;
        Option option;
        option.role = Role::value;
        option.begin = i;
        option.end = end;
        option.covers = range(i, end);
        for (int k = i; k < end; ++k) option.value += (k > i ? " " : "") + token(k).text;
        option.link = known ? 0.3F : quoted ? 0.7F : equated ? 0.5F : 0.4F;
        option.how = 1;
        TokenSet negation;
        const bool negative = negated_before(tokens_, i, 4, negation);
        offer_columns(option, 5, quoted || before == "named" || before == "called");
        if (!known && (quoted || name_like) && !negative) {  // part of a longer text
            auto part = option;
            part.op = Op::contains;
            part.link *= 0.6F;
            offer_columns(part, 5, true);
        }
        if (negative) {
            option.op = Op::ne;
            option.covers |= negation;
            offer_columns(option, 5, false);
        }
        i = end - 1;
    }
}

// Yes-or-no columns said as a property: "active customers", "that are not FDA approved".
void OptionBuilder::flags() {
    for (const auto& mention : a_.columns) {
        const auto& traits = schema_.traits(mention.column);
        if (!traits.flag && !traits.boolean) continue;
        const auto& summary = schema_.values().summary(mention.column.table, mention.column.column);
        TokenSet negation;
        const bool negated = negated_before(tokens_, mention.begin, 5, negation);
        for (const bool yes : {true, false}) {
            if (!yes && !negated) continue;
            Option option;
            option.role = Role::value;
            option.begin = mention.begin;
            option.end = mention.end;
            option.column = mention.column;
            option.covers = mention.tokens | (yes ? TokenSet{} : negation);
            option.shared = mention.table_tokens;
            option.link = mention.link;
            option.rivals = mention.rivals;
            option.how = 5;
            if (traits.boolean) {
                option.value = yes ? "true" : "false";
                add(option);
                continue;
            }
            for (const auto& example : summary.examples) {
                const auto said = lower(example);
                const bool is_yes = said == "t" || said == "true" || said == "yes" || said == "y" || said == "1",
                           is_no = said == "f" || said == "false" || said == "no" || said == "n" || said == "0";
                if (yes ? !is_yes : !is_no) continue;
                option.value = example;
                add(option);
                break;
            }
        }
    }
}

void OptionBuilder::nulls() {
    for (const auto& mention : a_.columns) {
        Option option;
        option.role = Role::null_test;
        option.begin = mention.begin;
        option.end = mention.end;
        option.column = mention.column;
        option.link = mention.link;
        option.rivals = mention.rivals;
        option.covers = mention.tokens;
        TokenSet cue;
        bool null_word = false;
        for (int k = std::max(0, mention.begin - 5); k < std::min(n_, mention.end + 5); ++k)
            if (word(k) == "null" || word(k) == "missing" || word(k) == "empty" || word(k) == "unknown" ||
                word(k) == "blank") {
                cue.set(static_cast<std::size_t>(k));
                null_word = true;
                option.cue = k;
            }
        TokenSet negation;
        const bool negated = negated_before(tokens_, mention.begin, 4, negation);
        if (null_word) {
            TokenSet not_null;
            const bool is_not = negated_before(tokens_, option.cue, 3, not_null);
            option.op = is_not ? Op::not_null : Op::is_null;
            option.covers |= cue | not_null;
            add(option);
        } else if (negated && schema_.column(mention.column).nullable) {
            option.op = Op::is_null;
            option.covers |= negation;
            option.cue = static_cast<int>(negation._Find_first());
            add(option);
        }
    }
}

}  // namespace pf::compiler
