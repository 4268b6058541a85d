// How long things last, from one date of a row to another: "how long does delivery take on average", "median hours to
// first reply", "bookings longer than 10 days", "the longest contract"; and from a date until today: "ages of the
// customers".
#include <algorithm>
#include <optional>

#include "compiler/column_contents.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

using W = WordClass;
using Units = plan::Unit;

// --- the dates of a row between which something lasts

constexpr std::size_t most_of_table = 3;
constexpr std::size_t most = 5;
constexpr int most_tables = 100;
constexpr float least_of_order = 0.35F;

bool names(const OptionBuilder& b, ColumnId id, WordClass of) { return has_name_word(b.schema(), id, of); }

std::vector<ColumnId> dates_of(const OptionBuilder& b, int table) {
    std::vector<ColumnId> found;
    for (int c = 0; c < b.schema().own_columns(table); ++c) {
        const ColumnId id{table, c};
        if (is_moment(b.schema(), id) && !names(b, id, W::record_keeping_stem) && !names(b, id, W::birth_name))
            found.push_back(id);
    }
    return found;
}

// How well the sentence says the column, whatever else its words say.
float said(const OptionBuilder& b, ColumnId id) {
    float best = 0;
    for (const auto& mention : b.columns())
        if (mention.column == id) best = std::max(best, mention.link);
    return best;
}

// "from ordering to arrival": what is said first lies earlier.
bool said_in_order(const OptionBuilder& b, const Lasting& pair) {
    int from = -1, until = -1;
    for (const auto& mention : b.columns()) {
        if (mention.column == pair.from && from < 0) from = mention.begin;
        if (mention.column == pair.until) until = mention.begin;
    }
    return from >= 0 && until > from;
}

// Where "from" and "to" stand, or "between" and "and"; middle -1 where they do not.
struct Course {
    int opening = -1, middle = -1;
};
Course course_said(const OptionBuilder& b) {
    const int opening = b.find(0, b.size(), W::between, W::from);
    const int middle = opening < 0 ? -1 : b.find(opening + 1, b.size(), W::and_, W::to, W::until);
    if (middle < 0 || b.stop_between(opening, middle)) return {};
    return {opening, middle};
}

// "from receipt to report" ends with what is said behind "to".
bool said_backwards(const OptionBuilder& b, const Lasting& pair) {
    const auto [opening, middle] = course_said(b);
    if (middle < 0) return false;
    const auto is_said = [&b](ColumnId id, int from, int to) {
        return std::any_of(b.columns().begin(), b.columns().end(), [=](const ColumnMention& mention) {
            return mention.column == id && mention.begin >= from && mention.begin < to;
        });
    };
    const bool from_last = is_said(pair.from, middle, b.size()) && !is_said(pair.from, opening, middle);
    const bool until_first = is_said(pair.until, opening, middle) && !is_said(pair.until, middle, b.size());
    return from_last || until_first;
}

float likelihood(const OptionBuilder& b, const Lasting& pair, bool alone) {
    const float from = said(b, pair.from), until = said(b, pair.until);
    const bool ends = names(b, pair.until, W::end_name) && !names(b, pair.from, W::done_name);
    const bool starts = names(b, pair.from, W::start_name) && !names(b, pair.until, W::start_name);
    if (!ends && !starts && !alone && from * until == 0) return 0;
    float link = 0.2F + (ends ? 0.2F : 0.F) + (starts ? 0.15F : 0.F) + (alone ? 0.1F : 0.F);
    link += 0.15F * from + 0.2F * until + (said_in_order(b, pair) ? 0.1F : 0.F);
    if (pair.from.column < pair.until.column) link += 0.05F;  // tables tell what happens in its order
    if (said_backwards(b, pair)) link *= 0.3F;
    return std::min(link - (names(b, pair.until, W::due_name) ? 0.1F : 0.F), 1.F);
}

