// Every small plan, made of all combinations of a few terms, conditions, orders and nestings: what the printer writes
// the reader reads back as the same plan.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <utility>

#include "compiler/plan/fingerprint.hpp"
#include "compiler/plan/from_sql.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/english.hpp"
#include "compiler/print/postgres.hpp"
#include "small_model.hpp"

namespace pf::compiler::plan {
namespace {

using namespace test;

class RoundTrip : public ::testing::Test {
 protected:
    // Of orders; `from` is made by relations().
    TermList values() {
        const auto *number = of(total), *text = of(note), *date = of(placed), *day = of(paid), *whole = of(order_id);
        TermList made{number,
                      text,
                      date,
                      call(Op::part, {date}, Unit::year),
                      call(Op::part, {date}, Unit::weekday),
                      call(Op::bucket, {date}, Unit::month),
                      call(Op::age, {date, day}, Unit::year),
                      call(Op::age, {date, day}, Unit::month),
                      call(Op::age, {date, day}, Unit::day),
                      call(Op::subtract, {date, day}),
                      call(Op::seconds, {call(Op::subtract, {date, day})}),
                      call(Op::add, {date, call(Op::interval, {terms.number("3")}, Unit::day)}),
                      call(Op::add, {date, call(Op::interval, {whole}, Unit::hour)}),
                      call(Op::add, {number, terms.number("-1")}),
                      call(Op::subtract, {whole, terms.number("1.5")}),
                      call(Op::multiply, {number, call(Op::multiply, {whole, number})}),
                      call(Op::divide, {number, whole}),
                      call(Op::divide, {whole, whole}),
                      call(Op::divide, {whole, call(Op::multiply, {whole, terms.number("2")})}),
                      call(Op::quotient, {whole, terms.number("2")}),
                      call(Op::remainder, {whole, terms.number("2")}),
                      call(Op::negate, {number}),
                      call(Op::concat, {text, terms.text("it's")}),
                      call(Op::coalesce, {text, terms.text("")}),
                      call(Op::nullif, {whole, terms.number("0")}),
                      call(Op::round, {number, terms.number("2")}),
                      call(Op::lower, {text}),
                      call(Op::as_number, {text}),
                      call(Op::field, {text, terms.text("key")}),
                      call(Op::element, {text, terms.text("key")}),
                      call(Op::item, {call(Op::array, {whole, whole}), terms.number("1")}),
                      call(Op::when, {call(Op::gt, {number, terms.number("1")}), text, terms.null()}),
                      call(Op::when, {call(Op::is_null, {text}), whole}),
                      terms.cast(number, "integer"),
                      terms.cast(number, "numeric(10, 2)"),
                      terms.cast(date, "date"),
                      terms.function("upper", TermList{text}),
                      terms.function("greatest", TermList{whole, number}),
                      terms.truth(true),
                      terms.null(),
                      terms.text("a\\b"),
                      terms.number("0")};
        for (const auto& moment : moments()) made.push_back(terms.moment(moment));
        return made;
    }

    static std::vector<Moment> moments() {
        std::vector<Moment> made;
        for (const auto base : {Moment::Base::today, Moment::Base::now, Moment::Base::date, Moment::Base::latest})
            for (const auto floor : {Unit::none, Unit::month, Unit::quarter})
                for (const int shift : {0, -1, 2})
                    for (const auto unit : {Unit::day, Unit::month, Unit::year}) {
                        Moment m;
                        m.base = base;
                        m.year = base == Moment::Base::date ? 2024 : 0;
                        m.month = m.day = base >= Moment::Base::date ? 2 : 0;
                        if (base != Moment::Base::latest) m.floor = floor;
                        m.shift_unit = unit;
                        m.shift = shift;
                        m.then_unit = Unit::day;
                        m.then = shift < 0 ? 1 : 0;
                        made.push_back(m);
                    }
        return made;
    }

