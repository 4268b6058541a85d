#include "pitboss/group_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace pf::pitboss {
namespace {

bool is_number(std::string_view type) {
    constexpr std::array names{"smallint", "integer", "bigint", "real", "double precision", "numeric"};
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return type == name; }) ||
           type.starts_with("numeric(");
}
bool is_moment(std::string_view type) { return type == "date" || type.starts_with("timestamp"); }

Error refused(std::string message, std::string hint) {
    return make_error(ErrorKind::invalid_request, std::move(message), std::move(hint));
}

bool is_step(std::string_view text) {
    double step = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), step);
    return failed == std::errc{} && end == text.data() + text.size() && std::isfinite(step) && step > 0;
}

struct Expression {
    sql::Statement sql;
    std::string type;
};

Result<Expression> group_expression(const ResultColumn& column, const std::string& bucket) {
    sql::Statement sql;
    if (bucket.empty()) {
        // Some types (json, point) have no equality; their text has.
        if (is_number(column.type) || is_moment(column.type) || column.type == "boolean")
            return Expression{sql.name(column.name), column.type};
        return Expression{sql.name(column.name).literal("::text"), "text"};
    }
    if (is_moment(column.type)) {
        constexpr std::array units{"day", "week", "month", "quarter", "year"};
        if (std::none_of(units.begin(), units.end(), [&](std::string_view unit) { return unit == bucket; }))
            return refused(fmt::format("bucket: \"{}\" does not suit {}, a {}.", bucket, column.name, column.type),
                           "Moments are grouped by day, week, month, quarter or year.");
        sql.literal("date_trunc(").value(bucket).literal(", ").name(column.name).literal(")::date");
        return Expression{std::move(sql), "date"};
    }
    if (!is_number(column.type))
        return refused(
            fmt::format("bucket: {} is a {}; only numbers and moments have buckets.", column.name, column.type),
            "Leave bucket out.");
    if (!is_step(bucket))
        return refused(fmt::format("bucket: \"{}\" is no number above 0.", bucket),
                       "Numbers are grouped by a step, such as 10.");
    sql.literal("floor(").name(column.name).literal("::double precision / ").value(bucket);
    sql.literal("::double precision) * ").value(bucket).literal("::double precision");
    return Expression{std::move(sql), "double precision"};
}

struct Aggregate {
    std::string_view name;
    sql::Literal sql;
};
constexpr std::array aggregates{Aggregate{"sum", "sum("}, Aggregate{"avg", "avg("}, Aggregate{"min", "min("},
                                Aggregate{"max", "max("}};

Result<Expression> value_expression(const Relation& relation, const Grouping& group) {
    if (group.aggregate == "count" && group.of.empty()) return Expression{sql::Statement("count(*)"), "bigint"};
    const auto found = std::find_if(aggregates.begin(), aggregates.end(),
                                    [&](const Aggregate& aggregate) { return aggregate.name == group.aggregate; });
    if (found == aggregates.end())
        return refused(fmt::format("value: \"{}\" is no aggregate.", group.aggregate),
                       "Write count, or sum, avg, min or max with a column, such as sum:price.");
    auto column = column_of(relation, group.of, "value");
    if (!column) return column.error();
    if (!is_number((*column)->type))
        return refused(fmt::format("value: {} is a {}, not a number.", group.of, (*column)->type),
                       "Count the rows instead.");
    sql::Statement sql;
    sql.literal(found->sql).name(group.of).literal("::double precision)");
    return Expression{std::move(sql), "double precision"};
}

}  // namespace

Result<GroupQueries> group_queries(const Relation& relation, const PageRequest& request) {
    const Grouping& group = *request.group;
    if (auto checked = check_window(request); !checked) return checked.error();
    auto column = column_of(relation, group.column, "group");
    if (!column) return column.error();
    auto by = group_expression(**column, group.bucket);
    if (!by) return by.error();
    auto value = value_expression(relation, group);
    if (!value) return value.error();
    auto where = where_clause(relation, request);
    if (!where) return where.error();

    GroupQueries made;
    auto& [rows, count] = made.queries;
    rows.literal("SELECT ").append(by->sql).literal(", ").append(value->sql);
    rows.literal(" FROM ").name(relation.schema, relation.name).append(*where).literal(" GROUP BY 1 ORDER BY ");
    rows.literal(group.bucket.empty() ? sql::Literal("2 DESC NULLS LAST, 1") : sql::Literal("1"));
    rows.literal(" LIMIT ").number(request.limit).literal(" OFFSET ").number(request.offset);
    count.literal("SELECT count(*) FROM (SELECT ").append(by->sql).literal(" FROM ");
    count.name(relation.schema, relation.name).append(*where).literal(" GROUP BY 1) AS groups");
    made.columns = {{group.column, by->type, group.bucket.empty() ? (*column)->origin : std::nullopt},
                    {group.of.empty() ? group.aggregate : group.aggregate + " of " + group.of, value->type}};
    return made;
}

}  // namespace pf::pitboss
