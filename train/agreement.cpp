#include "agreement.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>

#include "base/ascii.hpp"
#include "compiler/plan/walk.hpp"

namespace pf::train {
namespace {

using compiler::plan::ConditionShape;
using compiler::plan::Expression;
using compiler::plan::TermView;
using Kind = compiler::plan::ConditionView::Kind;

std::optional<double> number_of(std::string_view text) {
    const std::string copy(text);
    char* end = nullptr;
    const double value = std::strtod(copy.c_str(), &end);
    if (copy.empty() || *end) return std::nullopt;
    return value;
}

bool same_value(std::string_view a, std::string_view b) {
    if (lower(a) == lower(b)) return true;
    const auto x = number_of(a), y = number_of(b);
    return x && y && *x == *y;
}

bool same_moment(const compiler::plan::Moment* gold, const std::optional<compiler::plan::Moment>& said) {
    return gold ? said && compiler::plan::canonical(*gold) == compiler::plan::canonical(*said) : !said;
}

// One question each role of an option.
class Parts {
 public:
    Parts(const Gold& gold, const compiler::SchemaIndex& schema) : gold_(gold), schema_(schema) {}

    bool shown(const Option& option) const {
        const auto& select = gold_.shown->select;
        return std::any_of(select.begin(), select.end(), [&](const TermView& term) {
            if (option.column.column < 0 && option.aggregate != Summary::share)
                return stands_for(term, option.column.table);
            return term.aggregate == option.aggregate && term.expression == option.expression &&
                   same(term.column, option.column);
        });
    }

    bool counted(const Option& option) const {
        if (gold_.shape.count_rows) return option.column.column < 0 && takes_part(option.column.table);
        const auto& select = gold_.shape.select;
        return std::any_of(select.begin(), select.end(), [&](const TermView& term) {
            if (term.aggregate != Summary::count) return false;
            if (option.column.column >= 0) return same(term.column, option.column);
            return takes_part(option.column.table) && (!term.distinct || option.column.table < 0);
        });
    }

    bool ordered(const Option& option) const {
        const auto matches = [&](const Shape& shape) {
            return std::any_of(shape.order.begin(), shape.order.end(), [&](const auto& key) {
                return key.term.aggregate == option.aggregate && same(key.term.column, option.column) &&
                       key.descending == option.descending && shape.limit == option.limit &&
                       shape.offset == option.offset;
            });
        };
        if (matches(*gold_.shown)) return true;
        if (option.limit == 1 && option.aggregate == Summary::none &&
            equals_extreme(option.column, option.descending ? Summary::max : Summary::min))
            return true;
        return in_subquery(matches);
    }

    bool ordered_by_count(const Option& option) const {
        const auto matches = [&](const Shape& shape) {
            return std::any_of(shape.order.begin(), shape.order.end(), [&](const auto& key) {
                return key.term.aggregate == Summary::count && key.descending == option.descending &&
                       shape.limit == option.limit && takes_part(option.column.table);
            });
        };
        return matches(*gold_.shown) || in_subquery(matches);
    }

    bool has_value(const Option& option) const {
        return any_where([&](const ConditionShape& c, bool negative) {
            if (c.kind == Kind::flag && same(c.left.column, option.column))
                return (option.value == "false") == (c.negated != negative);
            if (!plain(c, option.column) || !same_value(c.value, option.value)) return false;
            return c.op == option.op || (option.op == Op::ne && c.op == Op::eq && negative);
        });
    }

    bool has_number(const Option& option) const {
        return any_where([&](const ConditionShape& c, bool negative) {
            if (!plain(c, option.column) || option.excluded != negative) return false;
            if (option.op == Op::between)
                return c.op == Op::between && same_value(c.value, option.value) && same_value(c.value2, option.value2);
            return near(c.op, option.op) && same_value(c.value, option.value);
        });
    }

    bool within_span(const Option& option) const {
        return any_where([&](const ConditionShape& c, bool) {
            if (!same(c.left.column, option.column)) return false;
            if (option.expression != Expression::column)
                return c.left.expression == option.expression && same_value(c.value, option.value);
            return c.kind == Kind::date && same_moment(c.from, option.from) && same_moment(c.until, option.until);
        });
    }

    bool compared(const Option& option) const {
        return any_where([&](const ConditionShape& c, bool) {
            return compares(c) && same(c.left.column, option.column) &&
                   c.inside->select[0].aggregate == option.aggregate && near(c.op, option.op);
        });
    }

    bool null_tested(const Option& option) const {
        return any_where(
            [&](const ConditionShape& c, bool) { return c.op == option.op && same(c.left.column, option.column); });
    }

    bool has_having(const Option& option) const {
        return std::any_of(gold_.having.begin(), gold_.having.end(), [&](const GoldCondition& one) {
            const auto& c = *one.condition;
            if (c.inside || c.left.aggregate != option.aggregate || !near(c.op, option.op) ||
                !same_value(c.value, option.value))
                return false;
            return option.aggregate == Summary::count ? takes_part(option.column.table)
                                                      : same(c.left.column, option.column);
        });
    }

