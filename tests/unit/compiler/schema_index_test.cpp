// What an index makes of names, columns and keys, on small models made here.
#include "compiler/schema_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/text.hpp"

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
    EXPECT_EQ(split_name("gift_aid"), (Parts{"gift", "aid"}));
    EXPECT_EQ(split_name("deliveries"), (Parts{"deliveries"}));
    EXPECT_EQ(split_name("dname"), (Parts{"d", "name"}));
}

TEST(SchemaIndex, FindsAWordByItsStemSurerThanByAnAbbreviation) {
    const auto index = index_of({table_of("visits", {column_of("cat", model::TypeClass::text)})});
    const auto visit = index.postings("visit"), category = index.postings("categori");
    ASSERT_FALSE(visit.empty());
    EXPECT_EQ(visit[0].by, LinkedBy::stem);
    EXPECT_EQ(visit[0].quality, 1);
    ASSERT_FALSE(category.empty());
    EXPECT_EQ(category[0].by, LinkedBy::abbreviation);
    EXPECT_LT(category[0].quality, 1);
}

TEST(SchemaIndex, TakesAnAbbreviationThatIsNoWordForWhatItAbbreviates) {
    using T = model::TypeClass;
    const auto index = index_of({table_of("cust", {column_of("cust_nm", T::text), column_of("inv_cnt", T::integer)})});
    EXPECT_EQ(index.readable({0, -1}), "customer");
    EXPECT_EQ(index.readable({0, 0}), "customer name");
    EXPECT_TRUE(index.words_of({0, 0})[0].of_table);
    ASSERT_FALSE(index.postings("nm").empty());
    EXPECT_EQ(index.postings("nm")[0].quality, 1);  // as it is written
    // "inv": the less likely meaning is found too, less surely
    ASSERT_FALSE(index.postings("inventori").empty());
    ASSERT_FALSE(index.postings("invoic").empty());
    EXPECT_LT(index.postings("inventori")[0].quality, index.postings("invoic")[0].quality);
}

TEST(SchemaIndex, KnowsWhatAbbreviatedColumnsAreGoodFor) {
    using T = model::TypeClass;
    const auto index = index_of({table_of(
        "emp", {column_of("emp_no", T::integer), column_of("fst_nm", T::text), column_of("lst_nm", T::text)})});
    EXPECT_EQ(index.naming_columns(0), (std::vector<int>{1, 2}));
    for (const auto& [given, family] : {std::pair{"f_nm", "l_nm"}, std::pair{"fnm", "lnm"}}) {
        const auto brief = index_of({table_of(
            "emp", {column_of("emp_no", T::integer), column_of(given, T::text), column_of(family, T::text)})});
        EXPECT_EQ(brief.naming_columns(0), (std::vector<int>{1, 2})) << given;
    }
}

TEST(SchemaIndex, FindsANameInFullByAnAbbreviationThatIsTyped) {
    const auto index = index_of({table_of("departments", {column_of("amount", model::TypeClass::number)})});
    for (const auto* const typed : {"dept", "amt"}) {
        const auto found = index.near_postings(typed);
        ASSERT_FALSE(found.empty()) << typed;
        EXPECT_EQ(found[0].by, LinkedBy::abbreviation);
    }
    EXPECT_TRUE(index.near_postings("cat").empty());
}

TEST(SchemaIndex, FindsWordsWithLettersLeftOutWhereNothingElseFits) {
    const auto index =
        index_of({table_of("shipments", {column_of("wrkshp", model::TypeClass::text)}), table_of("chairs", {})});
    EXPECT_EQ(index.near_postings("workshop").at(0).by, LinkedBy::skeleton);
    EXPECT_EQ(index.near_postings("shpmn").at(0).by, LinkedBy::skeleton);
    EXPECT_TRUE(index.near_postings("weekend").empty());
}

TEST(SchemaIndex, AWeakLinkDoesNotHideAWordWithLettersLeftOut) {
    const auto index =
        index_of({table_of("clm", {}), table_of("quotes", {column_of("acc_flg", model::TypeClass::text)})});
    const auto found = index.near_postings(stem("claims"));
    EXPECT_TRUE(std::any_of(found.begin(), found.end(), [](const Posting& p) { return p.target.table == 0; }));
}

Parts linked_to(const SchemaIndex& index, std::string_view word, LinkedBy by) {
    Parts names;
    for (const auto& posting : index.near_postings(stem(word), word))
        if (posting.by == by)
            names.push_back(posting.target.column < 0 ? index.table(posting.target.table).name
                                                      : index.column(posting.target).name);
    return names;
}

TEST(SchemaIndex, LinksAWordByItsMeaningOnlyWhereItIsAskedTo) {
    const auto index = index_of({table_of("vehicles", {column_of("colour", model::TypeClass::text)})});
    EXPECT_EQ(linked_to(index, "automobile", LinkedBy::vectors), Parts{"vehicles"});
    EXPECT_TRUE(index.near_postings(stem("automobile")).empty());
}

TEST(SchemaIndex, LinksNoWordByItsMeaningThatIsANameByItsLetters) {
    const auto index = index_of({table_of("cars", {column_of("vehicle", model::TypeClass::text)})});
    for (const auto& posting : index.near_postings("car", "cars")) EXPECT_NE(posting.by, LinkedBy::vectors);
}

TEST(SchemaIndex, LinksByMeaningAreFewAndWeakerThanByLetters) {
    std::vector<model::Column> columns;
    for (const auto* name : {"wage", "salary", "pay", "income", "earnings", "bonus", "tax", "pension", "fee", "cost"})
        columns.push_back(column_of(name, model::TypeClass::integer));
    const auto index = index_of({table_of("entries", columns)});
    std::size_t links = 0;
    for (const auto& posting : index.near_postings(stem("remuneration"), "remuneration"))
        if (posting.by == LinkedBy::vectors) {
            ++links;
            EXPECT_LT(posting.quality, linked_by_letters + 0.1F);
        }
    EXPECT_GE(links, 1U);
    EXPECT_LE(links, 3U);
}

TEST(SchemaIndex, LinksAWordToAWholeNameAndToAnAbbreviatedOne) {
    using T = model::TypeClass;
    const auto index = index_of({table_of("staff", {column_of("phone_number", T::text), column_of("dept", T::text)})});
    EXPECT_THAT(index.near_postings(stem("telephone"), "telephone"), testing::Not(testing::IsEmpty()));
    EXPECT_THAT(linked_to(index, "ministry", LinkedBy::vectors), testing::Contains("dept"));
}

TEST(SchemaIndex, LinksAnAdjectiveToTheMeasureItSaysAValueOf) {
    const auto index = index_of({table_of("boxes", {column_of("weight", model::TypeClass::number)})});
    EXPECT_EQ(linked_to(index, "hefty", LinkedBy::attribute), Parts{"weight"});
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

TEST(SchemaIndex, NamesAPersonByNoLoginAndNoMiddleName) {
    using T = model::TypeClass;
    const auto index =
        index_of({table_of("students", {column_of("login_name", T::text), column_of("personal_name", T::text),
                                        column_of("middle_name", T::text), column_of("family_name", T::text)})});
    EXPECT_EQ(index.naming_columns(0), (std::vector<int>{1, 3}));
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
