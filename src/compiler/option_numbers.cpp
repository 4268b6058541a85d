// Conditions on numbers and dates, and what else a number may say: how many rows a group has, how many are shown.
#include "compiler/moment_sql.hpp"
#include "compiler/option_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace pf::compiler {
namespace {

std::string number_text(double value) {
    if (value == std::floor(value) && std::abs(value) < 1e15)
        return fmt::format("{}", static_cast<std::int64_t>(value));
    return fmt::format("{}", value);
}

}  // namespace

void OptionBuilder::dates() {
    for (const auto& span : spans_) {
        Option option;
        option.role = Role::date;
        option.begin = span.begin;
        option.end = span.end;
        option.covers = span.tokens;
        if (span.lower) option.value = sql_of(*span.lower);
        if (span.upper) option.value2 = sql_of(*span.upper);
        if (span.part != Expression::column) {
            option.expression = span.part;
            option.number_literal = true;
            option.op = span.first == span.last ? Op::eq : Op::between;
            option.value = fmt::format("{}", span.first);
            option.value2 = span.first == span.last ? "" : fmt::format("{}", span.last);
        }
        std::vector<ColumnId> offered;
        auto offer = [&](ColumnId id, const ColumnMention* mention, std::uint8_t how, float link) {
            if (!schema_.traits(id).temporal || offered.size() >= 8 ||
                std::find(offered.begin(), offered.end(), id) != offered.end())
                return;
            offered.push_back(id);
            auto made = option;
            made.column = id;
            made.how = how;
            made.link = link;
            if (mention) {
                made.operand = mention->begin;
                made.shared |= mention->tokens | mention->table_tokens;
                made.rivals = mention->rivals;
            }
            add(made);
        };
        std::vector<std::pair<int, const ColumnMention*>> near;
        for (const auto& mention : a_.columns) {
            if ((mention.tokens & span.tokens).any()) continue;
            const int distance = mention.end <= span.begin ? span.begin - mention.end : mention.begin - span.end + 1;
            if (distance <= 6) near.emplace_back(distance, &mention);
        }
        std::stable_sort(near.begin(), near.end(), [](const auto& x, const auto& y) {
            return x.first != y.first ? x.first < y.first : x.second->link > y.second->link;
        });
        bool named = false;  // "created in the last week": no other date is guessed
        for (const auto& [distance, mention] : near) {
            named |= distance <= 1 && mention->exact && schema_.traits(mention->column).temporal;
            offer(mention->column, mention, 1, mention->link);
        }
        if (named) continue;
        for (const int table : a_.mentioned_tables)
            for (int c = 0; c < static_cast<int>(schema_.table(table).columns.size()); ++c)
                offer({table, c}, nullptr, 4, date_of_row({table, c}));
    }
}

// How likely a date nobody named is the one of its row, 0 … 1: rental_date of rental, the only date of an invoice;
// hardly when the row was last changed.
float OptionBuilder::date_of_row(ColumnId id) const {
    const auto keeps_records = [&](ColumnId column) {
        const auto& words = schema_.words_of(column);
        return std::any_of(words.begin(), words.end(), [](const NameWord& w) {
            return w.stem == "updat" || w.stem == "modifi" || w.stem == "chang" || w.stem == "insert" ||
                   w.stem == "load" || w.stem == "sync";
        });
    };
    if (keeps_records(id)) return 0.1F;
    const auto& words = schema_.words_of(id);
    if (std::any_of(words.begin(), words.end(), [](const NameWord& w) { return w.of_table; })) return 0.9F;
    int others = 0;
    for (int c = 0; c < static_cast<int>(schema_.table(id.table).columns.size()); ++c) {
        const ColumnId other{id.table, c};
        others += other != id && schema_.traits(other).temporal && !keeps_records(other);
    }
    return others == 0 ? 0.8F : 0.4F;
}

// Columns a number at [begin, end) may be compared with.
std::vector<int> OptionBuilder::tables_for_years() const {
    auto tables = tables_at_hand();
    auto add = [&](int table) {
        if (tables.size() < 12 && std::find(tables.begin(), tables.end(), table) == tables.end())
            tables.push_back(table);
    };
    for (const auto& value : values_)
        if (value.quality > 0.8F) add(value.column.table);
    for (const auto& mention : a_.tables) add(mention.table);
    for (const int table : tables_beside(tables_at_hand())) add(table);
    return tables;
}

