#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {

// The order counts: of options that begin at the same token the search looks at the earlier one first, and where a
// sentence makes more than max_options the later ones are left out.
void offer_all(OptionBuilder& b) {
    offer_known_texts(b);
    offer_text_patterns(b);
    offer_unknown_texts(b);
    offer_full_names(b);
    for (const auto& number : said_numbers(b)) {
        offer_compared_number(b, number);
        offer_having(b, number);
        offer_having_total(b, number);
        offer_limit(b, number);
    }
    offer_several(b);
    offer_extremes(b);
    offer_compared_columns(b);
    offer_same_columns(b);
    offer_superior(b);
    offer_named_row(b);
    offer_counted(b);
    for (const auto& cue : b.superlatives()) {
        offer_superlative(b, cue);
        offer_order_of_shown(b, cue);
    }
    for (const auto& cue : b.orders()) offer_said_order(b, cue);
    for (const auto& cue : b.superlatives()) offer_ranked_count(b, cue);
    offer_rows_by_count(b);
    for (const auto& mention : b.tables()) {
        offer_rows(b, mention);
        offer_full_names_of(b, mention);
        offer_absent(b, mention);
    }
    offer_unnamed(b);
    offer_unreferenced(b);
    offer_columns(b);
    offer_asked_measures(b);
    offer_per(b);
    offer_averages_of_each(b);
    offer_turnover(b);
    offer_moments(b);  // behind what is added up: the dates of those rows
    offer_date_parts(b);
    offer_averages_of_metrics(b);
    offer_each(b);
    offer_flags(b);
    offer_ranges(b);
    offer_differences(b);
    offer_durations(b);
    offer_shares(b);
    offer_ratios(b);
    offer_windows(b);
    offer_missing(b);
    offer_ended(b);
    offer_scaled(b);
    offer_order_of_computed(b);
    offer_overdue(b);
    offer_passed(b);
    offer_states(b);
    offer_compared_dates(b);
}

}  // namespace pf::compiler::constructs
