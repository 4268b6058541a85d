// Which words of a sentence are called unknown, and the names they may have meant.
#include "compiler/suggest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample_model.hpp"

namespace pf::compiler {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using Type = model::TypeClass;
using Strings = std::vector<std::string>;

class Suggest : public testing::Test {
 protected:
    [[nodiscard]] Strings unknown_in(std::string_view sentence) const {
        Strings words;
        for (const auto& unknown : suggester_.unknown_words(analyse(sentence, schema_), {}, Model::shipped()))
            words.push_back(unknown.word);
        return words;
    }

    test::Model model_ = test::sample_model();
    SchemaIndex schema_{model_.ontology, model_.values};
    Suggester suggester_{schema_};
};

TEST_F(Suggest, NamesNearByEditsBestFirst) {
    EXPECT_THAT(suggester_.nearest("epsodes"), Contains("episodes"));
    EXPECT_THAT(suggester_.nearest("Guest"), Contains("guests"));
    const auto near = suggester_.nearest("patern");
    ASSERT_FALSE(near.empty());
    EXPECT_EQ(near.front(), "pattern_episodes");  // by its part, one edit as patterns' two
}

TEST_F(Suggest, NamesThatHoldANearPart) { EXPECT_THAT(suggester_.nearest("durtion"), ElementsAre("duration_minutes")); }

TEST_F(Suggest, NoNameForAWordThatIsNearToNone) {
    EXPECT_THAT(suggester_.nearest("zyzzyva"), IsEmpty());
    EXPECT_THAT(suggester_.nearest(""), IsEmpty());
}

TEST_F(Suggest, NoMoreThanThreeNames) { EXPECT_EQ(suggester_.nearest("pattern").size(), 3U); }

TEST_F(Suggest, AWordThatNothingAccountsForIsUnknown) {
    EXPECT_THAT(unknown_in("guests with a zyzzyva"), ElementsAre("zyzzyva"));
    EXPECT_THAT(unknown_in("guests in Germany"), IsEmpty());
}

TEST_F(Suggest, AnUnknownWordTellsWhereItStands) {
    const auto unknown = suggester_.unknown_words(analyse("guests with a zyzzyva", schema_), {}, Model::shipped());
    ASSERT_EQ(unknown.size(), 1U);
    EXPECT_EQ(unknown[0].offset, 14U);
}

TEST_F(Suggest, AMistypedNameIsKnownByWhatIsMeant) {
    EXPECT_THAT(unknown_in("all epsiodes"), IsEmpty());
    EXPECT_THAT(unknown_in("all epizodez"), ElementsAre("epizodez"));
}

TEST_F(Suggest, NoMoreThanTenUnknownWords) {
    std::string sentence;
    for (char c = 'a'; c < 'a' + 20; ++c) sentence += std::string("zyzz") + c + "yv ";
    EXPECT_EQ(unknown_in(sentence).size(), 10U);
}

TEST_F(Suggest, HintsAtTablesThatAreMoreThanLinks) {
    EXPECT_EQ(suggester_.hint(), "Ask about categories, orgs, guests, episodes, posts, patterns.");
}

TEST(SuggestNothing, HintsAtNothing) {
    const SchemaIndex schema(std::make_shared<const model::Ontology>(),
                             std::make_shared<const model::ValueIndex>(model::ValueIndex::Builder{}.build()));
    EXPECT_EQ(Suggester(schema).hint(), "");
    EXPECT_THAT(Suggester(schema).nearest("guests"), IsEmpty());
}

}  // namespace
}  // namespace pf::compiler
