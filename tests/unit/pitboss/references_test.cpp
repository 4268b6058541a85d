#include "pitboss/references.hpp"

#include <gtest/gtest.h>

namespace pf::pitboss {
namespace {

using model::TypeClass;

model::Column column(std::string name, TypeClass type = TypeClass::integer) {
    model::Column made;
    made.name = std::move(name);
    made.type = "bigint";
    made.type_class = type;
    return made;
}

// posts(id, org_id → orgs.id, maker → sales.orgs.id by its name, code → orgs.id, a text), orgs twice.
model::Ontology shop() {
    model::Ontology made;
    made.tables.resize(3);
    auto &posts = made.tables[0], &orgs = made.tables[1], &sales = made.tables[2];
    posts.schema = orgs.schema = "public";
    posts.name = "posts";
    posts.columns = {column("id"), column("org_id"), column("maker"), column("code", TypeClass::text)};
    posts.foreign_keys = {{{1}, 2, {0}, model::KeyEvidence::names, 0.5F},
                          {{1}, 1, {0}},
                          {{2}, 2, {0}, model::KeyEvidence::contents, 0.8F},
                          {{3}, 1, {0}},
                          {{0, 2}, 1, {0, 1}}};
    orgs.name = sales.name = "orgs";
    sales.schema = "sales";
    orgs.columns = sales.columns = {column("id"), column("na\"me", TypeClass::text), column("family", TypeClass::text)};
    return made;
}

std::optional<ModelColumn> referred(std::string name) {
    return referred_by(shop(), {"public", "posts", std::move(name)});
}

TEST(References, AreByTheSurestKeyOfTheColumnAlone) {
    const auto declared = referred("org_id");
    ASSERT_TRUE(declared);
    EXPECT_EQ(declared->table, 1);
    EXPECT_EQ(declared->column, 0);
    const auto inferred = referred("maker");
    ASSERT_TRUE(inferred);
    EXPECT_EQ(inferred->table, 2);
    EXPECT_FALSE(referred("id")) << "only together with another column";
    EXPECT_FALSE(referred("code")) << "the values are of another type";
    EXPECT_FALSE(referred("gone"));
    EXPECT_FALSE(referred_by(shop(), {"public", "gone", "org_id"}));
    EXPECT_FALSE(referred_by(shop(), {"sales", "posts", "org_id"}));
}

TEST(References, CallTablesAsTheyAreListed) {
    const auto ontology = shop();
    EXPECT_EQ(listed_name(ontology, ontology.tables[0]), "posts");
    EXPECT_EQ(listed_name(ontology, ontology.tables[2]), "sales.orgs");
}

TEST(References, AskForAllNamesInOneStatement) {
    EXPECT_EQ(names_query(shop(), {{{1, 0}, {1}, {"7", "8\"'"}}, {{2, 0}, {1, 2}, {"9"}}}).text(),
              "(SELECT 0, \"id\"::text, left(concat_ws(' ', \"na\"\"me\"), 200) FROM \"public\".\"orgs\" "
              "WHERE \"id\" = ANY(E'{\"7\",\"8\\\\\"''\"}') LIMIT 2) UNION ALL "
              "(SELECT 1, \"id\"::text, left(concat_ws(' ', \"na\"\"me\", \"family\"), 200) FROM \"sales\".\"orgs\" "
              "WHERE \"id\" = ANY('{\"9\"}') LIMIT 1)");
}

}  // namespace
}  // namespace pf::pitboss