    TermList conditions() {
        const auto *number = of(total), *text = of(note), *date = of(placed);
        const auto *five = terms.number("5"), *word = terms.text("50%_\\");
        Moment today, month;
        month.floor = Unit::month;
        TermList made;
        for (const auto op : {Op::eq, Op::ne, Op::lt, Op::le, Op::gt, Op::ge}) {
            made.push_back(call(op, {number, five}));
            made.push_back(call(op, {number, of(order_id)}));
            made.push_back(call(op, {call(Op::add, {number, five}), terms.scalar(ids())}));
            made.push_back(call(op, {date, terms.moment(today)}));
            Term quantified;
            quantified.kind = Term::Kind::quantified;
            quantified.op = op;
            quantified.distinct = true;
            quantified.args = {&number, 1};
            quantified.query = ids();
            made.push_back(terms.make(quantified));
        }
        for (const auto op : {Op::same_text, Op::other_text, Op::contains, Op::starts, Op::ends, Op::not_contains})
            made.push_back(call(op, {text, word}));
        for (const auto op : {Op::like, Op::matches}) made.push_back(call(op, {text, terms.text("a_c")}));
        for (const auto op : {Op::one_of, Op::none_of}) made.push_back(call(op, {number, five, terms.number("6")}));
        for (const auto op : {Op::is_null, Op::not_null, Op::is_true}) made.push_back(call(op, {text}));
        made.push_back(call(Op::between, {number, terms.number("1"), five}));
        made.push_back(call(Op::during, {date, terms.moment(month), terms.moment(today)}));
        made.push_back(call(Op::has_element, {text, five}));
        for (const bool negated : {false, true}) {
            made.push_back(terms.within(of(order_customer), ids(), negated));
            made.push_back(terms.exists(ids(), negated));
            made.push_back(terms.exists(correlated(), negated));
        }
        return made;
    }

    TermList summaries() {
        TermList made{terms.aggregate(Aggregate::count)};
        for (int i = 1; i <= static_cast<int>(Aggregate::some); ++i)
            for (const bool distinct : {false, true}) {
                if (distinct && static_cast<Aggregate>(i) == Aggregate::median) continue;
                made.push_back(terms.aggregate(static_cast<Aggregate>(i), of(total), distinct));
            }
        made.push_back(terms.aggregate(Aggregate::count, nullptr, false, call(Op::is_null, {of(note)})));
        Term list;
        list.kind = Term::Kind::aggregate;
        list.aggregate = Aggregate::list;
        const TermList args{of(note), terms.text(", ")};
        const std::vector<OrderKey> order{{of(total), false, OrderKey::Nulls::last}};
        list.args = args;
        list.order = order;
        made.push_back(terms.make(list));
        return made;
    }

    TermList windows() {
        TermList made;
        const TermList partition{of(order_customer)}, argument{of(total)};
        const std::vector<OrderKey> order{{of(placed), true, OrderKey::Nulls::last}};
        for (const bool by : {false, true})
            for (const bool ordered : {false, true}) {
                const auto part = by ? std::span<const Term* const>(partition) : std::span<const Term* const>();
                const auto keys = ordered ? std::span<const OrderKey>(order) : std::span<const OrderKey>();
                for (const auto function : {WindowFunction::row_number, WindowFunction::rank,
                                            WindowFunction::dense_rank, WindowFunction::percent_rank})
                    made.push_back(terms.window(function, {}, part, keys));
                for (const auto function :
                     {WindowFunction::lag, WindowFunction::lead, WindowFunction::first_value, WindowFunction::ntile})
                    made.push_back(terms.window(function, argument, part, keys));
                Term sum;
                sum.kind = Term::Kind::window;
                sum.aggregate = Aggregate::sum;
                sum.args = argument;
                sum.partition = part;
                sum.order = keys;
                sum.running = ordered;
                made.push_back(terms.make(sum));
            }
        return made;
    }

