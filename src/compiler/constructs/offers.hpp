// The offering half of the constructs: what each makes of a sentence, as options (options.hpp). Each stands in
// an offer_*.cpp named for its construct; offers.cpp lists all of them.
#pragma once

#include "compiler/option_numbers.hpp"

namespace pf::compiler::constructs {

// All that is offered for the sentence.
void offer_all(OptionBuilder& b);

// compared
void offer_known_texts(OptionBuilder& b);                                // values of the data
void offer_text_patterns(OptionBuilder& b);                              // "containing x"
void offer_unknown_texts(OptionBuilder& b);                              // quoted, behind "is", written like a name
void offer_full_names(OptionBuilder& b);                                 // quoted: a first and a last name
void offer_flags(OptionBuilder& b);                                      // "active customers"
void offer_passed(OptionBuilder& b);                                     // "expired contracts", "out of stock"
void offer_states(OptionBuilder& b);                                     // "purchases" of a name purchase
void offer_ended(OptionBuilder& b);                                      // "reps who left", "who owes us money"
void offer_compared_number(OptionBuilder& b, const SaidNumber& number);  // "older than 30"
void offer_compared_columns(OptionBuilder& b);                           // "whose credit is lower than the debit"
void offer_same_columns(OptionBuilder& b);                               // "in another state than their branch"
void offer_superior(OptionBuilder& b);                                   // "earns more than their manager"
void offer_named_row(OptionBuilder& b);                                  // "cheaper than Chai"

// extreme, moment, missing, absent, having, limited
void offer_extremes(OptionBuilder& b);                                // "above the average", "older than all"
void offer_moments(OptionBuilder& b);                                 // "in the last week"
void offer_compared_dates(OptionBuilder& b);                          // "closed before it was raised", "in force on"
void offer_overdue(OptionBuilder& b);                                 // "overdue invoices", "late deliveries"
void offer_missing(OptionBuilder& b);                                 // "where the country is missing"
void offer_absent(OptionBuilder& b, const TableMention& mention);     // "without concerts"
void offer_unreferenced(OptionBuilder& b);                            // "policies nobody bought", "empty playlists"
void offer_having(OptionBuilder& b, const SaidNumber& number);        // "at least 3 concerts"
void offer_several(OptionBuilder& b);                                 // "with several concerts"
void offer_having_total(OptionBuilder& b, const SaidNumber& number);  // "spent over 100 in total"
void offer_limit(OptionBuilder& b, const SaidNumber& number);         // "the first 5"

// ordered
void offer_superlative(OptionBuilder& b, const Superlative& cue);     // "the oldest", "the most concerts"
void offer_order_of_shown(OptionBuilder& b, const Superlative& cue);  // "total funding by country, highest first"
void offer_said_order(OptionBuilder& b, const OrderCue& cue);         // "ordered by name"
void offer_ranked_count(OptionBuilder& b, const Superlative& cue);    // "the top 5 by number of concerts"
void offer_rows_by_count(OptionBuilder& b);                           // "bands by number of concerts"

// shown, joined, counted, grouped, range, share
void offer_rows(OptionBuilder& b, const TableMention& mention);           // of a table mentioned
void offer_full_names_of(OptionBuilder& b, const TableMention& mention);  // "full names of customers"
void offer_unnamed(OptionBuilder& b);                                     // "what does Anna have"
void offer_columns(OptionBuilder& b);                                     // mentioned, and aggregates of them
void offer_asked_measures(OptionBuilder& b);                              // "how old"
void offer_differences(OptionBuilder& b);                                 // "days between order and delivery"
void offer_durations(OptionBuilder& b);                                   // "how long does it take"
void offer_counted(OptionBuilder& b);                                     // "how many"
void offer_date_parts(OptionBuilder& b);                                  // "each year", "monthly"
// The parts of a date that the name of a unit at `at` asks for, likeliest first, of the dates at hand.
void offer_date_part(OptionBuilder& b, int cue, int at);
void offer_averages_of_each(OptionBuilder& b);
void offer_per(OptionBuilder& b);                  // "customers per city"
void offer_scaled(OptionBuilder& b);               // "total duration in hours"
void offer_turnover(OptionBuilder& b);             // "sales by branch"
void offer_averages_of_metrics(OptionBuilder& b);  // "average revenue per customer"
void offer_each(OptionBuilder& b);                 // "the cheapest of each category"
void offer_ranges(OptionBuilder& b);               // "the difference between the highest and the lowest price"
void offer_shares(OptionBuilder& b);               // "the percentage of orgs that …"
void offer_ratios(OptionBuilder& b);               // "sales per square metre", "margin in percent"
void offer_order_of_computed(OptionBuilder& b);    // "revenue by plan, highest first", "score per dollar, top 5"
void offer_windows(OptionBuilder& b);              // "running total", "month over month"

// Shared by several.

// How likely a date nobody named is the one of its row, 0 … 1: rental_date of rental, the only date of an invoice;
// hardly when the row was last changed.
[[nodiscard]] float date_of_row(const SchemaIndex& schema, ColumnId id);

// Two dates of a row between which something lasts; `link`: how surely.
struct Lasting {
    ColumnId from, until;
    float link = 0;
};
// Of the tables at hand, less surely of those beside them, hardly of others; the likeliest first, few.
[[nodiscard]] std::vector<Lasting> lasting(const OptionBuilder& b);

// Dates of a table's rows, with how likely each tells when they were; the likeliest first.
[[nodiscard]] std::vector<std::pair<ColumnId, float>> dates_of_table(const SchemaIndex& schema, int table);
// … that the rows spoken of may have.
[[nodiscard]] std::vector<std::pair<ColumnId, float>> dates_of_rows(const OptionBuilder& b);

// Whether what stands in [from, to) sets two things against each other: "vs", or "and" behind "compare".
[[nodiscard]] inline bool joins_rivals(const OptionBuilder& b, int from, int to) {
    return b.any_is(from, to, WordClass::versus) ||
           (b.any_is(from, to, WordClass::and_, WordClass::with, WordClass::to) &&
            b.any_is(0, from, WordClass::versus));
}

// A date that the tokens [from, until) name, by itself or by the table whose rows have it.
struct SaidDate {
    ColumnId column;
    TokenSet tokens;
    float link = 0;
};
[[nodiscard]] std::vector<SaidDate> dates_said(const OptionBuilder& b, int from, int until);

// `option`, of the text columns said within `reach` tokens, nearest first; then, not as likely, of the naming columns
// of mentioned tables.
void offer_of_texts(OptionBuilder& b, const Option& option, int reach, bool naming_too);
// `counted`, of each table said soon after `at`, then of the rows at hand.
void offer_counts_of(OptionBuilder& b, const Option& counted, int at);
// An aggregate of the column compared, where one is said before it: "an average salary above 100".
void offer_having_aggregate(OptionBuilder& b, const Option& compared);

}  // namespace pf::compiler::constructs
