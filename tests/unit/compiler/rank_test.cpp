// What the rankers are made of: the network's arithmetic, the weights file, and what a plan leaves of the sentence's
// cues.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "compiler/emit_sql.hpp"
#include "compiler/rank/cue_agreement.hpp"
#include "compiler/rank/option_features.hpp"
#include "compiler/rank/weights.hpp"
#include "compiler/rank/word_uses.hpp"
#include "compiler/search.hpp"
#include "sample_model.hpp"

namespace pf::compiler {
namespace {

std::string layer(float first) {
    std::string text = " " + std::to_string(first);
    for (std::size_t i = 1; i < RankNet::hidden; ++i) text += " 0";
    return text;
}

TEST(RankNet, AddsTheDirectWayToWhatTheHiddenLayerMakesOfFeaturesAndPatterns) {
    Weights weights;
    ASSERT_TRUE(weights.parse("net\nnet_input 1 2 3" + layer(1) + "\nnet_pattern W n= \t" + layer(0.5F) + "\nnet_bias" +
                              layer(0.25F) + "\nnet_output" + layer(4) + "\n"));
    const std::array<float, 1> features{3};  // (3 - 1) / 2 = 1
    const std::array<std::uint32_t, 2> patterns{pattern_key("W n= "), pattern_key("never seen")};
    EXPECT_FLOAT_EQ(weights.nets.at(0).value(features, {}), 3 + 4 * 1.25F);
    EXPECT_FLOAT_EQ(weights.nets.at(0).value(features, patterns), 3 + 4 * 1.75F);
    const std::array<float, 1> far{-1000};  // no further than 4 deviations; the hidden unit is shut
    EXPECT_FLOAT_EQ(weights.nets.at(0).value(far, {}), -12);
}

TEST(WeightsFile, IsRefusedWhenALayerIsTooShortOrAScaleIsNone) {
    EXPECT_FALSE(Weights{}.parse("net\nnet_bias 1 2 3\n"));
    EXPECT_FALSE(Weights{}.parse("net\nnet_input 0 0 1" + layer(1) + "\n"));
    EXPECT_FALSE(Weights{}.parse("net\nnet_pattern no tab" + layer(1) + "\n"));
    EXPECT_FALSE(Weights{}.parse("net_bias" + layer(1) + "\n"));            // of no network
    EXPECT_FALSE(Weights{}.parse("confidence_tree 1 2 0 5 -2 0.5 1 2\n"));  // a child that is not there
}

// The cues of the plan of `sentence` that prints as `sql`.
std::array<float, cue_count> agreement_of(const std::string& sentence, const std::string& sql) {
    const auto model = test::sample_model();
    const SchemaIndex schema(model.ontology, model.values);
    auto analysis = analyse(sentence, schema);
    const Context context(analysis, schema, Weights::shipped());
    score_options(analysis, context, Weights::shipped());
    for (const auto& plan : search_plans(analysis, schema))
        if (emit_sql(plan.query, schema) == sql) return cue_agreement(plan, cues_of(analysis), analysis);
    ADD_FAILURE() << "no plan " << sql << " for " << sentence;
    return {};
}

TEST(CueAgreement, TellsAPlanThatLeavesOutANegationFromOneThatHasIt) {
    EXPECT_EQ(agreement_of("names of guests without a pattern", "SELECT \"name\" FROM \"public\".\"guests\"")[0], 1);
    EXPECT_EQ(agreement_of("names of guests", "SELECT \"name\" FROM \"public\".\"guests\"")[0], 0);
}

TEST(CueAgreement, TellsAnOrderThatRunsTheOtherWay) {
    const auto model = test::sample_model();
    const SchemaIndex schema(model.ontology, model.values);
    Plan rising;
    rising.query.order.push_back({Term{}, false});
    const auto down = analyse("names of orgs in descending order", schema);
    const auto up = analyse("names of orgs in ascending order", schema);
    EXPECT_EQ(cue_agreement(rising, cues_of(down), down)[12], 1);
    EXPECT_EQ(cue_agreement(rising, cues_of(up), up)[12], 0);
}

class WordUsesOfOrgs : public ::testing::Test {
 protected:
    WordUsesOfOrgs()
        : model_(test::sample_model()),
          schema_(model_.ontology, model_.values),
          analysis_(analyse("name and stage of orgs founded before 2015", schema_)),
          context_(analysis_, schema_, Weights::shipped()) {
        score_options(analysis_, context_, Weights::shipped());
        plans_ = search_plans(analysis_, schema_);
    }

    std::vector<std::string> uses_of(const std::string& sql) const {
        std::vector<std::uint32_t> keys;
        std::vector<std::string> names;
        FeatureSink sink(keys, &names);
        const LinearModel none;
        for (const auto& plan : plans_)
            if (emit_sql(plan.query, schema_) == sql) WordUses(context_, none).features(plan, sink);
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
    const auto& weights = Weights::shipped().use;
    WordUses uses(context_, weights);
    ASSERT_GT(plans_.size(), 20U);
    for (int round = 0; round < 2; ++round)
        for (const auto& plan : plans_) {
            FeatureSink sink(weights);
            uses.features(plan, sink);
            EXPECT_NEAR(uses.score(plan), sink.score(), 1e-4);
        }
}

}  // namespace
}  // namespace pf::compiler
