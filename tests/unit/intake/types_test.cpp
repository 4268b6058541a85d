// What type a column is taken for, from all of its cells.
#include "unit/intake/intake.hpp"

namespace pf::intake {
namespace {

using testing::analysed;
using testing::columns_of;

std::string column(const std::vector<std::string>& cells, const std::string& name = "x", char delimiter = ';') {
    std::string text = name + delimiter + "note\n";
    for (const auto& cell : cells) text += cell + delimiter + "n\n";
    FormatChoice choice;
    choice.delimiter = delimiter;
    choice.header = true;
    auto made = columns_of(analysed(text, choice));
    return made.substr(name.size() + 1, made.rfind(" note:") - name.size() - 1);
}

std::string note(const std::vector<std::string>& cells, const std::string& name = "x") {
    std::string text = name + ";note\n";
    for (const auto& cell : cells) text += cell + ";n\n";
    const auto made = analysed(text);
    return made && !made->columns[0].guess.notes.empty() ? made->columns[0].guess.notes[0] : "";
}

TEST(Types, NumbersAreWholeOrDecimal) {
    EXPECT_EQ(column({"1", "-2", "+3"}), "bigint");
    EXPECT_EQ(column({"1", "2.5"}), "numeric");
    EXPECT_EQ(column({"1", "", "3"}), "bigint");
    EXPECT_EQ(column({"1.5e10", "2"}), "numeric");
    EXPECT_EQ(column({"1", "one"}), "text");
    EXPECT_EQ(column({"1E5", "2E7"}), "text") << "codes, not powers of ten";
}

TEST(Types, AFloatAfterAThousandWholeNumbersStillCounts) {
    std::vector<std::string> cells(20'000, "1");
    cells.back() = "2.5";
    EXPECT_EQ(column(cells), "numeric");
    cells.back() = "n.n.";
    EXPECT_EQ(column(cells), "text");
}

TEST(Types, DecimalCommasAndGroupsAreUnderstood) {
    EXPECT_EQ(column({"1.234,50", "7"}), "numeric,");
    EXPECT_EQ(column({"12,5", "7"}), "numeric,");
    EXPECT_EQ(column({"1,234.50", "7"}), "numeric");
    EXPECT_EQ(column({"1,234,567", "12"}), "bigint");
    EXPECT_EQ(column({"1 234,50", "2 000 000,00"}), "numeric,");
    EXPECT_EQ(column({"1'234.50"}), "numeric");
    EXPECT_EQ(column({"1,23,456"}), "text");
    EXPECT_EQ(column({"1,234", "5,678"}), "bigint?decimal") << "a thousand or a fraction: asked";
}

TEST(Types, AnotherColumnOfTheFileSettlesTheDecimalSign) {
    EXPECT_EQ(columns_of(analysed("a;b\n1,234;2,5\n5,678;3,5\n")), "a:numeric, b:numeric,");
    EXPECT_EQ(columns_of(analysed("a;b\n1,234;2.5\n5,678;3.5\n")), "a:bigint b:numeric");
}

TEST(Types, WhatWouldLoseDigitsStaysText) {
    EXPECT_EQ(column({"01067", "80331"}), "text");
    EXPECT_EQ(note({"01067", "80331"}), "Kept as text: a number would lose the zeros in front, as of 01067.");
    EXPECT_EQ(column({"1234567890123456789"}), "text");
    EXPECT_EQ(note({"1234567890123456789"}), "Kept as text: 1234567890123456789 has more digits than a number keeps.");
    EXPECT_EQ(column({"123456789012345678"}), "bigint");
    EXPECT_EQ(column({"+49301234567", "+49301234568"}), "text");
    EXPECT_EQ(note({"+49301234567"}), "Kept as text: +49301234567 is written like a telephone number.");
    EXPECT_EQ(column({"(030) 123-456"}), "text");
    EXPECT_EQ(column({"4930123456"}, "Phone"), "text");
    EXPECT_EQ(column({"80331"}, "zip code"), "text");
    EXPECT_EQ(column({"80331"}, "customerZip"), "text");
    EXPECT_EQ(column({"80331"}, "zipper"), "bigint");
    EXPECT_EQ(column({"0", "0.5", "-0.25"}), "numeric");
}

TEST(Types, DatesInTheirOrders) {
    EXPECT_EQ(column({"2020-01-31", "1999-12-01"}), "date/dmy");
    EXPECT_EQ(column({"31.12.1999", "1.2.2000"}), "date/dmy");
    EXPECT_EQ(column({"12/31/1999", "1/2/2000"}), "date/mdy");
    EXPECT_EQ(column({"31/12/1999", "1/2/2000"}), "date/dmy");
    EXPECT_EQ(column({"November 3, 2023", "Dec 1, 2023"}), "date/dmy");
    EXPECT_EQ(column({"3 November 2023", "1-Dec-23", "4. März 2024"}), "date/dmy");
    EXPECT_EQ(column({"2020-02-30"}), "text") << "there is no such day";
    EXPECT_EQ(column({"31.12.99"}), "date/dmy");
    EXPECT_EQ(column({"20200131"}), "bigint");
}

TEST(Types, AnAmbiguousDateIsAsked) {
    EXPECT_EQ(column({"03/04/2020", "05/06/2021"}), "date/dmy?date_order");
    EXPECT_EQ(column({"03-04-2020"}), "date/dmy?date_order");
    EXPECT_EQ(column({"03.04.2020"}), "date/dmy") << "points are the day's order";
    EXPECT_EQ(column({"04/04/2020"}), "date/dmy") << "the same day either way";
    EXPECT_EQ(column({"03/04/2020", "13/04/2020"}), "date/dmy");
}

TEST(Types, DatesOfThreeKindsInOneColumnStayText) {
    EXPECT_EQ(column({"2020-01-31", "31.12.1999", "12/31/1999"}), "text");
    EXPECT_EQ(note({"2020-01-31", "31.12.1999", "12/31/1999"}),
              "Kept as text: 31.12.1999 has the day first, 12/31/1999 the month.");
}

TEST(Types, Moments) {
    EXPECT_EQ(column({"2020-01-31 12:30", "2020-02-01"}), "timestamp/dmy");
    EXPECT_EQ(column({"2020-01-31T12:30:05.25"}), "timestamp/dmy");
    EXPECT_EQ(column({"1/31/2020 1:05 PM"}), "timestamp/mdy");
    EXPECT_EQ(column({"2020-01-31T12:30:05Z", "2020-01-31T12:30:05+02:00"}), "timestamptz");
    EXPECT_EQ(column({"2020-01-31T12:30:05Z", "2020-01-31 12:30"}), "text") << "one has a zone and one has none";
    EXPECT_EQ(column({"9:05", "23:59:59"}), "time");
    EXPECT_EQ(column({"9:65"}), "text");
}

TEST(Types, YesAndNoAreShownToBeUndone) {
    EXPECT_EQ(column({"yes", "no", "Yes"}), "boolean?boolean");
    EXPECT_EQ(column({"ja", "nein"}), "boolean?boolean");
    EXPECT_EQ(column({"true", "false"}), "boolean");
    EXPECT_EQ(column({"TRUE", ""}), "boolean");
    EXPECT_EQ(column({"yes", "yes"}), "text") << "one word alone says little";
    EXPECT_EQ(column({"yes", "nein"}), "text");
    EXPECT_EQ(column({"0", "1"}), "bigint");
}

TEST(Types, MarksOfNothingAreEmptyInTypedColumns) {
    EXPECT_EQ(column({"1", "N/A", "-", "NULL"}), "bigint");
    EXPECT_EQ(note({"1", "N/A", "-", "NULL"}), "3 cells such as NULL, N/A or - are taken as empty.");
    EXPECT_EQ(column({"a", "N/A"}), "text");
    EXPECT_EQ(column({"", ""}), "text");
    EXPECT_EQ(note({"", ""}), "No row has a value here.");
}

TEST(Types, FormulasAreTheirText) { EXPECT_EQ(column({"=1+2", "=SUM(A1:A3)", "@x"}), "text"); }

TEST(Types, JsonTextIsNoNumber) {
    EXPECT_EQ(columns_of(analysed("{\"a\":\"123\",\"b\":123,\"c\":\"2020-01-31\",\"d\":true}\n")),
              "a:text b:bigint c:date/dmy d:boolean");
}

TEST(Types, AChosenTypeIsTriedOnEveryCell) {
    const auto made = analysed("a;b\n1;x\ntwo;y\n;z\n", {}, {CellFormat{Type::bigint}});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->columns[0].misfits, 1u);
    ASSERT_EQ(made->misfits.first.size(), 1u);
    EXPECT_EQ(made->misfits.first[0].line, 3u);
    EXPECT_EQ(made->misfits.first[0].column, "a");
    EXPECT_EQ(made->misfits.first[0].value, "two");
    EXPECT_EQ(made->misfits.first[0].reason, "is no whole number with decimal sign .");
}

std::string value(Type type, const std::string& text, DateOrder order = DateOrder::day_month_year, char decimal = '.') {
    std::string out;
    return append_value(text, {type, order, decimal}, out) ? out : "none" + out;
}

TEST(Values, ArePutAsPostgresReadsThem) {
    EXPECT_EQ(value(Type::numeric, "1.234,50", {}, ','), "1234.50");
    EXPECT_EQ(value(Type::numeric, " -1 234,5 ", {}, ','), "-1234.5");
    EXPECT_EQ(value(Type::numeric, ".5"), "0.5");
    EXPECT_EQ(value(Type::numeric, "-.5"), "-0.5");
    EXPECT_EQ(value(Type::bigint, "9223372036854775807"), "9223372036854775807");
    EXPECT_EQ(value(Type::bigint, "9223372036854775808"), "none");
    EXPECT_EQ(value(Type::bigint, "1.5"), "none");
    EXPECT_EQ(value(Type::date, "3/4/20"), "2020-04-03");
    EXPECT_EQ(value(Type::date, "3/4/20", DateOrder::month_day_year), "2020-03-04");
    EXPECT_EQ(value(Type::date, "Nov 3, 2023"), "2023-11-03");
    EXPECT_EQ(value(Type::date, "2020-01-31 10:00"), "none");
    EXPECT_EQ(value(Type::timestamp, "31.1.2020 9:05 pm"), "2020-01-31 21:05");
    EXPECT_EQ(value(Type::timestamptz, "2020-01-31T09:05:07.5+02:00"), "2020-01-31 09:05:07.5+02:00");
    EXPECT_EQ(value(Type::boolean, "Nein"), "f");
    EXPECT_EQ(value(Type::boolean, "1"), "t");
    EXPECT_EQ(value(Type::time, "9:05"), "09:05");
    EXPECT_EQ(value(Type::numeric, std::string(300, '1')), "none");
}

}  // namespace
}  // namespace pf::intake
