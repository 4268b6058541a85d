#include "pg/roles.hpp"

namespace pf::pg {
namespace {

// Kept as SQL and not as code: the owner of somebody else's database reads it before running it.
constexpr sql::Literal roles = R"sql(-- Pattern Factory: the roles that stand between generated SQL and this database.
--
--   pf_owner  owns the registry; nobody logs in as it
--   pf_app    the server's own, hand-written statements: registry, rule views, pages of tables
--   pf_rule   phase 1 of a rule: EXPLAIN and readings, read-only
--   pf_build  phase 2 of a rule: makes its materialised view
--   pf_import  makes and fills the tables of files that people bring, in schema uploads, and reads nothing else
--
-- Run it as a superuser, in the database that holds the data, in one transaction (psql --single-transaction); again when
-- data schemas are added. It takes CONNECT, TEMPORARY, the data schemas and built-in functions with side effects away from
-- PUBLIC; every other role that exists now gets by name what it had through PUBLIC. Roles made later need grants.
-- Afterwards give pf_app, pf_rule, pf_build and pf_import a way to log in (psql: \password pf_rule).

-- The schemas whose tables rules may read, separated by commas.
SELECT set_config('pattern_factory.data_schemas',
    coalesce(nullif(current_setting('pattern_factory.data_schemas', true), ''), 'public'), false);

DO $roles$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['pf_owner', 'pf_app', 'pf_rule', 'pf_build', 'pf_import'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I', role);
        END IF;
    END LOOP;
END $roles$;
ALTER ROLE pf_owner NOLOGIN;
ALTER ROLE pf_app LOGIN NOINHERIT;
ALTER ROLE pf_rule LOGIN NOINHERIT;
ALTER ROLE pf_build LOGIN NOINHERIT;
ALTER ROLE pf_import LOGIN NOINHERIT;

-- Bounds of a session. A statement may change all but temp_file_limit: they keep honest work in bounds, they are no wall.
ALTER ROLE pf_app SET statement_timeout = '10min';
ALTER ROLE pf_rule SET statement_timeout = '5s';
ALTER ROLE pf_build SET statement_timeout = '60s';
ALTER ROLE pf_import SET statement_timeout = '2h';
ALTER ROLE pf_rule SET default_transaction_read_only = on;
ALTER ROLE pf_rule SET work_mem = '16MB';
ALTER ROLE pf_build SET work_mem = '32MB';
DO $settings$
DECLARE
    role text;
    path text := (SELECT string_agg(quote_ident(trim(name)), ', ')
                  FROM unnest(string_to_array(current_setting('pattern_factory.data_schemas'), ',')) AS name);
BEGIN
    FOREACH role IN ARRAY ARRAY['pf_app', 'pf_rule', 'pf_build', 'pf_import'] LOOP
        EXECUTE format('ALTER ROLE %I SET search_path = %s', role, path);
        EXECUTE format('ALTER ROLE %I SET lock_timeout = ''1s''', role);
        EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = ''10s''', role);
        EXECUTE format('ALTER ROLE %I SET client_connection_check_interval = ''1s''', role);
        EXECUTE format('ALTER ROLE %I SET max_parallel_workers_per_gather = 0', role);
        EXECUTE format('ALTER ROLE %I SET jit = off', role);
        EXECUTE format('ALTER ROLE %I SET temp_file_limit = ''1GB''', role);
    END LOOP;
END $settings$;

-- Schemas. Generated SQL runs as pf_rule and pf_build, so both own or may write as little as their work allows.
DO $schemas$
DECLARE
    relation record;
BEGIN
    IF to_regnamespace('pattern_factory') IS NULL THEN
        CREATE SCHEMA pattern_factory;
        COMMENT ON SCHEMA pattern_factory IS 'Pattern Factory: the registry of rules';
    END IF;
    IF to_regnamespace('rule_views') IS NULL THEN
        CREATE SCHEMA rule_views;
        COMMENT ON SCHEMA rule_views IS 'Pattern Factory: the materialised view of each rule';
    END IF;
    IF to_regnamespace('uploads') IS NULL THEN
        CREATE SCHEMA uploads;
        COMMENT ON SCHEMA uploads IS 'Pattern Factory: tables of files that people brought';
    END IF;
    ALTER SCHEMA uploads OWNER TO pf_import;
    ALTER SCHEMA pattern_factory OWNER TO pf_owner;
    ALTER SCHEMA rule_views OWNER TO pf_build;
    -- A server that ran here without the roles has left its tables and views.
    FOR relation IN
        SELECT c.oid::regclass AS name, c.relkind AS kind, n.nspname AS schema
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE (n.nspname = 'pattern_factory' AND c.relkind = 'r') OR (n.nspname = 'rule_views' AND c.relkind = 'm')
    LOOP
        EXECUTE format('ALTER %s %s OWNER TO %I', CASE relation.kind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END,
                       relation.name, CASE relation.schema WHEN 'rule_views' THEN 'pf_build' ELSE 'pf_owner' END);
    END LOOP;
END $schemas$;
REVOKE ALL ON SCHEMA pattern_factory, rule_views, uploads FROM PUBLIC;
GRANT USAGE ON SCHEMA pattern_factory TO pf_app, pf_build;
GRANT USAGE ON SCHEMA rule_views TO pf_app, pf_rule;
GRANT SELECT ON ALL TABLES IN SCHEMA rule_views TO pf_app, pf_rule;
ALTER DEFAULT PRIVILEGES FOR ROLE pf_build IN SCHEMA rule_views GRANT SELECT ON TABLES TO pf_app, pf_rule;

GRANT USAGE ON SCHEMA uploads TO pf_app, pf_rule, pf_build;
GRANT SELECT ON ALL TABLES IN SCHEMA uploads TO pf_app, pf_rule, pf_build;
ALTER DEFAULT PRIVILEGES FOR ROLE pf_import IN SCHEMA uploads GRANT SELECT ON TABLES TO pf_app, pf_rule, pf_build;

-- Data: read, now and when its owners add tables.
DO $data$
DECLARE
    schema text;
    owner text;
BEGIN
    FOREACH schema IN ARRAY string_to_array(current_setting('pattern_factory.data_schemas'), ',') LOOP
        schema := trim(schema);
        IF to_regnamespace(quote_ident(schema)) IS NULL THEN
            RAISE EXCEPTION 'there is no schema "%"', schema USING HINT = 'Correct pattern_factory.data_schemas.';
        END IF;
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO pf_app, pf_rule, pf_build', schema);
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO pf_app, pf_rule, pf_build', schema);
        FOR owner IN
            SELECT 'pf_owner' UNION
            SELECT pg_get_userbyid(c.relowner) FROM pg_catalog.pg_class c
            WHERE c.relnamespace = to_regnamespace(quote_ident(schema)) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        LOOP
            EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT SELECT ON TABLES TO pf_app, pf_rule, pf_build',
                           owner, schema);
        END LOOP;
    END LOOP;
END $data$;

-- What PUBLIC has and others keep by name.
DO $public$
DECLARE
    others text := (SELECT string_agg(quote_ident(rolname), ', ') FROM pg_catalog.pg_roles
                    WHERE NOT rolsuper AND rolname !~ '^pg_' AND rolname NOT IN ('pf_owner', 'pf_app', 'pf_rule', 'pf_build', 'pf_import'));
    schemas text[] := (SELECT array_agg(trim(name))
                       FROM unnest(string_to_array(current_setting('pattern_factory.data_schemas'), ',')) AS name);
    thing record;
BEGIN
    FOR thing IN
        SELECT format('DATABASE %I', d.datname) AS name, a.privilege_type AS privilege
        FROM pg_catalog.pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
        WHERE d.datname = current_database() AND a.grantee = 0
        UNION ALL
        SELECT format('SCHEMA %I', n.nspname), a.privilege_type
        FROM pg_catalog.pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
        WHERE n.nspname = ANY (schemas) AND a.grantee = 0
        UNION ALL
        SELECT format('LANGUAGE %I', l.lanname), a.privilege_type
        FROM pg_catalog.pg_language l, aclexplode(coalesce(l.lanacl, acldefault('l', l.lanowner))) a
        WHERE l.lanname = 'plpgsql' AND a.grantee = 0
        UNION ALL
        SELECT format('ROUTINE %s', p.oid::regprocedure), a.privilege_type
        FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace,
             aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        WHERE a.grantee = 0 AND (
            -- a function of the data's owners may run with its owner's rights
            n.nspname = ANY (schemas) AND NOT (p.provolatile <> 'v' AND EXISTS ( -- rules may call these
                SELECT FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
                WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_extension'::regclass
                AND d.deptype = 'e' AND e.extname IN ('pg_trgm', 'fuzzystrmatch', 'unaccent')))
            OR n.nspname = 'pg_catalog' AND p.prokind = 'f' AND p.proname <> 'pg_column_size' AND p.proname ~ (
                '^('
                -- SQL or names of relations handed over as text
                || '(query|cursor|table|schema|database)_to_xml.*|ts_stat|ts_rewrite|pg_get_(view|rule|function|trigger|statisticsobj)def|pg_get_function_sqlbody'
                -- waiting, locks, other sessions
                || '|pg_sleep.*|pg_(try_)?advisory_.*|pg_(cancel|terminate)_backend|pg_.*blocking_pids|pg_isolation_test_.*|pg_lock_status'
                || '|pg_stat_get_(activity|backend_.*|progress_info|db_.*|wal.*|replication.*|subscription.*|archiver|slru|recovery.*|bgwriter.*|buf_.*|checkpoint.*)'
                || '|pg_prepared_xact|pg_prepared_statement|pg_cursor|pg_listening_channels|pg_notification_queue_usage|current_query'
                -- messages, settings and state of this session
                || '|pg_notify|pg_logical_emit_message|set_config|current_setting|pg_show_all_settings|pg_settings_get_flags|setseed'
                || '|pg_export_snapshot|pg_stat_clear_snapshot|pg_stat_force_next_flush'
                -- large objects and sequences
                || '|lo_.*|loread|lowrite|nextval|setval|currval|lastval|pg_sequence_.*'
                -- transaction ids, which cost one or tell of others
                || '|txid_(current|status).*|pg_current_xact_id.*|pg_current_snapshot|pg_xact_.*|pg_last_.*|pg_get_multixact_members|currtid2'
                -- maintenance, write-ahead log, replication, upgrade
                || '|brin_(summarize|desummarize)_.*|gin_clean_pending_list|pg_import_system_collations|pg_extension_config_dump'
                || '|pg_nextoid|pg_stop_making_pinned_objects|binary_upgrade_.*|pg_.*replication_slot.*|pg_logical_slot_.*|pg_.*wal_.*|pg_wal.*|pg_control_.*'
                || '|pg_(read_file|rotate_logfile)_old|pg_(switch|start|stop|backup|promote|create|drop|copy)_.*|pg_get_replication_slots|pg_get_publication_tables'
                -- the machine: sizes, places, addresses, times
                || '|pg_.*_size|pg_tablespace_.*|pg_relation_file.*|pg_filenode_relation|pg_available_extension.*|pg_extension_update_paths'
                || '|inet_(client|server)_.*|pg_conf_load_time|pg_postmaster_start_time|pg_jit_available'
                -- who may do what
                || '|has_.*_privilege|row_security_active'
                || ')$'))
    LOOP
        IF others IS NOT NULL THEN
            EXECUTE format('GRANT %s ON %s TO %s', thing.privilege, thing.name, others);
        END IF;
        EXECUTE format('REVOKE %s ON %s FROM PUBLIC', thing.privilege, thing.name);
    END LOOP;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO pf_app, pf_rule, pf_build, pf_import', current_database());
END $public$;
GRANT USAGE ON LANGUAGE plpgsql TO pf_owner;
GRANT EXECUTE ON FUNCTION pg_total_relation_size(regclass) TO pf_import;
GRANT EXECUTE ON FUNCTION nextval(regclass), setval(regclass, bigint), setval(regclass, bigint, boolean) TO pf_owner;
GRANT EXECUTE ON FUNCTION nextval(regclass), current_setting(text), current_setting(text, boolean), inet_server_addr() TO pf_app;
ALTER DEFAULT PRIVILEGES FOR ROLE pf_owner REVOKE EXECUTE ON ROUTINES FROM PUBLIC;

-- How large a view is: once made, and while it grows. Nobody else sees what is not committed, so the second is for the
-- owner of this function to look at; it stops pf_build only, and only what takes more than it may.
GRANT EXECUTE ON FUNCTION pg_total_relation_size(regclass) TO pf_app, pf_build;
CREATE OR REPLACE FUNCTION pattern_factory.stop_large_build(builder integer, most bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $stop$
DECLARE
    bytes bigint;
BEGIN
    SELECT sum((pg_stat_file('base/' || made.place || CASE segment WHEN 0 THEN '' ELSE '.' || segment END, true)).size)
    INTO bytes
    FROM (SELECT DISTINCT l.database || '/' || l.relation AS place
          FROM pg_stat_activity a JOIN pg_locks l USING (pid)
          WHERE a.pid = builder AND a.usename = 'pf_build' AND a.datname = current_database()
          AND l.locktype = 'relation' AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = l.relation)) AS made,
         generate_series(0, least(most / 1073741824 + 1, 1024)) AS segment;
    IF bytes > most THEN
        PERFORM pg_cancel_backend(builder);
    END IF;
    RETURN coalesce(bytes, 0);
END $stop$;
REVOKE EXECUTE ON FUNCTION pattern_factory.stop_large_build(integer, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pattern_factory.stop_large_build(integer, bigint) TO pf_app;

)sql";

// pf_build writes the registry itself, so that a view and its registry rows commit together. It has table rights for
// that and not SECURITY DEFINER functions: generated SQL runs as pf_build, and what it may call, a SELECT may call; a
// function that writes would turn reading into writing, while INSERT, UPDATE and DELETE cannot stand in a materialised
// view at all. What a SELECT could abuse is reading: hence only the columns that the upserts need, and no sentence or
// SQL of others.
constexpr sql::Literal registry_grants = R"sql(-- The registry's tables, as far as they exist and the roles do.
DO $registry$
DECLARE
    each record;
BEGIN
    FOR each IN
        SELECT * FROM (VALUES
            ('pf_app', 'pattern_factory.schema_migrations', 'SELECT'),
            ('pf_app', 'pattern_factory.rules', 'SELECT, INSERT, UPDATE, DELETE'),
            ('pf_app', 'pattern_factory.rule_versions', 'SELECT, INSERT, UPDATE, DELETE'),
            ('pf_app', 'pattern_factory.views', 'SELECT, INSERT, UPDATE, DELETE'),
            ('pf_app', 'pattern_factory.vocabulary', 'SELECT, INSERT, UPDATE, DELETE'),
            ('pf_app', 'pattern_factory.unknown_words', 'SELECT, INSERT, UPDATE, DELETE'),
            ('pf_app', 'pattern_factory.view_names', 'SELECT, INSERT, UPDATE, DELETE'),
            ('pf_app', 'pattern_factory.boards', 'SELECT, INSERT, UPDATE, DELETE'),
            ('pf_app', 'pattern_factory.board_tiles', 'SELECT, INSERT, UPDATE, DELETE'),
            ('pf_app', 'pattern_factory.audit', 'SELECT, INSERT'),
            ('pf_build', 'pattern_factory.view_names', 'SELECT, INSERT'),
            ('pf_build', 'pattern_factory.rules', 'SELECT (rule_id, sentence_key, version), INSERT, UPDATE, DELETE'),
            ('pf_build', 'pattern_factory.rule_versions', 'INSERT'),
            ('pf_build', 'pattern_factory.views', 'SELECT (relation, view, rule_id, version), INSERT, UPDATE, DELETE')
        ) AS wanted (role, relation, privileges)
        WHERE EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted.role) AND to_regclass(wanted.relation) IS NOT NULL
    LOOP
        EXECUTE format('GRANT %s ON %s TO %I', each.privileges, each.relation, each.role);
    END LOOP;
    -- What came with a later migration than its table.
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = to_regclass('pattern_factory.rules') AND attname = 'changed_by')
        AND EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pf_build') THEN
        GRANT SELECT (changed_by) ON pattern_factory.rules TO pf_build;
    END IF;
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = to_regclass('pattern_factory.rules') AND attname = 'draft')
        AND EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pf_build') THEN
        GRANT SELECT (draft, last_run_at) ON pattern_factory.rules TO pf_build;
    END IF;
    IF to_regprocedure('pattern_factory.forget_audit(integer)') IS NOT NULL
        AND EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pf_app') THEN
        GRANT EXECUTE ON FUNCTION pattern_factory.forget_audit(integer) TO pf_app;
    END IF;
END $registry$;
)sql";

}  // namespace

sql::Statement create_roles() { return sql::Statement(roles).append(grant_registry()); }

sql::Statement grant_registry() { return registry_grants; }

std::string roles_sql() { return create_roles().text(); }

}  // namespace pf::pg
