#include "api/gate.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/sign_in.hpp"
#include "api/sign_in_page.hpp"

namespace pf::api {
namespace {

ServerSettings settings() {
    ServerSettings made;
    made.allowed_hosts = {"factory.example", "Proxy.Example:8443"};
    made.allowed_origins = {"http://localhost:5173"};
    return made;
}

Gate gate_of(const ServerSettings& of, std::uint16_t port = 8000) {
    return Gate(of, port, std::make_shared<People>(of.token, of.users));
}

RequestFacts change(std::string_view host, std::optional<std::string_view> origin) {
    RequestFacts facts;
    facts.method = Method::post;
    facts.path = "/api/rules";
    facts.host = host;
    facts.local_address = "127.0.0.1";
    facts.origin = origin;
    return facts;
}

TEST(Gate, AllowsOnlyItsOwnHostNames) {
    const Gate gate = gate_of(settings());
    for (const char* host : {"localhost:8000", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "192.168.1.5:8000",
                             "factory.example", "factory.example:8000", "proxy.example:8443", "localhost:5173"})
        EXPECT_TRUE(gate.host_allowed(host, "192.168.1.5")) << host;
    for (const char* host : {"", "localhost", "127.0.0.1", "localhost:8001", "evil.example", "evil.example:8000",
                             "localhost.evil.example:8000", "localhost:8000.evil.example", "192.168.1.6:8000",
                             "proxy.example", "factory.example.evil.example", "factory.example:8001",
                             "localhost:8000,evil", "127.1:8000", "0.0.0.0:8000", "[::]:8000"})
        EXPECT_FALSE(gate.host_allowed(host, "192.168.1.5")) << host;
}

TEST(Gate, NeedsNoPortOnTheStandardPort) {
    EXPECT_TRUE(gate_of({}, 80).host_allowed("localhost", "127.0.0.1"));
    EXPECT_TRUE(gate_of({}, 80).host_allowed("10.0.0.7", "10.0.0.7"));
}

TEST(Gate, RefusesChangesFromOtherOrigins) {
    const Gate gate = gate_of(settings());
    for (const char* origin :
         {"http://localhost:8000", "https://localhost:8000", "HTTP://LOCALHOST:8000", "http://localhost:5173"})
        EXPECT_TRUE(gate.origin_allowed(change("localhost:8000", origin))) << origin;
    for (const char* origin : {"http://evil.example", "null", "", "http://localhost", "http://localhost:8001",
                               "http://127.0.0.1:8000", "http://localhost:8000.evil.example",
                               "http://evil.example/http://localhost:8000", "file://", "http://localhost:51733"})
        EXPECT_FALSE(gate.origin_allowed(change("localhost:8000", origin))) << origin;
}

TEST(Gate, ChecksTheOriginOfWebSocketsAndChangesButNotOfReading) {
    const Gate gate = gate_of(settings());
    RequestFacts facts = change("localhost:8000", "http://evil.example");
    EXPECT_EQ(gate.check_names(facts)->status, 403);
    facts.method = Method::get;
    EXPECT_FALSE(gate.check_names(facts));
    facts.websocket = true;
    EXPECT_EQ(gate.check_names(facts)->status, 403);
    for (const Method method : {Method::put, Method::delete_, Method::patch, Method::options}) {
        facts = change("localhost:8000", "null");
        facts.method = method;
        EXPECT_EQ(gate.check_names(facts)->status, 403);
    }
}

TEST(Gate, TakesAMissingOriginUnlessTheBrowserSaysItCrossesSites) {
    const Gate gate = gate_of(settings());
    RequestFacts facts = change("localhost:8000", std::nullopt);
    EXPECT_TRUE(gate.origin_allowed(facts));
    facts.fetch_site = "same-origin";
    EXPECT_TRUE(gate.origin_allowed(facts));
    for (const char* site : {"cross-site", "same-site"}) {
        facts.fetch_site = site;
        EXPECT_FALSE(gate.origin_allowed(facts)) << site;
    }
}

TEST(Gate, WantsItsTokenEverywhereButAtTheProbes) {
    ServerSettings with_token = settings();
    with_token.token = "s3cret-token";
    const Gate gate = gate_of(with_token);
    RequestFacts facts = change("localhost:8000", std::nullopt);
    EXPECT_EQ(gate.check_token(facts)->status, 401);
    facts.authorization = "Bearer s3cret-token";
    EXPECT_FALSE(gate.check_token(facts));
    for (const char* wrong : {"", "Bearer", "Bearer ", "Bearer s3cret-toke", "Bearer s3cret-token2",
                              "Basic s3cret-token", "s3cret-token"}) {
        facts.authorization = wrong;
        EXPECT_EQ(gate.check_token(facts)->status, 401) << wrong;
    }
    facts = {};
    facts.host = "localhost:8000";
    facts.path = "/healthz";
    EXPECT_FALSE(gate.check_token(facts));
    EXPECT_FALSE(gate.caller("", ""));
    facts.path = "/healthz/";
    EXPECT_EQ(gate.check_token(facts)->status, 401);
    for (const char* path : {"/shared", "/api/shared", "/api/shared/tiles/t", "/_app/immutable/x.js", "/theme.js"}) {
        facts.method = Method::get;
        facts.path = path;
        EXPECT_FALSE(gate.check_token(facts)) << path;
        facts.method = Method::post;
        EXPECT_EQ(gate.check_token(facts)->status, 401) << path;
    }
    facts.method = Method::get;
    for (const char* path : {"/", "/shared/", "/sharedx", "/api/sharedx", "/api/boards", "/_app", "/ws", "//_app/x"}) {
        facts.path = path;
        EXPECT_EQ(gate.check_token(facts)->status, 401) << path;
    }
}

TEST(Gate, LeadsBackToWhatWasAskedFor) {
    ServerSettings with_token;
    with_token.token = "s3cret-token";
    const Gate gate = gate_of(with_token);
    const auto leads_to = [&](std::string_view to) {
        const auto response =
            gate.sign_in(Method::get, *parse_target(fmt::format("/?token=s3cret-token&to={}", to)), false);
        for (const auto& [name, value] : response->headers)
            if (name == "Location") return value;
        return std::string();
    };
    EXPECT_EQ(leads_to("%2Frules%3Ffilter%3Dhow%2520many%26tab%3Dsql"), "/rules?filter=how%20many&tab=sql");
    EXPECT_EQ(leads_to(""), "/");
    for (const std::string_view elsewhere :
         {"https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "%2F%2F%2Fevil.example",
          "%2Fa%0D%0ASet-Cookie%3A%20x", "javascript%3Aalert(1)", "%2F..%2F%2Fevil.example"}) {
        const std::string address = leads_to(elsewhere);
        EXPECT_TRUE(address.starts_with('/') && !address.starts_with("//")) << address;
        EXPECT_EQ(address.find_first_of("\\\r\n \"<>"), std::string::npos) << address;
    }
    EXPECT_EQ(address_to_return_to(*parse_target("/results/rule_%C3%BC?sort=name&token=wrong")),
              "/results/rule_%C3%BC?sort=name");
}

TEST(Gate, GivesACookieForTheTokenOnce) {
    ServerSettings with_token;
    with_token.token = "s3cret-token";
    const Gate gate = gate_of(with_token);
    const auto response = gate.sign_in(Method::get, *parse_target("/?token=s3cret-token"), false);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 303);
    std::string cookie;
    for (const auto& [name, value] : response->headers)
        if (name == "Set-Cookie") cookie = value;
    EXPECT_NE(cookie.find("; HttpOnly; SameSite=Strict"), std::string::npos) << cookie;
    EXPECT_EQ(cookie.find("s3cret"), std::string::npos) << "the cookie does not tell the token";
    const std::string pair = cookie.substr(0, cookie.find(';'));
    EXPECT_TRUE(gate.caller("", pair));
    EXPECT_TRUE(gate.caller("", "a=b; " + pair + "; c=d"));
    EXPECT_FALSE(gate.caller("", "x" + pair));
    EXPECT_FALSE(gate.caller("", pair + "0"));

