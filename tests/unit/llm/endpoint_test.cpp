#include "llm/endpoint.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace pf::llm {
namespace {

constexpr auto key = "sk-SECRET-0123456789";

bool has(const Endpoint& endpoint, const std::string& header) {
    return std::find(endpoint.headers.begin(), endpoint.headers.end(), header) != endpoint.headers.end();
}

std::string url(const std::string& base_url) {
    const auto endpoint = endpoint_of(base_url, "", false);
    return endpoint ? endpoint->url : "refused: " + endpoint.error().message;
}

TEST(Endpoint, IsTheBaseUrlWithTheRouteOfChatCompletions) {
    EXPECT_EQ(url("https://api.openai.com/v1"), "https://api.openai.com/v1/chat/completions");
    EXPECT_EQ(url("https://host:8443/"), "https://host:8443/chat/completions");
    EXPECT_EQ(url("http://127.0.0.1:11434/v1/"), "http://127.0.0.1:11434/v1/chat/completions");
}

TEST(Endpoint, OfAzureKeepsItsVersionAndShowsTheKeyInAHeaderOfItsOwn) {
    const auto azure =
        endpoint_of("https://shop.openai.azure.com/openai/deployments/gpt-4o?api-version=2024-10-21", key, false);
    ASSERT_TRUE(azure) << azure.error().message;
    EXPECT_EQ(azure->url,
              "https://shop.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21");
    EXPECT_TRUE(has(*azure, "api-key: " + std::string(key)));
    EXPECT_FALSE(has(*azure, "Authorization: Bearer " + std::string(key)));
    EXPECT_TRUE(
        has(*endpoint_of("https://shop.openai.azure.com/openai/v1", key, false), "api-key: " + std::string(key)));
    EXPECT_TRUE(
        has(*endpoint_of("https://api.openai.com/v1", key, false), "Authorization: Bearer " + std::string(key)));
}

TEST(Endpoint, KnowsThisMachineByNumberAndNotByALookalike) {
    const auto here = [](const std::string& base_url) { return endpoint_of(base_url, "", false)->this_machine; };
    EXPECT_TRUE(here("http://localhost:8080/v1"));
    EXPECT_TRUE(here("http://127.0.0.1/v1"));
    EXPECT_TRUE(here("http://[::1]:8080/v1"));
    EXPECT_FALSE(here("http://127.0.0.1.evil.example/v1"));
    EXPECT_FALSE(here("http://localhost.evil.example/v1"));
    EXPECT_FALSE(here("http://10.0.0.1/v1"));
}

TEST(Endpoint, ShowsAKeyToAnotherMachineOverTlsOnly) {
    const auto allowed = [](const std::string& base_url, const std::string& secret, bool plain) {
        return endpoint_of(base_url, secret, plain).has_value();
    };
    EXPECT_FALSE(allowed("http://model.example/v1", key, false));
    EXPECT_FALSE(allowed("http://127.0.0.1.evil.example/v1", key, false));
    EXPECT_TRUE(allowed("http://model.example/v1", key, true));
    EXPECT_TRUE(allowed("http://model.example/v1", "", false));
    EXPECT_TRUE(allowed("http://localhost:8080/v1", key, false));
    EXPECT_TRUE(allowed("https://model.example/v1", key, false));
    EXPECT_NE(endpoint_of("http://model.example/v1", key, false).error().hint.find("PF_MODEL_ALLOW_PLAIN_HTTP"),
              std::string::npos);
}

TEST(Endpoint, RefusesWhatIsNoAddressOrHoldsASecret) {
    const std::pair<const char*, const char*> refused[] = {
        {"", key},
        {"file:///etc/passwd", key},
        {"ftp://host/v1", key},
        {"https://user:SECRET@host/v1", key},
        {"https://host/v1?key=SECRET", key},
        {"https://host/v1?api-version=2024&key=SECRET", key},
        {"https://host/v1#SECRET", key},
        {"https://host/v1", "sk-SECRET\r\nHost: evil"},
        {"https://host/\r\nX: SECRET", key},
    };
    for (const auto& [base_url, secret] : refused) {
        const auto endpoint = endpoint_of(base_url, secret, false);
        ASSERT_FALSE(endpoint) << base_url;
        EXPECT_EQ(endpoint.error().kind, ErrorKind::invalid_request);
        EXPECT_EQ((endpoint.error().message + endpoint.error().hint).find("SECRET"), std::string::npos) << base_url;
    }
}

}  // namespace
}  // namespace pf::llm
