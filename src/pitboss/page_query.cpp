#include "pitboss/page_query.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

namespace pf::pitboss {
namespace {

constexpr std::int64_t max_limit = 1000;
constexpr std::size_t max_conditions = 50;
constexpr std::size_t max_sorts = 16;

bool is_text(std::string_view type) {
    return type == "text" || type.starts_with("character") || type == "name" || type == "citext";
}
// Types without an order or equality of their own are compared as text.
bool compares_as_text(std::string_view type) {
    return type == "json" || type == "xml" || type == "point" || type == "polygon";
}

// % _ and \ stand for themselves in the pattern.
std::string like_pattern(std::string_view text, bool anywhere) {
    std::string pattern = anywhere ? "%" : "";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

// "a,b" → "a", "b"
std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> parts(1);
    for (const char c : list) {
        if (c == ',')
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

void add_operand(sql::Statement& where, const ResultColumn& column) {
    where.name(column.name);
    if (compares_as_text(column.type)) where.literal("::text");
}

struct Comparison {
    std::string_view op;
    sql::Literal sql;
};
constexpr std::array comparisons{Comparison{"eq", " = "}, Comparison{"ne", " IS DISTINCT FROM "},
                                 Comparison{"lt", " < "}, Comparison{"le", " <= "},
                                 Comparison{"gt", " > "}, Comparison{"ge", " >= "}};

Result<void> add_condition(sql::Statement& where, const Relation& relation, const Condition& condition) {
    auto column = column_of(relation, condition.column, "where");
    if (!column) return column.error();
    for (const auto& comparison : comparisons) {
        if (comparison.op != condition.op) continue;
        add_operand(where, **column);
        where.literal(comparison.sql).value(condition.value);
        return {};
    }
    if (condition.op == "contains" || condition.op == "starts") {
        where.name(condition.column)
            .literal("::text ILIKE ")
            .value(like_pattern(condition.value, condition.op == "contains"));
    } else if (condition.op == "null" || condition.op == "notnull") {
        where.name(condition.column)
            .literal(condition.op == "null" ? sql::Literal(" IS NULL") : sql::Literal(" IS NOT NULL"));
    } else if (condition.op == "in") {
        add_operand(where, **column);
        where.literal(" = ANY(").value(array_literal(split(condition.value))).literal(")");
    } else {
        return make_error(ErrorKind::invalid_request, fmt::format("where: \"{}\" is no operator.", condition.op),
                          "Operators: eq, ne, lt, le, gt, ge, contains, starts, in, null, notnull.");
    }
    return {};
}

Result<sql::Statement> order_clause(const Relation& relation, const PageRequest& request) {
    if (request.sort.size() > max_sorts)
        return make_error(ErrorKind::invalid_request, fmt::format("sort: more than {} columns.", max_sorts));
    sql::Statement order;
    const auto separate = [&order] { order.literal(order.empty() ? sql::Literal(" ORDER BY ") : sql::Literal(", ")); };
    std::set<std::string> sorted;
    for (const auto& sort : request.sort) {
        auto column = column_of(relation, sort.column, "sort");
        if (!column) return column.error();
        if (!sorted.insert(sort.column).second) continue;
        separate();
        add_operand(order, **column);
        order.literal(sort.descending ? sql::Literal(" DESC NULLS LAST") : sql::Literal(" ASC NULLS LAST"));
    }
    // Unsorted rows come in the order they are stored in, which a rule's ORDER BY has made; no sort, no cost.
    if (sorted.empty() && relation.tie_breaker.empty()) return order;
    if (relation.tie_breaker.empty() && relation.has_ctid) {
        separate();
        order.literal("ctid");
    }
    for (const auto& name : relation.tie_breaker) {
        if (sorted.contains(name)) continue;
        separate();
        order.name(name);
    }
    return order;
}

void add_defused(sql::Statement& select, const ResultColumn& column) {
    select.literal("CASE WHEN left(")
        .name(column.name)
        .literal(", 1) IN ('=', '+', '-', '@', E'\\t', E'\\r') THEN '''' || ");
    select.name(column.name).literal(" ELSE ").name(column.name).literal(" END");
}

bool runs_in_a_spreadsheet(std::string_view cell) {
    return !cell.empty() && std::string_view("=+-@\t\r").find(cell[0]) != std::string_view::npos;
}

}  // namespace

Result<const ResultColumn*> column_of(const Relation& relation, const std::string& name, std::string_view parameter) {
    for (const auto& column : relation.columns)
        if (column.name == name) return &column;
    std::vector<std::string_view> names;
    for (const auto& column : relation.columns) names.push_back(column.name);
    return make_error(ErrorKind::invalid_request,
                      fmt::format("{}: {} has no column \"{}\".", parameter, relation.name, name),
                      fmt::format("Its columns: {}.", fmt::join(names, ", ")));
}

std::string array_literal(const std::vector<std::string>& elements) {
    std::string array = "{";
    for (const auto& element : elements) {
        array += array.size() > 1 ? ",\"" : "\"";
        for (const char c : element) {
            if (c == '"' || c == '\\') array += '\\';
            array += c;
        }
        array += '"';
    }
    return array + "}";
}

std::vector<ResultColumn> shown_columns(const Relation& relation, const PageRequest& request) {
    auto columns = relation.columns;
    if (request.within)
        std::erase_if(columns, [&](const ResultColumn& column) {
            const auto& hidden = request.within->hidden;
            return std::find(hidden.begin(), hidden.end(), column.name) != hidden.end();
        });
    return columns;
}

Result<PageRequest> bounded(const Relation& relation, PageRequest request) {
    if (!request.within) return request;
    Relation shown = relation;
    shown.columns = shown_columns(relation, request);
    shown.name = "this tile";
    std::vector<std::pair<std::string, std::string_view>> named;
    for (const auto& condition : request.where) named.emplace_back(condition.column, "where");
    for (const auto& sort : request.sort) named.emplace_back(sort.column, "sort");
    if (request.group) named.emplace_back(request.group->column, "group");
    if (request.group && !request.group->of.empty()) named.emplace_back(request.group->of, "value");
    for (const auto& [name, parameter] : named)
        if (auto column = column_of(shown, name, parameter); !column) return column.error();
    const auto& within = *request.within;
    request.where.insert(request.where.end(), within.where.begin(), within.where.end());
    request.filter = within.filter;
    return request;
}

Result<sql::Statement> where_clause(const Relation& relation, const PageRequest& request) {
    if (request.where.size() > max_conditions)
        return make_error(ErrorKind::invalid_request, fmt::format("where: more than {} conditions.", max_conditions));
    sql::Statement where;
    for (const auto& condition : request.where) {
        where.literal(where.empty() ? sql::Literal(" WHERE ") : sql::Literal(" AND "));
        if (auto added = add_condition(where, relation, condition); !added) return added.error();
    }
    if (!request.filter.empty() && !relation.columns.empty()) {
        where.literal(where.empty() ? sql::Literal(" WHERE (") : sql::Literal(" AND ("));
        const std::string pattern = like_pattern(request.filter, true);
        for (std::size_t i = 0; i < relation.columns.size(); ++i) {
            if (i) where.literal(" OR ");
            where.name(relation.columns[i].name).literal("::text ILIKE ").value(pattern);
        }
        where.literal(")");
    }
    return where;
}

Result<void> check_window(const PageRequest& request) {
    if (request.limit < 1 || request.limit > max_limit)
        return make_error(ErrorKind::invalid_request, fmt::format("limit must be between 1 and {}.", max_limit));
    if (request.offset < 0) return make_error(ErrorKind::invalid_request, "offset must not be negative.");
    return {};
}

Result<PageQueries> page_queries(const Relation& relation, const PageRequest& request) {
    if (auto checked = check_window(request); !checked) return checked.error();
    auto where = where_clause(relation, request);
    if (!where) return where.error();
    auto order = order_clause(relation, request);
    if (!order) return order.error();

    PageQueries queries;
    queries.rows.literal("SELECT ");
    if (request.within && !request.within->hidden.empty()) {
        const auto columns = shown_columns(relation, request);
        if (columns.empty()) return make_error(ErrorKind::invalid_request, "All columns are hidden.");
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (i) queries.rows.literal(", ");
            queries.rows.name(columns[i].name);
        }
    } else {
        queries.rows.literal("*");
    }
    queries.rows.literal(" FROM ").name(relation.schema, relation.name).append(*where).append(*order);
    queries.rows.literal(" LIMIT ").number(request.limit).literal(" OFFSET ").number(request.offset);
    queries.count.literal("SELECT count(*) FROM ").name(relation.schema, relation.name).append(*where);
    return queries;
}

Result<sql::Statement> csv_query(const Relation& relation, const PageRequest& request, bool defuse) {
    auto where = where_clause(relation, request);
    if (!where) return where.error();
    auto order = order_clause(relation, request);
    if (!order) return order.error();

    sql::Statement copy("COPY (SELECT ");
    for (std::size_t i = 0; i < relation.columns.size(); ++i) {
        const auto& column = relation.columns[i];
        if (i) copy.literal(", ");
        if (defuse && is_text(column.type))
            add_defused(copy, column);
        else
            copy.name(column.name);
        copy.literal(" AS ").name(defuse && runs_in_a_spreadsheet(column.name) ? "'" + column.name : column.name);
    }
    copy.literal(" FROM ").name(relation.schema, relation.name).append(*where).append(*order);
    return copy.literal(") TO STDOUT WITH (FORMAT csv, HEADER)");
}

}  // namespace pf::pitboss
