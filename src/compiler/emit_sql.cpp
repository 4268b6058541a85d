#include "compiler/emit_sql.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sql/identifier.hpp"

namespace pf::compiler {
namespace {

using sql::quote_identifier;
using sql::quote_literal;

// Numbers kept in a text column: what a person reads as the number in front.
constexpr std::string_view leading_number = "^ *[-+]?[0-9]*[.]?[0-9]+";

class Printer {
 public:
    Printer(const Query& query, const SchemaIndex& schema, int depth) : query_(query), schema_(schema), depth_(depth) {}

    std::string print() const {
        std::string sql = "SELECT ";
        if (query_.distinct) sql += "DISTINCT ";
        for (std::size_t i = 0; i < query_.select.size(); ++i) {
            if (i) sql += ", ";
            sql += term(query_.select[i]);
            if (const auto name = result_name(query_.select[i]); depth_ == 0 && !name.empty())
                sql += " AS " + quote_identifier(name);
        }
        sql += " FROM ";
        for (std::size_t i = 0; i < query_.from.size(); ++i) {
            const auto& entry = query_.from[i];
            const auto& table = schema_.table(entry.table);
            if (i) sql += " JOIN ";
            if (!table.schema.empty()) sql += quote_identifier(table.schema) + ".";
            sql += quote_identifier(table.name);
            if (aliased()) sql += " AS " + alias(i);
            if (i && entry.edge >= 0)
                sql += " ON " + join_condition(i);
            else if (i)
                sql += " ON true";
        }
        if (!query_.where.empty()) sql += " WHERE " + conditions(query_.where);
        if (!query_.group.empty()) {
            sql += " GROUP BY ";
            for (std::size_t i = 0; i < query_.group.size(); ++i) {
                if (i) sql += ", ";
                sql += term(query_.group[i]);
            }
        }
        if (!query_.having.empty()) sql += " HAVING " + conditions(query_.having);
        if (query_.operation != SetOperation::none && query_.right) {
            sql += query_.operation == SetOperation::intersect ? " INTERSECT "
                   : query_.operation == SetOperation::except  ? " EXCEPT "
                                                               : " UNION ";
            sql += Printer(*query_.right, schema_, depth_).print();
        }
        if (!query_.order.empty()) {
            sql += " ORDER BY ";
            for (std::size_t i = 0; i < query_.order.size(); ++i) {
                if (i) sql += ", ";
                sql +=
                    term(query_.order[i].term) + (query_.order[i].descending ? " DESC NULLS LAST" : " ASC NULLS FIRST");
            }
        }
        if (query_.limit > 0) sql += fmt::format(" LIMIT {}", query_.limit);
        if (query_.count_rows) sql = "SELECT count(*) FROM (" + sql + ") AS counted";
        return sql;
    }

 private:
    // Of what PostgreSQL would call "?column?", "round" or "date_part"; empty for all else.
    static std::string_view result_name(const Term& t) {
        if (t.aggregate == Aggregate::share) return "share";
        if (t.aggregate == Aggregate::range) return "range";
        if (t.aggregate != Aggregate::none) return "";
        switch (t.expression) {
            case Expression::years_between: return "years";
            case Expression::months_between: return "months";
            case Expression::days_between: return "days";
            case Expression::difference: return "difference";
            case Expression::year_of: return "year";
            case Expression::month_of: return "month";
            case Expression::weekday_of: return "weekday";
            case Expression::column: break;
        }
        return "";
    }
    bool aliased() const { return query_.from.size() > 1 || depth_ > 0; }
    std::string alias(std::size_t index) const {
        return depth_ > 0 ? fmt::format("{}{}", static_cast<char>('s' - std::min(depth_, 10) + 1), index + 1)
                          : fmt::format("t{}", index + 1);
    }
    std::string prefix(int table, int instance) const {
        if (!aliased()) return "";
        for (std::size_t i = 0; i < query_.from.size(); ++i)
            if (query_.from[i].table == table && query_.from[i].instance == instance) return alias(i) + ".";
        return "";
    }
    std::string column(ColumnId id, int instance) const {
        return prefix(id.table, instance) + quote_identifier(schema_.column(id).name);
    }

