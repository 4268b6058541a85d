// QueryCheck: the statement, WITH, and SELECT with its clauses.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/hidden_characters.hpp"
#include "sql/query_check.hpp"

namespace pf::sql {
namespace {

constexpr double max_grouping_sets = 128;
constexpr std::size_t max_columns = 1'664;  // PostgreSQL's own limit (manual, appendix K)
constexpr int hard_depth = 200;             // what the stack of 8 MiB was measured with, whatever the policy says

// "DeleteStmt" → "DELETE", "CreateRoleStmt" → "CREATE ROLE", "VariableSetStmt" → "SET".
std::string command_of(std::string_view kind) {
    if (kind.empty()) return "nothing";
    if (kind.ends_with("Stmt")) kind.remove_suffix(4);
    if (kind.starts_with("Variable")) kind.remove_prefix(8);
    std::string command;
    for (const char c : kind) {
        const bool upper = c >= 'A' && c <= 'Z';
        if (upper && !command.empty()) command += ' ';
        command += upper || c == '_' ? c : static_cast<char>(c - 'a' + 'A');
    }
    return command;
}

bool has_name(const std::vector<Column>& columns, std::string_view name) {
    return std::any_of(columns.begin(), columns.end(), [&](const Column& column) { return column.name == name; });
}

// The name when `item` is a column name by itself, which in ORDER BY and GROUP BY may also mean an output column.
std::optional<std::string_view> bare_name(const json::value& item) {
    const auto node = as_node(item);
    if (node.kind != "ColumnRef") return std::nullopt;
    const auto parts = names(*node.fields, "fields");
    if (parts.size() != 1 || parts[0].empty()) return std::nullopt;
    return parts[0];
}

bool is_integer(const json::value& item) {
    const auto node = as_node(item);
    return node.kind == "A_Const" && has(*node.fields, "ival");
}

void without_sources(std::vector<Column>& columns) {
    for (auto& column : columns) column.source = -1;
}

}  // namespace

QueryCheck::Level::Level(QueryCheck& check) : check_(check) {
    if (++check_.depth_ > std::min(hard_depth, check_.policy_.max_depth))
        check_.refuse("The query is nested too deeply.", "Ask for less at once.");
}

void QueryCheck::refuse(std::string message, std::string hint) {
    if (refusal_) return;
    refusal_ = make_error(ErrorKind::forbidden_sql, std::move(message), std::move(hint));
}

void QueryCheck::known_fields(const json::object& node, std::string_view what,
                              std::initializer_list<std::string_view> fields) {
    for (const auto& member : node) {
        const std::string_view key = member.key();
        if (std::find(fields.begin(), fields.end(), key) == fields.end())
            return refuse(fmt::format("{} with {} is not allowed in a rule.", what, key));
    }
}

void QueryCheck::statement(const json::object& root) {
    known_fields(root, "A query", {"version", "stmts"});
    const auto& statements = list(root, "stmts");
    if (statements.empty()) return refuse("The text holds no query.");
    if (statements.size() > 1) return refuse("A rule is one SELECT; this text holds several statements.");
    const auto* statement = statements[0].if_object();
    if (!statement) return refuse("The text holds no query.");
    known_fields(*statement, "A statement", {"stmt", "stmt_location", "stmt_len"});
    const auto result = select_stmt(child(*statement, "stmt"), nullptr, "A rule");
    if (refusal_) return;
    double written = 0;
    for (const auto& column : result.columns) written += column.bounds.written;
    if (result.columns.empty()) refuse("The query has no columns.");
    if (written > max_written_row) refuse("The query would build very large rows.", "Repeat or pad less.");
    if (relations_.empty()) refuse("The query reads no table.", "A rule reads at least one table or view.");
}

Output QueryCheck::select_stmt(const json::value& value, Scope* parent, std::string_view where) {
    const auto node = as_node(value);
    if (node.kind == "SelectStmt") return select(*node.fields, parent);
    refuse(fmt::format("{} must be a SELECT; {} is not allowed.", where, command_of(node.kind)));
    return {};
}

Output QueryCheck::select(const json::object& node, Scope* parent) {
    const Level level(*this);
    if (!level) return {};
    if (has(node, "intoClause")) refuse("SELECT INTO is not allowed in a rule: it would make a table.");
    if (has(node, "lockingClause")) refuse("FOR UPDATE and FOR SHARE are not allowed in a rule: they lock rows.");
    known_fields(node, "SELECT",
                 {"distinctClause", "targetList", "fromClause", "whereClause", "groupClause", "groupDistinct",
                  "havingClause", "windowClause", "valuesLists", "sortClause", "limitOffset", "limitCount",
                  "limitOption", "withClause", "op", "all", "larg", "rarg"});
    Scope scope;
    scope.parent = parent;
    if (const auto* with = child(node, "withClause").if_object()) with_clause(*with, node, scope);

    Output output;
    if (text(node, "op") != "SETOP_NONE")
        output = set_operation(node, scope);
    else if (has(node, "valuesLists"))
        output = values_lists(node, scope);
    else
        output = simple_select(node, scope);

    if (const auto most = limits(node, scope)) {
        output.bulk = std::min(output.bulk, *most <= 1 ? Bulk::one_row : Bulk::bounded);
        output.rows = std::min(output.rows, std::max(*most, 1.0));
    }
    without_sources(output.columns);
    return output;
}

void QueryCheck::with_clause(const json::object& node, const json::object& select, Scope& scope) {
    known_fields(node, "WITH", {"ctes", "recursive", "location"});
    const bool recursive = flag(node, "recursive");
    const auto& items = list(node, "ctes");
    for (const auto& item : items) {
        const auto cte = as_node(item);
        if (cte.kind != "CommonTableExpr") return refuse("WITH holds something else than queries.");
        if (has(*cte.fields, "search_clause") || has(*cte.fields, "cycle_clause"))
            return refuse("SEARCH and CYCLE are not allowed in a rule.",
                          "Carry the way along in an array: path || id, and WHERE NOT id = ANY (path).");
        known_fields(*cte.fields, "WITH",
                     {"ctename", "aliascolnames", "ctematerialized", "ctequery", "location", "cterefcount"});
        if (recursive) scope.common_tables.push_back({text(*cte.fields, "ctename"), {}, CommonTable::State::later});
    }
    const bool bounded =
        recursive && items.size() == 1 && is_bounded_recursion(select, scope.common_tables.back().name);
    for (std::size_t i = 0; i < items.size() && !refusal_; ++i) {
        const auto& cte = *as_node(items[i]).fields;
        if (recursive) {
            auto& table = scope.common_tables[i];
            table.output = common_table(cte, table, bounded, scope);
            table.state = CommonTable::State::complete;
            continue;
        }
        CommonTable table{text(cte, "ctename"), {}};
        table.output = select_stmt(child(cte, "ctequery"), &scope, "A query in WITH");
        rename(table.output.columns, names(cte, "aliascolnames"));
        scope.common_tables.push_back(std::move(table));
    }
}

Output QueryCheck::set_operation(const json::object& node, Scope& scope) {
    const auto* left = child(node, "larg").if_object();
    const auto* right = child(node, "rarg").if_object();
    if (!left || !right) {
        refuse("A part of the UNION is missing.");
        return {};
    }
    auto* const itself = recursion_.node == &node ? recursion_.table : nullptr;
    const auto own_names = itself ? recursion_.columns : std::vector<std::string_view>();
    auto output = select(*left, &scope);
    auto other = itself ? step(*itself, output, own_names, *right, scope) : select(*right, &scope);
    if (!refusal_ && output.columns.size() != other.columns.size())
        refuse("The parts of a UNION, INTERSECT or EXCEPT must have the same number of columns.");
    if (refusal_) return {};
    if (itself && itself->self_references > 0) {
        end_step(*itself, output, other, flag(node, "all"));
        for (std::size_t i = 0; i < output.columns.size(); ++i) output.columns[i].bounds = other.columns[i].bounds;
        output.rows = other.rows;
        output.bulk = other.bulk;
    } else {
        for (std::size_t i = 0; i < output.columns.size(); ++i)
            output.columns[i].bounds = either(output.columns[i].bounds, other.columns[i].bounds);
        output.rows += other.rows;
        output.bulk = std::max({output.bulk, other.bulk, Bulk::bounded});
    }
    if (!flag(node, "all")) output.bulk = std::min(output.bulk, Bulk::reduced);
    for (const auto& item : list(node, "sortClause")) {
        const auto sort = as_node(item);
        const auto& by = sort.fields ? child(*sort.fields, "node") : item;
        const auto name = bare_name(by);
        if (!is_integer(by) && !(name && has_name(output.columns, *name)))
            refuse("ORDER BY of a UNION, INTERSECT or EXCEPT must name one of its columns.");
    }
    order_by(list(node, "sortClause"), scope, output.columns);
    return output;
}

Output QueryCheck::values_lists(const json::object& node, Scope& scope) {
    Output output;
    const auto& rows = list(node, "valuesLists");
    for (std::size_t i = 0; i < rows.size() && !refusal_; ++i) {
        const auto row = as_node(rows[i]);
        if (row.kind != "List") {
            refuse("VALUES holds something else than rows.");
            break;
        }
        const auto& items = list(*row.fields, "items");
        if (i > 0 && items.size() != output.columns.size()) {
            refuse("The rows of VALUES must have the same number of columns.");
            break;
        }
        for (std::size_t k = 0; k < items.size(); ++k) {
            const auto bounds = expression(items[k], scope);
            if (i == 0)
                output.columns.push_back({made_names_.emplace_back(fmt::format("column{}", k + 1)), bounds, -1});
            else
                output.columns[k].bounds = either(output.columns[k].bounds, bounds);
        }
    }
    output.bulk = rows.size() > 1 ? Bulk::bounded : Bulk::one_row;
    output.rows = static_cast<double>(std::max<std::size_t>(rows.size(), 1));
    order_by(list(node, "sortClause"), scope, output.columns);
    return output;
}

Output QueryCheck::simple_select(const json::object& node, Scope& scope) {
    const auto& from = list(node, "fromClause");
    for (std::size_t i = 0; i < from.size() && !refusal_; ++i) {
        auto part = from_part(from[i], scope, static_cast<int>(i));
        for (auto& name : part.names) {
            name.lateral_only = true;
            scope.names.push_back(std::move(name));
        }
    }
    for (auto& name : scope.names) name.lateral_only = false;
    conditions(child(node, "whereClause"), scope);
    combination(scope);

    Output output;
    output.columns = target_list(node, scope);
    const auto& groups = list(node, "groupClause");
    double sets = 1;
    group_by(groups, scope, output.columns, sets);
    if (has(node, "havingClause")) expression(child(node, "havingClause"), scope);
    for (const auto& item : list(node, "windowClause")) {
        const auto definition = as_node(item);
        if (definition.kind == "WindowDef")
            window(*definition.fields, scope);
        else
            refuse("WINDOW holds something else than windows.");
    }
    const auto& distinct = list(node, "distinctClause");
    for (const auto& item : distinct)
        if (!as_node(item).kind.empty()) output_or_expression(item, scope, output.columns);
    order_by(list(node, "sortClause"), scope, output.columns);

    if (enclosing_rows_ * scope.rows * scope.selected_rows * sets > max_generated_rows)
        refuse(fmt::format("The query's set-returning functions could make more than {:.0f} rows.", max_generated_rows),
               "Use a shorter series, or fewer of them at once.");

    const bool grouped = !groups.empty() || has(node, "havingClause") || scope.has_aggregate;
    output.bulk = Bulk::one_row;
    for (const auto& source : scope.sources) output.bulk = std::max(output.bulk, source.bulk);
    output.rows = scope.rows;
    if (grouped && groups.empty()) {
        output.bulk = Bulk::one_row;
        output.rows = 1;
    } else if (grouped || !distinct.empty()) {
        output.bulk = std::min(output.bulk, Bulk::reduced);
    }
    output.rows *= scope.selected_rows * sets;
    if (scope.selected_rows * sets > 1) output.bulk = std::max(output.bulk, Bulk::bounded);
    return output;
}

std::vector<Column> QueryCheck::target_list(const json::object& node, Scope& scope) {
    std::vector<Column> columns;
    for (const auto& item : list(node, "targetList")) {
        if (refusal_) return {};
        const auto target = as_node(item);
        if (target.kind != "ResTarget") {
            refuse("The SELECT list holds something else than columns.");
            return {};
        }
        known_fields(*target.fields, "A column of the SELECT list", {"name", "val", "location"});
        const auto& value = child(*target.fields, "val");
        const auto column = as_node(value);
        const auto& parts = column.kind == "ColumnRef" ? list(*column.fields, "fields") : list({}, "");
        if (!parts.empty() && as_node(parts[parts.size() - 1]).kind == "A_Star") {
            auto prefix = names(*column.fields, "fields");
            prefix.pop_back();
            const auto all = prefix.size() > 2 ? std::nullopt : expand_star(scope, prefix);
            if (!all) {
                refuse(fmt::format("There is no table \"{}\" in this FROM clause.", fmt::join(prefix, ".")));
                return {};
            }
            if (columns.size() + all->size() > max_columns) {
                refuse(fmt::format("The query has more than {} columns.", max_columns));
                return {};
            }
            columns.insert(columns.end(), all->begin(), all->end());
            continue;
        }
        const auto bounds = expression(value, scope);
        const auto name = text(*target.fields, "name");
        given_name(name);
        columns.push_back({name.empty() ? output_name(value) : name, bounds, -1});
    }
    return columns;
}

void QueryCheck::conditions(const json::value& value, Scope& scope) {
    if (value.is_null()) return;
    const auto node = as_node(value);
    if (node.kind == "BoolExpr" && text(*node.fields, "boolop") == "AND_EXPR") {
        known_fields(*node.fields, "AND", {"boolop", "args", "location"});
        const Level level(*this);
        for (const auto& part : list(*node.fields, "args")) {
            if (!level) return;
            count_operator();
            conditions(part, scope);
        }
        return;
    }
    begin_condition(scope);
    expression(value, scope);
    join_touched(scope);
}

void QueryCheck::group_by(const json::array& items, Scope& scope, const std::vector<Column>& output, double& sets) {
    for (const auto& item : items) sets *= grouping_item(item, scope, output);
    if (sets > max_grouping_sets)
        refuse(fmt::format("GROUP BY makes more than {:.0f} grouping sets.", max_grouping_sets));
}

// How many grouping sets the item makes (manual 7.2.4).
double QueryCheck::grouping_item(const json::value& item, Scope& scope, const std::vector<Column>& output) {
    const Level level(*this);
    if (!level) return 1;
    const auto node = as_node(item);
    if (node.kind == "RowExpr" && text(*node.fields, "row_format") == "COERCE_IMPLICIT_CAST") {
        known_fields(*node.fields, "A row", {"args", "row_format", "location"});
        for (const auto& part : list(*node.fields, "args")) grouping_item(part, scope, output);
        return 1;
    }
    if (node.kind != "GroupingSet") {
        const auto name = bare_name(item);
        // GROUP BY prefers a column of FROM, ORDER BY one of the SELECT list.
        if (!name || is_column(scope, *name) || !has_name(output, *name)) expression(item, scope);
        return 1;
    }
    known_fields(*node.fields, "GROUP BY", {"kind", "content", "location"});
    const auto& content = list(*node.fields, "content");
    double sum = 0;
    for (const auto& part : content) sum += grouping_item(part, scope, output);
    const auto kind = text(*node.fields, "kind");
    if (kind == "GROUPING_SET_CUBE") return std::exp2(static_cast<double>(content.size()));
    if (kind == "GROUPING_SET_ROLLUP") return static_cast<double>(content.size()) + 1;
    if (kind == "GROUPING_SET_SETS") return std::max(sum, 1.0);
    if (kind != "GROUPING_SET_EMPTY") refuse("This kind of GROUP BY is not allowed in a rule.");
    return 1;
}

void QueryCheck::order_by(const json::array& items, Scope& scope, const std::vector<Column>& output) {
    for (const auto& item : items) {
        const auto sort = as_node(item);
        if (sort.kind != "SortBy") return refuse("ORDER BY holds something else than columns.");
        if (has(*sort.fields, "useOp") || text(*sort.fields, "sortby_dir") == "SORTBY_USING")
            return refuse("ORDER BY … USING an operator is not allowed in a rule.", "Use ASC or DESC.");
        known_fields(*sort.fields, "ORDER BY", {"node", "sortby_dir", "sortby_nulls", "location"});
        output_or_expression(child(*sort.fields, "node"), scope, output);
    }
}

void QueryCheck::output_or_expression(const json::value& item, Scope& scope, const std::vector<Column>& output) {
    const auto name = bare_name(item);
    if (name && has_name(output, *name)) return;
    expression(item, scope);
}

// The most rows that LIMIT lets through, when that is a constant.
std::optional<double> QueryCheck::limits(const json::object& node, Scope& scope) {
    const auto option = text(node, "limitOption");
    if (option != "LIMIT_OPTION_DEFAULT" && option != "LIMIT_OPTION_COUNT" && option != "LIMIT_OPTION_WITH_TIES")
        refuse("This kind of LIMIT is not allowed in a rule.");
    if (has(node, "limitOffset")) expression(child(node, "limitOffset"), scope);
    if (!has(node, "limitCount")) return std::nullopt;
    const auto count = expression(child(node, "limitCount"), scope);
    if (option == "LIMIT_OPTION_WITH_TIES" || !count.constant || !count.number || count.number->high > 1'000)
        return std::nullopt;
    return count.number->high;
}

void QueryCheck::rename(std::vector<Column>& columns, const std::vector<std::string_view>& given) {
    if (given.size() > columns.size())
        return refuse("An alias gives names to more columns than there are.", "Name at most as many.");
    for (std::size_t i = 0; i < given.size(); ++i) {
        given_name(given[i]);
        columns[i].name = given[i];
    }
}

// Names that a query gives become columns that people read: none may look like another. What a table's own column is
// called is its owner's.
void QueryCheck::given_name(std::string_view name) {
    if (!holds_hidden_characters(name)) return;
    for (const auto& relation : policy_.relations)
        if (std::find(relation.columns.begin(), relation.columns.end(), name) != relation.columns.end()) return;
    refuse("A name that the query gives holds characters that do not show, or that turn the direction of text.",
           "Write the name without them.");
}

// The name PostgreSQL gives a column that has none of its own (parse_target.c, FigureColname); "" stands for "weak".
std::string_view QueryCheck::output_name(const json::value& value) const {
    struct Name {
        std::string_view name;
        int strength = 0;
    };
    const auto figure = [this](const auto& self, const json::value& item) -> Name {
        const auto node = as_node(item);
        if (!node.fields) return {};
        const auto& fields = *node.fields;
        if (node.kind == "ColumnRef") return {names(fields, "fields").back(), 2};
        if (node.kind == "FuncCall") return {names(fields, "funcname").back(), 2};
        if (node.kind == "A_Indirection" || node.kind == "CollateClause") return self(self, child(fields, "arg"));
        if (node.kind == "A_Expr" && text(fields, "kind") == "AEXPR_NULLIF") return {"nullif", 2};
        if (node.kind == "TypeCast") {
            const auto inner = self(self, child(fields, "arg"));
            const auto* type = child(fields, "typeName").if_object();
            return inner.strength > 1 || !type ? inner : Name{names(*type, "names").back(), 1};
        }
        if (node.kind == "CaseExpr") {
            const auto inner = self(self, child(fields, "defresult"));
            return inner.strength > 1 ? inner : Name{"case", 1};
        }
        if (node.kind == "SubLink") {
            const auto kind = text(fields, "subLinkType");
            if (kind == "EXISTS_SUBLINK") return {"exists", 2};
            if (kind == "ARRAY_SUBLINK") return {"array", 2};
            const auto found = subquery_names_.find(&fields);
            if (kind == "EXPR_SUBLINK" && found != subquery_names_.end()) return {found->second, 2};
            return {};
        }
        if (node.kind == "GroupingFunc") return {"grouping", 2};
        if (node.kind == "A_ArrayExpr") return {"array", 2};
        if (node.kind == "RowExpr") return {"row", 2};
        if (node.kind == "CoalesceExpr") return {"coalesce", 2};
        if (node.kind == "MinMaxExpr") return {text(fields, "op") == "IS_GREATEST" ? "greatest" : "least", 2};
        if (node.kind == "SQLValueFunction") return {allowed_value_keyword(text(fields, "op")).value_or(""), 2};
        return {};
    };
    const auto name = refusal_ ? Name{} : figure(figure, value);
    return name.strength > 0 ? name.name : "?column?";
}

}  // namespace pf::sql
