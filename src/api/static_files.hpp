// The web app's files, compiled into the program: which file answers which path, and how it may be cached.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http.hpp"
#include "base/embedded.hpp"

namespace pf::api {

class StaticFiles {
 public:
    explicit StaticFiles(const std::vector<EmbeddedFile>& files);

    // The answer to GET or HEAD of request.target.path: the file of that name, a page of that name (x → x.html,
    // x/index.html), or for an address that looks like a page the app's fallback page (200.html, else index.html).
    // Compressed when the build has that variant and the client takes it. 304 when the client has it already. Nothing:
    // no such file.
    [[nodiscard]] std::optional<Response> answer(const Request& request) const;

    [[nodiscard]] bool empty() const { return files_.empty(); }

 private:
    struct Variant {
        std::string_view bytes;
        std::string etag;  // with its quotes
    };
    struct File {
        Variant plain;
        std::optional<Variant> gzip, brotli;
        std::string_view type;
        bool immutable = false;       // its name changes with its content
        std::string security_policy;  // pages and workers only
    };
    [[nodiscard]] const File* find(std::string_view path) const;
    [[nodiscard]] const File* fallback(const Request& request) const;

    std::map<std::string, File, std::less<>> files_;  // by path without leading slash
    const File* app_ = nullptr;
};

// The Content-Security-Policy of a page: nothing from elsewhere, no inline script or style but those whose hash is in
// it (CSP Level 3, 8.2).
[[nodiscard]] std::string page_security_policy(std::string_view html);

// Whether a header like Accept-Encoding or Accept lists `name` with a quality above 0 (RFC 9110, 12.4.2).
[[nodiscard]] bool accepts(std::string_view header, std::string_view name);

}  // namespace pf::api
