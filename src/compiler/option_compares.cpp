// Comparisons with an aggregate.
#include "compiler/option_builder.hpp"

#include <algorithm>
#include <cmath>

namespace pf::compiler {

// "above the average", "more than the average age", "older than all", "than any X of Y"
void OptionBuilder::compares() {
    for (int i = 0; i < n_; ++i) {
        auto aggregate = aggregate_cue(word(i));
        if (aggregate == Aggregate::count || aggregate == Aggregate::sum) continue;
        if (std::any_of(superlatives_.begin(), superlatives_.end(), [i](const Superlative& cue) {
                return cue.ordering && cue.tokens.test(static_cast<std::size_t>(i));
            }))
            continue;
        auto comparator = comparator_at(tokens_, i, i + 1);
        TokenSet quantifier;
        std::vector<Aggregate> readings;  // besides the first one
        if (aggregate == Aggregate::none || word(i) == "least") {
            // "larger than any college in Florida", "older than all", "lower than at least one"
            const bool some = word(i) == "any" || word(i) == "some" ||
                              (word(i) == "least" && word(i + 1) == "one" && word(i - 1) == "at"),
                       all = word(i) == "all" || word(i) == "every" || word(i) == "each";
            // "than the employee whose id is 163": one row, or those of a condition
            const bool row = word(i) == "than" && (word(i + 1) == "the" || word(i + 1) == "that" ||
                                                   word(i + 1) == "those" || token_is_capital(i + 1));
            // "founded before Stackheron"
            const bool thing = (word(i) == "before" || word(i) == "after") &&
                               std::any_of(values_.begin(), values_.end(), [&](const ValueMention& value) {
                                   return value.begin == i + 1 && value.quality > 0.95F && token_is_capital(i + 1);
                               });
            if (!some && !all && !row && !thing) continue;
            if (thing) {
                comparator.said = true;
                comparator.op = word(i) == "after" ? Op::gt : Op::lt;
                comparator.tokens = range(i, i + 1);
            }
            if (!row && (!comparator.said || comparator.op == Op::eq || comparator.op == Op::ne)) continue;
            if (row) comparator = comparator_at(tokens_, i + 1, i + 2);
            if (row && (!comparator.said || !comparator.tokens.test(static_cast<std::size_t>(i)))) continue;
            const bool greater = comparator.op == Op::gt || comparator.op == Op::ge;
            aggregate = greater == (all || row || thing || word(i) == "any") ? Aggregate::max : Aggregate::min;
            if (word(i) == "any") readings.push_back(greater ? Aggregate::min : Aggregate::max);
            if (word(i) == "least") quantifier = range(i - 1, i + 2);
        }
        const bool extreme = aggregate == Aggregate::max || aggregate == Aggregate::min;
        if (!comparator.said && !extreme) continue;
        if (comparator.said && comparator.op == Op::ne && !extreme) continue;
        Option option;
        option.role = Role::compare;
        option.begin = i;
        option.end = i + 1;
        option.cue = i;
        option.aggregate = aggregate;
        option.op = comparator.said ? comparator.op : Op::eq;
        option.covers = range(i, i + 1) | comparator.tokens | quantifier;
        std::vector<ColumnId> offered;
        std::vector<std::pair<int, const ColumnMention*>> near;
        for (const auto& mention : a_.columns) {
            if (mention.begin <= i && i < mention.end) continue;
            const int distance = mention.begin > i ? mention.begin - i - 1 : i - mention.end;
            if (distance <= 7 && !stop_between(std::min(mention.begin, i), std::max(mention.begin, i)))
                near.emplace_back(distance, &mention);
        }
        std::stable_sort(near.begin(), near.end(), [](const auto& x, const auto& y) {
            return x.first != y.first ? x.first < y.first : x.second->link > y.second->link;
        });
        // "longer than the average" is about a length, whatever else stands near
        std::vector<Target> by_measure;
        for (int k = std::max(0, i - 4); k < i; ++k)
            if (const auto* measure = measure_cue(word(k)); measure && measure->comparative)
                by_measure = measured(*measure, 6);
        for (const auto& [distance, mention] : near) {
            if (!by_measure.empty() && mention->begin < i &&
                std::none_of(by_measure.begin(), by_measure.end(),
                             [&](const Target& target) { return target.column == mention->column; }) &&
                word(i - 1) == "the")
                continue;
            const auto& traits = schema_.traits(mention->column);
            if ((!traits.number && !traits.date_like) || offered.size() >= 5 ||
                std::find(offered.begin(), offered.end(), mention->column) != offered.end())
                continue;
            offered.push_back(mention->column);
            auto made = option;
            made.column = mention->column;
            made.operand = mention->begin;
            made.how = 1;
            made.link = mention->link;
            made.rivals = mention->rivals;
            made.covers |= mention->tokens;
            // the same column said on the other side as well: "whose salary is above the average salary"
            const auto once = made;
            for (const auto& other : a_.columns)
                if (other.column == mention->column && std::abs(other.begin - i) <= 8) made.covers |= other.tokens;
            add(made);
            if (made.covers != once.covers) add(once);
            for (const auto reading : readings) {
                made.aggregate = reading;
                add(made);
            }
        }
        for (int k = std::max(0, i - 4); k < i; ++k)
            if (const auto* measure = measure_cue(word(k)))
                for (const auto& target : measured(*measure, 2)) {
                    if (std::find(offered.begin(), offered.end(), target.column) != offered.end()) continue;
                    offered.push_back(target.column);
                    auto made = option;
                    made.column = target.column;
                    made.how = 3;
                    made.link = target.link;
                    made.covers.set(static_cast<std::size_t>(k));
                    if (reversed(*measure, target.column))
                        made.op = made.op == Op::gt ? Op::lt : made.op == Op::lt ? Op::gt : made.op;
                    add(made);
                }
    }
    compared_columns();
}

// "whose savings balance is lower than the checking balance"
void OptionBuilder::compared_columns() {
    for (int i = 1; i < n_; ++i) {
        const auto comparator = comparator_at(tokens_, i, i + 1);
        if (!comparator.said || comparator.op == Op::eq || comparator.op == Op::ne || word(i - 1) != "than") continue;
        const int opening = static_cast<int>(comparator.tokens._Find_first());
        int made = 0;
        for (const auto& left : a_.columns)
            for (const auto& right : a_.columns) {
                // "a higher checking balance than …": the left one may stand inside the comparison
                const bool inside = left.begin > opening && left.end < i && left.begin - opening <= 3;
                if ((!inside && (left.end > opening || opening - left.end > 3)) || right.begin < i ||
                    right.begin - i > 4 || left.column == right.column || made >= 9 || left.link < 0.4F ||
                    right.link < 0.4F)
                    continue;
                const auto &a = schema_.traits(left.column), &b = schema_.traits(right.column);
                if (!(a.number_type && b.number_type) && !(a.temporal && b.temporal)) continue;
                Option option;
                option.role = Role::compare;
                option.begin = opening;
                option.end = i;
                option.cue = i - 1;
                option.operand = left.begin;
                option.column = left.column;
                option.other = right.column;
                option.op = comparator.op;
                option.covers = comparator.tokens | left.tokens | right.tokens;
                option.shared = left.table_tokens | right.table_tokens;
                option.link = std::min(left.link, right.link);
                option.how = 1;
                add(option);
                ++made;
            }
    }
}

}  // namespace pf::compiler