    const Query* ids() {
        Query inner;
        inner.select = {{terms.column(customers, customer_id), {}}};
        inner.from = {{customers, nullptr, false, -1, -1, nullptr}};
        return terms.keep(inner);
    }
    const Query* correlated() {
        Query inner;
        inner.from = {{customers, nullptr, false, -1, -1, nullptr}};
        inner.where = {call(Op::eq, {terms.column(customers, customer_id), of(order_customer)})};
        return terms.keep(inner);
    }

    const Term* of(int column) { return terms.column(orders, column); }
    const Term* call(Op op, std::initializer_list<const Term*> args, Unit unit = Unit::none) {
        return terms.call(op, args, unit);
    }
    Query plain(const Term* shown) {
        Query query;
        query.select = {{shown, {}}};
        query.from = {{orders, nullptr, false, -1, -1, nullptr}};
        return query;
    }

    void check(const Query& query) {
        ++checked;
        const auto sql = print::to_postgres(query, shop());
        const auto back = from_sql(sql, terms, shop());
        ASSERT_TRUE(back) << sql << "\n" << back.error().message;
        ASSERT_EQ(fingerprint(*back, shop()), fingerprint(query, shop())) << sql << "\n"
                                                                          << print::to_postgres(*back, shop());
        // what prints otherwise is another plan
        const auto [known, fresh] = printed.emplace(fingerprint(query, shop()), sql);
        ASSERT_TRUE(fresh || known->second == sql) << sql << "\n" << known->second;
        const auto reading = print::to_english(query, shop());
        // what reads the same is told apart where both are offered
        const auto [said, first] = told.emplace(reading, query);
        const bool same_day = sql.find("- interval '1 day' + interval '1 day'") != std::string::npos;
        if (!first && !same_day && fingerprint(said->second, shop()) != fingerprint(query, shop())) {
            const auto apart = print::told_apart(std::array{&std::as_const(said->second), &query}, shop());
            ASSERT_NE(apart[0], apart[1]) << sql << "\n" << print::to_postgres(said->second, shop());
        }
        for (const auto* word : {"SELECT", "date_trunc", "interval '", "current_date", "NULL", "::", "t1."})
            ASSERT_EQ(reading.find(word), std::string::npos) << sql << "\n" << reading;
    }

