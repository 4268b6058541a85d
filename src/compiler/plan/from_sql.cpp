#include "compiler/plan/from_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/plan/sql_reader.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/heads.hpp"

namespace pf::compiler::plan {
namespace {

constexpr int max_depth = 150;
constexpr std::size_t max_columns = 1000;  // of a select list

SetOperation operation_named(std::string_view name, bool all) {
    if (name == "SETOP_UNION") return all ? SetOperation::unite_all : SetOperation::unite;
    if (all) return SetOperation::none;
    return name == "SETOP_INTERSECT" ? SetOperation::intersect
           : name == "SETOP_EXCEPT"  ? SetOperation::except
                                     : SetOperation::none;
}

bool has_tail(const Query& query) { return !query.order.empty() || query.limit >= 0 || query.offset > 0; }

}  // namespace

Result<Query> from_sql(std::string_view sql, const Terms& terms, const SchemaIndex& schema) {
    if (sql.size() > max_sql_bytes)
        return make_error(ErrorKind::invalid_request, "The query is too long to be read.", "Ask for less at once.");
    const std::string text(sql.substr(0, sql.find('\0')));
    const auto tree = sql::SyntaxTree::parse(text);
    if (!tree) return tree.error();
    try {
        return SqlReader(text, terms, schema).statement(tree->root());
    } catch (const Beyond& found) {
        auto message = "The query cannot be read as a plan: " + found.construct;
        if (found.location >= 0) message += fmt::format(" (character {})", found.location + 1);
        return make_error(ErrorKind::invalid_request, message + ".");
    }
}

SqlReader::Level::Level(SqlReader& r, std::int64_t location) : reader(r) {
    if (reader.depth_ >= max_depth || --reader.budget_ <= 0) throw Beyond{"a query nested this deeply", location};
    ++reader.depth_;
}
SqlReader::Level::~Level() { --reader.depth_; }

void SqlReader::beyond(std::string construct, const Object& node) {
    throw Beyond{std::move(construct), sql::has(node, "location") ? sql::number(node, "location") : -1};
}

model::TypeClass SqlReader::type(const Term* term) const {
    Scopes scopes;
    for (const auto* scope : scopes_) scopes.push_back(scope->query);
    return type_of(*term, scopes, schema_);
}

Query SqlReader::statement(const Object& root) {
    const auto& statements = sql::list(root, "stmts");
    if (statements.size() != 1 || !statements[0].is_object()) throw Beyond{"other than one statement", -1};
    const auto statement = sql::as_node(sql::child(statements[0].get_object(), "stmt"));
    if (statement.kind != "SelectStmt") throw Beyond{"a statement other than SELECT", -1};
    return select(*statement.fields, false);
}

Query SqlReader::select(const Object& select, bool columns) {
    const Level level(*this, -1);
    const auto known = visible_common_;
    const auto size = common_.size();
    common_tables(select);
    auto made = sql::text(select, "op") == "SETOP_NONE" ? plain(select, columns) : set_operation(select, columns);
    common_.resize(size);
    visible_common_ = known;
    return made;
}

void SqlReader::common_tables(const Object& select) {
    const auto* with = sql::child(select, "withClause").if_object();
    if (!with) return;
    if (sql::flag(*with, "recursive")) beyond("WITH RECURSIVE", *with);
    common_.resize(visible_common_);
    for (const auto& item : sql::list(*with, "ctes")) {
        const auto table = sql::as_node(item);
        const auto query = table.fields ? sql::as_node(sql::child(*table.fields, "ctequery")) : sql::Node{};
        if (query.kind != "SelectStmt") throw Beyond{"WITH of something other than SELECT", -1};
        CommonTable made{std::string(sql::text(*table.fields, "ctename")), query.fields, {}, common_.size()};
        for (const auto name : sql::names(*table.fields, "aliascolnames")) made.columns.emplace_back(name);
        common_.push_back(std::move(made));
    }
    visible_common_ = common_.size();
}

void SqlReader::refuse_odd_clauses(const Object& select) {
    for (const auto* clause : {"intoClause", "valuesLists", "lockingClause"})
        if (sql::has(select, clause)) throw Beyond{clause, -1};
    if (sql::text(select, "limitOption") == "LIMIT_OPTION_WITH_TIES") throw Beyond{"FETCH … WITH TIES", -1};
}

Query SqlReader::plain(const Object& select, bool columns) {
    refuse_odd_clauses(select);
    Query made;
    Scope scope{&made, {}, &select};
    scopes_.push_back(&scope);
    for (const auto& item : sql::list(select, "fromClause")) relation(item);
    if (sql::has(select, "whereClause")) made.where.push_back(condition(sql::child(select, "whereClause")));
    shown(select, columns);
    distinct(select);
    group(select);
    if (sql::has(select, "havingClause")) made.having.push_back(condition(sql::child(select, "havingClause")));
    order(select, made);
    cut(select, made);
    for (auto* list : {&made.where, &made.having})
        if (list->size() == 1 && list->front()->kind == Term::Kind::call && list->front()->op == Op::all_of)
            *list = TermList(list->front()->args.begin(), list->front()->args.end());
    scopes_.pop_back();
    return made;
}

Query SqlReader::set_operation(const Object& select, bool columns) {
    refuse_odd_clauses(select);
    const auto operation = operation_named(sql::text(select, "op"), sql::flag(select, "all"));
    if (operation == SetOperation::none) throw Beyond{"INTERSECT ALL or EXCEPT ALL", -1};
    const auto* left = sql::child(select, "larg").if_object();
    const auto* right = sql::child(select, "rarg").if_object();
    if (!left || !right) throw Beyond{"half a set operation", -1};
    const bool inner = sql::text(*left, "op") != "SETOP_NONE" || sql::has(*left, "sortClause") ||
                       sql::has(*left, "limitCount") || sql::has(*left, "limitOffset");
    auto made = this->select(*left, columns || inner);
    auto other = this->select(*right, columns);
    const bool chains = made.operation == operation && operation != SetOperation::except && !has_tail(made);
    if (chains) {  // (a ∪ b) ∪ c is a ∪ (b ∪ c)
        std::vector<Query> links{std::move(made)};
        while (links.back().operation == operation && links.back().right) {
            auto next = *links.back().right;
            links.push_back(std::move(next));
        }
        links.back().operation = operation;
        links.back().right = terms_.keep(std::move(other));
        for (auto i = links.size() - 1; i-- > 0;) links[i].right = terms_.keep(std::move(links[i + 1]));
        made = std::move(links[0]);
    } else {
        if (made.operation != SetOperation::none || has_tail(made)) made = as_derived(std::move(made));
        made.operation = operation;
        made.right = terms_.keep(std::move(other));
    }
    order(select, made);
    cut(select, made);
    return made;
}

// SELECT its columns FROM (inner).
Query SqlReader::as_derived(Query inner) {
    const Source source{derived, next_derived_++};
    Query made;
    for (std::size_t i = 0; i < inner.select.size(); ++i)
        made.select.push_back({terms_.column(source, static_cast<int>(i)), {}});
    made.from.push_back({source, terms_.keep(std::move(inner)), false, -1, -1, nullptr});
    return made;
}

void SqlReader::shown(const Object& select, bool columns) {
    auto& query = *scopes_.back()->query;
    if (sql::list(select, "targetList").empty()) throw Beyond{"an empty select list", -1};
    for (const auto& item : sql::list(select, "targetList")) {
        const auto target = sql::as_node(item);
        if (target.kind != "ResTarget") throw Beyond{"a select list of an odd kind", -1};
        const auto value = sql::as_node(sql::child(*target.fields, "val"));
        if (value.kind == "ColumnRef") {
            const auto& fields = sql::list(*value.fields, "fields");
            if (!fields.empty() && sql::as_node(fields.back()).kind == "A_Star") {
                star(*value.fields, columns);
                continue;
            }
        }
        Shown made{term(sql::child(*target.fields, "val")), {}};
        auto name = std::string(sql::text(*target.fields, "name"));
        if (name.empty() && columns) name = print::natural_name(*made.term, {&query}, schema_);
        made.name = terms_.arena().keep(name);
        query.select.push_back(made);
        if (query.select.size() > max_columns) throw Beyond{"so many columns", -1};
    }
}

void SqlReader::add_all(Source source, bool columns) {
    auto& query = *scopes_.back()->query;
    if (!columns && source.table >= 0) {
        query.select.push_back({terms_.all(source), {}});
        return;
    }
    const auto names = column_names_of(source);
    for (std::size_t i = 0; i < names.size(); ++i)
        query.select.push_back({terms_.column(source, static_cast<int>(i)), terms_.arena().keep(names[i])});
    if (query.select.size() > max_columns) throw Beyond{"so many columns", -1};
}

void SqlReader::star(const Object& reference, bool columns) {
    const auto names = sql::names(reference, "fields");
    const auto& relations = scopes_.back()->relations;
    if (relations.empty()) beyond("* without FROM", reference);
    bool found = false;
    for (const auto& relation : relations)
        if (names.size() == 1 || relation.name == names[names.size() - 2]) {
            add_all(relation.source, columns);
            found = true;
        }
    if (!found) beyond("* of a relation that is not in FROM", reference);
}

void SqlReader::distinct(const Object& select) {
    auto& query = *scopes_.back()->query;
    if (!sql::has(select, "distinctClause")) return;
    for (const auto& item : sql::list(select, "distinctClause"))
        if (const auto node = sql::as_node(item); !node.kind.empty())
            query.distinct_on.push_back(key(item, query, false));
    query.distinct = query.distinct_on.empty();
}

void SqlReader::group(const Object& select) {
    auto& query = *scopes_.back()->query;
    for (const auto& item : sql::list(select, "groupClause")) {
        const auto node = sql::as_node(item);
        if (node.kind == "GroupingSet") beyond("GROUPING SETS, ROLLUP or CUBE", *node.fields);
        query.group.push_back(key(item, query, true));
    }
}

// A key of GROUP BY or ORDER BY: a number or a name may stand for a shown term.
const Term* SqlReader::key(const Value& node, const Query& query, bool input_first) {
    const auto found = sql::as_node(node);
    const auto no_place = [](const Term* made) {
        if (made->kind == Term::Kind::number) throw Beyond{"a key that is a constant", -1};  // would print as a place
        return made;
    };
    if (found.kind == "A_Const" && sql::has(*found.fields, "ival")) {
        const auto place = sql::number(sql::child(*found.fields, "ival").as_object(), "ival");
        if (place < 1 || static_cast<std::size_t>(place) > query.select.size())
            beyond("a place that the select list does not have", *found.fields);
        const auto end = query.select.begin() + place;
        if (std::any_of(query.select.begin(), end, [](const Shown& s) { return s.term->kind == Term::Kind::all; }))
            beyond("a place behind *", *found.fields);
        return no_place(query.select[static_cast<std::size_t>(place) - 1].term);
    }
    if (found.kind == "ColumnRef") {
        const auto names = sql::names(*found.fields, "fields");
        const auto* shown = names.size() == 1 ? named_key(names[0], query) : nullptr;
        const bool input = input_first && names.size() == 1 &&
                           std::any_of(scopes_.back()->relations.begin(), scopes_.back()->relations.end(),
                                       [&](const Relation& relation) {
                                           return std::find(relation.columns.begin(), relation.columns.end(),
                                                            names[0]) != relation.columns.end();
                                       });
        if (shown && !input) return no_place(shown);
    }
    return no_place(term(node));
}

const Term* SqlReader::named_key(std::string_view name, const Query& query) {
    for (const auto& shown : query.select)
        if (shown.name == name) return shown.term;
    return nullptr;
}

const Term* SqlReader::named_column(std::string_view name, const Query& query) {
    if (const auto* shown = named_key(name, query)) return shown;
    for (const auto& shown : query.select)
        if (shown.name.empty() && print::natural_name(*shown.term, {&query}, schema_) == name) return shown.term;
    return nullptr;
}

void SqlReader::order(const Object& select, Query& query) {
    const bool whole = query.operation != SetOperation::none;  // only by what is shown
    for (const auto& item : sql::list(select, "sortClause")) {
        const auto sort = sql::as_node(item);
        if (sort.kind != "SortBy") throw Beyond{"an order of an odd kind", -1};
        const auto& node = sql::child(*sort.fields, "node");
        if (whole && sql::as_node(node).kind == "ColumnRef") {
            const auto names = sql::names(*sql::as_node(node).fields, "fields");
            const auto* shown = names.size() == 1 ? named_column(names[0], query) : nullptr;
            if (!shown) beyond("an order of a set operation by what it does not show", *sort.fields);
            query.order.push_back(order_key(*sort.fields, shown));
        } else if (whole && sql::as_node(node).kind != "A_Const") {
            beyond("an order of a set operation by what it does not show", *sort.fields);
        } else {
            query.order.push_back(order_key(*sort.fields, key(node, query, false)));
        }
    }
}

OrderKey SqlReader::order_key(const Object& sort, const Term* term) {
    OrderKey key{term, sql::text(sort, "sortby_dir") == "SORTBY_DESC", OrderKey::Nulls::last};
    if (sql::text(sort, "sortby_dir") == "SORTBY_USING") beyond("ORDER BY … USING", sort);
    const auto nulls = sql::text(sort, "sortby_nulls");
    const bool first = nulls == "SORTBY_NULLS_FIRST" || (nulls == "SORTBY_NULLS_DEFAULT" && key.descending);
    if (first) key.nulls = OrderKey::Nulls::first;
    return key;
}

void SqlReader::cut(const Object& select, Query& query) {
    if (sql::has(select, "limitCount")) query.limit = count(sql::child(select, "limitCount"));
    if (sql::has(select, "limitOffset"))
        query.offset = std::max<std::int64_t>(count(sql::child(select, "limitOffset")), 0);
}

std::int64_t SqlReader::count(const Value& node) {
    const auto found = sql::as_node(node);
    if (found.kind != "A_Const") throw Beyond{"a LIMIT or OFFSET that is computed", -1};
    if (sql::flag(*found.fields, "isnull")) return -1;
    if (!sql::has(*found.fields, "ival")) beyond("a LIMIT or OFFSET that is no small number", *found.fields);
    return sql::number(sql::child(*found.fields, "ival").as_object(), "ival");
}

}  // namespace pf::compiler::plan
