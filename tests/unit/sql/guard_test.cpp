#include "sql/guard.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "unit/sql/guard_cases.hpp"

namespace pf::sql {
namespace {

using testing::analysts_refused;
using testing::analysts_statements;
using testing::attacks;
using testing::bounded_queries;
using testing::case_policy;
using testing::expand;
using testing::good_queries;
using testing::NamedQuery;
using testing::read_tsv;

const GuardPolicy& policy() {
    static const auto made = case_policy();
    return made;
}

// The policy that ../shared/security is about.
GuardPolicy orders_policy() {
    GuardPolicy made;
    made.relations = {{"data", "orders", {"id", "customer", "amount", "ts"}}};
    made.search_path = {"data"};
    return made;
}

std::string written(std::string_view sql) {
    const auto result = guard(sql, policy());
    return result ? result->text() : "refused: " + result.error().message;
}

std::string reason(std::string_view sql) {
    const auto result = guard(sql, policy());
    return result ? "passed as " + result->text() : result.error().message;
}

TEST(SqlGuard, LetsHonestQueriesPassAndPassAgainAsWritten) {
    const auto queries = good_queries();
    ASSERT_GE(queries.size(), 200u);
    for (const auto& sql : queries) {
        const auto result = guard(sql, policy());
        if (!result) {
            ADD_FAILURE() << sql << "\n" << result.error().message << " " << result.error().hint;
            continue;
        }
        EXPECT_EQ(written(result->text()), result->text()) << sql;
    }
}

TEST(SqlGuard, LetsTheStatementsOfAnalystsPassAndPassAgainAsWritten) {
    const auto statements = analysts_statements();
    ASSERT_GE(statements.size(), 300u);
    for (const auto& sql : statements) {
        const auto result = guard(sql, policy());
        if (!result) {
            ADD_FAILURE() << sql << "\n" << result.error().message << " " << result.error().hint;
            continue;
        }
        EXPECT_EQ(written(result->text()), result->text()) << sql;
    }
}

TEST(SqlGuard, SaysWhatToWriteInsteadOfHonestSqlThatItRefuses) {
    for (const auto& [sql, reason] : analysts_refused()) {
        const auto result = guard(sql, policy());
        ASSERT_FALSE(result) << sql;
        const auto said = result.error().message + " " + result.error().hint;
        EXPECT_NE(said.find(reason), std::string::npos) << sql << "\n" << said;
    }
}

TEST(SqlGuard, RefusesEveryAttackOfItsList) {
    const auto all = attacks();
    ASSERT_GE(all.size(), 250u);
    for (const auto& [name, sql] : all) {
        const auto result = guard(sql, policy());
        if (result) {
            ADD_FAILURE() << name << ": " << sql.substr(0, 300) << "\npassed as " << result->text().substr(0, 300);
            continue;
        }
        // A typing mistake in the list must not count as a refusal.
        EXPECT_FALSE(result.error().message.starts_with("This is not a query"))
            << name << ": " << result.error().message;
    }
}

TEST(SqlGuard, WritesABoundIntoWhatWouldHaveNone) {
    for (const auto& [name, sql, text] : bounded_queries()) {
        EXPECT_EQ(written(sql), text) << name;
        EXPECT_EQ(written(text), text) << name;
    }
}

TEST(SqlGuard, CallsFunctionsOfExtensionsOnlyWhereThePolicyHasThem) {
    const auto sql = "SELECT similarity(note, 'x') FROM orders";
    auto without = policy();
    without.extension_functions.clear();
    ASSERT_FALSE(guard(sql, without));
    auto elsewhere = policy();
    elsewhere.extension_functions = {{"My Extensions", "similarity"}};
    const auto result = guard(sql, elsewhere);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->text(), R"(SELECT "My Extensions".similarity(note, 'x') FROM shop.orders)");
    EXPECT_FALSE(guard("SELECT shop.similarity(note, 'x') FROM orders", elsewhere));
    // A policy cannot let in what the guard does not know.
    elsewhere.extension_functions = {{"shop", "dblink_exec"}, {"shop", "pg_sleep"}};
    EXPECT_FALSE(guard("SELECT dblink_exec('x', 'y') FROM orders", elsewhere));
    EXPECT_FALSE(guard("SELECT shop.pg_sleep(1) FROM orders", elsewhere));
}

TEST(SqlGuard, SaysWhyARelationIsWithheld) {
    auto with = policy();
    with.withheld = {{"shop", "touching", "it calls app.log(), which may write."}};
    const auto result = guard("SELECT id FROM touching", with);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "\"touching\" may not be read by a rule: it calls app.log(), which may write.");
    EXPECT_NE(result.error().hint.find("PF_ALLOW_VIEWS"), std::string::npos) << result.error().hint;
    EXPECT_FALSE(guard("SELECT id FROM shop.touching", with));
    EXPECT_EQ(guard("SELECT id FROM hr.touching", with).error().message,
              "The table \"hr.touching\" is not one a rule may read.");
}

