// A column of a row compared with the same column of another row: of the one it refers to ("who earns more than their
// manager"), or of one that is named ("articles cheaper than Chai").
#include <algorithm>
#include <vector>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr int reach = 4;  // tokens before the comparison in which the column is said
constexpr std::size_t most_columns = 4;

// The key by which rows of a table refer to others of it, and where it is said.
struct Reference {
    ColumnId key;
    int begin;
    TokenSet tokens;
};

bool says_superior(const OptionBuilder& b, ColumnId key) {
    const auto& words = b.schema().words_of(key);
    return std::any_of(words.begin(), words.end(), [](const NameWord& word) {
        return is(word.written, WordClass::own_person_role) || is(word.word, WordClass::own_person_role);
    });
}

// Said by its name, or by any word for the person above.
std::vector<Reference> references_said(const OptionBuilder& b) {
    std::vector<Reference> found;
    for (const auto& edge : b.schema().edges()) {
        if (edge.from != edge.to || edge.from_columns.size() != 1) continue;
        const ColumnId key{edge.from, edge.from_columns[0]};
        for (int at = 1; at < b.size(); ++at) {
            const bool named = std::any_of(b.columns().begin(), b.columns().end(), [&](const ColumnMention& mention) {
                return mention.column == key && mention.begin == at && mention.link >= 0.4F;
            });
            if (named || (b.is(at, WordClass::own_person_role) && says_superior(b, key)))
                found.push_back({key, at, tokens_in(at, at + 1)});
        }
    }
    return found;
}

// "than their own", "before the": the comparison that ends right before the reference.
Comparator comparison_before(const OptionBuilder& b, int at) {
    int end = at;
    while (end > 0 && b.is(end - 1, WordClass::own_group_word, WordClass::owner)) --end;
    return end > 0 ? comparator_at(b.tokens(), end, at + 1) : Comparator{};
}

// What is compared: columns of the table said before the comparison, or what its words measure.
std::vector<Target> compared_columns(const OptionBuilder& b, int table, int opening, int end) {
    std::vector<Target> targets;
    const auto take = [&](Target target) {
        const auto& traits = b.traits(target.column);
        if (target.column.table == table && (traits.number_type || traits.temporal) && !traits.key &&
            targets.size() < most_columns)
            targets.push_back(std::move(target));
    };
    for (const auto& mention : b.columns())  // "a higher salary than" has it inside
        if (mention.link >= 0.4F && mention.end <= end && opening - mention.end < reach) take(target_of(mention, 1));
    for (int at = std::max(0, opening - reach); at < end; ++at)
        if (const auto* measure = measure_cue(b.word(at)))
            for (auto target : measured(b, *measure, most_columns)) {
                target.measure = measure;
                mark(target.covers, at);
                take(std::move(target));
            }
    return targets;
}

// The target compared with itself in the other row.
Option compared_rows(const Target& target, const Comparator& comparison, const TokenSet& covers, int end) {
    const int opening = first_of(comparison.tokens);
    Option option = about(said_at(opening, end, opening), target);
    option.role = Role::compare;
    option.other = target.column;
    option.op = comparison.op;
    option.covers = comparison.tokens | covers;
    option.shared |= target.covers & ~option.covers;
    return option;
}

bool says_more_or_less(const Comparator& comparison) {
    return comparison.said && comparison.op != Op::eq && comparison.op != Op::ne;
}

Op op_of(const OptionBuilder& b, const Target& target, Op said) {
    return target.measure && is_reversed(b.schema(), *target.measure, target.column) ? turned(said) : said;
}

bool names_row(const OptionBuilder& b, const ValueMention& value) {
    const auto& naming = b.schema().naming_columns(value.column.table);
    return value.quality > 0.8F && !value.is_part() &&
           std::find(naming.begin(), naming.end(), value.column.column) != naming.end();
}

// Where a name behind `than` begins at the latest: "than the article Chai".
constexpr int reach_of_name = 3;

}  // namespace

void offer_superior(OptionBuilder& b) {
    for (const auto& reference : references_said(b)) {
        const auto comparison = comparison_before(b, reference.begin);
        if (!says_more_or_less(comparison)) continue;
        const int opening = first_of(comparison.tokens);
        for (const auto& target : compared_columns(b, reference.key.table, opening, reference.begin)) {
            auto option = compared_rows(target, comparison, reference.tokens, reference.begin + 1);
            option.group = reference.key;
            option.op = op_of(b, target, comparison.op);
            b.add(option);
        }
    }
}

void offer_named_row(OptionBuilder& b) {
    for (const auto& value : b.values()) {
        if (!names_row(b, value)) continue;
        const int than = b.find(std::max(1, value.begin - reach_of_name), value.begin, WordClass::than);
        if (than < 0) continue;
        const auto comparison = comparator_at(b.tokens(), than + 1, than + 2);
        if (!says_more_or_less(comparison)) continue;
        for (const auto& target : compared_columns(b, value.column.table, first_of(comparison.tokens), than + 1)) {
            auto option = compared_rows(target, comparison, tokens_in(value.begin, value.end), value.end);
            for (int k = than + 1; k < value.begin; ++k) mark(option.shared, k);
            option.group = value.column;
            option.value = value.value;
            option.op = op_of(b, target, comparison.op);
            b.add(option);
        }
    }
}

}  // namespace pf::compiler::constructs
