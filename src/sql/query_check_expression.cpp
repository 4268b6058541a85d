// QueryCheck: expressions.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "base/utf8.hpp"
#include "sql/pattern_bounds.hpp"
#include "sql/query_check.hpp"

namespace pf::sql {
namespace {

constexpr std::size_t max_number_characters = 400;
constexpr double max_pattern_written = 200;  // bytes of a LIKE pattern that is put together
constexpr double max_pattern_copies = 4;
constexpr double max_padding = 10'000;  // char(n)

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> all) {
    return std::find(all.begin(), all.end(), name) != all.end();
}

std::string columns_hint(const RangeName* range) {
    if (!range || range->columns.empty()) return {};
    std::string hint = fmt::format("Columns of {}: ", range->name.empty() ? "this FROM clause" : range->name);
    for (std::size_t i = 0; i < range->columns.size() && i < 30; ++i)
        hint += fmt::format("{}{}", i == 0 ? "" : ", ", range->columns[i].name);
    return hint + (range->columns.size() > 30 ? ", …" : ".");
}

// PostgreSQL's interval fields as type modifier (INTERVAL_MASK in utils/timestamp.h).
std::string_view interval_unit(std::int64_t mask) {
    switch (mask) {
        case 1 << 1: return "month";
        case 1 << 2: return "year";
        case 1 << 3: return "day";
        case 1 << 10: return "hour";
        case 1 << 11: return "minute";
        case 1 << 12: return "second";
        default: return {};
    }
}

// The string constants of ARRAY['a', 'b'] or ('a', 'b'); nothing when one element is something else.
std::optional<std::vector<std::string_view>> constant_texts(const json::value& value) {
    const auto node = as_node(value);
    if (node.kind == "TypeCast" || node.kind == "CollateClause") return constant_texts(child(*node.fields, "arg"));
    if (node.kind == "A_Const") {
        const auto* string = child(*node.fields, "sval").if_object();
        if (!string) return std::nullopt;
        return std::vector{text(*string, "sval")};
    }
    if (node.kind != "A_ArrayExpr") return std::nullopt;
    std::vector<std::string_view> all;
    for (const auto& element : list(*node.fields, "elements")) {
        const auto one = constant_texts(element);
        if (!one) return std::nullopt;
        all.insert(all.end(), one->begin(), one->end());
    }
    return all;
}

}  // namespace

void QueryCheck::count_operator() {
    if (++operators_ > policy_.max_operators)
        refuse(fmt::format("The query holds more than {} operators.", policy_.max_operators), "Ask for less at once.");
}

ValueBounds QueryCheck::expression(const json::value& value, Scope& scope) {
    const Level level(*this);
    if (!level) return {};
    const auto node = as_node(value);
    if (!node.fields) {
        refuse("The query holds an expression without content.");
        return {};
    }
    const auto bounds = dispatch(node.kind, *node.fields, scope);
    in_bounds(bounds);
    return bounds;
}

ValueBounds QueryCheck::dispatch(std::string_view kind, const json::object& node, Scope& scope) {
    if (kind == "ColumnRef") return column_ref(node, scope);
    if (kind == "A_Const") return constant(node);
    count_operator();
    if (kind == "A_Expr") return operation(node, scope);
    if (kind == "FuncCall") return call(node, scope, Place::expression).value;
    if (kind == "TypeCast") return type_cast(node, scope);
    if (kind == "BoolExpr") return bool_expr(node, scope);
    if (kind == "CaseExpr") return case_expr(node, scope);
    if (kind == "CoalesceExpr") return coalesce(node, scope);
    if (kind == "MinMaxExpr") return min_max(node, scope);
    if (kind == "SubLink") return sub_link(node, scope);
    if (kind == "A_ArrayExpr") return array_expr(node, scope);
    if (kind == "RowExpr") return row_expr(node, scope);
    if (kind == "A_Indirection") return indirection(node, scope);
    if (kind == "NullTest") {
        known_fields(node, "IS NULL", {"arg", "nulltesttype", "location"});
        expression(child(node, "arg"), scope);
        return {};
    }
    if (kind == "BooleanTest") {
        known_fields(node, "IS TRUE", {"arg", "booltesttype", "location"});
        expression(child(node, "arg"), scope);
        return {};
    }
    if (kind == "CollateClause") {
        known_fields(node, "COLLATE", {"arg", "collname", "location"});
        const auto collation = names(node, "collname");
        if (collation.size() != 1 || !is_allowed_collation(collation[0]))
            refuse(fmt::format("The collation {} is not allowed in a rule.", fmt::join(collation, ".")));
        return expression(child(node, "arg"), scope);
    }
    if (kind == "SQLValueFunction") {
        known_fields(node, "A time", {"op", "typmod", "location"});
        if (!allowed_value_keyword(text(node, "op")))
            refuse("CURRENT_USER and its like are not allowed in a rule: it may not ask who runs it or where.");
        return {};
    }
    if (kind == "GroupingFunc") {
        known_fields(node, "GROUPING", {"args", "location"});
        each(list(node, "args"), scope);
        return number_bounds(0, std::numeric_limits<std::int32_t>::max());
    }
    if (kind == "ParamRef") refuse("Parameters ($1) are not allowed in a rule.");
    if (kind == "XmlExpr" || kind == "XmlSerialize") refuse("XML is not allowed in a rule.", xml_hint);
    if (kind == "SetToDefault") refuse("DEFAULT is not allowed in a rule.");
    refuse(fmt::format("{} is not allowed in a rule.", kind));
    return {};
}

