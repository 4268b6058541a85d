#include "compiler/constructs/term_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "base/ascii.hpp"
#include "compiler/column_contents.hpp"
#include "model/value_words.hpp"

namespace pf::compiler::constructs {

using plan::Term;
using plan::Unit;

namespace {

std::string_view template_of(KeptTime kept) {
    switch (kept) {
        case KeptTime::iso: return "YYYY-MM-DD";
        case KeptTime::day_first: return "DD.MM.YYYY";
        case KeptTime::month_first: return "MM/DD/YYYY";
        case KeptTime::named_month: return "DD Mon YYYY";
        case KeptTime::named_month_short: return "DD Mon YY";
        case KeptTime::digits: return "YYYYMMDD";
        default: return {};
    }
}

// The moment that a column keeps; the column itself where it has a date's type. Of texts the day, unless the hour of
// them is asked for.
const Term* moment_kept(const plan::Terms& terms, const SchemaIndex& schema, ColumnId id, const Term* column,
                        bool clock = false) {
    const auto kept = kept_time(schema, id);
    if (kept == KeptTime::none) return column;
    if (kept == KeptTime::milliseconds) column = terms.call(Op::divide, {column, terms.number("1000.0")});
    if (kept == KeptTime::seconds || kept == KeptTime::milliseconds)
        return terms.function("to_timestamp", std::array{column});
    if (!schema.traits(id).text) column = terms.cast(column, "text");
    if (clock && keeps_clock(schema, id))
        return terms.function("to_timestamp",
                              std::array{column, terms.text(std::string(template_of(kept)) + " HH24:MI")});
    return terms.function("to_date", std::array{column, terms.text(template_of(kept))});
}

}  // namespace

void begin_list(Conditions& list) {
    if (!list.empty()) list.front().any_of = false;
}

const Term* TermWriter::column(ColumnId id, int instance) const {
    const plan::Source source{id.table, instance};
    return id.column < 0 ? terms.all(source) : terms.column(source, id.column);
}

// PostgreSQL's money can be added, but not compared with a number, and has no average (manual, section 8.2).
bool TermWriter::is_money(ColumnId id) const { return id.column >= 0 && schema_.column(id).type == "money"; }

const Term* TermWriter::rows_of(int table) const { return terms.count_rows({table, 0}); }

const Term* TermWriter::numeric(ColumnId id) const {
    const auto* made = column(id);
    if (is_money(id)) return terms.cast(made, "numeric");
    const bool number = id.column < 0 || schema_.traits(id).number_type || !schema_.traits(id).text;
    return number ? made : terms.call(Op::as_number, {made});
}

// Where the time an option is about ends: today where no column says it.
const Term* TermWriter::end_of(const Option& o) const {
    return o.other.column < 0 ? terms.moment({}) : moment_kept(terms, schema_, o.other, column(o.other));
}

// Two dates are so many days apart, everything else so many seconds.
const Term* TermWriter::duration(const Option& o) const {
    const auto* from = moment_kept(terms, schema_, o.column, column(o.column));
    const auto* until = end_of(o);
    const auto* unit = std::find_if(plan::duration_units.begin(), plan::duration_units.end(),
                                    [&](const plan::DurationUnit& u) { return u.unit == o.unit; });
    if (unit == plan::duration_units.end()) return terms.call(Op::age, {until, from}, Unit::day);
    if (!is_date(o.column) || !is_date(o.other) || unit->in_days.empty())
        return terms.call(Op::divide, {terms.call(Op::seconds, {terms.call(Op::subtract, {until, from})}),
                                       terms.number(unit->in_seconds)});
    const auto* days = terms.call(Op::age, {until, from}, Unit::day);
    return o.unit == Unit::day ? days : terms.call(Op::divide, {days, terms.number(unit->in_days)});
}

// Without a time of the day.
bool TermWriter::is_date(ColumnId id) const {
    if (id.column < 0) return true;
    const auto kept = kept_time(schema_, id);
    return kept == KeptTime::none ? schema_.column(id).type_class == model::TypeClass::date
                                  : kept != KeptTime::seconds && kept != KeptTime::milliseconds;
}

// What a ratio divides, and by what.
const Term* TermWriter::above(const Option& o) const {
    if (o.expression == Expression::ratio) return numeric(o.column);
    return terms.call(Op::subtract, {numeric(o.column), numeric(o.other)});
}
const Term* TermWriter::below(const Option& o) const {
    return numeric(o.expression == Expression::ratio ? o.other : o.column);
}

// Of sums where they are asked for, of each row otherwise.
const Term* TermWriter::ratio(const Option& o) const {
    const auto *part = above(o), *whole = below(o);
    if (o.aggregate == Summary::sum) {
        part = terms.aggregate(plan::Aggregate::sum, part);
        whole = terms.aggregate(plan::Aggregate::sum, whole);
    }
    const auto* made = o.percent ? percent(part, whole) : terms.call(Op::divide, {part, whole});
    return o.aggregate == Summary::sum ? made : summary_of(o.aggregate, made, made, o.distinct);
}

const Term* TermWriter::product(const Option& o) const {
    const auto* all = terms.call(Op::multiply, {numeric(o.column), numeric(o.other)});
    if (o.less.column < 0) return all;
    const auto* off = terms.call(Op::divide, {numeric(o.less), terms.number("100.0")});
    return terms.call(Op::multiply, {all, terms.call(Op::subtract, {terms.number("1"), off})});
}

const Term* TermWriter::value(const Option& o, bool as_number) const {
    const auto own = [&] { return column(o.column); };
    if (o.column.column < 0) return own();
    const auto moment = [&] { return moment_kept(terms, schema_, o.column, own()); };
    const auto part = [&](Unit unit) { return terms.call(Op::part, {moment()}, unit); };
    const auto age = [&](Unit unit) { return terms.call(Op::age, {end_of(o), moment()}, unit); };
    switch (o.expression) {
        case Expression::years_between:
            if (schema_.traits(o.column).number_type && kept_time(schema_, o.column) == KeptTime::none)  // a year
                return terms.call(Op::subtract, {terms.call(Op::part, {terms.moment({})}, Unit::year), own()});
            return age(Unit::year);
        case Expression::months_between: return age(Unit::month);
        case Expression::days_between: return age(Unit::day);
        case Expression::difference: return terms.call(Op::subtract, {own(), column(o.other)});
        case Expression::year_of: return part(Unit::year);
        case Expression::month_of: return part(Unit::month);
        case Expression::weekday_of: return part(Unit::weekday);
        case Expression::hour_of:
            return terms.call(Op::part, {moment_kept(terms, schema_, o.column, own(), true)}, Unit::hour);
        case Expression::duration: return duration(o);
        case Expression::bucket: {
            const auto* first = terms.call(Op::bucket, {moment()}, o.unit);
            return o.unit == Unit::hour ? first : terms.cast(first, "date");
        }
        case Expression::product: return product(o);
        case Expression::ratio:
        case Expression::margin: return terms.call(Op::divide, {above(o), below(o)});
        case Expression::column:
        case Expression::other: break;
    }
    if (o.role == Role::date) return moment();
    return as_number ? numeric(o.column) : own();
}

const Term* TermWriter::summary_of(Summary summary, const Term* plain, const Term* number, bool distinct) const {
    using plan::Aggregate;
    switch (summary) {
        case Summary::count: return terms.aggregate(Aggregate::count, plain, distinct);
        case Summary::sum: return terms.aggregate(Aggregate::sum, number);
        case Summary::avg: return terms.aggregate(Aggregate::avg, number);
        case Summary::median: return terms.aggregate(Aggregate::median, number);
        case Summary::min: return terms.aggregate(Aggregate::min, plain);
        case Summary::max: return terms.aggregate(Aggregate::max, plain);
        case Summary::range:
            return terms.call(Op::subtract,
                              {terms.aggregate(Aggregate::max, number), terms.aggregate(Aggregate::min, number)});
        case Summary::other: return terms.aggregate(Aggregate::defined, plain);
        case Summary::none:
        case Summary::share: break;
    }
    return plain;
}

const Term* TermWriter::summary(Summary summary, ColumnId id, bool distinct) const {
    if (summary == Summary::count && id.column < 0) return rows_of(id.table);
    return summary_of(summary, column(id), numeric(id), distinct);
}

// round() takes digits of numeric only, and a sum may be of double precision.
const Term* TermWriter::percent(const Term* part, const Term* whole) const {
    const auto* ratio = terms.call(Op::divide, {terms.call(Op::multiply, {terms.number("100.0"), part}), whole});
    if (!part->args.empty()) ratio = terms.cast(ratio, "numeric");
    return terms.call(Op::round, {ratio, terms.number("6")});
}

const Term* TermWriter::share(const Option& of, const Term* filter) const {
    if (of.column.column < 0)
        return percent(terms.count_rows({of.column.table, 0}, filter), terms.aggregate(plan::Aggregate::count));
    const auto* added = value(of, true);
    return percent(terms.aggregate(plan::Aggregate::sum, added, false, filter),
                   terms.aggregate(plan::Aggregate::sum, added));
}

const Term* TermWriter::share_of_all(const Option& of) const {
    const auto* own =
        of.column.column < 0 ? rows_of(of.column.table) : terms.aggregate(plan::Aggregate::sum, value(of, true));
    Term all;
    all.kind = Term::Kind::window;
    all.aggregate = plan::Aggregate::sum;
    all.args = {&own, 1};
    return percent(own, terms.make(all));
}

namespace {

bool is_one_of(std::span<const Option> options, const Option& option) {
    const std::less<const Option*> before;
    return !options.empty() && !before(&option, options.data()) && before(&option, options.data() + options.size());
}

template <class Made, class Make>
Made once(std::vector<std::pair<const Option*, Made>>& known, const Option& option, Make make) {
    for (const auto& [of, made] : known)
        if (of == &option) return made;
    return known.emplace_back(&option, make()).second;
}

}  // namespace

const Term* TermWriter::of(const Option& option) const {
    return is_one_of(options_, option) ? once(made_, option, [&] { return make(option); }) : make(option);
}

Condition TermWriter::condition(const Option& option) const {
    return is_one_of(options_, option) ? once(conditions_, option, [&] { return make_condition(option); })
                                       : make_condition(option);
}

const Term* TermWriter::make(const Option& o) const {
    if (o.aggregate == Summary::share) return share(o, terms.truth(true));
    if (o.aggregate == Summary::count && o.column.column < 0) return rows_of(o.column.table);
    const bool adds_money = o.aggregate == Summary::sum && o.expression == Expression::column && is_money(o.column);
    const auto* term = summary_of(o.aggregate, value(o, false), value(o, !adds_money), o.distinct);
    if (averages_each(o)) {  // by the number of different values
        const auto* each = column(o.group);
        if (o.unit != Unit::none) each = terms.cast(terms.call(Op::bucket, {each}, o.unit), "date");
        return terms.call(Op::divide, {term, terms.aggregate(plan::Aggregate::count, each, true)});
    }
    if (o.expression == Expression::ratio || o.expression == Expression::margin) term = ratio(o);
    if (o.divisor == 1) return term;
    return terms.call(Op::divide, {term, terms.number(fmt::format("{}", o.divisor))});
}

bool TermWriter::in_index(const Option& o) const {
    const auto matches = schema_.values().matches(model::value_words(o.value));
    return std::any_of(matches.begin(), matches.end(), [&](const auto& entry) {
        return entry.table == o.column.table && entry.column == o.column.column && entry.value == o.value;
    });
}

// Whether the column has the same words in another spelling: 'germline' beside 'Germline'.
bool TermWriter::in_several_spellings(const Option& o) const {
    const auto words = model::value_words(o.value);
    const auto matches = schema_.values().matches(words);
    return std::any_of(matches.begin(), matches.end(), [&](const auto& entry) {
        return entry.table == o.column.table && entry.column == o.column.column && entry.words == words &&
               entry.value != o.value && lower(entry.value) == lower(o.value);
    });
}

// Whether the text is a value of the data, spelt as stored.
bool TermWriter::as_stored(const Option& o) const {
    if (o.role == Role::value && o.how != 5 && in_several_spellings(o)) return false;
    return o.how == 5 || (o.role == Role::value && (o.how == 2 || in_index(o)));
}

// eq and ne are said of nothing at all: no value, or an empty text for it.
Condition TermWriter::null_test(ColumnId id, Op op) const {
    const auto* own = column(id);
    const auto* empty = terms.text("");
    if (op == Op::ne) return {terms.call(op, {own, empty}), id.table};
    if (op != Op::eq) return {terms.call(op, {own}), id.table};
    return {terms.call(Op::any_of, {terms.call(Op::is_null, {own}), terms.call(op, {own, empty})}), id.table};
}

Condition TermWriter::make_condition(const Option& o) const {
    if (o.role == Role::null_test) return null_test(o.column, o.op);
    const auto* left = o.role == Role::date ? value(o, false) : column(o.column);
    if (o.number_literal && is_money(o.column)) left = numeric(o.column);
    if (o.years_since)
        left = terms.call(Op::subtract, {terms.call(Op::part, {terms.moment({})}, Unit::year), numeric(o.column)});
    const auto made = [&](const Term* term) { return Condition{term, o.column.table}; };
    if (o.role == Role::date && o.expression == Expression::column) return made(date(o, left));
    if (o.how == 5 && schema_.traits(o.column).boolean) {
        const auto* flag = terms.call(Op::is_true, {left});
        return made(o.value == "false" ? terms.call(Op::negation, {flag}) : flag);
    }
    if (o.excluded && o.number_literal) return made(terms.call(Op::negation, {number(o, left)}));
    if (o.number_literal) return made(o.role == Role::date ? compared_number(left, o) : number(o, left));
    return made(text(o.column, o.op, o.value, as_stored(o)));
}

Condition TermWriter::opposite(const Option& option) const {
    auto turned = option;
    if (!option.excluded) turned.op = Op::eq;
    turned.excluded = false;
    return make_condition(turned);
}

Condition TermWriter::second_part(const Option& o) const {
    return {text(o.other, o.op, o.value2, as_stored(o)), o.other.table};
}

const Term* TermWriter::date(const Option& o, const Term* left) const {
    if (o.other.column >= 0) return beside_date(o, left);
    if (!o.until) return terms.call(Op::ge, {left, terms.moment(o.from.value_or(plan::Moment{}))});
    if (!o.from) return terms.call(Op::lt, {left, terms.moment(*o.until)});
    return terms.call(Op::during, {left, terms.moment(*o.from), terms.moment(*o.until)});
}

// "overdue": before then, and the other date not known; "late": after the other date; "in force": from one to the
// other, which may be open.
const Term* TermWriter::beside_date(const Option& o, const Term* left) const {
    if (o.until && o.from) {
        const auto* end = moment_kept(terms, schema_, o.other, column(o.other));
        const auto* begun = terms.call(Op::lt, {left, terms.moment(*o.until)});
        const auto* lasts = terms.call(Op::ge, {end, terms.moment(*o.from)});
        const auto* open = terms.call(Op::is_null, {column(o.other)});
        return terms.call(Op::all_of, {begun, terms.call(Op::any_of, {lasts, open})});
    }
    if (o.until) {
        const auto* before = terms.call(Op::lt, {left, terms.moment(*o.until)});
        return terms.call(Op::all_of, {before, terms.call(Op::is_null, {column(o.other)})});
    }
    using T = model::TypeClass;
    if (schema_.column(o.column).type_class == T::timestamp && schema_.column(o.other).type_class == T::date)
        left = terms.cast(left, "date");
    return terms.call(o.op, {left, moment_kept(terms, schema_, o.other, column(o.other))});
}

const Term* TermWriter::text(ColumnId id, Op op, std::string_view value, bool stored) const {
    const auto* left = column(id);
    const bool digits = stored && id.column >= 0 && schema_.traits(id).number_type;
    const auto* right = digits ? terms.number(value) : terms.text(value);
    if (const auto* made = element(id, op, left, right)) return made;
    const bool is_text = id.column >= 0 && schema_.traits(id).text;
    if (op >= Op::contains) return terms.call(op, {is_text ? left : terms.cast(left, "text"), right});
    if (stored) return terms.call(op, {left, right});
    if (!is_text) left = terms.cast(left, "text");
    if (op == Op::eq || op == Op::ne) return terms.call(op == Op::eq ? Op::same_text : Op::other_text, {left, right});
    return terms.call(op, {terms.call(Op::lower, {left}), terms.call(Op::lower, {right})});
}

// Whether a list holds the text; null when the column is none.
const Term* TermWriter::element(ColumnId id, Op op, const Term* list, const Term* text) const {
    if (id.column < 0 || schema_.column(id).type_class != model::TypeClass::array) return nullptr;
    if (op != Op::eq && op != Op::ne) return nullptr;
    const auto* held = terms.call(Op::has_element, {list, text});
    return op == Op::eq ? held : terms.call(Op::negation, {held});
}

const Term* TermWriter::compared_number(const Term* left, const Option& o) const {
    if (o.op == Op::between) return terms.call(Op::between, {left, terms.number(o.value), terms.number(o.value2)});
    return terms.call(o.op, {left, terms.number(o.value)});
}

// A number compared with a column, which may be none.
const Term* TermWriter::number(const Option& o, const Term* left) const {
    const auto& traits = schema_.traits(o.column);
    if (traits.temporal) return compared_number(terms.call(Op::part, {left}, Unit::year), o);
    if (traits.number_type) return compared_number(left, o);
    if (traits.text) {
        if (o.op == Op::eq || o.op == Op::ne) return terms.call(o.op, {left, terms.text(o.value)});
        return compared_number(terms.call(Op::as_number, {left}), o);
    }
    left = terms.cast(left, "text");
    if (o.op == Op::between) return terms.call(o.op, {left, terms.text(o.value), terms.text(o.value2)});
    return terms.call(o.op, {left, terms.text(o.value)});
}

Condition TermWriter::compared(Op op, ColumnId left, ColumnId right, int right_instance) const {
    return {terms.call(op, {column(left), column(right, right_instance)}), left.table};
}

Condition TermWriter::within(ColumnId left, plan::Query rows, bool negated) const {
    return {terms.within(column(left), terms.keep(std::move(rows)), negated), left.table};
}

TermList TermWriter::closed(const Conditions& list) const {
    TermList made, group;
    made.reserve(list.size());
    for (std::size_t i = 0; i < list.size();) {
        const auto begin = i++;
        while (i < list.size() && list[i].any_of) ++i;
        if (i - begin == 1) {
            made.push_back(list[begin].term);
            continue;
        }
        group.clear();
        for (auto at = begin; at < i; ++at) group.push_back(list[at].term);
        made.push_back(terms.call(Op::any_of, group));
    }
    return made;
}

plan::OrderKey TermWriter::order(const Term* term, bool descending) const {
    return {term, descending, plan::OrderKey::Nulls::last};
}

}  // namespace pf::compiler::constructs
