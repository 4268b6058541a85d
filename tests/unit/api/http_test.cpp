#include "api/http.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "api/problem.hpp"

namespace pf::api {
namespace {

constexpr std::string_view date = "Mon, 24 Nov 2025 12:30:00 GMT";

TEST(ResponseHead, FramesABodyByLengthOrChunks) {
    const Response response{.content_type = "text/plain"};
    const std::string whole = response_head(response, {.length = 5}, date);
    EXPECT_TRUE(whole.starts_with("HTTP/1.1 200 OK\r\nDate: Mon, 24 Nov 2025 12:30:00 GMT\r\n"));
    EXPECT_NE(whole.find("\r\nContent-Length: 5\r\n"), std::string::npos);
    EXPECT_EQ(whole.find("Transfer-Encoding"), std::string::npos);
    EXPECT_TRUE(whole.ends_with("\r\n\r\n"));
    const std::string chunked = response_head(response, {.length = std::nullopt}, date);
    EXPECT_NE(chunked.find("\r\nTransfer-Encoding: chunked\r\n"), std::string::npos);
    EXPECT_EQ(chunked.find("Content-Length"), std::string::npos);
    EXPECT_EQ(response_head(response, {.length = std::nullopt, .http_1_0 = true}, date).find("chunked"),
              std::string::npos);
}

TEST(ResponseHead, HasNoLengthWhereThereIsNoBody) {
    for (const int status : {204, 304})
        EXPECT_EQ(response_head({.status = status}, {.length = 0}, date).find("Content-Length"), std::string::npos);
}

TEST(ResponseHead, CannotBeSplitByAValue) {
    Response response;
    response.headers.emplace_back("Location", "/a\r\nSet-Cookie: x=y");
    EXPECT_NE(response_head(response, {.length = 0}, date).find("Location: /a  Set-Cookie: x=y\r\n"),
              std::string::npos);
}

TEST(ResponseHead, CarriesTheSecurityHeaders) {
    const std::string plain = response_head({}, {.length = 0}, date);
    for (const char* line : {"X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: no-referrer\r\n",
                             "Cross-Origin-Resource-Policy: same-origin\r\n",
                             "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"})
        EXPECT_NE(plain.find(line), std::string::npos) << line;
    Response page;
    page.headers.emplace_back("Content-Security-Policy", "default-src 'self'");
    EXPECT_EQ(response_head(page, {.length = 0}, date).find("default-src 'none'"), std::string::npos);
}

TEST(ResponseHead, SaysWhenTheConnectionEnds) {
    EXPECT_NE(response_head({}, {.length = 0, .keep_alive = false}, date).find("Connection: close\r\n"),
              std::string::npos);
    EXPECT_EQ(response_head({}, {.length = 0}, date).find("Connection"), std::string::npos);
    EXPECT_NE(response_head({}, {.length = 0, .http_1_0 = true}, date).find("Connection: keep-alive"),
              std::string::npos);
}

TEST(Chunk, HasItsSizeInHexadecimal) {
    EXPECT_EQ(chunk_head(65'536), "10000\r\n");
    EXPECT_EQ(chunk_head(10), "a\r\n");
}

TEST(Problem, IsRfc9457WithTheKind) {
    Error error = make_error(ErrorKind::not_understood, "I do not know \"blue\".", "Ask about patterns.");
    error.unknown = {{.word = "blue"}};
    error.detail = "secret";
    const Response response = rule_problem(error, "find_blue", "7");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(boost::json::parse(response.body),
              boost::json::parse(R"({"type":"about:blank","title":"Unprocessable Content","status":422,
                "detail":"I do not know \"blue\".","kind":"not_understood","hint":"Ask about patterns.",
                "unknown":["blue"],"unknown_words":[{"word":"blue","suggestions":[]}],"rule":"find_blue","rule_id":"7"})"));
}

TEST(Problem, HasAStatusForEachKind) {
    const std::pair<ErrorKind, int> expected[] = {
        {ErrorKind::invalid_request, 400}, {ErrorKind::forbidden_sql, 403},  {ErrorKind::not_found, 404},
        {ErrorKind::ambiguous, 409},       {ErrorKind::not_understood, 422}, {ErrorKind::internal, 500},
        {ErrorKind::unavailable, 503},     {ErrorKind::cancelled, 503},      {ErrorKind::timeout, 504}};
    for (const auto& [kind, status] : expected) {
        const Response response = problem(make_error(kind, "x"));
        EXPECT_EQ(response.status, status);
        EXPECT_NE(response.body.find(std::string(to_string(kind))), std::string::npos);
        EXPECT_NE(reason_phrase(status), "Unknown");
    }
}

TEST(Method, KnowsItsOwnNamesOnly) {
    EXPECT_EQ(method_of("DELETE"), Method::delete_);
    EXPECT_FALSE(method_of("delete"));
    EXPECT_FALSE(method_of("TRACE"));
    EXPECT_EQ(to_string(Method::options), "OPTIONS");
}

}  // namespace
}  // namespace pf::api
