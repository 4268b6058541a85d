// pg::Connection against a real server: results, pipelines, COPY, deadlines and cancellation, loss.
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "sql/guard.hpp"
#include "support/cluster.hpp"

namespace pf::pg {
namespace {

using namespace std::chrono_literals;
using test::must;
using test::soon;

constexpr sql::Literal sleep_long = "SELECT pg_sleep(60)";
constexpr sql::Literal still_running = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1::int AND state = 'active'";

class PgConnection : public test::ClusterTest {
 protected:
    // Starts `task`, cancels it `after` this time, and waits for its end.
    template <class T>
    Result<T> run_and_cancel(Task<Result<T>> task, std::chrono::milliseconds after) {
        asio::cancellation_signal cancel;
        asio::steady_timer timer(loop_, after);
        timer.async_wait([&](boost::system::error_code) { cancel.emit(asio::cancellation_type::terminal); });
        Result<T> outcome = make_error(ErrorKind::internal, "it did not end");
        asio::co_spawn(loop_, std::move(task),
                       asio::bind_cancellation_slot(
                           cancel.slot(), [&](std::exception_ptr, Result<T> result) { outcome = std::move(result); }));
        loop_.restart();
        loop_.run();
        return outcome;
    }
    bool running_in_server(Connection& connection) {
        auto admin = connect();
        return ask(*admin, still_running, {std::to_string(connection.backend_pid())}) != "0";
    }
};

constexpr sql::Literal prepared_statements =
    "SELECT count(*) FROM pg_prepared_statements WHERE NOT statement ~ 'pg_prepared'";

TEST_F(PgConnection, PreparesKeptStatementsOnceAndForgetsThemWithDiscardAll) {
    auto connection = connect();
    const auto ask_kept = [&](std::string value) {
        std::vector<Query> queries;
        queries.push_back(Query::kept("SELECT $1::text || 'b'", {std::move(value)}));
        queries.push_back({"SELECT 1"});
        queries.push_back(Query::kept("SELECT $1::int + 1", {"41"}));
        return must(run(connection->pipeline(std::move(queries), soon())));
    };
    for (const auto* value : {"a", "c", "d"}) {
        const auto rows = ask_kept(value);
        EXPECT_EQ(rows[0].text(0, 0), std::string(value) + "b");
        EXPECT_EQ(rows[2].text(0, 0), "42");
        EXPECT_EQ(ask(*connection, prepared_statements), "2");
    }
    must(run(connection->script(sql::Literal("DISCARD ALL"), soon())));
    EXPECT_EQ(ask(*connection, prepared_statements), "0");
    EXPECT_EQ(ask_kept("e")[0].text(0, 0), "eb");
}

TEST_F(PgConnection, KeepsNothingOfAStatementThatCannotBePrepared) {
    auto connection = connect();
    for (int attempt = 0; attempt < 2; ++attempt) {
        std::vector<Query> queries;
        queries.push_back({"BEGIN"});
        queries.push_back(Query::kept("SELECT 1 FROM nothing_there"));
        queries.push_back(Query::kept("SELECT 2"));
        const auto failed = run(connection->pipeline(std::move(queries), soon()));
        ASSERT_FALSE(failed);
        EXPECT_EQ(connection->last_sqlstate(), "42P01");
        must(run(connection->query(sql::Literal("ROLLBACK"), {}, soon())));
    }
    std::vector<Query> queries;
    queries.push_back(Query::kept("SELECT 2"));
    EXPECT_EQ(must(run(connection->pipeline(std::move(queries), soon())))[0].text(0, 0), "2");
    EXPECT_FALSE(connection->broken());
}

TEST_F(PgConnection, AnswersTextNumbersBooleansAndNulls) {
    auto connection = connect();
    const auto rows = must(run(connection->query(
        sql::Literal(
            "SELECT $1::text AS t, 42::bigint AS n, 1.5::float8 AS f, true AS b, NULL::text AS z, $2::int AS p"),
        {"ä'\"\\", std::nullopt}, soon())));
    ASSERT_EQ(rows.size(), 1);
    ASSERT_EQ(rows.columns(), 6);
    EXPECT_EQ(rows.name(0), "t");
    EXPECT_EQ(rows.type(1), 20u);
    EXPECT_EQ(rows.text(0, 0), "ä'\"\\");
    EXPECT_EQ(rows.integer(0, 1), 42);
    EXPECT_EQ(rows.number(0, 2), 1.5);
    EXPECT_TRUE(rows.boolean(0, 3));
    EXPECT_TRUE(rows.is_null(0, 4));
    EXPECT_TRUE(rows.is_null(0, 5));
    EXPECT_TRUE(rows.is_null(1, 0));
    EXPECT_GE(connection->server_version(), 150000);
}

TEST_F(PgConnection, CountsWhatAStatementChanged) {
    auto connection = connect();
    must(run(
        connection->script(sql::Literal("CREATE TEMP TABLE t AS SELECT * FROM generate_series(1, 5) AS n"), soon())));
    const auto changed = must(run(connection->query(sql::Literal("UPDATE t SET n = n + 1 WHERE n > 2"), {}, soon())));
    EXPECT_EQ(changed.affected(), 3);
}

TEST_F(PgConnection, KindsOfErrorsFollowTheServersCodes) {
    auto connection = connect("pf_rule");
    const std::vector<std::tuple<sql::Literal, ErrorKind, std::string_view>> cases = {
        {"SELEC 1", ErrorKind::internal, "42601"},
        {"SELECT 1 / 0", ErrorKind::invalid_request, "22012"},
        {"SELECT * FROM no_such_table", ErrorKind::internal, "42P01"},
        {"CREATE SCHEMA mine", ErrorKind::forbidden_sql, "25006"},
        {"SELECT pg_sleep(0)", ErrorKind::forbidden_sql, "42501"},
    };
    for (const auto& [statement, kind, sqlstate] : cases) {
        const auto result = run(connection->query(statement, {}, soon()));
        ASSERT_FALSE(result) << statement.text;
        EXPECT_EQ(result.error().kind, kind) << statement.text;
        EXPECT_EQ(connection->last_sqlstate(), sqlstate) << statement.text;
        EXPECT_FALSE(connection->broken());
    }
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT 1")), "1");
    EXPECT_EQ(connection->last_sqlstate(), "");
}

TEST_F(PgConnection, AWrongNameIsTheUsersMistakeInGeneratedSqlOnly) {
    auto connection = connect("pf_rule");
    const auto generated = must(sql::guard("SELECT a FROM gone", {{{"public", "gone", {"a"}}}, {"public"}}));
    const auto in_pipeline = [&](sql::Statement statement) {
        std::vector<Query> queries;
        queries.push_back({"SELECT 1"});
        queries.push_back({std::move(statement)});
        return run(connection->pipeline(std::move(queries), soon())).error().kind;
    };
    EXPECT_EQ(in_pipeline(sql::Statement("EXPLAIN ").guarded(generated)), ErrorKind::invalid_request);
    EXPECT_EQ(in_pipeline(sql::Literal("EXPLAIN SELECT a FROM gone")), ErrorKind::internal);
    EXPECT_EQ(run(connection->query(sql::Statement().guarded(generated), {}, soon())).error().kind,
              ErrorKind::invalid_request);
    EXPECT_EQ(connection->last_sqlstate(), "42P01");
}

TEST_F(PgConnection, ZeroBytesAreRefusedBeforeTheyAreCut) {
    auto connection = connect();
    const auto result = run(connection->query(sql::Literal("SELECT $1::text"), {std::string("a\0b", 3)}, soon()));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::invalid_request);
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT 1")), "1");
}

TEST_F(PgConnection, PipelineAnswersEachStatementInOrder) {
    auto connection = connect();
    std::vector<Query> queries;
    for (int i = 0; i < 50; ++i) queries.emplace_back(sql::Literal("SELECT $1::int * 2"), Params{std::to_string(i)});
    const auto rows = must(run(connection->pipeline(std::move(queries), soon())));
    ASSERT_EQ(rows.size(), 50u);
    for (int i = 0; i < 50; ++i) EXPECT_EQ(rows[static_cast<std::size_t>(i)].integer(0, 0), 2 * i);
}

TEST_F(PgConnection, APipelineOfNothingIsNoRoundTrip) {
    auto connection = connect();
    EXPECT_TRUE(must(run(connection->pipeline({}, soon()))).empty());
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT 1")), "1");
}

TEST_F(PgConnection, APipelineThatFailsLeavesNothing) {
    auto connection = connect();
    must(run(connection->script(sql::Literal("CREATE TEMP TABLE t (n int)"), soon())));
    std::vector<Query> queries;
    queries.emplace_back(sql::Literal("INSERT INTO t VALUES (1)"));
    queries.emplace_back(sql::Literal("SELECT 1 / 0"));
    queries.emplace_back(sql::Literal("INSERT INTO no_such_table VALUES (2)"));
    const auto result = run(connection->pipeline(std::move(queries), soon()));
    ASSERT_FALSE(result);
    EXPECT_EQ(connection->last_sqlstate(), "22012");  // the first failure; what came after did not run
    EXPECT_FALSE(connection->in_transaction());
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT count(*) FROM t")), "0");
}

TEST_F(PgConnection, AFailedPipelineWithItsOwnBeginWaitsForRollback) {
    auto connection = connect();
    std::vector<Query> queries;
    queries.emplace_back(sql::Literal("BEGIN"));
    queries.emplace_back(sql::Literal("SELECT 1 / 0"));
    queries.emplace_back(sql::Literal("COMMIT"));
    ASSERT_FALSE(run(connection->pipeline(std::move(queries), soon())));
    EXPECT_TRUE(connection->in_transaction());
    must(run(connection->query(sql::Literal("ROLLBACK"), {}, soon())));
    EXPECT_FALSE(connection->in_transaction());
}

TEST_F(PgConnection, APipelineLargerThanEveryBufferDoesNotLockUp) {
    auto connection = connect();
    std::vector<Query> queries;
    for (int i = 0; i < 20; ++i)
        queries.emplace_back(sql::Literal("SELECT $1::text"), Params{std::string(1 << 20, 'x')});
    const auto rows = must(run(connection->pipeline(std::move(queries), soon())));
    ASSERT_EQ(rows.size(), 20u);
    EXPECT_EQ(rows[19].text(0, 0).size(), std::size_t{1} << 20);
}

TEST_F(PgConnection, AScriptStopsAtItsFirstFailure) {
    auto connection = connect();
    must(run(connection->script(
        sql::Literal("CREATE TEMP TABLE t (n int); INSERT INTO t VALUES (1); INSERT INTO t VALUES (2);"), soon())));
    const auto failed = run(
        connection->script(sql::Literal("INSERT INTO t VALUES (3); SELECT 1 / 0; INSERT INTO t VALUES (4);"), soon()));
    ASSERT_FALSE(failed);
    EXPECT_EQ(connection->last_sqlstate(), "22012");
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT count(*) FROM t")),
              "2");  // a script without BEGIN is one transaction
}

