#include "api/head_check.hpp"

#include <gtest/gtest.h>

namespace pf::api {
namespace {

int status(const std::string& bytes, const ServerSettings& limits = {}) {
    const HeadCheck check = check_head(bytes, limits);
    if (const auto* refusal = std::get_if<Refusal>(&check)) return refusal->status;
    return std::holds_alternative<HeadComplete>(check) ? 0 : -1;  // 0: complete, -1: incomplete
}

std::string with(const std::string& fields) { return "GET / HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n"; }

TEST(RequestHead, IsCompleteAtItsEmptyLine) {
    const std::string head = with("Accept: */*\r\n");
    EXPECT_EQ(std::get<HeadComplete>(check_head(head + "body", {})).length, head.size());
    for (std::size_t size = 0; size < head.size(); ++size) EXPECT_EQ(status(head.substr(0, size)), -1) << size;
}

TEST(RequestHead, NeedsExactlyOneHost) {
    EXPECT_EQ(status("GET / HTTP/1.1\r\n\r\n"), 400);
    EXPECT_EQ(status("GET / HTTP/1.0\r\n\r\n"), 400);
    EXPECT_EQ(status(with("Host: localhost\r\n")), 400);
    EXPECT_EQ(status(with("host: evil.example\r\n")), 400);
}

// Two readers of these could see different requests (request smuggling).
TEST(RequestHead, RefusesWhatTwoParsersReadDifferently) {
    const char* smuggling[] = {
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: identity, chunked\r\n",
        "Transfer-Encoding: chunked, chunked\r\n",
        "Transfer-Encoding: gzip\r\n",
        "Transfer-Encoding: \"chunked\"\r\n",
        "Transfer-Encoding: chunked;q=1\r\n",
        "Transfer-Encoding:\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        " Transfer-Encoding: chunked\r\n",
        "X: y\r\n Transfer-Encoding: chunked\r\n",
        "X: y\r\n\tfolded\r\n",
        "Transfer-Encoding: \013chunked\r\n",
        "Transfer-Encoding\t: chunked\r\n",
        "Transfer\xc3\xa4-Encoding: chunked\r\n",
        "X: a\nTransfer-Encoding: chunked\r\n",
        "X: a\rTransfer-Encoding: chunked\r\n",
        "Content-Length: 4\r\nContent-Length: 4\r\n",
        "Content-Length: 4\r\nContent-Length: 5\r\n",
        "Content-Length: 4, 4\r\n",
        "Content-Length: +4\r\n",
        "Content-Length: -4\r\n",
        "Content-Length: 0x4\r\n",
        "Content-Length: 4 4\r\n",
        "Content-Length: \r\n",
        "Content-Length : 4\r\n",
        "no colon\r\n",
        ": no name\r\n",
    };
    for (const char* fields : smuggling) {
        const int got = status(with(fields));
        EXPECT_TRUE(got == 400 || got == 501) << fields << " → " << got;
    }
    EXPECT_EQ(status(with(std::string("X: a\0b\r\n", 8))), 400);
    EXPECT_EQ(status("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
    EXPECT_EQ(status(with("Transfer-Encoding: Chunked\r\n")), 0);
}

TEST(RequestHead, RefusesMalformedRequestLines) {
    const auto line = [](const std::string& text) { return status(text + "\r\nHost: a\r\n\r\n"); };
    EXPECT_EQ(line("GET /"), 400);
    EXPECT_EQ(line("GET / FTP/1.1"), 400);
    EXPECT_EQ(line("GET /a b HTTP/1.1"), 400);
    EXPECT_EQ(line("GET  / HTTP/1.1"), 400);
    EXPECT_EQ(line(" GET / HTTP/1.1"), 400);
    EXPECT_EQ(line("G@T / HTTP/1.1"), 400);
    EXPECT_EQ(line("GET http://evil.example/ HTTP/1.1"), 400);
    EXPECT_EQ(line("OPTIONS * HTTP/1.1"), 400);
    EXPECT_EQ(line("GET /\xc3\xa4 HTTP/1.1"), 400);
    EXPECT_EQ(line("GET / HTTP/2.0"), 505);
    EXPECT_EQ(line("GET / HTTP/1.2"), 505);
    EXPECT_EQ(line("TRACE / HTTP/1.1"), 501);
    EXPECT_EQ(line("get / HTTP/1.1"), 501);
    EXPECT_EQ(line("CONNECT /x HTTP/1.1"), 501);
    EXPECT_EQ(status("GET / HTTP/1.1\nHost: a\n\n"), 400);
    EXPECT_EQ(status("\x16\x03\x01\x02"), 400) << "a TLS greeting";
}

TEST(RequestHead, KeepsItsLimits) {
    std::string many;
    for (int i = 0; i < 99; ++i) many += "X-" + std::to_string(i) + ": y\r\n";
    EXPECT_EQ(status(with(many)), 0) << "100 with Host";
    EXPECT_EQ(status(with(many + "X: y\r\n")), 431);
    EXPECT_EQ(status(with("X: " + std::string(16 * 1024, 'y') + "\r\n")), 431);
    EXPECT_EQ(status("GET / HTTP/1.1\r\nX: " + std::string(17 * 1024, 'y')), 431) << "before it has ended";
    EXPECT_EQ(status("GET /" + std::string(8 * 1024, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"), 414);
    EXPECT_EQ(status("GET /" + std::string(9 * 1024, 'a')), 414) << "before it has ended";
    EXPECT_EQ(status("GET /" + std::string(8 * 1024 - 1, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"), 0);
    EXPECT_EQ(status(with("Content-Length: 1048576\r\n")), 0);
    EXPECT_EQ(status(with("Content-Length: 1048577\r\n")), 413);
    EXPECT_EQ(status(with("Content-Length: 99999999999999999999999\r\n")), 413);
    EXPECT_EQ(status(with("Expect: 200-ok\r\n")), 417);
}

}  // namespace
}  // namespace pf::api
