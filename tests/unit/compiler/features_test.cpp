// Features have names: no two the same, none forgotten, and their values are what the names say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "compiler/print/postgres.hpp"
#include "compiler/rank/confidence.hpp"
#include "compiler/rank/option_features.hpp"
#include "compiler/rank/plan_features.hpp"
#include "compiler/rank/plan_patterns.hpp"
#include "compiler/rank/rank.hpp"
#include "compiler/search.hpp"
#include "sample_model.hpp"

namespace pf::compiler {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

struct Pair {
    static constexpr std::array<std::string_view, 2> names{"left", "right"};
};
struct Four {
    static constexpr std::array<std::string_view, 2> own{"first", "last"};
    static constexpr auto names = joined(own, Pair::names);
};

TEST(DenseRow, PutsAValueWhereItsNameStands) {
    DenseRow<Pair> row;
    EXPECT_FALSE(row.complete());
    row["right"] = 2;
    row["left"] = 1;
    EXPECT_TRUE(row.complete());
    EXPECT_THAT(std::vector<float>(row.begin(), row.end()), ElementsAre(1, 2));
}

TEST(DenseRow, TakesAnotherGroupsValuesByItsNames) {
    DenseRow<Pair> pair;
    pair["left"] = 3;
    pair["right"] = 4;
    DenseRow<Four> row;
    row["first"] = 1;
    row["last"] = 2;
    row.set(pair);
    EXPECT_THAT(std::vector<float>(row.begin(), row.end()), ElementsAre(1, 2, 3, 4));
}

template <class Names>
void expect_distinct(const Names& names) {
    std::set<std::string_view> seen;
    for (const auto name : names) EXPECT_TRUE(seen.insert(name).second) << name;
}
TEST(DenseFeatures, HaveOneNameEach) {
    expect_distinct(OptionFeatures::names);
    expect_distinct(PlanFeatures::names);
    expect_distinct(ConfidenceFeatures::names);
}

TEST(FeatureKey, TellsPiecesFromTheirJoinedText) {
    const auto key = [](auto... pieces) {
        FeatureKey made;
        (made.add(pieces), ...);
        return made.fold();
    };
    EXPECT_EQ(key(Piece("show"), Piece("age")), key(Piece(std::string_view("show")), Piece(std::string_view("age"))));
    EXPECT_NE(key(Piece("show"), Piece("age")), key(Piece("age"), Piece("show")));
    EXPECT_NE(key(Piece("sho"), Piece("wage")), key(Piece("show"), Piece("age")));
    EXPECT_NE(key(Piece("show"), Piece("")), key(Piece("show")));
}

TEST(LinearModel, FindsEachOfManyWeightsAndNoOther) {
    for (const std::uint32_t size : {0U, 1U, 2U, 3U, 1000U}) {
        LinearModel::Weights weights;
        for (std::uint32_t i = 0; i < size; ++i)
            weights.emplace_back(0xFFFFFFFFU - i * 4000037U, static_cast<float>(i));
        const LinearModel model(weights);
        EXPECT_EQ(model.size(), size);
        for (const auto& [key, weight] : weights) EXPECT_EQ(model.weight(key), weight);
        EXPECT_EQ(model.weight(0xFFFFFFFEU), 0);
        EXPECT_EQ(model.weight(1), 0);
    }
}

TEST(LinearModel, RoundsToElevenBitsAndCutsOffWhatIsTooGreat) {
    const float small = 0.1F * 0x1p-14F;  // without a leading bit
    const LinearModel model(LinearModel::Weights{{1, 1.F / 3}, {2, -1e9F}, {3, 1e-9F}, {4, small}});
    EXPECT_NEAR(model.weight(1), 1.F / 3, 1.F / 3 / 2048);
    EXPECT_EQ(model.weight(2), -65504);
    EXPECT_EQ(model.weight(3), 0);
    EXPECT_NEAR(model.weight(4), small, 0x1p-25F);
}

TEST(KeyTable, FindsWhatWasSetHoweverFullItGets) {
    KeyTable<float> table;
    EXPECT_EQ(table.find(5), nullptr);
    for (std::uint32_t i = 1; i <= 5000; ++i) table.set(i * 2654435761U | 1, static_cast<float>(i));
    for (std::uint32_t i = 0; i < 50; ++i) table.set(0xFFFFFFFFU - i, 7);  // all at its end
    for (std::uint32_t i = 0; i < 50; ++i) EXPECT_EQ(table.value(0xFFFFFFFFU - i), 7);
    EXPECT_EQ(table.value(2), 0);
    std::size_t count = 0;
    table.for_each([&](std::uint32_t key, float value) {
        ++count;
        EXPECT_EQ(table.value(key), value);
    });
    EXPECT_EQ(count, table.size());
}

class FeaturesOf : public ::testing::Test {
 protected:
    void say(std::string_view sentence) {
        analysis_ = std::make_unique<Analysis>(analyse(sentence, schema_));
        context_ = std::make_unique<Context>(*analysis_, schema_, model());
        score_options(*analysis_, *context_, model());
        plans_ = search_plans(*analysis_, schema_);
        rank_plans(plans_, *context_, model());
    }
    static const Model& model() { return Model::shipped(); }
    // Of the plan that prints as `sql`.
    PlanDense dense(std::string_view sql) const {
        const auto rows = plan_dense(plans_, *context_);
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (print::to_postgres(plans_[i].query, schema_) == sql) return rows[i];
        ADD_FAILURE() << "no plan " << sql;
        return {};
    }