    std::string numeric(ColumnId id, int instance) const {
        const auto name = column(id, instance);
        if (schema_.traits(id).number_type || !schema_.traits(id).text) return name;
        return fmt::format("CAST(substring({} from {}) AS numeric)", name, quote_literal(leading_number));
    }

    std::string value(const Term& t, bool as_number) const {
        if (t.column.column < 0) return prefix(t.column.table, t.instance) + "*";
        switch (t.expression) {
            case Expression::years_between:
                return fmt::format("date_part('year', age({}, {}))", column(t.other, t.instance),
                                   column(t.column, t.instance));
            case Expression::months_between:
                return fmt::format("(12 * date_part('year', age({0}, {1})) + date_part('month', age({0}, {1})))",
                                   column(t.other, t.instance), column(t.column, t.instance));
            case Expression::days_between:
                return fmt::format("({}::date - {}::date)", column(t.other, t.instance), column(t.column, t.instance));
            case Expression::difference:
                return fmt::format("({} - {})", column(t.column, t.instance), column(t.other, t.instance));
            case Expression::year_of: return fmt::format("date_part('year', {})", column(t.column, t.instance));
            case Expression::month_of: return fmt::format("date_part('month', {})", column(t.column, t.instance));
            case Expression::weekday_of: return fmt::format("date_part('isodow', {})", column(t.column, t.instance));
            case Expression::column: break;
        }
        return as_number ? numeric(t.column, t.instance) : column(t.column, t.instance);
    }

    std::string term(const Term& t) const {
        switch (t.aggregate) {
            case Aggregate::none: return value(t, false);
            case Aggregate::count:
                if (t.column.column < 0) return "count(*)";
                return fmt::format("count({}{})", t.distinct ? "DISTINCT " : "", value(t, false));
            case Aggregate::sum: return fmt::format("sum({})", value(t, true));
            case Aggregate::avg: return fmt::format("avg({})", value(t, true));
            case Aggregate::min: return fmt::format("min({})", value(t, false));
            case Aggregate::max: return fmt::format("max({})", value(t, false));
            case Aggregate::range: return fmt::format("(max({0}) - min({0}))", value(t, true));
            case Aggregate::share:
                return fmt::format("round(100.0 * count(*) FILTER (WHERE {}) / nullif(count(*), 0), 1)",
                                   conditions(query_.filter));
        }
        return "";
    }

    std::string join_condition(std::size_t index) const {
        const auto& entry = query_.from[index];
        const auto& edge = schema_.edges()[static_cast<std::size_t>(entry.edge)];
        const bool entry_is_from = edge.from == entry.table && !(edge.from == edge.to && entry.instance == 0);
        const auto& mine = entry_is_from ? edge.from_columns : edge.to_columns;
        const auto& theirs = entry_is_from ? edge.to_columns : edge.from_columns;
        const auto& other = query_.from[static_cast<std::size_t>(entry.to)];
        std::string made;
        for (std::size_t i = 0; i < mine.size(); ++i) {
            if (i) made += " AND ";
            made += fmt::format("{}.{} = {}.{}", alias(static_cast<std::size_t>(entry.to)),
                                quote_identifier(schema_.column({other.table, theirs[i]}).name), alias(index),
                                quote_identifier(schema_.column({entry.table, mine[i]}).name));
        }
        return made;
    }

    std::string conditions(const std::vector<Condition>& list) const {
        std::string made;
        for (std::size_t i = 0; i < list.size();) {
            auto end = i + 1;
            while (end < list.size() && list[end].any_of) ++end;
            if (i) made += " AND ";
            if (end - i > 1 && (i > 0 || end < list.size())) made += '(';
            for (auto k = i; k < end; ++k) {
                if (k > i) made += " OR ";
                made += condition(list[k]);
            }
            if (end - i > 1 && (i > 0 || end < list.size())) made += ')';
            i = end;
        }
        return made;
    }

