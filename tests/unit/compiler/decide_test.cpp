// Which of answer, choice and refusal a sentence gets, and what the person is told with it.
#include "compiler/decide.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "compiler/plan/fingerprint.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/rank/option_features.hpp"
#include "compiler/rank/rank.hpp"
#include "compiler/search.hpp"
#include "sample_model.hpp"

namespace pf::compiler {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

test::Model bare_model() {
    auto model = test::sample_model();
    auto bare = std::make_shared<model::Ontology>(*model.ontology);
    bare->rules.clear();
    model.ontology = bare;
    return model;
}

// What is decided of the first `plans` plans of a sentence, with the bound of the ranking's trust at `accept`.
struct Decided {
    Verdict verdict;
    std::vector<Plan> plans;
    Analysis analysis;
};
Decided decided(const test::Model& model, const std::string& sentence, float accept, std::size_t plans = 40,
                std::optional<float> confidence = std::nullopt) {
    const SchemaIndex schema(model.ontology, model.values);
    Decided made;
    made.analysis = analyse(sentence, schema);
    auto learned = Model::shipped();
    if (confidence) learned.calibration = {{0.F, *confidence}};
    const Context context(made.analysis, schema, learned);
    score_options(made.analysis, context, learned);
    made.plans = search_plans(made.analysis, schema);
    rank_plans(made.plans, context, learned);
    if (made.plans.size() > plans) made.plans.resize(plans);
    learned.accept = accept;
    made.verdict = decide(made.plans, context, learned, Suggester(schema));
    return made;
}

constexpr float never = 2, always = 0;
// A question that no convention decides.
constexpr auto question = "what is the duration of the episodes of the guests of orgs";

TEST(Decide, AnswersWhatTheRankingIsSureOf) {
    const auto made = decided(bare_model(), question, always);
    EXPECT_EQ(made.verdict.status, Status::ok);
    EXPECT_THAT(made.verdict.confidence, SizeIs(1));
    EXPECT_EQ(made.verdict.message, "");
}

TEST(Decide, AskingBackNamesTheWordThatNoReadingHears) {
    const auto model = test::sample_model();
    const auto made = Compiler(model.ontology, model.values).compile("anti-patterns with diabetes");
    EXPECT_NE(made.status, Status::ok);
    EXPECT_THAT(made.message, HasSubstr("diabetes"));
}

TEST(Decide, RanksRowsOfAnEntityWhateverIsShownOfThem) {
    const auto made = decided(bare_model(), "the 3 guests with the most episodes", never);
    EXPECT_EQ(made.verdict.status, Status::ok);
    EXPECT_THAT(made.plans.front().sql, HasSubstr("t1.*, count("));
}

TEST(Decide, LetsChooseAmongAtMostFiveReadingsOtherwise) {
    const auto made = decided(bare_model(), question, never);
    EXPECT_EQ(made.verdict.status, Status::ambiguous);
    EXPECT_THAT(made.verdict.confidence, SizeIs(max_readings));
    for (const double confidence : made.verdict.confidence) EXPECT_LE(confidence, 1);
    for (std::size_t i = 1; i < made.verdict.confidence.size(); ++i)
        EXPECT_LE(made.verdict.confidence[i], 1 - made.verdict.confidence[0]);
}

TEST(Decide, RefusesWhereThereIsNothingToChooseFromAndKeepsTheGuess) {
    const auto made = decided(bare_model(), question, never, 1);
    EXPECT_EQ(made.verdict.status, Status::not_understood);
    EXPECT_EQ(made.verdict.message, "I am not sure what is asked for.");
    EXPECT_THAT(made.verdict.confidence, SizeIs(1));
}

TEST(Decide, RefusesWhatItMakesNoPlanOf) {
    const auto made = decided(bare_model(), question, always, 0);
    EXPECT_EQ(made.verdict.status, Status::not_understood);
    EXPECT_TRUE(made.verdict.confidence.empty());
    EXPECT_FALSE(made.verdict.hint.empty());
}

TEST(Decide, NeverAnswersOverAWordItDoesNotKnow) {
    const auto made = decided(test::sample_model(), "names of orgs with wombats", always);
    EXPECT_NE(made.verdict.status, Status::ok);  // a question where the ranking trusts a reading, else a refusal
    ASSERT_THAT(made.verdict.unknown, SizeIs(1));
    EXPECT_THAT(made.verdict.message, HasSubstr("“wombats”"));
    EXPECT_FALSE(made.verdict.confidence.empty());  // the best guess
}

TEST(Decide, NeverAnswersOverAUnitItDoesNotUse) {
    EXPECT_NE(decided(test::sample_model(), "orgs with funding over 2 hours", always).verdict.status, Status::ok);
}

TEST(Decide, TakesACommandThatOnlyNamesAnEntityAtItsWord) {
    const auto made = decided(bare_model(), "Find all guests", never);
    EXPECT_EQ(made.verdict.status, Status::ok);
    EXPECT_EQ(made.plans[0].sql, "SELECT * FROM \"public\".\"guests\"");
}

TEST(Decide, TakesAnAccountedSentenceAtItsWordOnlyWhereTheDatabaseIsDescribed) {
    constexpr auto sentence = "how many orgs are in Germany";
    EXPECT_EQ(decided(test::sample_model(), sentence, never).verdict.status, Status::ok);
    EXPECT_EQ(decided(bare_model(), sentence, never).verdict.status, Status::ambiguous);
}

TEST(Decide, AnswersNothingBelowTheLeastConfidenceWhateverElseSpeaksForIt) {
    for (const auto& model : {test::sample_model(), bare_model()})
        for (const auto* sentence : {"Find all guests", "orgs in Germany"}) {
            EXPECT_EQ(decided(model, sentence, never, 40, bounds.least).verdict.status, Status::ok) << sentence;
            EXPECT_EQ(decided(model, sentence, never, 40, bounds.least - 0.01F).verdict.status, Status::ambiguous)
                << sentence;
        }
}

TEST(Decide, TakesOneRowOfAllForNoAnswerWhereOneOfEachIsAskedFor) {
    for (const auto* sentence : {"the newest episode of each guest", "the latest of each author",
                                 "the best funded of each country", "the most recent of each kind"}) {
        const auto made = decided(test::sample_model(), sentence, never);
        EXPECT_FALSE(made.verdict.status == Status::ok && made.plans[0].query.limit > 0) << made.plans[0].sql;
    }
    // one number of each is no such row
    EXPECT_EQ(decided(test::sample_model(), "the highest funding of each country", never).verdict.status, Status::ok);
}

TEST(Decide, TakesASuperlativeWithoutAMeasureForMoreThanTheNameOfAnEntity) {
    EXPECT_NE(decided(bare_model(), "most popular pattern", never).verdict.status, Status::ok);
    EXPECT_NE(decided(bare_model(), "largest orgs", never).verdict.status, Status::ok);
}

TEST(Decide, RefusesBytesLengthAndAModelWithoutTablesBeforeAnythingElse) {
    const auto model = test::sample_model();
    const SchemaIndex schema(model.ontology, model.values);
    EXPECT_FALSE(refuse_unreadable("orgs", schema));
    EXPECT_FALSE(refuse_unreadable("", schema));
    for (const auto& sentence : {std::string("\xff"), std::string("a\x01"), std::string(16 * 1024 + 1, 'a')}) {
        const auto verdict = refuse_unreadable(sentence, schema);
        ASSERT_TRUE(verdict);
        EXPECT_EQ(verdict->status, Status::not_understood);
        EXPECT_FALSE(verdict->message.empty());
    }
    const SchemaIndex empty(std::make_shared<const model::Ontology>(), std::make_shared<const model::ValueIndex>());
    EXPECT_TRUE(refuse_unreadable("orgs", empty));
}

TEST(Decide, OffersReadingsOfTheSameRowsOnce) {
    const auto model = bare_model();
    const SchemaIndex schema(model.ontology, model.values);
    const auto made = decided(model, question, never);
    ASSERT_GE(made.verdict.confidence.size(), 2U);
    std::set<std::uint64_t> rows;
    std::size_t plain = 0;
    for (std::size_t i = 0; i < made.verdict.confidence.size(); ++i) {
        const auto& query = made.plans[i].shape;
        const bool computed = std::any_of(query.select.begin(), query.select.end(),
                                          [](const auto& term) { return term.aggregate != Summary::none; });
        if (computed || !query.group.empty() || query.count_rows || query.windowed) continue;
        ++plain;
        rows.insert(plan::fingerprint_of_rows(made.plans[i].query, schema));
    }
    EXPECT_GE(plain, 1U);
    EXPECT_EQ(rows.size(), plain);
}

TEST(Decide, RefusesToChangeData) {
    for (const auto* sentence : {"Delete all patterns", "drop the guests", "update orgs in Germany"})
        EXPECT_EQ(decided(test::sample_model(), sentence, always).verdict.status, Status::not_understood) << sentence;
}

TEST(Decide, TakesNoAnswerThatDropsAnAdjectiveOfMeasureForSure) {
    for (const auto* sentence : {"recent patterns", "expensive orgs"}) {
        const auto made = decided(test::sample_model(), sentence, never);
        EXPECT_FALSE(made.verdict.status == Status::ok && made.plans[0].query.order.empty()) << made.plans[0].sql;
    }
}

TEST(Decide, PrefersTheFirstOfEachGroupWhereOneOfEachIsAskedFor) {
    for (const auto* sentence :
         {"the oldest org of each country", "the newest post of each org", "oldest org per country"}) {
        const auto made = decided(test::sample_model(), sentence, never);
        ASSERT_FALSE(made.plans.empty());
        EXPECT_TRUE(made.plans[0].shape.windowed) << made.plans[0].sql;
    }
}

TEST(Decide, TakesNoAnswerForSureThatLeavesOutAWordHoweverGeneral) {
    for (const auto& model : {test::sample_model(), bare_model()})
        for (const auto* sentence : {"orgs with stock", "guests with revenue"})
            EXPECT_NE(decided(model, sentence, never).verdict.status, Status::ok) << sentence;
}

TEST(Decide, RefusesWithTheWordThatNoReadingHears) {
    const auto made = test::sample_model();
    const Compiler compiler(made.ontology, made.values);
    const auto answer = compiler.compile("turnover by country of orgs with sparkle");
    EXPECT_EQ(answer.status, Status::not_understood);
    ASSERT_FALSE(answer.unknown.empty());
    EXPECT_EQ(compiler.compile("orgs by country").unknown.size(), 0U);
}

TEST(Decide, AGroupOfNothingKnownIsNoReasonToAsk) {
    using Type = model::TypeClass;
    test::ModelBuilder b;
    b.table("shops", {{"id", Type::integer}, {"name", Type::text}, {"city", Type::text}})
        .nullable("shops", "city")
        .values("shops", "city", {"Oslo", "Bergen"});
    const auto model = std::move(b).build();
    for (const auto* sentence : {"number of shops per city", "how many shops per city"}) {
        EXPECT_EQ(decided(model, sentence, 0.75F, 40, 0.7F).verdict.status, Status::ok) << sentence;
        EXPECT_NE(decided(model, sentence, never, 40, 0.7F).verdict.status, Status::ok) << sentence;
    }
}

}  // namespace
}  // namespace pf::compiler
