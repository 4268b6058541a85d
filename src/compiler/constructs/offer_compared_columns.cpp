// Two columns of a row compared: "whose savings balance is lower than the checking balance", "below reorder level".
#include <algorithm>

#include "compiler/amounts.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

struct Comparison {
    int opening = 0;  // "lower"
    int at = 0;       // behind "than"
    Comparator comparator;
};

// The left column stands right before the comparison, or inside it: "a higher checking balance than …".
bool is_left(const ColumnMention& mention, const Comparison& comparison) {
    if (mention.link < 0.4F) return false;
    const bool inside =
        mention.begin > comparison.opening && mention.end < comparison.at && mention.begin - comparison.opening <= 3;
    return inside || (mention.end <= comparison.opening && comparison.opening - mention.end <= 3);
}

bool is_right(const ColumnMention& mention, const Comparison& comparison) {
    return mention.link >= 0.4F && mention.begin >= comparison.at && mention.begin - comparison.at <= 4;
}

bool are_comparable(const ColumnTraits& one, const ColumnTraits& other) {
    return (one.number_type && other.number_type) || (one.temporal && other.temporal);
}

// A stock is below a level, a price is below another: no price is below a level.
bool is_money(const SchemaIndex& schema, ColumnId id) {
    return is_named_by(schema, id, WordClass::money_name) || is_named_by(schema, id, WordClass::price_name) ||
           is_named_by(schema, id, WordClass::cost_name);
}

constexpr std::size_t most_unsaid = 4;
constexpr float sure_right = 0.45F;  // link of a column that another is compared with that nothing says

bool shares_word(const SchemaIndex& schema, ColumnId one, ColumnId other) {
    const auto& words = schema.words_of(one);
    return std::any_of(words.begin(), words.end(), [&](const NameWord& word) {
        const auto& others = schema.words_of(other);
        return !word.of_table && std::any_of(others.begin(), others.end(), [&](const NameWord& its) {
            return its.stem == word.stem && !its.of_table;
        });
    });
}

Option compared(const Comparison& comparison, const ColumnMention& left, const ColumnMention& right) {
    Option option;
    option.role = Role::compare;
    option.begin = comparison.opening;
    option.end = comparison.at;
    option.cue = comparison.at - 1;
    option.operand = left.begin;
    option.column = left.column;
    option.other = right.column;
    option.op = comparison.comparator.op;
    option.covers = comparison.comparator.tokens | left.tokens | right.tokens;
    option.shared = left.table_tokens | right.table_tokens;
    option.link = std::min(left.link, right.link);
    option.how = 1;
    return option;
}

// Of tables at hand, those that may stand on the left where nothing does: "below reorder level". Best are those that
// share a word with the right one's name: weight_kg for payload_kg; else all of its own table, when they are few.
std::vector<ColumnMention> unsaid_left(const OptionBuilder& b, const ColumnMention& right) {
    const auto& schema = b.schema();
    auto tables = tables_at_hand(b);
    if (std::find(tables.begin(), tables.end(), right.column.table) == tables.end())
        tables.push_back(right.column.table);
    std::vector<ColumnMention> sharing, others;
    for (const int table : tables)
        for (int c = 0; c < schema.own_columns(table); ++c) {
            const ColumnId id{table, c};
            if (id == right.column || b.traits(id).key || !are_comparable(b.traits(id), b.traits(right.column)) ||
                is_money(schema, id) != is_money(schema, right.column))
                continue;
            ColumnMention left;
            left.begin = right.begin;
            left.column = id;
            left.link = 0.5F * right.link;
            if (shares_word(schema, id, right.column) && sharing.size() < most_unsaid)
                sharing.push_back(left);
            else if (table == right.column.table)
                others.push_back(left);
        }
    if (!sharing.empty()) return sharing;
    return others.size() <= most_unsaid ? others : std::vector<ColumnMention>{};
}

// "ingredients below the reorder level": no key is below an amount.
bool may_be_left(const OptionBuilder& b, const ColumnMention& left, const Comparison& comparison,
                 const std::vector<const ColumnMention*>& rights) {
    const auto suits = [&](const ColumnMention* right) {
        return are_comparable(b.traits(left.column), b.traits(right->column));
    };
    if (!is_left(left, comparison) || std::none_of(rights.begin(), rights.end(), suits)) return false;
    return !b.traits(left.column).key || std::any_of(rights.begin(), rights.end(), [&](const ColumnMention* right) {
        return b.traits(right->column).key;
    });
}

void offer_pairs(OptionBuilder& b, const Comparison& comparison) {
    int made = 0;
    std::vector<const ColumnMention*> rights;
    for (const auto& right : b.columns())
        if (is_right(right, comparison)) rights.push_back(&right);
    for (const auto& left : b.columns()) {
        if (!may_be_left(b, left, comparison, rights)) continue;
        for (const auto* right : rights) {
            if (made >= 9 || left.column == right->column || (left.tokens & right->tokens).any() ||
                !are_comparable(b.traits(left.column), b.traits(right->column)))
                continue;
            b.add(compared(comparison, left, *right));
            ++made;
        }
    }
    if (made > 0 || std::any_of(b.columns().begin(), b.columns().end(),
                                [&](const ColumnMention& left) { return may_be_left(b, left, comparison, rights); }))
        return;
    for (const auto* right : rights)
        if (right->link >= sure_right)
            for (const auto& left : unsaid_left(b, *right)) {
                if (++made > 6) return;
                auto option = compared(comparison, left, *right);
                option.untaught = true;  // too rare for the training to tell them from those that are said
                b.add(std::move(option));
            }
}

// Where what is compared with begins: behind "their", "the".
bool leads_to_column(const OptionBuilder& b, int at) {
    return std::any_of(b.columns().begin(), b.columns().end(), [&](const ColumnMention& mention) {
        if (mention.link < 0.4F || mention.begin < at || mention.begin > at + 2) return false;
        for (int k = at; k < mention.begin; ++k)
            if (!b.is(k, WordClass::own_group_word, WordClass::owner)) return false;
        return true;
    });
}

}  // namespace

void offer_compared_columns(OptionBuilder& b) {
    for (int i = 1; i < b.size(); ++i) {
        if (b.is(i - 1, WordClass::of) && b.is(i - 2, WordClass::short_of)) {  // "fell short of the amount due"
            offer_pairs(b, {i - 2, i, {Op::lt, tokens_in(i - 2, i), true}});
            continue;
        }
        const bool than = b.is(i - 1, WordClass::than);
        const bool of_number = b.is(i - 2, WordClass::or_) || (i > 1 && b.token(i - 2).number);  // "5 or more staff"
        const bool over_time = b.is(i - 1, WordClass::over) && b.is(i, WordClass::time);         // "patterns over time"
        const bool passed = !of_number && !over_time && b.is(i - 1, WordClass::above_number, WordClass::below_number) &&
                            leads_to_column(b, i);
        if (!than && !passed) continue;
        const auto comparator = comparator_at(b.tokens(), i, i + 1);
        if (comparator.said && comparator.op != Op::eq && comparator.op != Op::ne)
            offer_pairs(b, {first_of(comparator.tokens), i, comparator});
    }
}

}  // namespace pf::compiler::constructs
