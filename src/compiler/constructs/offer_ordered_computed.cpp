// Orders by a figure that is computed and shown: "revenue by plan, highest first", "score per dollar, top 5".
#include <algorithm>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr std::size_t most_orders = 8;  // of one cue

bool is_computed(const Option& option, const OptionBuilder& b) {
    return option.role == Role::select &&
           (option.expression >= Expression::product || option.aggregate == Summary::share || option.divisor != 1 ||
            (option.aggregate == Summary::sum && b.is(option.begin, WordClass::money_noun, WordClass::quantity_noun)));
}

bool goes_by(const Superlative& cue, const char* word) {
    return cue.measure && cue.measure->columns.data() == measure_cue(word)->columns.data();
}

// "newest first", "oldest first": when something was, which no aggregate tells.
bool ranks_by_time(const Superlative& cue) { return goes_by(cue, "newest") || goes_by(cue, "oldest"); }

// "average funding by country, top 5", "bugs per product, most first": an aggregate that is shown before the cue.
bool is_told_before(const Option& option, const OptionBuilder& b, const Superlative& cue) {
    const bool aggregated =
        option.role == Role::count ||
        (option.role == Role::select && option.aggregate != Summary::none && option.aggregate < Summary::range);
    const bool of_shown = (cue.ordering && !ranks_by_time(cue)) || b.is(cue.at, WordClass::ranking_end);
    return aggregated && option.end <= cue.at && of_shown;
}

// "orders per month, newest first": the months that are shown.
bool is_time_told_before(const Option& option, const Superlative& cue) {
    const bool part = option.expression == Expression::bucket || option.expression == Expression::year_of ||
                      option.expression == Expression::month_of;
    return ranks_by_time(cue) && option.role == Role::select && part && option.end <= cue.at;
}

// "highest first", "the large ones first", "top 5", "best": an order of all but where a number of rows is said.
Option order_said(const OptionBuilder& b, const Superlative& cue) {
    Option order;
    order.role = Role::order;
    order.begin = order.cue = cue.at;
    order.covers = cue.tokens;
    const int first = b.find(cue.at + 1, cue.at + 3, WordClass::first);
    if (first > 0) order.covers |= tokens_in(cue.at, first + 1);
    order.end = std::max(first, cue.at) + 1;
    order.descending = cue.direction > 0;
    order.limit = first > 0 || cue.ordering ? 0 : cue.limit;
    order.how = order_of_shown;
    return order;
}

}  // namespace

void offer_order_of_computed(OptionBuilder& b) {
    const auto before = b.options();  // those added below are none
    for (const auto& cue : b.superlatives()) {
        const auto order = order_said(b, cue);
        std::size_t made = 0;
        for (const auto& shown : before) {
            const bool time = is_time_told_before(shown, cue);
            if ((!is_computed(shown, b) && !is_told_before(shown, b, cue) && !time) ||
                (shown.covers & order.covers).any() || ++made > most_orders)
                continue;
            auto by = shown;
            by.role = shown.role == Role::count ? Role::order_count : order.role;
            by.begin = order.begin;
            by.end = order.end;
            by.cue = order.cue;
            by.covers = order.covers;
            by.shared = {};
            by.descending = order.descending;
            by.limit = order.limit;
            by.how = order.how;
            by.untaught = true;
            by.link *= 0.6F;
            if (time && goes_by(cue, "oldest")) by.descending = !order.descending;  // of the greatest age
            b.add(by);
        }
    }
}

}  // namespace pf::compiler::constructs
