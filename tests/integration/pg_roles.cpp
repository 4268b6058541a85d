// The second wall with the first one down: what each role may do when anything at all is sent to it.
#include <gtest/gtest.h>

#include "support/cluster.hpp"

namespace pf::pg {
namespace {

using test::must;
using test::soon;

struct Case {
    sql::Literal statement;
    const char* sqlstate;  // "" when it may; what it is refused with otherwise
};

class PgRoles : public test::ClusterTest {
 protected:
    PgRoles() {
        auto admin = connect();
        must(run(admin->script(
            sql::Literal("DROP SCHEMA IF EXISTS secrets CASCADE; DROP TABLE IF EXISTS public.roles_data, "
                         "public.patterns CASCADE;"
                         "DROP FUNCTION IF EXISTS public.definer();"
                         "CREATE SCHEMA secrets; CREATE TABLE secrets.keys (k text);"
                         "SET ROLE pf_owner;"
                         "CREATE TABLE public.roles_data (id bigint GENERATED ALWAYS AS IDENTITY, s serial, note text);"
                         "CREATE TABLE public.patterns (id bigint GENERATED ALWAYS AS IDENTITY, name text);"
                         "GRANT INSERT, UPDATE, DELETE ON public.patterns TO pf_app;"
                         "INSERT INTO public.roles_data (note) VALUES ('x');"
                         "CREATE FUNCTION public.definer() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT "
                         "''owner''::text';"
                         "RESET ROLE"),
            soon())));
        auto build = connect("pf_build");
        must(run(build->script(sql::Literal("DROP MATERIALIZED VIEW IF EXISTS rule_views.shown; CREATE MATERIALIZED "
                                            "VIEW rule_views.shown AS SELECT note FROM public.roles_data"),
                               soon())));
    }
    ~PgRoles() override {
        run(connect("pf_build")->script(sql::Literal("DROP MATERIALIZED VIEW rule_views.shown"), soon()));
        run(connect()->script(
            sql::Literal("DROP SCHEMA secrets CASCADE; DROP TABLE public.roles_data, public.patterns; "
                         "DROP FUNCTION public.definer()"),
            soon()));
    }
    // Each in a transaction that is rolled back, so that none meets another's work.
    void check(std::string_view role, const std::vector<Case>& cases) {
        auto connection = connect(role);
        for (const auto& [statement, sqlstate] : cases) {
            must(run(connection->query(sql::Literal("BEGIN"), {}, soon())));
            const auto result = run(connection->query(statement, {}, soon()));
            EXPECT_EQ(connection->last_sqlstate(), sqlstate)
                << role << ": " << statement.text << " → " << (result ? "" : result.error().message);
            ASSERT_FALSE(connection->broken()) << statement.text;
            must(run(connection->query(sql::Literal("ROLLBACK"), {}, soon())));
        }
    }
};

// What no role of generated SQL may do, however it is put.
const std::vector<Case> refused_to_generated_sql = {
    {"INSERT INTO public.roles_data (note) VALUES ('y')", "42501"},
    {"UPDATE public.roles_data SET note = 'y'", "42501"},
    {"WITH gone AS (DELETE FROM public.roles_data RETURNING *) SELECT * FROM gone", "42501"},
    {"TRUNCATE public.roles_data", "42501"},
    {"SELECT * FROM public.roles_data FOR UPDATE", "42501"},
    {"SELECT * FROM secrets.keys", "42501"},
    {"SELECT public.definer()", "42501"},
    {"SELECT sentence FROM pattern_factory.rules", "42501"},
    {"SELECT sql FROM pattern_factory.rule_versions", "42501"},
    {"SELECT columns FROM pattern_factory.views", "42501"},
    {"UPDATE pattern_factory.schema_migrations SET checksum = ''", "42501"},
    {"CREATE TABLE public.mine (n int)", "42501"},
    {"SELECT 1 AS n INTO public.mine", "42501"},
    {"CREATE TEMP TABLE mine (n int)", "42501"},
    {"CREATE SCHEMA mine", "42501"},
    {"CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "42501"},
    {"CREATE EXTENSION dblink", "42501"},
    {"DO 'BEGIN END'", "42501"},
    {"COPY (SELECT 1) TO PROGRAM 'id'", "42501"},
    {"COPY (SELECT 1) TO '/tmp/x'", "42501"},
    {"SET ROLE pf_admin", "42501"},
    {"SET ROLE pf_owner", "42501"},
    {"SET SESSION AUTHORIZATION pf_admin", "42501"},
    {"SET temp_file_limit = -1", "42501"},
    {"ALTER ROLE pf_rule SUPERUSER", "42501"},
    {"ALTER SYSTEM SET jit = on", "25001"},  // not inside a transaction block; outside it is 42501
    {"LOCK TABLE public.roles_data IN EXCLUSIVE MODE", "42501"},
    {"SELECT pg_sleep(0)", "42501"},
    {"SELECT (0.0::float8).pg_sleep", "42501"},
    {"SELECT set_config('role', 'pf_admin', false)", "42501"},
    {"SELECT set_config('statement_timeout', '0', false)", "42501"},
    {"SELECT current_setting('data_directory')", "42501"},
    {"SELECT count(*) FROM pg_settings", "42501"},
    {"SELECT pg_advisory_lock(1)", "42501"},
    {"SELECT pg_try_advisory_xact_lock(1)", "42501"},
    {"SELECT pg_notify('a', 'b')", "42501"},
    {"SELECT pg_logical_emit_message(false, 'a', 'b')", "42501"},
    {"SELECT lo_create(0)", "42501"},
    {"SELECT lo_from_bytea(0, 'x')", "42501"},
    {"SELECT query_to_xml('SELECT 1', true, true, '')", "42501"},
    {"SELECT database_to_xml(true, true, '')", "42501"},
    {"SELECT * FROM ts_stat('SELECT to_tsvector(note) FROM public.roles_data')", "42501"},
    {"SELECT nextval('public.roles_data_s_seq')", "42501"},
    {"SELECT setval('public.roles_data_s_seq', 5)", "42501"},
    {"SELECT pg_cancel_backend(1)", "42501"},
    {"SELECT pg_terminate_backend(1)", "42501"},
    {"SELECT pg_export_snapshot()", "42501"},
    {"SELECT pg_import_system_collations('public')", "42501"},
    {"SELECT count(*) FROM pg_stat_activity", "42501"},
    {"SELECT count(*) FROM pg_locks", "42501"},
    {"SELECT pg_database_size('pattern_factory')", "42501"},
    {"SELECT pattern_factory.stop_large_build(1, 1)", "42501"},
    {"SELECT pg_get_viewdef('rule_views.shown'::regclass)", "42501"},
    {"SELECT pg_read_file('PG_VERSION')", "42501"},
    {"SELECT pg_ls_dir('.')", "42501"},
    {"SELECT txid_current()", "42501"},
    {"SELECT inet_server_addr()", "42501"},
    {"SELECT has_table_privilege('secrets.keys', 'SELECT')", "42501"},
    {"SELECT rolpassword FROM pg_authid", "42501"},
};

TEST_F(PgRoles, TheRuleRoleReadsDataAndNothingElse) {
    check(
        "pf_rule",
        {
            {"SELECT * FROM public.roles_data", ""},
            {"SELECT * FROM rule_views.shown", ""},
            {"EXPLAIN (FORMAT JSON) SELECT count(*) FROM public.roles_data", ""},
            {"SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY id) FROM public.roles_data", ""},
            {"SELECT now() - interval '7 days', date_trunc('month', now()), to_char(now(), 'YYYY'), random() < 2", ""},
            {"SELECT json_agg(r), string_agg(note, ',') FROM public.roles_data r", ""},
            {"CREATE MATERIALIZED VIEW rule_views.mine AS SELECT 1", "25006"},
            {"REFRESH MATERIALIZED VIEW rule_views.shown", "25006"},
            {"DROP MATERIALIZED VIEW rule_views.shown", "25006"},
        });
    // Read-only is a default that a session can change: the rights must do without it.
    auto connection = connect("pf_rule");
    EXPECT_EQ(ask(*connection, sql::Literal("SHOW default_transaction_read_only")), "on");
    must(run(connection->query(sql::Literal("SET default_transaction_read_only = off"), {}, soon())));
    for (const auto& [statement, sqlstate] : refused_to_generated_sql) {
        must(run(connection->query(sql::Literal("BEGIN"), {}, soon())));
        EXPECT_FALSE(run(connection->query(statement, {}, soon()))) << statement.text;
        EXPECT_EQ(connection->last_sqlstate(), sqlstate) << statement.text;
        must(run(connection->query(sql::Literal("ROLLBACK"), {}, soon())));
    }
    for (const sql::Literal statement : {sql::Literal("CREATE MATERIALIZED VIEW rule_views.mine AS SELECT 1"),
                                         sql::Literal("DROP MATERIALIZED VIEW rule_views.shown"),
                                         sql::Literal("SELECT rule_id FROM pattern_factory.rules"),
                                         sql::Literal("INSERT INTO pattern_factory.rules DEFAULT VALUES"),
                                         sql::Literal("ALTER SYSTEM SET jit = on")}) {
        EXPECT_FALSE(run(connection->query(statement, {}, soon()))) << statement.text;
        EXPECT_EQ(connection->last_sqlstate(), "42501") << statement.text;
    }
}

TEST_F(PgRoles, TheBuildRoleMakesViewsAndWritesTheRegistryAndNothingElse) {
    check("pf_build",
          {
              {"CREATE MATERIALIZED VIEW rule_views.mine AS SELECT * FROM public.roles_data", ""},
              {"DROP MATERIALIZED VIEW rule_views.shown", ""},
              {"ALTER MATERIALIZED VIEW rule_views.shown RENAME TO other", ""},
              {"NOTIFY news, 'x'", ""},
              {"INSERT INTO pattern_factory.rules (rule_id, name, sentence, sentence_key) VALUES ('a', 'b', 'c', 'd')",
               ""},
              {"DELETE FROM pattern_factory.rules WHERE rule_id = 'a'", ""},
              {"SELECT 1 FROM pattern_factory.rules WHERE rule_id = 'a' FOR UPDATE", ""},
              // Inside a view nothing of what it may write can stand.
              {"CREATE MATERIALIZED VIEW rule_views.mine AS WITH gone AS (DELETE FROM pattern_factory.rules RETURNING "
               "rule_id) SELECT * FROM gone",
               "0A000"},
              {"CREATE MATERIALIZED VIEW rule_views.mine AS SELECT pg_sleep(0)", "42501"},
              {"CREATE MATERIALIZED VIEW rule_views.mine AS SELECT * FROM secrets.keys", "42501"},
              {"CREATE MATERIALIZED VIEW rule_views.mine AS SELECT sentence FROM pattern_factory.rules", "42501"},
              {"CREATE MATERIALIZED VIEW rule_views.mine AS SELECT r FROM pattern_factory.rules r", "42501"},
              {"CREATE FUNCTION rule_views.f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'", "42501"},
          });
    check("pf_build", refused_to_generated_sql);
}

TEST_F(PgRoles, TheAppRoleKeepsTheRegistryAndReadsTheRest) {
    check("pf_app",
          {
              {"SELECT * FROM public.roles_data", ""},
              {"SELECT * FROM rule_views.shown", ""},
              {"SELECT * FROM pattern_factory.rules JOIN pattern_factory.rule_versions USING (rule_id) JOIN "
               "pattern_factory.views USING (rule_id)",
               ""},
              {"INSERT INTO pattern_factory.rules (rule_id, name, sentence, sentence_key) VALUES ('a', 'b', 'c', 'd')",
               ""},
              {"DELETE FROM pattern_factory.rules", ""},
              {"INSERT INTO public.patterns (name) VALUES ('x') RETURNING id", ""},
              {"UPDATE public.patterns SET name = 'y'", ""},
              {"LISTEN news", ""},
              {"SELECT pg_total_relation_size('rule_views.shown')", ""},
              {"SELECT pattern_factory.stop_large_build(1, 1)", ""},
              {"SELECT current_setting('server_version')", ""},
              {"UPDATE public.roles_data SET note = 'y'", "42501"},
              {"DROP MATERIALIZED VIEW rule_views.shown", "42501"},
              {"CREATE MATERIALIZED VIEW rule_views.mine AS SELECT 1", "42501"},
              {"SELECT * FROM secrets.keys", "42501"},
              {"CREATE TEMP TABLE mine (n int)", "42501"},
              {"CREATE TABLE public.mine (n int)", "42501"},
              {"SET ROLE pf_build", "42501"},
              {"SELECT pg_sleep(0)", "42501"},
              {"UPDATE pattern_factory.schema_migrations SET checksum = ''", "42501"},
          });
}

TEST_F(PgRoles, TheImportRoleFillsItsOwnSchemaAndReadsNothingElse) {
    auto import = connect("pf_import");
    must(run(import->script(
        sql::Literal("CREATE TABLE uploads.brought (n int); INSERT INTO uploads.brought VALUES (1)"), soon())));
    for (const char* role : {"pf_app", "pf_rule", "pf_build"}) {
        check(role,
              {{"SELECT n FROM uploads.brought", ""},
               {"INSERT INTO uploads.brought VALUES (2)", std::string_view(role) == "pf_rule" ? "25006" : "42501"},
               {"CREATE TABLE uploads.mine (n int)", std::string_view(role) == "pf_rule" ? "25006" : "42501"}});
    }
    check("pf_import",
          {
              {"ALTER TABLE uploads.brought ADD COLUMN note text", ""},
              {"SELECT pg_total_relation_size('uploads.brought')", ""},
              {"SELECT * FROM public.roles_data", "42501"},
              {"SELECT * FROM rule_views.shown", "42501"},
              {"SELECT * FROM pattern_factory.rules", "42501"},
              {"SELECT * FROM secrets.keys", "42501"},
              {"CREATE TABLE public.mine (n int)", "42501"},
              {"CREATE TABLE rule_views.mine (n int)", "42501"},
              {"CREATE TEMP TABLE mine (n int)", "42501"},
              {"CREATE SCHEMA mine", "42501"},
              {"CREATE FUNCTION uploads.f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'", "42501"},
              {"COPY uploads.brought FROM '/etc/passwd'", "42501"},
              {"COPY uploads.brought FROM PROGRAM 'id'", "42501"},
              {"SET ROLE pf_owner", "42501"},
              {"SELECT pg_sleep(0)", "42501"},
          });
    must(run(import->script(sql::Literal("DROP TABLE uploads.brought"), soon())));
}

TEST_F(PgRoles, TablesThatTheOwnerAddsLaterMayBeRead) {
    auto admin = connect();
    must(run(admin->script(sql::Literal("SET ROLE pf_owner; DROP TABLE IF EXISTS public.added_later; CREATE TABLE "
                                        "public.added_later (n int); RESET ROLE"),
                           soon())));
    for (const char* role : {"pf_app", "pf_rule", "pf_build"})
        check(role,
              {{"SELECT * FROM public.added_later", ""},
               {"INSERT INTO public.added_later VALUES (1)", std::string_view(role) == "pf_rule" ? "25006" : "42501"}});
    must(run(admin->script(sql::Literal("DROP TABLE public.added_later"), soon())));
}

TEST_F(PgRoles, NobodyIsAMemberOfAnything) {
    auto admin = connect();
    EXPECT_EQ(
        ask(*admin,
            sql::Literal(
                "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname ~ '^pf_'")),
        "0");
    EXPECT_EQ(
        ask(*admin, sql::Literal("SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles WHERE rolcanlogin")),
        "pf_admin,pf_app,pf_build,pf_import,pf_rule");
    EXPECT_EQ(ask(*admin, sql::Literal("SELECT string_agg(rolname, ',') FROM pg_roles WHERE rolsuper OR rolcreaterole "
                                       "OR rolcreatedb OR rolbypassrls OR rolreplication")),
              "pf_admin");
    EXPECT_EQ(ask(*admin, sql::Literal("SELECT count(*) FROM pg_authid WHERE rolpassword IS NOT NULL")), "0");
}

// A newer PostgreSQL with a new function of this sort makes this test fail, so that somebody looks at it.
TEST_F(PgRoles, EveryVolatileFunctionLeftToGeneratedSqlIsKnownToBeHarmless) {
    auto admin = connect();
    EXPECT_EQ(
        ask(*admin,
            sql::Literal(
                "SELECT string_agg(DISTINCT p.proname, ' ' ORDER BY p.proname) FROM pg_proc p "
                "WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.provolatile = 'v' AND p.prokind = 'f' "
                // called by the system only: they take or give types no statement can write
                "AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype, 'index_am_handler'::regtype, "
                "'table_am_handler'::regtype, 'tsm_handler'::regtype, 'language_handler'::regtype) AND NOT "
                "'internal'::regtype = ANY (p.proargtypes::oid[]) "
                "AND has_function_privilege('pf_rule', p.oid, 'EXECUTE')")),
        "amvalidate clock_timestamp gen_random_uuid pg_collation_actual_version pg_database_collation_actual_version "
        "pg_is_in_recovery "
        "pg_partition_ancestors pg_partition_tree pg_stat_get_xact_blocks_fetched pg_stat_get_xact_blocks_hit "
        "pg_stat_get_xact_function_calls "
        "pg_stat_get_xact_function_self_time pg_stat_get_xact_function_total_time pg_stat_get_xact_numscans "
        "pg_stat_get_xact_tuples_deleted "
        "pg_stat_get_xact_tuples_fetched pg_stat_get_xact_tuples_hot_updated pg_stat_get_xact_tuples_inserted "
        "pg_stat_get_xact_tuples_returned "
        "pg_stat_get_xact_tuples_updated plpgsql_validator random timeofday");
}

TEST_F(PgRoles, SessionsAreBounded) {
    const std::vector<std::tuple<const char*, const char*, const char*>> settings = {
        {"pf_rule", "statement_timeout", "5s"},
        {"pf_build", "statement_timeout", "1min"},
        {"pf_rule", "lock_timeout", "1s"},
        {"pf_build", "lock_timeout", "1s"},
        {"pf_app", "lock_timeout", "1s"},
        {"pf_rule", "idle_in_transaction_session_timeout", "10s"},
        {"pf_build", "temp_file_limit", "1GB"},
        {"pf_rule", "client_connection_check_interval", "1s"},
        {"pf_rule", "search_path", "public"},
        {"pf_build", "search_path", "public"},
        {"pf_rule", "max_parallel_workers_per_gather", "0"},
    };
    for (const auto& [role, setting, value] : settings) {
        auto connection = connect(role);
        sql::Statement show("SHOW ");
        EXPECT_EQ(ask(*connection, std::move(show.name(setting))), value) << role << " " << setting;
    }
}

TEST_F(PgRoles, ViewAndRegistryRowsCommitTogether) {
    auto build = connect("pf_build");
    std::vector<Query> queries;
    queries.emplace_back(sql::Literal("BEGIN"));
    queries.emplace_back(
        sql::Literal("INSERT INTO pattern_factory.rules AS r (rule_id, name, sentence, sentence_key) VALUES "
                     "('together', 'n', 's', 'together') "
                     "ON CONFLICT (rule_id) DO UPDATE SET version = r.version + 1 RETURNING rule_id, version"));
    queries.emplace_back(sql::Literal("CREATE MATERIALIZED VIEW rule_views.together AS SELECT 1 AS one"));
    queries.emplace_back(sql::Literal(
        "INSERT INTO pattern_factory.rule_versions VALUES ('together', 1, 's', 'SELECT 1', 'one', 'compiler', 1)"));
    queries.emplace_back(sql::Literal(
        "INSERT INTO pattern_factory.views VALUES ('together', 'together', 'together', 1, 1, '[]', '{}')"));
    queries.emplace_back(sql::Literal("NOTIFY news, 'together'"));
    queries.emplace_back(sql::Literal("COMMIT"));
    must(run(build->pipeline(queries, soon())));
    auto app = connect("pf_app");
    EXPECT_EQ(ask(*app, sql::Literal("SELECT one FROM rule_views.together")), "1");
    EXPECT_EQ(ask(*app, sql::Literal("SELECT count(*) FROM pattern_factory.rules JOIN pattern_factory.views USING "
                                     "(rule_id) WHERE rule_id = 'together'")),
              "1");
    must(run(build->script(sql::Literal("BEGIN; DROP MATERIALIZED VIEW rule_views.together; DELETE FROM "
                                        "pattern_factory.rules WHERE rule_id = 'together'; COMMIT"),
                           soon())));
    EXPECT_EQ(ask(*app, sql::Literal("SELECT count(*) FROM pattern_factory.views WHERE rule_id = 'together'")), "0");
}

}  // namespace
}  // namespace pf::pg
