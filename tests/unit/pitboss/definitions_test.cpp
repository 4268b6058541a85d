#include "pitboss/definitions.hpp"

#include <gtest/gtest.h>

namespace pf::pitboss {
namespace {

TEST(Definitions, WhatIsKeptReplacesWhatWasKeptAndLeavesTheFileAlone) {
    model::Snapshot snapshot;
    snapshot.ontology.vocabulary.definitions = {{.name = "revenue", .is = "sum(a.b)", .where = "model.yaml:3"},
                                                {.name = "old", .is = "sum(a.c)", .where = std::string(kept_place)}};
    const auto made = with_kept(snapshot, {{.name = "new", .is = "sum(a.d)", .where = std::string(kept_place)}});
    const auto& definitions = made->ontology.vocabulary.definitions;
    ASSERT_EQ(definitions.size(), 2U);
    EXPECT_EQ(definitions[0].name, "revenue");
    EXPECT_EQ(definitions[1].name, "new");
    EXPECT_EQ(snapshot.ontology.vocabulary.definitions[1].name, "old");
}

}  // namespace
}  // namespace pf::pitboss
