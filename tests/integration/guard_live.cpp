// What the guard lets through, on a real cluster with the product's roles and limits; and what it is told of a
// database: relations that run code when they are read, functions of extensions.
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "catalogue/build_value_index.hpp"
#include "catalogue/load_catalogue.hpp"
#include "model/snapshot.hpp"
#include "pg/roles.hpp"
#include "sql/guard.hpp"
#include "support/cluster.hpp"
#include "tools/data_table.hpp"

namespace pf::catalogue {
namespace {

using namespace std::chrono_literals;
using test::must;
using test::soon;

class GuardLive : public test::ClusterTest {
 protected:
    void SetUp() override {
        admin_ = connect();
        execute(
            sql::Literal("DROP SCHEMA IF EXISTS guard_live CASCADE; DROP SCHEMA IF EXISTS guard_other CASCADE;"
                         "CREATE SCHEMA guard_live; CREATE SCHEMA guard_other; SET search_path = guard_live;"
                         "GRANT USAGE ON SCHEMA guard_live, guard_other TO PUBLIC;"
                         "ALTER DEFAULT PRIVILEGES IN SCHEMA guard_live GRANT SELECT ON TABLES TO PUBLIC"));
    }
    void TearDown() override {
        execute(sql::Literal("DROP SCHEMA IF EXISTS guard_live CASCADE; DROP SCHEMA IF EXISTS guard_other CASCADE"));
    }
    void execute(sql::Statement statement) { must(run(admin_->script(std::move(statement), soon()))); }
    Catalogue load(std::vector<std::string> allowed = {}) {
        auto rule = connect("pf_rule");
        return must(run(load_guarded_catalogue(*rule, {"guard_live"}, std::move(allowed), soon())));
    }
    static std::shared_ptr<const model::Snapshot> snapshot(Catalogue catalogue) {
        return model::make_snapshot(std::move(catalogue.ontology), {}, std::move(catalogue.withheld),
                                    std::move(catalogue.extension_functions));
    }

