// QueryCheck: FROM. What each part makes visible follows transformFromClauseItem in PostgreSQL's parse_clause.c.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "sql/query_check.hpp"

namespace pf::sql {
namespace {

constexpr double max_cross_rows = 1'000;  // of the constant parts of a CROSS JOIN together
constexpr std::size_t max_listed = 20;
constexpr std::size_t max_joined_columns = 5'000;

struct Alias {
    std::string_view name;
    std::vector<std::string_view> columns;
};

Alias alias_of(const json::object& node, std::string_view field = "alias") {
    const auto* alias = child(node, field).if_object();
    return alias ? Alias{text(*alias, "aliasname"), names(*alias, "colnames")} : Alias{};
}

std::vector<Column> columns_of(const AllowedRelation& relation) {
    std::vector<Column> columns;
    columns.reserve(relation.columns.size());
    for (const auto& name : relation.columns) columns.push_back({name, column_bounds(), -1});
    return columns;
}

const Column* find_column(const std::vector<Column>& columns, std::string_view name) {
    for (const auto& column : columns)
        if (column.name == name) return &column;
    return nullptr;
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const auto space = std::min(text.find(' '), text.size());
        words.push_back(text.substr(0, space));
        text.remove_prefix(std::min(space + 1, text.size()));
    }
    return words;
}

constexpr const char* withheld_hint =
    "Whoever runs the server may allow it by name (PF_ALLOW_VIEWS), when its functions do no harm.";

// A table that the policy would have, were it not for what it calls. Without a schema any of that name.
const WithheldRelation* find_withheld(const GuardPolicy& policy, std::string_view schema, std::string_view name) {
    for (const auto& relation : policy.withheld)
        if (relation.name == name && (schema.empty() || relation.schema == schema)) return &relation;
    return nullptr;
}

std::string known_tables(const GuardPolicy& policy) {
    std::string hint = "Known tables: ";
    for (std::size_t i = 0; i < policy.relations.size() && i < max_listed; ++i)
        hint += fmt::format("{}{}", i == 0 ? "" : ", ", policy.relations[i].name);
    return hint + (policy.relations.size() > max_listed ? ", …" : ".");
}

}  // namespace

QueryCheck::FromPart QueryCheck::from_part(const json::value& value, Scope& scope, int entry) {
    const Level level(*this);
    if (!level) return {};
    const auto node = as_node(value);
    if (node.kind == "RangeVar") return range_var(*node.fields, scope, entry);
    if (node.kind == "RangeSubselect") return range_subselect(*node.fields, scope, entry);
    if (node.kind == "RangeFunction") return range_function(*node.fields, scope, entry);
    if (node.kind == "RangeTableSample") return table_sample(*node.fields, scope, entry);
    if (node.kind == "JoinExpr") return join(*node.fields, scope, entry);
    refuse(node.kind == "RangeTableFunc" ? "XMLTABLE is not allowed in a rule."
                                         : fmt::format("{} in FROM is not allowed in a rule.", node.kind));
    return {};
}

// A part with one name: a new source, joined with the siblings it refers to (LATERAL).
QueryCheck::FromPart QueryCheck::single(std::string_view name, std::vector<Column> columns, const json::object& node,
                                        Scope& scope, Source source) {
    const auto alias = alias_of(node);
    given_name(alias.name);
    rename(columns, alias.columns);
    const int index = static_cast<int>(scope.sources.size());
    source.label = alias.name.empty() ? name : alias.name;
    source.joined = index;
    for (auto& column : columns) column.source = index;
    scope.sources.push_back(source);
    scope.rows *= source.rows;
    for (const int sibling : scope.touched) join_sources(scope, index, sibling);
    scope.touched.clear();

    RangeName range;
    range.name = source.label;
    range.columns = columns;
    return {{std::move(range)}, std::move(columns)};
}

