#include "tools/sql_pitboss.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <optional>
#include <string>

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

std::optional<Interpretation> interpreted(SqlPitboss& generator, asio::io_context& loop, const std::string& sentence) {
    std::optional<Interpretation> made;
    loop.restart();
    asio::co_spawn(loop, generator.interpret(sentence), [&made](std::exception_ptr, Result<Interpretation> result) {
        if (result) made = std::move(*result);
    });
    loop.run();
    return made;
}

TEST(SqlPitboss, DoesNotCompileASentenceOfAMomentAgoAgainUntilTheModelChanges) {
    asio::io_context loop;
    WorkPool pool(1);
    SqlPitboss generator(pool, nullptr);
    asio::co_spawn(loop, generator.use(a_snapshot()), asio::detached);
    loop.run();
    const auto first = interpreted(generator, loop, "Find all customers"),
               again = interpreted(generator, loop, "Find all customers"),
               other = interpreted(generator, loop, "Find all orders");
    ASSERT_TRUE(first && again && other);
    EXPECT_GT(first->compile_ms, 0);
    EXPECT_EQ(again->compile_ms, 0);
    ASSERT_FALSE(again->readings.empty());
    EXPECT_EQ(again->readings[0].sql.text(), first->readings[0].sql.text());
    EXPECT_GT(other->compile_ms, 0);

    loop.restart();
    asio::co_spawn(loop, generator.use(a_snapshot()), asio::detached);
    loop.run();
    const auto anew = interpreted(generator, loop, "Find all customers");
    ASSERT_TRUE(anew);
    EXPECT_GT(anew->compile_ms, 0);
}

TEST(RecentInterpretations, KeepsTheOnesAskedForLastAndNoLongSentences) {
    using Recent = RecentInterpretations<int>;
    Recent recent;
    for (int i = 0; i < static_cast<int>(Recent::most); ++i) recent.add(std::to_string(i), i);
    ASSERT_TRUE(recent.find("0"));
    recent.add("one more", -1);
    EXPECT_TRUE(recent.find("0"));
    EXPECT_FALSE(recent.find("1"));
    EXPECT_EQ(*recent.find("2"), 2);
    EXPECT_EQ(*recent.find("one more"), -1);
    const std::string longest(Recent::longest_sentence, 'x');
    recent.add(longest, 5);
    recent.add(longest + "x", 6);
    EXPECT_TRUE(recent.find(longest));
    EXPECT_FALSE(recent.find(longest + "x"));
}

}  // namespace
}  // namespace pf::tools
