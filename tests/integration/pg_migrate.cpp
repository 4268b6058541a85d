// Migrations, on the cluster's database "postgres", and on a server that has none of the program's roles.
#include "pg/migrate.hpp"

#include <gtest/gtest.h>

#include "base/embedded.hpp"
#include "base/secret.hpp"
#include "support/cluster.hpp"

namespace pf::pg {
namespace {

using test::must;
using test::soon;

// The cluster's other database, which only pf_admin may enter; "dbname=" stands last wins in a conninfo.
ConnectionSettings in_postgres(const PrivateCluster& cluster) {
    auto settings = cluster.connection("pf_admin");
    settings.conninfo += " dbname=postgres";
    return settings;
}

class PgMigrate : public test::ClusterTest {
 protected:
    PgMigrate() {
        admin_ = open();
        must(run(admin_->script(sql::Literal("DROP SCHEMA IF EXISTS pattern_factory, rule_views CASCADE; GRANT CREATE "
                                             "ON DATABASE postgres TO pf_owner"),
                                soon())));
    }
    std::unique_ptr<Connection> open() { return must(run(Connection::connect(in_postgres(test::cluster()), soon()))); }
    std::unique_ptr<Connection> admin_;
    const std::size_t known_ = embedded_files(Group::migrations).size();
};

TEST_F(PgMigrate, AppliesEveryMigrationOnce) {
    ASSERT_GT(known_, 0u);
    const auto first = must(run(migrate(*admin_, soon())));
    EXPECT_EQ(first.size(), known_);
    EXPECT_EQ(first.front(), "0001_registry");
    EXPECT_TRUE(must(run(migrate(*admin_, soon()))).empty());
    EXPECT_EQ(ask(*admin_, sql::Literal("SELECT count(*) FROM pattern_factory.schema_migrations")),
              std::to_string(known_));
    EXPECT_EQ(ask(*admin_, sql::Literal("SELECT current_user")), "pf_admin");  // as before
    EXPECT_EQ(ask(*admin_, sql::Literal("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")), "0");
}

TEST_F(PgMigrate, TheOwnerRoleOwnsTheRegistry) {
    must(run(migrate(*admin_, soon())));
    EXPECT_EQ(
        ask(*admin_,
            sql::Literal(
                "SELECT string_agg(DISTINCT tableowner, ',') FROM pg_tables WHERE schemaname = 'pattern_factory'")),
        "pf_owner");
}

TEST_F(PgMigrate, ServersThatStartTogetherMigrateOnce) {
    std::vector<std::unique_ptr<Connection>> servers;
    for (int i = 0; i < 4; ++i) servers.push_back(open());
    std::size_t ended = 0, applied = 0;
    std::string failures;
    for (auto& server : servers)
        asio::co_spawn(loop_, migrate(*server, soon()),
                       [&](std::exception_ptr, const Result<std::vector<std::string>>& names) {
                           ++ended;
                           if (names)
                               applied += names->size();
                           else
                               failures += names.error().message + "\n";
                       });
    loop_.restart();
    loop_.run();
    EXPECT_EQ(ended, 4u);
    EXPECT_EQ(failures, "");
    EXPECT_EQ(applied, known_);
}

TEST_F(PgMigrate, RefusesADatabaseThatANewerProgramHasUsed) {
    must(run(migrate(*admin_, soon())));
    must(run(admin_->script(sql::Literal("INSERT INTO pattern_factory.schema_migrations VALUES ('9999_future', 'x')"),
                            soon())));
    const auto refused = run(migrate(*admin_, soon()));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
    EXPECT_NE(refused.error().message.find("9999_future"), std::string::npos);
    EXPECT_FALSE(refused.error().hint.empty());
}

TEST_F(PgMigrate, RefusesAMigrationWithAnotherText) {
    must(run(migrate(*admin_, soon())));
    must(run(admin_->script(
        sql::Literal("UPDATE pattern_factory.schema_migrations SET checksum = 'other' WHERE name = '0001_registry'"),
        soon())));
    const auto refused = run(migrate(*admin_, soon()));
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("0001_registry"), std::string::npos);
}

TEST_F(PgMigrate, AMigrationThatFailsLeavesNothing) {
    // In the way of 0001's second table.
    must(run(admin_->script(
        sql::Literal(
            "CREATE SCHEMA pattern_factory AUTHORIZATION pf_owner; CREATE TABLE pattern_factory.rule_versions (n int)"),
        soon())));
    const auto failed = run(migrate(*admin_, soon()));
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().message.find("0001_registry"), std::string::npos);
    EXPECT_FALSE(admin_->in_transaction());
    EXPECT_EQ(ask(*admin_, sql::Literal("SELECT to_regclass('pattern_factory.rules') IS NULL")), "t");
    EXPECT_EQ(ask(*admin_, sql::Literal("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")), "0");
    must(run(admin_->script(sql::Literal("DROP TABLE pattern_factory.rule_versions"), soon())));
    EXPECT_EQ(must(run(migrate(*admin_, soon()))).size(), known_);
}

