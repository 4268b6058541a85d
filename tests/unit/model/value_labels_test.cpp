#include "model/value_labels.hpp"

#include <gtest/gtest.h>

namespace pf::model {
namespace {

std::string read(std::string_view description) {
    std::string text;
    for (const auto& [value, label] : labels_in(description)) text += (text.empty() ? "" : " | ") + value + " " + label;
    return text;
}

TEST(ValueLabels, AreReadFromSigns) {
    EXPECT_EQ(read("A = active, D = dormant, C = closed"), "A active | D dormant | C closed");
    EXPECT_EQ(read("'C' = closed; 'O' = open"), "C closed | O open");
    EXPECT_EQ(read("status: 1: new, 2: paid"), "1 new | 2 paid");
    EXPECT_EQ(read("BM - branch manager, TL - teller."), "BM branch manager | TL teller");
    EXPECT_EQ(read("Y = flagged as fraud"), "Y flagged as fraud");
}

TEST(ValueLabels, AreReadFromBracketsNumbersAndFlags) {
    EXPECT_EQ(read("WEB, APP, TEL (phone) or MKT (marketplace)"), "TEL phone | MKT marketplace");
    EXPECT_EQ(read("1 main diagnosis of the visit, 0 secondary"),
              "1 main diagnosis | 1 main diagnosis of the visit | 0 secondary");
    EXPECT_EQ(read("discontinued Y/N"), "Y discontinued");
}

TEST(ValueLabels, AreReadBehindCodesWhereAllIsCodes) {
    EXPECT_EQ(read("B booked, C completed, X cancelled"), "B booked | C completed | X cancelled");
    EXPECT_EQ(read("SRV server, BAR bartender"), "SRV server | BAR bartender");
    EXPECT_EQ(read("1 = minor to 4 = critical"), "1 minor | 4 critical");
    EXPECT_EQ(read("NULL while open, set when it was paid"), "");
    EXPECT_EQ(read("A note of the clerk"), "");
}

TEST(ValueLabels, AreNotReadFromOtherTexts) {
    EXPECT_EQ(read(""), "");
    EXPECT_EQ(read("list price in EUR, incl. VAT"), "");
    EXPECT_EQ(read("when the last subscription ended, NULL while a customer"), "");
    EXPECT_EQ(read("shipment, driver or claim; entity_id is the id there"), "");
    EXPECT_EQ(read("note: see the manual"), "");
    EXPECT_EQ(read("3 letters"), "");
}

}  // namespace
}  // namespace pf::model
