#include "agreement.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "base/ascii.hpp"

namespace pf::train {
namespace {

using Found = std::vector<std::pair<const GoldCondition*, bool>>;  // and whether it stands in a negated part
void all_conditions(const GoldQuery& query, bool negative, Found& where, Found& having) {
    for (const auto& c : query.where) {
        where.emplace_back(&c, negative);
        if (c.subquery) all_conditions(*c.subquery, negative != (c.membership && c.negated), where, having);
    }
    for (const auto& c : query.having) {
        having.emplace_back(&c, negative);
        if (c.subquery) all_conditions(*c.subquery, negative, where, having);
    }
    if (query.right) all_conditions(*query.right, query.operation == "EXCEPT" ? !negative : negative, where, having);
    if (query.inner) all_conditions(*query.inner, negative, where, having);
}

void all_joined(const GoldQuery& query, std::vector<std::pair<ColumnId, ColumnId>>& joined, std::vector<int>& tables,
                std::vector<int>& absent, bool negative) {
    joined.insert(joined.end(), query.joined.begin(), query.joined.end());
    auto& list = negative ? absent : tables;
    list.insert(list.end(), query.tables.begin(), query.tables.end());
    for (const auto* conditions : {&query.where, &query.having})
        for (const auto& c : *conditions)
            if (c.subquery) {
                if (c.membership)
                    joined.emplace_back(c.left.column,
                                        c.subquery->select.empty() ? ColumnId{} : c.subquery->select[0].column);
                all_joined(*c.subquery, joined, tables, absent, negative || (c.membership && c.negated));
            }
    if (query.right) all_joined(*query.right, joined, tables, absent, negative || query.operation == "EXCEPT");
    if (query.inner) all_joined(*query.inner, joined, tables, absent, negative);
}

std::optional<double> number_of(const std::string& text) {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end) return std::nullopt;
    return value;
}

bool same_value(const std::string& a, const std::string& b) {
    if (lower(a) == lower(b)) return true;
    const auto x = number_of(a), y = number_of(b);
    return x && y && *x == *y;
}

// What a gold query has, flat; and one question each role of an option.
class Parts {
 public:
    Parts(const GoldQuery& gold, const compiler::SchemaIndex& schema)
        : gold_(gold), shown_(gold.inner ? *gold.inner : gold), schema_(schema) {
        all_joined(gold, joined_, tables_, absent_, false);
        all_conditions(gold, false, where_, having_);
    }

    bool shown(const Option& option) const {
        return std::any_of(shown_.select.begin(), shown_.select.end(), [&](const GoldTerm& term) {
            if (option.column.column < 0) return stands_for(term, option.column.table);
            return term.aggregate == option.aggregate && same(term.column, option.column);
        });
    }

    bool counted(const Option& option) const {
        return std::any_of(gold_.select.begin(), gold_.select.end(), [&](const GoldTerm& term) {
            if (term.aggregate != Aggregate::count) return false;
            if (option.column.column >= 0) return same(term.column, option.column);
            return takes_part(option.column.table) && (!term.distinct || option.column.table < 0);
        });
    }

    bool ordered(const Option& option) const {
        auto matches = [&](const GoldQuery& query) {
            return std::any_of(query.order.begin(), query.order.end(), [&](const auto& key) {
                return key.first.aggregate == option.aggregate && same(key.first.column, option.column) &&
                       key.second == option.descending && query.limit == option.limit;
            });
        };
        if (matches(shown_)) return true;
        if (option.limit == 1 && option.aggregate == Aggregate::none &&
            equals_extreme(option.column, option.descending ? Aggregate::max : Aggregate::min))
            return true;
        return in_subquery(matches);
    }

    bool ordered_by_count(const Option& option) const {
        auto matches = [&](const GoldQuery& query) {
            return std::any_of(query.order.begin(), query.order.end(), [&](const auto& key) {
                return key.first.aggregate == Aggregate::count && key.second == option.descending &&
                       query.limit == option.limit && takes_part(option.column.table);
            });
        };
        return matches(shown_) || in_subquery(matches);
    }

    bool has_value(const Option& option) const {
        return any_where([&](const GoldCondition& c, bool negative) {
            if (!plain(c, option.column) || !same_value(c.value, option.value)) return false;
            return c.op == option.op || (option.op == Op::ne && c.op == Op::eq && negative);
        });
    }

    bool has_number(const Option& option) const {
        return any_where([&](const GoldCondition& c, bool negative) {
            if (!plain(c, option.column) || option.excluded != negative) return false;
            if (option.op == Op::between)
                return c.op == Op::between && same_value(c.value, option.value) && same_value(c.value2, option.value2);
            return near(c.op, option.op) && same_value(c.value, option.value);
        });
    }

