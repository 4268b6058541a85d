#include <fmt/format.h>

#include <atomic>

#include "api/problem.hpp"
#include "unit/api/wire.hpp"

namespace pf::api {
namespace {

using testing::HttpAnswer;
using testing::RawClient;
using testing::read_answer;
using testing::TestServer;

TEST(HttpSession, AnswersSeveralRequestsOnOneConnection) {
    TestServer server;
    RawClient client(server.port());
    const std::string host = "Host: " + server.host() + "\r\n";
    client.send("GET /a HTTP/1.1\r\n" + host + "\r\n");
    EXPECT_EQ(read_answer(client).body, "GET /a ");
    client.send("POST /b HTTP/1.1\r\n" + host + "Content-Length: 4\r\n\r\nbody" + "PUT /c HTTP/1.1\r\n" + host +
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n" +
                "GET /d HTTP/1.1\r\n" + host + "\r\n");
    EXPECT_EQ(read_answer(client).body, "POST /b body");
    EXPECT_EQ(read_answer(client).body, "PUT /c abcde");
    EXPECT_EQ(read_answer(client).body, "GET /d ");
}

TEST(HttpSession, ReadsARequestThatComesByteByByte) {
    TestServer server;
    RawClient client(server.port());
    for (const char byte : "\r\n\r\nPOST /slow HTTP/1.1\r\nHost: " + server.host() + "\r\nContent-Length: 2\r\n\r\nhi")
        client.send(std::string(1, byte));
    EXPECT_EQ(read_answer(client).body, "POST /slow hi");
}

TEST(HttpSession, LeavesOutTheBodyForHead) {
    TestServer server;
    RawClient client(server.port());
    const std::string host = "Host: " + server.host() + "\r\n";
    client.send("HEAD /a HTTP/1.1\r\n" + host + "\r\nGET /b HTTP/1.1\r\n" + host + "\r\n");
    const HttpAnswer head = read_answer(client, false);
    EXPECT_EQ(head.header("Content-Length"), "8");
    EXPECT_EQ(read_answer(client).body, "GET /b ");
    client.send("HEAD /a HTTP/1.1\r\n" + host + "\r\nFOO / HTTP/1.1\r\n" + host + "\r\n");
    EXPECT_EQ(read_answer(client, false).status, 200);
    EXPECT_EQ(read_answer(client).kind(), "invalid_request");
}

TEST(HttpSession, ClosesWhenAskedTo) {
    TestServer server;
    RawClient client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: " + server.host() + "\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(read_answer(client).header("Connection"), "close");
    EXPECT_TRUE(client.is_closed_by_server());
    RawClient old(server.port());
    old.send("GET / HTTP/1.0\r\nHost: " + server.host() + "\r\n\r\n");
    EXPECT_EQ(read_answer(old).status, 200);
    EXPECT_TRUE(old.is_closed_by_server());
}

TEST(HttpSession, AsksForABodyThatWaitsForIt) {
    TestServer server;
    RawClient client(server.port());
    client.send("POST /x HTTP/1.1\r\nHost: " + server.host() + "\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.take_through("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    EXPECT_EQ(read_answer(client).body, "POST /x ok");
}

// Each of these hides a second request from a reader that frames it otherwise. None may be answered by a 2xx, and
// nothing on the connection is read after it.
TEST(HttpSession, AnswersNoSmugglingRequest) {
    TestServer server;
    const std::string host = "Host: " + server.host() + "\r\n";
    const std::string hidden = "GET /hidden HTTP/1.1\r\n" + host + "\r\n";
    const std::string attacks[] = {
        "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + hidden,
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden,
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + hidden,
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n" + hidden,
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + hidden,
        "POST / HTTP/1.1\r\n" + host + "X: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
        "POST / HTTP/1.1\r\n" + host + "X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
        "POST / HTTP/1.1\r\n" + host + "Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + hidden,
        "POST / HTTP/1.1\r\n" + host + "Content-Length: 0, 44\r\n\r\n" + hidden,
        "POST / HTTP/1.1\r\n" + host + "Content-Length: +0\r\n\r\n" + hidden,
        "POST / HTTP/1.1\r\n" + host + host + "\r\n" + hidden,
        "POST / HTTP/1.1\r\n\r\n" + hidden,
        "POST / HTTP/1.1\n" + host + "\n" + hidden,
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n" + hidden,
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + hidden,
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n\r\n" + hidden,
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n" + hidden,
        "POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
    };
    for (const auto& attack : attacks) {
        RawClient client(server.port());
        client.send(attack);
        const bool closed = client.is_closed_by_server();
        EXPECT_TRUE(closed) << attack;
        EXPECT_EQ(client.received.find("HTTP/1.1 2"), std::string::npos) << attack << "\n→ " << client.received;
        EXPECT_EQ(client.received.find("/hidden"), std::string::npos) << attack;
        EXPECT_TRUE(client.received.starts_with("HTTP/1.1 4") || client.received.starts_with("HTTP/1.1 501")) << attack;
    }
}

TEST(HttpSession, RefusesWhatIsTooLargeWithItsStatus) {
    TestServer server;
    const std::string large(1024 * 1024 + 1, 'x');
    EXPECT_EQ(server.request("POST", "/", "", large).status, 413);
    EXPECT_EQ(server.request("POST", "/", "", large.substr(1)).status, 200);
    EXPECT_EQ(server.get("/" + std::string(9'000, 'a')).status, 414);
    EXPECT_EQ(server.get("/", "X: " + std::string(17'000, 'a') + "\r\n").status, 431);
    std::string many;
    for (int i = 0; i < 1'000; ++i) many += "X: y\r\n";
    EXPECT_EQ(server.get("/", many).status, 431);

    RawClient chunked(server.port());
    chunked.send("POST / HTTP/1.1\r\nHost: " + server.host() + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 17; ++i) chunked.send(fmt::format("{:x}\r\n{}\r\n", 65'536, std::string(65'536, 'y')));
    EXPECT_EQ(read_answer(chunked).status, 413);
}

TEST(HttpSession, RefusesForeignHostsAndOrigins) {
    TestServer server;
    RawClient rebound(server.port());
    rebound.send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    EXPECT_EQ(read_answer(rebound).status, 403);
    EXPECT_EQ(server.request("POST", "/", "Origin: http://evil.example\r\n", "x").status, 403);
    EXPECT_EQ(server.request("DELETE", "/", "Origin: null\r\n").status, 403);
    EXPECT_EQ(
        server.request("POST", "/", "Origin: http://" + server.host() + "\r\nOrigin: http://evil.example\r\n", "x")
            .status,
        400);
    EXPECT_EQ(server.request("POST", "/", "Origin: http://" + server.host() + "\r\n", "x").status, 200);
    EXPECT_EQ(server.request("TRACE", "/").status, 501);
    EXPECT_EQ(server.request("FOO", "/").status, 501);
}

TEST(HttpSession, NamesWhatIsWrongWithAnAddress) {
    TestServer server;
    const HttpAnswer answer = server.get("/a%zz");
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(answer.kind(), "invalid_request");
    EXPECT_EQ(answer.detail(), "The address holds a % that two hexadecimal digits do not follow.");
}

TEST(HttpSession, WantsTheTokenAndTakesTheCookieForIt) {
    ServerSettings settings = TestServer::quiet();
    settings.token = "s3cret";
    TestServer server(settings);
    const HttpAnswer refused = server.get("/");
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(refused.header("WWW-Authenticate"), "Bearer realm=\"pattern-factory\"");
    EXPECT_EQ(server.get("/?token=wrong").status, 401);
    EXPECT_EQ(server.get("/", "Authorization: Bearer s3cret\r\n").status, 200);
    EXPECT_EQ(server.get("/healthz").status, 200);
    const HttpAnswer signed_in = server.get("/?token=s3cret");
    EXPECT_EQ(signed_in.status, 303);
    EXPECT_EQ(signed_in.header("Location"), "/");
    const std::string cookie = signed_in.header("Set-Cookie");
    EXPECT_EQ(server.get("/", "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n").status, 200);
    EXPECT_EQ(testing::WsClient(server.port()).handshake.status, 401);
    EXPECT_EQ(
        testing::WsClient(server.port(), "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n").handshake.status,
        101);
}

TEST(HttpSession, OffersABrowserAFormForTheToken) {
    ServerSettings settings = TestServer::quiet();
    settings.token = "s3cret";
    TestServer server(settings);
    const std::string browser = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n";
    for (const char* target : {"/", "/results/x", "/?token=wrong"}) {
        const HttpAnswer page = server.get(target, browser);
        EXPECT_EQ(page.status, 401) << target;
        EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
        EXPECT_EQ(page.header("WWW-Authenticate"), "Bearer realm=\"pattern-factory\"");
        EXPECT_NE(page.header("Content-Security-Policy").find("form-action 'self'"), std::string::npos);
        EXPECT_NE(page.body.find("name=\"token\""), std::string::npos);
        EXPECT_EQ(page.body.find("s3cret"), std::string::npos);
        EXPECT_EQ(page.body.find("wrong"), std::string::npos) << "nothing of the request comes back";
    }
    EXPECT_NE(server.get("/?token=wrong", browser).body.find("That is not a token of this server."), std::string::npos);
    EXPECT_EQ(server.get("/", "Accept: application/json\r\n").kind(), "invalid_request");
}

TEST(HttpSession, LooksAtFewGuessesAndNoOthersForAWhile) {
    ServerSettings settings = TestServer::quiet();
    settings.token = "s3cret";
    settings.guesses_per_client = 3;
    TestServer server(settings);
    EXPECT_EQ(server.get("/?token=1").status, 401);
    EXPECT_EQ(server.get("/a", "Authorization: Bearer 2\r\n").status, 401);
    EXPECT_EQ(server.get("/healthz", "Cookie: pattern_factory=3\r\n").status, 200) << "a probe answers, and counts";
    for (const char* fields : {"Authorization: Bearer s3cret\r\n", "Authorization: Bearer 4\r\n"}) {
        const HttpAnswer refused = server.get("/a", fields);
        EXPECT_EQ(refused.status, 429) << "right and wrong look the same";
        EXPECT_EQ(refused.header("Retry-After"), "6");
    }
    EXPECT_EQ(testing::WsClient(server.port(), "Authorization: Bearer 5\r\n").handshake.status, 429);
    const HttpAnswer page = server.get("/?token=s3cret", "Accept: text/html\r\n");
    EXPECT_EQ(page.status, 429);
    EXPECT_NE(page.body.find("Too many wrong tokens"), std::string::npos);
    EXPECT_EQ(server.get("/", "Accept: text/html\r\n").status, 401) << "without a token nothing is guessed";
    EXPECT_EQ(server.get("/healthz").status, 200);
    const auto counts = server.run([&] { return server.listener->token_guesses(); });
    EXPECT_EQ(counts.wrong, 3u);
    EXPECT_EQ(counts.refused, 4u);
}

TEST(HttpSession, HearsWhatProxiesSayFromNamedOnesOnly) {
    ServerSettings settings = TestServer::quiet();
    settings.token = "s3cret";
    settings.allowed_hosts = {"factory.example"};
    settings.guesses_per_client = 1;
    const auto forwarded = [](const char* from) {
        return std::string("X-Forwarded-Proto: https\r\nX-Forwarded-Host: factory.example\r\nX-Forwarded-For: ") +
               from + "\r\n";
    };
    const std::string page_of_it = "Origin: https://factory.example\r\n";
    {
        TestServer server(settings);
        EXPECT_EQ(server.get("/?token=s3cret", forwarded("192.0.2.1")).header("Set-Cookie").find("Secure"),
                  std::string::npos);
        EXPECT_EQ(server.request("POST", "/a", forwarded("192.0.2.1") + page_of_it, "x").status, 403);
        EXPECT_EQ(server.get("/?token=wrong", forwarded("192.0.2.1")).status, 401);
        EXPECT_EQ(server.get("/?token=s3cret", forwarded("192.0.2.2")).status, 429) << "one and the same client";
    }
    settings.trusted_proxies = {"127.0.0.0/8"};
    TestServer server(settings);
    EXPECT_TRUE(server.get("/?token=s3cret", forwarded("192.0.2.1")).header("Set-Cookie").ends_with("; Secure"));
    EXPECT_EQ(server.get("/?token=s3cret").header("Set-Cookie").find("Secure"), std::string::npos);
    EXPECT_EQ(server.request("POST", "/a", forwarded("192.0.2.1") + page_of_it, "x").status, 401) << "no foreign page";
    EXPECT_EQ(server.get("/", "X-Forwarded-Host: evil.example\r\n").status, 403);
    EXPECT_EQ(server.get("/?token=wrong", forwarded("192.0.2.1")).status, 401);
    EXPECT_EQ(server.get("/?token=s3cret", forwarded("192.0.2.1")).status, 429);
    EXPECT_EQ(server.get("/?token=s3cret", forwarded("192.0.2.1, 192.0.2.2")).status, 303);
}

TEST(HttpSession, DoesNotListenToOthersWithoutAToken) {
    asio::io_context io;
    ServerSettings settings = TestServer::quiet();
    settings.host = "0.0.0.0";
    settings.port = 0;
    Listener open_to_all(io, settings, {});
    const auto refused = open_to_all.listen();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid_request);
    EXPECT_NE(refused.error().hint.find("PF_TOKEN"), std::string::npos);
    settings.token = "s3cret";
    Listener with_token(io, settings, {});
    EXPECT_TRUE(with_token.listen());
    settings.host = "nowhere";
    EXPECT_FALSE(Listener(io, settings, {}).listen());
}

TEST(HttpSession, SaysWhoTookThePort) {
    TestServer server;
    asio::io_context io;
    ServerSettings settings = TestServer::quiet();
    settings.port = server.port();
    const auto taken = Listener(io, settings, {}).listen();
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().kind, ErrorKind::unavailable);
    EXPECT_NE(taken.error().message.find(std::to_string(server.port())), std::string::npos);
}

Task<Response> fail(Request request, ResponseStream&) {
    if (request.target.path == "/throw") throw std::runtime_error("password=secret");
    co_return Response{};
}

TEST(HttpSession, AnswersADefectOfAHandlerWithoutItsWords) {
    TestServer server({}, fail);
    const HttpAnswer answer = server.get("/throw");
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.kind(), "internal");
    EXPECT_EQ(answer.body.find("secret"), std::string::npos);
    EXPECT_EQ(server.get("/").status, 200);
}

constexpr std::size_t rows = 200'000;
const std::string row = "1,some text,2025-11-24\r\n";

Task<Response> stream_rows(Request request, ResponseStream& stream) {
    Response head{.content_type = "text/csv"};
    stream.begin(head);
    const bool few = request.target.path == "/few";
    for (std::size_t i = 0; i < (few ? 3 : rows); ++i)
        if (!co_await stream.write(row)) co_return problem(make_error(ErrorKind::cancelled, "The client has gone."));
    if (request.target.path == "/fails") co_return problem(make_error(ErrorKind::timeout, "Too slow."));
    co_return head;
}

Task<Response> fail_early(Request, ResponseStream& stream) {
    stream.begin({.content_type = "text/csv"});
    co_await stream.write("a,b\r\n");
    co_return problem(make_error(ErrorKind::not_found, "There is no view x."));
}

TEST(StreamedBody, ComesInChunksOfSixtyFourKibibytes) {
    TestServer server({}, stream_rows);
    RawClient client(server.port());
    const std::string request = "GET /all HTTP/1.1\r\nHost: " + server.host() + "\r\n\r\n";
    client.send(request + request);
    for (int i = 0; i < 2; ++i) {
        const HttpAnswer answer = read_answer(client);
        EXPECT_EQ(answer.header("Transfer-Encoding"), "chunked");
        ASSERT_EQ(answer.body.size(), rows * row.size());
        EXPECT_EQ(answer.body.substr(0, row.size()), row);
    }
    client.send(request);
    client.take_through("\r\n\r\n");
    const std::size_t first_chunk = std::stoul(client.take_through("\r\n"), nullptr, 16);
    EXPECT_GE(first_chunk, 65'536u);
    EXPECT_LT(first_chunk, 65'536u + row.size());
}

TEST(StreamedBody, HasALengthWhenItIsShort) {
    TestServer server({}, stream_rows);
    const HttpAnswer answer = server.get("/few");
    EXPECT_EQ(answer.header("Content-Length"), std::to_string(3 * row.size()));
    EXPECT_EQ(answer.body, row + row + row);
}

TEST(StreamedBody, BecomesAProblemWhenItFailsEarly) {
    TestServer server({}, fail_early);
    const HttpAnswer answer = server.get("/x");
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.detail(), "There is no view x.");
}

TEST(StreamedBody, EndsWithoutItsLastChunkWhenItFailsLate) {
    TestServer server({}, stream_rows);
    RawClient client(server.port());
    client.send("GET /fails HTTP/1.1\r\nHost: " + server.host() + "\r\n\r\n");
    EXPECT_TRUE(client.is_closed_by_server());
    EXPECT_FALSE(client.received.ends_with("0\r\n\r\n"));
    EXPECT_GT(client.received.size(), 65'536u);
}

TEST(StreamedBody, IsPlainForHttp10) {
    TestServer server({}, stream_rows);
    RawClient client(server.port());
    client.send("GET /all HTTP/1.0\r\nHost: " + server.host() + "\r\n\r\n");
    EXPECT_TRUE(client.is_closed_by_server());
    const auto body = client.received.find("\r\n\r\n") + 4;
    EXPECT_EQ(client.received.size() - body, rows * row.size());
}

struct Endless {
    std::atomic<std::size_t> written = 0;
    std::promise<void> ended;
};

Task<Response> write_endlessly(Endless& endless, ResponseStream& stream) {
    stream.begin({});
    const std::string piece(65'536, 'x');
    while (co_await stream.write(piece)) endless.written += piece.size();
    endless.ended.set_value();
    co_return problem(make_error(ErrorKind::cancelled, "The client has gone."));
}

TEST(StreamedBody, WaitsForItsReader) {
    Endless endless;
    TestServer server({}, [&](Request, ResponseStream& stream) { return write_endlessly(endless, stream); });
    RawClient client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: " + server.host() + "\r\n\r\n");
    constexpr std::size_t kernel_buffers = 20'000'000;
    for (std::size_t read = 0; read < 200'000'000; read += 1'000'000) {
        ASSERT_EQ(client.take(1'000'000).size(), 1'000'000u);
        ASSERT_LT(endless.written, read + kernel_buffers);
    }
    client.reset();
    EXPECT_EQ(endless.ended.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready)
        << "a handler must hear that its client has gone";
}

TEST(HttpSession, ClosesWhoStaysSilent) {
    ServerSettings settings = TestServer::quiet();
    settings.idle_timeout = settings.head_timeout = settings.body_timeout = std::chrono::milliseconds(100);
    TestServer server(settings);
    RawClient silent(server.port());
    EXPECT_TRUE(silent.is_closed_by_server());
    RawClient half_a_head(server.port());
    half_a_head.send("GET / HTTP/1.1\r\nHost: ");
    EXPECT_TRUE(half_a_head.is_closed_by_server());
    RawClient half_a_body(server.port());
    half_a_body.send("POST / HTTP/1.1\r\nHost: " + server.host() + "\r\nContent-Length: 10\r\n\r\nhalf");
    EXPECT_TRUE(half_a_body.is_closed_by_server());
}

TEST(HttpSession, TurnsAwayMoreConnectionsThanItMayHave) {
    ServerSettings settings = TestServer::quiet();
    settings.max_connections = 2;
    TestServer server(settings);
    RawClient first(server.port()), second(server.port());
    first.send("GET /1 HTTP/1.1\r\nHost: " + server.host() + "\r\n\r\n");
    second.send("GET /2 HTTP/1.1\r\nHost: " + server.host() + "\r\n\r\n");
    EXPECT_EQ(read_answer(first).status, 200);
    EXPECT_EQ(read_answer(second).status, 200);
    {
        RawClient third(server.port());
        const HttpAnswer answer = read_answer(third);
        EXPECT_EQ(answer.status, 503);
        EXPECT_EQ(answer.kind(), "unavailable");
        EXPECT_EQ(answer.header("Retry-After"), "1");
    }
    first.close();
    int status = 0;
    for (int i = 0; i < 200 && status != 200; ++i) status = server.get("/").status;
    EXPECT_EQ(status, 200);
}

Task<Response> wait(Request, ResponseStream&) {
    asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::seconds(60));
    co_await timer.async_wait(asio::use_awaitable);
    co_return Response{};
}

TEST(HttpSession, TurnsAwayMoreRequestsThanItMayAnswerAtATime) {
    ServerSettings settings = TestServer::quiet();
    settings.max_requests_in_flight = 1;
    TestServer server(settings, wait);
    RawClient first(server.port());
    first.send("GET / HTTP/1.1\r\nHost: " + server.host() + "\r\n\r\n");
    int status = 0;
    HttpAnswer answer;
    for (int i = 0; i < 200 && status != 503; ++i) {
        RawClient next(server.port());
        next.send("GET / HTTP/1.1\r\nHost: " + server.host() + "\r\n\r\n");
        answer = read_answer(next);
        status = answer.status;
    }
    EXPECT_EQ(status, 503);
    EXPECT_EQ(answer.kind(), "unavailable");
}

TEST(HttpSession, EndsAllConnectionsWhenAborted) {
    TestServer server({}, wait);
    RawClient idle(server.port()), busy(server.port());
    busy.send("GET / HTTP/1.1\r\nHost: " + server.host() + "\r\n\r\n");
    while (server.run([&] { return server.listener->connections(); }) < 2) {
    }
    server.run([&] {
        server.listener->stop_accepting();
        server.listener->drain();
        return 0;
    });
    EXPECT_TRUE(idle.is_closed_by_server());
    while (server.run([&] { return server.listener->connections(); }) > 1) {  // its coroutine ends a moment later
    }
    server.run([&] {
        server.listener->abort_connections();
        return 0;
    });
    EXPECT_TRUE(busy.is_closed_by_server());
    while (server.run([&] { return server.listener->connections(); }) > 0) {
    }
}

}  // namespace
}  // namespace pf::api