TEST(SqlGuard, RefusesWhatIsNoSql) {
    for (const auto& [name, sql] : attacks("broken")) {
        const auto result = guard(sql, policy());
        if (result) {
            ADD_FAILURE() << name << " passed as " << result->text();
            continue;
        }
        EXPECT_EQ(result.error().kind, ErrorKind::invalid_request) << name;
        EXPECT_FALSE(result.error().message.empty()) << name;
    }
}

TEST(SqlGuard, RefusesTheSharedAttacksAndPassesTheSharedHonestOnes) {
    const std::string folder = std::string(PF_SOURCE_DIR) + "/../shared/security/";
    const auto harmful = read_tsv(folder + "attacks.tsv");
    if (harmful.empty()) GTEST_SKIP() << "no " << folder;
    for (const auto& [name, sql] : harmful) EXPECT_FALSE(guard(sql, orders_policy())) << name << ": " << sql;
    for (const auto& [name, sql] : read_tsv(folder + "good.tsv")) {
        const auto result = guard(sql, orders_policy());
        EXPECT_TRUE(result) << name << ": " << (result ? "" : result.error().message);
    }
}

// Where an expression of type T may stand; @ is the expression.
constexpr const char* positions[] = {
    "SELECT @ FROM orders",
    "SELECT 1 + length((@)::text) FROM orders",
    "SELECT id FROM orders WHERE (@) IS NULL",
    "SELECT id FROM orders WHERE id = 1 OR (@)::text = 'x'",
    "SELECT id FROM orders GROUP BY id, (@)::text",
    "SELECT id FROM orders GROUP BY GROUPING SETS ((id), ((@)::text))",
    "SELECT id FROM orders GROUP BY id HAVING count((@)::text) > 0",
    "SELECT id FROM orders ORDER BY (@)::text",
    "SELECT id FROM orders LIMIT (SELECT length((@)::text))",
    "SELECT id FROM orders OFFSET (SELECT length((@)::text))",
    "SELECT DISTINCT ON ((@)::text) id FROM orders",
    "SELECT count(*) FILTER (WHERE (@) IS NULL) FROM orders",
    "SELECT string_agg(note, (@)::text) FROM orders",
    "SELECT array_agg(id ORDER BY (@)::text) FROM orders",
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY length((@)::text)) FROM orders",
    "SELECT sum(id) OVER (PARTITION BY (@)::text) FROM orders",
    "SELECT sum(id) OVER w FROM orders WINDOW w AS (ORDER BY (@)::text)",
    "SELECT sum(id) OVER (ORDER BY id ROWS length((@)::text) PRECEDING) FROM orders",
    "SELECT CASE WHEN (@) IS NULL THEN 1 END FROM orders",
    "SELECT CASE id WHEN 1 THEN (@)::text ELSE note END FROM orders",
    "SELECT coalesce(note, (@)::text) FROM orders",
    "SELECT greatest(note, (@)::text) FROM orders",
    "SELECT nullif(note, (@)::text) FROM orders",
    "SELECT ARRAY[note, (@)::text] FROM orders",
    "SELECT ROW(id, @) FROM orders",
    "SELECT id FROM orders WHERE (id, note) = (1, (@)::text)",
    "SELECT id FROM orders WHERE note IN ('x', (@)::text)",
    "SELECT id FROM orders WHERE note BETWEEN 'a' AND (@)::text",
    "SELECT id FROM orders WHERE note LIKE (@)::text",
    "SELECT id FROM orders WHERE note = ANY (ARRAY[(@)::text])",
    "SELECT tags[length((@)::text)] FROM customers",
    "SELECT (SELECT @) FROM orders",
    "SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM customers WHERE (@) IS NULL)",
    "SELECT id FROM orders WHERE note IN (SELECT (@)::text FROM customers)",
    "SELECT x.v FROM orders, LATERAL (SELECT @ AS v) x",
    "SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id AND (@) IS NULL",
    "SELECT n FROM orders CROSS JOIN generate_series(1, length((@)::text)) n",
    "SELECT v.a FROM orders CROSS JOIN (VALUES ((@)::text)) v(a)",
    "WITH w AS (SELECT (@)::text AS v FROM orders) SELECT v FROM w",
    "SELECT note FROM orders UNION ALL SELECT (@)::text FROM orders",
    "VALUES ((@)::text), ('x')",
    "SELECT to_char(ordered_at, (@)::text) FROM orders",
    "SELECT date_trunc((@)::text, ordered_at) FROM orders",
    "SELECT json_build_object('a', @) FROM orders",
    "SELECT to_jsonb(@) FROM orders",
    "SELECT jsonb_agg(o) FILTER (WHERE (@) IS NULL) FROM orders o",
    "SELECT row_to_json((SELECT r FROM (SELECT @ AS v) r)) FROM orders",
    "SELECT repeat('x', length((@)::text)) FROM orders",
    "SELECT (id > 1 AND (@) IS NULL)::int FROM orders",
    "SELECT (ordered_at AT TIME ZONE (@)::text)::date FROM orders",
    "SELECT similarity(note, (@)::text) FROM orders",
    ("WITH RECURSIVE r AS (SELECT length((@)::text) AS id FROM orders UNION ALL SELECT id + 1 FROM r WHERE id < 5) "
     "SELECT id FROM r"),
    "WITH RECURSIVE r AS (SELECT id FROM orders UNION ALL SELECT id + 1 FROM r WHERE (@) IS NULL) SELECT id FROM r",
};