// Refuses what the text of the query itself makes large.
void QueryCheck::in_bounds(const ValueBounds& bounds) {
    if (bounds.written > max_written || bounds.copies > max_copies)
        refuse("The query would build very large values.", "Repeat or collect less.");
    if (bounds.digits > max_digits) refuse("The query would compute with very large numbers.");
}

ValueBounds QueryCheck::column_ref(const json::object& node, Scope& scope) {
    known_fields(node, "A column", {"fields", "location"});
    auto parts = names(node, "fields");
    const bool row = row_value_ == &node;
    const bool star = row && parts.size() == 2 && parts[1].empty() && as_node(list(node, "fields")[1]).kind == "A_Star";
    if (star) {
        // Not a column of that name: c.* is the row of c whatever its columns are called.
        const auto* range = find_range(scope, parts[0]);
        if (range) return whole_row(*range, scope);
    }
    if (parts.empty() || parts.size() > 3 || std::find(parts.begin(), parts.end(), "") != parts.end()) {
        refuse(parts.size() > 3 ? "A column may be named with its table and schema, not with its database."
                                : "A whole row (t.*) can only be selected, not used as a value.",
               "Name the columns.");
        return {};
    }
    const auto found = resolve_column(scope, parts);
    ++columns_resolved_;
    if (found.column) return found.column->bounds;
    if (row && found.refusal == Resolved::Refusal::whole_row && found.range) return whole_row(*found.range, scope);
    const auto name = fmt::format("{}", fmt::join(parts, "."));
    switch (found.refusal) {
        case Resolved::Refusal::whole_row:
            refuse(fmt::format("\"{}\" is a table here, not a column: a whole row cannot be used as a value.", name),
                   columns_hint(found.range) + " For the row as json: to_jsonb().");
            break;
        case Resolved::Refusal::system_column:
            refuse(fmt::format("The system column \"{}\" is not allowed in a rule.", name));
            break;
        case Resolved::Refusal::no_such_name:
            refuse(fmt::format("There is no column \"{}\" in the tables of this query.", name),
                   parts.size() == 1 && scope.names.size() == 1 ? columns_hint(&scope.names[0]) : std::string());
            break;
        default: refuse(fmt::format("There is no column \"{}\".", name), columns_hint(found.range));
    }
    return {};
}

// All columns of `range` and their names: each counts as read.
ValueBounds QueryCheck::whole_row(const RangeName& range, Scope& scope) {
    ValueBounds bounds;
    const auto name = range.name;
    const auto columns = range.columns;
    for (const auto& column : columns) {
        if (!resolve_column(scope, {name, column.name}).column) {
            refuse(fmt::format("The row \"{}\" has a column that cannot be named.", name));
            return {};
        }
        bounds = both(bounds, column.bounds);
        bounds.written += static_cast<double>(column.name.size()) + 8;
    }
    if (range.is_table) bounds.copies = 1;
    bounds.constant = false;
    return bounds;
}