TEST_F(PgConnection, ADeadlineEndsTheStatementInTheServerToo) {
    auto connection = connect();
    const auto began = Clock::now();
    const auto result = run(connection->query(sleep_long, {}, began + 150ms));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::timeout);
    EXPECT_LT(Clock::now() - began, 3s);
    EXPECT_FALSE(running_in_server(*connection));
    ASSERT_FALSE(connection->broken());
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT 1")), "1");
}

TEST_F(PgConnection, CancellationEndsTheStatementInTheServerToo) {
    auto connection = connect();
    const auto result = run_and_cancel(connection->query(sleep_long, {}, soon()), 150ms);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::cancelled);
    EXPECT_FALSE(running_in_server(*connection));
    ASSERT_FALSE(connection->broken());
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT 1")), "1");
}

TEST_F(PgConnection, ACancelledPipelineDoesNotRunWhatFollows) {
    auto connection = connect();
    must(run(connection->script(sql::Literal("CREATE TEMP TABLE t (n int)"), soon())));
    std::vector<Query> queries;
    queries.emplace_back(sql::Literal("BEGIN"));
    queries.emplace_back(sleep_long);
    queries.emplace_back(sql::Literal("INSERT INTO t VALUES (1)"));
    queries.emplace_back(sql::Literal("COMMIT"));
    const auto result = run_and_cancel(connection->pipeline(std::move(queries), soon()), 150ms);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::cancelled);
    EXPECT_FALSE(running_in_server(*connection));
    must(run(connection->query(sql::Literal("ROLLBACK"), {}, soon())));
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT count(*) FROM t")), "0");
}