std::string at_position(std::string_view position, std::string_view expression) {
    std::string sql(position);
    return sql.replace(sql.find('@'), 1, expression);
}

// Functions that change, read or reveal what a rule may not, each with arguments that PostgreSQL would take.
constexpr const char* harmful_calls[] = {
    "pg_sleep(60)",
    "pg_sleep_for('1 minute')",
    "pg_sleep_until(now())",
    "pg_read_file('/etc/passwd')",
    "pg_read_binary_file('/etc/passwd')",
    "pg_stat_file('PG_VERSION')",
    "pg_ls_dir('.')",
    "pg_ls_waldir()",
    "pg_ls_logdir()",
    "lo_import('/etc/passwd')",
    "lo_export(1, '/tmp/x')",
    "lo_create(0)",
    "lo_unlink(1)",
    "lo_from_bytea(0, 'x')",
    "lo_put(1, 0, 'x')",
    "loread(1, 1)",
    "lowrite(1, 'x')",
    "pg_terminate_backend(1)",
    "pg_cancel_backend(1)",
    "set_config('role', 'postgres', true)",
    "current_setting('data_directory')",
    "nextval('s')",
    "setval('s', 1)",
    "currval('s')",
    "lastval()",
    "pg_advisory_lock(1)",
    "pg_try_advisory_lock(1)",
    "pg_advisory_xact_lock(1)",
    "pg_advisory_unlock_all()",
    "query_to_xml('select 1', true, true, '')",
    "query_to_xmlschema('select 1', true, true, '')",
    "table_to_xml('orders', true, true, '')",
    "schema_to_xml('shop', true, true, '')",
    "database_to_xml(true, true, '')",
    "cursor_to_xml('c', 1, true, true, '')",
    "ts_stat('select 1')",
    "ts_rewrite('a', 'select 1')",
    "pg_notify('c', 'x')",
    "pg_listening_channels()",
    "pg_logical_emit_message(false, 'p', 'x')",
    "pg_switch_wal()",
    "pg_reload_conf()",
    "pg_rotate_logfile()",
    "pg_create_restore_point('x')",
    "pg_promote()",
    "pg_stat_reset()",
    "pg_stat_clear_snapshot()",
    "pg_export_snapshot()",
    "pg_current_xact_id()",
    "txid_current()",
    "pg_backend_pid()",
    "inet_server_addr()",
    "inet_client_addr()",
    "version()",
    "current_user",
    "session_user",
    "current_schema()",
    "current_database()",
    "pg_get_viewdef('v')",
    "pg_get_functiondef(1)",
    "pg_relation_size('orders')",
    "pg_database_size('x')",
    "has_table_privilege('orders', 'select')",
    "pg_has_role('x', 'usage')",
    "obj_description(1)",
    "to_regclass('orders')",
    "pg_get_expr('x', 1)",
    "pg_column_size(1)",
    "pg_import_system_collations('shop')",
    "pg_log_backend_memory_contexts(1)",
    "dblink('x', 'select 1')",
    "dblink_exec('x', 'select 1')",
    "xpath('/a', '<a/>')",
    "xmlparse(document '<a/>')",
    "json_populate_record(NULL, '{}')",
    "setseed(0.1)",
    "binary_upgrade_create_empty_extension('a', 'b', true, 'c', '{}', '{}', '{}')",
    "brin_summarize_new_values('i')",
    "gin_clean_pending_list('i')",
    "pg_nextoid('a', 'b', 'c')",
    "pg_copy_physical_replication_slot('a', 'b')",
    "pg_drop_replication_slot('a')",
    "factorial(20000)",
    "shop.lower('x')",
    "regclass('orders')",
};