ValueBounds QueryCheck::constant(const json::object& node) {
    known_fields(node, "A constant", {"ival", "fval", "sval", "boolval", "isnull", "location"});
    if (const auto* string = child(node, "sval").if_object()) {
        const auto content = text(*string, "sval");
        if (holds_control_characters(content)) refuse("A text constant holds control characters.");
        return text_constant(content);
    }
    if (const auto* real = child(node, "fval").if_object()) {
        const auto digits = text(*real, "fval");
        const auto number = parse_number(digits);
        if (!number || std::isinf(*number) || digits.size() > max_number_characters)
            refuse("The query holds a number that is too large.");
        return number_constant(number.value_or(0), digits.size());
    }
    if (has(node, "ival")) return integer(node);
    ValueBounds bounds;  // true, false, NULL
    bounds.constant = true;
    return bounds;
}

// libpg_query 15 leaves out not only 0 but every negative integer, so those are read from the source.
ValueBounds QueryCheck::integer(const json::object& node) const {
    const auto* value = child(node, "ival").if_object();
    if (value && has(*value, "ival")) return number_constant(static_cast<double>(number(*value, "ival")), 0);
    const auto at = static_cast<std::size_t>(number(node, "location"));
    auto rest = at < source_.size() ? source_.substr(at) : std::string_view();
    const bool negative = rest.starts_with('-');
    if (negative) rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
    const auto digits = rest.substr(0, rest.find_first_not_of("0123456789"));
    const auto size = parse_number(digits);
    if (size && (negative || *size == 0)) return number_constant(negative ? -*size : 0, 0);
    ValueBounds unknown;  // -(5), - - 5 and the like: at most zero
    unknown.number = Interval{-2147483648.0, 0};
    unknown.written = 20;
    unknown.constant = unknown.numeric = true;
    return unknown;
}

ValueBounds QueryCheck::each(const json::array& nodes, Scope& scope) {
    ValueBounds all;
    all.constant = true;
    bool first = true;
    for (const auto& node : nodes) {
        const auto one = expression(node, scope);
        if (refusal_) return {};
        all = first ? one : both(all, one);
        first = false;
    }
    return all;
}

void QueryCheck::operator_name(const json::object& node, std::string_view field) {
    const auto parts = names(node, field);
    if (parts.size() > 1) return refuse("OPERATOR() with a schema is not allowed in a rule.");
    if (parts.empty() || !is_allowed_operator(parts[0]))
        refuse(fmt::format("The operator {} is not allowed in a rule.", parts.empty() ? "" : parts[0]));
}

ValueBounds QueryCheck::operation(const json::object& node, Scope& scope) {
    known_fields(node, "An operator", {"kind", "name", "lexpr", "rexpr", "location"});
    const auto kind = text(node, "kind");
    if (kind == "AEXPR_BETWEEN" || kind == "AEXPR_NOT_BETWEEN" || kind == "AEXPR_BETWEEN_SYM" ||
        kind == "AEXPR_NOT_BETWEEN_SYM" || kind == "AEXPR_IN") {
        if (kind == "AEXPR_IN") operator_name(node, "name");
        expression(child(node, "lexpr"), scope);
        const auto right = as_node(child(node, "rexpr"));
        if (right.kind != "List") {
            refuse("IN and BETWEEN take a list of values.");
            return {};
        }
        known_fields(*right.fields, "A list", {"items"});
        for (const auto& item : list(*right.fields, "items")) expression(item, scope);
        return {};
    }
    if (!is_one_of(kind, {"AEXPR_OP", "AEXPR_OP_ANY", "AEXPR_OP_ALL", "AEXPR_DISTINCT", "AEXPR_NOT_DISTINCT",
                          "AEXPR_NULLIF", "AEXPR_LIKE", "AEXPR_ILIKE", "AEXPR_SIMILAR"})) {
        refuse("This kind of operator is not allowed in a rule.");
        return {};
    }
    operator_name(node, "name");
    if (refusal_) return {};
    const auto name = names(node, "name").front();
    if (has(node, "lexpr")) return binary(name, kind, node, scope);

    auto bounds = expression(child(node, "rexpr"), scope);
    if (name == "-" && bounds.number) bounds.number = Interval{-bounds.number->high, -bounds.number->low};
    if (name != "-" && name != "+") bounds.number.reset();
    bounds.text.reset();
    bounds.seconds.reset();
    bounds.numeric = true;
    return bounds;
}

