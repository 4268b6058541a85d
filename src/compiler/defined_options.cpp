#include "compiler/defined_options.hpp"

#include "compiler/option_targets.hpp"

namespace pf::compiler {
namespace {

using Kind = model::Definition::Kind;

constexpr float link_of_date = 0.95F;  // better than of any date that is guessed

// What the sentence makes of the metric's aggregate; none where it makes no sense. An average is of single rows only
// where nothing says what else it is of ("per customer").
Summary summary_of(const Defined& metric, Summary asked, bool of_rows) {
    const auto own = metric.summary;
    if (asked == Summary::none || asked == own) return own;
    if (asked == Summary::sum && (own == Summary::count || own == Summary::other)) return own;  // "total rentals"
    if (asked == Summary::avg && own == Summary::sum && !metric.distinct && of_rows) return Summary::avg;
    return Summary::none;
}

bool means_count(Option& option) {
    option.column.column = -1;
    option.aggregate = Summary::none;
    switch (option.role) {
        case Role::select: option.role = Role::count; return true;
        case Role::order: option.role = Role::order_count; return true;
        case Role::number: option.role = Role::having; [[fallthrough]];
        case Role::having: option.aggregate = Summary::count; return true;
        default: return false;
    }
}

bool means_metric(Option& option, const Defined& metric, const OptionBuilder& b) {
    if (averages_each(option)) return true;
    if (option.expression == Expression::column && counts_rows(option.column, b.schema()))
        return means_count(option);  // what every sentence may ask for without a vocabulary
    const bool of_rows = !b.any_is(0, b.size(), WordClass::per, WordClass::each, WordClass::every, WordClass::by,
                                   WordClass::bucket_adjective);
    switch (option.role) {
        case Role::number: option.role = Role::having; [[fallthrough]];
        case Role::select:
        case Role::order:
        case Role::having:
            if (option.expression != Expression::column) return false;
            option.aggregate = summary_of(metric, option.aggregate, of_rows);
            option.distinct = metric.distinct && option.aggregate == metric.summary;
            return option.aggregate != Summary::none;
        default: return false;
    }
}

// Whether a word of the option stands for a name that passes the test.
template <typename Test>
bool any_meant(const Analysis& analysis, const Option& option, Test test) {
    if (analysis.meant.empty()) return false;
    const auto words = option.covers | option.shared;
    for (auto at = words._Find_first(); at < words.size(); at = words._Find_next(at)) {
        const auto meant = analysis.meant_at(static_cast<int>(at));
        if (meant.table >= 0 && test(ColumnId{meant.table, meant.column})) return true;
    }
    return false;
}

}  // namespace

bool counts_rows(ColumnId id, const SchemaIndex& schema) {
    const auto* metric = schema.defined(id);
    return metric && metric->summary == Summary::count && !metric->distinct && metric->beside.empty() &&
           metric->row->kind == plan::Term::Kind::column && metric->row->column == schema.key_column(id.table);
}

bool means_defined(Option& option, const OptionBuilder& b) {
    if (b.schema().defined(option.other)) return false;
    const auto* defined = b.schema().defined(option.column);
    if (!defined) return true;
    switch (defined->kind) {
        case Kind::metric: return means_metric(option, *defined, b);
        case Kind::filter: return option.role == Role::value && option.how == 5;
        default: return true;
    }
}

bool takes_words_of_another(const Analysis& analysis, const Option& option) {
    return any_meant(analysis, option,
                     [&](ColumnId id) { return id.column >= 0 && option.column != id && option.other != id; });
}

bool takes_cue_of_metric(const OptionBuilder& b, const Option& option) {
    for (const auto& mention : b.columns()) {
        const auto* defined = b.schema().defined(mention.column);
        if (!defined || defined->kind != Kind::metric || option.column == mention.column || mention.begin == 0)
            continue;
        const int cue = mention.begin - 1;
        const auto summary = aggregate_cue(b.word(cue));
        if ((summary == Summary::sum || summary == Summary::avg) && has(option.covers | option.shared, cue))
            return true;
    }
    return false;
}

bool says_vocabulary(const Analysis& analysis, const Option& option) {
    return any_meant(analysis, option, [&](ColumnId id) { return option.column == id; });
}

bool offer_dates_of_metrics(OptionBuilder& b, const Option& option) {
    Offered<> offered;
    for (const auto& mention : b.columns()) {
        const auto* defined = b.schema().defined(mention.column);
        if (!defined || defined->date_table < 0) continue;
        const ColumnId date{defined->date_table, defined->date_column};
        if (!offered.takes(date, 4)) continue;
        auto made = option;
        made.column = date;
        made.how = 4;
        made.link = link_of_date;
        b.add(made);
    }
    return !offered.empty();
}

}  // namespace pf::compiler
