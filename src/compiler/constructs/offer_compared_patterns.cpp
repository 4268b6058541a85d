// LIKE: a text behind "containing", "starts with", or in "has x in its title".
#include <algorithm>
#include <optional>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

// "the letter a", "the word you", "start with A": a stop word that is the text.
bool is_said_to_be_text(const OptionBuilder& b, int at) {
    return b.is(at - 1, WordClass::text_introduced) ||
           (b.is(at - 1, WordClass::with) && b.token(at).text.size() == 1 && b.token(at).capital);
}

// For a text that stands in "has X in its …": the token behind "its"; 0 when none does.
int held_in(const OptionBuilder& b, int at) {
    if (!b.is(at - 1, WordClass::holding_verb) || !b.is(at + 1, WordClass::in)) return 0;
    if (b.token(at).kind == Token::Kind::word && is_stop_word(b.word(at))) return 0;
    int end = at + 2;
    if (b.is(end, WordClass::part) && b.is(end + 1, WordClass::of)) end += 2;
    return b.is(end, WordClass::owner) ? end + 1 : 0;
}

// Where a text without quotation marks ends: it follows its cue at once, and goes on as long as it is written like a
// name. None when it is no text.
std::optional<int> end_of_text(const OptionBuilder& b, int begin) {
    if (!b.is(begin - 1, WordClass::right_before_text) || b.is(begin, WordClass::text_noun)) return std::nullopt;
    int end = begin + 1;
    while (end < b.size() && end - begin < 4 && b.token(begin).capital && b.token(end).capital &&
           b.token(end).kind == Token::Kind::word && !is_function_word(b.word(end)) && !b.token(end).comma_before &&
           !b.token(end).stop_before)
        ++end;
    return end;
}

// "the word meeting in the description": the text was said between the cue and here.
bool was_said(const OptionBuilder& b, int cue, int begin) {
    for (int at = cue + 1; at < begin; ++at)
        if (b.is(at - 1, WordClass::text_introduced) && !is_stop_word(b.word(at)) && !b.is(at, WordClass::text_noun))
            return true;
    return false;
}

void offer_held(OptionBuilder& b, int at, int end) {
    Option option;
    option.role = Role::value;
    option.begin = at;
    option.end = at + 1;
    option.covers = tokens_in(at, end);
    option.op = Op::contains;
    option.value = b.token(at).text;
    option.link = 0.9F;
    offer_of_texts(b, option, 3, true);
}

void offer_pattern(OptionBuilder& b, int begin, const PatternCue& cue) {
    const bool quoted = b.is_quoted(begin);
    const auto end = quoted ? begin + 1 : end_of_text(b, begin);
    if (!end || was_said(b, first_of(cue.tokens), begin)) return;
    Option option;
    option.role = Role::value;
    option.begin = begin;
    option.end = *end;
    option.covers = tokens_in(begin, *end) | cue.tokens;
    option.op = cue.op;
    option.value = b.text(begin, *end);
    option.link = quoted ? 1.F : 0.8F;
    offer_of_texts(b, option, 9, true);
}

// The texts of the rows spoken of; where one is said before, that one.
std::vector<ColumnId> texts_before(const OptionBuilder& b, int at) {
    constexpr std::size_t most = 3;
    std::vector<ColumnId> found;
    const auto is_text = [&](ColumnId id) {
        return b.traits(id).text && !b.traits(id).key && !b.traits(id).flag && !b.traits(id).id_name;
    };
    for (const auto& mention : b.columns())
        if (mention.end <= at && at - mention.end <= 2 && mention.link > 0.5F && is_text(mention.column))
            found.push_back(mention.column);
    if (found.empty())
        for (const int table : tables_at_hand(b))
            for (int c = 0; c < b.schema().own_columns(table); ++c)
                if (is_text({table, c})) found.push_back({table, c});
    if (found.size() > most) found.resize(most);
    return found;
}

// "comments about rude drivers": in a text of the rows spoken of. Nothing else knows the word.
void offer_topic(OptionBuilder& b, int about) {
    constexpr float link = 0.4F;
    int at = about + 1;
    while (b.is(at, WordClass::a, WordClass::an, WordClass::the)) ++at;
    if (at >= b.size() || b.token(at).kind != Token::Kind::word || b.token(at).number || is_stop_word(b.word(at)) ||
        b.is_value(at))
        return;
    for (const auto id : texts_before(b, about)) {
        Option option;
        option.role = Role::value;
        option.begin = option.cue = about;
        option.end = at + 1;
        option.covers = tokens_in(about, at + 1);
        option.column = id;
        option.op = Op::contains;
        option.value = b.token(at).text;
        option.link = link;
        option.how = 2;
        option.untaught = true;
        b.add(option);
    }
}

}  // namespace

void offer_text_patterns(OptionBuilder& b) {
    for (int i = 0; i < b.size(); ++i)
        if (b.is(i, WordClass::about)) offer_topic(b, i);
    for (int i = 0; i < b.size(); ++i) {
        if (!b.is_quoted(i) && !is_said_to_be_text(b, i) && is_stop_word(b.word(i))) continue;
        if (const int inside = held_in(b, i); inside > 0)
            offer_held(b, i, inside);
        else if (const auto cue = pattern_before(b.tokens(), i))
            offer_pattern(b, i, *cue);
    }
}

}  // namespace pf::compiler::constructs