ValueBounds QueryCheck::binary(std::string_view name, std::string_view kind, const json::object& node, Scope& scope) {
    const auto left = expression(child(node, "lexpr"), scope);
    const auto right = expression(child(node, "rexpr"), scope);
    if (refusal_) return {};
    if (kind == "AEXPR_NULLIF") {
        auto bounds = left;
        bounds.text.reset();
        return bounds;
    }
    pattern(child(node, "rexpr"), right, name, kind);
    if (kind == "AEXPR_OP_ANY" || kind == "AEXPR_OP_ALL") return {};
    if ((name == "/" || name == "%") && is_constant_zero(right)) refuse("The query divides by zero.");
    if (name == "^") {
        const auto exponent = exponent_of(right);
        if (!exponent)
            refuse(fmt::format("An exponent may be at most {:.0f}.", max_exponent), "Use least(…) around it.");
        auto bounds = arithmetic(name, left, right);
        bounds.digits = std::max(left.digits * std::max(exponent.value_or(1), 1.0), right.digits);
        bounds.recursive = left.recursive * std::max(exponent.value_or(1), 1.0) + 2 * right.recursive;
        return bounds;
    }
    if (is_one_of(name, {"+", "-", "*", "/", "%"})) return arithmetic(name, left, right);
    if (is_one_of(name, {"||", "&&", "#", "&", "|", "<<", ">>", "#-", "->", "#>", "->>", "#>>"})) {
        auto bounds = both(left, right);
        bounds.numeric = is_one_of(name, {"&", "|", "#"}) && (left.numeric || right.numeric);
        return bounds;
    }
    return {};
}

// Constant patterns only for regular expressions; LIKE may also put one together from columns and short constants.
void QueryCheck::pattern(const json::value& node, const ValueBounds& bounds, std::string_view name,
                         std::string_view kind) {
    const bool regex = is_one_of(name, {"~", "~*", "!~", "!~*"});
    const bool like = is_one_of(name, {"~~", "~~*", "!~~", "!~~*"});
    const bool json_path = is_one_of(name, {"@?", "@@"});
    if (!regex && !like && !json_path) return;
    auto patterns = constant_texts(node);
    if (!patterns && bounds.text) patterns = {*bounds.text};
    if (patterns) {
        for (const auto one : *patterns) {
            const auto reason = json_path                 ? refuse_json_path(one)
                                : like                    ? refuse_like(one)
                                : kind == "AEXPR_SIMILAR" ? refuse_similar(one)
                                                          : refuse_regex(one);
            if (reason) refuse(fmt::format("A pattern is not allowed in a rule: {}.", *reason));
        }
    } else if (regex) {
        refuse("A regular expression must be a constant in a rule: one from a column may take any time.", pattern_hint);
    } else if (like && (bounds.written > max_pattern_written || bounds.copies > max_pattern_copies)) {
        refuse("A LIKE pattern is too large.");
    }
}

ValueBounds QueryCheck::bool_expr(const json::object& node, Scope& scope) {
    known_fields(node, "AND, OR, NOT", {"boolop", "args", "location"});
    if (!is_one_of(text(node, "boolop"), {"AND_EXPR", "OR_EXPR", "NOT_EXPR"}))
        refuse("This operator is not allowed in a rule.");
    for (const auto& part : list(node, "args")) {
        count_operator();
        expression(part, scope);
    }
    return {};
}

ValueBounds QueryCheck::case_expr(const json::object& node, Scope& scope) {
    known_fields(node, "CASE", {"arg", "args", "defresult", "location"});
    if (has(node, "arg")) expression(child(node, "arg"), scope);
    std::optional<ValueBounds> result;
    const auto one_of = [&](const json::value& value) {
        const auto bounds = expression(value, scope);
        result = result ? either(*result, bounds) : bounds;
    };
    for (const auto& item : list(node, "args")) {
        const auto when = as_node(item);
        if (when.kind != "CaseWhen") {
            refuse("CASE holds something else than WHEN.");
            return {};
        }
        known_fields(*when.fields, "WHEN", {"expr", "result", "location"});
        count_operator();
        expression(child(*when.fields, "expr"), scope);
        one_of(child(*when.fields, "result"));
    }
    if (has(node, "defresult")) one_of(child(node, "defresult"));
    auto bounds = result.value_or(ValueBounds{});
    bounds.text.reset();
    bounds.constant = false;
    return bounds;
}

