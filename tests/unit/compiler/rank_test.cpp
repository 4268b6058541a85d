// What the rankers are made of: the network's arithmetic, and what a plan leaves of the sentence's
// cues.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "compiler/print/postgres.hpp"
#include "compiler/rank/cue_agreement.hpp"
#include "compiler/rank/model.hpp"
#include "compiler/rank/option_features.hpp"
#include "compiler/rank/word_uses.hpp"
#include "compiler/search.hpp"
#include "sample_model.hpp"

namespace pf::compiler {
namespace {

RankNet::Layer layer(float first) {
    RankNet::Layer made{};
    made[0] = first;
    return made;
}

TEST(RankNet, AddsTheDirectWayToWhatTheHiddenLayerMakesOfFeaturesAndPatterns) {
    RankNet net;
    net.inputs.push_back({1, 2, 3, layer(1)});
    net.pattern(key_of("W n= ")) = layer(0.5F);
    net.bias = layer(0.25F);
    net.output = layer(4);
    const std::array<float, 1> features{3};  // (3 - 1) / 2 = 1
    const std::array<std::uint32_t, 2> patterns{key_of("W n= "), key_of("never seen")};
    EXPECT_FLOAT_EQ(net.value(features, {}), 3 + 4 * 1.25F);
    EXPECT_FLOAT_EQ(net.value(features, patterns), 3 + 4 * 1.75F);
    const std::array<float, 1> far{-1000};  // no further than 4 deviations; the hidden unit is shut
    EXPECT_FLOAT_EQ(net.value(far, {}), -12);
}

// The cues of the plan of `sentence` that prints as `sql`.
CueAgreement agreement_of(const std::string& sentence, const std::string& sql) {
    const auto model = test::sample_model();
    const SchemaIndex schema(model.ontology, model.values);
    auto analysis = analyse(sentence, schema);
    const Context context(analysis, schema, Model::shipped());
    score_options(analysis, context, Model::shipped());
    for (const auto& plan : search_plans(analysis, schema))
        if (print::to_postgres(plan.query, schema) == sql) return cue_agreement(plan, cues_of(analysis), analysis);
    ADD_FAILURE() << "no plan " << sql << " for " << sentence;
    return {};
}

TEST(CueAgreement, TellsAPlanThatLeavesOutANegationFromOneThatHasIt) {
    EXPECT_EQ(
        agreement_of("names of guests without a pattern", "SELECT \"name\" FROM \"public\".\"guests\"")["cue_negation"],
        1);
    EXPECT_EQ(agreement_of("names of guests", "SELECT \"name\" FROM \"public\".\"guests\"")["cue_negation"], 0);
}

TEST(CueAgreement, TellsAnOrderThatRunsTheOtherWay) {
    const auto model = test::sample_model();
    const SchemaIndex schema(model.ontology, model.values);
    Plan rising;
    rising.shape.order.push_back({});
    const auto down = analyse("names of orgs in descending order", schema);
    const auto up = analyse("names of orgs in ascending order", schema);
    EXPECT_EQ(cue_agreement(rising, cues_of(down), down)["cue_direction"], 1);
    EXPECT_EQ(cue_agreement(rising, cues_of(up), up)["cue_direction"], 0);
}

class WordUsesOfOrgs : public ::testing::Test {
 protected:
    WordUsesOfOrgs()
        : model_(test::sample_model()),
          schema_(model_.ontology, model_.values),
          analysis_(analyse("name and stage of orgs founded before 2015", schema_)),
          context_(analysis_, schema_, Model::shipped()) {
        score_options(analysis_, context_, Model::shipped());
        plans_ = search_plans(analysis_, schema_);
    }

    std::vector<std::string> uses_of(const std::string& sql) const {
        std::vector<std::uint32_t> keys;
        std::vector<std::string> names;
        FeatureSink sink(keys, &names);
        const LinearModel none;
        for (const auto& plan : plans_)
            if (print::to_postgres(plan.query, schema_) == sql) WordUses(context_, none).features(plan, sink);
        return names;
    }

    test::Model model_;
    SchemaIndex schema_;
    Analysis analysis_;
    Context context_;
    std::vector<Plan> plans_;
};

TEST_F(WordUsesOfOrgs, TellAPlanThatShowsBothColumnsOfAListFromOneThatShowsOne) {
    const std::string tail = " FROM \"public\".\"orgs\" WHERE \"date_founded\" < date '2015-01-01'";
    EXPECT_THAT(uses_of("SELECT \"name\", \"stage\"" + tail), ::testing::Contains("u4|and|-||show|^|"));
    EXPECT_THAT(uses_of("SELECT \"name\"" + tail), ::testing::Contains("u4|and|-||-||"));
    EXPECT_THAT(uses_of("SELECT \"name\"" + tail), ::testing::Not(::testing::Contains("u4|and|-||show|^|")));
}

TEST_F(WordUsesOfOrgs, AddUpToTheSameAsTheirWeightsOneByOneHoweverOftenTheyAreAsked) {
    const auto& learned = Model::shipped().use;
    WordUses uses(context_, learned);
    ASSERT_GT(plans_.size(), 20U);
    for (int round = 0; round < 2; ++round)
        for (const auto& plan : plans_) {
            FeatureSink sink(learned);
            uses.features(plan, sink);
            EXPECT_NEAR(uses.score(plan), sink.score(), 1e-4);
        }
}

}  // namespace
}  // namespace pf::compiler