TEST_F(PgConnection, ManyShortStatementsSurviveManyDeadlines) {
    auto connection = connect();
    for (int i = 0; i < 40; ++i) {
        const auto slow = run(connection->query(sql::Literal("SELECT pg_sleep(0.004)"), {},
                                                Clock::now() + std::chrono::milliseconds(1 + i % 8)));
        if (!slow) {
            ASSERT_EQ(slow.error().kind, ErrorKind::timeout);
        }
        // A late cancel request must not hit the next statement.
        const auto next = run(connection->query(sql::Literal("SELECT pg_sleep(0.002)"), {}, soon()));
        ASSERT_TRUE(next) << next.error().message;
    }
}

TEST_F(PgConnection, ADeadlineInThePastSendsNothing) {
    auto connection = connect();
    const auto result =
        run(connection->query(sql::Literal("CREATE TABLE public.never (n int)"), {}, Clock::now() - 1s));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::timeout);
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT to_regclass('public.never') IS NULL")), "t");
}

TEST_F(PgConnection, TheServersOwnTimeoutIsATimeout) {
    auto connection = connect();
    must(run(connection->query(sql::Literal("SET statement_timeout = '50ms'"), {}, soon())));
    const auto result = run(connection->query(sleep_long, {}, soon()));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::timeout);
    EXPECT_FALSE(connection->broken());
}

