#include <gtest/gtest.h>

#include <algorithm>

#include "catalogue/load_catalogue.hpp"
#include "support/cluster.hpp"

namespace pf::catalogue {
namespace {

using model::Ontology;
using model::Table;
using model::TypeClass;

class LoadCatalogue : public test::ClusterTest {
 protected:
    void SetUp() override { admin_ = connect(); }
    void TearDown() override {
        for (const auto& schema : made_)
            execute(sql::Statement(sql::Literal("DROP SCHEMA IF EXISTS ")).name(schema).literal(" CASCADE"));
    }
    // A fresh schema that goes with the test, and the search path set to it.
    void make_schema(const std::string& name) {
        made_.push_back(name);
        execute(sql::Statement(sql::Literal("DROP SCHEMA IF EXISTS ")).name(name).literal(" CASCADE"));
        execute(sql::Statement(sql::Literal("CREATE SCHEMA ")).name(name));
        execute(sql::Statement(sql::Literal("SET search_path = ")).name(name));
    }
    void execute(sql::Statement statement) { test::must(run(admin_->script(std::move(statement), test::soon()))); }
    Ontology load(std::vector<std::string> schemas) {
        return test::must(run(load_catalogue(*admin_, std::move(schemas), test::soon())));
    }
    Ontology load_as(std::string_view role, std::vector<std::string> schemas) {
        auto connection = connect(role);
        return test::must(run(load_catalogue(*connection, std::move(schemas), test::soon())));
    }

