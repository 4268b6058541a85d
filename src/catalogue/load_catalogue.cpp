#include "catalogue/load_catalogue.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/log.hpp"
#include "base/near.hpp"
#include "catalogue/find_hazards.hpp"
#include "catalogue/rollback.hpp"

namespace pf::catalogue {
namespace {

using model::Column;
using model::ForeignKey;
using model::Ontology;
using model::Table;
using model::TypeClass;

// Rights are read from the access lists and not asked of has_table_privilege(): a hardened database takes that function
// away (docs/security.md, "Roles"). Each of the four large queries has two forms, since one filter for both would hide
// from the planner that it is about few schemas.
constexpr sql::Literal schemas_query = "SELECT nspname FROM pg_namespace ORDER BY nspname";

constexpr sql::Literal path_query = "SELECT unnest(current_schemas(false))";

#define PF_NAMED_SCHEMAS "n.nspname = ANY ($1::text[])"
#define PF_USUAL_SCHEMAS \
    "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'rule_views', 'pattern_factory')"

#define PF_TABLES_QUERY(filter)                                                                                  \
    "WITH me AS (SELECT rolsuper OR pg_has_role('pg_read_all_data', 'USAGE') AS reads_all FROM pg_roles"         \
    " WHERE rolname = current_user)"                                                                             \
    "SELECT c.oid, n.nspname, c.relname, c.relkind,"                                                             \
    " CASE WHEN c.reltuples >= 0 THEN c.reltuples ELSE c.relpages * 50 END, obj_description(c.oid, 'pg_class')," \
    " me.reads_all OR EXISTS (SELECT FROM aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) p"         \
    "  WHERE p.privilege_type = 'SELECT' AND (p.grantee = 0 OR pg_has_role(p.grantee, 'USAGE'))),"               \
    " c.relkind = 'v' OR c.relrowsecurity "                                                                      \
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN me "                               \
    "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND " filter                          \
    " AND (me.reads_all OR EXISTS (SELECT FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) p"    \
    "  WHERE p.privilege_type = 'USAGE' AND (p.grantee = 0 OR pg_has_role(p.grantee, 'USAGE')))) "               \
    "ORDER BY n.nspname, c.oid"

// A domain has the category of what it is made of; of its base type up to two domains deep the name is told.
#define PF_COLUMNS_QUERY(filter)                                                                         \
    "SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), t.typcategory,"       \
    " coalesce(b2.typname, b1.typname, t.typname), a.attnotnull, col_description(a.attrelid, a.attnum)," \
    " a.attacl IS NOT NULL AND EXISTS (SELECT FROM aclexplode(a.attacl) p"                               \
    "  WHERE p.privilege_type = 'SELECT' AND (p.grantee = 0 OR pg_has_role(p.grantee, 'USAGE'))) "       \
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"                                      \
    " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"                 \
    " JOIN pg_type t ON t.oid = a.atttypid"                                                              \
    " LEFT JOIN pg_type b1 ON b1.oid = t.typbasetype AND t.typtype = 'd'"                                \
    " LEFT JOIN pg_type b2 ON b2.oid = b1.typbasetype AND b1.typtype = 'd' "                             \
    "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND " filter                  \
    " ORDER BY a.attrelid, a.attnum"

#define PF_INDEXES_QUERY(filter)                                                                                 \
    "SELECT i.indrelid, i.indisprimary, i.indnkeyatts, i.indkey::text "                                          \
    "FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace "       \
    "WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND NOT c.relispartition" \
    " AND " filter " ORDER BY i.indrelid, i.indexrelid"

#define PF_FOREIGN_KEYS_QUERY(filter)                                                                  \
    "SELECT k.conrelid, array_to_string(k.conkey, ' '), k.confrelid, array_to_string(k.confkey, ' ') " \
    "FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace "                              \
    "WHERE k.contype = 'f' AND " filter " ORDER BY k.conrelid, k.oid"

constexpr sql::Literal extension_functions_query =
    "SELECT n.nspname, p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
    " JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'"
    " JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid "
    "WHERE e.extname IN ('pg_trgm', 'fuzzystrmatch', 'unaccent')"
    " AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
    "  WHERE a.privilege_type = 'EXECUTE' AND (a.grantee = 0 OR pg_has_role(a.grantee, 'USAGE')))"
    " AND NOT EXISTS (SELECT FROM pg_proc o"
    " WHERE o.proname = p.proname AND NOT EXISTS (SELECT FROM pg_depend od WHERE od.classid = 'pg_proc'::regclass"
    "  AND od.objid = o.oid AND od.deptype = 'e' AND od.refobjid = e.oid)) GROUP BY 1, 2 ORDER BY 1, 2";

// What an extension brought is nobody's data, unless its schema is asked for.
#define PF_NO_EXTENSION                        \
    " AND NOT EXISTS (SELECT FROM pg_depend d" \
    "  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"

struct CatalogueQueries {
    sql::Literal tables, columns, indexes, foreign_keys;
};
constexpr CatalogueQueries of_named_schemas = {PF_TABLES_QUERY(PF_NAMED_SCHEMAS), PF_COLUMNS_QUERY(PF_NAMED_SCHEMAS),
                                               PF_INDEXES_QUERY(PF_NAMED_SCHEMAS),
                                               PF_FOREIGN_KEYS_QUERY(PF_NAMED_SCHEMAS)};
constexpr CatalogueQueries of_usual_schemas = {PF_TABLES_QUERY(PF_USUAL_SCHEMAS PF_NO_EXTENSION),
                                               PF_COLUMNS_QUERY(PF_USUAL_SCHEMAS), PF_INDEXES_QUERY(PF_USUAL_SCHEMAS),
                                               PF_FOREIGN_KEYS_QUERY(PF_USUAL_SCHEMAS)};

#undef PF_NAMED_SCHEMAS
#undef PF_USUAL_SCHEMAS
#undef PF_TABLES_QUERY
#undef PF_COLUMNS_QUERY
#undef PF_INDEXES_QUERY
#undef PF_FOREIGN_KEYS_QUERY
#undef PF_NO_EXTENSION

// Where a table of the database stands in the ontology, and where its columns do, by attribute number.
struct Place {
    int table = -1;
    bool whole = false;  // every column may be read
    bool runs = false;   // reading it runs a definition
    std::unordered_map<int, int> columns;
};
using Places = std::unordered_map<std::int64_t, Place>;

std::string array_of(const std::vector<std::string>& texts);
Result<void> check_schemas(const std::vector<std::string>& schemas, const pg::Rows& existing);
Places read_tables(const pg::Rows& rows, Ontology& ontology);
void read_columns(const pg::Rows& rows, Places& places, Ontology& ontology);
void read_unique_indexes(const pg::Rows& rows, const Places& places, Ontology& ontology);
void read_foreign_keys(const pg::Rows& rows, const Places& places, Ontology& ontology);
void read_search_path(const pg::Rows& rows, const std::vector<std::string>& schemas, Ontology& ontology);
void drop_unreadable_tables(Places& places, Ontology& ontology);
void withhold(const std::unordered_map<std::int64_t, std::string>& hazards, const std::vector<std::string>& allowed,
              Places& places, Catalogue& catalogue);
Task<Result<Catalogue>> read_catalogue(pg::Connection& connection, std::vector<std::string> schemas,
                                       std::optional<std::vector<std::string>> allowed_views, Deadline deadline);

}  // namespace

