// Two columns that are to be the same or to differ: "home and office location are the same", "in another state than
// their branch", "paid by someone other than the customer of the booking".
#include <algorithm>
#include <vector>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr std::size_t most_pairs = 6;
constexpr int reach = 4;  // tokens between the cue and what is to be the same

struct Cue {
    int at;
    bool same;
};

// What may be the same: a column, with the words that say it.
struct Said {
    ColumnId column;
    TokenSet tokens;
    float link;
};

// "in a different state", "in another state", "differs from", "other than": no "how many different states", no "which
// other customers".
bool is_contrast(const OptionBuilder& b, int at) {
    if (!b.is(at, WordClass::different, WordClass::other_than_named)) return false;
    return b.is(at + 1, WordClass::from, WordClass::than) ||
           (b.is(at, WordClass::different) && b.is(at - 1, WordClass::a)) ||
           b.is(at - 1, WordClass::in, WordClass::at, WordClass::from, WordClass::to);
}

std::vector<Cue> cues_of(const OptionBuilder& b) {
    std::vector<Cue> cues;
    for (int at = 0; at < b.size(); ++at) {
        if (b.is(at, WordClass::same) && !b.any_is(at + 1, at + 6, WordClass::as))  // "the same X as Anna": same_as.cpp
            cues.push_back({at, !b.is(at - 1, WordClass::not_) && !b.is(at - 2, WordClass::not_)});
        else if (is_contrast(b, at))
            cues.push_back({at, false});
    }
    return cues;
}

bool is_near(int begin, int end, int cue) { return begin > cue ? begin - cue <= reach : cue - end < reach; }

Option pair_of(const Said& left, const Said& right, const Cue& cue) {
    Option option;
    option.role = Role::compare;
    option.begin = option.cue = cue.at;
    option.end = cue.at + 1;
    option.column = left.column;
    option.other = right.column;
    option.op = cue.same ? Op::eq : Op::ne;
    option.covers = tokens_in(cue.at, cue.at + 1) | left.tokens | right.tokens;
    option.link = std::min(left.link, right.link);
    option.how = 1;
    return option;
}

bool hold_the_same(const OptionBuilder& b, ColumnId one, ColumnId other) {
    return one != other && b.schema().column(one).type_class == b.schema().column(other).type_class;
}

// Keys of the tables at hand to a table that is said near the cue.
std::vector<Said> keys_to_said(const OptionBuilder& b, const std::vector<int>& tables, const Cue& cue) {
    std::vector<Said> keys;
    for (const auto& mention : b.tables()) {
        if (mention.link < 0.7F || !is_near(mention.begin, mention.end, cue.at)) continue;
        for (const int e : b.schema().edges_of(mention.table)) {
            const auto& edge = b.schema().edges()[static_cast<std::size_t>(e)];
            if (edge.to != mention.table || edge.from_columns.size() != 1 || edge.from == edge.to) continue;
            if (std::find(tables.begin(), tables.end(), edge.from) == tables.end()) continue;
            keys.push_back({{edge.from, edge.from_columns[0]}, mention.tokens, 0.8F * mention.link});
        }
    }
    return keys;
}

bool refer_to_one_table(const OptionBuilder& b, ColumnId one, ColumnId other) {
    const auto target = [&](ColumnId key) {
        const int e = b.schema().edge_held_by(key);
        return e < 0 ? -1 : b.schema().edges()[static_cast<std::size_t>(e)].to;
    };
    return target(one) >= 0 && target(one) == target(other);
}

// Columns said near the cue.
std::vector<Said> columns_said(const OptionBuilder& b, const Cue& cue) {
    std::vector<Said> said;
    for (const auto& mention : b.columns())
        if (mention.link >= 0.5F && is_near(mention.begin, mention.end, cue.at))
            said.push_back({mention.column, mention.tokens, mention.link});
    return said;
}

void offer_at(OptionBuilder& b, const Cue& cue) {
    const auto tables = tables_at_hand(b);
    std::size_t made = 0;
    const auto offer_pairs = [&](const std::vector<Said>& all, auto fits) {
        for (std::size_t i = 0; i < all.size(); ++i)
            for (std::size_t j = i + 1; j < all.size() && made < most_pairs; ++j)
                if (hold_the_same(b, all[i].column, all[j].column) && fits(all[i], all[j])) {
                    b.add(pair_of(all[i], all[j], cue));
                    ++made;
                }
    };
    offer_pairs(keys_to_said(b, tables, cue),
                [&](const Said& one, const Said& other) { return refer_to_one_table(b, one.column, other.column); });
    // "home and office location", or one word for both: the state of a customer and of a branch
    offer_pairs(columns_said(b, cue), [&](const Said& one, const Said& other) {
        if (one.column.table != other.column.table)
            return one.tokens == other.tokens || refer_to_one_table(b, one.column, other.column);
        const int from = first_of(one.tokens), to = first_of(other.tokens);
        return refer_to_one_table(b, one.column, other.column) ||
               (to - from <= reach && b.any_is(from, to, WordClass::and_));
    });
}

}  // namespace

void offer_same_columns(OptionBuilder& b) {
    for (const auto& cue : cues_of(b)) offer_at(b, cue);
}

}  // namespace pf::compiler::constructs
