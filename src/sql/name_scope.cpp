#include "sql/name_scope.hpp"

#include <algorithm>
#include <iterator>

namespace pf::sql {
namespace {

bool is_system_column(std::string_view name) {
    static constexpr std::string_view columns[] = {"tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"};
    return std::find(std::begin(columns), std::end(columns), name) != std::end(columns);
}

bool reachable(const Scope& scope, const RangeName& range) { return !range.lateral_only || scope.lateral_active; }

const Column* find_in(const RangeName& range, std::string_view name) {
    for (const auto& column : range.columns)
        if (column.name == name) return &column;
    return nullptr;
}

Resolved found(Scope& from, Scope& scope, const RangeName& range, const Column& column) {
    if (column.source >= 0) scope.touched.push_back(column.source);
    for (Scope* inner = &from; inner != &scope; inner = inner->parent) inner->refers_outside = true;
    return {&column, Resolved::Refusal::none, &range};
}

// The innermost level that knows the name decides (PostgreSQL: refnameNamespaceItem).
struct Place {
    Scope* scope = nullptr;
    const RangeName* range = nullptr;
};

Place find_name(Scope& from, std::string_view schema, std::string_view name) {
    for (Scope* scope = &from; scope; scope = scope->parent)
        for (const auto& range : scope->names) {
            if (!range.name_visible || !reachable(*scope, range) || range.name != name) continue;
            if (schema.empty() || (range.relation && range.relation->schema == schema)) return {scope, &range};
        }
    return {};
}

Resolved resolve_bare(Scope& from, std::string_view name) {
    for (Scope* scope = &from; scope; scope = scope->parent)
        for (const auto& range : scope->names) {
            if (!range.columns_visible || !reachable(*scope, range)) continue;
            if (const auto* column = find_in(range, name)) return found(from, *scope, range, *column);
            if (range.is_table && is_system_column(name)) return {nullptr, Resolved::Refusal::system_column, &range};
        }
    const auto place = find_name(from, {}, name);
    if (!place.range) return {nullptr, Resolved::Refusal::no_such_name, nullptr};
    if (place.range->is_scalar) return found(from, *place.scope, *place.range, place.range->columns.front());
    return {nullptr, Resolved::Refusal::whole_row, place.range};
}

}  // namespace

Resolved resolve_column(Scope& scope, const std::vector<std::string_view>& parts) {
    if (parts.size() == 1) return resolve_bare(scope, parts[0]);
    const auto schema = parts.size() == 3 ? parts[0] : std::string_view();
    const auto place = find_name(scope, schema, parts[parts.size() - 2]);
    if (!place.range) return {nullptr, Resolved::Refusal::no_such_name, nullptr};
    if (const auto* column = find_in(*place.range, parts.back()))
        return found(scope, *place.scope, *place.range, *column);
    const auto refusal = place.range->is_table && is_system_column(parts.back()) ? Resolved::Refusal::system_column
                                                                                 : Resolved::Refusal::no_such_column;
    return {nullptr, refusal, place.range};
}

const RangeName* find_range(Scope& scope, std::string_view name) { return find_name(scope, {}, name).range; }

std::optional<std::vector<Column>> expand_star(Scope& scope, const std::vector<std::string_view>& parts) {
    if (!parts.empty()) {
        const auto place = find_name(scope, parts.size() == 2 ? parts[0] : std::string_view(), parts.back());
        if (!place.range) return std::nullopt;
        return place.range->columns;
    }
    std::vector<Column> all;
    for (const auto& range : scope.names)
        if (range.columns_visible) all.insert(all.end(), range.columns.begin(), range.columns.end());
    return all;
}

CommonTable* find_common_table(Scope& from, std::string_view name) {
    for (Scope* scope = &from; scope; scope = scope->parent)
        for (auto& table : scope->common_tables)
            if (table.name == name) return &table;
    return nullptr;
}

bool is_column(const Scope& from, std::string_view name) {
    for (const Scope* scope = &from; scope; scope = scope->parent)
        for (const auto& range : scope->names)
            if (range.columns_visible && reachable(*scope, range) && find_in(range, name)) return true;
    return false;
}

int joined_root(const Scope& scope, int source) {
    while (scope.sources[static_cast<std::size_t>(source)].joined != source)
        source = scope.sources[static_cast<std::size_t>(source)].joined;
    return source;
}

void join_sources(Scope& scope, int a, int b) {
    scope.sources[static_cast<std::size_t>(joined_root(scope, a))].joined = joined_root(scope, b);
}

void begin_condition(Scope& scope) {
    scope.touched.clear();
    scope.refers_outside = false;
}

void join_touched(Scope& scope) {
    if (scope.refers_outside && !scope.touched.empty()) {
        if (scope.outside < 0) {
            scope.outside = static_cast<int>(scope.sources.size());
            scope.sources.push_back({{}, Bulk::one_row, 1, 0, scope.outside});
        }
        scope.touched.push_back(scope.outside);
    }
    for (std::size_t i = 1; i < scope.touched.size(); ++i) join_sources(scope, scope.touched[0], scope.touched[i]);
    begin_condition(scope);
}

}  // namespace pf::sql
