// Parts of a date that rows are grouped by: "how many orgs were founded each year".
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "compiler/column_contents.hpp"
#include "compiler/constructs/offers.hpp"
#include "compiler/defined_options.hpp"

namespace pf::compiler::constructs {
namespace {

// A part of a date that the word says, of a computed option.
struct Part {
    Expression expression = Expression::column;
    plan::Unit unit = plan::Unit::none;
};

// What the name of a unit asks for, the likeliest first.
std::vector<Part> parts_of(std::string_view unit) {
    if (unit == "year") return {{Expression::year_of}};
    if (unit == "weekday") return {{Expression::weekday_of}};
    if (unit == "month") return {{Expression::bucket, plan::Unit::month}, {Expression::month_of}};
    if (unit == "quarter") return {{Expression::bucket, plan::Unit::quarter}};
    if (unit == "week") return {{Expression::bucket, plan::Unit::week}};
    if (unit == "day") return {{Expression::bucket, plan::Unit::day}};
    if (unit == "hour") return {{Expression::hour_of}, {Expression::bucket, plan::Unit::hour}};
    return {};
}

// "monthly": never the month of any year.
std::vector<Part> parts_of_adjective(std::string_view unit) {
    auto parts = parts_of(unit);
    if (parts.size() > 1) parts.resize(1);
    return parts;
}

constexpr float surely_said = 0.6F;  // "funding" may be the amount rather than the date of it

// Whether a figure is named by the same words, as the value is that was "valued on" a day.
bool names_measure(const OptionBuilder& b, const ColumnMention& date) {
    return std::any_of(b.columns().begin(), b.columns().end(), [&](const ColumnMention& mention) {
        const auto& traits = b.traits(mention.column);
        return traits.number && !traits.key && !traits.date_like && (mention.tokens & date.tokens).any();
    });
}

// Of the dates said around it. Returns whether one is said in so many words.
bool offer_of_mentioned(OptionBuilder& b, const Option& part) {
    int made = 0;
    bool sure = false;
    for (const auto& mention : b.columns()) {
        if (!is_moment(b.schema(), mention.column) || made >= 3 || std::abs(mention.begin - part.begin) > 6) continue;
        auto option = about(part, mention, 1);
        option.rivals = 0;
        if (!names_another(b, mention)) option.shared = mention.tokens;
        option.link = 0.4F * mention.link;
        b.add(option);
        if (option.shared.any() && names_measure(b, mention)) {  // "how did the value change from month to month"
            option.shared.reset();
            option.link *= 0.5F;
            b.add(option);
        }
        ++made;
        sure |= mention.link >= surely_said;
    }
    return sure;
}

void offer_of_tables(OptionBuilder& b, const Option& part) {
    auto dates = dates_of_rows(b);
    if (dates.size() > 5) dates.resize(5);
    for (const auto& [id, link] : dates) {
        auto option = part;
        option.column = id;
        option.how = 4;
        option.link = link;
        b.add(option);
    }
}

// "new patients per month": those that came to be in it, which is what the date of a row says.
void hear_new(OptionBuilder& b, Option& part) {
    for (const auto& mention : b.tables()) {
        const int before = mention.begin - 1;
        if (mention.link >= 0.6F && b.is(before, WordClass::new_word) && !b.is_value(before) && !b.names_column(before))
            mark(part.covers, before);
    }
}

void offer_parts(OptionBuilder& b, int cue, int at, int end, const std::vector<Part>& parts) {
    for (const auto& said : parts) {
        auto part = computed(at, end);
        part.cue = cue;
        part.expression = said.expression;
        part.unit = said.unit;
        hear_new(b, part);
        if (!offer_of_mentioned(b, part) && !offer_dates_of_metrics(b, part)) offer_of_tables(b, part);
    }
}

// Behind "of the day" or what else `at` is a part of: "hour of the day", "month of the year"; -1 where it is of none.
int end_of_part(const OptionBuilder& b, int at) {
    if (!b.is(at + 1, WordClass::of)) return -1;
    const int whole = b.is(at + 2, WordClass::the) ? at + 3 : at + 2;
    const auto part = value_of(b.word(at), WordClass::date_part), of = value_of(b.word(whole), WordClass::date_part);
    const bool known =
        (part == "day" && of == "week") || (part == "hour" && of == "day") || (part == "month" && of == "year");
    return known ? whole + 1 : -1;
}

std::vector<Part> parts_of_whole(std::string_view part) {
    if (part == "day") return parts_of("weekday");
    if (part == "hour") return {{Expression::hour_of}};
    return {{Expression::month_of}};
}

// "per arrival month": what stands between says which date.
bool names_its_date(const OptionBuilder& b, int at) {
    return std::any_of(b.columns().begin(), b.columns().end(), [&](const ColumnMention& mention) {
        return has(mention.tokens, at) && is_moment(b.schema(), mention.column);
    });
}

// "by method and month"
bool continues_by(const OptionBuilder& b, int at) {
    constexpr int longest_name = 4;
    return b.is(at, WordClass::and_) &&
           b.find(std::max(0, at - longest_name), at, WordClass::by, WordClass::per, WordClass::each) >= 0;
}

// The token that asks for one figure for each part of a date that `at` names; -1 when none does.
int cue_of_part(const OptionBuilder& b, int at) {
    const auto asks = [&](int cue) {
        return b.is(cue, WordClass::each, WordClass::per, WordClass::every, WordClass::by);
    };
    if (asks(at - 1) || continues_by(b, at - 1)) return at - 1;
    if (b.is(at - 1, WordClass::which, WordClass::what) && !b.superlatives().empty()) return at - 1;
    if (b.is(at - 1, WordClass::busy_word)) return at - 1;
    return asks(at - 2) && names_its_date(b, at - 1) ? at - 2 : -1;
}

// "in each of the last 6 months"
void offer_each_of_span(OptionBuilder& b, const TimeSpan& span) {
    const int each = b.is(span.begin - 1, WordClass::of) ? span.begin - 2 : span.begin - 1;
    if (!b.is(each, WordClass::each)) return;
    for (int at = span.begin; at < span.end; ++at) {
        const auto unit = value_of(b.word(at), WordClass::calendar_unit);
        if (!unit.empty()) offer_parts(b, each, each, each + 1, parts_of_adjective(unit));
    }
}

// "the busiest hour": the one with the most rows.
void offer_busiest(OptionBuilder& b, int at) {
    const auto direction = value_of(b.word(at), WordClass::busy_word);
    if (direction.empty() || value_of(b.word(at + 1), WordClass::date_part).empty()) return;
    auto most = said_at(at, at + 1, at);
    most.role = Role::order_count;
    most.descending = direction == "+1";
    most.limit = 1;
    most.covers = tokens_in(at, at + 1);
    most.how = 4;
    most.link = 0.9F;
    b.add(most);
}

}  // namespace

void offer_date_part(OptionBuilder& b, int cue, int at) {
    const auto part = value_of(b.word(at), WordClass::date_part);
    if (const int end = end_of_part(b, at); end > 0) return offer_parts(b, cue, at, end, parts_of_whole(part));
    offer_parts(b, cue, at, at + 1, parts_of(part));
}

void offer_date_parts(OptionBuilder& b) {
    for (int i = 0; i < b.size(); ++i) {
        if (b.names_column(i)) continue;
        offer_parts(b, i, i, i + 1, parts_of_adjective(value_of(b.word(i), WordClass::bucket_adjective)));
        if (const int cue = cue_of_part(b, i); cue >= 0) offer_date_part(b, cue, i);
        offer_busiest(b, i);
    }
    for (const auto& span : b.spans()) offer_each_of_span(b, span);
}

}  // namespace pf::compiler::constructs
