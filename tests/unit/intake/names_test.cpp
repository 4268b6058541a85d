#include "intake/names.hpp"

#include <gtest/gtest.h>

namespace pf::intake {
namespace {

TEST(Names, AreSmallAndPlain) {
    EXPECT_EQ(plain_name("First Name"), "first_name");
    EXPECT_EQ(plain_name("firstName"), "first_name");
    EXPECT_EQ(plain_name("Preis (€)"), "preis");
    EXPECT_EQ(plain_name("ÄRZTE/Größe"), "ärzte_größe");
    EXPECT_EQ(plain_name("ID"), "id");
    EXPECT_EQ(plain_name("a\"; DROP TABLE x; --"), "a_drop_table_x");
    EXPECT_EQ(plain_name("\xff\xfe"), "");
    EXPECT_EQ(plain_name(std::string(62, 'x') + "äö").size(), 62u);
}

TEST(Names, OfColumnsDiffer) {
    EXPECT_EQ(column_names({"Name", "name", "", "NAME ", "xmin", ""}),
              (std::vector<std::string>{"name", "name_2", "column_3", "name_3", "xmin_", "column_6"}));
    const auto names = column_names({std::string(70, 'a'), std::string(70, 'a')});
    EXPECT_EQ(names[1].size(), 63u);
    EXPECT_TRUE(names[1].ends_with("_2"));
}

TEST(Names, OfTablesComeFromFiles) {
    EXPECT_EQ(table_name("Sales 2024.csv"), "sales_2024");
    EXPECT_EQ(table_name("C:\\tmp\\people.tsv"), "people");
    EXPECT_EQ(table_name("???"), "data");
    EXPECT_EQ(table_name("archive.tar.csv"), "archive_tar");
}

}  // namespace
}  // namespace pf::intake