ValueBounds QueryCheck::coalesce(const json::object& node, Scope& scope) {
    known_fields(node, "COALESCE", {"args", "location"});
    std::optional<ValueBounds> result;
    for (const auto& item : list(node, "args")) {
        const auto bounds = expression(item, scope);
        result = result ? either(*result, bounds) : bounds;
    }
    auto bounds = result.value_or(ValueBounds{});
    bounds.text.reset();
    return bounds;
}

// least(x, 100) has an upper bound whatever x is.
ValueBounds QueryCheck::min_max(const json::object& node, Scope& scope) {
    known_fields(node, "GREATEST and LEAST", {"op", "args", "location"});
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const bool greatest = text(node, "op") == "IS_GREATEST";
    std::optional<ValueBounds> result;
    double low = greatest ? -infinity : infinity;
    double high = greatest ? -infinity : infinity;
    for (const auto& item : list(node, "args")) {
        const auto bounds = expression(item, scope);
        result = result ? either(*result, bounds) : bounds;
        const auto range = bounds.number.value_or(Interval{-infinity, infinity});
        low = greatest ? std::max(low, range.low) : std::min(low, range.low);
        high = greatest ? std::max(high, range.high) : std::min(high, range.high);
    }
    auto bounds = result.value_or(ValueBounds{});
    bounds.text.reset();
    bounds.number.reset();
    if (!(std::isinf(low) && std::isinf(high))) bounds.number = Interval{low, high};
    return bounds;
}

ValueBounds QueryCheck::sub_link(const json::object& node, Scope& scope) {
    known_fields(node, "A subquery", {"subLinkType", "testexpr", "operName", "subselect", "location"});
    const auto kind = text(node, "subLinkType");
    if (!is_one_of(kind, {"EXISTS_SUBLINK", "ALL_SUBLINK", "ANY_SUBLINK", "EXPR_SUBLINK", "ARRAY_SUBLINK"}))
        refuse("This kind of subquery is not allowed in a rule.");
    if (has(node, "operName")) operator_name(node, "operName");
    if (has(node, "testexpr")) expression(child(node, "testexpr"), scope);
    const auto around = enclosing_rows_;
    enclosing_rows_ *= scope.rows;
    const auto output = select_stmt(child(node, "subselect"), &scope, "A subquery");
    enclosing_rows_ = around;
    if (refusal_ || output.columns.empty()) return {};

    if (const auto parts = names(node, "operName");
        parts.size() == 1 && is_one_of(kind, {"ANY_SUBLINK", "ALL_SUBLINK"}))
        pattern(child(node, "subselect"), output.columns[0].bounds, parts[0], "AEXPR_OP_ANY");
    if (kind == "EXPR_SUBLINK") {
        subquery_names_.emplace(&node, output.columns[0].name);
        auto bounds = output.columns[0].bounds;
        bounds.constant = false;
        return bounds;
    }
    if (kind == "ARRAY_SUBLINK") return collected(output.columns[0].bounds, output.rows);
    return {};
}

ValueBounds QueryCheck::array_expr(const json::object& node, Scope& scope) {
    known_fields(node, "ARRAY", {"elements", "location"});
    const auto& elements = list(node, "elements");
    ValueBounds all = each(elements, scope);
    all.written += 8 * static_cast<double>(elements.size());
    all.text.reset();
    all.seconds.reset();
    if (!all.numeric) all.recursive *= 2;  // a text in an array is quoted
    all.numeric = false;
    return all;
}

ValueBounds QueryCheck::row_expr(const json::object& node, Scope& scope) {
    known_fields(node, "A row", {"args", "row_format", "location"});
    auto bounds = each(list(node, "args"), scope);
    bounds.text.reset();
    bounds.number.reset();
    bounds.seconds.reset();
    bounds.recursive *= 2;
    return bounds;
}

ValueBounds QueryCheck::indirection(const json::object& node, Scope& scope) {
    known_fields(node, "A subscript", {"arg", "indirection"});
    auto bounds = expression(child(node, "arg"), scope);
    for (const auto& item : list(node, "indirection")) {
        const auto part = as_node(item);
        if (part.kind != "A_Indices") {
            refuse("Selecting a field of an expression, (x).y, is not allowed in a rule: it can call a function.",
                   "Name the column as table.column.");
            return {};
        }
        known_fields(*part.fields, "A subscript", {"is_slice", "lidx", "uidx"});
        count_operator();
        for (const auto* side : {"lidx", "uidx"})
            if (has(*part.fields, side)) expression(child(*part.fields, side), scope);
    }
    bounds.text.reset();
    return bounds;
}

