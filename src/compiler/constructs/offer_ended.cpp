// States that a date tells which is missing until something happens: "reps who left us", "agents still with us", "what
// do clients owe us", "completed visits". Nobody says the date's own name; what it is made of says the state.
#include <algorithm>
#include <string>

#include "compiler/column_contents.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr std::size_t most_of_table = 3;
constexpr float by_name = 0.8F;   // the date's name has the word itself
constexpr float by_sense = 0.6F;  // it says the same in other words
constexpr float beside = 0.5F;    // share of a table one join away
constexpr float unlikely = 0.6F;  // share of a date on which the record went, for rows that have not ended
constexpr float likely = 0.45F;   // link of a table said

struct State {
    Op op = Op::is_null;
    WordClass names{};  // of what the date's name is made
    TokenSet tokens;
    bool of_others = false;    // of rows that belong to those that are spoken of: bills of a customer who owes
    bool to_the_word = false;  // by no other name
    bool certain = true;
    bool denied = false;  // its tokens hold the negation
};

// "No longer sold", "does not work here anymore": the negation says that it has ended.
bool is_no_more(const OptionBuilder& b, int at, State& state) {
    constexpr int clause = 8;
    if (!b.is(at, WordClass::no_more_word)) return false;
    if (b.is(at - 1, WordClass::no)) {
        mark(state.tokens, at - 1);
    } else if (at + 1 < b.size() || !negated_before(b.tokens(), at, clause, state.tokens)) {
        return false;
    }
    state.op = Op::not_null;
    state.names = WordClass::ended_name;
    return state.denied = true;
}

bool is_participle(const OptionBuilder& b, int at) {
    const auto word = b.word(at);
    return b.is(at, WordClass::state_participle) || (word.size() > 4 && word.ends_with("ed"));
}

// Said of rows, before their name or at the end of a clause, and of no time or doer: "completed visits", "venues that
// have been removed", not "invoices paid in March".
bool is_said_of_rows(const OptionBuilder& b, int at) {
    const auto stands = [&b](int end, int begin) {
        return std::any_of(b.tables().begin(), b.tables().end(), [=](const TableMention& mention) {
            return mention.link >= likely &&
                   (mention.begin == begin || (end - mention.end >= 0 && end - mention.end <= 3));
        });
    };
    if (stands(-1, at + 1)) return true;
    TokenSet negation;
    if (negated_before(b.tokens(), at, 1, negation) && b.is(at + 1, WordClass::yet)) return true;  // "not approved yet"
    const bool ends = at + 1 >= b.size() || b.is(at + 1, WordClass::yet) || b.token(at + 1).comma_before ||
                      b.token(at + 1).stop_before || b.is(at + 1, WordClass::and_);
    return ends && stands(at, -1);
}

// "still in negotiation": what is still so is the value.
bool says_value_behind(const OptionBuilder& b, int at) {
    constexpr float sure = 0.8F;
    return std::any_of(b.values().begin(), b.values().end(), [at](const ValueMention& value) {
        return value.quality > sure && value.begin > at && value.begin <= at + 3;
    });
}

// "Without an expiry date", "no end date": what the column is called matters less.
bool lacks_an_end(const OptionBuilder& b, int at, State& state) {
    const bool end = b.is(at, WordClass::due_name, WordClass::ended_name) && b.is(at + 1, WordClass::date);
    if (!end || !negated_before(b.tokens(), at, 3, state.tokens)) return false;
    mark(state.tokens, at + 1);
    state.names = b.is(at, WordClass::due_name) ? WordClass::due_name : WordClass::ended_name;
    return state.denied = true;
}

// "Which plans did we discontinue": the participle of the verb says the state.
bool is_done(const OptionBuilder& b, int at) {
    constexpr int reach = 4;
    if (b.find(std::max(0, at - reach), at, WordClass::did) < 0) return false;
    const std::string verb(b.word(at));
    return is(verb + (verb.ends_with('e') ? "d" : "ed"), WordClass::ended_word);
}

bool is_state(const OptionBuilder& b, int at, State& state) {
    state.tokens = tokens_in(at, at + 1);
    if (lacks_an_end(b, at, state) || is_no_more(b, at, state)) return true;
    if (b.is(at, WordClass::owed_word)) {
        state.names = WordClass::settled_name;
        state.of_others = true;
    } else if (b.is(at, WordClass::ended_word) || is_done(b, at)) {
        state.op = Op::not_null;
        state.names = WordClass::ended_name;
    } else if (b.is(at, WordClass::going_on_word) && !b.is(at - 1, WordClass::going_on_word)) {
        state.names = WordClass::ended_name;
        if (b.is(at + 1, WordClass::going_on_word)) mark(state.tokens, at + 1);  // "still open"
        state.certain = !says_value_behind(b, at);
    } else if (b.is(at, WordClass::currently)) {
        state.names = WordClass::ended_name;
        state.certain = false;
    } else if (is_participle(b, at) && is_said_of_rows(b, at)) {
        state.op = Op::not_null;
        state.to_the_word = true;
    } else {
        return false;
    }
    return true;
}