TEST(SqlGuard, TakesAHarmlessCallInEveryPosition) {
    // Otherwise the next test would prove nothing.
    int passed = 0;
    for (const auto* position : positions) passed += guard(at_position(position, "lower('x')"), policy()).has_value();
    EXPECT_GE(passed, 40);
}

TEST(SqlGuard, RefusesEachHarmfulCallInEveryPosition) {
    for (const auto* call : harmful_calls)
        for (const auto* position : positions) {
            const auto sql = at_position(position, call);
            EXPECT_FALSE(guard(sql, policy())) << sql;
        }
}

TEST(SqlGuard, RefusesASetReturningCallInFrom) {
    for (const auto* call : harmful_calls)
        for (const auto* from : {"orders CROSS JOIN ", "orders, LATERAL ", "orders, ROWS FROM ("}) {
            std::string sql = std::string("SELECT orders.id FROM ") + from + call;
            if (sql.find("ROWS FROM (") != std::string::npos) sql += ")";
            EXPECT_FALSE(guard(sql, policy())) << sql;
        }
}

TEST(SqlGuard, NamesTheConstructItRefuses) {
    EXPECT_EQ(reason("SELECT pg_sleep(1) FROM orders"), "The function pg_sleep() is not allowed in a rule.");
    EXPECT_EQ(reason("DELETE FROM orders"), "A rule must be a SELECT; DELETE is not allowed.");
    EXPECT_EQ(reason("WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x"),
              "A query in WITH must be a SELECT; DELETE is not allowed.");
    EXPECT_EQ(reason("SELECT * FROM app.secrets"), "The table \"app.secrets\" is not one a rule may read.");
    EXPECT_EQ(reason("SELECT note::regclass FROM orders"), "The type regclass is not allowed in a rule.");
    EXPECT_EQ(reason("SELECT o.row_to_json FROM orders o"), "There is no column \"o.row_to_json\".");
    EXPECT_EQ(reason("SELECT o FROM orders o"),
              "\"o\" is a table here, not a column: a whole row cannot be used as a value.");
    EXPECT_EQ(reason("SELECT id OPERATOR(shop.+) 1 FROM orders"), "OPERATOR() with a schema is not allowed in a rule.");
}

