#include "api/cells.hpp"

#include <gtest/gtest.h>

#include "api/timestamp.hpp"

namespace pf::api {
namespace {

std::string cell(std::string_view type, std::string_view text) {
    std::string out;
    JsonWriter json(out);
    write_cell(json, cell_kind(type), text);
    return out;
}

TEST(Cells, WriteIntegersAsNumbersWithinTwoToTheFiftyThird) {
    EXPECT_EQ(cell("integer", "-17"), "-17");
    EXPECT_EQ(cell("bigint", "9007199254740992"), "9007199254740992");
    EXPECT_EQ(cell("bigint", "-9007199254740992"), "-9007199254740992");
    EXPECT_EQ(cell("bigint", "9007199254740993"), "\"9007199254740993\"");
    EXPECT_EQ(cell("bigint", "-9223372036854775808"), "\"-9223372036854775808\"");
}

TEST(Cells, WriteDecimalsAsNumbersUpToFifteenDigits) {
    EXPECT_EQ(cell("numeric", "0.000000000000000001"), "0.000000000000000001");
    EXPECT_EQ(cell("numeric(12,2)", "1234567890.12"), "1234567890.12");
    EXPECT_EQ(cell("numeric", "1234567890123.45"), "1234567890123.45");
    EXPECT_EQ(cell("numeric", "1234567890123.456"), "\"1234567890123.456\"");
    EXPECT_EQ(cell("numeric", "100000000000000000000"), "\"100000000000000000000\"");
    EXPECT_EQ(cell("numeric", "NaN"), "\"NaN\"");
}

TEST(Cells, WriteOnlyFiniteFloatsAsNumbers) {
    EXPECT_EQ(cell("real", "0.1"), "0.1");
    EXPECT_EQ(cell("double precision", "1.7976931348623157e+308"), "1.7976931348623157e+308");
    EXPECT_EQ(cell("double precision", "-0"), "-0");
    EXPECT_EQ(cell("double precision", "-Infinity"), "\"-Infinity\"");
    EXPECT_EQ(cell("real", "NaN"), "\"NaN\"");
}

TEST(Cells, WriteBooleansOnlyForBooleanColumns) {
    EXPECT_EQ(cell("boolean", "t"), "true");
    EXPECT_EQ(cell("boolean", "f"), "false");
    EXPECT_EQ(cell("text", "t"), "\"t\"");
    EXPECT_EQ(cell("text", "17"), "\"17\"");
    EXPECT_EQ(cell("numeric[]", "{1,2}"), "\"{1,2}\"");
    EXPECT_EQ(cell("jsonb", "null"), "\"null\"");
}

TEST(JsonWriterText, EscapesControlCharactersAndReplacesBrokenUtf8) {
    std::string out;
    JsonWriter(out).string(std::string_view("a\"\\\n\x01\0\x7f", 7));
    EXPECT_EQ(out, "\"a\\\"\\\\\\n\\u0001\\u0000\x7f\"");
    out.clear();
    JsonWriter(out).string("ä\xff\xc0\xaf\xed\xa0\x80🦄\xf0\x9f");
    EXPECT_EQ(
        out,
        "\"ä\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD🦄\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(JsonWriterNumbers, AreShortAndFinite) {
    std::string out;
    JsonWriter(out).begin_array().number(0.1).number(3.0).number(1.0 / 0.0).number(std::int64_t{-5}).end_array();
    EXPECT_EQ(out, "[0.1,3,null,-5]");
}

TEST(JsonNumber, FollowsTheGrammar) {
    for (const char* good : {"0", "-0", "10", "1.5", "1e5", "1E-5", "-1.25e+20"})
        EXPECT_TRUE(is_json_number(good)) << good;
    for (const char* bad : {"", "-", "01", "1.", ".5", "+1", "1e", "0x1", "1 ", "NaN", "Infinity", "1.5.2"})
        EXPECT_FALSE(is_json_number(bad)) << bad;
}

TEST(Timestamp, IsUtcWithMilliseconds) {
    const SystemTime time{std::chrono::milliseconds{1763987400007}};
    EXPECT_EQ(utc_timestamp(time), "2025-11-24T12:30:00.007Z");
    EXPECT_EQ(http_date(time), "Mon, 24 Nov 2025 12:30:00 GMT");
    EXPECT_EQ(utc_timestamp(SystemTime{std::chrono::milliseconds{-1}}), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace pf::api
