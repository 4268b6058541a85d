#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/plan/sql_reader.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/heads.hpp"

namespace pf::compiler::plan {
namespace {

// A chain of common tables could make a plan of any size.
constexpr int max_derived_depth = 10;

std::string alias_of(const sql::json::object& range, std::string_view otherwise) {
    const auto* alias = sql::child(range, "alias").if_object();
    return std::string(alias ? sql::text(*alias, "aliasname") : otherwise);
}

std::vector<std::string> column_aliases(const sql::json::object& range) {
    std::vector<std::string> made;
    if (const auto* alias = sql::child(range, "alias").if_object())
        for (const auto name : sql::names(*alias, "colnames")) made.emplace_back(name);
    return made;
}

bool is_column_of(const Term& term, Source source) { return term.kind == Term::Kind::column && term.source == source; }

struct JoinedPairs {
    int to = -1;
    std::vector<std::pair<int, int>> columns;  // of that entry, and of the one joined to it
};

// Of a join by nothing but equal columns of one entry before it.
std::optional<JoinedPairs> joined_pairs(const std::vector<FromEntry>& from, std::size_t index) {
    const auto own_source = from[index].source;
    const auto* on = from[index].on;
    TermList parts{on};
    if (on->kind == Term::Kind::call && on->op == Op::all_of) parts.assign(on->args.begin(), on->args.end());
    JoinedPairs made;
    for (const auto* part : parts) {
        if (part->kind != Term::Kind::call || part->op != Op::eq) return std::nullopt;
        const auto *theirs = part->args[0], *own = part->args[1];
        if (is_column_of(*theirs, own_source)) std::swap(theirs, own);
        if (!is_column_of(*own, own_source) || theirs->kind != Term::Kind::column) return std::nullopt;
        const auto before = from.begin() + static_cast<std::ptrdiff_t>(index);
        const auto found =
            std::find_if(from.begin(), before, [&](const FromEntry& entry) { return entry.source == theirs->source; });
        const int to = static_cast<int>(found - from.begin());
        if (found == before || (made.to >= 0 && made.to != to)) return std::nullopt;
        made.to = to;
        made.columns.emplace_back(theirs->column, own->column);
    }
    return made;
}

}  // namespace

void SqlReader::relation(const Value& node) {
    const Level level(*this, -1);
    const auto found = sql::as_node(node);
    if (found.kind == "RangeVar") return table(*found.fields);
    if (found.kind == "RangeSubselect") return subselect(*found.fields);
    if (found.kind == "JoinExpr") return join(*found.fields);
    if (found.kind == "RangeFunction") throw Beyond{"a function in FROM", -1};
    throw Beyond{std::string(found.kind) + " in FROM", -1};
}

int SqlReader::table_named(std::string_view schema, std::string_view name) const {
    const auto& ontology = schema_.ontology();
    const auto find = [&](std::string_view in) {
        for (std::size_t t = 0; t < ontology.tables.size(); ++t)
            if (ontology.tables[t].name == name && ontology.tables[t].schema == in) return static_cast<int>(t);
        return -1;
    };
    if (!schema.empty()) return find(schema);
    for (const auto& path : ontology.search_path)
        if (const int found = find(path); found >= 0) return found;
    return find("");
}

const SqlReader::CommonTable* SqlReader::common_table(std::string_view name) const {
    for (auto i = visible_common_; i-- > 0;)
        if (common_[i].name == name) return &common_[i];
    return nullptr;
}

// The first that neither this query nor one round it uses for the table.
int SqlReader::free_instance(int table) const {
    int instance = 0;
    for (const auto* scope : scopes_)
        for (const auto& entry : scope->query->from)
            if (entry.source.table == table) instance = std::max(instance, entry.source.instance + 1);
    return instance;
}

std::vector<std::string> SqlReader::column_names_of(Source source) const {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
        for (const auto& relation : (*scope)->relations)
            if (relation.source == source) return relation.columns;
    return {};
}

void SqlReader::table(const Object& range) {
    const auto schema = sql::text(range, "schemaname"), name = sql::text(range, "relname");
    if (schema.empty())
        if (const auto* common = common_table(name)) {
            if (++derived_depth_ > max_derived_depth) beyond("WITH nested this deeply", range);
            const auto visible = std::exchange(visible_common_, common->sees);
            const auto later = std::vector<CommonTable>(common_);
            const auto columns = common->columns;
            const auto* query = common->query;
            auto outer = std::move(scopes_);
            scopes_.clear();  // a common table sees no relation but its own
            auto inner = select(*query, true);
            scopes_ = std::move(outer);
            common_ = later;
            visible_common_ = visible;
            --derived_depth_;
            derived_table(inner, alias_of(range, name), columns);
            return;
        }
    if (!column_aliases(range).empty()) beyond("column names of an alias", range);
    const int found = table_named(schema, name);
    if (found < 0) beyond("a relation that the model does not have, \"" + std::string(name) + "\"", range);
    const Source source{found, free_instance(found)};
    scopes_.back()->query->from.push_back({source, nullptr, false, -1, -1, nullptr});
    Relation made{alias_of(range, name), source, {}};
    for (const auto& column : schema_.table(found).columns)
        if (column.document < 0) made.columns.push_back(column.name);
    scopes_.back()->relations.push_back(std::move(made));
}

void SqlReader::derived_table(const Query& query, std::string name, const std::vector<std::string>& columns) {
    const Source source{derived, next_derived_++};
    Query inner = query;
    Relation made{std::move(name), source, {}};
    for (std::size_t i = 0; i < inner.select.size(); ++i) {
        if (i < columns.size()) inner.select[i].name = terms_.arena().keep(columns[i]);
        inner.select[i].type = type_of(*inner.select[i].term, {&inner}, schema_);
    }
    made.columns = print::column_names(inner, schema_);
    for (std::size_t i = 0; i < inner.select.size(); ++i) {
        inner.select[i].name = terms_.arena().keep(made.columns[i]);
    }
    scopes_.back()->query->from.push_back({source, terms_.keep(std::move(inner)), false, -1, -1, nullptr});
    scopes_.back()->relations.push_back(std::move(made));
}

void SqlReader::subselect(const Object& range) {
    if (sql::flag(range, "lateral")) beyond("LATERAL", range);
    const auto query = sql::as_node(sql::child(range, "subquery"));
    if (query.kind != "SelectStmt") beyond("an odd subquery in FROM", range);
    if (++derived_depth_ > max_derived_depth) beyond("derived tables nested this deeply", range);
    auto* own = scopes_.back();
    scopes_.pop_back();  // it does not see the relations beside it
    const auto inner = select(*query.fields, true);
    scopes_.push_back(own);
    --derived_depth_;
    derived_table(inner, alias_of(range, ""), column_aliases(range));
}

void SqlReader::join(const Object& join) {
    const auto type = sql::text(join, "jointype");
    if (type != "JOIN_INNER" && type != "JOIN_LEFT")
        throw Beyond{type == "JOIN_RIGHT" ? "RIGHT JOIN" : "FULL JOIN", -1};
    if (sql::has(join, "alias")) throw Beyond{"an alias of a join", -1};
    const auto left = scopes_.back()->relations.size();
    relation(sql::child(join, "larg"));
    const auto right = scopes_.back()->relations.size();
    relation(sql::child(join, "rarg"));
    if (type == "JOIN_LEFT") {
        if (scopes_.back()->relations.size() != right + 1) throw Beyond{"LEFT JOIN of a join", -1};
        scopes_.back()->query->from.back().optional = true;
    }
    join_condition(join, left, right);
}

// `left`, `right`: the first relations of the two sides.
void SqlReader::join_condition(const Object& join, std::size_t left, std::size_t right) {
    TermList parts;
    auto& query = *scopes_.back()->query;
    if (query.from.back().on) parts.push_back(query.from.back().on);
    const auto& relations = scopes_.back()->relations;
    if (sql::flag(join, "isNatural")) {
        for (const auto& name : relations[right].columns)
            for (auto i = left; i < right; ++i)
                if (std::find(relations[i].columns.begin(), relations[i].columns.end(), name) !=
                    relations[i].columns.end()) {
                    parts.push_back(equal_columns(name, left, right));
                    break;
                }
    }
    for (const auto name : sql::names(join, "usingClause")) parts.push_back(equal_columns(name, left, right));
    if (sql::has(join, "quals")) parts.push_back(condition(sql::child(join, "quals")));
    const bool always = parts.size() == 1 && parts[0]->kind == Term::Kind::truth && !parts[0]->negated;
    query.from.back().on = always ? nullptr : terms_.all_of(parts);
    if (scopes_.back()->relations.size() == right + 1) match_edge(query.from.size() - 1);
}

const Term* SqlReader::equal_columns(std::string_view name, std::size_t left, std::size_t right) {
    const auto& relations = scopes_.back()->relations;
    const auto has = [&](const Relation& relation) {
        return std::find(relation.columns.begin(), relation.columns.end(), name) != relation.columns.end();
    };
    for (auto i = left; i < right; ++i)
        for (auto k = right; k < relations.size(); ++k)
            if (has(relations[i]) && has(relations[k]))
                return terms_.call(Op::eq, {column_of(relations[i], name), column_of(relations[k], name)});
    throw Beyond{"USING a column that one side does not have", -1};
}

// A join by the columns of a key of the model is that key.
void SqlReader::match_edge(std::size_t index) {
    auto& from = scopes_.back()->query->from;
    auto& entry = from[index];
    if (!entry.on || entry.source.table < 0) return;
    const auto pairs = joined_pairs(from, index);
    if (!pairs) return;
    const int other = from[static_cast<std::size_t>(pairs->to)].source.table;
    for (std::size_t e = 0; e < schema_.edges().size(); ++e) {
        const auto& edge = schema_.edges()[e];
        if (!(edge.from == entry.source.table && edge.to == other) &&
            !(edge.to == entry.source.table && edge.from == other))
            continue;
        auto candidate = entry;
        candidate.edge = static_cast<int>(e);
        const auto joined = joined_columns(candidate, schema_);
        if (!std::is_permutation(pairs->columns.begin(), pairs->columns.end(), joined.begin(), joined.end())) continue;
        candidate.to = pairs->to;
        candidate.on = nullptr;
        entry = candidate;
        return;
    }
}

}  // namespace pf::compiler::plan
