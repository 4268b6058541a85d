#include <gtest/gtest.h>

#include "catalogue/build_value_index.hpp"
#include "catalogue/check_keys.hpp"
#include "catalogue/load_catalogue.hpp"
#include "compiler/infer_keys.hpp"
#include "support/cluster.hpp"

namespace pf::catalogue {
namespace {

using model::Ontology;

class CheckKeys : public test::ClusterTest {
 protected:
    void SetUp() override {
        admin_ = connect();
        execute(
            sql::Literal("DROP SCHEMA IF EXISTS cat_keys CASCADE; CREATE SCHEMA cat_keys; SET search_path = cat_keys"));
    }
    void TearDown() override { execute(sql::Literal("DROP SCHEMA IF EXISTS cat_keys CASCADE")); }
    void execute(sql::Statement statement) { test::must(run(admin_->script(std::move(statement), test::soon()))); }

    Ontology inferred(KeyCheckLimits limits = {}) {
        auto ontology = test::must(run(load_catalogue(*admin_, {"cat_keys"}, test::soon())));
        const auto values = test::must(run(build_value_index(*admin_, ontology, {}, test::soon())));
        const auto keys = test::must(
            run(check_keys(*admin_, ontology, compiler::propose_keys(ontology, values), limits, test::soon())));
        compiler::adopt_keys(ontology, values, keys);
        return ontology;
    }

    std::unique_ptr<pg::Connection> admin_;
};

// "column > table.column", a line each for the keys of the table.
std::string keys_of(const Ontology& ontology, std::string_view name) {
    std::string list;
    for (const auto& table : ontology.tables)
        for (const auto& key : table.foreign_keys) {
            if (table.name != name) continue;
            const auto& target = ontology.tables[static_cast<std::size_t>(key.target_table)];
            list += table.columns[static_cast<std::size_t>(key.columns[0])].name + " > " + target.name + "." +
                    target.columns[static_cast<std::size_t>(key.target_columns[0])].name +
                    (key.evidence == model::KeyEvidence::contents ? "\n" : " by names\n");
        }
    return list;
}

TEST_F(CheckKeys, HoldsWhatNamesSayAgainstTheRows) {
    execute(sql::Literal(R"(
        CREATE TABLE machines (machine_no int, label text, price numeric);
        INSERT INTO machines SELECT i, 'm' || i, i FROM generate_series(1, 40) i;
        CREATE TABLE repairs (id int, machine int, rep_machine_no int, price numeric, note text);
        INSERT INTO repairs SELECT i, 1 + i % 40, i + 1000, i % 40 + 1, '' FROM generate_series(1, 90) i)"));
    const auto made = inferred();
    EXPECT_EQ(keys_of(made, "repairs"), "machine > machines.machine_no\n");
    EXPECT_EQ(made.tables[0].found_key, 0);
    EXPECT_EQ(made.tables[1].found_key, 0);
}

TEST_F(CheckKeys, ComparesTypesThatFitAndNoOthers) {
    execute(sql::Literal(R"(
        CREATE TYPE hue AS ENUM ('red', 'green', 'blue');
        CREATE TABLE hues (hue hue PRIMARY KEY);
        INSERT INTO hues VALUES ('red'), ('green'), ('blue');
        CREATE TABLE shops (shop_code char(4) PRIMARY KEY);
        INSERT INTO shops VALUES ('A100'), ('B200'), ('C300');
        CREATE TABLE sales (hue hue, shop_code varchar(10), hue_id text);
        INSERT INTO sales VALUES ('red', 'A100', 'red'), ('blue', 'B200', 'blue'), ('red', '', 'green'))"));
    EXPECT_EQ(keys_of(inferred(), "sales"), "hue > hues.hue\nshop_code > shops.shop_code\n");
}

TEST_F(CheckKeys, LeavesUnreadWhatTakesTooLongAndGoesOn) {
    execute(sql::Literal(R"(
        CREATE TABLE towns (id int PRIMARY KEY);
        INSERT INTO towns SELECT generate_series(1, 5);
        CREATE TABLE roads (town_id int);
        INSERT INTO roads VALUES (1), (2), (3);
        CREATE TABLE paths (town_id int);
        INSERT INTO paths VALUES (1), (2), (3))"));
    auto other = connect();
    test::must(run(other->script(sql::Literal("BEGIN; LOCK TABLE cat_keys.roads"), test::soon())));
    KeyCheckLimits limits;
    limits.seconds_each = 0.05;
    const auto made = inferred(limits);
    EXPECT_EQ(keys_of(made, "roads"), "town_id > towns.id by names\n");
    EXPECT_EQ(keys_of(made, "paths"), "town_id > towns.id\n");
    limits.seconds = 0;
    EXPECT_EQ(keys_of(inferred(limits), "paths"), "town_id > towns.id by names\n");
}

TEST_F(CheckKeys, FailsWhenTheConnectionIsLost) {
    execute(sql::Literal("CREATE TABLE towns (id int PRIMARY KEY); CREATE TABLE roads (town_id int)"));
    const auto ontology = test::must(run(load_catalogue(*admin_, {"cat_keys"}, test::soon())));
    auto proposals = compiler::propose_keys(ontology, model::ValueIndex::Builder().build());
    ASSERT_FALSE(proposals.keys.empty());
    auto other = connect();
    ask(*admin_,
        sql::Statement(sql::Literal("SELECT pg_terminate_backend(")).number(other->backend_pid()).literal(")"));
    const auto checked = run(check_keys(*other, ontology, std::move(proposals), {}, test::soon()));
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace pf::catalogue
