// Yes-or-no columns said as a property: "active customers", "that are not FDA approved"; and by the opposite of it:
// "closed branches" of a column active.
#include <algorithm>

#include "base/ascii.hpp"
#include "compiler/column_contents.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

bool is_flag(const OptionBuilder& b, ColumnId id) { return b.traits(id).flag || b.traits(id).boolean; }

// How the column writes yes or no; empty when none of its values is known to.
std::string answer_of(const OptionBuilder& b, ColumnId id, bool yes) {
    if (b.traits(id).boolean) return yes ? "true" : "false";
    if (b.traits(id).number_type) return yes ? "1" : "0";
    for (const auto& example : b.schema().values().summary(id.table, id.column).examples)
        if (is(lower(example), yes ? WordClass::yes_value : WordClass::no_value)) return example;
    return {};
}

// The option that says yes or no, and where a negation stands before it, the one that says the contrary.
void offer_answer(OptionBuilder& b, Option option, bool yes) {
    option.role = Role::value;
    option.how = 5;
    option.value = answer_of(b, option.column, yes);
    if (!option.value.empty()) b.add(option);
    TokenSet negation;
    if (!negated_before(b.tokens(), option.begin, 5, negation)) return;
    option.covers |= negation;
    option.value = answer_of(b, option.column, !yes);
    if (!option.value.empty()) b.add(option);
}

void offer_mentioned(OptionBuilder& b, const ColumnMention& mention) {
    if (!is_flag(b, mention.column)) return;
    Option option;
    option.begin = mention.begin;
    option.end = mention.end;
    option.column = mention.column;
    option.covers = mention.tokens;
    option.shared = mention.table_tokens;
    option.link = mention.link;
    option.rivals = mention.rivals;
    const int off = b.find(mention.end, std::min(b.size(), mention.end + 4), WordClass::off_word);
    if (off >= 0) {  // "who have autoplay turned off"
        auto turned = option;
        mark(turned.covers, off);
        offer_answer(b, std::move(turned), false);
    }
    offer_answer(b, std::move(option), true);
}