TEST(SqlGuard, SaysWhichColumnsAndTablesThereAre) {
    const auto column = guard("SELECT nmae FROM shop.categories", policy());
    ASSERT_FALSE(column);
    EXPECT_EQ(column.error().hint, "Columns of categories: id, name, parent_id.");
    const auto table = guard("SELECT * FROM patrons", policy());
    ASSERT_FALSE(table);
    EXPECT_TRUE(table.error().hint.starts_with("Known tables: customers, orders, ")) << table.error().hint;
}

TEST(SqlGuard, TellsSyntaxErrorsFromForbiddenSql) {
    const auto broken = guard("SELECT id FORM orders", policy());
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().kind, ErrorKind::invalid_request);
    EXPECT_NE(broken.error().message.find("syntax error"), std::string::npos) << broken.error().message;
    const auto forbidden = guard("DROP TABLE orders", policy());
    ASSERT_FALSE(forbidden);
    EXPECT_EQ(forbidden.error().kind, ErrorKind::forbidden_sql);
}

TEST(SqlGuard, NamesTablesWithTheirSchema) {
    EXPECT_EQ(written("SELECT id FROM orders WHERE id IN (SELECT manager_id FROM employees);"),
              "SELECT id FROM shop.orders WHERE id IN (SELECT manager_id FROM hr.employees)");
    EXPECT_EQ(written("SELECT U&\"\\0069d\" FROM U&\"ord\\0065rs\" /* here */ AS o"), "SELECT id FROM shop.orders o");
}

TEST(SqlGuard, TakesTheFirstSchemaOfTheSearchPath) {
    GuardPolicy made;
    made.relations = {{"late", "t", {"a"}}, {"early", "t", {"b"}}, {"never", "t", {"c"}}};
    made.search_path = {"nowhere", "early", "late"};
    const auto result = guard("SELECT b FROM t", made);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->text(), "SELECT b FROM early.t");
    EXPECT_FALSE(guard("SELECT a FROM t", made));
    EXPECT_TRUE(guard("SELECT c FROM never.t", made));
}

TEST(SqlGuard, KeepsCommonTablesApartFromTablesOfTheirName) {
    EXPECT_EQ(written("WITH orders AS (SELECT id FROM orders) SELECT orders.id FROM orders"),
              "WITH orders AS (SELECT id FROM shop.orders) SELECT orders.id FROM orders");
    EXPECT_EQ(written("SELECT (WITH orders AS (SELECT 1 AS x) SELECT x FROM orders) FROM orders"),
              "SELECT (WITH orders AS (SELECT 1 AS x) SELECT x FROM orders) FROM shop.orders");
    EXPECT_EQ(reason("WITH orders AS (SELECT id FROM orders) SELECT total FROM orders"),
              "There is no column \"total\" in the tables of this query.");
}

TEST(SqlGuard, ListsTheTablesItReadsOnce) {
    const auto result = guard(
        "WITH x AS (SELECT * FROM orders) SELECT x.id FROM x JOIN shop.orders o USING (id) "
        "WHERE x.customer_id IN (SELECT id FROM customers)",
        policy());
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->relations(), (std::vector<std::string>{"shop.customers", "shop.orders"}));
}

TEST(SqlGuard, QuotesNamesThatNeedIt) {
    GuardPolicy made;
    made.relations = {{"My Schema", "select", {"from", "a\"b", "Ümlaut"}}};
    made.search_path = {"My Schema"};
    const auto result = guard(R"(SELECT "from", "a""b", "Ümlaut" FROM "select")", made);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->text(), R"(SELECT "from", "a""b", "Ümlaut" FROM "My Schema"."select")");
}