QueryCheck::CastType QueryCheck::type_name(const json::object& node) {
    known_fields(node, "A type", {"names", "typmods", "typemod", "arrayBounds", "location"});
    CastType type;
    auto parts = names(node, "names");
    if (parts.size() == 2 && parts[0] == "pg_catalog") parts.erase(parts.begin());
    const auto family = parts.size() == 1 ? allowed_type(parts[0]) : std::nullopt;
    if (!family) {
        refuse(fmt::format("The type {} is not allowed in a rule.", fmt::join(parts, ".")),
               "Allowed are numbers, text, dates and times, boolean, uuid, json, ranges and arrays of them.");
        return type;
    }
    type.family = *family;
    type.name = parts[0];
    type.is_array = has(node, "arrayBounds");
    for (const auto& item : list(node, "typmods")) {
        const auto modifier = as_node(item);
        const auto* value = modifier.kind == "A_Const" ? child(*modifier.fields, "ival").if_object() : nullptr;
        if (!value) {
            refuse("The length of a type must be a plain number.");
            return type;
        }
        if (!type.modifier) type.modifier = static_cast<double>(number(*value, "ival"));
    }
    if (type.family == TypeFamily::interval && type.modifier)
        type.unit = interval_unit(static_cast<std::int64_t>(*type.modifier));
    return type;
}

// libpg_query's deparser leaves out the brackets around (a AND b)::int, (t AT TIME ZONE z)::date, (t - i) AT TIME ZONE
// z.
void QueryCheck::keep_brackets(const json::object& node, const json::value& operand) {
    const auto inner = as_node(operand);
    const bool zone = inner.kind == "FuncCall" && text(*inner.fields, "funcformat") == "COERCE_SQL_SYNTAX" &&
                      names(*inner.fields, "funcname").back() == "timezone";
    const bool cast = has(node, "typeName");
    if (inner.kind == "BoolExpr" || (cast && zone) || (!cast && inner.kind == "A_Expr"))
        edits_.push_back({Edit::Kind::keep_brackets, static_cast<std::size_t>(number(node, "location")), {}});
}

ValueBounds QueryCheck::type_cast(const json::object& node, Scope& scope) {
    known_fields(node, "A cast", {"arg", "typeName", "location"});
    const auto* name = child(node, "typeName").if_object();
    if (!name) refuse("A cast names no type.");
    if (refusal_) return {};
    keep_brackets(node, child(node, "arg"));
    const auto type = type_name(*name);
    auto bounds = expression(child(node, "arg"), scope);
    if (refusal_) return {};
    // There and back, quotes and escapes of a text double.
    if (!bounds.numeric && (type.is_array || is_one_of(type.name, {"bytea", "json", "jsonb", "tsquery", "tsvector"})))
        bounds.recursive *= 2;
    if (type.is_array) {
        bounds.number.reset();
        return bounds;
    }
    switch (type.family) {
        case TypeFamily::number: {
            if (bounds.text && !bounds.number) {
                const auto parsed = parse_number(*bounds.text);
                if (bounds.text->size() > max_number_characters || (parsed && std::isinf(*parsed)))
                    refuse("The query holds a number that is too large.");
                if (parsed) bounds = number_constant(*parsed, bounds.text->size());
            }
            if (!bounds.numeric) bounds.digits = std::max(bounds.digits, bounds.written / 10);
            bounds.numeric = true;
            break;
        }
        case TypeFamily::interval:
            if (bounds.text) bounds.seconds = parse_interval(*bounds.text, type.unit);
            if (bounds.seconds && std::abs(*bounds.seconds) > 100 * 360 * 86'400.0) bounds.far = true;
            bounds.number.reset();
            break;
        case TypeFamily::padded_text: {
            const double length = type.modifier.value_or(1);
            if (length > max_padding) refuse(fmt::format("char(n) may have at most {:.0f} characters.", max_padding));
            bounds.written = std::max(bounds.written, length);
            [[fallthrough]];
        }
        case TypeFamily::text:
        case TypeFamily::other:
            bounds.numeric = false;
            bounds.number.reset();
            break;
    }
    return bounds;
}

}  // namespace pf::sql