Task<Result<Ontology>> load_catalogue(pg::Connection& connection, std::vector<std::string> schemas, Deadline deadline) {
    auto read = co_await read_catalogue(connection, std::move(schemas), std::nullopt, deadline);
    if (!read) co_return read.error();
    co_return std::move(read->ontology);
}

Task<Result<Catalogue>> load_guarded_catalogue(pg::Connection& connection, std::vector<std::string> schemas,
                                               std::vector<std::string> allowed_views, Deadline deadline) {
    return read_catalogue(connection, std::move(schemas), std::move(allowed_views), deadline);
}

namespace {

// Without `allowed_views` nothing is withheld.
Task<Result<Catalogue>> read_catalogue(pg::Connection& connection, std::vector<std::string> schemas,
                                       std::optional<std::vector<std::string>> allowed_views, Deadline deadline) {
    assert(!connection.in_transaction());
    const auto& large = schemas.empty() ? of_usual_schemas : of_named_schemas;
    const auto wanted = schemas.empty() ? pg::Params() : pg::Params(1, array_of(schemas));
    std::vector<pg::Query> queries;
    queries.emplace_back(sql::Literal("BEGIN READ ONLY"));
    queries.emplace_back(
        sql::Literal("SET LOCAL jit = off"));  // compiling these queries takes longer than running them
    queries.emplace_back(schemas_query);
    queries.emplace_back(path_query);
    queries.emplace_back(large.tables, wanted);
    queries.emplace_back(large.columns, wanted);
    queries.emplace_back(large.indexes, wanted);
    queries.emplace_back(large.foreign_keys, wanted);
    queries.emplace_back(extension_functions_query);
    queries.emplace_back(sql::Literal("COMMIT"));
    auto results = co_await connection.pipeline(std::move(queries), deadline);
    if (!results) {
        if (results.error().kind != ErrorKind::cancelled) co_await roll_back(connection, deadline);
        co_return results.error();
    }
    if (auto known = check_schemas(schemas, (*results)[2]); !known) co_return known.error();
    Catalogue catalogue;
    auto& ontology = catalogue.ontology;
    auto places = read_tables((*results)[4], ontology);
    read_columns((*results)[5], places, ontology);
    const bool runs = std::any_of(places.begin(), places.end(), [](const auto& entry) { return entry.second.runs; });
    if (allowed_views && runs) {
        auto hazards = co_await find_hazards(connection, deadline);
        if (!hazards) co_return hazards.error();
        withhold(*hazards, *allowed_views, places, catalogue);
    }
    drop_unreadable_tables(places, ontology);
    read_unique_indexes((*results)[6], places, ontology);
    read_foreign_keys((*results)[7], places, ontology);
    read_search_path((*results)[3], schemas, ontology);
    const auto& functions = (*results)[8];
    for (int row = 0; row < functions.size(); ++row)
        catalogue.extension_functions.push_back(
            {std::string(functions.text(row, 0)), std::string(functions.text(row, 1))});
    co_return catalogue;
}

// PostgreSQL 15 manual, 8.15.2: an array's text form.
std::string array_of(const std::vector<std::string>& texts) {
    std::string array = "{";
    for (const auto& text : texts) {
        array += array.size() > 1 ? ",\"" : "\"";
        for (const char c : text) {
            if (c == '"' || c == '\\') array += '\\';
            if (c != '\0') array += c;
        }
        array += '"';
    }
    return array + "}";
}

Result<void> check_schemas(const std::vector<std::string>& schemas, const pg::Rows& existing) {
    std::vector<std::string> names;
    for (int row = 0; row < existing.size(); ++row)
        if (const auto name = existing.text(row, 0); !name.starts_with("pg_")) names.emplace_back(name);
    for (const auto& schema : schemas)
        if (std::find(names.begin(), names.end(), schema) == names.end())
            return make_error(ErrorKind::not_found,
                              "The database has no schema " + schema + suggest_name(schema, names));
    return {};
}

Places read_tables(const pg::Rows& rows, Ontology& ontology) {
    Places places;
    places.reserve(static_cast<std::size_t>(rows.size()));
    ontology.tables.reserve(static_cast<std::size_t>(rows.size()));
    for (int row = 0; row < rows.size(); ++row) {
        Table table;
        table.schema = rows.text(row, 1);
        table.name = rows.text(row, 2);
        table.is_view = rows.text(row, 3) == "v";
        table.row_estimate = rows.number(row, 4);
        table.description = rows.text(row, 5);
        places[rows.integer(row, 0)] = {
            static_cast<int>(ontology.tables.size()), rows.boolean(row, 6), rows.boolean(row, 7), {}};
        ontology.tables.push_back(std::move(table));
    }
    return places;
}

// PostgreSQL 15 manual, 53.64 (pg_type): categories; and the names of the types that a category does not tell apart.
TypeClass class_of(std::string_view category, std::string_view type) {
    switch (category.empty() ? '\0' : category.front()) {
        case 'S':
        case 'E': return TypeClass::text;
        case 'B': return TypeClass::boolean;
        case 'N': return type == "int2" || type == "int4" || type == "int8" ? TypeClass::integer : TypeClass::number;
        case 'T': return TypeClass::interval;
        case 'A': return TypeClass::array;
        case 'D':
            if (type == "date") return TypeClass::date;
            return type == "time" || type == "timetz" ? TypeClass::time : TypeClass::timestamp;
        default: break;
    }
    if (type == "uuid") return TypeClass::uuid;
    if (type == "bytea") return TypeClass::bytes;
    if (type == "json" || type == "jsonb") return TypeClass::json;
    return TypeClass::other;
}

void read_columns(const pg::Rows& rows, Places& places, Ontology& ontology) {
    for (int row = 0; row < rows.size(); ++row) {
        const auto found = places.find(rows.integer(row, 0));
        if (found == places.end() || !(found->second.whole || rows.boolean(row, 8))) continue;
        auto& columns = ontology.tables[static_cast<std::size_t>(found->second.table)].columns;
        found->second.columns[static_cast<int>(rows.integer(row, 1))] = static_cast<int>(columns.size());
        Column column;
        column.name = rows.text(row, 2);
        column.type = rows.text(row, 3);
        column.type_class = class_of(rows.text(row, 4), rows.text(row, 5));
        column.nullable = !rows.boolean(row, 6);
        column.description = rows.text(row, 7);
        columns.push_back(std::move(column));
    }
}

// Takes all columns of those away, so that drop_unreadable_tables() drops them.
void withhold(const std::unordered_map<std::int64_t, std::string>& hazards, const std::vector<std::string>& allowed,
              Places& places, Catalogue& catalogue) {
    for (auto& [oid, place] : places) {
        const auto hazard = hazards.find(oid);
        if (hazard == hazards.end()) continue;
        const auto& table = catalogue.ontology.tables[static_cast<std::size_t>(place.table)];
        const auto name = table.schema + "." + table.name;
        if (std::find(allowed.begin(), allowed.end(), name) != allowed.end()) continue;
        catalogue.withheld.push_back({table.schema, table.name, hazard->second});
        place.whole = false;
        place.columns.clear();
    }
    std::sort(catalogue.withheld.begin(), catalogue.withheld.end(),
              [](const auto& a, const auto& b) { return std::tie(a.schema, a.name) < std::tie(b.schema, b.name); });
    for (const auto& [schema, name, reason] : catalogue.withheld)
        log::warn("{0}.{1} is left out: {2} PF_ALLOW_VIEWS={0}.{1} lets rules read it all the same.", schema, name,
                  reason);
}

// Those of which no column may be read; the tables behind them move up.
void drop_unreadable_tables(Places& places, Ontology& ontology) {
    std::vector<int> moved(ontology.tables.size(), -1);
    std::vector<Table> kept;
    std::vector<char> readable(ontology.tables.size(), 0);
    for (const auto& [oid, place] : places)
        readable[static_cast<std::size_t>(place.table)] = place.whole || !place.columns.empty();
    for (std::size_t i = 0; i < ontology.tables.size(); ++i) {
        if (!readable[i]) continue;
        moved[i] = static_cast<int>(kept.size());
        kept.push_back(std::move(ontology.tables[i]));
    }
    ontology.tables = std::move(kept);
    for (auto& [oid, place] : places) place.table = moved[static_cast<std::size_t>(place.table)];
    std::erase_if(places, [](auto& entry) { return entry.second.table < 0; });
}

// "1 3" → the column indexes of those attribute numbers, the first `count` at most; empty when one of them is not
// there.
std::vector<int> columns_at(std::string_view attributes, const Place& place, std::size_t count = 32) {
    std::vector<int> columns;
    while (!attributes.empty() && columns.size() < count) {
        int attribute = 0;
        const auto [end, failed] = std::from_chars(attributes.data(), attributes.data() + attributes.size(), attribute);
        const auto column = place.columns.find(attribute);
        if (failed != std::errc() || column == place.columns.end()) return {};
        columns.push_back(column->second);
        attributes.remove_prefix(static_cast<std::size_t>(end - attributes.data()));
        if (!attributes.empty()) attributes.remove_prefix(1);
    }
    return columns;
}

void read_unique_indexes(const pg::Rows& rows, const Places& places, Ontology& ontology) {
    for (int row = 0; row < rows.size(); ++row) {
        const auto found = places.find(rows.integer(row, 0));
        if (found == places.end()) continue;
        const auto columns =
            columns_at(rows.text(row, 3), found->second, static_cast<std::size_t>(rows.integer(row, 2)));
        auto& table = ontology.tables[static_cast<std::size_t>(found->second.table)];
        if (columns.size() == 1) table.columns[static_cast<std::size_t>(columns[0])].unique = true;
        if (rows.boolean(row, 1)) table.primary_key = columns;
    }
}

void read_foreign_keys(const pg::Rows& rows, const Places& places, Ontology& ontology) {
    for (int row = 0; row < rows.size(); ++row) {
        const auto from = places.find(rows.integer(row, 0)), to = places.find(rows.integer(row, 2));
        if (from == places.end() || to == places.end()) continue;
        ForeignKey key{columns_at(rows.text(row, 1), from->second), to->second.table,
                       columns_at(rows.text(row, 3), to->second)};
        if (key.columns.empty() || key.columns.size() != key.target_columns.size()) continue;
        ontology.tables[static_cast<std::size_t>(from->second.table)].foreign_keys.push_back(std::move(key));
    }
}

// The schemas asked for, or else those of the connection's own search path that hold a table.
void read_search_path(const pg::Rows& rows, const std::vector<std::string>& schemas, Ontology& ontology) {
    ontology.search_path = schemas;
    if (!schemas.empty()) return;
    for (int row = 0; row < rows.size(); ++row) {
        const auto schema = rows.text(row, 0);
        const bool used = std::any_of(ontology.tables.begin(), ontology.tables.end(),
                                      [&](const Table& table) { return table.schema == schema; });
        if (used) ontology.search_path.emplace_back(schema);
    }
}

}  // namespace

}  // namespace pf::catalogue