    bool has_absent(const Option& option) const {
        const auto& from = gold_.shown->from;
        return holds(gold_.absent, option.column.table) && std::none_of(from.begin(), from.end(), [&](const auto& e) {
                   return e.source.table == option.column.table && !e.optional;
               });
    }
    // A window that ranks rows by something of each of them, or an extreme of the own group.
    bool ranked_within(const Option& option) const {
        bool found = false;
        compiler::plan::walk(gold_.query, compiler::plan::Into::subqueries, [&](const compiler::plan::Term& term) {
            if (term.kind != compiler::plan::Term::Kind::window) return;
            for (const auto* part : term.partition) {
                const auto by = compiler::plan::look_at(*part).column;
                found |= option.column.column < 0 ? by.table == option.column.table : same(by, option.column);
            }
        });
        return found;
    }
    // A running total is a sum over rows in order, a change looks at the row before.
    bool windowed(const Option& option) const {
        using compiler::plan::WindowFunction;
        bool found = false;
        compiler::plan::walk(gold_.query, compiler::plan::Into::subqueries, [&](const compiler::plan::Term& term) {
            if (term.kind != compiler::plan::Term::Kind::window || term.order.empty()) return;
            found |= option.windowed == compiler::plan::Windowed::running
                         ? term.aggregate != compiler::plan::Aggregate::none
                         : term.window == WindowFunction::lag || term.window == WindowFunction::lead;
        });
        return found;
    }
    bool limited(const Option& option) const { return gold_.shown->limit == option.limit && option.limit > 0; }

 private:
    static bool holds(const std::vector<int>& tables, int table) {
        return std::find(tables.begin(), tables.end(), table) != tables.end();
    }
    static bool near(Op a, Op b) {
        auto loose = [](Op op) { return op == Op::ge ? Op::gt : op == Op::le ? Op::lt : op; };
        return loose(a) == loose(b);
    }
    bool takes_part(int table) const { return table < 0 || holds(gold_.tables, table); }

    // Columns that a join says are equal are the same.
    bool same(ColumnId a, ColumnId b) const {
        return a == b || std::any_of(gold_.joined.begin(), gold_.joined.end(), [&](const auto& pair) {
                   return (pair.first == a && pair.second == b) || (pair.first == b && pair.second == a);
               });
    }

    // Shown for the rows of `table`: all its columns, its name or its key.
    bool stands_for(const TermView& term, int table) const {
        if (term.aggregate != Summary::none || term.expression != Expression::column) return false;
        if (term.column.column < 0 && term.column.table == table) return true;
        for (const int naming : schema_.naming_columns(table))
            if (term.column == ColumnId{table, naming}) return true;
        return term.column == ColumnId{table, schema_.key_column(table)};
    }

    bool plain(const ConditionShape& c, ColumnId column) const {
        return same(c.left.column, column) && !c.inside && c.left.aggregate == Summary::none;
    }
    static bool compares(const ConditionShape& c) { return c.inside && !c.membership && c.inside->select.size() == 1; }

    template <class Test>
    bool any_where(Test test) const {
        return std::any_of(gold_.where.begin(), gold_.where.end(),
                           [&](const GoldCondition& one) { return test(*one.condition, one.negative); });
    }
    template <class Test>
    bool in_subquery(Test test) const {
        return any_where([&](const ConditionShape& c, bool) { return c.inside && test(*c.inside); });
    }
    bool equals_extreme(ColumnId column, Summary summary) const {
        return any_where([&](const ConditionShape& c, bool) {
            return compares(c) && c.op == Op::eq && c.inside->select[0].aggregate == summary &&
                   same(c.left.column, column);
        });
    }

    const Gold& gold_;
    const compiler::SchemaIndex& schema_;
};

}  // namespace

bool agrees(const Option& option, const Gold& gold, const compiler::SchemaIndex& schema) {
    using compiler::Role;
    const Parts parts(gold, schema);
    switch (option.role) {
        case Role::select: return parts.shown(option);
        case Role::count: return parts.counted(option);
        case Role::order: return parts.ordered(option);
        case Role::order_count: return parts.ordered_by_count(option);
        case Role::value: return parts.has_value(option);
        case Role::number: return parts.has_number(option);
        case Role::date: return parts.within_span(option);
        case Role::compare: return parts.compared(option);
        case Role::null_test: return parts.null_tested(option);
        case Role::having: return parts.has_having(option);
        case Role::absent: return parts.has_absent(option);
        case Role::limit: return parts.limited(option);
        case Role::each: return parts.ranked_within(option);
        case Role::window: return parts.windowed(option);
    }
    return false;
}

}  // namespace pf::train
