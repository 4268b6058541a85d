#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cmath>

#include "catalogue/build_value_index.hpp"
#include "catalogue/load_catalogue.hpp"
#include "model/value_words.hpp"
#include "support/cluster.hpp"

namespace pf::catalogue {
namespace {

using model::Ontology;
using model::ValueIndex;
using model::ValueIndexLimits;

using namespace std::chrono_literals;

class BuildValueIndex : public test::ClusterTest {
 protected:
    void SetUp() override {
        admin_ = connect();
        execute(sql::Literal(
            "DROP SCHEMA IF EXISTS cat_values CASCADE; CREATE SCHEMA cat_values; SET search_path = cat_values"));
    }
    void TearDown() override { execute(sql::Literal("DROP SCHEMA IF EXISTS cat_values CASCADE")); }
    void execute(sql::Statement statement) { test::must(run(admin_->script(std::move(statement), test::soon()))); }
    Ontology ontology() { return test::must(run(load_catalogue(*admin_, {"cat_values"}, test::soon()))); }
    ValueIndex build(const Ontology& of, ValueIndexLimits limits = {}) {
        return test::must(run(build_value_index(*admin_, of, limits, test::soon())));
    }

    std::unique_ptr<pg::Connection> admin_;
};

std::string found(const ValueIndex& index, std::string_view words) {
    std::string list;
    for (const auto& entry : index.matches(words))
        list += (list.empty() ? "" : " | ") + std::to_string(entry.table) + "." + std::to_string(entry.column) + " " +
                std::string(entry.value);
    return list;
}

TEST_F(BuildValueIndex, LooksIntoListsAndDocuments) {
    execute(sql::Literal(R"(
        CREATE TABLE film (id int, tags text[], meta jsonb, old json);
        INSERT INTO film VALUES (1, '{drama,family}', '{"language": "Korean", "awards": 3, "cast": ["A"]}', '{"uncut": true}'),
                                (2, '{drama}', '{"language": "French", "awards": null}', NULL), (3, NULL, '[1]', '1'))"));
    const auto index = build(ontology());
    EXPECT_EQ(found(index, "drama"), "0.1 drama");
    EXPECT_EQ(found(index, "korean"), "0.4 Korean");
    std::string keys;
    for (const auto& key : index.document_keys())
        keys += fmt::format("{}.{} {} {} ", key.document, key.column, key.name, static_cast<int>(key.type_class));
    using T = model::TypeClass;
    EXPECT_EQ(keys, fmt::format("2.4 language {} 2.5 awards {} 3.6 uncut {} ", static_cast<int>(T::text),
                                static_cast<int>(T::number), static_cast<int>(T::boolean)));
}

TEST_F(BuildValueIndex, FindsValuesByWhatTheirColumnSaysTheyMean) {
    execute(sql::Literal(R"(
        CREATE TABLE account (id int, status char(1), verified smallint, locked_until date);
        INSERT INTO account VALUES (1, 'A', 1), (2, 'C', 0);
        COMMENT ON COLUMN account.status IS 'A = active, C = closed for good';
        COMMENT ON COLUMN account.verified IS '1 = identity checked, 0 = not checked';
        COMMENT ON COLUMN account.locked_until IS 'NULL = unlimited, 2000-01-01 = never')"));
    const auto index = build(ontology());
    EXPECT_EQ(found(index, "closed"), "0.1 C");
    EXPECT_EQ(found(index, "closed for good"), "0.1 C | 0.1 C");
    EXPECT_EQ(found(index, "identity checked"), "0.2 1");
    EXPECT_EQ(found(index, "unlimited"), "0.3 NULL");
    EXPECT_EQ(found(index, "never"), "") << "a day is no code";
}

TEST_F(BuildValueIndex, FindsTheColumnsThatHoldAValue) {
    execute(sql::Literal(R"(
        CREATE TYPE stage AS ENUM ('Seed', 'Series A');
        CREATE TABLE singer (id int, country text, stage stage, code char(5));
        CREATE TABLE concert (id int, place varchar(40), "odd ""name" text);
        INSERT INTO singer SELECT g, CASE WHEN g % 3 = 0 THEN 'France' ELSE 'Côte d''Ivoire' END, 'Series A', 'ab' FROM generate_series(1, 100) g;
        INSERT INTO concert VALUES (1, 'France', NULL), (2, '', 'New York City'), (3, NULL, 'New York'))"));
    const auto model = ontology();
    const auto index = build(model);
    EXPECT_EQ(found(index, "france"), "0.1 France | 1.1 France");
    EXPECT_EQ(found(index, model::value_words("Côte d'Ivoire")), "0.1 Côte d'Ivoire");
    EXPECT_EQ(found(index, "new york city"), "1.2 New York City | 1.2 New York");
    EXPECT_EQ(found(index, "series a"), "0.2 Series A");
    EXPECT_EQ(found(index, "ab"), "0.3 ab");
    EXPECT_EQ(found(index, "seed"), "") << "an enum's label that no row has";
    const auto& country = index.summary(0, 1);
    EXPECT_TRUE(country.complete);
    EXPECT_EQ(country.distinct, 2u);
    EXPECT_EQ(country.examples, (std::vector<std::string>{"Côte d'Ivoire", "France"})) << "most frequent first";
    EXPECT_FALSE(index.summary(1, 1).complete) << "the empty text is a value and not in the index";
}

TEST_F(BuildValueIndex, LeavesOutProse) {
    execute(sql::Literal(R"(
        CREATE TABLE post (body text, mixed text);
        INSERT INTO post SELECT repeat('long ' || g || ' ', 50), CASE WHEN g = 1 THEN 'short' ELSE repeat('x', 121) END FROM generate_series(1, 50) g)"));
    const auto index = build(ontology());
    EXPECT_EQ(index.size(), 1u);
    EXPECT_TRUE(index.summary(0, 0).examples.empty());
    EXPECT_FALSE(index.summary(0, 0).complete);
    EXPECT_FALSE(index.summary(0, 1).complete);
    EXPECT_EQ(index.summary(0, 1).examples, std::vector<std::string>{"short"});
}

TEST_F(BuildValueIndex, KnowsTheRangesOfNumbersAndYears) {
    execute(sql::Literal(R"(
        CREATE DOMAIN small AS int;
        CREATE TABLE t (a int, b numeric, c float8, d date, e timestamptz, f small, g numeric, h float8, i date, j int, k money, l oid);
        INSERT INTO t VALUES (-5, 1.5, 2.5, '1999-12-31', '2001-06-01Z', 7, 1e400, 'NaN', 'infinity', NULL, 5, 5), (12, 99.25, 1e10, '2024-01-01', '2020-06-01Z', 9, 1, 1, '2000-01-01', NULL, 6, 6))"));
    const auto index = build(ontology());
    const auto range = [&](int column) {
        return std::pair(index.summary(0, column).low, index.summary(0, column).high);
    };
    EXPECT_EQ(range(0), std::pair(-5.0, 12.0));
    EXPECT_EQ(range(1), std::pair(1.5, 99.25));
    EXPECT_EQ(range(2), std::pair(2.5, 1e10));
    EXPECT_EQ(range(3), std::pair(1999.0, 2024.0));
    EXPECT_EQ(range(4), std::pair(2001.0, 2020.0));
    EXPECT_EQ(range(5), std::pair(7.0, 9.0));
    for (int column = 6; column < 12; ++column) {
        EXPECT_TRUE(std::isnan(index.summary(0, column).low)) << column;
        EXPECT_TRUE(std::isnan(index.summary(0, column).high)) << column;
    }
}

TEST_F(BuildValueIndex, SamplesALargeTableByBlockAndTheSameWayEachTime) {
    execute(sql::Literal(R"(
        CREATE TABLE large AS SELECT g AS id, 'Name ' || g AS name, 'Kind ' || g % 5 AS kind FROM generate_series(1, 50000) g; ANALYZE large)"));
    ValueIndexLimits limits;
    limits.rows_per_table = 1000;
    limits.values_per_column = 300;
    const auto model = ontology();
    const auto first = build(model, limits), second = build(model, limits);
    EXPECT_EQ(first.size(), 305u);
    EXPECT_EQ(first.summary(0, 2).distinct, 5u);
    EXPECT_FALSE(first.summary(0, 2).complete);
    EXPECT_EQ(first.summary(0, 1).examples, second.summary(0, 1).examples);
    EXPECT_GT(first.summary(0, 0).high, 5000) << "not only the first rows";
}

TEST_F(BuildValueIndex, ReadsTheFirstRowsOfWhatCannotBeSampledByBlock) {
    execute(sql::Literal(R"(
        CREATE TABLE plain AS SELECT 'Plain ' || g AS name FROM generate_series(1, 10) g;
        CREATE VIEW view AS SELECT 'Viewed ' || g AS name FROM generate_series(1, 10) g)"));
    auto model = ontology();
    ASSERT_EQ(model.tables.size(), 2u);
    model.tables[1].is_view = false;  // as a foreign table is none
    model.tables[1].row_estimate = 1e9;
    const auto index = build(model);
    EXPECT_EQ(found(index, "viewed 7"), "1.0 Viewed 7");
    EXPECT_EQ(found(index, "plain 7"), "0.0 Plain 7");
}

TEST_F(BuildValueIndex, LeavesOutTablesThatFailOrTakeTooLong) {
    execute(sql::Literal(R"(
        CREATE TABLE before AS SELECT 'Before' AS name;
        CREATE VIEW broken AS SELECT (1 / (n - n))::text AS name FROM generate_series(1, 1) n;
        CREATE VIEW slow AS SELECT pg_sleep(30)::text || 'slow' AS name;
        CREATE MATERIALIZED VIEW unpopulated AS SELECT 'x'::text AS name WITH NO DATA;
        CREATE TABLE after AS SELECT 'After' AS name)"));
    auto model = ontology();
    ASSERT_EQ(model.tables.size(), 5u);
    model.tables.push_back(model.tables[0]);
    model.tables.back().name = "dropped_meanwhile";
    ValueIndexLimits limits;
    limits.seconds_per_table = 0.2;
    const auto started = Clock::now();
    const auto index = build(model, limits);
    EXPECT_LT(Clock::now() - started, 5s);
    EXPECT_EQ(index.size(), 2u);
    EXPECT_EQ(found(index, "before"), "0.0 Before");
    EXPECT_EQ(found(index, "after"), "4.0 After");
    EXPECT_FALSE(admin_->in_transaction());
    EXPECT_FALSE(admin_->broken());
}

TEST_F(BuildValueIndex, ReturnsWhatItHasAtItsDeadline) {
    execute(sql::Literal(R"(
        CREATE TABLE before AS SELECT 'Before' AS name;
        CREATE VIEW slow AS SELECT pg_sleep(30)::text || 'slow' AS name)"));
    const auto model = ontology();
    ValueIndexLimits limits;
    limits.seconds_per_table = 60;
    const auto index = run(build_value_index(*admin_, model, limits, Clock::now() + 500ms));
    ASSERT_TRUE(index) << index.error().message;
    EXPECT_EQ(found(*index, "before"), "0.0 Before");
    admin_ = connect();
    execute(sql::Literal("SET search_path = cat_values"));
}

TEST_F(BuildValueIndex, EndsWhenCancelled) {
    execute(sql::Literal("CREATE VIEW slow AS SELECT pg_sleep(30)::text || 'slow' AS name"));
    const auto model = ontology();
    ValueIndexLimits limits;
    limits.seconds_per_table = 60;
    asio::cancellation_signal signal;
    std::optional<Result<ValueIndex>> result;
    bool ended = false;
    asio::co_spawn(
        loop_, build_value_index(*admin_, model, limits, test::soon()),
        asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr failed, Result<ValueIndex> value) {
            ended = true;
            if (!failed) result.emplace(std::move(value));
        }));
    asio::steady_timer timer(loop_, 200ms);
    timer.async_wait([&](auto) { signal.emit(asio::cancellation_type::terminal); });
    const auto started = Clock::now();
    loop_.restart();
    while (!ended) loop_.run_one();
    EXPECT_LT(Clock::now() - started, 5s);
    if (result) EXPECT_EQ(result->error().kind, ErrorKind::cancelled);
    admin_ = connect();
}

TEST_F(BuildValueIndex, FailsWhenTheConnectionIsLost) {
    execute(sql::Literal("CREATE TABLE t AS SELECT 'x' AS name"));
    const auto model = ontology();
    auto other = connect();
    ask(*admin_,
        sql::Statement(sql::Literal("SELECT pg_terminate_backend(")).number(other->backend_pid()).literal(")"));
    const auto index = run(build_value_index(*other, model, {}, test::soon()));
    ASSERT_FALSE(index);
    EXPECT_EQ(index.error().kind, ErrorKind::unavailable);
}

TEST_F(BuildValueIndex, TakesTheWidestTable) {
    sql::Statement create(sql::Literal("CREATE TABLE wide ("));
    for (int i = 0; i < 1600; ++i) {
        if (i) create.literal(", ");
        create.literal("c").number(i).literal(i % 2 ? sql::Literal(" text") : sql::Literal(" int"));
    }
    execute(create.literal("); INSERT INTO wide (c1, c1599, c1598) VALUES ('First', 'Last', 7)"));
    const auto model = ontology();
    const auto index = build(model);
    EXPECT_EQ(found(index, "first"), "0.1 First");
    EXPECT_EQ(found(index, "last"), "0.1599 Last");
    EXPECT_EQ(index.summary(0, 1598).high, 7);
}

TEST_F(BuildValueIndex, IsEmptyWithoutTables) { EXPECT_EQ(build(ontology()).size(), 0u); }

}  // namespace
}  // namespace pf::catalogue