    static std::string_view symbol(Op op) {
        switch (op) {
            case Op::eq: return "=";
            case Op::ne: return "<>";
            case Op::lt: return "<";
            case Op::le: return "<=";
            case Op::gt: return ">";
            case Op::ge: return ">=";
            default: return "=";
        }
    }

    std::string condition(const Condition& c) const {
        const bool aggregated = c.left.aggregate != Aggregate::none;
        const auto left = aggregated ? term(c.left) : value(c.left, false);
        switch (c.kind) {
            case Condition::Kind::null_test: return left + (c.op == Op::is_null ? " IS NULL" : " IS NOT NULL");
            case Condition::Kind::flag: return c.negated ? "NOT " + left : left;
            case Condition::Kind::terms: return fmt::format("{} {} {}", left, symbol(c.op), term(c.right));
            case Condition::Kind::subquery: {
                const auto inner = Printer(*c.subquery, schema_, depth_ + 1).print();
                if (c.membership) return fmt::format("{} {}IN ({})", left, c.negated ? "NOT " : "", inner);
                return fmt::format("{} {} ({})", left, symbol(c.op), inner);
            }
            case Condition::Kind::date: {
                std::string made;
                if (!c.value.empty()) made = fmt::format("{} >= {}", left, c.value);
                if (!c.value2.empty()) made += fmt::format("{}{} < {}", made.empty() ? "" : " AND ", left, c.value2);
                if (c.negated) return "NOT (" + made + ")";
                return !c.value.empty() && !c.value2.empty() ? "(" + made + ")" : made;
            }
            case Condition::Kind::literal: break;
        }
        if (c.number_literal) return number_condition(c, left, aggregated);
        switch (c.op) {
            case Op::contains:
            case Op::starts:
            case Op::ends:
                return fmt::format("{} ILIKE {}", as_text(c.left, left), quote_literal(like_pattern(c.op, c.value)));
            case Op::not_contains:
                return fmt::format("{} NOT ILIKE {}", as_text(c.left, left),
                                   quote_literal(like_pattern(c.op, c.value)));
            default: break;
        }
        if (c.indexed) return fmt::format("{} {} {}", left, symbol(c.op), quote_literal(c.value));
        return fmt::format("lower({}) {} lower({})", as_text(c.left, left), symbol(c.op), quote_literal(c.value));
    }

    std::string as_text(const Term& t, const std::string& printed) const {
        return t.column.column >= 0 && schema_.traits(t.column).text ? printed : "CAST(" + printed + " AS text)";
    }

    std::string number_condition(const Condition& c, const std::string& left, bool aggregated) const {
        std::string side = left, first = c.value, second = c.value2;
        if (!aggregated && c.left.column.column >= 0 && c.left.expression == Expression::column) {
            const auto& traits = schema_.traits(c.left.column);
            if (traits.temporal)
                side = fmt::format("date_part('year', {})", left);
            else if (!traits.number_type && traits.text) {
                if (c.op == Op::eq || c.op == Op::ne) {
                    first = quote_literal(first);
                } else {
                    side = numeric(c.left.column, c.left.instance);
                }
            } else if (!traits.number_type) {
                side = "CAST(" + left + " AS text)";
                first = quote_literal(first);
                second = quote_literal(second);
            }
        }
        if (c.op == Op::between) return fmt::format("{} BETWEEN {} AND {}", side, first, second);
        return fmt::format("{} {} {}", side, symbol(c.op), first);
    }

    const Query& query_;
    const SchemaIndex& schema_;
    int depth_;
};

}  // namespace

std::string like_pattern(Op op, std::string_view text) {
    std::string made = op == Op::starts ? "" : "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') made += '\\';
        made += c;
    }
    return op == Op::ends ? made : made + '%';
}

std::string emit_sql(const Query& query, const SchemaIndex& schema) { return Printer(query, schema, 0).print(); }

}  // namespace pf::compiler
