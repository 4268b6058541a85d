#include "compiler/link/nationalities.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "compiler/word_class.hpp"
#include "compiler/words.hpp"

namespace pf::compiler {
namespace {

using testing::Contains;
using testing::ElementsAre;

TEST(Nationalities, TellTheCountryItsNamesAndItsCodes) {
    const auto* country = country_of("dutch");
    ASSERT_NE(country, nullptr);
    EXPECT_THAT(country->names, ElementsAre("netherlands", "holland"));
    EXPECT_THAT(country->codes, ElementsAre("nl", "nld"));
}

TEST(Nationalities, AreToldByTheCountryInWhateverForm) {
    for (const auto* said : {"germany", "de", "deu", "german", "germans"}) {
        const auto* country = country_of(said);
        ASSERT_NE(country, nullptr) << said;
        EXPECT_THAT(country->nationalities, Contains("german")) << said;
    }
    EXPECT_EQ(country_of("holland"), country_of("netherlands"));
    EXPECT_EQ(country_of("uk"), country_of("united kingdom"));
}

TEST(Nationalities, OfOneCountryAreNotThoseOfItsNeighbour) {
    EXPECT_NE(country_of("nigerian"), country_of("nigerien"));
    EXPECT_NE(country_of("austrian"), country_of("australian"));
    EXPECT_EQ(country_of("korean")->names.front(), "south korea");
}

TEST(Nationalities, AreNoOtherWords) {
    for (const auto* word : {"", "s", "rare", "customers", "nl ", "north", "republic"})
        EXPECT_EQ(country_of(word), nullptr) << word;
}

TEST(Nationalities, EachCountryHasANameAndNoFormStandsForTwo) {
    std::set<std::string_view> values, forms;
    for (const auto& entry : words_in(WordClass::nationality)) {
        const auto* country = country_of(entry.word);
        ASSERT_NE(country, nullptr) << entry.word;
        EXPECT_FALSE(country->names.empty()) << entry.word;
        if (!values.insert(entry.value).second) continue;
        for (const auto* of : {&country->names, &country->codes, &country->nationalities})
            for (const auto form : *of) EXPECT_TRUE(forms.insert(form).second) << form;
    }
    EXPECT_GT(values.size(), 170U);
}

}  // namespace
}  // namespace pf::compiler