// "Died" may be a year.
bool is_year(const OptionBuilder& b, ColumnId id) {
    constexpr double first = 1000, last = 2200;
    const auto& summary = b.schema().values().summary(id.table, id.column);
    return b.traits(id).number_type && summary.low >= first && summary.high <= last && summary.low <= summary.high;
}

// By its own word, or by what that abbreviates.
bool is_named(const OptionBuilder& b, int at, ColumnId id) {
    const auto& words = b.schema().words_of(id);
    return std::any_of(words.begin(), words.end(),
                       [&](const NameWord& word) { return word.stem == b.token(at).stem; }) ||
           std::any_of(b.columns().begin(), b.columns().end(), [&](const ColumnMention& mention) {
               return mention.column == id && mention.by == LinkedBy::abbreviation && has(mention.tokens, at);
           });
}

// Said of what is spoken of itself, or beside it; "open" may be a state of another table.
bool is_value_at_hand(const OptionBuilder& b, int at) {
    auto tables = tables_at_hand(b);
    for (const int table : tables_beside(b.schema(), tables)) tables.push_back(table);
    return std::any_of(b.values().begin(), b.values().end(), [&](const ValueMention& value) {
        return value.begin <= at && at < value.end && value.quality > 0.8F &&
               std::find(tables.begin(), tables.end(), value.column.table) != tables.end();
    });
}

// How well the name of the column tells the state; 0 when it does not, or is known of every row.
float tells(const OptionBuilder& b, int at, const State& state, ColumnId id) {
    const auto& schema = b.schema();
    if (!schema.column(id).nullable || (!is_moment(schema, id) && !is_year(b, id))) return 0;
    const bool named = is_named(b, at, id);
    const bool tells_state = !state.to_the_word && has_name_word(schema, id, state.names);
    if (!tells_state && has_name_word(schema, id, WordClass::start_name)) return 0;  // "opened" of what is open
    if (state.to_the_word) return named && !has_name_word(schema, id, WordClass::due_name) ? by_sense : 0;
    if (named) return by_name;
    if (!tells_state) return 0;
    const bool record = state.op == Op::is_null && has_name_word(schema, id, WordClass::state_participle);
    return record ? unlikely * by_sense : by_sense;
}

bool is_offered(const OptionBuilder& b, int at, ColumnId id) {
    return std::any_of(b.options().begin(), b.options().end(), [&](const Option& option) {
        return option.role == Role::null_test && option.column == id && has(option.covers, at);
    });
}

void offer_of_table(OptionBuilder& b, int at, const State& state, int table, float share) {
    std::size_t made = 0;
    for (int c = 0; c < b.schema().own_columns(table) && made < most_of_table; ++c) {
        const float link = share * tells(b, at, state, {table, c});
        if (link <= 0 || is_offered(b, at, {table, c})) continue;
        Option option = said_at(at, at + 1, at);
        option.role = Role::null_test;
        option.column = {table, c};
        option.op = state.op;
        option.covers = state.tokens;
        TokenSet negation;
        if (!state.denied && negated_before(b.tokens(), at, 3, negation)) {
            option.op = state.op == Op::is_null ? Op::not_null : Op::is_null;
            option.covers |= negation;
        }
        option.how = 3;
        option.link = state.certain ? link : 0.5F * link;
        option.untaught = true;
        b.add(option);
        ++made;
    }
}

// "unpaid invoices" of a table of payments that refers to them: those without one.
void offer_without_rows(OptionBuilder& b, int at, int table) {
    const auto& schema = b.schema();
    Offered<int> offered;
    for (const int e : schema.edges_of(table)) {
        const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
        if (edge.to != table || edge.from == table ||
            !has_name_word(schema, {edge.from, -1}, WordClass::settled_name) || !offered.takes(edge.from, 1))
            continue;
        Option option = said_at(at, at + 1, at);
        option.role = Role::absent;
        option.column = {edge.from, -1};
        option.covers = tokens_in(at, at + 1);
        option.link = by_name;
        b.add(option);
    }
}

}  // namespace

void offer_ended(OptionBuilder& b) {
    for (int at = 0; at < b.size(); ++at) {
        State state;
        if (b.token(at).kind != Token::Kind::word || is_value_at_hand(b, at) || !is_state(b, at, state)) continue;
        const auto tables = tables_with_times(b);
        for (const int table : tables) offer_of_table(b, at, state, table, 1);
        if (!state.of_others) continue;
        for (const int table : tables) offer_without_rows(b, at, table);
        for (const int table : tables_beside(b.schema(), tables)) offer_of_table(b, at, state, table, beside);
    }
}

}  // namespace pf::compiler::constructs
