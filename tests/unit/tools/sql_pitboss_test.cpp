#include "tools/sql_pitboss.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <future>

#include "unit/model/sample_catalogue.hpp"

namespace pf::tools {
namespace {

std::shared_ptr<const model::Snapshot> a_snapshot() {
    return model::make_snapshot(test::sample_catalogue(), model::ValueIndex::Builder().build());
}

TEST(SqlPitboss, BuildsTheIndexesAwayFromTheLoopAndServesTheModelBeforeMeanwhile) {
    asio::io_context loop;
    WorkPool pool(1);
    SqlPitboss generator(pool, nullptr);
    const auto first = a_snapshot(), second = a_snapshot();
    asio::co_spawn(loop, generator.use(first), asio::detached);
    loop.run();
    ASSERT_EQ(generator.snapshot(), first);

    std::promise<void> release;
    pool.post([released = release.get_future().share()] { released.wait(); });  // the pool's one thread is busy
    loop.restart();
    bool used = false;
    asio::co_spawn(loop, generator.use(second), [&used](std::exception_ptr failed) { used = !failed; });
    loop.poll();
    EXPECT_FALSE(used);
    EXPECT_EQ(generator.snapshot(), first);

    release.set_value();
    loop.run();
    EXPECT_TRUE(used);
    EXPECT_EQ(generator.snapshot(), second);
}

}  // namespace
}  // namespace pf::tools
