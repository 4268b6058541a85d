// Orders that are said: "ordered by name", "in descending order of price", "sort the names alphabetically".
#include <algorithm>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

Option order_by(const OrderCue& cue) {
    Option option;
    option.role = Role::order;
    option.begin = cue.at;
    option.end = cue.at + 1;
    option.cue = cue.at;
    option.descending = cue.descending;
    option.covers = cue.tokens;
    return option;
}

// "by", "of": the key stands behind it.
bool says_key(const OptionBuilder& b, const OrderCue& cue) { return b.is(cue.by - 1, WordClass::by, WordClass::of); }

class Keys {
 public:
    Keys(OptionBuilder& b, const OrderCue& cue) : b_(b), cue_(cue) {}

    void offer(const Target& target) {
        if (!offered_.takes({target.column, target.operand}, 10)) return;
        auto option = about(order_by(cue_), target);
        if (target.operand >= cue_.by) option.covers |= target.covers;
        if (target.operand > 0)
            for (const auto& [aggregate, at] : aggregate_cues_before(b_, target.operand)) {
                if (at < cue_.by || aggregate == Summary::count) continue;
                auto aggregated = option;
                aggregated.aggregate = aggregate;
                mark(aggregated.covers, at);
                b_.add(aggregated);
            }
        b_.add(option);
    }

    void behind() {
        for (const auto& mention : b_.columns())
            if (mention.begin >= cue_.by && mention.begin - cue_.by <= 8 && !b_.stop_between(cue_.by, mention.begin))
                offer(target_of(mention, 1));
    }

    // What was said before, the last first; "ordered by name" says it, nothing said before is meant.
    void before() {
        if (b_.is(cue_.by - 1, WordClass::by) && names_column_behind()) return;
        std::vector<const ColumnMention*> said;
        for (const auto& mention : b_.columns())
            if (mention.end <= cue_.at) said.push_back(&mention);
        std::stable_sort(said.begin(), said.end(), [](const ColumnMention* x, const ColumnMention* y) {
            return x->begin != y->begin ? x->begin > y->begin : x->link > y->link;
        });
        if (said.size() > 5) said.resize(5);
        for (const auto* mention : said) offer(target_of(*mention, 3));
    }

    // By the name of a table's rows.
    void names() {
        for (const auto& mention : b_.tables()) {
            const auto& naming = b_.schema().naming_columns(mention.table);
            const bool behind = mention.begin >= cue_.by;
            if (naming.empty() || (!behind && !cue_.alphabetical)) continue;
            offer({{mention.table, naming[0]},
                   mention.begin,
                   behind ? mention.tokens : TokenSet{},
                   4,
                   0.5F * mention.link,
                   0,
                   nullptr});
        }
    }

    void measure() {
        for (int k = cue_.by; k < std::min(b_.size(), cue_.by + 6); ++k) {
            const auto* measure = measure_cue(b_.word(k));
            if (!measure) continue;
            for (auto target : measured(b_, *measure, 3)) {
                mark(target.covers, k);
                target.operand = k;
                offer(target);
            }
            return;
        }
    }

 private:
    [[nodiscard]] bool names_column_behind() const {
        return std::any_of(b_.columns().begin(), b_.columns().end(), [this](const ColumnMention& mention) {
            return mention.exact && mention.begin >= cue_.by && mention.begin - cue_.by <= 1;
        });
    }

    OptionBuilder& b_;
    const OrderCue& cue_;
    Offered<std::pair<ColumnId, int>> offered_;  // with the token of the mention
};

// "by year and name": the second key, once more.
void offer_second_keys(OptionBuilder& b, const OrderCue& cue) {
    for (const auto& mention : b.columns()) {
        if (mention.begin <= cue.by || mention.begin - cue.by > 9 || b.stop_between(cue.by, mention.begin)) continue;
        const int from = std::max(cue.by + 1, mention.begin - 2);
        if (!b.any_is(from, mention.begin, WordClass::and_) && !b.token(mention.begin).comma_before) continue;
        auto second = about(order_by(cue), mention, 2);
        second.begin = mention.begin;
        second.end = mention.end;
        second.covers = mention.tokens;
        second.shared = mention.table_tokens;
        b.add(second);
    }
}

// "sort the names in alphabetical order": what is shown is the key.
void offer_shown_keys(OptionBuilder& b, const OrderCue& cue) {
    if (says_key(b, cue)) return;
    for (const auto& mention : b.columns())
        if (mention.begin > cue.at && mention.begin - cue.at <= 6) b.add(about(order_by(cue), mention, 3));
}

// "ordered by the number of concerts"
void offer_counted_key(OptionBuilder& b, const OrderCue& cue) {
    for (int k = cue.by; k < std::min(b.size(), cue.by + 5); ++k) {
        if (aggregate_cue(b.word(k)) != Summary::count && !b.is(k, WordClass::frequency_noun, WordClass::often))
            continue;
        auto counted = order_by(cue);
        counted.role = Role::order_count;
        mark(counted.covers, k);
        counted.how = 4;
        counted.link = 0.5F;
        offer_counts_of(b, counted, k);
        return;
    }
}

// "how many for each country, in descending order": by what is counted.
void offer_order_of_count(OptionBuilder& b, const OrderCue& cue) {
    if (says_key(b, cue)) return;
    for (int k = 0; k < cue.at; ++k) {
        if (aggregate_cue(b.word(k)) != Summary::count) continue;
        auto counted = order_by(cue);
        counted.role = Role::order_count;
        counted.how = 4;
        counted.link = 0.3F;
        b.add(counted);
        return;
    }
}

}  // namespace

void offer_said_order(OptionBuilder& b, const OrderCue& cue) {
    Keys keys(b, cue);
    keys.behind();
    offer_second_keys(b, cue);
    offer_shown_keys(b, cue);
    keys.before();
    keys.names();
    keys.measure();
    offer_counted_key(b, cue);
    offer_order_of_count(b, cue);
}

}  // namespace pf::compiler::constructs