TEST_F(PgConnection, ATerminatedSessionIsLost) {
    auto connection = connect();
    auto admin = connect();
    ask(*admin, sql::Literal("SELECT pg_terminate_backend($1::int, 5000)"),
        {std::to_string(connection->backend_pid())});
    EXPECT_TRUE(connection->hung_up());
    EXPECT_TRUE(connection->broken());
    const auto result = run(connection->query(sql::Literal("SELECT 1"), {}, soon()));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::unavailable);
}

TEST_F(PgConnection, ASessionTerminatedInAStatementIsLost) {
    auto connection = connect();
    auto admin = connect();
    asio::steady_timer timer(loop_, 100ms);
    timer.async_wait([&](boost::system::error_code) {
        asio::co_spawn(loop_,
                       admin->query(sql::Literal("SELECT pg_terminate_backend($1::int)"),
                                    {std::to_string(connection->backend_pid())}, soon()),
                       [](std::exception_ptr, const Result<Rows>&) {});
    });
    const auto result = run(connection->query(sleep_long, {}, soon()));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(connection->last_sqlstate(), "57P01");
    EXPECT_TRUE(connection->broken());
}

TEST_F(PgConnection, CopyHandsOverEveryByte) {
    auto connection = connect();
    std::string all;
    std::size_t largest = 0;
    const auto sink = [&](std::string_view chunk) -> Task<bool> {
        all += chunk;
        largest = std::max(largest, chunk.size());
        co_return true;
    };
    const auto copied = must(run(connection->copy_out(
        sql::Literal("COPY (SELECT n, 'x' FROM generate_series(1, 100000) n) TO STDOUT (FORMAT csv)"), sink, soon())));
    EXPECT_EQ(copied, all.size());
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 100000);
    EXPECT_EQ(all.substr(0, 4), "1,x\n");
    EXPECT_EQ(all.substr(all.size() - 9), "100000,x\n");
    EXPECT_LT(largest, 128u * 1024);
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT 1")), "1");
}

