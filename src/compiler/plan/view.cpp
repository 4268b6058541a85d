#include "compiler/plan/view.hpp"

#include "compiler/plan/walk.hpp"

#include <utility>

namespace pf::compiler::plan {
namespace {

// to_timestamp(x / 1000.0), to_date(x, 'YYYYMMDD'): the moment that x keeps.
const Term* kept_moment(const Term& term) {
    if (!is_call(term, Op::function) || (term.text != "to_timestamp" && term.text != "to_date")) return nullptr;
    return is_call(*term.args[0], Op::divide) ? term.args[0]->args[0] : term.args[0];
}

// A column read as another type is that column, and so is each element of a list.
const Term& bare(const Term& term) {
    if (is_call(term, Op::function) && term.text == "unnest") return bare(*term.args[0]);
    if (const auto* kept = kept_moment(term)) return bare(*kept);
    return is_call(term, Op::cast) || is_call(term, Op::as_number) ? bare(*term.args[0]) : term;
}

bool set_column(const Term& term, ColumnId& column, int& instance) {
    const auto& inner = bare(term);
    if (inner.kind != Term::Kind::column || inner.source.table < 0) return false;
    column = {inner.source.table, inner.column};
    instance = inner.source.instance;
    return true;
}

std::optional<TermView> column_view(const Term& term) {
    TermView view;
    if (!set_column(term, view.column, view.instance)) return std::nullopt;
    return view;
}

std::optional<TermView> part_view(const Term& term) {
    auto view = column_view(*term.args[0]);
    if (!view) return view;
    switch (term.unit) {
        case Unit::year: view->expression = Expression::year_of; return view;
        case Unit::month: view->expression = Expression::month_of; return view;
        case Unit::weekday: view->expression = Expression::weekday_of; return view;
        case Unit::hour: view->expression = Expression::hour_of; return view;
        default: return std::nullopt;
    }
}

std::optional<TermView> bucket_view(const Term& term) {
    auto view = column_view(*term.args[0]);
    if (!view) return view;
    view->expression = Expression::bucket;
    view->unit = term.unit;
    return view;
}

std::optional<TermView> age_view(const Term& term) {
    TermView view;
    int instance = 0;
    const bool until_now = term.args[0]->kind == Term::Kind::moment && term.args[0]->moment == Moment{};
    if ((!until_now && !set_column(*term.args[0], view.other, instance)) ||
        !set_column(*term.args[1], view.column, view.instance))
        return std::nullopt;
    view.expression = term.unit == Unit::year    ? Expression::years_between
                      : term.unit == Unit::month ? Expression::months_between
                                                 : Expression::days_between;
    return view;
}

std::optional<TermView> difference_view(const Term& term) {
    const auto &high = *term.args[0], &low = *term.args[1];
    if (high.kind == Term::Kind::aggregate && low.kind == Term::Kind::aggregate) {
        if (high.aggregate != Aggregate::max || low.aggregate != Aggregate::min || high.args.empty() ||
            low.args.empty() || !same(*high.args[0], *low.args[0]))
            return std::nullopt;
        auto view = view_of(*high.args[0]);
        if (view) view->aggregate = Summary::range;
        return view;
    }
    TermView view;
    int instance = 0;
    if (!set_column(high, view.column, view.instance) || !set_column(low, view.other, instance)) return std::nullopt;
    view.expression = Expression::difference;
    return view;
}

std::optional<TermView> duration_view(const Term& term) {
    const auto said = duration_of(term);
    TermView view;
    int instance = 0;
    if (!said || !set_column(*said->until, view.other, instance) ||
        !set_column(*said->from, view.column, view.instance))
        return std::nullopt;
    view.expression = Expression::duration;
    view.unit = said->unit;
    return view;
}

// round(100.0 * count(*) FILTER (…) / count(*), 1), or of the sums of a column
std::optional<TermView> share_view(const Term& term) {
    const auto& whole = bare(*term.args[0]);
    if (!is_call(whole, Op::divide) || !is_call(*whole.args[0], Op::multiply)) return std::nullopt;
    const auto& part = *whole.args[0]->args[1];
    const auto& rows = *whole.args[1];
    const auto adds = [](const Term& t) {
        return t.kind == Term::Kind::aggregate &&
               (t.args.empty() ? t.aggregate == Aggregate::count : t.aggregate == Aggregate::sum);
    };
    const auto same_of = [](const Term& a, const Term& b) {
        return a.args.size() == b.args.size() && (a.args.empty() || same(*a.args[0], *b.args[0]));
    };
    if (!adds(part)) return std::nullopt;
    const bool of_all = rows.kind == Term::Kind::window && rows.aggregate == Aggregate::sum && !part.filter;
    if (!of_all && (!adds(rows) || !part.filter || rows.filter || !same_of(part, rows))) return std::nullopt;
    auto view = part.args.empty() ? std::optional<TermView>(TermView{}) : view_of(*part.args[0]);
    if (!view || view->aggregate != Summary::none) return std::nullopt;
    if (part.args.empty()) view->column.table = part.source.table;
    view->aggregate = Summary::share;
    view->filter = part.filter;
    return view;
}

// sum(sum(x)) OVER (ORDER BY …), rank() OVER (ORDER BY x)
std::optional<TermView> window_view(const Term& term) {
    if (term.window == WindowFunction::rank && !term.order.empty()) {
        auto view = view_of(*term.order.front().term);
        if (view) view->windowed = Windowed::rank;
        return view;
    }
    const bool adds = term.window == WindowFunction::none && term.aggregate == Aggregate::sum && !term.filter;
    if (!adds || term.order.empty() || term.args.empty()) return std::nullopt;
    auto view = view_of(*term.args[0]);
    if (view) view->windowed = Windowed::running;
    return view;
}

const Term* lagged(const Term& term) {
    return term.kind == Term::Kind::window && term.window == WindowFunction::lag ? term.args[0] : nullptr;
}

// x - lag(x) OVER (ORDER BY …)
std::optional<TermView> change_view(const Term& term) {
    const auto* before = is_call(term, Op::subtract) ? lagged(*term.args[1]) : nullptr;
    if (!before || !same(*term.args[0], *before)) return std::nullopt;
    auto view = view_of(*before);
    if (view) view->windowed = Windowed::change;
    return view;
}

// round(100.0 * (x - lag(x)) / lag(x), 1)
std::optional<TermView> growth_view(const Term& term) {
    const auto& ratio = bare(*term.args[0]);
    if (!is_call(ratio, Op::divide) || !is_call(*ratio.args[0], Op::multiply)) return std::nullopt;
    auto view = change_view(*ratio.args[0]->args[1]);
    if (view) view->windowed = Windowed::growth;
    return view;
}

std::optional<TermView> call_view(const Term& term) {
    switch (term.op) {
        case Op::cast:
        case Op::as_number: return view_of(*term.args[0]);
        case Op::part: return part_view(term);
        case Op::bucket: return bucket_view(term);
        case Op::age: return age_view(term);
        case Op::divide: return duration_view(term);
        case Op::subtract: {
            const auto change = change_view(term);
            return change ? change : difference_view(term);
        }
        case Op::round: {
            const auto share = share_view(term);
            return share ? share : growth_view(term);
        }
        default: return std::nullopt;
    }
}

Summary summary_of(Aggregate aggregate) {
    switch (aggregate) {
        case Aggregate::none: return Summary::none;
        case Aggregate::count: return Summary::count;
        case Aggregate::sum: return Summary::sum;
        case Aggregate::avg: return Summary::avg;
        case Aggregate::min: return Summary::min;
        case Aggregate::max: return Summary::max;
        case Aggregate::median: return Summary::median;
        default: return Summary::other;
    }
}

std::optional<TermView> aggregate_view(const Term& term) {
    if (term.filter) return std::nullopt;
    auto view = term.args.empty() ? TermView{} : view_of(*term.args[0]);
    if (!view) return view;
    if (term.args.empty()) view->column.table = term.source.table;
    view->aggregate = summary_of(term.aggregate);
    view->distinct = term.distinct;
    return view;
}

bool is_literal(const Term& term) { return term.kind == Term::Kind::number || term.kind == Term::Kind::text; }

// The right side of a comparison.
bool set_right(ConditionView& view, const Term& right) {
    switch (right.kind) {
        case Term::Kind::number:
        case Term::Kind::text:
            view.value = right.text;
            view.number_literal = right.kind == Term::Kind::number;
            view.indexed = right.kind == Term::Kind::text;
            return true;
        case Term::Kind::moment:
            view.kind = ConditionView::Kind::date;
            (view.op == Op::lt || view.op == Op::le ? view.until : view.from) = &right.moment;
            return true;
        case Term::Kind::scalar:
            view.kind = ConditionView::Kind::subquery;
            view.subquery = right.query;
            return true;
        default: break;
    }
    const auto term = view_of(right);
    if (!term) return false;
    view.kind = ConditionView::Kind::terms;
    view.right = *term;
    return true;
}

bool set_compared(ConditionView& view, const Term& term) {
    view.op = term.op == Op::same_text ? Op::eq : term.op == Op::other_text ? Op::ne : term.op;
    if (!set_right(view, *term.args[1])) return false;
    view.indexed &= term.op == view.op && term.op <= Op::ge;
    return true;
}

bool set_between(ConditionView& view, const Term& term) {
    if (!is_literal(*term.args[1]) || !is_literal(*term.args[2])) return false;
    view.op = Op::between;
    view.value = term.args[1]->text;
    view.value2 = term.args[2]->text;
    view.number_literal = term.args[1]->kind == Term::Kind::number;
    return true;
}

bool set_during(ConditionView& view, const Term& term) {
    if (term.args[1]->kind != Term::Kind::moment || term.args[2]->kind != Term::Kind::moment) return false;
    view.kind = ConditionView::Kind::date;
    view.op = Op::during;
    view.from = &term.args[1]->moment;
    view.until = &term.args[2]->moment;
    return true;
}

bool set_test(ConditionView& view, const Term& term) {
    view.kind = term.op == Op::is_true ? ConditionView::Kind::flag : ConditionView::Kind::null_test;
    view.op = term.op;
    return true;
}

bool set_call(ConditionView& view, const Term& term) {
    switch (term.op) {
        case Op::between: return set_between(view, term);
        case Op::during: return set_during(view, term);
        case Op::is_true:
        case Op::is_null:
        case Op::not_null: return set_test(view, term);
        case Op::eq:
        case Op::ne:
        case Op::lt:
        case Op::le:
        case Op::gt:
        case Op::ge:
        case Op::same_text:
        case Op::other_text:
        case Op::contains:
        case Op::starts:
        case Op::ends:
        case Op::not_contains: return set_compared(view, term);
        default: return false;
    }
}

// lower(x) compared with lower(y) is x compared with y.
const Term& without_case(const Term& term) { return is_call(term, Op::lower) ? *term.args[0] : term; }

}  // namespace

std::optional<DurationView> duration_of(const Term& term) {
    if (!is_call(term, Op::divide) || term.args[1]->kind != Term::Kind::number) return std::nullopt;
    const auto& whole = *term.args[0];
    const bool seconds = is_call(whole, Op::seconds) && is_call(*whole.args[0], Op::subtract);
    if (!seconds && !(is_call(whole, Op::age) && whole.unit == Unit::day)) return std::nullopt;
    const auto& between = seconds ? *whole.args[0] : whole;
    for (const auto& [unit, in_seconds, in_days] : duration_units)
        if (term.args[1]->text == (seconds ? in_seconds : in_days))
            return DurationView{between.args[1], between.args[0], unit};
    return std::nullopt;
}

std::optional<TermView> view_of(const Term& term) {
    switch (term.kind) {
        case Term::Kind::column: return column_view(term);
        case Term::Kind::all: {
            TermView view;
            view.column.table = term.source.table;
            view.instance = term.source.instance;
            return view;
        }
        case Term::Kind::aggregate: return aggregate_view(term);
        case Term::Kind::call: return call_view(term);
        case Term::Kind::window: return window_view(term);
        default: return std::nullopt;
    }
}

TermView look_at(const Term& term) {
    if (auto view = view_of(term)) return *view;
    TermView view;
    view.expression = Expression::other;
    view.aggregate = has_aggregate(term) ? Summary::other : Summary::none;
    walk(term, Into::this_query, [&view](const Term& part) {
        if (view.column.table < 0 && part.source.table >= 0) {
            view.column = {part.source.table, part.column};
            view.instance = part.source.instance;
        }
    });
    return view;
}

std::optional<ConditionView> view_of_condition(const Term& term) {
    if (is_call(term, Op::negation)) {
        auto inner = view_of_condition(*term.args[0]);
        if (inner) inner->negated = !inner->negated;
        if (inner) inner->term = &term;
        return inner;
    }
    if (term.args.empty()) return std::nullopt;
    const auto left = view_of(without_case(*term.args[0]));
    if (!left) return std::nullopt;
    ConditionView view;
    view.left = *left;
    view.term = &term;
    if (term.kind == Term::Kind::within) {
        view.kind = ConditionView::Kind::subquery;
        view.membership = true;
        view.negated = term.negated;
        view.subquery = term.query;
        return view;
    }
    if (term.kind != Term::Kind::call || !set_call(view, term)) return std::nullopt;
    return view;
}

}  // namespace pf::compiler::plan
