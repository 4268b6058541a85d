#include "pitboss/readings.hpp"

#include <gtest/gtest.h>

namespace pf::pitboss {
namespace {

TEST(PlaceInRuleCode, CountsOffsetsAsJavaScriptDoes) {
    std::vector<UnknownWord> words{{"wombats", 10, {}}, {"Find", 0, {}}};
    place_in_rule_code(words, "  Find \t 🦄 wombats", "Find 🦄 wombats");
    EXPECT_EQ(words[0].offset, 12u);
    EXPECT_EQ(words[1].offset, 2u);
}

TEST(PlaceInRuleCode, LeavesOutThePlaceOfWhatWasNotTyped) {
    std::vector<UnknownWord> words{{"orgs", 5, {}}};
    place_in_rule_code(words, "LIST_ORGS", "List orgs");
    EXPECT_EQ(words[0].offset, std::nullopt);
}

}  // namespace
}  // namespace pf::pitboss