TEST_F(PgConnection, ASlowReaderHoldsTheServerBack) {
    auto connection = connect();
    auto admin = connect();
    std::string waiting;
    std::uint64_t seen = 0;
    const auto sink = [&](std::string_view chunk) -> Task<bool> {
        seen += chunk.size();
        // After the first chunk: read no more until the server itself waits for us.
        for (int i = 0; waiting != "ClientWrite" && i < 500; ++i) {
            auto rows = co_await admin->query(
                sql::Literal("SELECT coalesce(wait_event, '') FROM pg_stat_activity WHERE pid = $1::int"),
                {std::to_string(connection->backend_pid())}, soon());
            if (rows) waiting = rows->text(0, 0);
            asio::steady_timer pause(loop_, 5ms);
            co_await pause.async_wait(asio::use_awaitable);
        }
        co_return seen < 10'000'000;
    };
    const auto copied = run(connection->copy_out(
        sql::Literal("COPY (SELECT repeat('x', 1000) FROM generate_series(1, 200000)) TO STDOUT"), sink, soon()));
    EXPECT_EQ(waiting, "ClientWrite");
    ASSERT_FALSE(copied);  // the reader had enough
    EXPECT_EQ(copied.error().kind, ErrorKind::cancelled);
    EXPECT_FALSE(running_in_server(*connection));
    ASSERT_FALSE(connection->broken());
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT 1")), "1");
}

TEST_F(PgConnection, CancellationInsideTheSinkEndsTheCopy) {
    auto connection = connect();
    const auto sink = [this](std::string_view) -> Task<bool> {
        asio::steady_timer forever(loop_, 60s);
        co_await forever.async_wait(asio::use_awaitable);
        co_return true;
    };
    const auto result = run_and_cancel(
        connection->copy_out(sql::Literal("COPY (SELECT repeat('x', 1000) FROM generate_series(1, 200000)) TO STDOUT"),
                             sink, soon()),
        150ms);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::cancelled);
    EXPECT_FALSE(running_in_server(*connection));
}

TEST_F(PgConnection, ASinkThatThrowsIsHeardAfterTheCopyHasEnded) {
    auto connection = connect();
    const auto sink = [](std::string_view) -> Task<bool> {
        throw std::runtime_error("no more room");
        co_return true;
    };
    EXPECT_THROW((void)run(connection->copy_out(
                     sql::Literal("COPY (SELECT * FROM generate_series(1, 200000)) TO STDOUT"), sink, soon())),
                 std::runtime_error);
    ASSERT_FALSE(connection->broken());
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT 1")), "1");
}

TEST_F(PgConnection, AFailingCopyIsItsError) {
    auto connection = connect();
    std::uint64_t seen = 0;
    const auto sink = [&](std::string_view chunk) -> Task<bool> {
        seen += chunk.size();
        co_return true;
    };
    const auto failed = run(connection->copy_out(
        sql::Literal("COPY (SELECT 1 / (50000 - n) FROM generate_series(1, 100000) n) TO STDOUT"), sink, soon()));
    ASSERT_FALSE(failed);
    EXPECT_EQ(connection->last_sqlstate(), "22012");
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT 1")), "1");
    const auto none = run(connection->copy_out(sql::Literal("SELECT 1"), sink, soon()));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::internal);
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT 1")), "1");
}

// Hands over `count` pieces, each of a thousand rows, then what `last` says.
Connection::CopySource pieces(int count, std::function<Task<Result<std::string>>()> last) {
    auto left = std::make_shared<int>(count);
    return [left, last]() -> Task<Result<std::string>> {
        if ((*left)-- <= 0) return last();
        return []() -> Task<Result<std::string>> {
            std::string piece;
            for (int i = 0; i < 1000; ++i) piece += std::to_string(i) + "\t" + std::string(1000, 'x') + "\n";
            co_return piece;
        }();
    };
}

Task<Result<std::string>> no_more() { co_return std::string(); }

