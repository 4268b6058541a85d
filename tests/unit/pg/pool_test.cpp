#include "pg/pool.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/loop.hpp"

namespace pf::pg {
namespace {

using namespace std::chrono_literals;

Pool::Settings nowhere(std::size_t size) {
    Pool::Settings settings;
    settings.connection.conninfo = "host=/nonexistent";
    settings.size = size;
    return settings;
}

TEST(PoolWithoutADatabase, EachCallerGetsTheErrorAndNoSlotIsLost) {
    asio::io_context loop(1);
    Pool pool(loop.get_executor(), nowhere(2));
    int refused = 0;
    for (int i = 0; i < 10; ++i)
        asio::co_spawn(loop, pool.acquire(test::soon()), [&](std::exception_ptr, const Result<Pool::Lease>& lease) {
            if (!lease && lease.error().kind == ErrorKind::unavailable) ++refused;
        });
    loop.run();
    EXPECT_EQ(refused, 10);
    EXPECT_EQ(pool.open(), 0u);
    EXPECT_EQ(pool.waiting(), 0u);
}

TEST(PoolWithoutADatabase, AClosedPoolLendsNothing) {
    asio::io_context loop(1);
    Pool pool(loop.get_executor(), nowhere(2));
    pool.close();
    const auto lease = test::run(loop, pool.acquire(test::soon()));
    ASSERT_FALSE(lease);
    EXPECT_EQ(lease.error().kind, ErrorKind::unavailable);
}

TEST(Lease, MayBeEmptyAndMovedWithoutAPool) {
    Pool::Lease lease;
    EXPECT_EQ(lease.operator->(), nullptr);
    Pool::Lease other = std::move(lease);
    EXPECT_EQ(other.operator->(), nullptr);
    lease = std::move(other);
    EXPECT_EQ(lease.operator->(), nullptr);
}

}  // namespace
}  // namespace pf::pg