// From the only date on which something begins until today: "years of service". No end is kept of it.
// "tickets open for more than 3 days": what goes on has no end yet, and is likelier meant.
void add_until_now(const OptionBuilder& b, const std::vector<ColumnId>& dates, std::vector<Lasting>& own) {
    const bool goes_on = b.any_is(0, b.size(), W::going_on_word) && b.any_is(0, b.size(), W::for_);
    const auto ends = [&](ColumnId id) { return names(b, id, W::end_name) && !names(b, id, W::start_name); };
    for (const auto from : dates) {
        if (ends(from) || tells_another_time(b.schema(), from)) continue;
        const float link = 0.25F + (names(b, from, W::start_name) ? 0.15F : 0.F) + 0.2F * said(b, from);
        const float share = dates.size() == 1 || goes_on ? 1 : 0.6F;
        own.push_back({from, {from.table, -1}, share * link + (goes_on ? 0.4F : 0.F)});
    }
}

// The likeliest first. `share`: how likely its table is meant.
void add_of_table(const OptionBuilder& b, int table, float share, std::vector<Lasting>& found) {
    const auto dates = dates_of(b, table);
    std::vector<Lasting> own;
    for (const auto from : dates)
        for (const auto until : dates) {
            if (from == until) continue;
            Lasting pair{from, until, 0};
            pair.link = share * likelihood(b, pair, dates.size() == 2 && from.column < until.column);
            if (pair.link > 0) own.push_back(pair);
        }
    add_until_now(b, dates, own);
    for (auto& pair : own) pair.link *= pair.until.column < 0 ? share : 1;
    std::stable_sort(own.begin(), own.end(), [](const Lasting& x, const Lasting& y) { return x.link > y.link; });
    if (own.size() > most_of_table) own.resize(most_of_table);
    found.insert(found.end(), own.begin(), own.end());
}

// "from claim to settlement", "between the order and its invoice": dates of two tables.
void add_of_two_tables(const OptionBuilder& b, std::vector<Lasting>& found) {
    const auto [opening, middle] = course_said(b);
    if (middle < 0) return;
    for (const auto& from : dates_said(b, opening + 1, middle))
        for (const auto& until : dates_said(b, middle + 1, std::min(b.size(), middle + 5)))
            if (from.column.table != until.column.table)
                found.push_back({from.column, until.column, 0.7F * std::min(from.link, until.link) + 0.2F});
}

// --- what asks for it

struct Cue {
    int at = 0;
    int end = 0;
    TokenSet tokens;
    Units unit = Units::none;  // none: not said
};

Units unit_said(const OptionBuilder& b, int at) {
    const auto unit = value_of(b.word(at), W::duration_unit);
    constexpr std::pair<std::string_view, Units> units[] = {
        {"second", Units::second}, {"minute", Units::minute}, {"hour", Units::hour}, {"day", Units::day},
        {"week", Units::week},     {"month", Units::month},   {"year", Units::year}};
    for (const auto& [name, known] : units)
        if (name == unit) return known;
    return Units::none;
}

Cue cue_of(int at, int end, Units unit = Units::none) { return {at, end, tokens_in(at, end), unit}; }

int lasting_verb_behind(const OptionBuilder& b, int at) { return b.find(at, b.size(), W::lasting_verb); }

// "how long", "how many days … last"
std::optional<Cue> asked(const OptionBuilder& b, int at) {
    if (!b.is(at, W::how)) return std::nullopt;
    std::optional<Cue> cue;
    if (b.is(at + 1, W::long_)) cue = cue_of(at, at + 2);
    const auto unit = unit_said(b, at + 2);
    const int verb = lasting_verb_behind(b, at + 2);
    if (b.is(at + 1, W::many) && unit != Units::none) {
        if (verb < 0 && !b.is(at + 3, W::of) &&
            !b.any_is(at + 3, b.size(), W::between, W::until, W::late_word, W::duration_noun))
            return std::nullopt;
        cue = cue_of(at, at + 3, unit);
    }
    if (cue && verb >= 0) mark(cue->tokens, verb);
    return cue;
}

// "avg days until", "hours of downtime", "days late": no span of time, no "per day".
std::optional<Cue> counted_units(const OptionBuilder& b, int at) {
    const auto unit = unit_said(b, at);
    if (unit == Units::none || !b.word(at).ends_with('s') || b.token(at).number || b.names_column(at) ||
        (at > 0 && b.token(at - 1).number) || b.is(at - 1, W::many, W::in, W::per, W::by, W::span_until_now))
        return std::nullopt;
    const bool opens = at == 0 || aggregate_cue(b.word(at - 1)) != Summary::none || b.is(at - 1, W::lasting_verb);
    const bool goes_on =
        b.is(at + 1, W::to, W::until, W::between, W::from, W::of, W::late_word, W::per, W::lasting_verb);
    if (!opens && !goes_on) return std::nullopt;
    if (b.is(at + 1, W::between, W::from) && dates_said(b, at + 2, b.size()).empty()) return std::nullopt;
    return cue_of(at, at + 1, unit);
}

