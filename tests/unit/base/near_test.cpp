#include "base/near.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace pf {
namespace {

// Every word of the letters a, b and c that is at most `longest` long.
std::vector<std::string> words(std::size_t longest) {
    std::vector<std::string> made{""};
    for (std::size_t i = 0; i < made.size(); ++i) {
        if (made[i].size() == longest) break;
        for (const char c : {'a', 'b', 'c'}) made.push_back(made[i] + c);
    }
    return made;
}

// The definition, without a table and without a bound.
std::size_t slow_distance(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) return a.size() + b.size();
    const auto a_rest = a.substr(1), b_rest = b.substr(1);
    auto best = std::min({slow_distance(a_rest, b) + 1, slow_distance(a, b_rest) + 1,
                          slow_distance(a_rest, b_rest) + (a.front() != b.front())});
    if (a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0])
        best = std::min(best, slow_distance(a.substr(2), b.substr(2)) + 1);
    return best;
}

TEST(EditDistance, CountsInsertedLostReplacedAndSwappedLetters) {
    EXPECT_EQ(edit_distance("patterns", "patterns", 3), 0u);
    EXPECT_EQ(edit_distance("patterns", "pattersn", 3), 1u);
    EXPECT_EQ(edit_distance("kitten", "sitting", 3), 3u);
    EXPECT_EQ(edit_distance("", "ab", 2), 2u);
}

TEST(EditDistance, IsTheDefinitionsUpToItsBound) {
    const auto all = words(4);
    ASSERT_EQ(all.size(), 121u);
    for (const auto& a : all)
        for (const auto& b : all) {
            const auto distance = slow_distance(a, b);
            for (const std::size_t bound : {0u, 1u, 2u, 4u})
                ASSERT_EQ(edit_distance(a, b, bound), std::min(distance, bound + 1)) << a << ' ' << b << ' ' << bound;
        }
}

TEST(OneTypoApart, IsADistanceOfOne) {
    const auto all = words(5);
    ASSERT_EQ(all.size(), 364u);
    for (const auto& a : all)
        for (const auto& b : all) ASSERT_EQ(one_typo_apart(a, b), edit_distance(a, b, 1) == 1) << a << ' ' << b;
}

TEST(NearestName, IsTheOneWithTheFewestEdits) {
    EXPECT_EQ(nearest_name("Custmers", {"orders", "customers", "customer"}), "customers");
    EXPECT_EQ(nearest_name("xyz", {"orders", "customers"}), "");
    EXPECT_EQ(nearest_name("ORDERS", {"order", "orders"}), "orders");
}

TEST(SuggestName, ListsNamesWhenNoneIsNear) {
    EXPECT_EQ(suggest_name("custmers", {"customers"}), "; did you mean customers?");
    EXPECT_EQ(suggest_name("xyz", {"a1", "a2"}), "; there is a1, a2");
    EXPECT_EQ(suggest_name("xyz", {}), "");
}

}  // namespace
}  // namespace pf
