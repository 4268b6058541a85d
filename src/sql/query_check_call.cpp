// QueryCheck: function calls and windows.
#include <fmt/format.h>

#include <algorithm>

#include "sql/query_check.hpp"

namespace pf::sql {
namespace {

// The result's bounds before the function's own rule.
ValueBounds yield_of(const Function& function, const std::vector<ValueBounds>& arguments, double rows) {
    ValueBounds bounds;
    bounds.written = 64;
    bounds.constant = function.kind == FunctionKind::scalar;
    for (const auto& argument : arguments) {
        bounds.constant = bounds.constant && argument.constant;
        bounds.far = bounds.far || argument.far;
    }
    if (function.yields == Yields::value) return bounds;
    if (function.yields == Yields::number) {
        bounds.numeric = true;
        for (const auto& argument : arguments) bounds.digits = std::max(bounds.digits, argument.digits);
        // A sum can lie as far from the data as its number of rows; a length or a position cannot.
        bounds.far = bounds.far || function.name == "sum";
        return bounds;
    }
    if (arguments.empty()) return bounds;
    const bool constant = bounds.constant;
    bounds = arguments[0];
    for (std::size_t i = 1; i < arguments.size(); ++i)
        bounds = function.yields == Yields::same ? either(bounds, arguments[i]) : both(bounds, arguments[i]);
    bounds.constant = constant;
    bounds.text.reset();
    bounds.seconds.reset();
    if (function.yields == Yields::collected) return collected(bounds, rows);
    const bool passes_value_on = function.kind == FunctionKind::aggregate || function.kind == FunctionKind::window ||
                                 function.kind == FunctionKind::ordered_set;
    if (!passes_value_on) {
        bounds.number.reset();
        bounds.numeric = false;
    }
    return bounds;
}

double rows_of(const std::vector<ValueBounds>& arguments) {
    double rows = 1;
    for (const auto& argument : arguments) {
        rows = std::max(rows, argument.written);
        if (!argument.constant) rows = std::max(rows, unknown_rows);
    }
    return rows;
}

std::string_view explain_misuse(FunctionKind kind) {
    switch (kind) {
        case FunctionKind::scalar: return "takes no OVER, FILTER, DISTINCT or ORDER BY";
        case FunctionKind::aggregate: return "takes no WITHIN GROUP";
        case FunctionKind::window: return "needs OVER and takes no FILTER, DISTINCT or ORDER BY";
        case FunctionKind::ranking: return "needs OVER or WITHIN GROUP";
        case FunctionKind::ordered_set: return "needs WITHIN GROUP (ORDER BY …)";
        case FunctionKind::set_returning: return "takes no OVER, FILTER, DISTINCT or ORDER BY";
    }
    return "is used in a way that is not allowed";
}

}  // namespace

QueryCheck::Call QueryCheck::call(const json::object& node, Scope& scope, Place place) {
    known_fields(node, "A function call",
                 {"funcname", "args", "agg_order", "agg_filter", "over", "agg_within_group", "agg_star", "agg_distinct",
                  "func_variadic", "funcformat", "location"});
    auto parts = names(node, "funcname");
    if (parts.size() == 2 && parts[0] == "pg_catalog") parts.erase(parts.begin());
    Call made;
    made.function = parts.size() == 1 ? allowed_function(parts[0]) : nullptr;
    if (!made.function) {
        refuse(fmt::format("The function {}() is not allowed in a rule.", fmt::join(parts, ".")));
        return {};
    }
    made.name = parts[0];
    const auto& function = *made.function;
    call_shape(node, function, place);

    const auto touched_before = scope.touched.size();
    const int resolved_before = columns_resolved_;
    const auto& nodes = list(node, "args");
    std::vector<ValueBounds> arguments;
    for (const auto& item : nodes) {
        const auto named = as_node(item);
        if (named.kind == "NamedArgExpr") {
            if (function.rule != Rule::make_interval)
                refuse(fmt::format("{}() takes no named arguments in a rule.", made.name));
            known_fields(*named.fields, "A named argument", {"arg", "name", "argnumber", "location"});
            arguments.push_back(expression(child(*named.fields, "arg"), scope));
        } else {
            arguments.push_back(expression(item, scope));
        }
        if (refusal_) return {};
    }
    made.arguments = arguments.size();

    auto yielded = arguments;
    for (const auto& item : list(node, "agg_order")) {
        const auto sort = as_node(item);
        if (sort.kind != "SortBy" || has(*sort.fields, "useOp")) {
            refuse("ORDER BY … USING an operator is not allowed in a rule.", "Use ASC or DESC.");
            return {};
        }
        known_fields(*sort.fields, "ORDER BY", {"node", "sortby_dir", "sortby_nulls", "location"});
        const auto bounds = expression(child(*sort.fields, "node"), scope);
        if (function.kind == FunctionKind::ordered_set) yielded.push_back(bounds);
    }
    if (has(node, "agg_filter")) expression(child(node, "agg_filter"), scope);
    const auto* over = child(node, "over").if_object();
    if (over) window(*over, scope);
    // An aggregate belongs to the level its columns come from; without columns to the one it stands in.
    const bool aggregates = !over && (function.kind == FunctionKind::aggregate ||
                                      function.kind == FunctionKind::ordered_set || flag(node, "agg_within_group"));
    if (aggregates && (scope.touched.size() > touched_before || columns_resolved_ == resolved_before))
        scope.has_aggregate = true;
    if (refusal_) return {};

    made.value = yield_of(function, yielded, scope.rows);
    if (function.yields == Yields::collected && made.value.written > max_collected * scope.rows)
        refuse(fmt::format("{}() would collect very large values.", made.name), "Repeat or pad less.");
    made.rows = function.kind == FunctionKind::set_returning ? rows_of(arguments) : 1;
    apply_rule(nodes, arguments, made);
    if (place == Place::expression) scope.selected_rows *= made.rows;
    return made;
}

// What may stand around the arguments; PostgreSQL would refuse the rest too.
void QueryCheck::call_shape(const json::object& node, const Function& function, Place place) {
    if (flag(node, "func_variadic")) refuse("VARIADIC is not allowed in a rule.");
    const auto format = text(node, "funcformat");
    if (format != "COERCE_EXPLICIT_CALL" && format != "COERCE_SQL_SYNTAX")
        refuse("This kind of function call is not allowed in a rule.");
    const bool over = has(node, "over");
    const bool within = flag(node, "agg_within_group");
    const bool extras = has(node, "agg_order") || has(node, "agg_filter") || flag(node, "agg_distinct");
    bool fits = true;
    switch (function.kind) {
        case FunctionKind::scalar:
        case FunctionKind::set_returning: fits = !over && !within && !extras; break;
        case FunctionKind::aggregate: fits = !within; break;
        case FunctionKind::window: fits = over && !within && !extras; break;
        case FunctionKind::ranking: fits = within ? !over : over && !extras; break;
        case FunctionKind::ordered_set: fits = within && !over; break;
    }
    if (flag(node, "agg_star") && function.name != "count") refuse(fmt::format("{}(*) does not exist.", function.name));
    if (!fits) refuse(fmt::format("{}() {}.", function.name, explain_misuse(function.kind)));
    if (place == Place::from && function.kind != FunctionKind::set_returning)
        refuse(fmt::format("{}() is not allowed in FROM.", function.name));
}

void QueryCheck::window(const json::object& node, Scope& scope) {
    const Level level(*this);
    if (!level) return;
    known_fields(
        node, "A window",
        {"name", "refname", "partitionClause", "orderClause", "frameOptions", "startOffset", "endOffset", "location"});
    each(list(node, "partitionClause"), scope);
    for (const auto& item : list(node, "orderClause")) {
        const auto sort = as_node(item);
        if (sort.kind != "SortBy" || has(*sort.fields, "useOp"))
            return refuse("ORDER BY … USING an operator is not allowed in a rule.", "Use ASC or DESC.");
        known_fields(*sort.fields, "ORDER BY", {"node", "sortby_dir", "sortby_nulls", "location"});
        expression(child(*sort.fields, "node"), scope);
    }
    for (const auto* side : {"startOffset", "endOffset"})
        if (has(node, side)) expression(child(node, side), scope);
}

}  // namespace pf::sql