    std::unique_ptr<pg::Connection> admin_;
};

// VmHWM of the only backend of a role: the most memory it ever had.
double peak_mib(const std::string& pid) {
    std::ifstream status("/proc/" + pid + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
    return 0;
}

class EndlessRecursion : public GuardLive {
 protected:
    void SetUp() override {
        GuardLive::SetUp();
        execute(
            sql::Literal("CREATE TABLE step (id int, next int, name text);"
                         "INSERT INTO step SELECT i, i % 100 + 1, 'a name of some length ' || i"
                         " FROM generate_series(1, 100) i"));
        policy_ = snapshot(load())->policy;
    }
    struct Ending {
        std::string message;
        double seconds;
        double mib;
    };
    // As a rule's view is made: on the build role, in a transaction, with its limits.
    Ending make_view(const std::string& text) {
        const auto query = sql::guard(text, policy_);
        if (!query) return {"refused: " + query.error().message, 0, 0};
        auto build = connect("pf_build");
        const auto pid =
            ask(*admin_, sql::Literal("SELECT pid FROM pg_stat_activity WHERE usename = 'pf_build' ORDER BY "
                                      "backend_start DESC LIMIT 1"));
        auto queries = tools::create_data_table("guard_live_rule", *query, {{.name = "n"}}, 1'000'000, false);
        queries.insert(queries.begin(), pg::Query{"BEGIN"});
        const auto began = Clock::now();
        const auto done = run(build->pipeline(std::move(queries), Clock::now() + 90s));
        const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
        const double mib = peak_mib(pid);
        const auto message = done ? std::to_string((*done)[1].affected()) + " rows" : done.error().message;
        must(run(build->query(sql::Literal("ROLLBACK"), {}, soon())));
        return {message, seconds, mib};
    }
    sql::GuardPolicy policy_;
};

TEST_F(EndlessRecursion, EndsInAnErrorWithinTimeMemoryAndFiles) {
    const char* bombs[] = {
        // Rows without end: a counter, a circle in the data, many rows from each, by UNION and by UNION ALL.
        "WITH RECURSIVE r AS (SELECT id AS n FROM step UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
        "WITH RECURSIVE r AS (SELECT id AS n FROM step UNION SELECT n + 1 FROM r) SELECT count(*) FROM r",
        "WITH RECURSIVE r AS (SELECT id, next FROM step UNION ALL SELECT s.id, s.next FROM step s JOIN r ON s.id = "
        "r.next) SELECT count(*) FROM r",
        "WITH RECURSIVE r AS (SELECT id, next FROM step UNION ALL SELECT s.id, s.next FROM step s JOIN r ON s.id <> "
        "r.next) SELECT id FROM r",
        "WITH RECURSIVE r AS (SELECT id, next, 1 AS n FROM step UNION SELECT s.id, s.next, r.n + 1 FROM step s JOIN r "
        "ON "
        "s.id = r.next) SELECT max(n) FROM r",
        // Collected.
        "WITH RECURSIVE r AS (SELECT id AS n FROM step UNION ALL SELECT n + 1 FROM r) SELECT "
        "cardinality(array_agg(n::text)) + cardinality(array_agg(n::text || 'x')) + length(string_agg(n::text, '')) "
        "FROM r",
        // Joined with itself outside, and read twice.
        "WITH RECURSIVE r AS (SELECT id AS n FROM step UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r a JOIN r "
        "b "
        "ON a.n = b.n",
        // Numbers and texts that grow with each step.
        "WITH RECURSIVE r AS (SELECT id::numeric AS n FROM step UNION ALL SELECT n * 1.0001 FROM r) SELECT count(*) "
        "FROM "
        "r",
        "WITH RECURSIVE r AS (SELECT name AS t FROM step UNION ALL SELECT t || 'and on and on and on' FROM r) SELECT "
        "max(length(t)) FROM r",
        "WITH RECURSIVE r AS (SELECT ARRAY[id] AS path, next FROM step UNION ALL SELECT r.path || s.id, s.next FROM "
        "step "
        "s JOIN r ON s.id = r.next) SELECT count(*) FROM r",
    };
    for (const auto* bomb : bombs) {
        const auto ending = make_view(bomb);
        const bool named = ending.message.find("a recursive query makes more than 1000000 rows") != std::string::npos ||
                           ending.message.find("temp") != std::string::npos;
        EXPECT_TRUE(named) << bomb << "\n" << ending.message;
        EXPECT_LT(ending.seconds, 60) << bomb;
        EXPECT_GT(ending.mib, 1) << bomb;
        EXPECT_LT(ending.mib, 1'000) << bomb;
    }
}

TEST_F(EndlessRecursion, LeavesOneThatEndsAlone) {
    const auto ending = make_view(
        "WITH RECURSIVE r AS (SELECT id AS n FROM step WHERE id = 1 UNION ALL SELECT n + 1 FROM r WHERE n < 1000000) "
        "SELECT n FROM r");
    EXPECT_EQ(ending.message, "1000000 rows");
    EXPECT_EQ(
        make_view("WITH RECURSIVE r AS (SELECT id, next FROM step WHERE id = 1 UNION SELECT s.id, s.next FROM step "
                  "s JOIN r ON s.id = r.next) SELECT id FROM r")
            .message,
        "100 rows");
}

class ViewsThatRun : public GuardLive {
 protected:
    void SetUp() override {
        GuardLive::SetUp();
        execute(sql::Literal(R"(
            CREATE TABLE audit (at timestamptz);
            CREATE TABLE t (id int PRIMARY KEY, n text);
            INSERT INTO t SELECT i, 'n' || i FROM generate_series(1, 200) i;
            CREATE SEQUENCE counter;
            CREATE FUNCTION log(i int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS
                $$ BEGIN INSERT INTO guard_live.audit VALUES (now()); RETURN i; END $$;
            CREATE FUNCTION touch(i int) RETURNS int LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO guard_live.audit VALUES (now()); RETURN i; END $$;
            CREATE FUNCTION owner_rights(i int) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT i';
            CREATE FUNCTION passes_on(i int) RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN guard_live.log(i); END $$;
            CREATE FUNCTION passes_that_on(i int) RETURNS int LANGUAGE sql STABLE AS 'SELECT guard_live.passes_on(i)';
            CREATE FUNCTION parsed(i int) RETURNS int STABLE BEGIN ATOMIC SELECT touch(i); END;
            CREATE FUNCTION says_it(i int) RETURNS int LANGUAGE plpgsql STABLE AS
                $$ BEGIN EXECUTE 'DELETE FROM guard_live.t'; RETURN i; END $$;
            CREATE FUNCTION harmless(i int) RETURNS int LANGUAGE sql STABLE AS 'SELECT i + 1';
            CREATE FUNCTION equal(a int, b int) RETURNS bool LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO guard_live.audit VALUES (now()); RETURN a = b; END $$;
            CREATE OPERATOR ==== (leftarg = int, rightarg = int, function = equal);
            CREATE TYPE pair AS (a int, b int);
            CREATE FUNCTION sum_of(pair) RETURNS int LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO guard_live.audit VALUES (now()); RETURN 1; END $$;
            CREATE CAST (pair AS int) WITH FUNCTION sum_of(pair);
            CREATE DOMAIN checked AS text CHECK (touch(length(VALUE)) > 0);
            CREATE FUNCTION add(a int, b int) RETURNS int LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO guard_live.audit VALUES (now()); RETURN b; END $$;
            CREATE AGGREGATE total(int) (sfunc = add, stype = int);
            CREATE FUNCTION add_well(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT coalesce(a, 0) + b';
            CREATE AGGREGATE well(int) (sfunc = add_well, stype = int);
            CREATE VIEW bad_call AS SELECT log(id) AS id FROM t;
            CREATE VIEW bad_over AS SELECT id FROM bad_call;
            CREATE VIEW bad_over_that AS SELECT o.id FROM bad_over o JOIN t USING (id);
            CREATE VIEW bad_where AS SELECT id FROM t WHERE touch(id) > 0;
            CREATE VIEW bad_subquery AS SELECT (SELECT max(log(id)) FROM t) AS id FROM t;
            CREATE VIEW bad_definer AS SELECT owner_rights(id) AS id FROM t;
            CREATE VIEW bad_passed AS SELECT passes_that_on(id) AS id FROM t;
            CREATE VIEW bad_parsed AS SELECT parsed(id) AS id FROM t;
            CREATE VIEW bad_text AS SELECT says_it(id) AS id FROM t;
            CREATE VIEW bad_operator AS SELECT id FROM t WHERE id ==== 1;
            CREATE VIEW bad_cast AS SELECT (ROW(id, 1)::pair)::int AS id FROM t;
            CREATE VIEW bad_domain AS SELECT n::checked AS id FROM t;
            CREATE VIEW bad_aggregate AS SELECT total(id) AS id FROM t;
            CREATE VIEW bad_built_in AS SELECT nextval('guard_live.counter') AS id FROM t;
            CREATE VIEW bad_sleep AS SELECT id FROM t WHERE pg_sleep(0) IS NOT NULL;
            CREATE TABLE bad_policy (id int);
            INSERT INTO bad_policy VALUES (1);
            ALTER TABLE bad_policy ENABLE ROW LEVEL SECURITY;
            CREATE POLICY looks ON bad_policy FOR SELECT USING (log(id) > 0);
            CREATE VIEW bad_over_policy AS SELECT id FROM bad_policy;
            CREATE FUNCTION reads(i int) RETURNS int LANGUAGE sql STABLE AS 'SELECT max(id) FROM guard_live.bad_over';
            CREATE FUNCTION reads_that(i int) RETURNS int LANGUAGE plpgsql STABLE AS
                $$ BEGIN RETURN guard_live.reads(i); END $$;
            CREATE VIEW bad_read AS SELECT reads_that(id) AS id FROM t WHERE id = 1;
            CREATE VIEW good_plain AS SELECT id, upper(n) AS n, random() AS r, now() AS at FROM t;
            CREATE VIEW good_function AS SELECT harmless(id) AS id FROM t WHERE id = 1;
            CREATE VIEW good_aggregate AS SELECT well(id) AS id FROM t;
            CREATE MATERIALIZED VIEW good_stored AS SELECT touch(id) AS id FROM t;
            CREATE TABLE good_policy (id int);
            ALTER TABLE good_policy ENABLE ROW LEVEL SECURITY;
            CREATE POLICY looks ON good_policy FOR SELECT USING (id > 0);
            CREATE POLICY writes ON good_policy FOR INSERT WITH CHECK (touch(id) > 0);
            GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA guard_live TO PUBLIC;
            TRUNCATE audit)"));
    }
    std::string audited() { return ask(*admin_, sql::Literal("SELECT count(*) FROM guard_live.audit")); }
};

TEST_F(ViewsThatRun, WriteIfNobodyStopsThem) {
    // Otherwise the next test would prove nothing.
    auto build = connect("pf_build");
    must(run(build->query(sql::Literal("SELECT * FROM guard_live.bad_over"), {}, soon())));
    EXPECT_EQ(audited(), "200");
}

TEST_F(ViewsThatRun, AreNoPartOfTheModelAndNothingIsWritten) {
    auto loaded = load();
    std::vector<std::string> left_out;
    for (const auto& relation : loaded.withheld) {
        EXPECT_EQ(relation.schema, "guard_live");
        EXPECT_TRUE(relation.reason.starts_with("reading it calls ")) << relation.reason;
        left_out.push_back(relation.name);
    }
    EXPECT_EQ(left_out, (std::vector<std::string>{
                            "bad_aggregate", "bad_built_in", "bad_call", "bad_cast", "bad_definer", "bad_domain",
                            "bad_operator", "bad_over", "bad_over_policy", "bad_over_that", "bad_parsed", "bad_passed",
                            "bad_policy", "bad_read", "bad_sleep", "bad_subquery", "bad_text", "bad_where"}));
    std::size_t good = 0;
    for (const auto& table : loaded.ontology.tables) {
        EXPECT_FALSE(table.name.starts_with("bad_")) << table.name;
        good += table.name.starts_with("good_");
    }
    EXPECT_EQ(good, 5u);

    // Neither the values that are read at start nor a rule gets at them.
    auto rule = connect("pf_rule");
    must(run(build_value_index(*rule, loaded.ontology, {}, soon())));
    const auto policy = snapshot(std::move(loaded))->policy;
    for (const auto& relation : policy.withheld) {
        const auto refused = sql::guard("SELECT * FROM " + relation.name, policy);
        ASSERT_FALSE(refused) << relation.name;
        EXPECT_EQ(refused.error().message, "\"" + relation.name + "\" may not be read by a rule: " + relation.reason);
    }
    EXPECT_TRUE(sql::guard("SELECT * FROM good_function", policy));
    EXPECT_EQ(audited(), "0");
}

TEST_F(ViewsThatRun, AreReadWhenTheyAreAllowedByName) {
    const auto loaded = load({"guard_live.bad_over", "guard_live.nothing", "other.bad_call"});
    EXPECT_EQ(loaded.withheld.size(), 17u);
    const auto policy = snapshot(loaded)->policy;
    EXPECT_TRUE(sql::guard("SELECT id FROM bad_over", policy));
    EXPECT_FALSE(sql::guard("SELECT id FROM bad_call", policy));
}

TEST_F(GuardLive, FunctionsOfExtensionsAreThoseThatAreInstalledAndNobodyElses) {
    execute(
        sql::Literal("DROP EXTENSION IF EXISTS pg_trgm; DROP EXTENSION IF EXISTS fuzzystrmatch;"
                     "CREATE EXTENSION pg_trgm SCHEMA guard_other; CREATE EXTENSION fuzzystrmatch SCHEMA guard_other;"
                     "CREATE TABLE t (n text); INSERT INTO t VALUES ('Meyer');"
                     "CREATE TABLE seen (at timestamptz);"
                     "CREATE FUNCTION levenshtein(text, varchar) RETURNS int LANGUAGE plpgsql AS "
                     "'BEGIN INSERT INTO guard_live.seen VALUES (now()); RETURN 0; END';"
                     "CREATE FUNCTION guard_other.soundex(text, int) RETURNS text LANGUAGE sql AS 'SELECT $1';"
                     "REVOKE EXECUTE ON FUNCTION guard_other.metaphone FROM PUBLIC"));
    const auto policy = snapshot(load())->policy;
    const auto query = sql::guard("SELECT n, similarity(n, 'Meier') > 0.3 AS near FROM t", policy);
    ASSERT_TRUE(query) << query.error().message;
    EXPECT_EQ(query->text(), "SELECT n, guard_other.similarity(n, 'Meier') > 0.3 AS near FROM guard_live.t");
    auto rule = connect("pf_rule");
    EXPECT_EQ(ask(*rule, sql::Statement().guarded(*query)), "Meyer");
    // A function of somebody else has the name: in another schema, in the same one; or this login may not call it.
    EXPECT_FALSE(sql::guard("SELECT levenshtein(n, 'x') FROM t", policy));
    EXPECT_FALSE(sql::guard("SELECT guard_live.levenshtein(n, 'x') FROM t", policy));
    EXPECT_FALSE(sql::guard("SELECT soundex(n) FROM t", policy));
    EXPECT_FALSE(sql::guard("SELECT metaphone(n, 4) FROM t", policy));
    EXPECT_TRUE(sql::guard("SELECT levenshtein_less_equal(n, 'x', 3), difference(n, 'x') FROM t", policy));
    execute(sql::Literal("DROP EXTENSION pg_trgm; DROP EXTENSION fuzzystrmatch"));
    EXPECT_FALSE(sql::guard("SELECT similarity(n, 'x') FROM t", snapshot(load())->policy));
}

TEST_F(GuardLive, TheRolesKeepTheFunctionsOfThoseExtensionsAndNoOthers) {
    execute(
        sql::Literal("DROP EXTENSION IF EXISTS pg_trgm; CREATE EXTENSION pg_trgm SCHEMA guard_live;"
                     "CREATE FUNCTION guard_live.own(text) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1'"));
    execute(sql::Literal("BEGIN; SET LOCAL pattern_factory.data_schemas = 'guard_live'"));
    execute(pg::create_roles());
    EXPECT_EQ(ask(*admin_, sql::Literal("SELECT has_function_privilege('pf_rule', "
                                        "'guard_live.similarity(text, text)', 'EXECUTE')")),
              "t");
    EXPECT_EQ(ask(*admin_, sql::Literal("SELECT has_function_privilege('pf_rule', 'guard_live.own(text)', 'EXECUTE')")),
              "f");
    EXPECT_EQ(ask(*admin_, sql::Literal("SELECT has_function_privilege('pf_rule', 'guard_live.set_limit(real)', "
                                        "'EXECUTE')")),
              "f");
    execute(sql::Literal("ROLLBACK; DROP EXTENSION pg_trgm"));
}

}  // namespace
}  // namespace pf::catalogue
