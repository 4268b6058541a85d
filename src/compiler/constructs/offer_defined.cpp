// Averages of what the vocabulary defines: "the average revenue per customer" is of the customers' revenues, not of
// single payments.
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr int reach = 3;

// The cue for an average soon before the metric; -1 when there is none.
int average_before(const OptionBuilder& b, int begin) {
    for (int at = begin - 1; at >= std::max(0, begin - reach) && !b.token(at + 1).stop_before; --at)
        if (aggregate_cue(b.word(at)) == Summary::avg) return at;
    return -1;
}

void offer_per_unit(OptionBuilder& b, Option average, const Defined& metric, int from, int at, std::string_view said) {
    if (metric.date_table < 0) return;
    const auto unit = said == "year"      ? plan::Unit::year
                      : said == "month"   ? plan::Unit::month
                      : said == "quarter" ? plan::Unit::quarter
                      : said == "week"    ? plan::Unit::week
                      : said == "day"     ? plan::Unit::day
                                          : plan::Unit::none;
    if (unit == plan::Unit::none) return;
    average.unit = unit;
    average.group = {metric.date_table, metric.date_column};
    average.covers |= tokens_in(from, at + 1);
    b.add(average);
}

void offer_per_thing(OptionBuilder& b, const Option& average, int per) {
    const auto add = [&](ColumnId id, const TokenSet& tokens) {
        auto made = average;
        made.group = id;
        made.covers |= tokens;
        mark(made.covers, per);
        b.add(made);
    };
    for (const auto& mention : b.tables())
        if (const int key = b.schema().key_column(mention.table);
            key >= 0 && mention.begin > per && mention.begin <= per + 2 && mention.link > 0.6F)
            add({mention.table, key}, mention.tokens);
    for (const auto& mention : b.columns())
        if (mention.exact && mention.begin > per && mention.begin <= per + 2 && !b.traits(mention.column).number)
            add(mention.column, mention.tokens | mention.table_tokens);
}

void offer_average(OptionBuilder& b, const ColumnMention& mention, const Defined& metric) {
    const int cue = average_before(b, mention.begin);
    if (cue < 0) return;
    auto average = about(computed(cue, mention.end), mention, 0);
    average.aggregate = metric.summary;
    average.distinct = metric.distinct;
    average.covers = mention.tokens;
    mark(average.covers, cue);
    for (int at = cue + 1; at < mention.begin; ++at)
        offer_per_unit(b, average, metric, at, at, value_of(b.word(at), WordClass::bucket_adjective));
    for (int at = mention.end; at < std::min(b.size(), mention.end + reach); ++at) {
        if (!b.is(at, WordClass::per, WordClass::each, WordClass::every, WordClass::by)) continue;
        offer_per_unit(b, average, metric, at, at + 1, value_of(b.word(at + 1), WordClass::date_part));
        offer_per_thing(b, average, at);
        return;
    }
}

}  // namespace

void offer_averages_of_metrics(OptionBuilder& b) {
    for (const auto& mention : b.columns()) {
        const auto* defined = b.schema().defined(mention.column);
        if (defined && (defined->summary == Summary::sum || defined->summary == Summary::count))
            offer_average(b, mention, *defined);
    }
}

}  // namespace pf::compiler::constructs
