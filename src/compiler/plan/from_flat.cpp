#include "compiler/plan/from_flat.hpp"

#include <charconv>

namespace pf::compiler::plan {
namespace {

namespace flat = ::pf::compiler;

class Converter {
 public:
    Converter(const flat::Query& query, const Terms& terms, const SchemaIndex& schema)
        : query_(query), terms_(terms), schema_(schema) {}

    Query whole() const {
        auto made = plain();
        if (query_.count_rows) {
            Query counted;
            const Source source{derived, 0};
            counted.from.push_back({source, terms_.keep(std::move(made)), false, -1, -1, nullptr});
            counted.select.push_back({terms_.aggregate(Aggregate::count), {}});
            return counted;
        }
        return made;
    }

 private:
    Query plain() const {
        Query made;
        for (const auto& t : query_.select) made.select.push_back({term(t), {}});
        made.distinct = query_.distinct;
        for (const int table : query_.required) made.required.push_back({table, 0});
        for (const auto& entry : query_.from)
            made.from.push_back({{entry.table, entry.instance}, nullptr, false, entry.edge, entry.to, nullptr});
        made.where = conditions(query_.where);
        for (const auto& t : query_.group) made.group.push_back(term(t));
        made.having = conditions(query_.having);
        for (const auto& key : query_.order)
            made.order.push_back(
                {term(key.term), key.descending, key.descending ? OrderKey::Nulls::last : OrderKey::Nulls::first});
        if (query_.limit > 0) made.limit = query_.limit;
        if (query_.operation != flat::SetOperation::none && query_.right) {
            made.operation = operation(query_.operation);
            made.right = terms_.keep(Converter(*query_.right, terms_, schema_).whole());
        }
        return made;
    }

    static SetOperation operation(flat::SetOperation operation) {
        return operation == flat::SetOperation::intersect ? SetOperation::intersect
               : operation == flat::SetOperation::except  ? SetOperation::except
                                                          : SetOperation::unite;
    }

    const Term* column(ColumnId id, int instance) const { return terms_.column({id.table, instance}, id.column); }
    const Term* numeric(ColumnId id, int instance) const {
        const auto* made = column(id, instance);
        const bool number = schema_.traits(id).number_type || !schema_.traits(id).text;
        return number ? made : terms_.call(Op::as_number, {made});
    }

    const Term* value(const flat::Term& t, bool as_number) const {
        if (t.column.column < 0) return terms_.all({t.column.table, t.instance});
        const auto own = [&] { return column(t.column, t.instance); };
        const auto other = [&] { return column(t.other, t.instance); };
        switch (t.expression) {
            case flat::Expression::years_between: return terms_.call(Op::age, {other(), own()}, Unit::year);
            case flat::Expression::months_between: return terms_.call(Op::age, {other(), own()}, Unit::month);
            case flat::Expression::days_between: return terms_.call(Op::age, {other(), own()}, Unit::day);
            case flat::Expression::difference: return terms_.call(Op::subtract, {own(), other()});
            case flat::Expression::year_of: return terms_.call(Op::part, {own()}, Unit::year);
            case flat::Expression::month_of: return terms_.call(Op::part, {own()}, Unit::month);
            case flat::Expression::weekday_of: return terms_.call(Op::part, {own()}, Unit::weekday);
            case flat::Expression::column: break;
        }
        return as_number ? numeric(t.column, t.instance) : own();
    }

    const Term* term(const flat::Term& t) const {
        switch (t.aggregate) {
            case flat::Aggregate::none: return value(t, false);
            case flat::Aggregate::count:
                return t.column.column < 0 ? terms_.count_rows({t.column.table, t.instance})
                                           : terms_.aggregate(Aggregate::count, value(t, false), t.distinct);
            case flat::Aggregate::sum: return terms_.aggregate(Aggregate::sum, value(t, true));
            case flat::Aggregate::avg: return terms_.aggregate(Aggregate::avg, value(t, true));
            case flat::Aggregate::min: return terms_.aggregate(Aggregate::min, value(t, false));
            case flat::Aggregate::max: return terms_.aggregate(Aggregate::max, value(t, false));
            case flat::Aggregate::range:
                return terms_.call(Op::subtract, {terms_.aggregate(Aggregate::max, value(t, true)),
                                                  terms_.aggregate(Aggregate::min, value(t, true))});
            case flat::Aggregate::share: return share(t.column.table);
        }
        return terms_.null();
    }

