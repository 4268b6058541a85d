// Orders: superlatives, "ordered by", the top by a count.
#include "compiler/option_builder.hpp"

#include <algorithm>
#include <ranges>

namespace pf::compiler {
namespace {

Option order_by(const Superlative& cue) {
    Option option;
    option.role = Role::order;
    option.begin = cue.at;
    option.end = cue.at + 1;
    option.cue = cue.at;
    option.descending = cue.direction > 0;
    option.covers = cue.tokens;
    return option;
}

}  // namespace

void OptionBuilder::orders() {
    for (const auto& cue : superlatives_) {
        superlative_orders(cue);
        shown_orders(cue);
    }
    for (const auto& cue : orders_) said_orders(cue);
    for (const auto& cue : superlatives_)
        if (word(cue.at) == "top" || word(cue.at) == "bottom") ranked_by_count(cue);
}

void OptionBuilder::superlative_orders(const Superlative& cue) {
    Option option = order_by(cue);
    option.limit = cue.limit;
    bool ordering = false;  // "from oldest to youngest", "most recent first"
    for (int k = cue.at - 2; k <= cue.at + 2; ++k)
        ordering |= word(k) == "from" || (word(k) == "first" && k != cue.at && k > cue.at);
    for (const auto& order : orders_) ordering |= order.at < cue.at && cue.at - order.at <= 6;
    std::vector<std::pair<ColumnId, std::uint8_t>> offered;
    auto offer = [&](Target target) {
        if (offered.size() >= 8) return;
        for (const auto& [id, how] : offered)
            if (id == target.column && how == target.how) return;
        offered.emplace_back(target.column, target.how);
        auto made = option;
        made.column = target.column;
        made.operand = target.operand;
        made.how = target.how;
        made.link = target.link;
        made.rivals = target.rivals;
        made.covers |= target.covers;
        if (cue.measure && reversed(*cue.measure, target.column) && target.how == 3) made.descending = !made.descending;
        if (schema_.traits(target.column).number)
            for (int k = std::max(0, std::min(cue.at + 1, target.operand - 4));
                 k < std::max(target.operand, cue.at + 1); ++k) {
                const auto aggregate = aggregate_cue(word(k));
                if ((aggregate != Aggregate::avg && aggregate != Aggregate::sum) || target.operand < 0 ||
                    cue.tokens.test(static_cast<std::size_t>(k)))
                    continue;
                auto aggregated = made;
                aggregated.aggregate = aggregate;
                aggregated.covers.set(static_cast<std::size_t>(k));
                add(aggregated);
            }
        add(made);
        if (ordering && !cue.ordering) {
            made.limit = 0;
            add(made);
        }
        // the total of a measure over each group: "the country with the most points"
        if (schema_.traits(target.column).number && target.how == 1 &&
            (word(cue.at) == "most" || word(cue.at) == "least" || word(cue.at) == "highest" ||
             word(cue.at) == "largest" || word(cue.at) == "fewest" || word(cue.at) == "greatest")) {
            made.aggregate = Aggregate::sum;
            made.limit = option.limit;
            add(made);
        }
    };
    std::vector<std::pair<int, const ColumnMention*>> near;
    for (const auto& mention : a_.columns) {
        if (mention.begin <= cue.at && cue.at < mention.end) continue;
        const int distance = mention.begin > cue.at ? mention.begin - cue.at - 1 : 2 * (cue.at - mention.end) + 1;
        if (distance <= 7 && !stop_between(std::min(mention.begin, cue.at), std::max(mention.begin, cue.at)))
            near.emplace_back(distance, &mention);
    }
    std::stable_sort(near.begin(), near.end(), [](const auto& x, const auto& y) {
        return x.first != y.first ? x.first < y.first : x.second->link > y.second->link;
    });
    for (const auto& [distance, mention] : near) {
        const auto& traits = schema_.traits(mention->column);
        if ((traits.number || traits.date_like) && !(traits.key && !traits.number))
            offer({mention->column, mention->begin, mention->tokens, 1, mention->link, mention->rivals, nullptr});
    }
    if (cue.measure)
        for (const auto& target : measured(*cue.measure, 4)) offer(target);
    if (cue.ordering && !offered.empty()) return;
    // the most rows: "the most concerts", "the most common type", "the largest number of"
    auto counted = option;
    counted.role = Role::order_count;
    const bool by_common = word(cue.at + 1) == "common" || word(cue.at + 1) == "popular" ||
                           word(cue.at + 1) == "frequent" || word(cue.at + 1) == "frequently" ||
                           word(cue.at + 1) == "often";
    if (by_common) counted.covers.set(static_cast<std::size_t>(cue.at + 1));
    for (int k = cue.at + 1; k < std::min(n_, cue.at + 4); ++k)
        if (word(k) == "number" || word(k) == "count" || word(k) == "amount" || word(k) == "numbers") {
            counted.covers.set(static_cast<std::size_t>(k));
            counted.covers |= range(cue.at + 1, k + 1);
        }
    bool table_found = false;
    for (const auto& mention : a_.tables) {
        const bool after =
            mention.begin > cue.at && mention.begin - cue.at <= 6 && !stop_between(cue.at, mention.begin);
        if (!after || mention.link < 0.4F) continue;
        auto made = counted;
        made.column = {mention.table, -1};
        made.operand = mention.begin;
        made.how = 1;
        made.link = mention.link;
        made.covers |= mention.tokens;
        add(made);
        table_found = true;
        if (ordering && !cue.ordering) {
            made.limit = 0;
            add(made);
        }
    }
    for (const auto& mention : a_.columns) {  // "the most delegates": rows that have one
        if (mention.begin <= cue.at || mention.begin - cue.at > 4 || mention.link < 0.6F || table_found ||
            stop_between(cue.at, mention.begin) || schema_.traits(mention.column).number_type)
            continue;
        auto made = counted;
        made.column = {mention.column.table, -1};
        made.operand = mention.begin;
        made.how = 2;
        made.link = 0.6F * mention.link;
        made.covers |= mention.tokens;
        add(made);
        break;
    }
    counted.how = 4;
    counted.link = by_common ? 0.9F : table_found ? 0.2F : 0.5F;
    add(counted);
}

// "total funding by country, highest first": by what is shown, all rows.
void OptionBuilder::shown_orders(const Superlative& cue) {
    if (word(cue.at + 1) != "first") return;
    Option option = order_by(cue);
    option.end = cue.at + 2;
    option.covers |= range(cue.at, cue.at + 2);
    option.how = order_of_shown;
    const ColumnMention* last = nullptr;
    for (const auto& mention : a_.columns)
        if (mention.end <= cue.at && word(mention.end) != "of" && schema_.traits(mention.column).number &&
            !schema_.traits(mention.column).key &&
            (!last || mention.begin > last->begin || (mention.begin == last->begin && mention.link > last->link)))
            last = &mention;
    if (last) {
        auto made = option;
        made.column = last->column;
        made.operand = last->begin;
        made.link = last->link;
        for (const auto& aggregate : aggregate_cues_before(last->begin) | std::views::keys)
            if (aggregate != Aggregate::count) {
                made.aggregate = aggregate;
                break;
            }
        add(made);
        return;
    }
    for (int k = 0; k < cue.at; ++k)
        if (word(k) == "number" || word(k) == "many" || word(k) == "count") {
            option.role = Role::order_count;
            option.link = 1;
            add(option);
            return;
        }
}

void OptionBuilder::said_orders(const OrderCue& cue) {
    Option option;
    option.role = Role::order;
    option.begin = cue.at;
    option.end = cue.at + 1;
    option.cue = cue.at;
    option.descending = cue.descending;
    option.covers = cue.tokens;
    std::vector<std::pair<ColumnId, int>> offered;  // with the token of the mention
    auto offer = [&](const Target& target) {
        if (offered.size() >= 10 ||
            std::find(offered.begin(), offered.end(), std::pair{target.column, target.operand}) != offered.end())
            return;
        offered.emplace_back(target.column, target.operand);
        auto made = option;
        made.column = target.column;
        made.operand = target.operand;
        made.how = target.how;
        made.link = target.link;
        made.rivals = target.rivals;
        if (target.operand >= cue.by) made.covers |= target.covers;
        if (target.operand > 0)
            for (const auto& [aggregate, at] : aggregate_cues_before(target.operand)) {
                if (at < cue.by || aggregate == Aggregate::count) continue;
                auto aggregated = made;
                aggregated.aggregate = aggregate;
                aggregated.covers.set(static_cast<std::size_t>(at));
                add(aggregated);
            }
        add(made);
    };
    // behind "by"; else the last column said before
    for (const auto& mention : a_.columns)
        if (mention.begin >= cue.by && mention.begin - cue.by <= 8 && !stop_between(cue.by, mention.begin))
            offer({mention.column, mention.begin, mention.tokens, 1, mention.link, mention.rivals, nullptr});
    // "by year and name": the second key, once more
    for (const auto& mention : a_.columns) {
        if (mention.begin <= cue.by || mention.begin - cue.by > 9 || stop_between(cue.by, mention.begin)) continue;
        bool and_before = false;
        for (int k = mention.begin - 1; k >= std::max(cue.by + 1, mention.begin - 2); --k)
            and_before |= word(k) == "and";
        if (!and_before && !token(mention.begin).comma_before) continue;
        auto second = option;
        second.column = mention.column;
        second.operand = mention.begin;
        second.begin = mention.begin;
        second.end = mention.end;
        second.how = 2;
        second.link = mention.link;
        second.rivals = mention.rivals;
        second.covers = mention.tokens;
        second.shared = mention.table_tokens;
        add(second);
    }
    // "sort the names in alphabetical order": what is shown is the key
    if (word(cue.by - 1) != "by" && word(cue.by - 1) != "of")
        for (const auto& mention : a_.columns) {
            if (mention.begin <= cue.at || mention.begin - cue.at > 6) continue;
            auto shown = option;
            shown.column = mention.column;
            shown.operand = mention.begin;
            shown.how = 3;
            shown.link = mention.link;
            shown.rivals = mention.rivals;
            add(shown);
        }
    // "ordered by name" says it; nothing said before is meant
    const bool by_column = word(cue.by - 1) == "by" &&
                           std::any_of(a_.columns.begin(), a_.columns.end(), [&](const ColumnMention& mention) {
                               return mention.exact && mention.begin >= cue.by && mention.begin - cue.by <= 1;
                           });
    std::vector<const ColumnMention*> before;
    for (const auto& mention : a_.columns)
        if (mention.end <= cue.at && !by_column) before.push_back(&mention);
    std::stable_sort(before.begin(), before.end(), [](const ColumnMention* x, const ColumnMention* y) {
        return x->begin != y->begin ? x->begin > y->begin : x->link > y->link;
    });
    for (std::size_t k = 0; k < std::min<std::size_t>(before.size(), 5); ++k)
        offer({before[k]->column, before[k]->begin, before[k]->tokens, 3, before[k]->link, before[k]->rivals, nullptr});
    for (const auto& mention : a_.tables)
        if (cue.alphabetical || mention.begin >= cue.by)
            for (const int column : schema_.naming_columns(mention.table)) {
                offer({{mention.table, column},
                       mention.begin,
                       mention.begin >= cue.by ? mention.tokens : TokenSet{},
                       4,
                       0.5F * mention.link,
                       0,
                       nullptr});
                break;
            }
    for (int k = cue.by; k < std::min(n_, cue.by + 6); ++k) {
        const auto* measure = measure_cue(word(k));
        if (!measure) continue;
        for (auto target : measured(*measure, 3)) {
            target.covers.set(static_cast<std::size_t>(k));
            target.operand = k;
            offer(target);
        }
        break;
    }
    // by how many: "ordered by the number of concerts"
    for (int k = cue.by; k < std::min(n_, cue.by + 5); ++k) {
        if (aggregate_cue(word(k)) != Aggregate::count && word(k) != "frequency" && word(k) != "popularity" &&
            word(k) != "often")
            continue;
        auto counted = option;
        counted.role = Role::order_count;
        counted.covers.set(static_cast<std::size_t>(k));
        counted.how = 4;
        counted.link = 0.5F;
        add_counted(counted, k);
        break;
    }
    // "how many for each country, in descending order": by what is counted
    bool counts = false;
    for (int k = 0; k < cue.at; ++k) counts |= aggregate_cue(word(k)) == Aggregate::count;
    if (counts && word(cue.by - 1) != "by" && word(cue.by - 1) != "of") {
        auto counted = option;
        counted.role = Role::order_count;
        counted.how = 4;
        counted.link = 0.3F;
        add(counted);
    }
}

// "top 10 patterns by number of episodes": the measure stands behind "by", no order word
void OptionBuilder::ranked_by_count(const Superlative& cue) {
    for (int k = cue.at + 1; k < std::min(n_, cue.at + 9); ++k) {
        if (word(k) != "by" && word(k) != "with") continue;
        for (int c = k + 1; c < std::min(n_, k + 4); ++c) {
            if (aggregate_cue(word(c)) != Aggregate::count && word(c) != "frequency" && word(c) != "popularity")
                continue;
            Option option = order_by(cue);
            option.role = Role::order_count;
            option.limit = cue.limit;
            option.covers |= range(k, c + 1);
            option.how = word(k) == "by" ? order_of_shown : 4;
            option.link = 0.6F;
            add_counted(option, c);
        }
    }
}

}  // namespace pf::compiler