// "in hours"
void take_unit(const OptionBuilder& b, Cue& cue) {
    for (int at = 1; at < b.size() && cue.unit == Units::none; ++at) {
        if (!b.is(at - 1, W::in)) continue;
        cue.unit = unit_said(b, at);
        if (cue.unit != Units::none) cue.tokens |= tokens_in(at - 1, at + 1);
    }
}

// "delay", "length of stay", "waiting time", "time to repair"
std::optional<Cue> named(const OptionBuilder& b, int at) {
    Cue unit;
    take_unit(b, unit);
    if (b.names_column(at) || (b.is_value(at) && unit.unit == Units::none)) return std::nullopt;
    if (b.is(at, W::time)) {
        if (b.is(at - 1, W::duration_of)) return cue_of(at - 1, at + 1);
        if (b.is(at + 1, W::to, W::between, W::from, W::until)) return cue_of(at, at + 1);
        return std::nullopt;
    }
    if (!b.is(at, W::duration_noun)) return std::nullopt;
    const bool of = b.is(at + 1, W::of) && (b.is(at + 2, W::duration_of) || b.is(at + 2, W::lasting_verb));
    return cue_of(at, of ? at + 3 : at + 1);
}

std::optional<Cue> find_cue(const OptionBuilder& b) {
    for (const auto form : {asked, counted_units, named})
        for (int at = 0; at < b.size(); ++at)
            if (auto cue = form(b, at)) {
                take_unit(b, *cue);
                return cue;
            }
    return std::nullopt;
}

// "age", "ages", "how old": where no column is called so.
std::optional<Cue> asked_age(const OptionBuilder& b) {
    for (int at = 0; at < b.size(); ++at) {
        if (!b.is(at, W::age_word, W::age_noun) || b.names_column(at) || (at > 0 && b.token(at - 1).number)) continue;
        const bool how = b.is(at - 1, W::how);
        if (how || b.is(at, W::age_noun)) return cue_of(how ? at - 1 : at, at + 1, Units::year);
    }
    return std::nullopt;
}

// Dates of birth, and of things those on which they came to be; years by their number too.
std::vector<Lasting> ages(const OptionBuilder& b) {
    std::vector<Lasting> found;
    const auto& measure = *measure_cue("older");
    for (const auto& target : measured(b, measure, 6)) {
        const bool born = is_reversed(b.schema(), measure, target.column);
        if (born && (is_moment(b.schema(), target.column) || b.traits(target.column).number_type))
            found.push_back({target.column, {target.column.table, -1}, target.link});
    }
    return found;
}

// --- options

bool has_time_of_day(const OptionBuilder& b, const Lasting& pair) {
    const auto timed = [&](ColumnId id) {
        const auto kept = kept_time(b.schema(), id);
        return kept == KeptTime::seconds || kept == KeptTime::milliseconds ||
               b.schema().column(id).type_class == model::TypeClass::timestamp;
    };
    return timed(pair.from) || (pair.until.column >= 0 && timed(pair.until));
}

// Whole days of a row, as a person counts them; fractions where they are added up, averaged or compared.
std::optional<Option> of_pair(const OptionBuilder& b, const Lasting& pair, Units unit, bool exact) {
    const bool timed = has_time_of_day(b, pair);
    if (!timed && unit != Units::none && unit < Units::day) return std::nullopt;
    Option option;
    option.column = pair.from;
    option.other = pair.until;
    option.link = pair.link;
    option.how = 3;
    option.unit = unit == Units::none ? Units::day : unit;
    option.expression = Expression::duration;
    for (const auto& mention : b.columns())  // "from founding to funding"
        if (mention.link >= 0.5F && (mention.column == pair.from || mention.column == pair.until))
            option.shared |= mention.tokens;
    const bool age = pair.until.column < 0 && unit == Units::year;  // whole years, summed up or not
    if (exact && !age) return option;
    if (option.unit == Units::day) option.expression = Expression::days_between;
    if (option.unit == Units::month) option.expression = Expression::months_between;
    if (option.unit == Units::year) option.expression = Expression::years_between;
    return option;
}