    const Term* share(int table) const {
        const auto* part = terms_.count_rows({table, 0}, terms_.all_of(conditions(query_.filter)));
        const auto* hundredfold = terms_.call(Op::multiply, {terms_.number("100.0"), part});
        const auto* ratio = terms_.call(Op::divide, {hundredfold, terms_.aggregate(Aggregate::count)});
        return terms_.call(Op::round, {ratio, terms_.number("1")});
    }

    TermList conditions(const std::vector<flat::Condition>& list) const {
        TermList made;
        for (std::size_t i = 0; i < list.size();) {
            TermList group;
            do group.push_back(condition(list[i++]));
            while (i < list.size() && list[i].any_of);
            made.push_back(group.size() == 1 ? group[0] : terms_.call(Op::any_of, group));
        }
        return made;
    }

    static Op op_of(flat::Op op) {
        switch (op) {
            case flat::Op::ne: return Op::ne;
            case flat::Op::lt: return Op::lt;
            case flat::Op::le: return Op::le;
            case flat::Op::gt: return Op::gt;
            case flat::Op::ge: return Op::ge;
            case flat::Op::contains: return Op::contains;
            case flat::Op::not_contains: return Op::not_contains;
            case flat::Op::starts: return Op::starts;
            case flat::Op::ends: return Op::ends;
            default: return Op::eq;
        }
    }

    const Term* negated(const Term* term, bool negated) const {
        return negated ? terms_.call(Op::negation, {term}) : term;
    }

    const Term* condition(const flat::Condition& c) const {
        const auto* left = term(c.left);
        switch (c.kind) {
            case flat::Condition::Kind::null_test:
                return terms_.call(c.op == flat::Op::is_null ? Op::is_null : Op::not_null, {left});
            case flat::Condition::Kind::flag: return negated(terms_.call(Op::is_true, {left}), c.negated);
            case flat::Condition::Kind::terms: return terms_.call(op_of(c.op), {left, term(c.right)});
            case flat::Condition::Kind::subquery: {
                const auto* inner = terms_.keep(Converter(*c.subquery, terms_, schema_).whole());
                return c.membership ? terms_.within(left, inner, c.negated)
                                    : terms_.call(op_of(c.op), {left, terms_.scalar(inner)});
            }
            case flat::Condition::Kind::date: return negated(date(c, left), c.negated);
            case flat::Condition::Kind::literal: break;
        }
        return c.number_literal ? number_condition(c, left) : text_condition(c, left);
    }

    const Term* date(const flat::Condition& c, const Term* left) const {
        const auto bound = [&](const std::string& sql) { return terms_.moment(moment_of_sql(sql)); };
        if (c.value2.empty()) return terms_.call(Op::ge, {left, bound(c.value)});
        if (c.value.empty()) return terms_.call(Op::lt, {left, bound(c.value2)});
        return terms_.call(Op::during, {left, bound(c.value), bound(c.value2)});
    }

    const Term* text_condition(const flat::Condition& c, const Term* left) const {
        const auto op = op_of(c.op);
        const auto* text = terms_.text(c.value);
        const bool is_text = c.left.column.column >= 0 && schema_.traits(c.left.column).text;
        if (op >= Op::contains) return terms_.call(op, {is_text ? left : terms_.cast(left, "text"), text});
        if (c.indexed) return terms_.call(op, {left, text});
        if (!is_text) left = terms_.cast(left, "text");
        if (op == Op::eq || op == Op::ne)
            return terms_.call(op == Op::eq ? Op::same_text : Op::other_text, {left, text});
        return terms_.call(op, {terms_.call(Op::lower, {left}), terms_.call(Op::lower, {text})});
    }

