#include "api/sign_in_page.hpp"

#include <fmt/format.h>

#include "api/gate.hpp"
#include "api/sign_in.hpp"
#include "api/static_files.hpp"

namespace pf::api {
namespace {

// Stands alone: without the token the web app's files are not given out either. Its colours are those of
// web/src/styles/tokens.css.
constexpr std::string_view before = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in · Pattern Factory</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; padding: 16vh 24px 24px; background: light-dark(#f6f6f4, #0f1113); color: light-dark(#1a1c1e, #e9eaeb);
  font: 14px/1.5 system-ui, sans-serif; }
main { max-width: 340px; margin: 0 auto; }
h1 { margin: 0 0 4px; font-size: 22px; }
p { margin: 0 0 20px; color: light-dark(#55595e, #a4abb3); }
label { display: block; margin-bottom: 4px; font-weight: 500; }
input, button { box-sizing: border-box; width: 100%; height: 36px; padding: 0 10px; border-radius: 6px; font: inherit; }
input { border: 1px solid light-dark(#8b8d8f, #676e76); background: light-dark(#ffffff, #16181b); color: inherit; }
button, .provider { margin-top: 12px; border: 0; background: light-dark(#0b6681, #5cbfdc); color: light-dark(#ffffff, #06222c);
  font-weight: 600; cursor: pointer; }
.provider { display: block; box-sizing: border-box; padding: 8px 10px; border-radius: 6px; text-align: center;
  text-decoration: none; overflow-wrap: anywhere; }
summary { margin: 20px 0 12px; color: light-dark(#55595e, #a4abb3); cursor: pointer; }
:focus-visible { outline: 2px solid light-dark(#0b6681, #5cbfdc); outline-offset: 2px; }
</style>
</head>
<body>
<main>
<h1>Pattern Factory</h1>
<p role="status">)html";
constexpr std::string_view end = "</main>\n</body>\n</html>\n";

std::string address_of(const Target& target) {
    std::string address;
    // Without the empty ones: two slashes in front would name another server.
    for (const auto& segment : target.segments)
        if (!segment.empty()) address += "/" + percent_encode(segment);
    if (address.empty()) address = "/";
    char separator = '?';
    for (const auto& [name, value] : target.query) {
        if (name == "token" || name == "to") continue;
        address += fmt::format("{}{}={}", separator, percent_encode(name), percent_encode(value));
        separator = '&';
    }
    return address;
}

std::string with_entities(std::string_view plain) {
    std::string text;
    for (const char c : plain) {
        switch (c) {
            case '&': text += "&amp;"; break;
            case '<': text += "&lt;"; break;
            case '>': text += "&gt;"; break;
            case '"': text += "&quot;"; break;
            default: text += c;
        }
    }
    return text;
}

// A link and no form: a page may not send a form to where the provider's address leads.
std::string link_to(std::string_view provider, std::string_view address) {
    return fmt::format("<a class=\"provider\" href=\"{}?to={}\">Sign in with {}</a>\n", sign_in_path,
                       percent_encode(address), with_entities(provider));
}

std::string token_form(std::string_view address, bool alone) {
    return fmt::format(R"html(<form action="/">
<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="off" required{}>
<input name="to" type="hidden" value="{}">
<button>Sign in</button>
</form>
)html",
                       alone ? " autofocus" : "", with_entities(address));
}

}  // namespace

std::string address_to_return_to(const Target& asked) {
    for (const auto& [name, value] : asked.query) {
        if (name != "to") continue;
        // Taken apart and put together again, so that whatever stands there becomes a path of this server.
        const auto target = parse_target(value);
        return target ? address_of(*target) : "/";
    }
    return address_of(asked);
}

WaysToSignIn ways_to_sign_in(const ServerSettings& settings, const People& people) {
    return {people.takes_tokens(), settings.sign_in ? settings.sign_in->provider_name : std::string()};
}

Response sign_in_page(int status, std::string_view why, std::string_view address, const WaysToSignIn& ways) {
    std::string body(before);
    body += why;
    if (ways.provider.empty()) {
        body += " Whoever runs the server gives you one.</p>\n" + token_form(address, true);
    } else {
        body += "</p>\n" + link_to(ways.provider, address);
        if (ways.token)
            body += "<details><summary>Sign in with a token</summary>\n" + token_form(address, false) + "</details>\n";
    }
    body += end;
    Response page{.status = status, .content_type = "text/html; charset=utf-8", .body = std::move(body)};
    page.headers.emplace_back("Content-Security-Policy", page_security_policy(page.body));
    page.headers.emplace_back("Cache-Control", "no-store");
    page.headers.emplace_back("Vary", "Accept");
    return page;
}

}  // namespace pf::api
