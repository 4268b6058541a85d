// pg::Pool against a real server: bounds, order, dead and dirty connections.
#include "pg/pool.hpp"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "support/cluster.hpp"

namespace pf::pg {
namespace {

using namespace std::chrono_literals;
using test::must;
using test::soon;

class PgPool : public test::ClusterTest {
 protected:
    static Pool::Settings settings(std::size_t size) {
        Pool::Settings made;
        made.connection = test::cluster().connection("pf_admin");
        made.size = size;
        return made;
    }
    Pool::Lease acquire(Pool& pool) { return must(run(pool.acquire(soon()))); }
    // Lets what was posted run: a returned connection is cleaned in the background.
    template <class Condition>
    void run_until(Condition condition) {
        const auto deadline = soon();
        loop_.restart();
        while (!condition() && Clock::now() < deadline) {
            loop_.run_for(1ms);
            loop_.restart();
        }
        ASSERT_TRUE(condition());
    }
};

TEST_F(PgPool, OpensAsManyAsItNeedsAndNoMoreThanItMay) {
    Pool pool(loop_.get_executor(), settings(2));
    auto first = acquire(pool);
    EXPECT_EQ(pool.open(), 1u);
    auto second = acquire(pool);
    EXPECT_EQ(pool.open(), 2u);
    EXPECT_NE(first->backend_pid(), second->backend_pid());
    const auto third = run(pool.acquire(Clock::now() + 50ms));
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().kind, ErrorKind::timeout);
    EXPECT_EQ(pool.open(), 2u);
    EXPECT_EQ(pool.waiting(), 0u);
}

TEST_F(PgPool, LendsTheSameConnectionAgain) {
    Pool pool(loop_.get_executor(), settings(4));
    const int pid = acquire(pool)->backend_pid();
    EXPECT_EQ(pool.idle(), 1u);
    EXPECT_EQ(acquire(pool)->backend_pid(), pid);
    EXPECT_EQ(pool.open(), 1u);
}

TEST_F(PgPool, LendsFewWhileWorkIsShort) {
    auto few = settings(8);
    few.eager = 2;
    few.patience = 1h;
    Pool pool(loop_.get_executor(), few);
    int done = 0;
    const auto work = [&]() -> Task<> {
        auto lease = must(co_await pool.acquire(soon()));
        must(co_await lease->query(sql::Literal("SELECT 1"), {}, soon()));
        ++done;
    };
    for (int i = 0; i < 20; ++i) asio::co_spawn(loop_, work(), asio::detached);
    run_until([&] { return done == 20; });
    EXPECT_EQ(pool.open(), 2u);
}

TEST_F(PgPool, LendsMoreWhenNoneComesBack) {
    auto few = settings(3);
    few.eager = 1;
    few.patience = 1ms;
    Pool pool(loop_.get_executor(), few);
    auto first = acquire(pool);
    auto second = acquire(pool);
    auto third = acquire(pool);
    EXPECT_EQ(pool.open(), 3u);
    EXPECT_EQ(run(pool.acquire(Clock::now() + 20ms)).error().kind, ErrorKind::timeout);
    first = Pool::Lease();
    second = Pool::Lease();
    EXPECT_EQ(pool.idle(), 2u);
    second = acquire(pool);  // none has come back meanwhile
    EXPECT_EQ(pool.open(), 3u);
}

TEST_F(PgPool, ServesWaitersInTheOrderTheyCame) {
    Pool pool(loop_.get_executor(), settings(2));
    {
        // Both open, or the first two would race to connect.
        auto first = acquire(pool);
        auto second = acquire(pool);
    }
    std::vector<int> order;
    std::size_t most = 0;
    const auto work = [&](int number) -> Task<> {
        auto lease = must(co_await pool.acquire(soon()));
        order.push_back(number);
        most = std::max(most, pool.open());
        must(co_await lease->query(sql::Literal("SELECT 1"), {}, soon()));
    };
    for (int i = 0; i < 40; ++i) asio::co_spawn(loop_, work(i), asio::detached);
    loop_.restart();
    loop_.run();
    ASSERT_EQ(order.size(), 40u);
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
    EXPECT_EQ(most, 2u);
    EXPECT_EQ(pool.idle(), 2u);
}

TEST_F(PgPool, ANewcomerDoesNotOvertakeAWaiter) {
    Pool pool(loop_.get_executor(), settings(1));
    auto lease = std::make_unique<Pool::Lease>(acquire(pool));
    std::vector<int> order;
    const auto wait = [&](int number) -> Task<> {
        auto mine = must(co_await pool.acquire(soon()));
        order.push_back(number);
    };
    asio::co_spawn(loop_, wait(1), asio::detached);
    run_until([&] { return pool.waiting() == 1; });
    lease.reset();  // the connection now belongs to the waiter, though it has not run yet
    asio::co_spawn(loop_, wait(2), asio::detached);
    run_until([&] { return order.size() == 2; });
    EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST_F(PgPool, RefusesAtOnceWhenTooManyWait) {
    auto bounded = settings(1);
    bounded.max_waiting = 2;
    Pool pool(loop_.get_executor(), std::move(bounded));
    auto lease = std::make_unique<Pool::Lease>(acquire(pool));
    int served = 0;
    for (int i = 0; i < 2; ++i)
        asio::co_spawn(loop_, pool.acquire(soon()),
                       [&](std::exception_ptr, const Result<Pool::Lease>& got) { served += got.has_value(); });
    run_until([&] { return pool.waiting() == 2; });
    const auto refused = run(pool.acquire(soon()));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
    lease.reset();
    run_until([&] { return served == 2; });
}

TEST_F(PgPool, ACancelledWaiterLeavesTheQueueToTheNext) {
    Pool pool(loop_.get_executor(), settings(1));
    auto lease = std::make_unique<Pool::Lease>(acquire(pool));
    asio::cancellation_signal cancel;
    std::optional<ErrorKind> first;
    bool second = false;
    asio::co_spawn(loop_, pool.acquire(soon()),
                   asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr, const Result<Pool::Lease>& got) {
                       if (!got) first = got.error().kind;
                   }));
    asio::co_spawn(loop_, pool.acquire(soon()),
                   [&](std::exception_ptr, const Result<Pool::Lease>& got) { second = got.has_value(); });
    run_until([&] { return pool.waiting() == 2; });
    cancel.emit(asio::cancellation_type::terminal);
    run_until([&] { return first.has_value(); });
    EXPECT_EQ(first, ErrorKind::cancelled);
    EXPECT_FALSE(second);
    lease.reset();
    run_until([&] { return second; });
}