    const Term* number_condition(const flat::Condition& c, const Term* left) const {
        const Term *first = terms_.number(c.value), *second = nullptr;
        if (c.op == flat::Op::between) second = terms_.number(c.value2);
        if (c.left.aggregate == flat::Aggregate::none && c.left.column.column >= 0 &&
            c.left.expression == flat::Expression::column)
            fit_to_type(c, left, first, second);
        return second ? terms_.call(Op::between, {left, first, second}) : terms_.call(op_of(c.op), {left, first});
    }

    // A number compared with a column that is none.
    void fit_to_type(const flat::Condition& c, const Term*& left, const Term*& first, const Term*& second) const {
        const auto& traits = schema_.traits(c.left.column);
        if (traits.temporal) {
            left = terms_.call(Op::part, {left}, Unit::year);
        } else if (!traits.number_type && traits.text) {
            if (c.op == flat::Op::eq || c.op == flat::Op::ne)
                first = terms_.text(c.value);
            else
                left = terms_.call(Op::as_number, {left});
        } else if (!traits.number_type) {
            left = terms_.cast(left, "text");
            first = terms_.text(c.value);
            if (second) second = terms_.text(c.value2);
        }
    }

    const flat::Query& query_;
    const Terms& terms_;
    const SchemaIndex& schema_;
};

// A reader of the bounds that cues.cpp writes.
class Bound {
 public:
    explicit Bound(std::string_view sql) : rest_(sql) {}

    Moment read() {
        Moment m;
        if (take("date_trunc('")) {
            m.floor = unit(word());
            take("', current_date)");
        } else if (take("now()")) {
            m.base = Moment::Base::now;
        } else if (take("date '")) {
            m.base = Moment::Base::date;
            m.year = small();
            take("-");
            m.month = small();
            take("-");
            m.day = small();
            take("'");
        } else if (take("(make_date(extract(year from current_date)::int, ")) {
            m.base = Moment::Base::latest;
            m.month = small();
            take(", ");
            m.day = small();
            if (const auto end = rest_.find("END))"); end != std::string_view::npos) rest_.remove_prefix(end + 5);
        } else {
            take("current_date");
        }
        shift(m.shift_unit, m.shift);
        shift(m.then_unit, m.then);
        return m;
    }

 private:
    bool take(std::string_view text) {
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }
    std::string_view word() {
        const auto end = std::min(rest_.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), rest_.size());
        const auto made = rest_.substr(0, end);
        rest_.remove_prefix(end);
        return made;
    }
    std::int32_t number() {
        std::int32_t made = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), made);
        (void)error;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return made;
    }
    std::int16_t small() { return static_cast<std::int16_t>(number()); }
    static Unit unit(std::string_view name) {
        if (name.ends_with('s')) name.remove_suffix(1);
        return name == "hour"      ? Unit::hour
               : name == "day"     ? Unit::day
               : name == "week"    ? Unit::week
               : name == "month"   ? Unit::month
               : name == "quarter" ? Unit::quarter
               : name == "year"    ? Unit::year
                                   : Unit::none;
    }
    void shift(Unit& by, std::int32_t& count) {
        const bool forward = rest_.starts_with(" + ");
        if (!take(" + interval '") && !take(" - interval '")) return;
        count = forward ? number() : -number();
        take(" ");
        by = unit(word());
        take("'");
    }

    std::string_view rest_;
};

}  // namespace

Query from_flat(const compiler::Query& query, const Terms& terms, const SchemaIndex& schema) {
    return Converter(query, terms, schema).whole();
}

Moment moment_of_sql(std::string_view sql) { return Bound(sql).read(); }

}  // namespace pf::compiler::plan
