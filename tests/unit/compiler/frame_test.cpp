// What is taken off a request, and what of the same words must stay.
#include "compiler/frame.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pf::compiler {
namespace {

std::string left_of(std::string_view sentence) {
    std::string made;
    for (const auto& token : tokenise(sentence).tokens) made += (made.empty() ? "" : " ") + token.text;
    return made;
}

struct Case {
    const char* sentence;
    const char* left;
};

class FrameIsTakenOff : public testing::TestWithParam<Case> {};
TEST_P(FrameIsTakenOff, AtBothEnds) { EXPECT_EQ(left_of(GetParam().sentence), GetParam().left); }

INSTANTIATE_TEST_SUITE_P(
    Exercises, FrameIsTakenOff,
    testing::Values(Case{"Write a query to display the clients in Germany", "display the clients in Germany"},
                    Case{"Write a SQL query to find all clients", "find all clients"},
                    Case{"Write a query in SQL to display all clients", "display all clients"},
                    Case{"write an sql statement that will show the clients", "show the clients"},
                    Case{"Create a report that shows the firm and phone of clients", "the firm and phone of clients"},
                    Case{"Create a report showing firm and town", "firm and town"},
                    Case{"Generate a report of clients in Germany", "clients in Germany"},
                    Case{"Provide a query showing the clients", "the clients"},
                    Case{"From the following table, write a SQL query to find clients.", "find clients"},
                    Case{"Use JOIN to display the firm", "display the firm"},
                    Case{"Using SQL, list the clients", "list the clients"},
                    Case{"SQL query for clients by country", "clients by country"},
                    Case{"Calculate the average price", "the average price"},
                    Case{"list the clients using a subquery", "list the clients"},
                    Case{"Write a query to display the names using alias name \"First Name\", \"Last Name\"",
                         "display the names"},
                    Case{"WRITE A QUERY TO FIND CLIENTS", "FIND CLIENTS"}));

INSTANTIATE_TEST_SUITE_P(
    Letters, FrameIsTakenOff,
    testing::Values(Case{"Hi team, can you please show me the clients, thanks!", "show me the clients"},
                    Case{"Good morning. I'd like to see all clients", "all clients"},
                    Case{"i need a report of orders per month", "orders per month"},
                    Case{"I want to know which clients pay", "which clients pay"},
                    Case{"could you help me find the newest client please", "find the newest client"},
                    Case{"pull all orders for me", "all orders"},
                    Case{"we are looking for late orders, thank you very much", "late orders"},
                    Case{"give me a report on late orders", "late orders"}));

INSTANTIATE_TEST_SUITE_P(
    WhereItIsNoFrame, FrameIsTakenOff,
    testing::Values(
        Case{"reports of 2020", "reports of 2020"}, Case{"get the report of Alber", "get the report of Alber"},
        Case{"statements of account", "statements of account"}, Case{"queries on weekends", "queries on weekends"},
        Case{"query count by user", "query count by user"}, Case{"returns per month", "returns per month"},
        Case{"output per machine", "output per machine"}, Case{"who can write a query", "who can write a query"},
        Case{"sales in HI", "sales in HI"}, Case{"OK orders", "OK orders"}, Case{"clients for ME", "clients for ME"},
        Case{"notes that say \"write a query to\"", "notes that say write a query to"}));

TEST(Frame, StaysWhereNothingElseIsSaid) {
    EXPECT_EQ(left_of("hi"), "hi");
    EXPECT_EQ(left_of("thanks"), "thanks");
    EXPECT_EQ(left_of("write a query to"), "write a query to");
    EXPECT_EQ(left_of("please"), "please");
    EXPECT_EQ(left_of(""), "");
}

TEST(Frame, LeavesASentenceThatBeginsAsOne) {
    const auto tokens = tokenise("Hi, show me clients.").tokens;
    ASSERT_FALSE(tokens.empty());
    EXPECT_EQ(tokens[0].word, "show");
    EXPECT_FALSE(tokens[0].comma_before);
    EXPECT_EQ(tokens[0].begin, 4U);  // bytes of what was typed
}

}  // namespace
}  // namespace pf::compiler
