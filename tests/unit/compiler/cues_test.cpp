#include "compiler/cues.hpp"

#include <gtest/gtest.h>

namespace pf::compiler {
namespace {

// The comparator of the first number of a sentence.
Op comparator_of(std::string_view text) {
    const auto sentence = tokenise(text);
    for (int i = 0; i < static_cast<int>(sentence.tokens.size()); ++i)
        if (sentence.tokens[static_cast<std::size_t>(i)].number) return comparator_at(sentence.tokens, i, i + 1).op;
    return Op::is_null;
}

TEST(Comparator, ReadsWordsBeforeAndAfterTheNumber) {
    EXPECT_EQ(comparator_of("price above 10"), Op::gt);
    EXPECT_EQ(comparator_of("price no more than 10"), Op::le);
    EXPECT_EQ(comparator_of("10 or more"), Op::ge);
    EXPECT_EQ(comparator_of("greater than or equal to 10"), Op::ge);
    EXPECT_EQ(comparator_of("in or after 2005"), Op::ge);
    EXPECT_EQ(comparator_of("on or before 2005"), Op::le);
}

TEST(Comparator, LeavesTheNextConditionAlone) {
    EXPECT_EQ(comparator_of("under 20 or more than 60"), Op::lt);
    EXPECT_EQ(comparator_of("lower than 600 or higher than 900"), Op::lt);
}

TEST(Orders, TakeWhatFollowsInOrderOf) {
    const auto sentence = tokenise("list parties in descending order of the number of hosts");
    const auto cues = order_cues(sentence.tokens);
    ASSERT_EQ(cues.size(), 1U);
    EXPECT_TRUE(cues[0].descending);
    EXPECT_EQ(sentence.tokens[static_cast<std::size_t>(cues[0].by)].word, "the");
}

TEST(Superlatives, BeforeFirstAtTheEndOrderAll) {
    for (const auto* text : {"products, cheapest first", "orders per customer, highest first, of 2024"}) {
        const auto found = superlatives(tokenise(text).tokens);
        ASSERT_EQ(found.size(), 1U) << text;
        EXPECT_TRUE(found[0].ordering) << text;
        EXPECT_EQ(found[0].limit, 0) << text;
    }
    EXPECT_FALSE(superlatives(tokenise("the cheapest first class").tokens).at(0).ordering);
}

TEST(Orders, FromBigToSmallIsDescendingAndFromSmallToBigIsNot) {
    EXPECT_TRUE(order_cues(tokenise("shops ordered by their area from big to small").tokens).at(0).descending);
    EXPECT_TRUE(order_cues(tokenise("sort captains by age from old to young").tokens).at(0).descending);
    EXPECT_FALSE(order_cues(tokenise("shops ordered by their area from small to big").tokens).at(0).descending);
}

TEST(Superlatives, FromOldestToNewestIsOneOrder) {
    const auto found = superlatives(tokenise("list orgs from oldest to newest").tokens);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].ordering);
    EXPECT_EQ(found[0].limit, 0);
}

TEST(Superlatives, AnAdjectiveAloneIsNone) {
    EXPECT_TRUE(superlatives(tokenise("expensive products").tokens).empty());
    EXPECT_EQ(superlatives(tokenise("the most expensive products").tokens).size(), 1U);
}

TEST(TimeSpans, AMonthAloneIsOfAnyYear) {
    const auto spans = time_spans(tokenise("orgs funded in March").tokens);
    ASSERT_EQ(spans.size(), 1U);
    EXPECT_EQ(spans[0].part, Expression::month_of);
    EXPECT_EQ(spans[0].first, 3);
    const auto of_a_year = time_spans(tokenise("orgs funded in March 2020").tokens);
    ASSERT_EQ(of_a_year.size(), 1U);
    EXPECT_EQ(of_a_year[0].part, Expression::column);
    ASSERT_TRUE(of_a_year[0].lower);
    EXPECT_EQ(of_a_year[0].lower->base, plan::Moment::Base::date);
    EXPECT_EQ(of_a_year[0].lower->year, 2020);
    EXPECT_EQ(of_a_year[0].lower->month, 3);
    EXPECT_EQ(of_a_year[0].lower->day, 1);
}

