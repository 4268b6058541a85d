#include "model/meaning_key.hpp"

#include <gtest/gtest.h>

#include "sample_catalogue.hpp"

namespace pf::model {
namespace {

TEST(MeaningKey, ChangesWithAColumnATypeADescriptionASynonymAKeyAndAWordOfTheVocabulary) {
    const auto sample = test::sample_catalogue();
    const auto key = meaning_key(sample);
    EXPECT_EQ(key, meaning_key(test::sample_catalogue()));
    EXPECT_EQ(key.size(), 64U);
    const auto changed = [&](auto change) {
        auto other = sample;
        change(other);
        return meaning_key(other) != key;
    };
    EXPECT_TRUE(changed([](Ontology& o) { o.tables[0].columns[0].name += "2"; }));
    EXPECT_TRUE(changed([](Ontology& o) { o.tables[0].columns[0].type = "uuid"; }));
    EXPECT_TRUE(changed([](Ontology& o) { o.tables[0].columns[0].description = "other"; }));
    EXPECT_TRUE(changed([](Ontology& o) { o.tables[0].synonyms.emplace_back("other"); }));
    EXPECT_TRUE(changed([](Ontology& o) { o.tables[0].foreign_keys.clear(); }) ||
                changed([](Ontology& o) { o.tables[1].foreign_keys.clear(); }));
    EXPECT_TRUE(changed([](Ontology& o) { o.vocabulary.definitions.emplace_back().name = "revenue"; }));
}

TEST(MeaningKey, DoesNotTakeTheEndOfOneNameForTheBeginningOfTheNext) {
    auto one = test::sample_catalogue(), other = one;
    one.tables[0].columns[0].synonyms = {"ab", "c"};
    other.tables[0].columns[0].synonyms = {"a", "bc"};
    EXPECT_NE(meaning_key(one), meaning_key(other));
}

}  // namespace
}  // namespace pf::model
