#include "pitboss/cut_cells.hpp"

#include <gtest/gtest.h>

namespace pf::pitboss {
namespace {

using Columns = std::vector<ResultColumn>;

std::string cut(const Columns& columns) { return cut_long_cells(sql::Statement("SELECT * FROM t"), columns).text(); }

TEST(CutCells, LeavesARelationAloneWhoseCellsAreShort) {
    EXPECT_EQ(cut({{"id", "bigint"},
                   {"code", "character varying(20)"},
                   {"price", "numeric(8,2)"},
                   {"at", "timestamp(3) with time zone"}}),
              "SELECT * FROM t");
}

TEST(CutCells, CutsWhatMayBeLongAndTellsHowLongItIs) {
    EXPECT_EQ(
        cut({{"id", "bigint"}, {"te\"xt", "text"}}),
        "SELECT \"c0\", left(\"c1\", 2000), array_to_string(ARRAY["
        "CASE WHEN octet_length(\"c1\") > octet_length(left(\"c1\", 2000)) "
        "THEN '1:' || octet_length(\"c1\") END], ' ') FROM ("
        "SELECT \"c0\", \"c1\"::text AS \"c1\" FROM (SELECT * FROM t) AS page(\"c0\", \"c1\") OFFSET 0) AS texts");
    for (const auto* type : {"text", "character varying", "character(40)", "json", "jsonb", "bytea", "xml", "integer[]",
                             "timestamp with time zone[]", "numeric", "character varying(5)[]", "geometry"})
        EXPECT_NE(cut({{"a", type}}).find("left(\"c0\", 2000)"), std::string::npos) << type;
}

TEST(CutCells, ManyLongColumnsShareARow) {
    EXPECT_NE(cut(Columns(16, {"a", "text"})).find("left(\"c15\", 1024)"), std::string::npos);
    EXPECT_NE(cut(Columns(1'000, {"a", "text"})).find("left(\"c999\", 32)"), std::string::npos);
}

TEST(CutCells, ReadsWhichCellsWereCut) {
    std::vector<Cut> cuts;
    read_cuts("", 0, cuts);
    EXPECT_TRUE(cuts.empty());
    read_cuts("1:1200000 12:2001", 7, cuts);
    ASSERT_EQ(cuts.size(), 2u);
    EXPECT_EQ(cuts[0].row, 7);
    EXPECT_EQ(cuts[0].column, 1);
    EXPECT_EQ(cuts[0].bytes, 1'200'000);
    EXPECT_EQ(cuts[1].column, 12);
    EXPECT_EQ(cuts[1].bytes, 2'001);
}

const Relation table{"public", "posts", {{"id", "bigint"}, {"body", "text"}}, {"id"}, true};

TEST(CellQueries, AskForTheRowThatThePageHasThere) {
    PageRequest request;
    request.sort = {{"body", true}};
    request.offset = 41;
    request.limit = 1'000;
    const auto made = cell_queries(table, request, "body");
    ASSERT_TRUE(made);
    const std::string row =
        " FROM (SELECT * FROM \"public\".\"posts\" ORDER BY \"body\" DESC NULLS LAST, \"id\" LIMIT 1 OFFSET 41) "
        "AS page(\"c0\", \"c1\")";
    EXPECT_EQ(made->bytes.text(), "SELECT octet_length(\"c1\"::text)" + row);
    EXPECT_EQ(made->copy.text(),
              "COPY (SELECT encode(substring(bytes FROM start FOR 49152), 'hex') "
              "FROM (SELECT convert_to(\"c1\"::text, 'UTF8') AS bytes" +
                  row + " OFFSET 0) AS cell, generate_series(1, octet_length(bytes), 49152) AS start) TO STDOUT");
}

TEST(CellQueries, RefuseAColumnThatThereIsNot) {
    const auto refused = cell_queries(table, {}, "title");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid_request);
    EXPECT_NE(refused.error().hint.find("body"), std::string::npos);
}

TEST(CellDecoder, TakesChunksThatEndAnywhere) {
    const std::string copied = "c3a4\n62\n\n";
    for (std::size_t at = 0; at <= copied.size(); ++at) {
        CellDecoder decoder;
        const std::string first = decoder.decode(copied.substr(0, at));
        EXPECT_EQ(first + decoder.decode(copied.substr(at)), "äb") << at;
    }
}

}  // namespace
}  // namespace pf::pitboss
