#include "llm/ledger.hpp"

#include <gtest/gtest.h>

namespace pf::llm {
namespace {

using namespace std::chrono_literals;

const Ledger::Time noon = std::chrono::sys_days(std::chrono::year(2026) / 3 / 14) + 12h;

Usage used(const Ledger& ledger, int in, int out) { return {in, out, ledger.cost_of(in, out)}; }

TEST(Ledger, AddsTokensCostAndTime) {
    Ledger ledger({2.5, 10}, {});
    ledger.book(used(ledger, 1'000, 100), "ok", 0.3, noon);
    ledger.book({}, "unavailable", 12, noon);
    ledger.book(used(ledger, 1'000, 0), "timeout", 40, noon);
    EXPECT_EQ(ledger.ever().prompt_tokens, 2'000);
    EXPECT_EQ(ledger.ever().completion_tokens, 100);
    EXPECT_DOUBLE_EQ(ledger.ever().cost, 0.006);
    EXPECT_EQ(ledger.outcomes().find("ok")->second, 1u);
    EXPECT_EQ(ledger.outcomes().find("timeout")->second, 1u);
    EXPECT_EQ(ledger.durations()[2], 1u) << "0.25 to 0.5 s";
    EXPECT_EQ(ledger.durations().back(), 1u) << "longer than 30 s";
}

TEST(Ledger, RefusesUntilMidnightWhenTheDaysTokensAreSpent) {
    Ledger ledger({}, {1'000, 0});
    EXPECT_FALSE(ledger.refusal(noon));
    ledger.book(used(ledger, 900, 99), "ok", 1, noon);
    EXPECT_FALSE(ledger.refusal(noon));
    ledger.book(used(ledger, 1, 0), "ok", 1, noon);
    const auto refused = ledger.refusal(noon);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->kind, ErrorKind::unavailable);
    EXPECT_NE(refused->message.find("1000 of 1000 tokens"), std::string::npos) << refused->message;
    EXPECT_NE(refused->message.find("midnight UTC"), std::string::npos);
    EXPECT_TRUE(ledger.refusal(noon + 11h + 59min));
    EXPECT_FALSE(ledger.refusal(noon + 12h));
    EXPECT_EQ(ledger.today(noon + 12h).tokens(), 0);
    ledger.book(used(ledger, 5, 0), "ok", 1, noon + 13h);
    EXPECT_EQ(ledger.today(noon + 13h).tokens(), 5);
    EXPECT_EQ(ledger.ever().tokens(), 1'005);
}

TEST(Ledger, RefusesWhenTheDaysMoneyIsSpent) {
    Ledger ledger({1'000'000, 0}, {0, 2});
    ledger.book(used(ledger, 1, 0), "ok", 1, noon);
    EXPECT_FALSE(ledger.refusal(noon));
    ledger.book(used(ledger, 1, 0), "ok", 1, noon);
    ASSERT_TRUE(ledger.refusal(noon));
    EXPECT_NE(ledger.refusal(noon)->message.find("2 of 2"), std::string::npos) << ledger.refusal(noon)->message;
}

}  // namespace
}  // namespace pf::llm
