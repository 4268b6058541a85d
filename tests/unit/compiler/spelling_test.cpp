// Which words are taken for typing mistakes, and what of, on small models made here.
#include "compiler/spelling.hpp"

#include <gtest/gtest.h>

namespace pf::compiler {
namespace {

model::Table table_of(std::string name, std::vector<std::string> columns) {
    model::Table table;
    table.schema = "public";
    table.name = std::move(name);
    for (auto& column : columns) {
        table.columns.emplace_back();
        table.columns.back().name = std::move(column);
        table.columns.back().type_class = model::TypeClass::text;
    }
    return table;
}

SchemaIndex shop() {
    auto ontology = std::make_shared<model::Ontology>();
    ontology->tables = {table_of("customers", {"name", "city"}), table_of("categories", {"categorised_by"}),
                        table_of("vehicles", {"length", "owner", "prqz"})};
    model::ValueIndex::Builder values;
    values.add({0, 1, "Brentham Cross"});
    return {ontology, std::make_shared<const model::ValueIndex>(std::move(values).build())};
}

std::string read(std::string_view text) {
    static const auto schema = shop();
    return corrected_text(text, tokenise(text, Spelling(schema)));
}

TEST(Spelling, PutsOneMistakeInANameOfTheDatabaseRight) {
    EXPECT_EQ(read("avg lenght of vehicels"), "avg length of vehicles");
    EXPECT_EQ(read("custmers per city"), "customers per city");
    EXPECT_EQ(read("all categroies"), "all categories");
    EXPECT_EQ(read("name of each cusstomer"), "name of each customer");
}

TEST(Spelling, PutsOneMistakeInAWordItKnowsRight) {
    EXPECT_EQ(read("bigest vehicle"), "biggest vehicle");
    EXPECT_EQ(read("avrage length"), "average length");
    EXPECT_EQ(read("customers sorted alphabeticaly"), "customers sorted alphabetically");
}

TEST(Spelling, PutsOneMistakeInAValueRight) {
    EXPECT_EQ(read("customers in brenthm cross"), "customers in brentham cross");
    EXPECT_EQ(read("customers in Brenthm Cross"), "");  // may be another: it is looked for, and asked about
}

TEST(Spelling, ReadsTheShorthandOfChat) {
    EXPECT_EQ(read("customers w a city n a name"), "customers with a city and a name");
    EXPECT_EQ(read("teh vehicles wich have no owner"), "the vehicles which have no owner");
}

TEST(Spelling, LeavesWordsOfTheDatabaseAndOfEnglishAsTheyAre) {
    EXPECT_EQ(read("length of the vehicles of customers in Brentham Cross"), "");
    EXPECT_EQ(read("prqz of vehicles"), "");
    EXPECT_EQ(read("customers at the cinema on a lent cart"), "");
    EXPECT_EQ(read("how many vehicles does each owner have"), "");
}

TEST(Spelling, LeavesAbbreviationsQuotationsNumbersAndNamesOfPeople) {
    EXPECT_EQ(read("cust per categ"), "");
    EXPECT_EQ(read("customers called \"Custmer\""), "");
    EXPECT_EQ(read("vehicles of Vehicel"), "");
    EXPECT_EQ(read("vehicles longer than 4x4"), "");
    EXPECT_EQ(read("status W"), "");
}

TEST(Spelling, LeavesAWordWithTwoMistakesAlone) { EXPECT_EQ(read("name of each costemmer"), ""); }

TEST(Spelling, TakesAnyBytes) {
    EXPECT_EQ(read(""), "");
    EXPECT_EQ(read("\xff\xfe custmers"), "\xff\xfe customers");
    EXPECT_EQ(read(std::string(5000, 'q')), "");
}

}  // namespace
}  // namespace pf::compiler