    bool compared(const Option& option) const {
        return any_where([&](const GoldCondition& c, bool) {
            return c.subquery && !c.membership && same(c.left.column, option.column) &&
                   c.subquery->select.size() == 1 && c.subquery->select[0].aggregate == option.aggregate &&
                   near(c.op, option.op);
        });
    }

    bool null_tested(const Option& option) const {
        return any_where(
            [&](const GoldCondition& c, bool) { return c.op == option.op && same(c.left.column, option.column); });
    }

    bool has_having(const Option& option) const {
        return std::any_of(having_.begin(), having_.end(), [&](const auto& one) {
            const GoldCondition& c = *one.first;
            if (c.subquery || c.left.aggregate != option.aggregate || !near(c.op, option.op) ||
                !same_value(c.value, option.value))
                return false;
            return option.aggregate == Aggregate::count ? takes_part(option.column.table)
                                                        : same(c.left.column, option.column);
        });
    }

    bool has_absent(const Option& option) const {
        return holds(absent_, option.column.table) && !holds(shown_.tables, option.column.table);
    }
    bool limited(const Option& option) const { return shown_.limit == option.limit && option.limit > 0; }
    bool has_table(const Option& option) const { return holds(tables_, option.column.table); }

 private:
    static bool holds(const std::vector<int>& tables, int table) {
        return std::find(tables.begin(), tables.end(), table) != tables.end();
    }
    static bool near(Op a, Op b) {
        auto loose = [](Op op) { return op == Op::ge ? Op::gt : op == Op::le ? Op::lt : op; };
        return loose(a) == loose(b);
    }
    bool takes_part(int table) const { return table < 0 || holds(tables_, table); }

    // Columns that a join says are equal are the same.
    bool same(ColumnId a, ColumnId b) const {
        return a == b || std::any_of(joined_.begin(), joined_.end(), [&](const auto& pair) {
                   return (pair.first == a && pair.second == b) || (pair.first == b && pair.second == a);
               });
    }

    // Shown for the rows of `table`: all its columns, its name or its key.
    bool stands_for(const GoldTerm& term, int table) const {
        if (term.aggregate != Aggregate::none) return false;
        if (term.column.column < 0 && holds(shown_.tables, table)) return true;
        for (const int naming : schema_.naming_columns(table))
            if (term.column == ColumnId{table, naming}) return true;
        return term.column == ColumnId{table, schema_.key_column(table)};
    }

    bool plain(const GoldCondition& c, ColumnId column) const {
        return same(c.left.column, column) && !c.subquery && c.left.aggregate == Aggregate::none;
    }

    template <class Test>
    bool any_where(Test test) const {
        return std::any_of(where_.begin(), where_.end(), [&](const auto& one) { return test(*one.first, one.second); });
    }
    template <class Test>
    bool in_subquery(Test test) const {
        return any_where([&](const GoldCondition& c, bool) { return c.subquery && test(*c.subquery); });
    }
    bool equals_extreme(ColumnId column, Aggregate aggregate) const {
        return any_where([&](const GoldCondition& c, bool) {
            return c.subquery && !c.membership && c.op == Op::eq && c.subquery->select.size() == 1 &&
                   c.subquery->select[0].aggregate == aggregate && same(c.left.column, column);
        });
    }

    const GoldQuery& gold_;
    const GoldQuery& shown_;
    const compiler::SchemaIndex& schema_;
    std::vector<std::pair<ColumnId, ColumnId>> joined_;
    std::vector<int> tables_, absent_;
    Found where_, having_;
};

}  // namespace

bool agrees(const Option& option, const GoldQuery& gold, const compiler::SchemaIndex& schema) {
    using compiler::Role;
    const Parts parts(gold, schema);
    switch (option.role) {
        case Role::select: return parts.shown(option);
        case Role::count: return parts.counted(option);
        case Role::order: return parts.ordered(option);
        case Role::order_count: return parts.ordered_by_count(option);
        case Role::value: return parts.has_value(option);
        case Role::number: return parts.has_number(option);
        case Role::date: return false;  // the reader does not read dates
        case Role::compare: return parts.compared(option);
        case Role::null_test: return parts.null_tested(option);
        case Role::having: return parts.has_having(option);
        case Role::absent: return parts.has_absent(option);
        case Role::limit: return parts.limited(option);
        case Role::join: return parts.has_table(option);
    }
    return false;
}

}  // namespace pf::train
