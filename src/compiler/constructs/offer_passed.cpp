// Dates by which something ends, said by its having ended: "expired contracts", "pilots whose licence has run out". And
// what is used up: "which wines are sold out", or is there: "in stock".
#include <algorithm>

#include "compiler/column_contents.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr std::size_t most_of_table = 3;
constexpr float link_of_end = 0.7F, link_of_stock = 0.7F;

struct Passed {
    int end = 0;  // behind its words
    TokenSet tokens;
};

// "expired", "has ended", "is over", "has run out", but not "over 5", "past due", "run out of eggs".
bool is_passed(const OptionBuilder& b, int at, Passed& passed) {
    passed.end = at + 1;
    if (b.is(at, WordClass::used_up_verb) && b.is(at + 1, WordClass::out) && !b.is(at + 2, WordClass::of))
        passed.end = at + 2;
    else if (b.is(at, WordClass::over, WordClass::past))
        return false;
    else if (!b.is(at, WordClass::passed_word) ||
             (!b.is(at, WordClass::overdue_word) &&
              !b.is(at - 1, WordClass::has, WordClass::have, WordClass::is, WordClass::are)))
        return false;
    passed.tokens = tokens_in(at, passed.end);
    // "run out in the next 90 days" lies ahead
    return std::none_of(b.spans().begin(), b.spans().end(),
                        [&](const TimeSpan& span) { return span.begin >= passed.end && span.begin <= passed.end + 1; });
}

bool says_end(const SchemaIndex& schema, ColumnId id) {
    const bool ends = has_name_word(schema, id, WordClass::expiring_verb) ||
                      has_name_word(schema, id, WordClass::passed_word) ||
                      has_name_word(schema, id, WordClass::due_name);
    const auto& words = schema.words_of(id);
    const bool until = words.size() > 1 && is(words.back().written, WordClass::validity_end);
    return (ends || until) && !has_name_word(schema, id, WordClass::start_name);
}

bool is_offered(const OptionBuilder& b, int at, ColumnId id) {
    return std::any_of(b.options().begin(), b.options().end(), [&](const Option& option) {
        return option.role == Role::date && option.column == id && option.other.column < 0 && has(option.covers, at);
    });
}

void offer_ends_of(OptionBuilder& b, int at, const Passed& passed, int table) {
    std::size_t made = 0;
    for (int c = 0; c < b.schema().own_columns(table) && made < most_of_table; ++c) {
        const ColumnId id{table, c};
        if (!is_moment(b.schema(), id) || !says_end(b.schema(), id) || is_offered(b, at, id)) continue;
        auto option = said_at(at, passed.end, at);
        option.role = Role::date;
        option.column = id;
        option.covers = passed.tokens;
        TokenSet negation;
        const bool negated = negated_before(b.tokens(), at, 3, negation);
        if (negated && b.schema().column(id).nullable) continue;  // "never ended": none is known
        if (negated) {
            option.covers |= negation;
            option.from = plan::Moment{};
        } else {
            option.until = plan::Moment{};
        }
        option.how = 3;
        option.link = link_of_end;
        option.untaught = true;
        b.add(option);
        ++made;
    }
}

// "trucks overdue for inspection": of the date that is said behind it.
void offer_overdue_for(OptionBuilder& b, int at) {
    constexpr int reach = 4;
    if (!b.is(at, WordClass::overdue_word, WordClass::due) || !b.is(at + 1, WordClass::for_)) return;
    Offered<> offered;
    for (const auto& mention : b.columns()) {
        if (mention.begin < at + 2 || mention.begin > at + reach || !is_moment(b.schema(), mention.column) ||
            (!says_end(b.schema(), mention.column) &&
             !has_name_word(b.schema(), mention.column, WordClass::span_from_now)) ||
            !offered.takes(mention.column, most_of_table))
            continue;
        auto option = about(said_at(at, mention.end, at), mention, 3);
        option.role = Role::date;
        option.until = plan::Moment{};
        option.covers = tokens_in(at, at + 2) | mention.tokens;
        option.link = std::max(mention.link, link_of_end);
        option.untaught = true;
        b.add(option);
    }
}

// "out of stock", "sold out", "run out of": nothing is left; "in stock": something is.
bool says_stock(const OptionBuilder& b, int at, Op& op, int& begin, int& end) {
    op = Op::eq;
    begin = at;
    if (b.is(at, WordClass::out)) {
        const bool of = b.is(at + 1, WordClass::of);
        const bool verb = b.is(at - 1, WordClass::used_up_verb);
        if (!verb && !(of && b.is(at + 2, WordClass::stock_name))) return false;
        if (verb) --begin;
        end = of ? (b.is(at + 2, WordClass::stock_name) ? at + 3 : at + 2) : at + 1;
        return true;
    }
    if (!b.is(at, WordClass::in) || !b.is(at + 1, WordClass::stock_name)) return false;
    constexpr int reach = 4;
    for (int k = std::max(0, at - reach); k < std::min(b.size(), at + reach); ++k)
        if (b.token(k).number) return false;  // "fewer than 100 in stock"
    op = Op::gt;
    end = at + 2;
    return true;
}

std::size_t offer_stock_of(OptionBuilder& b, int begin, int end, Op op, int table) {
    std::size_t made = 0;
    for (int c = 0; c < b.schema().own_columns(table) && made < most_of_table; ++c) {
        const ColumnId id{table, c};
        const auto& traits = b.traits(id);
        if (!traits.number || traits.key || !has_name_word(b.schema(), id, WordClass::stock_name)) continue;
        auto option = said_at(begin, end, begin);
        option.role = Role::number;
        option.column = id;
        option.op = op;
        option.value = "0";
        option.number_literal = true;
        option.covers = tokens_in(begin, end);
        option.how = 3;
        option.link = link_of_stock;
        option.untaught = true;
        b.add(option);
        ++made;
    }
    return made;
}

// Of the rows spoken of; where those have none, of all.
void offer_stock(OptionBuilder& b, int at) {
    Op op = Op::eq;
    int begin = 0, end = 0;
    if (!says_stock(b, at, op, begin, end)) return;
    std::size_t made = 0;
    for (const int table : tables_at_hand(b)) made += offer_stock_of(b, begin, end, op, table);
    for (int table = 0; made == 0 && table < b.schema().tables(); ++table)
        made += offer_stock_of(b, begin, end, op, table);
}

}  // namespace

void offer_passed(OptionBuilder& b) {
    for (int at = 0; at < b.size(); ++at) {
        Passed passed;
        if (is_passed(b, at, passed))
            for (const int table : tables_with_times(b)) offer_ends_of(b, at, passed, table);
        offer_overdue_for(b, at);
        offer_stock(b, at);
    }
}

}  // namespace pf::compiler::constructs