// The aggregate asked for, with its tokens: "on average", "total".
std::pair<Summary, TokenSet> aggregate_said(const OptionBuilder& b, const Cue& cue) {
    for (int at = 0; at < b.size(); ++at) {
        const auto aggregate = aggregate_cue(b.word(at));
        const bool ranks = at + 1 < b.size() && b.token(at + 1).number;  // "top 5"
        if (aggregate == Summary::none || aggregate == Summary::count || has(cue.tokens, at) || b.names_column(at) ||
            ranks)
            continue;
        auto tokens = tokens_in(at, at + 1);
        if (b.is(at - 1, W::on)) mark(tokens, at - 1);
        return {aggregate, tokens};
    }
    return {Summary::none, {}};
}

// Whether a number that is said keeps how long it lasts.
bool keeps_length(const OptionBuilder& b) {
    const auto kept = measured(b, *measure_cue("longer"), 1);
    return std::any_of(b.columns().begin(), b.columns().end(), [&](const ColumnMention& mention) {
        return mention.link >= 0.45F && b.traits(mention.column).number && !kept.empty() &&
               kept.front().column == mention.column;
    });
}

void offer_shown(OptionBuilder& b, const Cue& cue, const std::vector<Lasting>& pairs) {
    const auto [aggregate, tokens] = aggregate_said(b, cue);
    const bool grouped = b.any_is(0, b.size(), W::per, W::by, W::each, W::every);
    const bool counted = b.is(cue.at, W::how) && b.is(cue.at + 1, W::many);  // "how many nights of boarding"
    // "how long do customers wait": all of them, on average
    const bool general = b.is(cue.at, W::how) && !counted && b.is(cue.at + 2, W::function_word);
    const bool kept = keeps_length(b);
    const float share = kept ? 0.5F : 1;
    for (const auto& pair : pairs) {
        const auto& said = b.mentioned_tables();  // "episodes by duration": not by one of organisations
        if (kept && std::find(said.begin(), said.end(), pair.from.table) == said.end()) continue;
        const auto add = [&](Summary summary, const TokenSet& covers, float likely = 1) {
            auto option = of_pair(b, pair, cue.unit, summary != Summary::none);
            if (!option || (pair.until.column < 0 && cue.unit == Units::none)) return;
            option->link *= share * likely;
            option->role = Role::select;
            option->begin = option->cue = cue.at;
            option->end = cue.end;
            option->aggregate = summary;
            option->covers = covers;
            b.add(*option);
        };
        if (aggregate != Summary::none) {
            add(aggregate, cue.tokens | tokens);
        } else {
            add(Summary::none, cue.tokens);
            // "response time by priority" is an average, "hours per employee" add up
            if (grouped || counted) add(Summary::sum, cue.tokens, cue.unit == Units::none && !counted ? 0.7F : 1);
            if (grouped || general) add(Summary::avg, cue.tokens);
        }
    }
}

// "a customer for more than 15 years": since before then.
void offer_until_now(OptionBuilder& b, const SaidNumber& number, const Lasting& since, const Option& made) {
    auto option = number_option(number, Role::date);
    const auto op = option.op;
    if (op != Op::gt && op != Op::ge && op != Op::lt && op != Op::le) return;
    plan::Moment then;
    then.shift = -static_cast<std::int32_t>(std::clamp(number.low, 0.0, 100000.0));
    then.shift_unit = made.unit;
    option.number_literal = false;
    option.op = Op::eq;
    option.value.clear();
    (op == Op::gt || op == Op::ge ? option.until : option.from) = then;
    option.column = since.from;
    option.link = since.link;
    option.how = 3;
    mark(option.covers, number.end);
    if (const int verb = first_of(option.covers) - 1; b.is(verb, W::for_)) mark(option.covers, verb);
    b.add(option);
}

