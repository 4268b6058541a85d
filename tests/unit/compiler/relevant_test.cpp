// What a sentence speaks of, for a language model's prompt.
#include "compiler/relevant.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/schema_index.hpp"
#include "sample_model.hpp"

namespace pf::compiler {
namespace {

using testing::Contains;
using testing::ElementsAre;
using Strings = std::vector<std::string>;

class FindRelevant : public testing::Test {
 protected:
    [[nodiscard]] Strings tables(std::string_view sentence, std::size_t at_most = 100) const {
        Strings names;
        for (const int table : find_relevant(sentence, schema_).tables)
            if (names.size() < at_most) names.push_back(schema_.table(table).name);
        return names;
    }
    [[nodiscard]] Strings values(std::string_view sentence) const {
        Strings said;
        for (const auto& value : find_relevant(sentence, schema_).values)
            said.push_back(schema_.table(value.table).name + "." + schema_.column({value.table, value.column}).name +
                           "=" + value.value);
        return said;
    }

    test::Model model_ = test::sample_model();
    SchemaIndex schema_{model_.ontology, model_.values};
};

TEST_F(FindRelevant, BeginsWithTheTablesThatAreSaid) {
    EXPECT_THAT(tables("the newest episodes", 1), ElementsAre("episodes"));
    EXPECT_THAT(tables("guests of more than two episodes", 3), Contains("guests"));
}

TEST_F(FindRelevant, HasWhatLiesBetweenTwoTables) {
    EXPECT_THAT(tables("patterns of each guest", 4), Contains("pattern_guests"));
}

TEST_F(FindRelevant, FindsATableByAValueOfIts) {
    EXPECT_THAT(values("everything in Series A"), Contains("orgs.stage=Series A"));
    EXPECT_THAT(tables("everything in series a", 1), ElementsAre("orgs"));
}

TEST_F(FindRelevant, IsEmptyWhereNothingIsSaid) {
    EXPECT_TRUE(find_relevant("", schema_).tables.empty());
    EXPECT_TRUE(find_relevant("the of and", schema_).tables.empty());
}

TEST_F(FindRelevant, TakesAnyBytesAndNoTables) {
    for (const std::string text : {"\xff\xfe", "'", "((((", "\xe2\x80\xae rtl"}) (void)find_relevant(text, schema_);
    (void)find_relevant(std::string(20'000, 'a') + " " + std::string(9'000, ' '), schema_);
    const SchemaIndex empty(std::make_shared<const model::Ontology>(), std::make_shared<const model::ValueIndex>());
    EXPECT_TRUE(find_relevant("the newest episodes", empty).tables.empty());
}

}  // namespace
}  // namespace pf::compiler
