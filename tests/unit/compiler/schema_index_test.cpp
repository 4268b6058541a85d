// What an index makes of names, columns and keys, on small models made here.
#include "compiler/schema_index.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace pf::compiler {
namespace {

using Parts = std::vector<std::string>;

model::Column column_of(std::string name, model::TypeClass type) {
    model::Column column;
    column.name = std::move(name);
    column.type_class = type;
    return column;
}
model::Table table_of(std::string name, std::vector<model::Column> columns) {
    model::Table table;
    table.schema = "public";
    table.name = std::move(name);
    table.columns = std::move(columns);
    return table;
}
SchemaIndex index_of(std::vector<model::Table> tables) {
    auto ontology = std::make_shared<model::Ontology>();
    ontology->tables = std::move(tables);
    return {ontology, std::make_shared<const model::ValueIndex>(model::ValueIndex::Builder{}.build())};
}

TEST(SplitName, AtCasesDigitsAndSigns) {
    EXPECT_EQ(split_name("StudentName"), (Parts{"student", "name"}));
    EXPECT_EQ(split_name("HTTPStatus_code2"), (Parts{"http", "status", "code", "2"}));
    EXPECT_EQ(split_name(""), Parts{});
}

TEST(SplitName, SquashedNamesIntoKnownWords) {
    EXPECT_EQ(split_name("studentname"), (Parts{"student", "name"}));
    EXPECT_EQ(split_name("sid"), (Parts{"s", "id"}));
    EXPECT_EQ(split_name("paid"), (Parts{"paid"}));
    EXPECT_EQ(split_name("dname"), (Parts{"d", "name"}));
}

TEST(SchemaIndex, FindsAWordByItsStemSurerThanByAnAbbreviation) {
    const auto index = index_of({table_of("visits", {column_of("dept", model::TypeClass::text)})});
    const auto visit = index.postings("visit"), department = index.postings("depart");
    ASSERT_FALSE(visit.empty());
    EXPECT_EQ(visit[0].by, LinkedBy::stem);
    EXPECT_EQ(visit[0].quality, 1);
    ASSERT_FALSE(department.empty());
    EXPECT_EQ(department[0].by, LinkedBy::abbreviation);
    EXPECT_LT(department[0].quality, 1);
}

TEST(SchemaIndex, TakesATypingMistakeOnlyWhereNothingElseFits) {
    const auto index = index_of({table_of("visits", {column_of("duration", model::TypeClass::integer)})});
    bool mistyped = false;
    EXPECT_FALSE(index.near_postings("visti", &mistyped).empty());
    EXPECT_TRUE(mistyped);
    EXPECT_EQ(index.near_postings("visit", &mistyped).at(0).by, LinkedBy::stem);
}

TEST(SchemaIndex, NamesARowByItsNameOrByBothNamesOfAPerson) {
    using T = model::TypeClass;
    const auto index = index_of(
        {table_of("guides", {column_of("id", T::integer), column_of("notes", T::text), column_of("name", T::text)}),
         table_of("visitors",
                  {column_of("id", T::integer), column_of("first_name", T::text), column_of("last_name", T::text)})});
    EXPECT_EQ(index.naming_columns(0), (std::vector<int>{2}));
    EXPECT_EQ(index.naming_columns(1), (std::vector<int>{1, 2}));
}

TEST(SchemaIndex, JoinsByKeysTheSureOnesFirstAndCheapest) {
    using T = model::TypeClass;
    auto guides = table_of("guides", {column_of("id", T::integer), column_of("name", T::text)});
    guides.primary_key = {0};
    auto tours = table_of("tours", {column_of("id", T::integer), column_of("guide_id", T::integer),
                                    column_of("by", T::integer), column_of("mate", T::integer)});
    tours.foreign_keys = {{{3}, 0, {0}, model::KeyEvidence::names, 0.6F},
                          {{2}, 0, {0}, model::KeyEvidence::contents, 0.95F},
                          {{1}, 0, {0}}};
    const auto index = index_of({guides, tours});
    ASSERT_EQ(index.edges().size(), 3U);
    EXPECT_EQ(index.edges()[0].from, 1);
    EXPECT_EQ(index.edges()[0].from_columns, std::vector<int>{1});
    EXPECT_EQ(index.edges()[0].to_columns, std::vector<int>{0});
    EXPECT_EQ(index.edges()[0].cost, 1);
    EXPECT_TRUE(index.edges()[1].inferred);
    EXPECT_FALSE(index.edges()[2].inferred);
    EXPECT_GT(index.edges()[1].cost, index.edges()[2].cost);
    EXPECT_GT(index.edges()[2].cost, index.edges()[0].cost);
    EXPECT_EQ(index.edges_of(0), (std::vector<int>{0, 1, 2}));
}

TEST(SchemaIndex, JoinsNothingByEqualNames) {
    using T = model::TypeClass;
    const auto index = index_of({table_of("states", {column_of("population", T::integer)}),
                                 table_of("cities", {column_of("population", T::integer)})});
    EXPECT_TRUE(index.edges().empty());
}

TEST(SchemaIndex, TakesAFoundKeyWhereNoneIsDeclared) {
    using T = model::TypeClass;
    auto faults = table_of("faults", {column_of("machine", T::integer), column_of("fault_no", T::integer)});
    faults.found_key = 1;
    EXPECT_EQ(index_of({faults}).key_column(0), 1);
    faults.primary_key = {0};
    EXPECT_EQ(index_of({faults}).key_column(0), 0);
}

}  // namespace
}  // namespace pf::compiler
