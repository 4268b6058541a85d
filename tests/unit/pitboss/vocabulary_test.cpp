#include "pitboss/vocabulary.hpp"

#include <gtest/gtest.h>

#include "model/snapshot.hpp"
#include "unit/model/sample_catalogue.hpp"

namespace pf::pitboss {
namespace {

Services shop() {
    auto ontology = test::sample_catalogue();
    ontology.rules.push_back({"LIST_CUSTOMERS", "List all customers", ""});
    model::ValueIndex::Builder values;
    for (const auto* country : {"Norway", "north Macedonia", "Sweden"}) values.add({0, 2, country});
    auto snapshot = model::make_snapshot(std::move(ontology), std::move(values).build());
    Services services;
    services.snapshot = [snapshot] { return snapshot; };
    return services;
}

TEST(Vocabulary, IsRulesAndTablesWithoutAPrefix) {
    const auto all = vocabulary(shop(), "", max_vocabulary);
    ASSERT_EQ(all.rules.size(), 1u);
    ASSERT_EQ(all.tables.size(), 5u);
    EXPECT_EQ(all.tables[0].name, "customers");
    EXPECT_EQ(all.tables[0].description, "Who buys");
    EXPECT_EQ(all.tables[0].columns.size(), 3u);
    EXPECT_TRUE(all.values.empty());
}

TEST(Vocabulary, FindsWordsThatBeginWithThePrefix) {
    const auto some = vocabulary(shop(), "CUST", max_vocabulary);
    ASSERT_EQ(some.rules.size(), 1u);
    EXPECT_EQ(some.rules[0].code, "LIST_CUSTOMERS");
    ASSERT_EQ(some.tables.size(), 2u);
    EXPECT_EQ(some.tables[0].name, "customers");
    EXPECT_TRUE(some.tables[0].columns.empty());
    EXPECT_EQ(some.tables[1].name, "orders");
    ASSERT_EQ(some.tables[1].columns.size(), 1u);
    EXPECT_EQ(some.tables[1].columns[0].name, "customer_id");
    EXPECT_TRUE(vocabulary(shop(), "ustomer", max_vocabulary).tables.empty());
}

TEST(Vocabulary, FindsValues) {
    const auto some = vocabulary(shop(), "nor", max_vocabulary);
    ASSERT_EQ(some.values.size(), 2u);
    EXPECT_EQ(some.values[0].value, "north Macedonia");
    EXPECT_EQ(some.values[0].table, "customers");
    EXPECT_EQ(some.values[0].column, "country");
}

TEST(Vocabulary, KeepsToItsLimit) {
    const auto few = vocabulary(shop(), "", 2);
    EXPECT_EQ(few.tables.size(), 2u);
    EXPECT_EQ(few.tables[0].columns.size(), 2u);
    EXPECT_EQ(vocabulary(shop(), "nor", 1).values.size(), 1u);
}

}  // namespace
}  // namespace pf::pitboss