std::vector<OptionBuilder::Target> OptionBuilder::number_targets(int begin, int end, bool year) const {
    std::vector<Target> targets;
    auto known = [&](ColumnId id) {
        return std::any_of(targets.begin(), targets.end(), [&](const Target& t) { return t.column == id; });
    };
    const auto before = begin > 0 ? word(begin - 1) : std::string_view{};
    const bool time_said = year && (before == "after" || before == "before" || before == "since" || before == "until");
    const auto names_a_time = [&](const ColumnMention& said) {
        return std::any_of(a_.columns.begin(), a_.columns.end(), [&](const ColumnMention& other) {
            return (other.tokens & said.tokens).any() && schema_.traits(other.column).temporal;
        });
    };
    std::vector<std::pair<int, const ColumnMention*>> near;
    for (const auto& mention : a_.columns) {
        if (mention.begin < end && begin < mention.end) continue;
        const int distance = mention.end <= begin ? begin - mention.end : 2 * (mention.begin - end) + 1;
        if (distance <= 8 && !(mention.end <= begin && token(begin).stop_before)) near.emplace_back(distance, &mention);
    }
    std::stable_sort(near.begin(), near.end(), [](const auto& x, const auto& y) {
        return x.first != y.first ? x.first < y.first : x.second->link > y.second->link;
    });
    for (const auto& [distance, mention] : near) {
        if (targets.size() >= 7) break;
        const auto& traits = schema_.traits(mention->column);
        if (known(mention->column) || traits.temporal || traits.boolean) continue;
        if (!traits.number && !traits.date_like && !traits.text && !traits.key) continue;
        // "funded after 2020": a time where the word names one too, not an amount
        if (time_said && traits.number_type && !traits.date_like && names_a_time(*mention)) continue;
        targets.push_back({mention->column, mention->begin, mention->tokens | mention->table_tokens, 1, mention->link,
                           mention->rivals, nullptr});
    }
    // "older than 30", "cost more than 5": the comparative names the measure
    int measure_at = -1;
    for (int i = begin - 1; i >= std::max(0, begin - 5) && measure_at < 0 && !token(i).number; --i)
        if (measure_cue(word(i))) measure_at = i;
    for (int i = end; i < std::min(n_, end + 3) && measure_at < 0; ++i)
        if (measure_cue(word(i)) || word(i) == "old" || word(i) == "age") measure_at = i;
    if (measure_at < 0 && begin > 0 &&
        (word(begin - 1) == "under" || word(begin - 1) == "over" || word(begin - 1) == "above" ||
         word(begin - 1) == "below"))
        for (const auto& target : measured(*measure_cue("older"), 2))  // "students under 20"
            if (!known(target.column) && targets.size() < 9 && !schema_.traits(target.column).date_like)
                targets.push_back(target);
    if (measure_at >= 0) {
        const auto* measure = measure_cue(word(measure_at));
        if (!measure) measure = measure_cue("older");
        for (const auto& target : measured(*measure, 3))
            if (!known(target.column) && targets.size() < 10) {
                targets.push_back(target);
                targets.back().measure = measure;
                targets.back().covers.set(static_cast<std::size_t>(measure_at));
            }
    }
    // "over 10 dollars", "above 5 minutes": so does the unit; no key has one
    if (const auto unit = unit_of_measure(word(end)); unit && !year) {
        const auto measure = unit->kind == Unit::Kind::money  ? "expensive"
                             : unit->kind == Unit::Kind::mass ? "heaviest"
                                                              : "longest";
        for (const auto& target : measured(*measure_cue(measure), 3))
            if (!known(target.column) && targets.size() < 10) targets.push_back(target);
        std::erase_if(targets, [&](const Target& target) { return schema_.traits(target.column).key; });
        return targets;
    }
    // "course 301", "room 12": a table's key
    for (const auto& mention : a_.tables) {
        if (mention.end > begin || begin - mention.end > 2 || mention.link < 0.5F) continue;
        const int key = schema_.key_column(mention.table);
        if (key >= 0 && !known({mention.table, key}) && targets.size() < 11)
            targets.push_back(
                {{mention.table, key}, mention.begin, mention.tokens, 4, 0.5F * mention.link, 0, nullptr});
    }
    if (year)
        for (const int table : tables_for_years())
            for (int c = 0; c < static_cast<int>(schema_.table(table).columns.size()) && targets.size() < 14; ++c)
                if (schema_.traits({table, c}).date_like && !schema_.traits({table, c}).temporal && !known({table, c}))
                    targets.push_back({{table, c}, -1, {}, 4, 0.4F, 0, nullptr});
    return targets;
}

// What turns a number in the unit said at `at` into the column's: "5 minutes" of Milliseconds, 1 for an amount of
// money; none when no unit stands there, or the column's name says none of its kind.
std::optional<double> OptionBuilder::unit_factor(int at, ColumnId id) const {
    const auto said = unit_of_measure(word(at));
    if (!said || id.column < 0 || !schema_.traits(id).number) return std::nullopt;
    if (said->kind == Unit::Kind::money) return 1;
    for (const auto& name : schema_.words_of(id))
        if (const auto own = unit_of_measure(name.word); own && own->kind == said->kind) return said->size / own->size;
    return std::nullopt;
}