    std::unique_ptr<pg::Connection> admin_;
    std::vector<std::string> made_;
};

const Table& named(const Ontology& ontology, std::string_view name) {
    for (const auto& table : ontology.tables)
        if (table.name == name) return table;
    throw std::runtime_error("no table " + std::string(name));
}

bool has(const Ontology& ontology, std::string_view schema) {
    return std::any_of(ontology.tables.begin(), ontology.tables.end(),
                       [&](auto& table) { return table.schema == schema; });
}

std::string names(const Table& table) {
    std::string list;
    for (const auto& column : table.columns) list += (list.empty() ? "" : ",") + column.name;
    return list;
}

TEST_F(LoadCatalogue, ReadsColumnsKeysAndComments) {
    make_schema("cat_shop");
    execute(sql::Literal(R"(
        CREATE TABLE customer (id int PRIMARY KEY, email varchar(20) UNIQUE, name text NOT NULL, gone int, UNIQUE (name, email));
        ALTER TABLE customer DROP COLUMN gone;
        ALTER TABLE customer ADD COLUMN since date;
        CREATE TABLE line (no int, pos int, customer int REFERENCES customer, parent_no int, parent_pos int,
          PRIMARY KEY (no, pos), FOREIGN KEY (parent_pos, parent_no) REFERENCES line (pos, no));
        COMMENT ON TABLE customer IS 'Who buys';
        COMMENT ON COLUMN customer.since IS 'First order';
        CREATE UNIQUE INDEX ON customer (since) WHERE since IS NOT NULL;
        CREATE UNIQUE INDEX ON line ((no + 1));
        CREATE VIEW buyers AS SELECT id, name FROM customer;
        CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n FROM customer)"));
    const auto ontology = load({"cat_shop"});
    ASSERT_EQ(ontology.tables.size(), 4u);
    EXPECT_EQ(ontology.search_path, std::vector<std::string>{"cat_shop"});
    const auto& customer = ontology.tables[0];
    EXPECT_EQ(customer.schema, "cat_shop");
    EXPECT_EQ(customer.description, "Who buys");
    EXPECT_EQ(names(customer), "id,email,name,since");
    EXPECT_EQ(customer.columns[1].type, "character varying(20)");
    EXPECT_EQ(customer.columns[3].description, "First order");
    EXPECT_FALSE(customer.columns[2].nullable);
    EXPECT_TRUE(customer.columns[3].nullable);
    EXPECT_TRUE(customer.columns[0].unique);
    EXPECT_TRUE(customer.columns[1].unique);
    EXPECT_FALSE(customer.columns[2].unique);
    EXPECT_FALSE(customer.columns[3].unique) << "a partial unique index says nothing of all rows";
    EXPECT_EQ(customer.primary_key, std::vector<int>{0});
    const auto& line = named(ontology, "line");
    EXPECT_EQ(line.primary_key, (std::vector<int>{0, 1}));
    EXPECT_FALSE(line.columns[0].unique);
    ASSERT_EQ(line.foreign_keys.size(), 2u);
    EXPECT_EQ(line.foreign_keys[0].columns, std::vector<int>{2});
    EXPECT_EQ(&ontology.tables[static_cast<std::size_t>(line.foreign_keys[0].target_table)], &customer);
    EXPECT_EQ(line.foreign_keys[1].columns, (std::vector<int>{4, 3}));
    EXPECT_EQ(line.foreign_keys[1].target_columns, (std::vector<int>{1, 0}));
    EXPECT_TRUE(named(ontology, "buyers").is_view);
    EXPECT_FALSE(named(ontology, "totals").is_view);
}

TEST_F(LoadCatalogue, TellsTypesApart) {
    make_schema("cat_types");
    execute(sql::Literal(R"(
        CREATE TYPE mood AS ENUM ('good', 'bad');
        CREATE DOMAIN amount AS numeric(10,2);
        CREATE DOMAIN small AS int CHECK (VALUE > 0);
        CREATE DOMAIN smaller AS small;
        CREATE TABLE t (a text, b varchar(3), c char(2), d mood, e smallint, f bigint, g smaller, h numeric, i amount, j real,
          k boolean, l date, m timestamptz, n timestamp, o time, p interval, q jsonb, r text[], s uuid, t bytea, u point))"));
    const auto ontology = load({"cat_types"});
    const std::vector<TypeClass> expected = {
        TypeClass::text,     TypeClass::text,    TypeClass::text,      TypeClass::text,      TypeClass::integer,
        TypeClass::integer,  TypeClass::integer, TypeClass::number,    TypeClass::number,    TypeClass::number,
        TypeClass::boolean,  TypeClass::date,    TypeClass::timestamp, TypeClass::timestamp, TypeClass::time,
        TypeClass::interval, TypeClass::json,    TypeClass::array,     TypeClass::uuid,      TypeClass::bytes,
        TypeClass::other};
    ASSERT_EQ(ontology.tables[0].columns.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_EQ(ontology.tables[0].columns[i].type_class, expected[i]) << ontology.tables[0].columns[i].type;
}

TEST_F(LoadCatalogue, ShowsAPartitionedTableOnce) {
    make_schema("cat_parts");
    execute(sql::Literal(R"(
        CREATE TABLE event (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
        CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        CREATE TABLE note (id int, event_id int, event_day date, FOREIGN KEY (event_id, event_day) REFERENCES event))"));
    const auto ontology = load({"cat_parts"});
    ASSERT_EQ(ontology.tables.size(), 2u);
    EXPECT_EQ(ontology.tables[0].primary_key, (std::vector<int>{0, 1}));
    EXPECT_EQ(ontology.tables[1].foreign_keys.size(), 1u);
}

TEST_F(LoadCatalogue, TakesSchemasInTheOrderAskedFor) {
    make_schema("cat_b");
    execute(sql::Literal("CREATE TABLE t (id int PRIMARY KEY, b int)"));
    make_schema("cat_a");
    execute(sql::Literal("CREATE TABLE t (id int, other int REFERENCES cat_b.t)"));
    const auto both = load({"cat_b", "cat_a"});
    EXPECT_EQ(both.search_path, (std::vector<std::string>{"cat_b", "cat_a"}));
    ASSERT_EQ(both.tables.size(), 2u);
    EXPECT_EQ(both.tables[0].schema, "cat_a");
    EXPECT_EQ(both.tables[0].foreign_keys.size(), 1u);
    EXPECT_TRUE(load({"cat_a"}).tables[0].foreign_keys.empty()) << "its target is not in the model";
}

TEST_F(LoadCatalogue, LeavesOutWhatIsNobodysDataUnlessAsked) {
    make_schema("cat_own");
    execute(sql::Literal("CREATE TABLE mine (id int)"));
    make_schema("cat_extension");
    execute(
        sql::Literal("DROP EXTENSION IF EXISTS pg_buffercache; CREATE EXTENSION pg_buffercache SCHEMA cat_extension"));
    const auto usual = load({});
    EXPECT_TRUE(has(usual, "cat_own"));
    for (const auto* schema :
         {"pg_catalog", "information_schema", "pattern_factory", "rule_views", "pg_toast", "cat_extension"})
        EXPECT_FALSE(has(usual, schema)) << schema;
    EXPECT_TRUE(has(load({"cat_extension"}), "cat_extension"));
    EXPECT_TRUE(has(load({"pattern_factory"}), "pattern_factory"));
    EXPECT_EQ(usual.search_path, std::vector<std::string>()) << "cat_extension holds no table of the model";
    execute(sql::Literal("SET search_path = nowhere, cat_own"));
    EXPECT_EQ(load({}).search_path, std::vector<std::string>{"cat_own"});
}

// The rule's login runs without has_table_privilege() and its like (docs/security.md, "Roles").
TEST_F(LoadCatalogue, ShowsARoleOnlyWhatItMayRead) {
    make_schema("cat_rights");
    execute(sql::Literal(R"(
        CREATE TABLE open (id int);
        CREATE TABLE partly (id int PRIMARY KEY, secret text, shown text, open_id int);
        CREATE TABLE closed (id int PRIMARY KEY);
        CREATE TABLE points_there (id int REFERENCES closed, part int REFERENCES partly);
        CREATE TABLE for_everybody (id int);
        GRANT USAGE ON SCHEMA cat_rights TO pf_rule;
        GRANT SELECT ON open, points_there TO pf_rule;
        GRANT SELECT (shown, open_id) ON partly TO pf_rule;
        GRANT INSERT ON closed TO pf_rule;
        REVOKE ALL ON closed FROM PUBLIC;
        GRANT SELECT ON for_everybody TO PUBLIC)"));
    const auto seen = load_as("pf_rule", {"cat_rights"});
    std::string list;
    for (const auto& table : seen.tables) list += table.name + "(" + names(table) + ") ";
    EXPECT_EQ(list, "open(id) partly(shown,open_id) points_there(id,part) for_everybody(id) ");
    EXPECT_TRUE(named(seen, "partly").primary_key.empty());
    EXPECT_TRUE(named(seen, "points_there").foreign_keys.empty());
    EXPECT_EQ(load({"cat_rights"}).tables.size(), 5u);

    make_schema("cat_no_usage");
    execute(sql::Literal(
        "CREATE TABLE t (id int); REVOKE ALL ON SCHEMA cat_no_usage FROM PUBLIC; GRANT SELECT ON t TO pf_rule"));
    EXPECT_TRUE(load_as("pf_rule", {"cat_no_usage"}).tables.empty());
}

TEST_F(LoadCatalogue, SaysWhichSchemaIsNotThere) {
    make_schema("cat_inventory");
    const auto missing = run(load_catalogue(*admin_, {"cat_inventry"}, test::soon()));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
    EXPECT_EQ(missing.error().message, "The database has no schema cat_inventry; did you mean cat_inventory?");
    EXPECT_FALSE(admin_->in_transaction());
    EXPECT_TRUE(load({"cat_inventory"}).tables.empty());
}

TEST_F(LoadCatalogue, TakesAnyName) {
    make_schema("cat \"odd\\, {name}");
    execute(sql::Literal(R"(CREATE TABLE "a""b c" ("select" int, "x.y" text, "ü d" int))"));
    const auto ontology = load({"cat \"odd\\, {name}"});
    ASSERT_EQ(ontology.tables.size(), 1u);
    EXPECT_EQ(ontology.tables[0].name, "a\"b c");
    EXPECT_EQ(names(ontology.tables[0]), "select,x.y,ü d");
}

TEST_F(LoadCatalogue, EstimatesRows) {
    make_schema("cat_rows");
    execute(
        sql::Literal("CREATE TABLE t AS SELECT generate_series(1, 1000) AS n; ANALYZE t; CREATE TABLE fresh (n int)"));
    const auto ontology = load({"cat_rows"});
    EXPECT_EQ(named(ontology, "t").row_estimate, 1000);
    EXPECT_EQ(named(ontology, "fresh").row_estimate, 0);
}

TEST_F(LoadCatalogue, EndsByItsDeadline) {
    auto connection = connect();
    const auto late = run(load_catalogue(*connection, {}, Clock::now() - std::chrono::seconds(1)));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind, ErrorKind::timeout);
}

}  // namespace
}  // namespace pf::catalogue