    Arena arena;
    Terms terms{arena};
    std::size_t checked = 0;
    std::map<std::uint64_t, std::string> printed;
    std::map<std::string, Query> told;
};

TEST_F(RoundTrip, EveryTermShownOrderedGroupedAndCompared) {
    auto all = values();
    for (const auto& list : {conditions(), windows()}) all.insert(all.end(), list.begin(), list.end());
    for (const auto* term : all) {
        check(plain(term));
        for (const bool descending : {false, true})
            for (const auto nulls : {OrderKey::Nulls::first, OrderKey::Nulls::last}) {
                if (term->kind == Term::Kind::number) continue;  // a place in the select list
                auto query = plain(of(order_id));
                query.order = {{term, descending, nulls}};
                query.limit = 3;
                query.offset = descending ? 2 : 0;
                check(query);
            }
        if (term->kind == Term::Kind::window || term->kind == Term::Kind::number) continue;
        auto grouped = plain(term);
        grouped.group = {term};
        check(grouped);
        auto compared = plain(of(order_id));
        compared.where = {call(Op::not_null, {term})};
        check(compared);
    }
    EXPECT_GT(checked, 1000U);
}

TEST_F(RoundTrip, EveryTermInEveryOperation) {
    const auto all = values();
    for (const auto* a : all)
        for (const auto op : {Op::concat, Op::multiply, Op::subtract, Op::eq, Op::coalesce, Op::field}) {
            if (a->kind == Term::Kind::moment || a->kind == Term::Kind::truth) continue;
            const bool literal = a->kind == Term::Kind::number || a->kind == Term::Kind::text;
            if (literal && op == Op::eq) continue;  // is read as the column compared with it
            check(plain(call(op, {a, of(note)})));
            if (op != Op::eq || a->kind == Term::Kind::column || a->kind == Term::Kind::call)
                check(plain(call(op, {of(total), a})));
        }
}

TEST_F(RoundTrip, EveryPairOfConditions) {
    const auto all = conditions();
    for (const auto* a : all) {
        auto negated = plain(of(order_id));
        negated.where = {call(Op::negation, {a})};
        check(negated);
        for (const auto* b : all) {
            auto both = plain(of(order_id));
            both.where = {a, b};
            check(both);
            auto either = plain(of(order_id));
            either.where = {call(Op::any_of, {a, call(Op::all_of, {b, a})}), b};
            check(either);
            both.where = {call(Op::any_of, {a, call(Op::negation, {call(Op::any_of, {a, b})})})};
            check(both);
        }
    }
}

TEST_F(RoundTrip, EverySummaryOfEveryGroup) {
    for (const auto* summary : summaries())
        for (const auto* key : values()) {
            if (key->kind == Term::Kind::number || key->kind == Term::Kind::moment) continue;
            auto query = plain(key);
            query.select.push_back({summary, {}});
            query.group = {key};
            query.having = {call(Op::gt, {summary, terms.number("1")})};
            query.order = {{summary, true, OrderKey::Nulls::last}};
            check(query);
        }
}

TEST_F(RoundTrip, EveryJoinAndEverySetOperation) {
    const int order_edge = edge_between(1, 0), manager_edge = edge_between(0, 0);
    for (const auto* condition : conditions())
        for (const bool optional : {false, true}) {
            auto joined = plain(of(order_id));
            joined.select.push_back({terms.all(customers), {}});
            joined.from.push_back({customers, nullptr, optional, order_edge, 0, nullptr});
            joined.where = {condition};
            check(joined);
            joined.from.push_back({managers, nullptr, optional, manager_edge, 1, nullptr});
            joined.select.push_back({terms.column(managers, customer_name), {}});
            check(joined);
            joined.from.push_back({{1, 1}, nullptr, optional, -1, -1, optional ? condition : nullptr});
            check(joined);
        }
    for (const auto a : {SetOperation::intersect, SetOperation::except, SetOperation::unite, SetOperation::unite_all})
        for (const auto b : {SetOperation::none, SetOperation::except, SetOperation::unite, SetOperation::unite_all})
            for (const bool cut : {false, true}) {
                auto second = plain(of(order_customer));
                second.operation = b;
                if (b != SetOperation::none) second.right = ids();
                if (cut) second.limit = 1;
                auto first = plain(of(order_id));
                first.operation = a;
                first.right = terms.keep(second);
                check(first);
                first.order = {{of(order_id), cut, OrderKey::Nulls::last}};
                check(first);
            }
}

TEST_F(RoundTrip, DerivedTablesOfEverySummaryAndWindow) {
    const Source inside{derived, 0};
    auto all = summaries();
    const auto over = windows();
    all.insert(all.end(), over.begin(), over.end());
    for (const auto* term : all)
        for (const auto* outer : {"count", "filter", "join"}) {
            auto inner = plain(of(order_customer));
            inner.select.push_back({term, {}});
            if (term->kind == Term::Kind::aggregate) inner.group = {of(order_customer)};
            Query query;
            query.from = {{inside, terms.keep(inner), false, -1, -1, nullptr}};
            if (outer == std::string_view("count")) {
                query.select = {{terms.aggregate(Aggregate::count), {}}};
            } else if (outer == std::string_view("filter")) {
                query.select = {{terms.column(inside, 0), {}}};
                query.where = {call(Op::le, {terms.column(inside, 1), terms.number("3")})};
            } else {
                query.select = {{terms.column(customers, customer_name), {}}, {terms.column(inside, 1), {}}};
                query.from.push_back({customers, nullptr, true, -1, -1,
                                      call(Op::eq, {terms.column(customers, customer_id), terms.column(inside, 0)})});
            }
            check(query);
        }
}

}  // namespace
}  // namespace pf::compiler::plan
