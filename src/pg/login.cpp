#include "pg/login.hpp"

namespace pf::pg {
namespace {

constexpr sql::Literal find_missing_roles =
    "SELECT name FROM unnest(ARRAY['pf_owner', 'pf_app', 'pf_rule', 'pf_build']) AS name "
    "WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name)";

// Rights are read from the catalogue: has_…_privilege() itself is among the functions that hardening takes away. Of
// those functions a few stand for all, which one script revokes together (pg/roles.cpp).
constexpr sql::Literal find_powers = R"sql(
WITH login AS (SELECT r.*, r.oid AS id FROM pg_catalog.pg_roles r WHERE r.rolname = current_user),
held (role) AS (
    SELECT id FROM login UNION SELECT m.roleid FROM pg_catalog.pg_auth_members m JOIN login ON m.member = login.id
),
held_or_public (role) AS (SELECT role FROM held UNION SELECT 0::oid),
schemas AS (
    SELECT n.* FROM pg_catalog.pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'pattern_factory', 'rule_views')
),
relations AS (
    SELECT c.*, format('%I.%I', s.nspname, c.relname) AS name
    FROM pg_catalog.pg_class c JOIN schemas s ON s.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
)
SELECT 'row security' AS about, 'is a superuser' AS power FROM login WHERE rolsuper
UNION ALL
SELECT 'row security', 'bypasses row-level security' FROM login WHERE rolbypassrls AND NOT rolsuper
UNION ALL
SELECT 'row security', format('owns %s, whose row-level security does not hold for it', string_agg(name, ', ' ORDER BY name))
FROM relations, login WHERE relrowsecurity AND NOT relforcerowsecurity AND relowner IN (SELECT role FROM held) AND NOT rolsuper
HAVING count(*) > 0
UNION ALL
SELECT '', 'may make roles' FROM login WHERE rolcreaterole AND NOT rolsuper
UNION ALL
SELECT '', 'may make databases' FROM login WHERE rolcreatedb AND NOT rolsuper
UNION ALL
SELECT '', 'is a member of ' || string_agg(quote_ident(g.rolname), ', ' ORDER BY g.rolname)
FROM held JOIN pg_catalog.pg_roles g ON g.oid = held.role, login WHERE g.oid <> login.id HAVING count(*) > 0
UNION ALL
SELECT '', format('may write to %s tables, such as %s', count(*), min(name)) FROM relations
WHERE relowner IN (SELECT role FROM held) OR EXISTS (
    SELECT FROM aclexplode(relacl) a WHERE a.grantee IN (SELECT role FROM held_or_public)
    AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'))
HAVING count(*) > 0
UNION ALL
SELECT '', 'may make tables in ' || string_agg(quote_ident(nspname), ', ' ORDER BY nspname) FROM schemas
WHERE nspowner IN (SELECT role FROM held) OR EXISTS (
    SELECT FROM aclexplode(coalesce(nspacl, acldefault('n', nspowner))) a
    WHERE a.grantee IN (SELECT role FROM held_or_public) AND a.privilege_type = 'CREATE')
HAVING count(*) > 0
UNION ALL
SELECT '', 'may make temporary tables' FROM pg_catalog.pg_database d
WHERE d.datname = current_database() AND EXISTS (
    SELECT FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
    WHERE a.grantee IN (SELECT role FROM held_or_public) AND a.privilege_type = 'TEMPORARY')
UNION ALL
SELECT '', 'may call functions with side effects: ' || string_agg(DISTINCT p.proname::text, ', ' ORDER BY p.proname::text)
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'pg_catalog' AND p.proname IN ('pg_sleep', 'pg_notify', 'pg_advisory_lock', 'lo_create', 'set_config', 'query_to_xml')
AND EXISTS (
    SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee IN (SELECT role FROM held_or_public))
HAVING count(*) > 0
)sql";

}  // namespace

Task<Result<Login>> examine_login(Connection& connection, Deadline deadline) {
    auto name = co_await connection.query(sql::Literal("SELECT current_user"), {}, deadline);
    if (!name) co_return name.error();
    auto rows = co_await connection.query(find_powers, {}, deadline);
    if (!rows) co_return rows.error();
    Login login;
    login.name = name->text(0, 0);
    for (int row = 0; row < rows->size(); ++row) {
        login.bypasses_row_security = login.bypasses_row_security || rows->text(row, 0) == "row security";
        login.powers.emplace_back(rows->text(row, 1));
    }
    co_return login;
}

Task<Result<std::vector<std::string>>> missing_roles(Connection& connection, Deadline deadline) {
    auto rows = co_await connection.query(find_missing_roles, {}, deadline);
    if (!rows) co_return rows.error();
    std::vector<std::string> missing;
    for (int row = 0; row < rows->size(); ++row) missing.emplace_back(rows->text(row, 0));
    co_return missing;
}

}  // namespace pf::pg