void OptionBuilder::numbers() {
    for (int i = 0; i < n_; ++i) {
        if (!token(i).number) continue;
        if (token(i).ordinal && token(i).kind != Token::Kind::number) {  // "fifth grade"
            bool named = false;
            for (const auto& mention : a_.columns) named |= mention.begin == i + 1 && mention.exact;
            for (const auto& mention : a_.columns)
                named = named && !(mention.exact && mention.tokens.test(static_cast<std::size_t>(i)));
            if (!named) continue;
        }
        int begin = i, end = i + 1;
        double low = *token(i).number, high = low;
        auto comparator = comparator_at(tokens_, begin, end);
        // between a and b
        bool between = false;
        for (int b = begin - 1; b >= std::max(0, begin - 4) && !between; --b)
            if ((word(b) == "between" || word(b) == "from" || word(b) == "range" ||
                 (b == begin - 1 && word(end) == "to")) &&
                end + 1 < n_ && (word(end) == "and" || word(end) == "to") && token(end + 1).number) {
                high = *token(end + 1).number;
                comparator = {};
                comparator.op = Op::between;
                comparator.said = true;
                comparator.tokens = range(b, begin);
                end += 2;
                between = true;
            }
        const bool year =
            low >= 1000 && low <= 2200 && low == std::floor(low) && !token(i).ordinal && token(i).text.size() == 4;
        Option option;
        option.role = Role::number;
        option.begin = begin;
        option.end = end;
        option.covers = range(begin, end) | comparator.tokens;
        option.op = comparator.op;
        option.cue = comparator.said ? static_cast<int>(comparator.tokens._Find_first()) : -1;
        option.value = number_text(std::min(low, high));
        option.value2 = between ? number_text(std::max(low, high)) : "";
        option.number_literal = true;
        for (const auto& target : number_targets(begin, end, year)) {
            auto made = option;
            made.column = target.column;
            made.operand = target.operand;
            made.how = target.how;
            made.link = target.link;
            made.rivals = target.rivals;
            made.shared |= target.covers;
            if (const auto factor = unit_factor(end, target.column)) {
                made.value = number_text(std::min(low, high) * *factor);
                if (between) made.value2 = number_text(std::max(low, high) * *factor);
                made.covers.set(static_cast<std::size_t>(end));
            }
            if (target.measure && reversed(*target.measure, target.column))
                made.op = made.op == Op::gt ? Op::lt : made.op == Op::lt ? Op::gt : made.op;
            add(made);
            TokenSet negation;
            if (negated_before(tokens_, target.operand >= 0 ? std::min(target.operand, begin) : begin, 6, negation) &&
                (negation & made.covers).none()) {
                auto negative = made;
                negative.excluded = true;
                negative.covers |= negation;
                add(negative);
            }
            // an aggregate over it: "with an average salary above 100"
            if (target.operand >= 0 && schema_.traits(target.column).number)
                for (const auto& [aggregate, at] : aggregate_cues_before(target.operand)) {
                    if (aggregate == Aggregate::count || aggregate == Aggregate::max || aggregate == Aggregate::min)
                        continue;
                    auto having = made;
                    having.role = Role::having;
                    having.aggregate = aggregate;
                    having.covers.set(static_cast<std::size_t>(at));
                    add(having);
                }
        }
        if (low != std::floor(low) || low < 0) continue;
        // a count of rows: "at least 3 concerts", "more than once"
        auto having = option;
        having.role = Role::having;
        having.aggregate = Aggregate::count;
        bool table_found = false;
        const bool right_behind = std::any_of(a_.tables.begin(), a_.tables.end(), [&](const TableMention& mention) {
            return mention.begin == end && mention.link >= 0.9F;
        });
        for (const auto& mention : a_.tables) {
            if (right_behind && mention.end <= begin) continue;
            const bool after = mention.begin >= end && mention.begin - end <= 3;
            const bool before = mention.end <= begin && begin - mention.end <= 5;
            if ((!after && !before) || mention.link < 0.45F) continue;
            auto made = having;
            made.column = {mention.table, -1};
            made.how = after ? 1 : 3;
            made.operand = mention.begin;
            made.link = mention.link;
            made.covers |= mention.tokens;
            for (int k = std::max(0, begin - 7); k < begin; ++k)
                if (word(k) == "number" || word(k) == "count" || word(k) == "total")
                    made.covers.set(static_cast<std::size_t>(k));
            add(made);
            table_found |= after;
        }
        for (const auto& mention : a_.columns) {  // "at least two delegates": rows that have one
            if (mention.begin < end || mention.begin - end > 2 || mention.link < 0.6F || table_found ||
                schema_.traits(mention.column).number_type)
                continue;
            auto made = having;
            made.column = {mention.column.table, -1};
            made.how = 2;
            made.operand = mention.begin;
            made.link = 0.6F * mention.link;
            made.covers |= mention.tokens;
            add(made);
            break;
        }
        having.how = 4;
        having.link = table_found ? 0.2F : 0.5F;
        add(having);
        if (!comparator.said && low >= 1 && low <= 100000 && !between) {
            Option limit;
            limit.role = Role::limit;
            limit.begin = begin;
            limit.end = end;
            limit.covers = range(begin, end);
            limit.limit = static_cast<std::int64_t>(low);
            for (int k = begin - 1; k >= std::max(0, begin - 2); --k)
                if (word(k) == "top" || word(k) == "first" || word(k) == "any")
                    limit.covers.set(static_cast<std::size_t>(k)), limit.cue = k;
            add(limit);
        }
    }
}

}  // namespace pf::compiler