QueryCheck::FromPart QueryCheck::range_var(const json::object& node, Scope& scope, int entry) {
    known_fields(node, "A table in FROM",
                 {"catalogname", "schemaname", "relname", "inh", "relpersistence", "alias", "location"});
    const auto schema = text(node, "schemaname");
    const auto name = text(node, "relname");
    if (!text(node, "catalogname").empty()) refuse("A table may be named with its schema, not with its database.");
    if (!flag(node, "inh")) refuse("ONLY is not allowed in a rule.");
    if (text(node, "relpersistence") != "p") refuse("Only ordinary tables may be read.");
    scope.touched.clear();

    if (schema.empty()) {
        if (auto* table = find_common_table(scope, name)) return common_table_reference(*table, node, scope, entry);
    }
    const auto* relation = find_relation(schema, name);
    if (!relation) {
        if (const auto* withheld = find_withheld(policy_, schema, name)) {
            refuse(fmt::format("\"{}\" may not be read by a rule: {}", name, withheld->reason), withheld_hint);
            return {};
        }
        refuse(fmt::format("The table \"{}{}{}\" is not one a rule may read.", schema, schema.empty() ? "" : ".", name),
               known_tables(policy_));
        return {};
    }
    if (++table_references_ > policy_.max_relations)
        refuse(fmt::format("The query names more than {} tables.", policy_.max_relations));
    relations_.insert(fmt::format("{}.{}", relation->schema, relation->name));
    if (schema.empty()) unqualified_.push_back({static_cast<std::size_t>(number(node, "location")), relation->schema});

    auto part = single(name, columns_of(*relation), node, scope, {{}, Bulk::table, 1, entry, 0});
    part.names[0].is_table = true;
    if (!has(node, "alias")) part.names[0].relation = relation;
    return part;
}

QueryCheck::FromPart QueryCheck::common_table_reference(CommonTable& table, const json::object& node, Scope& scope,
                                                        int entry) {
    using enum CommonTable::State;
    if (++common_table_references_ > 2 * policy_.max_relations)
        refuse(fmt::format("The query reads its WITH queries more than {} times.", 2 * policy_.max_relations));
    if (table.state == later)
        refuse(fmt::format("The query \"{}\" of WITH RECURSIVE is read before it stands there.", table.name),
               "Put it first.");
    if (table.state == first_part || (table.state == step && ++table.self_references > 1))
        refuse(fmt::format("The recursive query \"{}\" may name itself once, in the second part of its UNION.",
                           table.name),
               "WITH RECURSIVE t AS (SELECT the first rows UNION ALL SELECT the next from t) SELECT …");
    const auto& output = table.output;
    return single(table.name, output.columns, node, scope, {{}, output.bulk, output.rows, entry, 0});
}

const AllowedRelation* QueryCheck::find_relation(std::string_view schema, std::string_view name) const {
    const AllowedRelation* best = nullptr;
    auto best_place = policy_.search_path.end();
    for (const auto& relation : policy_.relations) {
        if (relation.name != name) continue;
        if (!schema.empty()) {
            if (relation.schema == schema) return &relation;
            continue;
        }
        const auto place = std::find(policy_.search_path.begin(), best_place, relation.schema);
        if (place == best_place) continue;
        best = &relation;
        best_place = place;
    }
    return best;
}

QueryCheck::FromPart QueryCheck::range_subselect(const json::object& node, Scope& scope, int entry) {
    known_fields(node, "A subquery in FROM", {"lateral", "subquery", "alias"});
    scope.touched.clear();
    scope.lateral_active = flag(node, "lateral");
    auto output = select_stmt(child(node, "subquery"), &scope, "A subquery");
    scope.lateral_active = false;
    return single("a subquery", std::move(output.columns), node, scope, {{}, output.bulk, output.rows, entry, 0});
}

QueryCheck::FromPart QueryCheck::range_function(const json::object& node, Scope& scope, int entry) {
    known_fields(node, "A function in FROM",
                 {"lateral", "ordinality", "is_rowsfrom", "functions", "alias", "coldeflist"});
    if (flag(node, "is_rowsfrom")) refuse("ROWS FROM is not allowed in a rule.");
    const auto& functions = list(node, "functions");
    const auto first = functions.size() == 1 ? as_node(functions[0]) : Node{};
    const auto& parts = first.kind == "List" ? list(*first.fields, "items") : functions;
    const auto function = parts.empty() ? Node{} : as_node(parts[0]);
    if (function.kind != "FuncCall" || (parts.size() > 1 && !as_node(parts[1]).kind.empty()))
        refuse("This function is not allowed in FROM.");
    if (refusal_) return {};

    scope.touched.clear();
    scope.lateral_active = true;
    const auto made = call(*function.fields, scope, Place::from);
    scope.lateral_active = false;
    if (refusal_) return {};
    const bool has_columns = has(node, "coldeflist");
    if (has_columns != (made.function->rule == Rule::record_columns))
        refuse(
            fmt::format("{}() {} a list of columns with their types.", made.name, has_columns ? "takes no" : "needs"));

    auto columns = function_columns(node, made, alias_of(node).name);
    const bool is_scalar = columns.size() == 1 && !has_columns;
    if (flag(node, "ordinality")) columns.push_back({"ordinality", number_bounds(1, max_generated_rows), -1});
    const auto bulk = made.function->kind == FunctionKind::set_returning ? Bulk::bounded : Bulk::one_row;
    auto part = single(made.name, std::move(columns), node, scope, {{}, bulk, made.rows, entry, 0});
    part.names[0].is_scalar = is_scalar && !flag(node, "ordinality");
    return part;
}