TEST(SqlGuard, KeepsNegativeNumbers) {
    // libpg_query 15 leaves them out of its JSON, so this is not a matter of course.
    EXPECT_EQ(written("SELECT id FROM orders WHERE total > -5 AND total < - 3"),
              "SELECT id FROM shop.orders WHERE total > -5 AND total < -3");
    EXPECT_EQ(written("SELECT 10 / -2 FROM orders"), "SELECT 10 / -2 FROM shop.orders");
}

TEST(SqlGuard, HonoursThePolicysLimits) {
    auto narrow = policy();
    narrow.max_bytes = 30;
    EXPECT_TRUE(guard("SELECT id FROM shop.orders", narrow));
    const auto long_text = guard("SELECT id, total, note FROM shop.orders", narrow);
    ASSERT_FALSE(long_text);
    EXPECT_EQ(long_text.error().kind, ErrorKind::invalid_request);
    EXPECT_EQ(long_text.error().message, "The query is 39 bytes long; 30 is the limit.");

    auto few = policy();
    few.max_relations = 1;
    EXPECT_TRUE(guard("SELECT id FROM orders", few));
    EXPECT_FALSE(guard("SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id", few));

    auto shallow = policy();
    shallow.max_depth = 6;
    EXPECT_TRUE(guard("SELECT id + 1 FROM orders", shallow));
    EXPECT_FALSE(guard("SELECT id + 1 + 1 + 1 + 1 + 1 + 1 FROM orders", shallow));

    auto plain = policy();
    plain.max_operators = 2;
    EXPECT_TRUE(guard("SELECT id + 1 + 2 FROM orders", plain));
    EXPECT_FALSE(guard("SELECT id + 1 + 2 + 3 FROM orders", plain));
}

TEST(SqlGuard, TakesNoMoreThanItsStackHoldsWhateverThePolicySays) {
    auto wide = policy();
    wide.max_bytes = 1 << 30;
    wide.max_depth = 1 << 30;
    wide.max_operators = 1 << 30;
    EXPECT_FALSE(guard(expand("SELECT 1{+1*50000} FROM orders"), wide));
    EXPECT_FALSE(guard(expand("SELECT 1{+1*5000} FROM orders"), wide));
}

TEST(SqlGuard, TakesALongFlatQuery) {
    // 1,000 values in a list and a hundred conditions are not deep.
    const auto list = expand("SELECT id FROM orders WHERE id IN (0{, 12345*1000})");
    EXPECT_TRUE(guard(list, policy())) << reason(list);
    const auto conditions = expand("SELECT id FROM orders WHERE id > 0{ AND total > 5*300}");
    EXPECT_TRUE(guard(conditions, policy())) << reason(conditions);
    const auto columns = expand("SELECT id{, total*500} FROM orders");
    EXPECT_TRUE(guard(columns, policy())) << reason(columns);
}

TEST(SqlGuard, DropsParenthesesThatMeanNothing) {
    EXPECT_EQ(written(expand("SELECT {(*8000}id{)*8000} FROM orders")), "SELECT id FROM shop.orders");
}

TEST(SqlGuard, RefusesInvalidUtf8) {
    for (const auto* bytes : {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82"}) {
        const auto result = guard(std::string("SELECT '") + bytes + "' FROM orders", policy());
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().message, "The query is not valid UTF-8.");
    }
}

TEST(SqlGuard, LowersNothingInsideLiterals) {
    EXPECT_EQ(written("SELECT ID FROM ORDERS WHERE NOTE = 'It''s \\ OK\n'"),
              "SELECT id FROM shop.orders WHERE note = E'It''s \\\\ OK\n'");
}

TEST(SqlGuard, IsSafeFromManyThreads) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([] {
            for (int k = 0; k < 50; ++k) {
                EXPECT_TRUE(guard("SELECT count(*) FROM orders GROUP BY status", policy()));
                EXPECT_FALSE(guard("SELECT pg_sleep(1) FROM orders", policy()));
            }
        });
    for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace pf::sql
