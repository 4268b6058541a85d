#include "model/sentence.hpp"

#include <gtest/gtest.h>

#include "unit/model/sample_catalogue.hpp"

namespace pf::model {
namespace {

Ontology with_rules() {
    auto made = test::sample_catalogue();
    made.system_prompt = "You are X.";
    made.rules.push_back({"LIST_ALL", "List  all customers", ""});
    return made;
}

std::string resolved(std::string_view text) {
    const auto sentence = resolve_sentence(text, with_rules());
    return sentence ? *sentence : "error: " + sentence.error().message;
}

TEST(ResolveSentence, TurnsACodeIntoItsSentence) {
    EXPECT_EQ(resolved("LIST_ALL"), "List all customers");
    EXPECT_EQ(resolved("  list_All\n"), "List all customers");
    EXPECT_EQ(resolved("LIST_ALL now"), "LIST_ALL now");
}

TEST(ResolveSentence, MakesOneTidyLine) {
    EXPECT_EQ(resolved("  Find\tall\r\n\u00a0\u3000patterns\u200b \u202ex "), "Find all patterns x");
    EXPECT_EQ(resolved("Find \xf0\x9f\x98\x80 in caf\u00e9s"), "Find \xf0\x9f\x98\x80 in caf\u00e9s");
}

TEST(ResolveSentence, RefusesWhatIsNoSentence) {
    for (const auto& text : {std::string(), std::string(" \n\t\u2003"), std::string("a\x01z"), std::string("a\0z", 3),
                             std::string("a\u0085\u0086"), std::string("a\xff"), std::string("\xc0\x80"),
                             std::string("\xed\xa0\x80"), std::string("a\x7f"), std::string("\u202e")}) {
        const auto sentence = resolve_sentence(text, with_rules());
        ASSERT_FALSE(sentence) << text;
        EXPECT_EQ(sentence.error().kind, ErrorKind::invalid_request);
    }
    EXPECT_EQ(resolve_sentence("", with_rules()).error().hint, "Say what to find, for example: Find all customers");
}

TEST(OffsetInRuleCode, FindsAWordWhereItWasTyped) {
    const std::string typed = "  Find \u00a0 all\u202e\n caf\u00e9s  ";
    const auto sentence = *resolve_sentence(typed, with_rules());
    for (const std::string_view word : {"Find", "all", "caf", "s"})
        EXPECT_EQ(offset_in_rule_code(typed, sentence, sentence.rfind(word)), typed.rfind(word)) << word;
    EXPECT_EQ(offset_in_rule_code(typed, sentence, sentence.size()), std::nullopt);
}

TEST(OffsetInRuleCode, FindsNothingInTheCodeOfAPredefinedRule) {
    EXPECT_EQ(offset_in_rule_code("LIST_ALL", "List all customers", 0), std::nullopt);
    EXPECT_EQ(offset_in_rule_code("List", "List all customers", 0), std::nullopt);
}

TEST(NormaliseSentence, IgnoresCaseAndTheFinalDot) {
    EXPECT_EQ(normalise_sentence("Find ALL Patterns."), normalise_sentence("find all patterns"));
    EXPECT_EQ(normalise_sentence("\u00c9cole?"), "\u00e9cole");
    EXPECT_EQ(normalise_sentence("..."), "");
}

TEST(NormaliseSentence, KeepsTheCaseOfQuotedText) {
    EXPECT_NE(normalise_sentence("kind is \"US\""), normalise_sentence("kind is \"us\""));
    EXPECT_EQ(normalise_sentence("KIND is \"US\""), "kind is \"US\"");
    EXPECT_NE(normalise_sentence("a b"), normalise_sentence("ab"));
}

}  // namespace
}  // namespace pf::model