TEST_F(PgPool, ReplacesAConnectionThatDiedInTheDrawer) {
    Pool pool(loop_.get_executor(), settings(1));
    const int pid = acquire(pool)->backend_pid();
    auto admin = connect();
    ask(*admin, sql::Literal("SELECT pg_terminate_backend($1::int, 5000)"), {std::to_string(pid)});
    auto lease = acquire(pool);
    EXPECT_NE(lease->backend_pid(), pid);
    EXPECT_EQ(ask(*lease, sql::Literal("SELECT 1")), "1");
    EXPECT_EQ(pool.open(), 1u);
}

TEST_F(PgPool, ClosesABrokenConnectionAndOneInATransaction) {
    Pool pool(loop_.get_executor(), settings(1));
    {
        auto lease = acquire(pool);
        must(run(lease->script(sql::Literal("CREATE TABLE public.pool_rolls_back (n int)"), soon())));
        must(run(lease->script(sql::Literal("BEGIN; INSERT INTO public.pool_rolls_back VALUES (1)"), soon())));
    }
    EXPECT_EQ(pool.open(), 0u);
    auto next = acquire(pool);
    EXPECT_EQ(ask(*next, sql::Literal("SELECT count(*) FROM public.pool_rolls_back")), "0");
    must(run(next->script(sql::Literal("DROP TABLE public.pool_rolls_back"), soon())));

    auto admin = connect();
    ask(*admin, sql::Literal("SELECT pg_terminate_backend($1::int, 5000)"), {std::to_string(next->backend_pid())});
    EXPECT_FALSE(run(next->query(sql::Literal("SELECT 1"), {}, soon())));
    next = Pool::Lease();
    EXPECT_EQ(pool.open(), 0u);
    EXPECT_EQ(pool.idle(), 0u);
}