// PostgreSQL: addRangeTableEntryForFunction, chooseScalarFunctionAlias.
std::vector<Column> QueryCheck::function_columns(const json::object& node, const Call& made, std::string_view alias) {
    std::vector<Column> columns;
    for (const auto& item : list(node, "coldeflist")) {
        const auto column = as_node(item);
        if (column.kind != "ColumnDef") {
            refuse("A function's column list holds something else than columns.");
            return {};
        }
        known_fields(*column.fields, "A column", {"colname", "typeName", "is_local", "location"});
        if (const auto* type = child(*column.fields, "typeName").if_object()) type_name(*type);
        columns.push_back({text(*column.fields, "colname"), made.value, -1});
    }
    if (!columns.empty()) return columns;
    for (const auto name : words_of(made.function->columns)) columns.push_back({name, made.value, -1});
    if (!columns.empty()) return columns;
    if (made.name == "unnest" && made.arguments > 1)
        return std::vector<Column>(made.arguments, {"unnest", made.value, -1});
    return {{alias.empty() ? made.name : alias, made.value, -1}};
}

QueryCheck::FromPart QueryCheck::table_sample(const json::object& node, Scope& scope, int entry) {
    known_fields(node, "TABLESAMPLE", {"relation", "method", "args", "repeatable", "location"});
    const auto method = names(node, "method");
    if (method.size() != 1 || (method[0] != "bernoulli" && method[0] != "system"))
        refuse("TABLESAMPLE takes BERNOULLI or SYSTEM only.");
    const auto constant_number = [&](const json::value& value) {
        const auto argument = as_node(value);
        if (argument.kind != "A_Const" || !(constant(*argument.fields).number))
            refuse("TABLESAMPLE takes a plain number only.");
    };
    for (const auto& argument : list(node, "args")) constant_number(argument);
    if (has(node, "repeatable")) constant_number(child(node, "repeatable"));
    const auto relation = as_node(child(node, "relation"));
    if (relation.kind != "RangeVar") refuse("TABLESAMPLE is for tables only.");
    if (refusal_) return {};
    return range_var(*relation.fields, scope, entry);
}

QueryCheck::FromPart QueryCheck::join(const json::object& node, Scope& scope, int entry) {
    known_fields(node, "JOIN",
                 {"jointype", "isNatural", "larg", "rarg", "usingClause", "join_using_alias", "quals", "alias"});
    static constexpr std::string_view kinds[] = {"JOIN_INNER", "JOIN_LEFT", "JOIN_RIGHT", "JOIN_FULL"};
    if (std::find(std::begin(kinds), std::end(kinds), text(node, "jointype")) == std::end(kinds))
        refuse("This kind of JOIN is not allowed in a rule.");

    auto left = from_part(child(node, "larg"), scope, entry);
    const auto outside = scope.names.size();
    for (const auto& name : left.names) {
        scope.names.push_back(name);
        scope.names.back().lateral_only = true;
    }
    auto right = from_part(child(node, "rarg"), scope, entry);
    scope.names.erase(scope.names.begin() + static_cast<std::ptrdiff_t>(outside), scope.names.end());
    if (refusal_) return {};

    auto shared = names(node, "usingClause");
    if (flag(node, "isNatural"))
        for (const auto& column : left.columns)
            if (find_column(right.columns, column.name)) shared.push_back(column.name);
    FromPart part;
    join_using(left, right, shared, scope, part.columns);
    if (part.columns.size() > max_joined_columns)
        refuse(fmt::format("The query joins more than {} columns.", max_joined_columns));
    if (refusal_) return {};

    std::vector<RangeName> inside = std::move(left.names);
    inside.insert(inside.end(), std::make_move_iterator(right.names.begin()),
                  std::make_move_iterator(right.names.end()));
    if (has(node, "quals")) {
        // ON sees the two sides and what lies around the query, not the rest of this FROM.
        std::swap(scope.names, inside);
        conditions(child(node, "quals"), scope);
        std::swap(scope.names, inside);
    }

    const auto alias = alias_of(node);
    const auto using_alias = alias_of(node, "join_using_alias");
    if (!using_alias.name.empty()) {
        RangeName range;
        range.name = using_alias.name;
        range.columns.assign(part.columns.begin(), part.columns.begin() + static_cast<std::ptrdiff_t>(shared.size()));
        range.columns_visible = false;
        part.names.push_back(std::move(range));
    }
    if (alias.name.empty()) {
        for (auto& range : inside) {
            range.columns_visible = false;
            if (range.name_visible) part.names.push_back(std::move(range));
        }
    }
    rename(part.columns, alias.columns);
    RangeName whole;
    whole.name = alias.name;
    whole.name_visible = !alias.name.empty();
    whole.columns = part.columns;
    part.names.push_back(std::move(whole));
    return part;
}

