// Which prefixes and suffixes of names say nothing, told from the other names of the schema.
#include "compiler/affixes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/link/skeleton.hpp"
#include "compiler/options.hpp"
#include "sample_model.hpp"

namespace pf::compiler {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Type = model::TypeClass;

model::Ontology with_tables(const std::vector<std::string>& names) {
    model::Ontology made;
    for (const auto& name : names) {
        model::Table table;
        table.name = name;
        made.tables.push_back(std::move(table));
    }
    return made;
}
AffixSet of_columns(const std::vector<std::string>& names) {
    auto made = with_tables({"sales"});
    for (const auto& name : names) {
        model::Column column;
        column.name = name;
        made.tables[0].columns.push_back(std::move(column));
    }
    return affixes_of(made).of_columns.at(0);
}

TEST(Affixes, UsualOnesOfTablesCountWhereSeveralHaveThem) {
    EXPECT_THAT(affixes_of(with_tables({"dim_date", "dim_store", "fact_sale", "fact_return"})).of_tables,
                ElementsAre("dim", "fact"));
    EXPECT_THAT(affixes_of(with_tables({"tblOrder", "tblCustomer"})).of_tables, ElementsAre("tbl"));
    EXPECT_THAT(affixes_of(with_tables({"order-tbl", "customer-tbl"})).of_tables, ElementsAre("tbl"));
    EXPECT_THAT(affixes_of(with_tables({"fact_sheet", "orders"})).of_tables, IsEmpty());
}

TEST(Affixes, AnyOtherCountsWhereAllTablesBeginWithIt) {
    EXPECT_THAT(affixes_of(with_tables({"acme_order", "acme_customer", "acme_item", "acme_store"})).of_tables,
                ElementsAre("acme"));
    EXPECT_THAT(affixes_of(with_tables({"order_item", "order_note", "order_log", "stores"})).of_tables, IsEmpty());
}

TEST(Affixes, KeepTheNamesOfTablesApart) {
    EXPECT_THAT(affixes_of(with_tables({"stg_order", "stg_item", "order"})).of_tables, IsEmpty());
}

TEST(Affixes, OfColumnsAreWhatAllOfATableBeginWith) {
    EXPECT_THAT(of_columns({"c_id", "c_nm", "c_city"}), ElementsAre("c"));
    EXPECT_THAT(of_columns({"c_id", "c_nm", "city"}), IsEmpty());
    EXPECT_THAT(of_columns({"home_wins", "home_losses"}), IsEmpty());  // two may be chance
}

TEST(Affixes, AreTakenOffBothEndsButNeverAllOfAName) {
    EXPECT_THAT(without({"tbl", "order", "v"}, {"tbl", "v"}), ElementsAre("order"));
    EXPECT_THAT(without({"tbl"}, {"tbl"}), ElementsAre("tbl"));
    EXPECT_THAT(without({"v", "tbl"}, {"tbl", "v"}), ElementsAre("tbl"));
}

TEST(Affixes, AreNoWordsOfTheIndexAndNoUnknownWordsOfASentence) {
    test::ModelBuilder b;
    b.table("tbl_employee", {{"e_id", Type::integer}, {"e_name", Type::text}, {"e_city", Type::text}})
        .table("tbl_office", {{"id", Type::integer}, {"floor", Type::integer}});
    const auto model = std::move(b).build();
    const SchemaIndex schema(model.ontology, model.values);
    EXPECT_EQ(schema.readable({0, -1}), "employee");
    EXPECT_EQ(schema.readable({0, 1}), "name");
    const auto analysis = analyse("tbl_employee", schema);
    ASSERT_EQ(analysis.tables.size(), 1U);
    EXPECT_EQ(analysis.tables[0].link, 1);
    EXPECT_TRUE(analysis.content.test(1));
    EXPECT_FALSE(analysis.content.test(0));
}

TEST(Affixes, ThatRepeatTheTableSayWhoseTheColumnIs) {
    test::ModelBuilder b;
    b.table("customer", {{"cust_id", Type::integer}, {"cust_name", Type::text}, {"cust_city", Type::text}});
    const auto model = std::move(b).build();
    const SchemaIndex schema(model.ontology, model.values);
    ASSERT_EQ(schema.words_of({0, 1}).size(), 2U);
    EXPECT_TRUE(schema.words_of({0, 1})[0].of_table);
}

TEST(Skeleton, IsAWordWithLettersLeftOut) {
    EXPECT_TRUE(shortens("dlvry", "delivery"));
    EXPECT_TRUE(shortens("pymt", "payment"));
    EXPECT_TRUE(shortens("prps", "purpose"));
    EXPECT_FALSE(shortens("branch", "branch"));
    EXPECT_FALSE(shortens("br", "branch"));
    EXPECT_FALSE(shortens("cat", "count"));       // other consonants
    EXPECT_FALSE(shortens("rate", "generated"));  // begins otherwise
    EXPECT_FALSE(shortens("", ""));
}

}  // namespace
}  // namespace pf::compiler