    test::Model sample_ = test::sample_model();
    SchemaIndex schema_{sample_.ontology, sample_.values};
    std::unique_ptr<Analysis> analysis_;
    std::unique_ptr<Context> context_;
    std::vector<Plan> plans_;
};

TEST_F(FeaturesOf, PlansOptionsAndTheConfidenceAreAllSet) {
    for (const auto* sentence : {"name and stage of orgs founded before 2015", "how many guests are there?",
                                 "guests without a pattern", "the 3 newest episodes"}) {
        say(sentence);
        ASSERT_FALSE(plans_.empty()) << sentence;
        for (const auto& row : plan_dense(plans_, *context_)) EXPECT_TRUE(row.complete()) << sentence;
        for (const auto& option : analysis_->options)
            EXPECT_TRUE(option_dense(option, *context_, 0).complete()) << sentence;
        EXPECT_TRUE(confidence_dense(plans_, *context_).complete()) << sentence;
    }
}

TEST_F(FeaturesOf, APlanThatBreaksAListSaysSo) {
    say("name and stage of orgs");
    const auto whole = dense("SELECT \"name\", \"stage\" FROM \"public\".\"orgs\"");
    EXPECT_EQ(whole["list_together"], 1);
    EXPECT_EQ(whole["list_broken"], 0);
    EXPECT_EQ(whole["shown"], 2);
    std::size_t broken = 0;
    for (const auto& row : plan_dense(plans_, *context_))
        if (row["list_broken"] > 0) {
            ++broken;
            EXPECT_EQ(row["list_together"], 0);
            EXPECT_LT(row["total_gap"], 0);
        }
    EXPECT_GT(broken, 0U);
}

TEST_F(FeaturesOf, TheBestPlanHasNoGapAndAllOfTheProbabilityWhenItStandsAlone) {
    say("names of orgs");
    const auto first = confidence_dense({plans_[0]}, *context_);
    EXPECT_EQ(first["share"], 1);
    EXPECT_EQ(first["linear_gap"], 0);
    EXPECT_EQ(first["plans"], 1);
}

TEST_F(FeaturesOf, AMoveIsAPatternByItsName) {
    say("guests without a pattern");
    PlanPatterns made;
    for (const auto& plan : plans_) {
        if (!(plan.moves & table_as_key)) continue;
        plan_patterns(plan, *context_, made);
        std::vector<std::string_view> patterns;
        for (std::size_t i = 0; i < made.patterns.size(); ++i) patterns.push_back(made.patterns[i]);
        EXPECT_THAT(patterns, Contains("Mtable_as_key"));
        return;
    }
    FAIL() << "no plan shows an table as a key";
}

// The score of an option by the sparse features alone that a model of one feature knows.
TEST_F(FeaturesOf, AnOptionScoresWhatASmallModelHasLearned) {
    say("names of orgs");
    Model small;
    small.option = LinearModel(LinearModel::Weights{{FeatureKey().add("show").add("p1").add("<s>").fold(), 2.F}});
    const Context context(*analysis_, schema_, small);
    score_options(*analysis_, context, small);
    std::size_t scored = 0;
    for (const auto& option : analysis_->options)
        if (option.role == Role::select && option.aggregate == Summary::none && option.column.column >= 0 &&
            !untaught_score(option)) {
            EXPECT_EQ(option.score, option.begin == 0 ? 2 : 0);
            ++scored;
        }
    EXPECT_GT(scored, 0U);
}

}  // namespace
}  // namespace pf::compiler
