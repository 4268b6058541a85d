// Parts of a date that rows are grouped by: "how many orgs were founded each year".
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
    return {};
}

// "monthly": never the month of any year.
std::vector<Part> parts_of_adjective(std::string_view unit) {
    auto parts = parts_of(unit);
    if (parts.size() > 1) parts.resize(1);
    return parts;
}

constexpr float surely_said = 0.6F;  // "funding" may be the amount rather than the date of it

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
        ++made;
        sure |= mention.link >= surely_said;
    }
    return sure;
}

void offer_of_tables(OptionBuilder& b, const Option& part) {
    int made = 0;
    for (const int table : tables_with_times(b))
        for (int c = 0; c < b.schema().own_columns(table) && made < 4; ++c) {
            if (!is_moment(b.schema(), {table, c})) continue;
            auto option = part;
            option.column = {table, c};
            option.how = 4;
            option.link = date_of_row(b.schema(), option.column);
            b.add(option);
            ++made;
        }
}

void offer_parts(OptionBuilder& b, int cue, int at, int end, const std::vector<Part>& parts) {
    for (const auto& said : parts) {
        auto part = computed(at, end);
        part.cue = cue;
        part.expression = said.expression;
        part.unit = said.unit;
        if (!offer_of_mentioned(b, part) && !offer_dates_of_metrics(b, part)) offer_of_tables(b, part);
    }
}

// "day of week", "day of the week"
int end_of_weekday(const OptionBuilder& b, int at) {
    if (value_of(b.word(at), WordClass::date_part) != "day" || !b.is(at + 1, WordClass::of)) return -1;
    const int week = b.is(at + 2, WordClass::the) ? at + 3 : at + 2;
    return value_of(b.word(week), WordClass::date_part) == "week" ? week + 1 : -1;
}

}  // namespace

void offer_date_part(OptionBuilder& b, int cue, int at) {
    if (const int end = end_of_weekday(b, at); end > 0) return offer_parts(b, cue, at, end, parts_of("weekday"));
    offer_parts(b, cue, at, at + 1, parts_of(value_of(b.word(at), WordClass::date_part)));
}

void offer_date_parts(OptionBuilder& b) {
    for (int i = 0; i < b.size(); ++i) {
        if (b.names_column(i)) continue;
        offer_parts(b, i, i, i + 1, parts_of_adjective(value_of(b.word(i), WordClass::bucket_adjective)));
        if (b.is(i - 1, WordClass::each, WordClass::per, WordClass::every, WordClass::by)) offer_date_part(b, i - 1, i);
    }
}

}  // namespace pf::compiler::constructs
