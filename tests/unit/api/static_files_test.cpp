#include "api/static_files.hpp"

#include <gtest/gtest.h>

#include "base/secret.hpp"

namespace pf::api {
namespace {

constexpr std::string_view page = "<!doctype html><script>start()</script><script src=\"/x.js\"></script>";

StaticFiles app() {
    return StaticFiles({{"index.html", page},
                        {"index.html.gz", "gzipped page"},
                        {"help.html", "<p>help"},
                        {"guide/index.html", "<p>guide"},
                        {"favicon.svg", "<svg/>"},
                        {"_app/immutable/app.1a2b.js", "code"},
                        {"_app/immutable/app.1a2b.js.br", "brotli code"},
                        {"_app/immutable/app.1a2b.js.gz", "gzip code"},
                        {"_app/immutable/workers/convert.3c4d.js", "worker"},
                        {"_app/version.json", "{}"}});
}

Request get(std::string_view target, std::string_view accept = "*/*", std::string_view encoding = "") {
    Request request;
    request.target = *parse_target(target);
    request.accept = accept;
    request.accept_encoding = encoding;
    return request;
}

std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

std::string served(std::string_view target, std::string_view accept = "*/*", std::string_view encoding = "") {
    const auto response = app().answer(get(target, accept, encoding));
    return response ? std::string(response->file) : "nothing";
}

TEST(StaticFiles, AreFoundByPath) {
    EXPECT_EQ(served("/"), page);
    EXPECT_EQ(served("/favicon.svg"), "<svg/>");
    EXPECT_EQ(served("/help"), "<p>help");
    EXPECT_EQ(served("/guide"), "<p>guide");
    EXPECT_EQ(served("/guide/"), "<p>guide");
    EXPECT_EQ(app().answer(get("/favicon.svg"))->content_type, "image/svg+xml");
}

TEST(StaticFiles, AnswerPageAddressesWithTheAppsPage) {
    EXPECT_EQ(served("/results/rule_x"), page);
    EXPECT_EQ(served("/results/some.table", "text/html,application/xhtml+xml;q=0.9"), page);
    EXPECT_EQ(served("/patterns/"), page);
}

TEST(StaticFiles, AreMissingWhereAPageWouldHideAnError) {
    for (const char* target : {"/missing.js", "/_app/immutable/old.js", "/api/unknown", "/api", "/ws", "/metrics",
                               "/.well-known/x", "/favicon.svg.gz"})
        EXPECT_EQ(served(target), "nothing") << target;
    EXPECT_EQ(served("/_app/immutable/old.js", "text/html"), "nothing");
    EXPECT_EQ(served("/api/unknown", "text/html"), "nothing");
    EXPECT_EQ(served("/..%2f..%2fetc%2fpasswd.x"), "nothing");
    EXPECT_FALSE(StaticFiles({}).answer(get("/", "text/html")));
}

TEST(StaticFiles, PreferTheBuildsCompressedVariants) {
    EXPECT_EQ(served("/_app/immutable/app.1a2b.js", "*/*", "gzip, deflate, br"), "brotli code");
    EXPECT_EQ(served("/_app/immutable/app.1a2b.js", "*/*", "gzip"), "gzip code");
    EXPECT_EQ(served("/_app/immutable/app.1a2b.js", "*/*", "br;q=0, gzip;q=0.5"), "gzip code");
    EXPECT_EQ(served("/_app/immutable/app.1a2b.js", "*/*", ""), "code");
    EXPECT_EQ(served("/favicon.svg", "*/*", "br, gzip"), "<svg/>");
    const auto response = app().answer(get("/", "*/*", "gzip"));
    EXPECT_EQ(response->file, "gzipped page");
    EXPECT_EQ(header(*response, "Content-Encoding"), "gzip");
    EXPECT_EQ(header(*response, "Vary"), "Accept, Accept-Encoding");
}

TEST(StaticFiles, AreCachedForeverOnlyWhenTheirNameHoldsTheirHash) {
    EXPECT_EQ(header(*app().answer(get("/_app/immutable/app.1a2b.js")), "Cache-Control"),
              "public, max-age=31536000, immutable");
    EXPECT_EQ(header(*app().answer(get("/_app/version.json")), "Cache-Control"), "no-cache");
    EXPECT_EQ(header(*app().answer(get("/")), "Cache-Control"), "no-cache");
}

TEST(StaticFiles, AreNotSentAgainToWhoHasThem) {
    Request request = get("/favicon.svg");
    const auto first = app().answer(request);
    for (const std::string& have :
         {header(*first, "ETag"), "\"other\", W/" + header(*first, "ETag"), std::string("*")}) {
        request.if_none_match = have;
        const auto again = app().answer(request);
        EXPECT_EQ(again->status, 304) << have;
        EXPECT_TRUE(again->file.empty());
        EXPECT_EQ(header(*again, "ETag"), header(*first, "ETag"));
    }
    request.if_none_match = "\"other\"";
    EXPECT_EQ(app().answer(request)->status, 200);
}

TEST(StaticFiles, AWorkerMayLoadTheBuildsScriptsAndNothingElse) {
    EXPECT_EQ(header(*app().answer(get("/_app/immutable/workers/convert.3c4d.js")), "Content-Security-Policy"),
              "default-src 'none'; script-src 'self'; frame-ancestors 'none'");
    EXPECT_EQ(header(*app().answer(get("/_app/immutable/app.1a2b.js")), "Content-Security-Policy"), "");
}

TEST(PageSecurityPolicy, AllowsTheInlineScriptsOfThePageByHash) {
    // echo -n "alert('Hello, world.');" | openssl dgst -sha256 -binary | base64; the example of CSP Level 3, 8.2
    const std::string policy = page_security_policy("<script>alert('Hello, world.');</script>");
    EXPECT_NE(policy.find("script-src 'self' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=';"),
              std::string::npos)
        << policy;
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
}

TEST(PageSecurityPolicy, SeesScriptsAsABrowserDoes) {
    const auto hashes = [](std::string_view html) {
        const std::string policy = page_security_policy(html);
        std::size_t count = 0;
        for (auto at = policy.find("sha256-"); at != std::string::npos; at = policy.find("sha256-", at + 1)) ++count;
        return count;
    };
    EXPECT_EQ(hashes("<SCRIPT type=\"module\">a</SCRIPT><script\n>b</script>"), 2u);
    EXPECT_EQ(hashes("<script src=\"/a.js\"></script><scripture>x</scripture>"), 0u);
    EXPECT_EQ(hashes("<script data-x=\"a>b\">c</script>"), 1u);
    EXPECT_EQ(hashes("<style>p{}</style>"), 1u);
    EXPECT_EQ(hashes("<script>never closed"), 1u);
}

TEST(Accepts, ReadsQualities) {
    EXPECT_TRUE(accepts("text/html", "text/html"));
    EXPECT_TRUE(accepts("application/json, Text/HTML;level=1;q=0.1", "text/html"));
    EXPECT_FALSE(accepts("text/html;q=0", "text/html"));
    EXPECT_FALSE(accepts("text/html;q=0.000", "text/html"));
    EXPECT_FALSE(accepts("*/*", "text/html"));
    EXPECT_FALSE(accepts("", "text/html"));
}

}  // namespace
}  // namespace pf::api