TimeSpan span_of(std::string_view text) {
    const auto spans = time_spans(tokenise(text).tokens);
    return spans.size() == 1 ? spans[0] : TimeSpan{};
}

TEST(TimeSpans, TheNextDaysBeginToday) {
    const auto days = span_of("cards that expire in the next 60 days");
    ASSERT_TRUE(days.lower && days.upper);
    EXPECT_EQ(days.lower->base, plan::Moment::Base::today);
    EXPECT_EQ(days.upper->shift, 60);
    const auto month = span_of("appointments next month");
    ASSERT_TRUE(month.lower && month.upper);
    EXPECT_EQ(month.lower->floor, plan::Unit::month);
    EXPECT_EQ(month.lower->shift, 1);
    EXPECT_EQ(month.upper->shift, 2);
    EXPECT_FALSE(span_of("the next 60 cards").lower);
}

TEST(TimeSpans, WhatIsOlderThanSomeDaysLiesBeforeThem) {
    const auto older = span_of("invoices older than 60 days");
    EXPECT_FALSE(older.lower);
    ASSERT_TRUE(older.upper);
    EXPECT_EQ(older.upper->shift, -60);
    EXPECT_FALSE(span_of("invoices older than 60").upper);
    for (const auto* one : {"tickets older than a week", "tickets more than an hour old", "orders over a month ago"}) {
        const auto span = span_of(one);
        EXPECT_FALSE(span.lower) << one;
        EXPECT_TRUE(span.upper) << one;
    }
}

TEST(TimeSpans, NotForSomeDaysLiesBeforeThem) {
    const auto span = span_of("members that were not seen for 60 days");
    EXPECT_FALSE(span.lower);
    ASSERT_TRUE(span.upper);
    EXPECT_EQ(span.upper->shift, -60);
    EXPECT_FALSE(span_of("members that stayed for 60 days").upper);
}

TEST(TimeSpans, AQuarterHasThreeMonths) {
    const auto quarter = span_of("orders in Q3 2024");
    ASSERT_TRUE(quarter.lower && quarter.upper);
    EXPECT_EQ(quarter.lower->month, 7);
    EXPECT_EQ(quarter.upper->shift, 3);
    EXPECT_TRUE(span_of("sales year to date").lower);
}

TEST(TimeSpans, TheLastMonthNeedsItsArticleToReachUntilNow) {
    EXPECT_FALSE(time_spans(tokenise("orders in the last month").tokens).at(0).upper);
    EXPECT_TRUE(time_spans(tokenise("tickets that came in last month").tokens).at(0).upper);
}

TEST(TimeSpans, AMonthThatIsCountedByIsNoPartOfTheYear) {
    EXPECT_EQ(time_spans(tokenise("revenue per month 2024").tokens).at(0).begin, 3);
    EXPECT_EQ(time_spans(tokenise("revenue in the year 2024").tokens).at(0).begin, 1);
}

TEST(TimeSpans, ADecadeHasTenYears) {
    for (const auto* said : {"orders from the 1980s", "orders from the eighties", "orders from the 80s"}) {
        const auto spans = time_spans(tokenise(said).tokens);
        ASSERT_EQ(spans.size(), 1U) << said;
        EXPECT_EQ(spans[0].lower->year, 1980);
        EXPECT_EQ(spans[0].upper->year, 1990);
    }
    EXPECT_TRUE(time_spans(tokenise("items from the 84s").tokens).empty());
}

TEST(TimeSpans, AWeekendIsTwoDays) {
    for (const auto* said : {"lessons on a weekend", "lessons on a Saturday or Sunday"}) {
        const auto spans = time_spans(tokenise(said).tokens);
        ASSERT_EQ(spans.size(), 1U) << said;
        EXPECT_EQ(spans[0].first, 6);
        EXPECT_EQ(spans[0].last, 7);
    }
    EXPECT_TRUE(time_spans(tokenise("weekend lessons").tokens).empty());
}

TEST(TimeSpans, AWeekdayIsANumber) {
    const auto spans = time_spans(tokenise("orders placed on a Sunday").tokens);
    ASSERT_EQ(spans.size(), 1U);
    EXPECT_EQ(spans[0].part, Expression::weekday_of);
    EXPECT_EQ(spans[0].first, 7);
}

}  // namespace
}  // namespace pf::compiler