// "longer than 10 days", "lasted less than 6 months", "within an hour"
void offer_compared(OptionBuilder& b, const SaidNumber& number, const std::vector<Lasting>& pairs) {
    const auto unit = unit_said(b, number.end);
    const bool inside = b.is(number.begin - 1, W::within);
    const auto in_span = [&](const TimeSpan& span) { return has(span.tokens, number.begin); };
    if (std::any_of(b.spans().begin(), b.spans().end(), in_span)) return;  // "older than 60 days"
    if (unit == Units::none || number.year || (!number.comparator.said && !inside) ||
        b.is(number.end + 1, W::ago, W::age_word))
        return;
    for (const auto& pair : pairs) {
        const auto made = of_pair(b, pair, unit, true);
        if (!made) continue;
        if (pair.until.column < 0) {
            if (b.any_is(number.begin - 4, number.begin, W::for_)) offer_until_now(b, number, pair, *made);
            continue;
        }
        auto option = number_option(number, Role::date);
        option.expression = made->expression;
        option.unit = made->unit;
        option.column = made->column;
        option.other = made->other;
        option.link = made->link;
        option.how = 3;
        mark(option.covers, number.end);
        if (inside) mark(option.covers, number.begin - 1);
        if (inside) option.op = Op::le;
        const int verb = first_of(option.covers) - 1;
        if (b.is(verb, W::lasting_verb)) mark(option.covers, verb);
        b.add(option);
    }
}

// "the longest contract", "longest running"
void offer_ordered(OptionBuilder& b, const Superlative& cue, const std::vector<Lasting>& pairs) {
    if (!cue.measure || (cue.measure->word != "longest" && cue.measure->word != "shortest")) return;
    const float share = measured(b, *cue.measure, 1).empty() ? 1 : 0.5F;
    for (const auto& pair : pairs) {
        const bool serves = b.is(cue.at + 1, W::lasting_verb);
        if ((pair.until.column < 0 && !serves) || pair.link < least_of_order) continue;
        auto option = *of_pair(b, pair, Units::none, true);
        option.link *= share;
        option.role = Role::order;
        option.begin = option.cue = cue.at;
        option.end = cue.at + 1;
        option.covers = cue.tokens;
        option.descending = cue.direction > 0;
        option.limit = cue.limit;
        option.offset = cue.offset;
        if (serves) mark(option.covers, cue.at + 1);
        b.add(option);
    }
}

}  // namespace

std::vector<SaidDate> dates_said(const OptionBuilder& b, int from, int until) {
    std::vector<SaidDate> found;
    for (const auto& mention : b.columns())
        if (mention.begin >= from && mention.end <= until && is_moment(b.schema(), mention.column))
            found.push_back({mention.column, mention.tokens | mention.table_tokens, mention.link});
    for (const auto& mention : b.tables()) {
        if (mention.begin < from || mention.end > until || mention.link < 0.6F) continue;
        for (int c = 0; c < b.schema().own_columns(mention.table); ++c) {
            const ColumnId id{mention.table, c};
            if (is_moment(b.schema(), id) && date_of_row(b.schema(), id) >= 0.8F)
                found.push_back({id, {}, 0.6F * mention.link});
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const SaidDate& x, const SaidDate& y) { return x.link > y.link; });
    return found;
}

std::vector<Lasting> lasting(const OptionBuilder& b) {
    std::vector<Lasting> found;
    const auto near = tables_at_hand(b);
    const auto beside = tables_beside(b.schema(), near);
    const auto among = [](const std::vector<int>& tables, int table) {
        return std::find(tables.begin(), tables.end(), table) != tables.end();
    };
    for (int table = 0; table < std::min(b.schema().tables(), most_tables); ++table)
        add_of_table(b, table, among(near, table) ? 1 : among(beside, table) ? 0.8F : 0.5F, found);
    add_of_two_tables(b, found);
    std::stable_sort(found.begin(), found.end(), [](const Lasting& x, const Lasting& y) { return x.link > y.link; });
    if (found.size() > most) found.resize(most);
    return found;
}

void offer_durations(OptionBuilder& b) {
    const auto cue = find_cue(b);
    const auto numbers = said_numbers(b);
    const bool compared = std::any_of(numbers.begin(), numbers.end(), [&](const SaidNumber& number) {
        return unit_said(b, number.end) != Units::none;
    });
    if (auto age = asked_age(b)) offer_shown(b, *age, ages(b));
    if (!cue && !compared && b.superlatives().empty()) return;
    const auto pairs = lasting(b);
    if (pairs.empty()) return;
    if (cue) offer_shown(b, *cue, pairs);
    for (const auto& number : numbers) offer_compared(b, number, pairs);
    for (const auto& superlative : b.superlatives()) offer_ordered(b, superlative, pairs);
}

}  // namespace pf::compiler::constructs
