// Which names and values of a small schema a sentence mentions, and which it must not.
#include "compiler/mentions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sample_model.hpp"

namespace pf::compiler {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using Strings = std::vector<std::string>;
using Type = model::TypeClass;

// What a sentence mentions, with the model it was asked of.
class Mentioned {
 public:
    Mentioned(const test::Model& model, std::string_view sentence) : schema_(model.ontology, model.values) {
        analysis_.sentence = tokenise(sentence);
        find_mentions(analysis_, schema_);
        values_ = find_values(analysis_, schema_);
    }
    explicit Mentioned(std::string_view sentence) : Mentioned(test::sample_model(), sentence) {}

    // "orgs.name: name": the column and its words.
    [[nodiscard]] Strings columns() const {
        Strings made;
        for (const auto& mention : analysis_.columns)
            made.push_back(name(mention.column) + ":" + words(mention.tokens | mention.table_tokens));
        return made;
    }
    [[nodiscard]] Strings tables() const {
        Strings made;
        for (const auto& mention : analysis_.tables)
            made.push_back(schema_.table(mention.table).name + ":" + words(mention.tokens));
        return made;
    }
    // "orgs.country = Germany: Germany"
    [[nodiscard]] Strings values() const {
        Strings made;
        for (const auto& value : values_) {
            TokenSet tokens;
            for (int i = value.begin; i < value.end; ++i) tokens.set(static_cast<std::size_t>(i));
            made.push_back(name(value.column) + " = " + value.value + ":" + words(tokens));
        }
        return made;
    }
    [[nodiscard]] const ColumnMention& column(std::string_view wanted) const {
        const auto found = std::find_if(analysis_.columns.begin(), analysis_.columns.end(),
                                        [&](const auto& mention) { return name(mention.column) == wanted; });
        EXPECT_NE(found, analysis_.columns.end()) << wanted;
        static const ColumnMention none;
        return found == analysis_.columns.end() ? none : *found;
    }
    [[nodiscard]] const Analysis& analysis() const { return analysis_; }
    [[nodiscard]] const std::vector<ValueMention>& found_values() const { return values_; }

 private:
    [[nodiscard]] std::string name(ColumnId id) const {
        return schema_.table(id.table).name + "." + schema_.column(id).name;
    }
    [[nodiscard]] std::string words(const TokenSet& tokens) const {
        std::string made;
        for (std::size_t i = 0; i < analysis_.sentence.tokens.size(); ++i)
            if (tokens.test(i)) made += " " + analysis_.sentence.tokens[i].text;
        return made;
    }