// Words whose contrary the word is: active of "inactive" and of "closed".
std::vector<std::string> contraries_of(std::string_view word) {
    std::vector<std::string> found;
    for (auto rest = value_of(word, WordClass::contrary); !rest.empty();) {
        const auto end = std::min(rest.find(' '), rest.size());
        found.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    for (const std::string_view prefix : {"un", "in", "non", "non-", "dis"})
        if (word.size() > prefix.size() + 3 && word.starts_with(prefix) &&
            is_dictionary_word(word.substr(prefix.size())))
            found.emplace_back(word.substr(prefix.size()));
    return found;
}

bool is_named(const OptionBuilder& b, ColumnId id, std::string_view contrary) {
    const auto& words = b.schema().words_of(id);
    return std::any_of(words.begin(), words.end(),
                       [said = stem(contrary)](const NameWord& word) { return word.stem == said; });
}

// "open accounts" of a status that may be closed: any but that.
void offer_other_than(OptionBuilder& b, int at, const std::string& contrary) {
    const auto tables = tables_at_hand(b);
    for (const auto& entry : b.schema().values().matches(contrary)) {
        if (entry.words != contrary || std::find(tables.begin(), tables.end(), entry.table) == tables.end()) continue;
        Option option;
        option.role = Role::value;
        option.begin = at;
        option.end = at + 1;
        option.column = {entry.table, entry.column};
        option.covers = tokens_in(at, at + 1);
        option.op = Op::ne;
        option.value = std::string(entry.value);
        option.how = 2;
        option.link = 0.8F;
        b.add(option);
    }
}

// "open accounts", "accounts that are open": said of rows.
bool is_attribute(const OptionBuilder& b, int at) {
    return b.is(at - 1, WordClass::is, WordClass::are, WordClass::was, WordClass::were) ||
           std::any_of(b.tables().begin(), b.tables().end(),
                       [at](const TableMention& mention) { return mention.begin == at + 1; });
}

// A date that is missing until it happens: paid_on, deleted_at.
bool is_date_to_come(const OptionBuilder& b, ColumnId id) {
    return is_moment(b.schema(), id) && b.schema().column(id).nullable;
}

// "unpaid", "active": the date on which it ended, or was done, is not known; "deleted": it is.
void offer_date_known(OptionBuilder& b, int at, ColumnId id, Op op, float link) {
    Option option;
    option.role = Role::null_test;
    option.begin = option.cue = at;
    option.end = at + 1;
    option.column = id;
    option.covers = tokens_in(at, at + 1);
    option.op = op;
    option.how = 3;
    option.link = link;
    b.add(option);
}

// "deleted companies" of a date deletedAt, "cancelled" of cancelled_at.
void offer_states(OptionBuilder& b, int at) {
    if (!b.is(at, WordClass::state_participle) || b.is_value(at)) return;
    for (const int table : tables_at_hand(b))
        for (int c = 0; c < b.schema().own_columns(table); ++c)
            if (is_date_to_come(b, {table, c}) && is_named(b, {table, c}, b.word(at)))
                offer_date_known(b, at, {table, c}, Op::not_null, 0.8F);
}

// "currently paused": the row of a history that has not ended.
void offer_current(OptionBuilder& b, int at) {
    if (!b.is(at, WordClass::currently)) return;
    auto tables = tables_at_hand(b);
    for (const auto& value : b.values())
        if (value.quality > 0.8F && std::find(tables.begin(), tables.end(), value.column.table) == tables.end())
            tables.push_back(value.column.table);
    for (const int table : tables_beside(b.schema(), tables)) tables.push_back(table);
    for (const int table : tables)
        for (int c = 0; c < b.schema().own_columns(table); ++c) {
            const auto& words = b.schema().words_of({table, c});
            const bool end = words.size() > 1 && is(words[0].word, WordClass::validity) &&
                             is(words.back().written, WordClass::validity_end);
            if (end && is_date_to_come(b, {table, c})) offer_date_known(b, at, {table, c}, Op::is_null, 0.8F);
        }
}

// "inactive", "unpaid": a column that says the contrary, of a table at hand.
void offer_contrary(OptionBuilder& b, int at) {
    const auto contraries = contraries_of(b.word(at));
    if (contraries.empty()) return;
    if (!b.is_value(at) && is_attribute(b, at))
        for (const auto& contrary : contraries) offer_other_than(b, at, contrary);
    for (const int table : tables_at_hand(b))
        for (int c = 0; c < b.schema().own_columns(table); ++c)
            for (std::size_t k = 0; k < contraries.size(); ++k) {
                if (!is_named(b, {table, c}, contraries[k])) continue;
                if (is_date_to_come(b, {table, c}) && !b.is_value(at)) {
                    offer_date_known(b, at, {table, c}, Op::is_null, 0.8F);
                    break;
                }
                if (!is_flag(b, {table, c})) continue;
                Option option;
                option.begin = at;
                option.end = at + 1;
                option.column = {table, c};
                option.covers = tokens_in(at, at + 1);
                option.link = 0.9F - 0.1F * static_cast<float>(std::min<std::size_t>(k, 4));
                offer_answer(b, std::move(option), false);
                break;
            }
}

// "business vs private customers", "compare electric and ordinary bikes": the words on both sides of it, of which one
// names the column and the other its contrary; empty where none do.
TokenSet rivals_with(const OptionBuilder& b, const ColumnMention& mention) {
    const auto is_rival = [&](int at) {
        return at >= 0 && at < b.size() && !b.is(at, WordClass::stop_word) && !b.is_value(at) &&
               b.token(at).kind == Token::Kind::word;
    };
    const auto joins = [&](int at) { return at >= 0 && joins_rivals(b, at, at + 1); };
    if (joins(mention.end) && is_rival(mention.end + 1)) return tokens_in(mention.end, mention.end + 2);
    if (joins(mention.begin - 1) && is_rival(mention.begin - 2)) return tokens_in(mention.begin - 2, mention.begin);
    return {};
}

// Both answers of the column, a row each; where nothing else is told of them their rows are counted.
void offer_rivals(OptionBuilder& b, const ColumnMention& mention) {
    const auto rivals = is_flag(b, mention.column) ? rivals_with(b, mention) : TokenSet{};
    if (rivals.none()) return;
    auto shown = about(computed(mention.begin, mention.end), mention, 1);
    shown.covers = mention.tokens | rivals;
    shown.link = 0.9F * mention.link;
    shown.untaught = true;
    b.add(shown);
    for (const auto& rows : b.tables())
        if (rows.table == mention.column.table && rows.link >= 0.6F) {
            auto count = said_at(rows.begin, rows.end, mention.begin);
            count.role = Role::count;
            b.add(about_rows(count, rows, told_by_per));
        }
}

}  // namespace

void offer_flags(OptionBuilder& b) {
    for (const auto& mention : b.columns()) {
        offer_mentioned(b, mention);
        offer_rivals(b, mention);
    }
    for (int at = 0; at < b.size(); ++at)
        if (b.token(at).kind == Token::Kind::word) {
            offer_contrary(b, at);
            offer_states(b, at);
            offer_current(b, at);
        }
}

}  // namespace pf::compiler::constructs
