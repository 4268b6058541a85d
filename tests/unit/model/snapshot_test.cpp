#include "model/snapshot.hpp"

#include <gtest/gtest.h>

#include "unit/model/sample_catalogue.hpp"

namespace pf::model {
namespace {

TEST(Snapshot, LetsTheGuardPassTheModelsTables) {
    ValueIndex::Builder values;
    values.add({0, 2, "NO"});
    const auto snapshot = make_snapshot(test::sample_catalogue(), std::move(values).build());
    EXPECT_EQ(snapshot->values->size(), 1u);
    ASSERT_EQ(snapshot->policy.relations.size(), 5u);
    EXPECT_EQ(snapshot->policy.search_path, std::vector<std::string>{"shop"});
    const auto has = [&](std::string_view schema, std::string_view name, std::size_t columns) {
        for (const auto& relation : snapshot->policy.relations)
            if (relation.schema == schema && relation.name == name) return relation.columns.size() == columns;
        return false;
    };
    EXPECT_TRUE(has("shop", "Odd.Name", 3));
    const auto ontology = ontology_of(snapshot);
    EXPECT_EQ(ontology->tables.size(), 5u);
    EXPECT_EQ(snapshot.use_count(), 2);
}

}  // namespace
}  // namespace pf::model
