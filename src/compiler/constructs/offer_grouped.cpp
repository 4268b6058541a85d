// Parts of a date that rows are grouped by: "how many orgs were founded each year".
#include <cstdlib>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

Expression part_said(const OptionBuilder& b, int at) {
    const auto part = value_of(b.word(at), WordClass::date_part);
    if (part == "year") return Expression::year_of;
    if (part == "month") return Expression::month_of;
    if (part == "weekday") return Expression::weekday_of;
    return Expression::column;
}

bool names_column(const OptionBuilder& b, int at) {
    for (const auto& mention : b.columns())
        if (mention.exact && has(mention.tokens, at)) return true;
    return false;
}

// Of the dates said around it. Returns whether there is one.
bool offer_of_mentioned(OptionBuilder& b, const Option& part) {
    int made = 0;
    for (const auto& mention : b.columns()) {
        if (!b.traits(mention.column).temporal || made >= 3 || std::abs(mention.begin - part.begin) > 6) continue;
        auto option = about(part, mention, 1);
        option.rivals = 0;
        option.shared = mention.tokens;
        option.link = 0.4F * mention.link;
        b.add(option);
        ++made;
    }
    return made > 0;
}

void offer_of_tables(OptionBuilder& b, const Option& part) {
    int made = 0;
    for (const int table : b.mentioned_tables())
        for (int c = 0; c < static_cast<int>(b.schema().table(table).columns.size()) && made < 3; ++c) {
            if (!b.traits({table, c}).temporal) continue;
            auto option = part;
            option.column = {table, c};
            option.how = 4;
            b.add(option);
            ++made;
        }
}

}  // namespace

void offer_date_parts(OptionBuilder& b) {
    for (int i = 1; i < b.size(); ++i) {
        const auto expression = part_said(b, i);
        if (expression == Expression::column || names_column(b, i) ||
            !b.is(i - 1, WordClass::each, WordClass::per, WordClass::every, WordClass::by))
            continue;
        auto part = computed(i, i + 1);
        part.cue = i - 1;
        part.expression = expression;
        if (!offer_of_mentioned(b, part)) offer_of_tables(b, part);
    }
}

}  // namespace pf::compiler::constructs