TEST_F(PgConnection, CopyInTakesEveryPiece) {
    auto connection = connect();
    must(run(connection->query(sql::Literal("CREATE TEMP TABLE taken (n int, t text)"), {}, soon())));
    EXPECT_EQ(must(run(connection->copy_in(sql::Literal("COPY taken FROM STDIN"), pieces(20, no_more), soon()))),
              20'000);
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT count(*) || ' ' || sum(length(t)) FROM taken")), "20000 20000000");
    const auto bad = []() -> Task<Result<std::string>> { co_return std::string("no number\tx\n"); };
    const auto refused = run(connection->copy_in(
        sql::Literal("COPY taken FROM STDIN"),
        pieces(0,
               [bad, once = std::make_shared<bool>(false)] { return std::exchange(*once, true) ? no_more() : bad(); }),
        soon()));
    ASSERT_FALSE(refused);
    EXPECT_EQ(connection->last_sqlstate(), "22P02");
    EXPECT_EQ(run(connection->copy_in(sql::Literal("SELECT 1"), pieces(0, no_more), soon())).error().kind,
              ErrorKind::internal);
    EXPECT_EQ(
        run(connection->copy_in(sql::Literal("COPY nowhere FROM STDIN"), pieces(0, no_more), soon())).error().kind,
        ErrorKind::invalid_request);
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT count(*) FROM taken")), "20000");
}

TEST_F(PgConnection, ACopyInWhoseSourceFailsCopiesNothing) {
    auto connection = connect();
    must(run(connection->query(sql::Literal("CREATE TEMP TABLE taken (n int, t text)"), {}, soon())));
    const auto fail = []() -> Task<Result<std::string>> {
        co_return make_error(ErrorKind::invalid_request, "row 7 is bad");
    };
    const auto failed = run(connection->copy_in(sql::Literal("COPY taken FROM STDIN"), pieces(5, fail), soon()));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "row 7 is bad");
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT count(*) FROM taken")), "0");
    const auto raise = []() -> Task<Result<std::string>> {
        throw std::runtime_error("no more");
        co_return std::string();
    };
    EXPECT_THROW((void)run(connection->copy_in(sql::Literal("COPY taken FROM STDIN"), pieces(5, raise), soon())),
                 std::runtime_error);
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT count(*) FROM taken")), "0");
}

TEST_F(PgConnection, ACancelledCopyInEndsAndCopiesNothing) {
    auto connection = connect();
    must(run(connection->query(sql::Literal("CREATE TEMP TABLE taken (n int, t text)"), {}, soon())));
    const auto wait = [this]() -> Task<Result<std::string>> {
        asio::steady_timer forever(loop_, 60s);
        co_await forever.async_wait(asio::use_awaitable);
        co_return std::string();
    };
    const auto result =
        run_and_cancel(connection->copy_in(sql::Literal("COPY taken FROM STDIN"), pieces(5, wait), soon()), 150ms);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::cancelled);
    EXPECT_FALSE(running_in_server(*connection));
    ASSERT_FALSE(connection->broken());
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT count(*) FROM taken")), "0");
}

TEST_F(PgConnection, CopyInAQueryIsRefusedAndBreaksTheConnection) {
    for (const sql::Literal statement :
         {sql::Literal("COPY (SELECT 1) TO STDOUT"), sql::Literal("COPY pattern_factory.rules FROM STDIN")}) {
        auto connection = connect();
        const auto result = run(connection->query(statement, {}, soon()));
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, ErrorKind::invalid_request);
        EXPECT_TRUE(connection->broken());
    }
}

TEST_F(PgConnection, HearsNotificationsInOrder) {
    auto listener = connect("pf_app");
    auto speaker = connect("pf_build");
    must(run(listener->query(sql::Literal("LISTEN news"), {}, soon())));
    must(run(speaker->script(sql::Literal("NOTIFY news, 'one'; NOTIFY news, 'two'; NOTIFY other, 'x'"), soon())));
    const auto one = must(run(listener->next_notification()));
    const auto two = must(run(listener->next_notification()));
    EXPECT_EQ(one.channel, "news");
    EXPECT_EQ(one.payload, "one");
    EXPECT_EQ(two.payload, "two");
    const auto none = run_and_cancel(listener->next_notification(), 50ms);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::cancelled);
    EXPECT_EQ(ask(*listener, sql::Literal("SELECT 1")), "1");
}

TEST_F(PgConnection, AListenerNoticesThatTheDatabaseIsGone) {
    auto listener = connect("pf_app");
    auto admin = connect();
    asio::steady_timer timer(loop_, 50ms);
    timer.async_wait([&](boost::system::error_code) {
        asio::co_spawn(loop_,
                       admin->query(sql::Literal("SELECT pg_terminate_backend($1::int)"),
                                    {std::to_string(listener->backend_pid())}, soon()),
                       [](std::exception_ptr, const Result<Rows>&) {});
    });
    const auto lost = run(listener->next_notification());
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().kind, ErrorKind::unavailable);
    EXPECT_TRUE(listener->broken());
}

}  // namespace
}  // namespace pf::pg