// The joined columns: the shared ones first, then the rest of both sides.
void QueryCheck::join_using(FromPart& left, FromPart& right, const std::vector<std::string_view>& shared, Scope& scope,
                            std::vector<Column>& merged) {
    for (const auto name : shared) {
        const auto* a = find_column(left.columns, name);
        const auto* b = find_column(right.columns, name);
        if (!a || !b) return refuse(fmt::format("The column \"{}\" of USING is not on both sides of the JOIN.", name));
        join_sources(scope, a->source, b->source);
        merged.push_back({name, either(a->bounds, b->bounds), a->source});
    }
    for (const auto* side : {&left.columns, &right.columns})
        for (const auto& column : *side)
            if (std::find(shared.begin(), shared.end(), column.name) == shared.end()) merged.push_back(column);
}

// Refuses a product of rows that no condition holds together. Comma: nothing but single rows may stand apart. CROSS
// JOIN: constant rows, or one more distinct or grouped list (every month × every category), may.
void QueryCheck::combination(const Scope& scope) {
    if (refusal_) return;
    struct Group {
        int root;
        Bulk bulk;
        double rows;
        std::string_view label;
    };
    std::vector<Group> groups;
    std::vector<std::pair<int, int>> entries;  // entry of FROM, group
    for (std::size_t i = 0; i < scope.sources.size(); ++i) {
        const auto& source = scope.sources[i];
        if (source.bulk == Bulk::one_row) continue;
        const int root = joined_root(scope, static_cast<int>(i));
        auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.root == root; });
        if (group == groups.end()) group = groups.insert(groups.end(), {root, Bulk::one_row, 1, source.label});
        group->bulk = std::max(group->bulk, source.bulk);
        group->rows *= source.rows;
        entries.push_back({source.entry, static_cast<int>(group - groups.begin())});
    }
    if (groups.size() < 2) return;

    // Groups that stand in one entry of FROM were put together on purpose.
    std::vector<bool> reached(groups.size());
    std::vector<int> open{0};
    reached[0] = true;
    while (!open.empty()) {
        const int group = open.back();
        open.pop_back();
        for (const auto& [entry, member] : entries) {
            if (member != group) continue;
            for (const auto& [other_entry, other] : entries)
                if (other_entry == entry && !reached[static_cast<std::size_t>(other)]) {
                    reached[static_cast<std::size_t>(other)] = true;
                    open.push_back(other);
                }
        }
    }
    const auto apart = std::find(reached.begin(), reached.end(), false);
    int tables = 0;
    int reduced = 0;
    double rows = 1;
    for (const auto& group : groups) {
        tables += group.bulk == Bulk::table;
        reduced += group.bulk == Bulk::reduced;
        if (group.bulk == Bulk::bounded) rows *= group.rows;
    }
    if (apart == reached.end() && tables <= 1 && tables + reduced <= 2 && rows <= max_cross_rows) return;
    const auto other = apart == reached.end() ? groups.size() - 1 : static_cast<std::size_t>(apart - reached.begin());
    refuse(fmt::format("Nothing joins \"{}\" with \"{}\": every row would be combined with every row.", groups[0].label,
                       groups[other].label),
           "Add the condition that joins them; a short list may stand in a CROSS JOIN.");
}

}  // namespace pf::sql
