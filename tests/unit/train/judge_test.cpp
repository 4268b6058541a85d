// Against a private PostgreSQL: two tables of a schema of their own.
#include "train/judge.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "support/cluster.hpp"
#include "train/databases.hpp"

namespace pf::train {
namespace {

class JudgeTest : public ::testing::Test {
 protected:
    static void SetUpTestSuite() {
        folder = std::make_unique<test::TempFolder>();
        std::ofstream(folder->path() / "shop.sql")
            << "CREATE SCHEMA shop; SET search_path TO shop;"
               "CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL, price numeric);"
               "INSERT INTO item VALUES (1, 'pen', 2.50), (2, 'ink', 7), (3, 'pad', 7);";
        databases = std::make_unique<Databases>(folder->path().string());
    }
    static void TearDownTestSuite() {
        databases.reset();
        folder.reset();
    }

    static Question question(std::vector<std::string> gold) {
        Question made;
        made.schema = "shop";
        made.gold = std::move(gold);
        return made;
    }

    static std::vector<char> judged(const Question& question, std::vector<std::string> candidates,
                                    const std::string& cache = "") {
        Judge::Task task;
        task.question = &question;
        task.widths.assign(candidates.size(), 0);
        task.candidates = std::move(candidates);
        std::vector<Judge::Task> tasks{std::move(task)};
        Judge(databases->conninfo(), cache).judge(tasks, 1);
        return tasks[0].right;
    }

    static inline std::unique_ptr<test::TempFolder> folder;
    static inline std::unique_ptr<Databases> databases;
};

using Right = std::vector<char>;

TEST_F(JudgeTest, RunsTheGoldAndTheCandidates) {
    EXPECT_EQ(judged(question({"SELECT name FROM item WHERE price = 7"}),
                     {"SELECT name FROM item WHERE price > 5", "SELECT name FROM item",
                      "SELECT name FROM item WHERE id > 1 ORDER BY name DESC"}),
              (Right{1, 0, 1}));
}

TEST_F(JudgeTest, TakesTheOrderSeriouslyWhereTheGoldHasOne) {
    EXPECT_EQ(judged(question({"SELECT name FROM item ORDER BY name"}),
                     {"SELECT name FROM item ORDER BY name DESC", "SELECT name FROM item ORDER BY name"}),
              (Right{0, 1}));
}

TEST_F(JudgeTest, IsContentWithAnyOfTheGolds) {
    EXPECT_EQ(judged(question({"SELECT name FROM item", "SELECT id FROM item"}),
                     {"SELECT id FROM item", "SELECT name FROM item", "SELECT price FROM item"}),
              (Right{1, 1, 0}));
}

TEST_F(JudgeTest, AllowsMoreColumnsWhereTheQuestionDoes) {
    auto asked = question({"SELECT name FROM item"});
    EXPECT_EQ(judged(asked, {"SELECT * FROM item"}), Right{0});
    asked.columns = Columns::contain;
    EXPECT_EQ(judged(asked, {"SELECT * FROM item"}), Right{1});
}

TEST_F(JudgeTest, CallsACandidateThatFailsWrong) {
    EXPECT_EQ(judged(question({"SELECT name FROM item"}), {"SELECT nome FROM item", "SELECT name FROM"}),
              (Right{0, 0}));
    EXPECT_EQ(judged(question({"SELECT 1"}), {"SELECT 1 FROM pg_sleep(5)"}), Right{0}) << "it takes too long";
}

TEST_F(JudgeTest, LetsAGoldThatFailsJudgeNobody) {
    EXPECT_EQ(judged(question({"SELECT nome FROM item", "SELECT name FROM item"}),
                     {"SELECT name FROM item", "SELECT nome FROM item"}),
              (Right{1, 0}));
}

TEST_F(JudgeTest, CallsNothingRightWhereNothingCanBeAnswered) {
    auto asked = question({"SELECT name FROM item", "SELECT id FROM item"});
    asked.expect = Expect::clarify;
    EXPECT_EQ(judged(asked, {"SELECT name FROM item"}), Right{0});
}

TEST_F(JudgeTest, WritesNothing) {
    (void)judged(question({"SELECT 1"}), {"DELETE FROM item RETURNING 1", "WITH d AS (DELETE FROM item) SELECT 1"});
    EXPECT_EQ(judged(question({"SELECT 3"}), {"SELECT count(*) FROM item"}), Right{1});
}

TEST_F(JudgeTest, KeepsAnswersByQuestionAndMode) {
    const auto cache = (folder->path() / "cache").string();
    auto asked = question({"SELECT name FROM item"});
    EXPECT_EQ(judged(asked, {"SELECT * FROM item"}, cache), Right{0});
    asked.columns = Columns::contain;
    EXPECT_EQ(judged(asked, {"SELECT * FROM item"}, cache), Right{1}) << "an answer of the other mode was taken";
    EXPECT_EQ(judged(asked, {"SELECT * FROM item"}, cache), Right{1});
}

TEST_F(JudgeTest, FingerprintsChangeWithTheRows) {
    const auto before = databases->fingerprints({"shop"});
    EXPECT_EQ(databases->fingerprints({"shop"}), before);
    asio::io_context loop(1);
    auto writer = test::must(
        test::run(loop, pg::Connection::connect(pg::ConnectionSettings{databases->conninfo(), "test"}, test::soon())));
    test::must(test::run(
        loop, writer->query(sql::Statement("UPDATE shop.item SET price = 8 WHERE id = 3"), {}, test::soon())));
    EXPECT_NE(databases->fingerprints({"shop"}), before);
}

}  // namespace
}  // namespace pf::train
