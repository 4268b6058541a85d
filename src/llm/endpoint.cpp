#include "llm/endpoint.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace pf::llm {
namespace {

struct UrlCleanup {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

bool plain_header_text(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

// By its name or number alone: what a name server says may change. curl writes numbers out (127.1 is 127.0.0.1).
bool is_this_machine(const std::string& host) {
    return host == "localhost" || host == "[::1]" ||
           (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

bool is_azure(const std::string& host) { return host.ends_with(".azure.com") || host.ends_with(".azure-api.net"); }

// The one parameter that a base URL may have; any other might hold a secret, and URLs are shown.
bool is_api_version(std::string_view query) {
    constexpr std::string_view name = "api-version=";
    return query.starts_with(name) && query.size() > name.size() && query.size() < 60 &&
           std::all_of(query.begin() + name.size(), query.end(),
                       [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '.' || c == '_'; });
}

}  // namespace

Result<Endpoint> endpoint_of(const std::string& base_url, const std::string& api_key, bool allow_plain_http) {
    const auto refuse = [](std::string what, std::string hint = "It looks like https://api.openai.com/v1.") {
        return make_error(ErrorKind::invalid_request, "The model's base URL " + std::move(what), std::move(hint));
    };
    const std::unique_ptr<CURLU, UrlCleanup> url(curl_url());
    if (!url || base_url.empty() || !plain_header_text(base_url) ||
        curl_url_set(url.get(), CURLUPART_URL, base_url.c_str(), 0) != CURLUE_OK)
        return refuse("is not a URL");
    const auto part = [&](CURLUPart which) {
        char* text = nullptr;
        const bool found = curl_url_get(url.get(), which, &text, 0) == CURLUE_OK && text;
        std::string copy = found ? text : "";
        curl_free(text);
        return copy;
    };
    const auto scheme = part(CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") return refuse("must begin with http:// or https://");
    if (!part(CURLUPART_USER).empty() || !part(CURLUPART_PASSWORD).empty())
        return refuse("must not hold a user or password: the key is a setting of its own");
    const auto query = part(CURLUPART_QUERY);
    if ((!query.empty() && !is_api_version(query)) || !part(CURLUPART_FRAGMENT).empty())
        return refuse("must end with its path, or with ?api-version=…");
    if (!plain_header_text(api_key))
        return make_error(ErrorKind::invalid_request, "The model's API key holds a space or a control character",
                          "Set OPENAI_API_KEY to the key alone.");
    Endpoint endpoint;
    endpoint.host = part(CURLUPART_HOST);
    endpoint.this_machine = is_this_machine(endpoint.host);
    endpoint.openai = endpoint.host == "api.openai.com";
    if (scheme == "http" && !api_key.empty() && !endpoint.this_machine && !allow_plain_http)
        return refuse("would send the API key readable over the network",
                      "Use https://, or set PF_MODEL_ALLOW_PLAIN_HTTP=1 on a network you trust.");
    auto path = part(CURLUPART_PATH);
    while (!path.empty() && path.back() == '/') path.pop_back();
    path += "/chat/completions";
    if (curl_url_set(url.get(), CURLUPART_PATH, path.c_str(), 0) != CURLUE_OK) return refuse("is not a URL");
    endpoint.url = part(CURLUPART_URL);
    endpoint.headers = {"Content-Type: application/json", "Accept: application/json, text/event-stream",
                        "Expect:", "User-Agent: pattern-factory"};
    if (!api_key.empty())
        endpoint.headers.push_back(is_azure(endpoint.host) || !query.empty() ? "api-key: " + api_key
                                                                             : "Authorization: Bearer " + api_key);
    return endpoint;
}

}  // namespace pf::llm
