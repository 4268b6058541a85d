// Spans of time: "created in the last week", "in March". The date may be named or be the one of the row.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/column_contents.hpp"
#include "compiler/constructs/offers.hpp"
#include "compiler/defined_options.hpp"

namespace pf::compiler::constructs {
namespace {

Option moment_option(const TimeSpan& span) {
    Option option;
    option.role = Role::date;
    option.begin = span.begin;
    option.end = span.end;
    option.covers = span.tokens;
    option.from = span.lower;
    option.until = span.upper;
    if (span.part == Expression::column) return option;
    option.expression = span.part;
    option.number_literal = true;
    option.op = span.first == span.last ? Op::eq : Op::between;
    option.value = fmt::format("{}", span.first);
    option.value2 = span.first == span.last ? "" : fmt::format("{}", span.last);
    return option;
}

constexpr float surely_due = 0.9F;

// "next week", "in the next 30 days", "tomorrow"
bool lies_ahead(const TimeSpan& span) {
    if (!span.lower || !span.upper || span.lower->base != plan::Moment::Base::today) return false;
    return span.lower->shift > 0 || (*span.lower == plan::Moment{} && span.upper->then > 0);
}

// Dates of tables that are named in part ("classes" of class_sessions), and of rows that refer to those spoken of: who
// trained yesterday has checked in yesterday. Few: most sentences mean none of them.
std::vector<std::pair<ColumnId, float>> dates_further_on(const OptionBuilder& b) {
    constexpr float in_part = 0.6F, referring = 0.3F, surely_own = 0.75F;
    constexpr std::size_t most = 2;
    const auto& schema = b.schema();
    const auto at_hand = tables_with_times(b);
    std::vector<std::pair<ColumnId, float>> found;
    const auto add = [&](int table, float share) {
        if (std::find(at_hand.begin(), at_hand.end(), table) != at_hand.end()) return;
        for (int c = 0; c < schema.own_columns(table); ++c) {
            const ColumnId id{table, c};
            if (is_moment(schema, id) && !tells_another_time(schema, id))
                found.emplace_back(id, share * date_of_row(schema, id));
        }
    };
    for (const auto& mention : b.tables()) add(mention.table, in_part);
    const auto own = dates_of_rows(b);
    for (const int table : own.empty() || own[0].second < surely_own ? at_hand : std::vector<int>{})
        for (const int e : schema.edges_of(table))
            if (const auto& edge = schema.edges()[static_cast<std::size_t>(e)]; edge.to == table)
                add(edge.from, referring);
    std::stable_sort(found.begin(), found.end(), [](const auto& x, const auto& y) { return x.second > y.second; });
    if (found.size() > most) found.resize(most);
    return found;
}

// "calls per day last week" names no column that is called a day.
bool names_unit_only(const OptionBuilder& b, const ColumnMention& mention) {
    for (int at = mention.begin; at < mention.end; ++at)
        if (has(mention.tokens, at) && !b.is(at, WordClass::calendar_unit)) return false;
    return true;
}

void offer_moment(OptionBuilder& b, const TimeSpan& span) {
    const auto option = moment_option(span);
    Offered<> offered;
    bool named = false;  // "created in the last week": no other date is guessed
    for (const auto& [distance, mention] : by_distance(b, 6, [&](const ColumnMention& m) {
             if ((m.tokens & span.tokens).any()) return -1;
             return m.end <= span.begin ? span.begin - m.end : m.begin - span.end + 1;
         })) {
        if (!is_moment(b.schema(), mention->column)) continue;
        named |= distance <= 1 && mention->exact && !names_unit_only(b, *mention);
        if (!offered.takes(mention->column, 8)) continue;
        auto made = about(option, *mention, 1);
        made.shared |= mention->tokens | mention->table_tokens;
        b.add(made);
        if (mention->table_tokens.none()) continue;
        made.shared = mention->tokens;  // "cases received this year": the cases are what is asked for
        made.link *= 0.95F;
        b.add(made);
    }
    if (named || offer_dates_of_metrics(b, option)) return;
    const auto offer = [&](ColumnId id, float link) {
        if (!offered.takes(id, 8)) return;
        auto made = option;
        made.column = id;
        made.how = 4;
        made.link = link;
        b.add(made);
    };
    for (const auto& [id, link] : dates_of_rows(b))
        offer(id, lies_ahead(span) && has_name_word(b.schema(), id, WordClass::due_name) ? surely_due : link);
    for (const auto& [id, link] : dates_further_on(b)) offer(id, link);
}

// "not ordered for 3 months", of rows of another table: there is none since then.
void offer_since(OptionBuilder& b, const TimeSpan& span) {
    constexpr std::size_t most = 2;
    TokenSet words;
    for (int at = 0; at < b.size(); ++at)
        if (has(span.tokens, at) && !b.is(at, WordClass::negation)) mark(words, at);
    if (!span.upper || span.lower || words == span.tokens) return;
    std::vector<Option> made;
    for (const auto& absent : b.options()) {
        if (absent.role != Role::absent || (absent.covers & span.tokens).none()) continue;
        std::size_t of_table = 0;
        for (int c = 0; c < b.schema().own_columns(absent.column.table) && of_table < most; ++c) {
            const ColumnId id{absent.column.table, c};
            if (!is_moment(b.schema(), id) || tells_another_time(b.schema(), id)) continue;
            auto option = moment_option(span);
            option.covers = words;
            option.begin = first_of(words);
            option.from = span.upper;
            option.until.reset();
            option.column = id;
            option.how = 4;
            option.link = date_of_row(b.schema(), id);
            made.push_back(std::move(option));
            ++of_table;
        }
    }
    for (auto& option : made) b.add(std::move(option));
}

}  // namespace

namespace {

// Of several dates of a row, by what its name says besides that it is one: nothing ("date"), or when the row came to be
// ("ordered_on"); less of what belongs to it ("lease_signed_on"), or when it ended.
float among_dates(const SchemaIndex& schema, ColumnId id) {
    const auto& words = schema.words_of(id);
    const auto is_any = [](const NameWord& word, auto... of) { return (is(word.word, of) || ...); };
    const bool only_date = std::all_of(words.begin(), words.end(),
                                       [&](const NameWord& word) { return is_any(word, WordClass::date_name); });
    if (only_date) return 0.7F;
    const bool starts = has_name_word(schema, id, WordClass::start_name);
    const bool alone = std::all_of(words.begin(), words.end(), [&](const NameWord& word) {
        return is_any(word, WordClass::date_name, WordClass::start_name, WordClass::stop_word, WordClass::time_name);
    });
    if (starts) return alone ? 0.6F : 0.5F;
    return has_name_word(schema, id, WordClass::end_name) || has_name_word(schema, id, WordClass::due_name) ? 0.35F
                                                                                                            : 0.4F;
}

}  // namespace

float date_of_row(const SchemaIndex& schema, ColumnId id) {
    if (has_name_word(schema, id, WordClass::record_keeping_stem)) return 0.1F;
    if (tells_another_time(schema, id)) return 0.2F;
    const auto& words = schema.words_of(id);
    if (std::any_of(words.begin(), words.end(), [](const NameWord& word) { return word.of_table; })) return 0.9F;
    for (int c = 0; c < schema.own_columns(id.table); ++c) {
        const ColumnId other{id.table, c};
        if (other != id && is_moment(schema, other) && !tells_another_time(schema, other))
            return among_dates(schema, id);
    }
    return has_name_word(schema, {id.table, -1}, WordClass::date_name) ? 0.9F : 0.8F;
}

namespace {

// Where nothing is said of what happened: the dates of rows that refer to most others, which are what happens.
std::vector<std::pair<ColumnId, float>> dates_of_events(const SchemaIndex& schema) {
    constexpr std::size_t most = 6;
    constexpr float likely = 0.3F;
    std::vector<std::pair<ColumnId, float>> found;
    for (int table = 0; table < schema.tables(); ++table) {
        const auto& edges = schema.edges_of(table);
        const auto refers = std::count_if(edges.begin(), edges.end(), [&](int e) {
            return schema.edges()[static_cast<std::size_t>(e)].from == table;
        });
        for (int c = 0; c < schema.own_columns(table); ++c) {
            if (!is_moment(schema, {table, c})) continue;
            const float own = date_of_row(schema, {table, c});
            const bool to_the_second = schema.column({table, c}).type_class == model::TypeClass::timestamp;
            const float events = 0.1F * static_cast<float>(std::min<std::ptrdiff_t>(refers, 4));
            if (refers > 0 && own >= likely)
                found.emplace_back(ColumnId{table, c}, 0.4F * own + events + (to_the_second ? 0.1F : 0));
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& x, const auto& y) { return x.second > y.second; });
    if (found.size() > most) found.resize(most);
    return found;
}

}  // namespace

std::vector<std::pair<ColumnId, float>> dates_of_table(const SchemaIndex& schema, int table) {
    std::vector<std::pair<ColumnId, float>> found;
    for (int c = 0; c < schema.own_columns(table); ++c)
        if (is_moment(schema, {table, c})) found.emplace_back(ColumnId{table, c}, date_of_row(schema, {table, c}));
    std::stable_sort(found.begin(), found.end(), [](const auto& x, const auto& y) { return x.second > y.second; });
    return found;
}

std::vector<std::pair<ColumnId, float>> dates_of_rows(const OptionBuilder& b) {
    const auto& schema = b.schema();
    const auto tables = tables_with_times(b);
    const auto is_calendar = [&](int table) { return has_name_word(schema, {table, -1}, WordClass::date_name); };
    const bool star = std::any_of(tables.begin(), tables.end(), is_calendar);
    const auto refers_to_calendar = [&](int table) {
        const auto& edges = schema.edges_of(table);
        return std::any_of(edges.begin(), edges.end(), [&](int e) {
            const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
            return edge.from == table && is_calendar(edge.to);
        });
    };
    std::vector<std::pair<ColumnId, float>> found;
    for (const int table : tables) {
        // in a star the dates of the other tables that the rows refer to are not when something happened
        const float share = star && !is_calendar(table) && !refers_to_calendar(table) ? 0.4F : 1;
        for (const auto& [id, link] : dates_of_table(schema, table)) found.emplace_back(id, share * link);
    }
    if (tables.empty()) found = dates_of_events(schema);
    std::stable_sort(found.begin(), found.end(), [](const auto& x, const auto& y) { return x.second > y.second; });
    return found;
}

void offer_moments(OptionBuilder& b) {
    for (const auto& span : b.spans()) {
        offer_moment(b, span);
        offer_since(b, span);
    }
}

}  // namespace pf::compiler::constructs
