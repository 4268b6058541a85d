#include "compiler/print/nouns.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace pf::compiler::print {
namespace {

TEST(Nouns, HavePluralAndSingularByTheirLastWord) {
    for (const auto& [one, many] : {std::pair{"org", "orgs"},
                                    {"blog post", "blog posts"},
                                    {"country", "countries"},
                                    {"day", "days"},
                                    {"branch", "branches"},
                                    {"address", "addresses"},
                                    {"box", "boxes"},
                                    {"status", "statuses"},
                                    {"house", "houses"},
                                    {"person", "people"},
                                    {"child", "children"}}) {
        EXPECT_EQ(plural(one), many);
        EXPECT_EQ(plural(many), many);
        EXPECT_EQ(singular(many), one);
        EXPECT_EQ(singular(one), one);
    }
}

TEST(Nouns, LeaveWhatIsNotCountedAndWhatIsNoEnglish) {
    for (const auto* name : {"staff", "hotel staff", "inventory", "t1", "größe", ""}) {
        EXPECT_EQ(plural(name), name == std::string("größe") ? "größes" : name);
        EXPECT_EQ(singular(name), name);
    }
}

TEST(Nouns, HaveTheArticleOfTheirFirstLetter) {
    EXPECT_EQ(with_article("org"), "an org");
    EXPECT_EQ(with_article("guest"), "a guest");
}

}  // namespace
}  // namespace pf::compiler::print
