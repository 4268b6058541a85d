// Figures that go from one row to the next in the order of time: running totals, changes from period to period; and the
// place of each row in the order it is shown in. The query is made as if only the figures of each period were asked
// for.
#include <algorithm>

#include "compiler/constructs/constructs.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler::constructs {
namespace {

using plan::Query;
using plan::Term;
using plan::Windowed;

bool is_time(const Term& term, const SchemaIndex& schema) {
    const auto view = look_at(term);
    switch (view.expression) {
        case Expression::bucket:
        case Expression::year_of: return true;
        case Expression::column: return view.column.column >= 0 && schema.traits(view.column).date_like;
        default: return false;  // the month of any year has none before it
    }
}

// The figure of each row, and where it stands.
struct Series {
    std::size_t figure = 0;
    const Term* time = nullptr;
    TermList others;  // what else the groups are told by: each of it is a series of its own
};

// One figure, one time.
bool find_series(const Query& query, const SchemaIndex& schema, Series& made) {
    int figures = 0;
    for (std::size_t i = 0; i < query.select.size(); ++i)
        if (plan::has_aggregate(*query.select[i].term)) {
            made.figure = i;
            ++figures;
        }
    for (const auto* term : query.group) {
        if (!is_time(*term, schema)) {
            made.others.push_back(term);
            continue;
        }
        if (made.time) return false;
        made.time = term;
    }
    return figures == 1 && made.time;
}

const Term* over(const Series& series, const Term* figure, plan::WindowFunction function, plan::Aggregate aggregate,
                 const plan::Terms& terms) {
    const plan::OrderKey forward{series.time, false};
    Term made;
    made.kind = Term::Kind::window;
    made.window = function;
    made.aggregate = aggregate;
    made.args = {&figure, 1};
    made.partition = series.others;
    made.order = {&forward, 1};
    return terms.make(made);
}

void order_forward(const Series& series, Draft& draft) {
    auto& query = draft.query;
    if (!query.order.empty() && query.order.front().term != series.time) return;
    query.order.clear();
    for (const auto* other : series.others) query.order.push_back(draft.write.order(other, false));
    query.order.push_back(draft.write.order(series.time, false));
}

// "monthly billing with its running total": beside the figures, not in place of them.
bool is_beside(const Option& window, const Chosen& chosen) {
    const auto& tokens = chosen.analysis.sentence.tokens;
    const int before = is_at(tokens, window.begin - 1, WordClass::a, WordClass::the, WordClass::its) ? 2 : 1;
    return window.begin - before > 0 && is_at(tokens, window.begin - before, WordClass::with, WordClass::and_);
}

bool make_series(const Option& window, Draft& draft) {
    auto& query = draft.query;
    Series series;
    const bool all_rows = query.limit < 0 && !query.right && !query.distinct && query.having.empty();
    if (!all_rows || query.group.empty() || !find_series(query, draft.chosen.schema, series)) return false;
    const auto& terms = draft.write.terms;
    auto& shown = query.select[series.figure].term;
    const auto* figure = shown;
    const auto& added = look_at(*figure);
    if (window.windowed == Windowed::running) {
        if ((added.aggregate != Summary::sum && added.aggregate != Summary::count) || added.distinct) return false;
        const auto* total = over(series, figure, plan::WindowFunction::none, plan::Aggregate::sum, terms);
        if (is_beside(window, draft.chosen))
            show(total, query);
        else
            shown = total;
    } else {
        const auto* before = over(series, figure, plan::WindowFunction::lag, plan::Aggregate::none, terms);
        const auto* change = terms.call(Op::subtract, {figure, before});
        show(change, query);
        if (window.windowed == Windowed::growth) show(draft.write.percent(change, before), query);
    }
    order_forward(series, draft);
    return true;
}

bool says_rank(const Chosen& chosen) {
    const auto& tokens = chosen.analysis.sentence.tokens;
    return std::any_of(tokens.begin(), tokens.end(), [](const Token& token) { return token.is(WordClass::rank_word); });
}

bool is_figure(const Term& term, const SchemaIndex& schema) {
    const auto view = look_at(term);
    return view.aggregate != Summary::none || (view.column.column >= 0 && schema.traits(view.column).number);
}

bool says_direction(const Chosen& chosen) {
    const auto& tokens = chosen.analysis.sentence.tokens;
    return std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
        return token.is(WordClass::ascending, WordClass::descending, WordClass::superlative);
    });
}

// rank() OVER (ORDER BY …) beside what is shown; the highest figure is the first where nothing else is said.
bool show_place(Draft& draft) {
    auto& query = draft.query;
    if (query.order.empty() || query.limit >= 0 || query.right || query.distinct) return false;
    auto& first = query.order.front();
    if (is_figure(*first.term, draft.chosen.schema) && !says_direction(draft.chosen))
        first = draft.write.order(first.term, true);
    for (const auto& key : query.order)
        if (!shows(query, key.term) && !shows_whole_rows(query)) show(key.term, query);
    TermList within;
    if (const auto* each = draft.chosen.each) {
        within = telling(*each, draft);
        for (auto term = within.rbegin(); term != within.rend(); ++term)
            query.order.insert(query.order.begin(), draft.write.order(*term, false));
    }
    show(
        draft.write.terms.window(plan::WindowFunction::rank, {}, within, std::span(query.order).subspan(within.size())),
        query);
    return true;
}

bool wrap(Draft& draft) {
    if (draft.choices.ranked) return !draft.chosen.window && show_place(draft);
    return !draft.chosen.window || make_series(*draft.chosen.window, draft);
}

}  // namespace

void vary_ranked(const Chosen& chosen, Variants& variants) {
    if (!says_rank(chosen) || (chosen.orders.empty() && !chosen.ordered_count)) return;
    variants.vary_heads([](Choices& c) { c.ranked = true; });
}

const Construct windowed{.name = "windowed", .wrap = wrap};

}  // namespace pf::compiler::constructs
