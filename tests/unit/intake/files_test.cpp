// Files as people have them: delimiters, encodings, quotes, ragged rows, and what is no table at all.
#include <fmt/format.h>

#include "unit/intake/intake.hpp"

namespace pf::intake {
namespace {

using testing::analysed;
using testing::bytes_of;
using testing::columns_of;

// All rows, fields joined by | and rows by a line end.
std::string rows_of(const std::string& text, const Format& format = {}, std::size_t step = std::string::npos) {
    const Bytes bytes = bytes_of(text, step);
    const auto records = open_records(bytes, format);
    Record record;
    std::string all;
    Next next;
    while ((next = records->next(record)) == Next::record) {
        all += fmt::format("{}:", record.line);
        for (const auto& field : record.fields) all += (field.missing ? "∅" : std::string(field.text)) + "|";
        all += "\n";
    }
    return next == Next::failed ? all + "error: " + records->error().message : all;
}

Format delimited(char delimiter, Encoding encoding = Encoding::utf_8) {
    return {Format::Kind::delimited, encoding, delimiter, true};
}
Format json() { return {Format::Kind::json}; }

std::string utf_16(std::u16string_view text, bool little, bool mark) {
    std::string bytes;
    const auto add = [&](char16_t unit) {
        const char low = static_cast<char>(unit & 0xff), high = static_cast<char>(unit >> 8);
        bytes += little ? low : high;
        bytes += little ? high : low;
    };
    if (mark) add(0xfeff);
    for (const char16_t unit : text) add(unit);
    return bytes;
}

TEST(Delimited, FieldsAndLinesAtAnyPiece) {
    const std::string text = "a,b\r\n\"x, \"\"y\"\"\",2\n\n\"two\nlines\",\"\"\r5\" disk,\"a\"b\nlast,";
    const std::string rows = "1:a|b|\n2:x, \"y\"|2|\n4:two\nlines||\n6:5\" disk|ab|\n7:last||\n";
    for (const std::size_t step : {1, 2, 3, 7, 1000}) EXPECT_EQ(rows_of(text, delimited(','), step), rows) << step;
    EXPECT_EQ(rows_of(text + "\n"), rows);
}

TEST(Delimited, AQuoteThatIsNeverClosedIsNamed) {
    EXPECT_EQ(rows_of("a,b\n1,\"2\n3,4\n"), "1:a|b|\nerror: The quote that opens on line 2 is never closed.");
    EXPECT_EQ(rows_of("a\n\"x"), "1:a|\nerror: The quote that opens on line 2 is never closed.");
    EXPECT_EQ(rows_of("a\n\""), "1:a|\nerror: The quote that opens on line 2 is never closed.");
    std::string endless = "a,b\n1,\"2\n";
    endless.resize(20u << 20, 'x');
    EXPECT_EQ(rows_of(endless), "1:a|b|\nerror: The quote that opens on line 2 is never closed.");
}

TEST(Delimited, ALineWithoutEndIsRefused) {
    EXPECT_EQ(rows_of(std::string(20u << 20, 'x')),
              "error: Line 1 is longer than 16 MiB: this does not look like a table.");
    EXPECT_EQ(rows_of(std::string(20'000, ',')),
              "error: Line 1 has more than 16384 columns: this does not look like a table.");
}

TEST(JsonLines, ObjectsOnLinesInArraysAndOverLines) {
    const std::string rows = "1:1|x|\n2:∅|∅|{\"d\":[1]}|\n";
    EXPECT_EQ(rows_of("{\"a\":1,\"b\":\"x\"}\n{\"c\":{\"d\":[1]}}\n", json()), rows);
    for (const std::size_t step : {1, 5, 1000})
        EXPECT_EQ(rows_of("[{\"a\":1,\"b\":\"x\"},\n{\"c\":{\"d\":[1]}}]", json(), step), rows) << step;
    EXPECT_EQ(rows_of("{\n\"a\": \"}\\\"{\",\n\"b\": null}", json()), "1:}\"{|∅|\n");
}

TEST(JsonLines, WhatIsNoObjectIsNamed) {
    EXPECT_EQ(rows_of("{\"a\":1}\nhello\n", json()), "1:1|\nerror: Line 2 is no JSON object.");
    EXPECT_EQ(rows_of("{\"a\":1}\n{\"a\":", json()), "1:1|\nerror: The object that begins on line 2 has no end.");
    EXPECT_TRUE(rows_of("{\"a\":01x}\n", json()).starts_with("error: The object on line 1 is no JSON"));
    EXPECT_TRUE(
        rows_of("{\"a\":" + std::string(1000, '[') + std::string(1000, ']') + "}\n", json()).starts_with("error:"));
}

TEST(Encodings, AreDetected) {
    const auto name = [](const std::string& text) {
        const auto made = analysed(text);
        return made ? fmt::format("{} {}", to_string(made->format.encoding), made->columns[0].header)
                    : made.error().message;
    };
    EXPECT_EQ(name("\xEF\xBB\xBFgröße,b\n1,2\n"), "utf-8 größe");
    EXPECT_EQ(name("größe,b\n1,2\n"), "utf-8 größe");
    EXPECT_EQ(name("gr\xF6\xDF"
                   "e,b\n1,2\n"),
              "windows-1252 größe");
    EXPECT_EQ(name("\x80uro,b\n1,2\n"), "windows-1252 €uro");
    EXPECT_EQ(name(utf_16(u"größe\tb\n1\t2\n", true, true)), "utf-16le größe");
    EXPECT_EQ(name(utf_16(u"größe\tb\n1\t2\n", false, true)), "utf-16be größe");
    EXPECT_EQ(name(utf_16(u"name\tb\n1\t2\n", true, false)), "utf-16le name");
    EXPECT_EQ(name(utf_16(u"\U0001F600\tb\n1\t2\n", false, true)), "utf-16be \U0001F600");
}

TEST(Encodings, ALateByteOfAnotherEncodingIsFound) {
    std::string text = "name,b\n";
    for (int i = 0; i < 20'000; ++i) text += "plain,1\n";
    text += "M\xFCller,2\n";
    const auto made = analysed(text);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->format.encoding, Encoding::windows_1252);
    EXPECT_EQ(made->rows, 20'001u);
    FormatChoice choice;
    choice.encoding = Encoding::utf_8;
    EXPECT_EQ(analysed(text, choice).error().message, "The file is not utf-8: byte 160009 is no character of it.");
}

TEST(Encodings, EveryPieceGivesTheSameText) {
    const std::string utf_8 = "größe;€\nä;\U0001F600\n";
    for (const std::size_t step : {1, 2, 3, 5}) {
        EXPECT_EQ(rows_of(utf_8, delimited(';'), step), "1:größe|€|\n2:ä|\U0001F600|\n");
        EXPECT_EQ(rows_of(utf_16(u"größe;€\nä;\U0001F600\n", true, true), delimited(';', Encoding::utf_16le), step),
                  "1:größe|€|\n2:ä|\U0001F600|\n");
    }
}

TEST(Sniffing, FindsTheDelimiter) {
    const auto delimiter = [](const std::string& text) {
        const auto made = analysed(text);
        return made ? std::string(1, made->format.delimiter) : made.error().message;
    };
    EXPECT_EQ(delimiter("a,b\n1,2\n"), ",");
    EXPECT_EQ(delimiter("a;b\n1,5;2,5\n3,5;4,5\n"), ";");
    EXPECT_EQ(delimiter("1,50;2,50\n3,50;4,50\n"), ";");
    EXPECT_EQ(delimiter("a\tb\n1, 2\t3\n"), "\t");
    EXPECT_EQ(delimiter("a|b\n1|2\n"), "|");
    EXPECT_EQ(delimiter("name,city\n\"Doe; John\",Rome\n\"Roe; Jane\",Oslo\n"), ",");
    EXPECT_EQ(delimiter("name\nAnn\nBob\n"), ",") << "one column";
}

TEST(Sniffing, KnowsAHeader) {
    EXPECT_EQ(columns_of(analysed("a,b\n1,2\n")), "a:bigint b:bigint");
    EXPECT_EQ(columns_of(analysed("1,2\n3,4\n")), ":bigint :bigint");
    EXPECT_EQ(columns_of(analysed("name,city\nAnn,Rome\n")), "name:text city:text");
    FormatChoice choice;
    choice.header = false;
    EXPECT_EQ(columns_of(analysed("name,city\nAnn,Rome\n", choice)), ":text :text");
    EXPECT_EQ(columns_of(analysed("a,b\n")), "a:text b:text");
}

TEST(Sniffing, WhatIsNoTableIsNamed) {
    const auto why = [](const std::string& text) { return analysed(text).error().message; };
    EXPECT_EQ(why(""), "The file is empty.");
    EXPECT_EQ(why(" \n\n"), "The file holds nothing but blanks.");
    EXPECT_TRUE(why("PK\x03\x04"
                    "abc")
                    .starts_with("This is a spreadsheet or another archive"));
    EXPECT_EQ(why("%PDF-1.7\n"), "This is a PDF, not a table.");
    EXPECT_TRUE(why("PAR1abc").starts_with("This is a Parquet file"));
    EXPECT_TRUE(why("<!DOCTYPE html><html></html>").starts_with("This is a web page"));
    EXPECT_EQ(why(std::string("ab\0cd\0", 6)), "This file is no text: it holds zero bytes.");
    EXPECT_EQ(why("\x01\x02\x03\x04\x05\x06"), "This file is no text: it holds many control characters.");
}

TEST(Analysis, FiveThousandColumnsAreRefusedByNumber) {
    std::string header, row;
    for (int i = 0; i < 5'000; ++i) {
        header += fmt::format("{}c{}", i ? "," : "", i);
        row += i ? ",1" : "1";
    }
    EXPECT_EQ(analysed(header + "\n" + row + "\n").error().message,
              "The file has 5000 columns; a table holds 1000 at most.");
}

TEST(Analysis, RaggedRowsAreCountedAndNamed) {
    const auto made = analysed("a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\nx\n");
    ASSERT_TRUE(made);
    EXPECT_EQ(made->rows, 5u);
    EXPECT_EQ(made->misfits.rows, 3u);
    ASSERT_EQ(made->misfits.first.size(), 3u);
    EXPECT_EQ(made->misfits.first[0].line, 3u);
    EXPECT_EQ(made->misfits.first[0].reason, "has 2 fields instead of 3");
    EXPECT_EQ(made->misfits.first[1].reason, "has 4 fields instead of 3");
    EXPECT_EQ(made->misfits.first[2].reason, "has 1 field instead of 3");
    EXPECT_EQ(columns_of(made), "a:bigint b:bigint c:bigint");
}

TEST(Analysis, EndsWhenItIsNotWantedAnyMore) {
    std::string text = "a,b\n";
    for (int i = 0; i < 5'000; ++i) text += "1,2\n";
    Progress progress;
    progress.cancelled = true;
    const Bytes bytes = bytes_of(text);
    EXPECT_EQ(analyse(bytes, {}, {}, progress).error().kind, ErrorKind::cancelled);
}

TEST(Analysis, KeysThatComeLateAreColumnsToo) {
    const auto made = analysed("{\"a\":1}\n{\"a\":2,\"b\":\"x\"}\n");
    EXPECT_EQ(columns_of(made), "a:bigint b:text");
    EXPECT_EQ(made->columns[1].guess.missing, 1u);
}

std::string copied(const std::string& text, std::vector<TargetColumn> columns, CopyText::OnMisfit on_misfit,
                   Misfits* misfits = nullptr) {
    const Bytes bytes = bytes_of(text);
    Progress progress;
    const auto made = analyse(bytes, {}, {}, progress);
    CopyText copy(bytes, made->format, std::move(columns), made->columns.size(), on_misfit, progress);
    std::string all;
    for (;;) {
        const auto piece = copy.next();
        if (!piece) return piece.error().message;
        if (piece->empty()) break;
        all += *piece;
    }
    if (misfits) *misfits = copy.misfits();
    return all;
}

TEST(Copy, WritesRowsAsCopyReadsThem) {
    const std::string text = "a;b;c\n\"x\ty\\z\n\";1,5;31.12.1999\n;;\n=1+2;-;1.1.2000\n";
    const std::vector<TargetColumn> columns = {
        {0, "a", {}}, {1, "b", {Type::numeric, {}, ','}}, {2, "c", {Type::date}}};
    EXPECT_EQ(copied(text, columns, CopyText::OnMisfit::stop),
              "x\\ty\\\\z\\n\t1.5\t1999-12-31\n\\N\t\\N\t\\N\n=1+2\t\\N\t2000-01-01\n");
}

TEST(Copy, LeavesOutWhatDoesNotFitOrNothingAtAll) {
    const std::string text = "a;b\n1;x\ntwo;y\n3;z\n4\n";
    const std::vector<TargetColumn> columns = {{1, "b", {}}, {0, "a", {Type::bigint}}};
    Misfits misfits;
    EXPECT_EQ(copied(text, columns, CopyText::OnMisfit::leave_out, &misfits), "x\t1\nz\t3\n");
    EXPECT_EQ(misfits.rows, 2u);
    EXPECT_EQ(misfits.first[0].value, "two");
    EXPECT_EQ(misfits.first[1].reason, "has 1 field instead of 2");
    EXPECT_EQ(copied(text, columns, CopyText::OnMisfit::stop, &misfits), "");
    EXPECT_EQ(misfits.rows, 2u);
}

TEST(Copy, ZeroBytesFitNoText) {
    Misfits misfits;
    EXPECT_EQ(copied("{\"a\":\"x\\u0000y\"}\n{\"a\":\"z\"}\n", {{0, "a", {}}}, CopyText::OnMisfit::leave_out, &misfits),
              "z\n");
    EXPECT_EQ(misfits.first.at(0).reason, "holds a zero byte");
}

}  // namespace
}  // namespace pf::intake
