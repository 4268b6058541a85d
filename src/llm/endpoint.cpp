#include "llm/endpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "net/address.hpp"

namespace pf::llm {
namespace {

bool plain_header_text(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
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
    const auto address = net::parse_address(base_url);
    if (!address) return refuse("is not a URL");
    if (address->scheme != "http" && address->scheme != "https") return refuse("must begin with http:// or https://");
    if (!address->user.empty() || !address->password.empty())
        return refuse("must not hold a user or password: the key is a setting of its own");
    const auto& query = address->query;
    if ((!query.empty() && !is_api_version(query)) || !address->fragment.empty())
        return refuse("must end with its path, or with ?api-version=…");
    if (!plain_header_text(api_key))
        return make_error(ErrorKind::invalid_request, "The model's API key holds a space or a control character",
                          "Set OPENAI_API_KEY to the key alone.");
    Endpoint endpoint;
    endpoint.host = address->host;
    endpoint.this_machine = address->this_machine;
    endpoint.openai = endpoint.host == "api.openai.com";
    if (address->scheme == "http" && !api_key.empty() && !endpoint.this_machine && !allow_plain_http)
        return refuse("would send the API key readable over the network",
                      "Use https://, or set PF_MODEL_ALLOW_PLAIN_HTTP=1 on a network you trust.");
    auto path = address->path;
    while (!path.empty() && path.back() == '/') path.pop_back();
    endpoint.url = fmt::format("{}{}/chat/completions{}{}", address->origin, path, query.empty() ? "" : "?", query);
    endpoint.headers = {"Content-Type: application/json", "Accept: application/json, text/event-stream",
                        "Expect:", "User-Agent: pattern-factory"};
    if (!api_key.empty())
        endpoint.headers.push_back(is_azure(endpoint.host) || !query.empty() ? "api-key: " + api_key
                                                                             : "Authorization: Bearer " + api_key);
    return endpoint;
}

}  // namespace pf::llm
