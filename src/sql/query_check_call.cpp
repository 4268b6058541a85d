// QueryCheck: function calls and windows.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "sql/pattern_bounds.hpp"
#include "sql/query_check.hpp"

namespace pf::sql {
namespace {

// What neither quotes nor escapes a text, so that it can be carried on from step to step.
bool carries_text(std::string_view function) {
    static constexpr std::string_view names[] = {
        "array_append", "array_cat", "array_prepend", "array_remove", "btrim", "concat", "concat_ws",
        "initcap",      "left",      "lower",         "lpad",         "ltrim", "max",    "min",
        "overlay",      "repeat",    "replace",       "right",        "rpad",  "rtrim",  "split_part",
        "substr",       "substring", "trim_array",    "upper"};
    return std::find(std::begin(names), std::end(names), function) != std::end(names);
}

// The result's bounds before the function's own rule.
ValueBounds yield_of(const Function& function, const std::vector<ValueBounds>& arguments, double rows) {
    ValueBounds bounds;
    bounds.written = 64;
    bounds.constant = function.kind == FunctionKind::scalar;
    double recursive = 0;
    for (const auto& argument : arguments) recursive += argument.recursive;
    for (const auto& argument : arguments) {
        bounds.constant = bounds.constant && argument.constant;
        bounds.far = bounds.far || argument.far;
    }
    if (function.yields == Yields::value) return bounds;
    if (function.yields == Yields::number) {
        bounds.numeric = true;
        bounds.recursive = recursive;
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
    if (!carries_text(function.name)) bounds.recursive *= 2;
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
    Call made = called_function(node);
    if (refusal_) return {};
    const auto& function = *made.function;
    call_shape(node, function, place);
    if (made.name == "timezone" && text(node, "funcformat") == "COERCE_SQL_SYNTAX")
        if (const auto& zone_and_time = list(node, "args"); zone_and_time.size() == 2)
            keep_brackets(node, zone_and_time[1]);

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
            arguments.push_back(argument(item, made, scope));
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

// What is called: a function of the list, or of an extension that the policy knows.
QueryCheck::Call QueryCheck::called_function(const json::object& node) {
    auto parts = names(node, "funcname");
    if (parts.size() == 2 && parts[0] == "pg_catalog") parts.erase(parts.begin());
    Call made;
    made.at = static_cast<std::size_t>(number(node, "location"));
    if (parts.empty()) {
        refuse("A function without a name is called.");
        return {};
    }
    made.name = parts.back();
    if (parts.size() == 1) made.function = allowed_function(made.name);
    if (made.function) return made;
    const auto* known = parts.size() <= 2 ? allowed_extension_function(made.name) : nullptr;
    for (const auto& installed : policy_.extension_functions)
        if (known && installed.name == made.name && (parts.size() == 1 || installed.schema == parts[0])) {
            made.function = known;
            if (parts.size() == 1) edits_.push_back({Edit::Kind::name_schema, made.at, installed.schema});
            return made;
        }
    if (known)
        refuse(
            fmt::format("The function {}() is not allowed in a rule: the extension that has it is not installed or "
                        "not granted, or another function has its name.",
                        fmt::join(parts, ".")));
    else if (made.name.find("xml") != std::string_view::npos)
        refuse(fmt::format("The function {}() is not allowed in a rule.", fmt::join(parts, ".")), xml_hint);
    else
        refuse(fmt::format("The function {}() is not allowed in a rule.", fmt::join(parts, ".")));
    return {};
}

// An argument of to_jsonb() and its like may be a whole row, c or c.*, or a subquery that selects one.
ValueBounds QueryCheck::argument(const json::value& value, const Call& call, Scope& scope) {
    const auto* const around = row_value_;
    row_value_ = nullptr;
    if (call.function->rule == Rule::whole_row) {
        auto node = as_node(value);
        if (node.kind == "SubLink" && text(*node.fields, "subLinkType") == "EXPR_SUBLINK") {
            const auto query = as_node(child(*node.fields, "subselect"));
            const auto* targets = query.fields ? &list(*query.fields, "targetList") : nullptr;
            const auto target = targets && targets->size() == 1 ? as_node((*targets)[0]) : Node{};
            node = target.kind == "ResTarget" ? as_node(child(*target.fields, "val")) : Node{};
            if (node.fields && names(*node.fields, "fields").size() != 1) node = {};
        }
        if (node.kind == "ColumnRef") row_value_ = node.fields;
    }
    const auto bounds = expression(value, scope);
    row_value_ = around;
    return bounds;
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
    // FROM t, plainto_tsquery('lamp') AS q is how the manual searches.
    if (place == Place::from && function.kind != FunctionKind::set_returning && function.rule != Rule::search_config)
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
