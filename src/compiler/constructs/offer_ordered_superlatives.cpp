// Orders by a superlative: "the oldest", "the most concerts", "highest first", "the top 5 by number of concerts".
#include <algorithm>
#include <ranges>

#include "compiler/amounts.hpp"
#include "compiler/column_contents.hpp"
#include "compiler/constructs/offers.hpp"
#include "compiler/referring_tables.hpp"

namespace pf::compiler::constructs {
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

// "from oldest to youngest", "most recent first": an order of all may be meant.
bool may_order_all(const OptionBuilder& b, const Superlative& cue) {
    return b.any_is(cue.at - 2, cue.at + 3, WordClass::from) || b.any_is(cue.at + 1, cue.at + 3, WordClass::first) ||
           std::any_of(b.orders().begin(), b.orders().end(),
                       [&](const OrderCue& order) { return order.at < cue.at && cue.at - order.at <= 6; });
}

constexpr std::int64_t ranked_list = 10;  // rows of "the largest customers", of which no number is said

// "the longest episodes", "most expensive products": a list of them. Not "the age of the oldest students" nor "with the
// most orders", which ask about something else by way of them.
bool ranks_a_list(const OptionBuilder& b, const Superlative& cue) {
    if (cue.limit != 1 || cue.offset > 0 || cue.ordering || !cue.measure) return false;
    const int before = cue.at - (b.is(cue.at - 1, WordClass::the) ? 2 : 1);
    if (b.is(before, WordClass::of, WordClass::with)) return false;
    const int noun = cue.at + (has(cue.tokens, cue.at + 1) ? 2 : 1);
    return std::any_of(b.tables().begin(), b.tables().end(), [&](const TableMention& mention) {
        return mention.link >= 0.9F && mention.begin >= noun && mention.begin <= noun + 1 &&
               is_plural(b.token(mention.end - 1));
    });
}

int last_of(const TokenSet& tokens) {
    int last = -1;
    for (auto at = tokens._Find_first(); at < tokens.size(); at = tokens._Find_next(at)) last = static_cast<int>(at);
    return last;
}

// Adds the option, and the same without a limit where an order of all may be meant.
void add_order(OptionBuilder& b, const Superlative& cue, Option option) {
    const int behind = last_of(cue.tokens) + 1;
    if (cue.measure && b.is(behind, WordClass::first)) {  // "most expensive first"
        mark(option.covers, behind);
        option.limit = option.offset = 0;
        return b.add(option);
    }
    b.add(option);
    if (cue.ordering || !may_order_all(b, cue)) return;
    option.limit = 0;
    b.add(option);
}

// "the highest average age"
void offer_aggregated(OptionBuilder& b, const Superlative& cue, const Option& option) {
    if (option.operand < 0) return;
    const int from = std::max(0, std::min(cue.at + 1, option.operand - 4));
    for (int k = from; k < std::max(option.operand, cue.at + 1); ++k) {
        const auto aggregate = aggregate_cue(b.word(k));
        if ((aggregate != Summary::avg && aggregate != Summary::sum) || has(cue.tokens, k)) continue;
        auto aggregated = option;
        aggregated.aggregate = aggregate;
        mark(aggregated.covers, k);
        b.add(aggregated);
    }
}

bool goes_by(const Measure& measure, const char* word) {
    return measure.columns.data() == measure_cue(word)->columns.data();
}

// The oldest is of the greatest age and of the earliest date.
bool turns_on(const OptionBuilder& b, const Measure& measure, ColumnId id) {
    return is_reversed(b.schema(), measure, id) || (goes_by(measure, "oldest") && is_moment(b.schema(), id));
}

void offer_by_column(OptionBuilder& b, const Superlative& cue, const Target& target) {
    auto option = about(order_by(cue), target);
    option.limit = cue.limit;
    option.offset = cue.offset;
    option.covers |= target.covers;
    if (cue.measure && target.how == 3 && turns_on(b, *cue.measure, target.column))
        option.descending = !option.descending;
    const bool number = b.traits(target.column).number;
    if (number) offer_aggregated(b, cue, option);
    add_order(b, cue, option);
    if (!number || target.how != 1 || !b.is(cue.at, WordClass::totalled_superlative, WordClass::ranking_end)) return;
    option.aggregate = Summary::sum;  // over each group: "the country with the most points"
    b.add(option);
}

// "the latest service of every vehicle": whose service it is comes behind, so that right behind the cue are the rows,
// though their table may be called otherwise as well; -1 none.
int table_right_behind(const OptionBuilder& b, const Superlative& cue) {
    constexpr float likely = 0.35F;
    const TableMention* best = nullptr;
    for (const auto& mention : b.tables())
        if (mention.begin == last_of(cue.tokens) + 1 && mention.link >= likely &&
            b.is(mention.end, WordClass::of, WordClass::per, WordClass::each, WordClass::every, WordClass::for_,
                 WordClass::by) &&
            (!best || mention.link > best->link))
            best = &mention;
    return best ? best->table : -1;
}

// The table whose rows the superlative ranks: "the biggest donor", "the best downloaded episode"; -1 none.
int table_ranked(const OptionBuilder& b, const Superlative& cue, float likely = 0.6F) {
    constexpr int reach = 3;
    for (const auto& mention : b.tables())
        if (mention.begin > cue.at && mention.begin - cue.at <= reach && mention.link >= likely &&
            !b.stop_between(cue.at, mention.begin))
            return mention.table;
    return -1;
}

// "the newest", "the last", "the earliest", "the oldest": what ranks rows is when they were, whatever the date is
// called.
bool ranks_by_time(const OptionBuilder& b, const Superlative& cue) {
    if (!cue.measure) return b.is(cue.at, WordClass::first, WordClass::last);
    return goes_by(*cue.measure, "newest") || goes_by(*cue.measure, "oldest");
}

// The dates of the rows that are ranked, likeliest first: "the last campaign of each client" is of the campaign's.
std::vector<Target> dates_of_ranked(const OptionBuilder& b, const Superlative& cue) {
    constexpr float of_others = 0.6F;
    constexpr std::size_t most = 3;
    const int right_behind = table_right_behind(b, cue);
    const int table = right_behind >= 0 ? right_behind : table_ranked(b, cue, 0.45F);
    std::vector<std::pair<ColumnId, float>> dates;
    if (right_behind >= 0) dates = dates_of_table(b.schema(), table);
    if (dates.empty()) dates = dates_of_rows(b);
    std::vector<Target> found;
    for (const auto& [id, link] : dates)
        if (table < 0 || id.table == table)
            found.push_back({id, -1, {}, 3, 0.8F * (table < 0 ? of_others : 1.F) * link, 0, nullptr});
    if (found.size() > most) found.resize(most);
    return found;
}

// "top 5 episodes by duration minutes": the column is said elsewhere, and an episode only comes near it.
bool is_said_better(const OptionBuilder& b, const ColumnMention& mention) {
    constexpr float clearly = 0.2F;
    return std::any_of(b.columns().begin(), b.columns().end(), [&](const ColumnMention& other) {
        return other.column == mention.column && other.link > mention.link + clearly;
    });
}

// Returns whether there is a column to order by.
bool offer_by_columns(OptionBuilder& b, const Superlative& cue) {
    Offered<std::pair<ColumnId, std::uint8_t>> offered;
    const auto offer = [&](const Target& target) {
        if (offered.takes({target.column, target.how}, 8)) offer_by_column(b, cue, target);
    };
    // nothing but times is the latest; the oldest may be of an age
    const bool of_time = ranks_by_time(b, cue) && (!cue.measure || !goes_by(*cue.measure, "oldest"));
    const auto is_when = [&](ColumnId id) { return b.traits(id).date_like || is_moment(b.schema(), id); };
    for (const auto& near : by_distance(b, 7, [&](const ColumnMention& m) {
             if ((m.begin <= cue.at && cue.at < m.end) || b.stop_between(m.begin, cue.at) || is_said_better(b, m))
                 return -1;
             return m.begin > cue.at ? m.begin - cue.at - 1 : 2 * (cue.at - m.end) + 1;
         })) {
        const auto& traits = b.traits(near.second->column);
        const bool orders = of_time ? is_when(near.second->column) : traits.number || traits.date_like;
        if (orders && (!traits.key || (traits.number && near.second->exact))) offer(target_of(*near.second, 1));
    }
    if (cue.measure)
        for (const auto& target : measured(b, *cue.measure, 4))
            if (!of_time || is_when(target.column)) offer(target);
    if (ranks_by_time(b, cue))
        for (const auto& target : dates_of_ranked(b, cue)) offer(target);
    return !offered.empty();
}

// Returns whether rows of a table are said behind the cue.
bool offer_most_rows_of(OptionBuilder& b, const Superlative& cue, const Option& counted) {
    bool found = false;
    for (const auto& mention : b.tables()) {
        if (mention.begin <= cue.at || mention.begin - cue.at > 6 || mention.link < 0.4F ||
            b.stop_between(cue.at, mention.begin))
            continue;
        add_order(b, cue, about_rows(counted, mention, 1));
        found = true;
    }
    return found;
}

// "the most delegates": rows that have one.
void offer_most_rows_with(OptionBuilder& b, const Superlative& cue, const Option& counted) {
    for (const auto& mention : b.columns()) {
        if (mention.begin <= cue.at || mention.begin - cue.at > 4 || mention.link < 0.6F ||
            b.stop_between(cue.at, mention.begin) || b.traits(mention.column).number_type)
            continue;
        b.add(about_rows_with(counted, mention));
        return;
    }
}

// "the product with the most bugs", "the busiest driver": of the rows that refer to it.
void offer_most_referring(OptionBuilder& b, const Superlative& cue, Option counted) {
    const int noun = last_of(cue.tokens) + 1;
    const bool busy = b.is(cue.at, WordClass::busy_superlative);
    if (noun >= b.size() || (!busy && !b.is(cue.at, WordClass::totalled_superlative))) return;
    counted.untaught = true;
    for (const auto& rows : referring_tables(b, busy ? cue.at : noun)) {
        if (!busy) counted.covers.set(static_cast<std::size_t>(noun), rows.near);
        counted.column = {rows.table, -1};
        counted.link = rows.link;
        add_order(b, cue, counted);
    }
}

// "the most concerts", "the most common type", "the largest number of"
void offer_most_rows(OptionBuilder& b, const Superlative& cue) {
    auto counted = order_by(cue);
    counted.role = Role::order_count;
    counted.limit = cue.limit;
    counted.offset = cue.offset;
    const bool by_common = b.is(cue.at + 1, WordClass::frequent);
    if (by_common) mark(counted.covers, cue.at + 1);
    for (int k = cue.at + 1; k < std::min(b.size(), cue.at + 4); ++k)
        if (b.is(k, WordClass::most_of_noun)) counted.covers |= tokens_in(cue.at + 1, k + 1);
    const bool found = offer_most_rows_of(b, cue, counted);
    if (!found) offer_most_rows_with(b, cue, counted);
    counted.how = 4;
    counted.link = by_common ? 0.9F : found ? 0.2F : 0.5F;
    b.add(counted);
    if (!found) offer_most_referring(b, cue, counted);
}

// "the biggest", "the best", "the most valuable", and nothing that says by what: no "highest level", no "top 5 by".
bool ranks_by_amount(const OptionBuilder& b, const Superlative& cue) {
    constexpr int reach = 6;
    const auto is_of = [&](const char* word) { return cue.measure == measure_cue(word); };
    if (cue.direction < 0 || cue.ordering || b.is(cue.at, WordClass::busy_superlative, WordClass::busy_word))
        return false;
    const bool top = b.is(cue.at, WordClass::ranking_end);
    if (cue.measure ? !is_of("biggest") && !is_of("best") && !is_of("expensive") : !top) return false;
    return !b.any_is(cue.at + 1, std::min(b.size(), cue.at + reach), WordClass::by, WordClass::with);
}

bool refers_to(const SchemaIndex& schema, int from, int to) {
    const auto& edges = schema.edges_of(to);
    return from != to && std::any_of(edges.begin(), edges.end(), [&](int e) {
               const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
               return edge.from == from && edge.to == to;
           });
}

// "the biggest donor": by what the rows that refer to it add up to; "the best downloaded episode": where their figure
// is said.
void offer_most_amount(OptionBuilder& b, const Superlative& cue) {
    constexpr std::size_t most = 4;
    constexpr float guessed = 0.35F;
    const int table = ranks_by_amount(b, cue) ? table_ranked(b, cue) : -1;
    if (table < 0) return;
    auto order = order_by(cue);
    order.limit = cue.limit;
    order.offset = cue.offset;
    order.aggregate = Summary::sum;
    order.untaught = true;
    order.how = 4;
    if (b.is(cue.at + 1, WordClass::ranking_verb)) mark(order.covers, cue.at + 1);
    for (const auto& mention : b.columns()) {
        const auto& traits = b.traits(mention.column);
        if (mention.begin <= cue.at || mention.begin - cue.at > 2 || mention.link < 0.5F || !traits.number ||
            traits.key || !refers_to(b.schema(), mention.column.table, table))
            continue;
        auto said = about(order, mention, 1);
        said.covers |= mention.tokens;
        said.aggregate = Summary::sum;
        b.add(said);
    }
    std::size_t left = most;
    for (const int e : b.schema().edges_of(table)) {
        const auto& edge = b.schema().edges()[static_cast<std::size_t>(e)];
        if (edge.to != table || edge.from == table) continue;
        for (const auto& amount : amounts_of(b, edge.from)) {
            if (left == 0) return;
            --left;
            auto by = about(order, amount);
            by.link = guessed;
            b.add(by);
        }
    }
}

// The number said last before the cue, not "the price of" something.
const ColumnMention* last_number_before(const OptionBuilder& b, int at) {
    const ColumnMention* last = nullptr;
    for (const auto& mention : b.columns()) {
        const auto& traits = b.traits(mention.column);
        if (mention.end > at || b.is(mention.end, WordClass::of) || !traits.number || traits.key) continue;
        if (!last || mention.begin > last->begin || (mention.begin == last->begin && mention.link > last->link))
            last = &mention;
    }
    return last;
}

}  // namespace

