#include "api/page_parameters.hpp"

#include <gtest/gtest.h>

namespace pf::api {
namespace {

std::vector<Parameter> query(std::string_view text) { return parse_target("/?" + std::string(text))->query; }

std::string page_error(std::string_view text) {
    const auto request = page_request(query(text));
    return request ? "accepted" : request.error().message;
}

TEST(PageParameters, HaveDefaults) {
    const auto request = page_request({});
    ASSERT_TRUE(request);
    EXPECT_EQ(request->limit, 100);
    EXPECT_EQ(request->offset, 0);
    EXPECT_TRUE(request->sort.empty());
}

TEST(PageParameters, ReadSortFilterConditionsAndPage) {
    const auto request = page_request(query(
        "sort=kind&dir=desc&sort=name&filter=work%20flow&where=kind:eq:pattern&where=id:in:1,2&limit=1000&offset=5"));
    ASSERT_TRUE(request);
    ASSERT_EQ(request->sort.size(), 2u);
    EXPECT_EQ(request->sort[0].column, "kind");
    EXPECT_TRUE(request->sort[0].descending);
    EXPECT_FALSE(request->sort[1].descending);
    EXPECT_EQ(request->filter, "work flow");
    ASSERT_EQ(request->where.size(), 2u);
    EXPECT_EQ(request->where[1].op, "in");
    EXPECT_EQ(request->where[1].value, "1,2");
    EXPECT_EQ(request->limit, 1000);
    EXPECT_EQ(request->offset, 5);
}

TEST(PageParameters, FindTheOperatorBehindColonsInAColumnName) {
    const auto request = page_request(query("where=time:of:day:ge:12:30:00&where=gone:null&where=x:null:&where=a:eq:"));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->where[0].column, "time:of:day");
    EXPECT_EQ(request->where[0].op, "ge");
    EXPECT_EQ(request->where[0].value, "12:30:00");
    EXPECT_EQ(request->where[1].op, "null");
    EXPECT_EQ(request->where[2].op, "null");
    EXPECT_EQ(request->where[3].value, "");
}

TEST(PageParameters, OfACellAreItsColumnAndWhereItsRowIs) {
    const auto request = cell_request(query("column=na%20me&offset=41&sort=id&dir=desc&filter=x&where=id:gt:5"));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->column, "na me");
    EXPECT_EQ(request->page.offset, 41);
    EXPECT_TRUE(request->page.sort[0].descending);
    const auto message = [](std::string_view text) { return cell_request(query(text)).error().message; };
    EXPECT_EQ(message(""), "column must name a column.");
    EXPECT_EQ(message("column=&offset=0"), "column must name a column.");
    EXPECT_EQ(message("column=a&offset=-1"), "offset must be a whole number, 0 or more.");
    for (const auto* unknown : {"limit=5", "group=a", "defuse=true", "row=1"})
        EXPECT_NE(message("column=a&" + std::string(unknown)).find("is not a parameter here"), std::string::npos);
}

TEST(PageParameters, ReadAGroupWithItsBucketAndValue) {
    const auto request = page_request(query("group=at&bucket=month&value=sum:a:b&filter=x"));
    ASSERT_TRUE(request && request->group);
    EXPECT_EQ(request->group->column, "at");
    EXPECT_EQ(request->group->bucket, "month");
    EXPECT_EQ(request->group->aggregate, "sum");
    EXPECT_EQ(request->group->of, "a:b");
    EXPECT_EQ(page_request(query("group=at"))->group->aggregate, "count");
    EXPECT_EQ(page_error("bucket=day"), "bucket needs a group.");
    EXPECT_EQ(page_error("group=at&sort=at"), "sort does not go with group: groups have an order of their own.");
}

TEST(PageParameters, AreRefusedByName) {
    EXPECT_EQ(page_error("limit=0"), "limit must be a whole number from 1 to 1000.");
    EXPECT_EQ(page_error("limit=1001"), "limit must be a whole number from 1 to 1000.");
    EXPECT_EQ(page_error("limit=ten"), "limit must be a whole number from 1 to 1000.");
    EXPECT_EQ(page_error("offset=-1"), "offset must be a whole number, 0 or more.");
    EXPECT_EQ(page_error("offset=99999999999999999999"), "offset must be a whole number, 0 or more.");
    EXPECT_EQ(page_error("sort="), "sort needs the name of a column.");
    EXPECT_EQ(page_error("sort=a&dir=up"), "dir must be asc or desc.");
    EXPECT_EQ(page_error("dir=asc"), "dir has no sort before it.");
    EXPECT_EQ(page_error("where=kind"), "where=kind is not of the form column:operator:value.");
    EXPECT_EQ(page_error("where=kind:like:x"), "where=kind:like:x is not of the form column:operator:value.");
    EXPECT_EQ(page_error("where=kind:eq"), "where=kind:eq lacks a value: write column:eq:value.");
    EXPECT_EQ(page_error("where=kind:null:x"), "where=kind:null:x has a value, but null takes none.");
    EXPECT_EQ(
        page_error("sorted=a"),
        "sorted is not a parameter here; known are sort, dir, filter, where, group, bucket, value, limit and offset.");
    EXPECT_EQ(page_error("filter=" + std::string(1'001, 'x')), "filter is 1001 bytes long; at most 1000 are accepted.");
}

TEST(CsvParameters, DefuseUnlessToldOtherwise) {
    EXPECT_TRUE(csv_request(query("sort=a"))->defuse);
    EXPECT_FALSE(csv_request(query("defuse=false"))->defuse);
    EXPECT_EQ(csv_request(query("defuse=0")).error().message, "defuse must be true or false.");
    EXPECT_FALSE(page_request(query("defuse=false")));
}

}  // namespace
}  // namespace pf::api