    SchemaIndex schema_;
    Analysis analysis_;
    std::vector<ValueMention> values_;
};

test::Model towns() {
    test::ModelBuilder b;
    b.table("residents", {{"id", Type::integer}, {"name", Type::text}, {"gender", Type::text}, {"home", Type::text}})
        .table("towns", {{"id", Type::integer}, {"name", Type::text}, {"kind", Type::text}})
        .values("residents", "gender", {"F", "M"})
        .values("residents", "home", {"United States", "Los Angeles", "Will"})
        .values("towns", "name", {"New Haven East", "Old Haven", "Haven"})
        .values("towns", "kind", {"market town", "F", "port", "town"});
    return std::move(b).build();
}

TEST(Mentions, OfAPersonAreNoWordsThatMeanSomethingUnlessTheyAreWrittenAsAName) {
    test::ModelBuilder b;
    b.table("customers", {{"id", Type::integer}, {"first_name", Type::text}, {"last_name", Type::text}})
        .values("customers", "last_name", {"STILL", "Penrose"});
    const auto model = std::move(b).build();
    EXPECT_THAT(Mentioned(model, "rentals still out").values(), IsEmpty());
    EXPECT_THAT(Mentioned(model, "rentals of Still").values(), ElementsAre("customers.last_name = STILL: Still"));
    EXPECT_THAT(Mentioned(model, "last name still").values(), ElementsAre("customers.last_name = STILL: still"));
    EXPECT_THAT(Mentioned(model, "rentals of penrose").values(), ElementsAre("customers.last_name = Penrose: penrose"));
}

TEST(Mentions, OfATableAreItsNameInAnyForm) {
    EXPECT_THAT(Mentioned("every guest of a pattern").tables(),
                testing::IsSupersetOf({std::string("guests: guest"), std::string("patterns: pattern")}));
    EXPECT_THAT(Mentioned("every dragon").tables(), IsEmpty());
}

TEST(Mentions, OfALongerTableNameHoldNoShorterOne) {
    EXPECT_THAT(Mentioned("pattern guests").tables(), ElementsAre("pattern_guests: pattern guests"));
    EXPECT_THAT(Mentioned("patterns, guests").tables(), Contains("patterns: patterns"));
}

TEST(Mentions, AQuotationNamesNothing) {
    const Mentioned found("\"guests\"");
    EXPECT_THAT(found.tables(), IsEmpty());
    EXPECT_THAT(found.columns(), IsEmpty());
}

TEST(Mentions, OfAColumnMayBeBrokenByGlue) {
    EXPECT_THAT(Mentioned("minutes of the duration").columns(),
                Contains("episodes.duration_minutes: minutes duration"));
    EXPECT_THAT(Mentioned("minutes, duration").columns(), Not(Contains("episodes.duration_minutes: minutes duration")));
}

TEST(Mentions, AreExactWhereAllWordsOfTheNameAreSaid) {
    EXPECT_TRUE(Mentioned("the duration minutes").column("episodes.duration_minutes").exact);
    EXPECT_FALSE(Mentioned("the minutes").column("episodes.duration_minutes").exact);
}

TEST(Mentions, OfAPropertyNeedNotSayThatItIsYesOrNo) {
    test::ModelBuilder b;
    b.table("tills", {{"id", Type::integer}, {"closed_flg", Type::text}, {"is_blocked", Type::boolean}})
        .table("shops", {{"id", Type::integer}, {"closedAt", Type::date}});
    const auto model = std::move(b).build();
    const Mentioned found(model, "closed or blocked");
    for (const auto* const column : {"tills.closed_flg", "tills.is_blocked", "shops.closedAt"})
        EXPECT_TRUE(found.column(column).exact) << column;
}

TEST(Mentions, WordsForRowsAreNoNames) {
    const Mentioned found("how many rows and records have the guests");
    EXPECT_THAT(found.tables(), Contains("guests: guests"));
    const auto model = test::sample_model();
    const SchemaIndex schema(model.ontology, model.values);
    EXPECT_FALSE(analyse("all rows of guests", schema).content.test(1));
}

TEST(Mentions, TheTableBesideAColumnSaysWhoseItIs) {
    for (const auto* const sentence : {"guest name", "name of each guest"}) {
        const Mentioned found(sentence);
        EXPECT_TRUE(found.column("guests.name").beside) << sentence;
        EXPECT_THAT(found.columns(), Not(Contains(testing::StartsWith("orgs.name:")))) << sentence;
    }
    EXPECT_THAT(Mentioned("guest, name").columns(), Contains("orgs.name: name"));
}

TEST(Mentions, TheFirstOfTwoColumnsSaidTogetherOnlyQualifiesTheSecond) {
    EXPECT_THAT(Mentioned(towns(), "home gender").columns(), ElementsAre("residents.gender: home gender"));
    EXPECT_THAT(Mentioned(towns(), "home, gender").columns(),
                ElementsAre("residents.home: home", "residents.gender: gender"));
}

TEST(Mentions, CountTheRivalsThatLinkAsWell) {
    EXPECT_EQ(Mentioned("the funding").column("orgs.funding").rivals, 0);
    EXPECT_GT(Mentioned("the name").column("orgs.name").rivals, 1);
}

TEST(Mentions, AreBoundedWhateverTheSentence) {
    std::string sentence;
    for (int i = 0; i < 200; ++i) sentence += "name title summary ";
    const Mentioned found(sentence);
    EXPECT_LE(found.analysis().columns.size(), 8 * max_tokens);
    EXPECT_LE(found.analysis().tables.size(), 4 * max_tokens);
}

TEST(ValueMentions, AreFoundInTheColumnThatHoldsThem) {
    EXPECT_THAT(Mentioned("orgs in the United Kingdom").values(),
                Contains("orgs.country = United Kingdom: United Kingdom"));
    EXPECT_THAT(Mentioned("orgs in Narnia").values(), IsEmpty());
}

TEST(ValueMentions, AreFoundInThePluralToo) {
    EXPECT_THAT(Mentioned("anti-patterns").values(), Contains("patterns.kind = anti-pattern: anti patterns"));
    EXPECT_THAT(Mentioned(towns(), "all ports").values(), Contains("towns.kind = port: ports"));
}

TEST(ValueMentions, TheLongestHidesWhatLiesInside) {
    EXPECT_THAT(Mentioned(towns(), "people of Old Haven").values(), ElementsAre("towns.name = Old Haven: Old Haven"));
    EXPECT_THAT(Mentioned(towns(), "people of Haven").values(), Contains("towns.name = Haven: Haven"));
}

TEST(ValueMentions, TheBeginningOfOneValueStandsForItAndOfSeveralForAll) {
    const Mentioned one("orgs called Developer");
    EXPECT_THAT(one.values(), Contains("categories.name = Developer tools: Developer"));
    const Mentioned several("orgs at Series");
    ASSERT_THAT(several.values(), Contains("orgs.stage = Series: Series"));
    EXPECT_TRUE(several.found_values().front().beginning);
}

TEST(ValueMentions, ATablesNameIsNoValueUnlessItsColumnIsSaid) {
    EXPECT_THAT(Mentioned(towns(), "every town").values(), Not(Contains("towns.kind = town: town")));
    EXPECT_THAT(Mentioned(towns(), "places of the kind town").values(), Contains("towns.kind = town: town"));
}

TEST(ValueMentions, AStopWordIsAValueOnlyWhenWrittenLikeOne) {
    EXPECT_THAT(Mentioned(towns(), "residents of Will").values(), Contains("residents.home = Will: Will"));
    EXPECT_THAT(Mentioned(towns(), "residents who will move").values(), IsEmpty());
}

TEST(ValueMentions, PlacesGoByTheirInitialsInCapitals) {
    EXPECT_THAT(Mentioned(towns(), "people from the US").values(), Contains("residents.home = United States: US"));
    EXPECT_THAT(Mentioned(towns(), "people from LA").values(), Contains("residents.home = Los Angeles: LA"));
    EXPECT_THAT(Mentioned(towns(), "tell us about people").values(), IsEmpty());
}

TEST(ValueMentions, WomenAndMenAreInitialsInAColumnOfThatName) {
    EXPECT_THAT(Mentioned(towns(), "how many women").values(), ElementsAre("residents.gender = F: women"));
}

test::Model people_of(const Strings& values, const char* column) {
    test::ModelBuilder b;
    b.table("guests", {{"id", Type::integer}, {column, Type::text}}).values("guests", column, values);
    return std::move(b).build();
}

TEST(ValueMentions, ANationalityStandsForItsCountryHoweverThatIsKept) {
    EXPECT_THAT(Mentioned(people_of({"Netherlands", "Denmark"}, "country"), "Dutch guests").values(),
                ElementsAre("guests.country = Netherlands: Dutch"));
    EXPECT_THAT(Mentioned(people_of({"NL", "DK"}, "country_code"), "Dutch guests").values(),
                ElementsAre("guests.country_code = NL: Dutch"));
    EXPECT_THAT(Mentioned(people_of({"United Kingdom", "Denmark"}, "home"), "British guests").values(),
                ElementsAre("guests.home = United Kingdom: British"));
    EXPECT_THAT(Mentioned(people_of({"German", "Danish"}, "nationality"), "guests from Germany").values(),
                ElementsAre("guests.nationality = German: Germany"));
}

TEST(ValueMentions, ACodeIsACountryOnlyInAColumnOfCountries) {
    EXPECT_THAT(Mentioned(people_of({"DE", "DK"}, "state"), "German guests").values(), IsEmpty());
}

TEST(ValueMentions, AWordThatIsAValueStandsForNoOther) {
    EXPECT_THAT(Mentioned(people_of({"German", "Germany"}, "language"), "German guests").values(),
                ElementsAre("guests.language = German: German"));
}

TEST(Mentions, WhoStandsForTheTableOfPersons) {
    EXPECT_THAT(Mentioned("who has no org").tables(), Contains("guests: who"));
    EXPECT_THAT(Mentioned("show me everyone from Stackheron").tables(), Contains("guests: everyone"));
}

TEST(Mentions, WhoSpeaksOfTheRowsBeforeItAndPeopleMayBeAMeasure) {
    EXPECT_THAT(Mentioned("orgs who have patterns").tables(), Not(Contains("guests: who")));
    EXPECT_THAT(Mentioned("who are the guests of Stackheron").tables(), Not(Contains("guests: who")));
    EXPECT_THAT(Mentioned("countries with 2 million people").tables(), Not(Contains("guests: people")));
    EXPECT_THAT(Mentioned("posts not written by anyone").tables(), Not(Contains("guests: anyone")));
}

TEST(Mentions, AWordIsAskedForItsMeaningOnlyWhereItSaysNeitherWhatToDoNorAValue) {
    const auto model = test::sample_model();
    const SchemaIndex schema(model.ontology, model.values);
    const auto meant = [&](std::string_view sentence) {
        return std::string(meant_by(tokenise(sentence).tokens.at(0), schema));
    };
    EXPECT_EQ(meant("remuneration"), "remuneration");
    for (const auto* other : {"the", "average", "highest", "sorted", "seven", "7", "March", "Monday", "not", "'wine'",
                              "kilograms", "most", "between", "Germany"})
        EXPECT_EQ(meant(other), "") << other;
}

TEST(Mentions, AWordThatSaysLittleGoesOnWithAName) {
    test::ModelBuilder b;
    b.table("check_ins", {{"id", Type::integer}}).table("checks", {{"id", Type::integer}});
    const auto model = std::move(b).build();
    EXPECT_THAT(Mentioned(model, "last check-in").tables(), Contains("check_ins: check in"));
    EXPECT_THAT(Mentioned(model, "checks in May").tables(), Contains("checks: checks"));
}

}  // namespace
}  // namespace pf::compiler
