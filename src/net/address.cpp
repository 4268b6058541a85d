#include "net/address.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "base/ascii.hpp"

namespace pf::net {
namespace {

struct UrlCleanup {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

// curl writes numbers out (127.1 is 127.0.0.1).
bool is_this_machine(const std::string& host) {
    return host == "localhost" || host == "[::1]" ||
           (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

}  // namespace

std::optional<Address> parse_address(const std::string& text) {
    const std::unique_ptr<CURLU, UrlCleanup> url(curl_url());
    const bool plain = std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
    if (!url || text.empty() || !plain || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
        return std::nullopt;
    const auto part = [&](CURLUPart which, unsigned how = 0) {
        char* value = nullptr;
        const bool found = curl_url_get(url.get(), which, &value, how) == CURLUE_OK && value;
        std::string copy = found ? value : "";
        curl_free(value);
        return copy;
    };
    Address address;
    address.scheme = lower(part(CURLUPART_SCHEME));
    address.host = lower(part(CURLUPART_HOST));
    address.user = part(CURLUPART_USER);
    address.password = part(CURLUPART_PASSWORD);
    address.path = part(CURLUPART_PATH);
    address.query = part(CURLUPART_QUERY);
    address.fragment = part(CURLUPART_FRAGMENT);
    address.this_machine = is_this_machine(address.host);
    const auto port = part(CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
    address.origin = address.scheme + "://" + address.host + (port.empty() ? "" : ":" + port);
    return address;
}

}  // namespace pf::net