TEST_F(PgPool, CleansAConnectionBeforeTheNextUserAndSetsItUpAgain) {
    auto cleaning = settings(1);
    cleaning.on_connect = sql::Literal("SET work_mem = '5MB'");
    cleaning.on_return = sql::Literal("DISCARD ALL");
    Pool pool(loop_.get_executor(), std::move(cleaning));
    int pid = 0;
    {
        auto lease = acquire(pool);
        pid = lease->backend_pid();
        EXPECT_EQ(ask(*lease, sql::Literal("SHOW work_mem")), "5MB");
        must(run(lease->script(
            sql::Literal("SET work_mem = '7MB'; SET application_name = 'dirty'; CREATE TEMP TABLE left_behind (n int)"),
            soon())));
    }
    EXPECT_EQ(pool.idle(), 0u);  // being cleaned
    auto lease = acquire(pool);
    EXPECT_EQ(lease->backend_pid(), pid);
    EXPECT_EQ(ask(*lease, sql::Literal("SHOW work_mem")), "5MB");
    EXPECT_EQ(ask(*lease, sql::Literal("SHOW application_name")), "pattern-factory");
    EXPECT_EQ(ask(*lease, sql::Literal("SELECT to_regclass('pg_temp.left_behind') IS NULL")), "t");
}

TEST_F(PgPool, CleaningIsDoneBeforeTheNextUserComes) {
    auto cleaning = settings(1);
    cleaning.on_return = sql::Literal("DISCARD ALL");
    Pool pool(loop_.get_executor(), std::move(cleaning));
    int pid = 0;
    {
        auto lease = acquire(pool);
        pid = lease->backend_pid();
        ask(*lease, sql::Literal("SELECT 'used'"));
    }
    run_until([&] { return pool.idle() == 1; });
    auto admin = connect();
    const auto last = [&] {
        return ask(*admin, sql::Literal("SELECT query FROM pg_stat_activity WHERE pid = $1::int"),
                   {std::to_string(pid)});
    };
    EXPECT_EQ(last(), "DISCARD ALL");
    auto lease = acquire(pool);
    EXPECT_EQ(last(), "DISCARD ALL");  // lending it again has asked the server nothing
}

TEST_F(PgPool, ACleaningThatFailsClosesTheConnection) {
    auto cleaning = settings(1);
    cleaning.on_return = sql::Literal("SELECT 1 / 0");
    Pool pool(loop_.get_executor(), std::move(cleaning));
    const int pid = acquire(pool)->backend_pid();
    EXPECT_NE(acquire(pool)->backend_pid(), pid);
}

TEST_F(PgPool, AFailingSetUpIsTheCallersError) {
    auto broken = settings(1);
    broken.on_connect = sql::Literal("SET no.such = setting; SELECT 1 / 0");
    Pool pool(loop_.get_executor(), std::move(broken));
    EXPECT_FALSE(run(pool.acquire(soon())));
    EXPECT_EQ(pool.open(), 0u);
}

TEST_F(PgPool, ClosingEndsTheWaitAndWhatIsReturnedLater) {
    Pool pool(loop_.get_executor(), settings(1));
    auto lease = std::make_unique<Pool::Lease>(acquire(pool));
    std::optional<ErrorKind> waiter;
    asio::co_spawn(loop_, pool.acquire(soon()), [&](std::exception_ptr, const Result<Pool::Lease>& got) {
        if (!got) waiter = got.error().kind;
    });
    run_until([&] { return pool.waiting() == 1; });
    pool.close();
    run_until([&] { return waiter.has_value(); });
    EXPECT_EQ(waiter, ErrorKind::unavailable);
    EXPECT_EQ(ask(**lease, sql::Literal("SELECT 1")), "1");  // what is lent may be finished
    lease.reset();
    EXPECT_EQ(pool.open(), 0u);
}

TEST_F(PgPool, ALeaseMayOutliveItsPool) {
    auto pool = std::make_unique<Pool>(loop_.get_executor(), settings(1));
    auto lease = acquire(*pool);
    pool.reset();
    EXPECT_EQ(ask(*lease, sql::Literal("SELECT 1")), "1");
}

}  // namespace
}  // namespace pf::pg
