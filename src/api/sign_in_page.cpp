#include "api/sign_in_page.hpp"

#include <fmt/format.h>

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
button { margin-top: 12px; border: 0; background: light-dark(#0b6681, #5cbfdc); color: light-dark(#ffffff, #06222c);
  font-weight: 600; cursor: pointer; }
:focus-visible { outline: 2px solid light-dark(#0b6681, #5cbfdc); outline-offset: 2px; }
</style>
</head>
<body>
<main>
<h1>Pattern Factory</h1>
<p role="status">)html";
constexpr std::string_view after = R"html( Whoever started the server has set it as PF_TOKEN.</p>
<form action="/">
<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="off" required autofocus>
<button>Sign in</button>
</form>
</main>
</body>
</html>
)html";

}  // namespace

Response sign_in_page(std::string_view why) {
    Response page{
        .status = 401, .content_type = "text/html; charset=utf-8", .body = fmt::format("{}{}{}", before, why, after)};
    page.headers.emplace_back("Content-Security-Policy", page_security_policy(page.body));
    page.headers.emplace_back("Cache-Control", "no-store");
    page.headers.emplace_back("Vary", "Accept");
    return page;
}

}  // namespace pf::api