    EXPECT_EQ(cookie.find("Secure"), std::string::npos) << "a browser would not send it back";
    const auto over_tls = gate.sign_in(Method::get, *parse_target("/?token=s3cret-token"), true);
    EXPECT_TRUE(over_tls->headers[1].second.ends_with("; Secure")) << over_tls->headers[1].second;

    EXPECT_EQ(gate.sign_in(Method::get, *parse_target("/?token=wrong"), false)->status, 401);
    EXPECT_FALSE(gate.sign_in(Method::get, *parse_target("/api/rules?token=s3cret-token"), false));
    EXPECT_FALSE(gate.sign_in(Method::post, *parse_target("/?token=s3cret-token"), false));
    EXPECT_FALSE(gate_of({}).sign_in(Method::get, *parse_target("/?token=x"), false));
}

TEST(Gate, LetsToTheProviderWithoutATokenWhereThereIsOne) {
    ServerSettings with_provider = settings();
    RequestFacts facts = change("factory.people.example", std::nullopt);
    facts.method = Method::get;
    facts.authorization = "Bearer whatever";
    for (const auto path : {sign_in_path, callback_path}) {
        facts.path = path;
        EXPECT_EQ(Gate(with_provider, 8000, std::make_shared<People>("s3cret-token", std::nullopt))
                      .check_token(facts)
                      ->status,
                  401);
    }
    with_provider.sign_in = std::make_shared<SignIn>();
    with_provider.sign_in->public_address = "https://factory.people.example";
    with_provider.sign_in->sessions = std::make_shared<BrowserSessions>();
    const Gate gate(with_provider, 8000, std::make_shared<People>("", std::nullopt, with_provider.sign_in->sessions));
    EXPECT_TRUE(gate.host_allowed("factory.people.example", "127.0.0.1"));
    EXPECT_FALSE(gate.host_allowed("people.example", "127.0.0.1"));
    for (const auto path : {sign_in_path, callback_path}) {
        facts.path = path;
        facts.method = Method::get;
        EXPECT_FALSE(gate.check_token(facts)) << path;
        EXPECT_EQ(gate.shown_token(facts, *parse_target(std::string(path) + "?code=abc&token=x")),
                  path == callback_path ? "abc" : "");
        facts.method = Method::post;
        EXPECT_EQ(gate.check_token(facts)->status, 401) << path;
    }
    facts.method = Method::get;
    for (const char* path : {"/", "/sign-in/", "/sign-in/x", "/sign-inx", "/api/rules", "/ws"}) {
        facts.path = path;
        EXPECT_EQ(gate.check_token(facts)->status, 401) << path;
    }
    EXPECT_FALSE(gate.caller("Bearer ", "pattern_factory=")) << "nobody is let in for want of tokens";
}

TEST(SignInPage, OffersWhatThereIsAndRunsNothingOfWhatIsWrittenThere) {
    const auto both = sign_in_page(401, "Why.", "/rules?a=b&c=d", {true, "A <b>\"&\" provider"});
    EXPECT_NE(
        both.body.find(
            "href=\"/sign-in?to=%2Frules%3Fa%3Db%26c%3Dd\">Sign in with A &lt;b&gt;&quot;&amp;&quot; provider</a>"),
        std::string::npos)
        << both.body;
    EXPECT_NE(both.body.find("name=\"token\""), std::string::npos);
    const auto provider = sign_in_page(401, "Why.", "/", {false, "ID"});
    EXPECT_EQ(provider.body.find("name=\"token\""), std::string::npos);
    const auto token = sign_in_page(401, "Why.", "/", {true, ""});
    EXPECT_EQ(token.body.find("/sign-in"), std::string::npos);
    EXPECT_NE(token.body.find("name=\"token\""), std::string::npos);
}

TEST(Loopback, IsThisMachineOnly) {
    for (const char* address : {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
        EXPECT_TRUE(is_loopback(address)) << address;
    for (const char* address : {"0.0.0.0", "::", "10.0.0.1", "example.com", ""})
        EXPECT_FALSE(is_loopback(address)) << address;
}

}  // namespace
}  // namespace pf::api