TEST_F(PgMigrate, KeepsTheRunsOfARegistryThatHadNoRowsAndTimes) {
    // As a server left it that knew 0001 only: a rule that ran twice, of which the last view stands.
    const auto first = embedded_files(Group::migrations).at(0);
    ASSERT_EQ(first.path, "0001_registry.sql");
    sql::Statement before(
        "CREATE SCHEMA pattern_factory AUTHORIZATION pf_owner; SET ROLE pf_owner;"
        "CREATE TABLE pattern_factory.schema_migrations (name text PRIMARY KEY, checksum text NOT NULL, "
        "applied_at timestamptz NOT NULL DEFAULT now());");
    before.append(sql::Statement::file(first));
    before.literal(";INSERT INTO pattern_factory.schema_migrations (name, checksum) VALUES ('0001_registry', ")
        .value(sha256_hex(first.bytes))
        .literal(
            "); INSERT INTO pattern_factory.rules (rule_id, name, sentence, sentence_key, version) VALUES ('r1', 'n', "
            "'s', 'k', 2);"
            "INSERT INTO pattern_factory.rule_versions VALUES ('r1', 1, 's', 'SELECT 1', 'one', 'compiler', 1),"
            " ('r1', 2, 's', 'SELECT 1', 'one', 'compiler', 1);"
            "INSERT INTO pattern_factory.views VALUES ('rel', 'view', 'r1', 2, 7, '[]', '{\"total\": 12.5}'); RESET "
            "ROLE");
    must(run(admin_->script(std::move(before), soon())));

    EXPECT_EQ(must(run(migrate(*admin_, soon()))).size(), known_ - 1);
    EXPECT_EQ(ask(*admin_, sql::Literal("SELECT string_agg(concat_ws(' ', version, row_count, total_ms), ', ' ORDER BY "
                                        "version) FROM pattern_factory.rule_versions")),
              "1, 2 7 12.5");
    EXPECT_EQ(ask(*admin_, sql::Literal("SELECT string_agg(concat_ws(' ', name, rule_id), ',') FROM "
                                        "pattern_factory.view_names")),
              "view r1");
    EXPECT_TRUE(must(run(migrate(*admin_, soon()))).empty());
}

TEST_F(PgMigrate, OnePerSentenceAndVersionsGoWithTheirRule) {
    must(run(migrate(*admin_, soon())));
    must(run(admin_->script(
        sql::Literal(
            "INSERT INTO pattern_factory.rules (rule_id, name, sentence, sentence_key) VALUES ('r1', 'n', 's', 'k');"
            "INSERT INTO pattern_factory.rule_versions VALUES ('r1', 1, 's', 'SELECT 1', 'one', 'compiler', 1);"
            "INSERT INTO pattern_factory.views VALUES ('rel', 'view', 'r1', 1, 0, '[]', '{}')"),
        soon())));
    EXPECT_FALSE(run(admin_->query(
        sql::Literal(
            "INSERT INTO pattern_factory.rules (rule_id, name, sentence, sentence_key) VALUES ('r2', 'n', 'S', 'k')"),
        {}, soon())));
    EXPECT_EQ(admin_->last_sqlstate(), "23505");
    must(run(admin_->query(sql::Literal("DELETE FROM pattern_factory.rules"), {}, soon())));
    EXPECT_EQ(ask(*admin_, sql::Literal("SELECT (SELECT count(*) FROM pattern_factory.rule_versions) + (SELECT "
                                        "count(*) FROM pattern_factory.views)")),
              "0");
}

// Somebody else's server: none of the roles, and the program is an ordinary user there.
class SomebodyElses : public ::testing::Test {
 protected:
    static void SetUpTestSuite() {
        folder_ = new test::TempFolder;
        server_ = must(PrivateCluster::start({folder_->path() / "data"})).release();
        asio::io_context loop(1);
        auto admin = must(test::run(loop, Connection::connect(in_postgres(*server_), soon())));
        must(test::run(loop, admin->script(sql::Literal("DROP DATABASE pattern_factory"), soon())));
        must(test::run(
            loop,
            admin->script(
                sql::Literal("DROP ROLE pf_owner, pf_app, pf_rule, pf_build;"
                             "CREATE ROLE visitor LOGIN; CREATE ROLE neighbour LOGIN;"
                             "GRANT ALL ON DATABASE postgres TO PUBLIC; GRANT CREATE ON DATABASE postgres TO visitor;"
                             "CREATE TABLE public.orders (id serial PRIMARY KEY, note text);"
                             "GRANT INSERT, SELECT ON public.orders TO neighbour; GRANT USAGE ON public.orders_id_seq "
                             "TO neighbour;"
                             "CREATE FUNCTION public.twice(int) RETURNS int LANGUAGE sql AS 'SELECT 2 * $1'"),
                soon())));
    }
    static void TearDownTestSuite() {
        delete server_;
        delete folder_;
    }
    // A session that has the rights of `role`; only pf_admin itself can log in here.
    std::unique_ptr<Connection> as(std::string_view role) {
        auto connection = must(run(Connection::connect(in_postgres(*server_), soon())));
        must(run(connection->query(sql::Statement("SET SESSION AUTHORIZATION ").name(role), {}, soon())));
        return connection;
    }
    template <class T>
    T run(Task<T> task) {
        return test::run(loop_, std::move(task));
    }
    std::string ask(Connection& connection, sql::Statement statement) {
        auto rows = run(connection.query(std::move(statement), {}, soon()));
        return rows ? std::string(rows->text(0, 0)) : "error " + std::string(connection.last_sqlstate());
    }