void offer_superlative(OptionBuilder& b, const Superlative& said) {
    auto cue = said;
    if (ranks_a_list(b, cue)) cue.limit = ranked_list;
    const bool by_column = offer_by_columns(b, cue);
    if (!cue.ordering || !by_column) offer_most_rows(b, cue);
    offer_most_amount(b, cue);
}

void offer_order_of_shown(OptionBuilder& b, const Superlative& cue) {
    if (!b.is(cue.at + 1, WordClass::first)) return;
    auto option = order_by(cue);
    option.end = cue.at + 2;
    option.covers |= tokens_in(cue.at, cue.at + 2);
    option.how = order_of_shown;
    if (const auto* last = last_number_before(b, cue.at)) {
        option.column = last->column;
        option.operand = last->begin;
        option.link = last->link;
        for (const auto& aggregate : aggregate_cues_before(b, last->begin) | std::views::keys)
            if (aggregate != Summary::count) {
                option.aggregate = aggregate;
                break;
            }
        b.add(option);
    } else if (b.any_is(0, cue.at, WordClass::row_number_noun, WordClass::many)) {
        option.role = Role::order_count;
        option.link = 1;
        b.add(option);
    }
}

// "anti-patterns by number of episodes": all of them, those with the most first.
void offer_rows_by_count(OptionBuilder& b) {
    if (!b.superlatives().empty() || !b.orders().empty()) return;
    for (const auto& mention : b.tables()) {
        const int by = mention.end;
        if (mention.link < 0.9F || !b.is(by, WordClass::by) || !b.is(by + 1, WordClass::row_number_noun) ||
            !b.is(by + 2, WordClass::of) || b.any_is(0, mention.begin, WordClass::many, WordClass::row_number_noun))
            continue;
        Option option;
        option.role = Role::order_count;
        option.begin = option.cue = by;
        option.end = by + 1;
        option.descending = true;
        option.covers = tokens_in(by, by + 3);
        option.how = 4;
        option.link = 0.6F;
        offer_counts_of(b, option, by + 2);
    }
}

void offer_ranked_count(OptionBuilder& b, const Superlative& cue) {
    if (!b.is(cue.at, WordClass::ranking_end)) return;
    for (int k = cue.at + 1; k < std::min(b.size(), cue.at + 9); ++k) {
        if (!b.is(k, WordClass::by, WordClass::with)) continue;
        for (int c = k + 1; c < std::min(b.size(), k + 4); ++c) {
            if (aggregate_cue(b.word(c)) != Summary::count && !b.is(c, WordClass::frequency_noun)) continue;
            auto option = order_by(cue);
            option.role = Role::order_count;
            option.limit = cue.limit;
            option.covers |= tokens_in(k, c + 1);
            option.how = b.is(k, WordClass::by) ? order_of_shown : 4;
            option.link = 0.6F;
            offer_counts_of(b, option, c);
        }
    }
}

}  // namespace pf::compiler::constructs