    static inline test::TempFolder* folder_ = nullptr;
    static inline PrivateCluster* server_ = nullptr;
    asio::io_context loop_{1};
};

TEST_F(SomebodyElses, AnOrdinaryRoleMigratesAndOwnsThenTheRolesTakeOver) {
    auto visitor = as("visitor");
    EXPECT_FALSE(must(run(migrate(*visitor, soon()))).empty());
    EXPECT_TRUE(must(run(migrate(*visitor, soon()))).empty());
    EXPECT_EQ(
        ask(*visitor,
            sql::Literal(
                "SELECT string_agg(DISTINCT tableowner, ',') FROM pg_tables WHERE schemaname = 'pattern_factory'")),
        "visitor");
    EXPECT_EQ(ask(*visitor, sql::Literal("CREATE MATERIALIZED VIEW rule_views.mine AS SELECT 1 AS one")), "");
    EXPECT_EQ(ask(*visitor, sql::Literal("INSERT INTO pattern_factory.rules (rule_id, name, sentence, sentence_key) "
                                         "VALUES ('r', 'n', 's', 'k')")),
              "");

    // What the owner of the database runs: pattern-factory roles --print. Twice, as people do.
    auto owner = as("pf_admin");
    for (int i = 0; i < 2; ++i) must(run(owner->script(create_roles(), soon())));
    EXPECT_EQ(
        ask(*owner,
            sql::Literal(
                "SELECT string_agg(DISTINCT tableowner, ',') FROM pg_tables WHERE schemaname = 'pattern_factory'")),
        "pf_owner");
    auto build = as("pf_build");
    EXPECT_EQ(ask(*build, sql::Literal("DROP MATERIALIZED VIEW rule_views.mine")), "");
    auto app = as("pf_app");
    EXPECT_EQ(ask(*app, sql::Literal("SELECT count(*) FROM pattern_factory.rules")), "1");
    EXPECT_EQ(ask(*app, sql::Literal("SELECT count(*) FROM public.orders")), "0");
    EXPECT_TRUE(must(run(migrate(*app, soon()))).empty());  // nothing to do needs no rights to do it
}

TEST_F(SomebodyElses, OtherRolesKeepWhatTheyHadThroughPublic) {
    auto owner = as("pf_admin");
    must(run(owner->script(create_roles(), soon())));
    auto neighbour = as("neighbour");
    EXPECT_EQ(
        ask(*neighbour,
            sql::Literal(
                "SELECT has_database_privilege('postgres', 'CONNECT') AND has_database_privilege('postgres', 'TEMP')")),
        "t");
    EXPECT_EQ(ask(*neighbour, sql::Literal("INSERT INTO public.orders (note) VALUES ('x') RETURNING id")), "1");
    EXPECT_EQ(ask(*neighbour, sql::Literal("SELECT public.twice(21)")), "42");
    EXPECT_EQ(ask(*neighbour, sql::Literal("SELECT pg_try_advisory_lock(1)")), "t");
    auto rule = as("pf_rule");
    EXPECT_EQ(ask(*rule, sql::Literal("SELECT public.twice(21)")), "error 42501");
    EXPECT_EQ(ask(*rule, sql::Literal("SELECT pg_try_advisory_lock(1)")), "error 42501");
    EXPECT_EQ(ask(*rule, sql::Literal("SELECT count(*) >= 0 FROM public.orders")), "t");
}

TEST_F(SomebodyElses, ASchemaThatDoesNotExistIsNamed) {
    auto owner = as("pf_admin");
    must(run(owner->query(sql::Literal("SET pattern_factory.data_schemas = 'public, nowhere'"), {}, soon())));
    sql::Statement script("BEGIN;");
    script.append(create_roles());
    const auto failed = run(owner->script(std::move(script), soon()));
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().message.find("nowhere"), std::string::npos);
}

}  // namespace
}  // namespace pf::pg
